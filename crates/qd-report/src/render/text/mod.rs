//! Plain text in 78 columns: written for reading, with the order and the figures of the HTML.

mod draw;
mod grid;
mod tests;

use qd_model::report::{Block, Report, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub(super) use draw::sparkline;

use super::marks::mark;
use super::{Options, outside, words};
use crate::format;

/// Columns of a line (LOOK 6.7).
pub(super) const WIDTH: usize = 78;

/// Keeps words of a figure on one line; becomes a blank in the end.
const HARD_BLANK: char = '\u{a0}';

/// The shortest rule under a heading.
const MIN_RULE: usize = 3;

/// Prints a report as text.
pub(super) fn render(report: &Report, options: Options<'_>) -> String {
    let mut writer = Writer { report, options, out: String::new() };
    writer.masthead();
    writer.decisions();
    for block in &report.blocks {
        writer.block(block);
    }
    if let Some(legend) = words::legend(report) {
        writer.gap();
        writer.paragraph(&legend, 0);
    }
    let text = writer.out.replace(HARD_BLANK, " ");
    let lines = text.lines().map(str::trim_end).collect::<Vec<_>>();
    let text = lines.join("\n") + "\n";
    if options.is_ascii { draw::ascii(&text) } else { text }
}

pub(super) struct Writer<'a> {
    report: &'a Report,
    options: Options<'a>,
    out: String,
}

impl Writer<'_> {
    fn masthead(&mut self) {
        let report = self.report;
        let left = [
            words::role(&report.role),
            words::scope(report),
            format::period(report.period, report.locale),
            format!("as of {}", report.as_of),
        ];
        let left = left.join("   ");
        let edition =
            report.edition.map(|edition| format!("edition {edition}")).unwrap_or_default();
        match WIDTH.checked_sub(left.width() + edition.width()) {
            Some(room) if room >= 3 => self.line(&format!("{left}{}{edition}", " ".repeat(room))),
            _ => {
                self.paragraph(&left, 0);
                self.paragraph(&edition, 0);
            }
        }
        self.paragraph(&words::coverage(report), 0);
        if let Some(since) = words::since(report) {
            self.paragraph(&since, 0);
        }
        self.out.push('\n');
        let message = self.inline(&report.message);
        self.paragraph(&message, 0);
        self.rule(WIDTH);
    }

    fn decisions(&mut self) {
        if self.report.decisions.is_empty() {
            return;
        }
        self.line("Decide");
        for (number, decision) in self.report.decisions.iter().enumerate() {
            let ask = self.inline(&decision.ask);
            self.item(&format!("{}. ", number + 1), &ask);
            let default = self.inline(&decision.default);
            let default = if default.is_empty() { default } else { format!("otherwise {default}") };
            let due = words::due(self.report, decision.due).unwrap_or_default();
            let both = [due, default].into_iter().filter(|part| !part.is_empty());
            let both = both.collect::<Vec<_>>().join("; ");
            if !both.is_empty() {
                self.paragraph(&both, 3);
            }
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => {
                self.gap();
                let heading = self.inline(text);
                self.paragraph(&heading, 0);
                match level {
                    1 => self.line(&"=".repeat(WIDTH)),
                    2 => self.rule(WIDTH),
                    _ => self.rule(heading.width().min(WIDTH)),
                }
            }
            Block::Paragraph(spans) | Block::Note(spans) => {
                if !self.is_below_rule() && !matches!(block, Block::Note(_)) {
                    self.gap();
                }
                let text = self.inline(spans);
                self.paragraph(&text, 0);
            }
            Block::List { is_ordered, items } => {
                for (number, item) in items.iter().enumerate() {
                    let bullet =
                        if *is_ordered { format!("{}. ", number + 1) } else { "- ".into() };
                    let text = self.inline(item);
                    self.item(&bullet, &text);
                }
            }
            Block::Table(table) => grid::table(self, table),
        }
    }

    /// One line, as it is.
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// A blank line, unless there is one or a heading's rule.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Claims that the last line is a heading's rule, not a sentence that ends in a dash.
    fn is_below_rule(&self) -> bool {
        let last = self.out.lines().next_back().unwrap_or("");
        last.len() >= MIN_RULE && ["-", "="].iter().any(|rule| last.replace(rule, "").is_empty())
    }

    fn rule(&mut self, width: usize) {
        let rule = "-".repeat(width.max(MIN_RULE));
        self.line(&rule);
    }

    fn paragraph(&mut self, text: &str, indent: usize) {
        for line in wrap(text, WIDTH - indent) {
            self.line(&format!("{}{line}", " ".repeat(indent)));
        }
    }

    fn item(&mut self, bullet: &str, text: &str) {
        let indent = bullet.width();
        for (number, line) in wrap(text, WIDTH - indent).into_iter().enumerate() {
            let before = if number == 0 { bullet.to_owned() } else { " ".repeat(indent) };
            self.line(&format!("{before}{line}"));
        }
    }

    /// Spans as words; figures stay whole.
    fn inline(&self, spans: &[Span]) -> String {
        self.inline_with(spans, false)
    }

    /// The same for cells of a row whose name carries the mark of assumptions for all of them.
    fn inline_with(&self, spans: &[Span], is_marked_once: bool) -> String {
        let mut words = String::new();
        for span in spans {
            match span {
                Span::Text(text) | Span::Code(text) => words.push_str(&outside::clean_run(text)),
                Span::Outside(text) => words.push_str(&outside::clean(text.for_renderer())),
                Span::Figure(index) => words.push_str(&self.figure(*index, is_marked_once)),
                Span::Strong(inner) | Span::Emphasis(inner) => words.push_str(&self.inline(inner)),
            }
        }
        words
    }

    fn figure(&self, index: qd_model::report::FigureIndex, is_marked_once: bool) -> String {
        let figure = self.report.figure(index);
        let printed = words::display_unmarked(figure, self.report.locale);
        let is_whole = printed.width() <= words::MAX_UNBROKEN;
        let printed = if is_whole { printed.replace(' ', "\u{a0}") } else { printed };
        let mut printed = mark(printed, self.options.are_figures_marked);
        if format::is_assumed(figure) && !is_marked_once {
            printed.push(format::ASSUMED);
        }
        printed
    }
}

/// Breaks between words; a word that is longer than a line is cut between graphemes.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut rest = word;
        if !line.is_empty() && line.width() + 1 + rest.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        while rest.width() > width {
            let head = fit_width(rest, width);
            // A grapheme wider than the line would never fit: it cannot happen with 78 columns.
            let cut = head.len().max(rest.graphemes(true).next().map_or(1, str::len));
            lines.push(rest[..cut].to_owned());
            rest = &rest[cut..];
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(rest);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The longest beginning that is not wider than `width`.
fn fit_width(text: &str, width: usize) -> String {
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += grapheme.width();
        if used > width {
            break;
        }
        kept.push_str(grapheme);
    }
    kept
}
