//! Mail HTML: nested tables, inline styles, one dark style block, 600 px, nothing to fetch.
//!
//! No SVG, flex, grid, link or script, and no picture whose figures are not in the table below it:
//! what a client strips would take figures with it.
//! Colours are LOOK 6.3's tokens in `theme`; tables and bars are in `grid`. Everything from outside
//! is cleaned by `outside` and escaped by maud.

mod grid;
mod theme;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use qd_model::report::{Block, Decision, FigureIndex, Locale, Report, Span};

use self::theme as look;
use super::marks::mark;
use super::{Options, outside, words};
use crate::chart::Pictures;
use crate::format;

/// Prints a report as the HTML part of a mail, without pictures.
pub(super) fn render(report: &Report, options: Options<'_>) -> String {
    render_with(report, options, &Pictures::default())
}

/// The same with its pictures.
pub(super) fn render_with(report: &Report, options: Options<'_>, pictures: &Pictures) -> String {
    let page = Page { report, options, pictures };
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                title { (words::subject(report)) }
                style { (PreEscaped(look::dark(options.palette))) }
            }
            body class="q" style=(look::BODY) {
                div style=(look::PREHEADER) { (page.preheader()) }
                table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
                    tr {
                        td align="center" {
                            table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" class="q" style=(look::SHEET) {
                                tr { td class="s" style=(look::SHEET_CELL) { (page.body()) } }
                            }
                        }
                    }
                }
            }
        }
    };
    markup.into_string()
}

pub(super) struct Page<'a> {
    report: &'a Report,
    options: Options<'a>,
    pictures: &'a Pictures,
}

impl Page<'_> {
    /// What a client shows beside the subject: the first thing to decide.
    fn preheader(&self) -> String {
        let first = self.report.decisions.first();
        first.map_or_else(|| words::coverage(self.report), |d| words::bare(self.report, &d.ask))
    }

    fn body(&self) -> Markup {
        html! {
            (self.masthead())
            p style=(look::MESSAGE) { (self.spans(&self.report.message)) }
            (self.decisions())
            @for (at, block) in self.report.blocks.iter().enumerate() {
                (self.block(block, at))
            }
            @if let Some(legend) = words::legend(self.report) {
                p class="m" style=(look::NOTE) { (legend) }
            }
        }
    }

    fn masthead(&self) -> Markup {
        let report = self.report;
        let edition = report.edition.map(|edition| format!("edition {edition}"));
        html! {
            @if let Some(logo) = self.pictures.logo() {
                img src=(format!("cid:{}", logo.content_id)) width=(logo.width) height=(logo.height) alt=(logo.alt) style=(look::LOGO);
            }
            table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style=(look::MASTHEAD) {
                tr {
                    td style=(look::BLACK) { (words::role(&report.role)) }
                    td class="m" style=(look::MASTHEAD_WORDS) {
                        (words::scope(report)) " · " (format::period(report.period, report.locale)) " · as of " (report.as_of.to_string())
                    }
                    td class="m" align="right" style=(look::MASTHEAD_EDITION) { (edition.unwrap_or_default()) }
                }
            }
            p class="m r" style=(look::COVERAGE) {
                (words::coverage(report))
                @if let Some(since) = words::since(report) { br; (since) }
            }
        }
    }

    fn decisions(&self) -> Markup {
        let decisions = &self.report.decisions;
        html! {
            @if !decisions.is_empty() {
                h2 style=(look::SECTION) { "Decide" }
                table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style=(look::PROSE_TABLE) {
                    @for (number, decision) in decisions.iter().enumerate() {
                        tr {
                            td width="20" valign="top" style=(look::DECISION) { (number + 1) "." }
                            td style=(look::DECISION) {
                                strong { (self.spans(&decision.ask)) }
                                (self.terms(decision))
                            }
                        }
                    }
                }
            }
        }
    }

    fn terms(&self, decision: &Decision) -> Markup {
        let due = words::due(self.report, decision.due);
        let has_default = !decision.default.is_empty();
        html! {
            @if due.is_some() || has_default {
                br;
                span class="m" style=(look::MUTED) {
                    @if let Some(due) = &due { (due) }
                    @if due.is_some() && has_default { "; " }
                    @if has_default { "otherwise " (self.spans(&decision.default)) }
                }
            }
        }
    }

    fn block(&self, block: &Block, at: usize) -> Markup {
        match block {
            Block::Heading { level: 1, text } => {
                html! { h2 class="r" style=(look::APPENDIX) { (self.spans(text)) } }
            }
            Block::Heading { level: ..=2, text } => {
                html! { h2 class="r" style=(look::SECTION) { (self.spans(text)) } }
            }
            Block::Heading { text, .. } => html! { h3 style=(look::PART) { (self.spans(text)) } },
            Block::Paragraph(spans) => html! { p style=(look::PARAGRAPH) { (self.spans(spans)) } },
            Block::Note(spans) => html! { p class="m" style=(look::NOTE) { (self.spans(spans)) } },
            Block::List { is_ordered, items } => {
                let items =
                    html! { @for item in items { li style=(look::ITEM) { (self.spans(item)) } } };
                if *is_ordered {
                    html! { ol style=(look::LIST) { (items) } }
                } else {
                    html! { ul style=(look::LIST) { (items) } }
                }
            }
            Block::Table(table) => self.table(table, at),
        }
    }

    fn spans(&self, spans: &[Span]) -> Markup {
        self.spans_with(spans, false)
    }

    /// The same for cells of a row whose name carries the mark of assumptions for all of them.
    fn spans_with(&self, spans: &[Span], is_marked_once: bool) -> Markup {
        html! {
            @for span in spans {
                @match span {
                    Span::Text(text) => (outside::clean_run(text)),
                    Span::Outside(text) => (self.outside(text.for_renderer())),
                    Span::Figure(index) => (self.figure(*index, is_marked_once)),
                    Span::Strong(inner) => strong { (self.spans(inner)) },
                    Span::Emphasis(inner) => em { (self.spans(inner)) },
                    Span::Code(code) => code style=(look::CODE) { (outside::clean_run(code)) },
                }
            }
        }
    }

    /// Outside text; what runs from right to left is kept from turning its neighbours around.
    fn outside(&self, text: &str) -> Markup {
        let text = outside::clean(text);
        let is_rtl = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}');
        html! {
            @if text.contains(is_rtl) { bdi { (text) } } @else { (text) }
        }
    }

    /// A figure; assumptions are underlined with dots, beside their mark or their row's. A line must
    /// not break between a sign and its amount, which mail programs allow.
    fn figure(&self, index: FigureIndex, is_marked_once: bool) -> Markup {
        let figure = self.report.figure(index);
        let printed = format::typographic(&words::display_unmarked(figure, self.report.locale));
        let is_signed = printed.starts_with(['\u{2212}', '+', '≈']);
        // `1 234,50 €` holds blanks at which a line must not break.
        let has_blanks = !matches!(self.report.locale, Locale::EnUs | Locale::EnGb)
            && printed.chars().count() <= words::MAX_UNBROKEN;
        let printed = if has_blanks { printed.replace(' ', "\u{a0}") } else { printed };
        let mut printed = mark(printed, self.options.are_figures_marked);
        let is_assumed = format::is_assumed(figure);
        if is_assumed && !is_marked_once {
            printed.push(format::ASSUMED);
        }
        html! {
            @match (is_assumed, is_signed) {
                (true, false) => span class="w" style=(look::ASSUMED) { (printed) },
                (true, true) => span class="w" style=(look::ASSUMED_SIGNED) { (printed) },
                (false, true) => span style=(look::SIGNED) { (printed) },
                (false, false) => (printed),
            }
        }
    }
}
