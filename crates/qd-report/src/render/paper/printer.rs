//! From blocks to printed words: every figure by the one formatter, every outside text cleaned.

use chrono::Datelike;
use qd_model::report::{
    Block, Cell, CellContent, Component, FigureIndex, Report, RowStyle, Span, Table, TableRow,
};

use super::{Ask, Column, Field, Grid, Pair, Paper, Piece, Row, Run, Section, Words, text_of};
use crate::chart::{self, Breadth, Drawing};
use crate::format;
use crate::render::align::{self, Alignment};
use crate::render::{Options, columns, marks, outside, words};

/// Prints a report.
pub(super) fn print(report: &Report, options: Options<'_>) -> Paper {
    let printer = Printer { report, options };
    let scope = words::scope(report);
    let period = format::period(report.period, report.locale);
    let role = words::role(&report.role);
    let (first, appendix) =
        report.blocks.split_at(report.appendix_at().unwrap_or(report.blocks.len()));
    Paper {
        title: format!("{role}, {scope}, {period}"),
        author: outside::clean(&report.portfolio),
        masthead: format!("{scope} · {period} · as of {}", report.as_of),
        role,
        edition: report.edition.map(|e| format!("edition {e}")).unwrap_or_default(),
        date: (report.as_of.year(), report.as_of.month(), report.as_of.day()),
        coverage: std::iter::once(words::coverage(report)).chain(words::since(report)).collect(),
        message: printer.words(&report.message),
        decisions: printer.decisions(),
        sections: printer.sections(first),
        appendix: printer.sections(appendix),
        legend: words::legend(report).unwrap_or_default(),
        palette: options.palette,
        logo: options.logo.cloned(),
    }
}

/// What is printed now.
struct Printer<'a> {
    report: &'a Report,
    options: Options<'a>,
}

impl Printer<'_> {
    fn decisions(&self) -> Vec<Ask> {
        let decisions = self.report.decisions.iter().map(|decision| {
            let mut terms = Vec::new();
            if let Some(due) = words::due(self.report, decision.due) {
                terms.push(plain(due));
            }
            if !decision.default.is_empty() {
                terms.push(plain(if terms.is_empty() { "otherwise " } else { "; otherwise " }));
                terms.extend(self.words(&decision.default));
            }
            Ask { ask: self.words(&decision.ask), terms }
        });
        decisions.collect()
    }

    /// The blocks by their headings. Two charts that follow each other stand side by side.
    fn sections(&self, blocks: &[Block]) -> Vec<Section> {
        let mut sections = vec![Section::default()];
        let mut rest = blocks;
        while let Some((block, after)) = rest.split_first() {
            rest = after;
            if let Block::Heading { level: ..=2, text } = block {
                sections.push(Section { heading: self.words(text), pieces: Vec::new() });
                continue;
            }
            let Some(section) = sections.last_mut() else { continue };
            if let Some((pair, after)) = self.pair(block, after) {
                rest = after;
                section.pieces.push(pair);
            } else {
                section.pieces.push(self.piece(block));
            }
        }
        sections.retain(|section| !section.heading.is_empty() || !section.pieces.is_empty());
        sections
    }

    /// Two charts, and what follows them.
    fn pair<'b>(&self, block: &Block, after: &'b [Block]) -> Option<(Piece, &'b [Block])> {
        let (Block::Table(left), Some((Block::Table(right), after))) = (block, after.split_first())
        else {
            return None;
        };
        let half = |table| chart::drawing(self.report, table, self.options.palette, Breadth::Half);
        let (left_drawing, right_drawing) = (half(left)?, half(right)?);
        let left = self.grid(left, Some(left_drawing));
        let right = self.grid(right, Some(right_drawing));
        Some((Piece::Pair(Box::new(Pair { left, right })), after))
    }

    fn piece(&self, block: &Block) -> Piece {
        match block {
            Block::Heading { text, .. } => Piece::Part { words: self.words(text) },
            Block::Paragraph(spans) => Piece::Paragraph { words: self.words(spans) },
            Block::Note(spans) => Piece::Note { words: self.words(spans) },
            Block::List { is_ordered, items } => {
                let items = items.iter().map(|item| self.words(item)).collect();
                Piece::List { is_ordered: *is_ordered, items }
            }
            Block::Table(table) => {
                let palette = self.options.palette;
                let drawing = chart::drawing(self.report, table, palette, Breadth::Whole);
                Piece::Grid(self.grid(table, drawing))
            }
        }
    }

    fn grid(&self, table: &Table, drawing: Option<Drawing>) -> Grid {
        let figures = if drawing.is_some() { self.run_in(table) } else { Vec::new() };
        let dropped = columns::dropped(self.report, table);
        let kept = (0..table.columns.len()).filter(|at| !dropped.contains(at)).collect::<Vec<_>>();
        let tails = align::tails(self.report, table);
        let lines = align::alignments(self.report, table).into_iter().zip(tails);
        let lines = lines.collect::<Vec<_>>();
        let rows = table.rows.iter().map(|row| self.row(table, row, &kept, &lines));
        let rows = rows.collect::<Vec<_>>();
        let columns = kept.iter().enumerate().map(|(to, from)| {
            let column = &table.columns[*from];
            let fields = rows.iter().filter_map(|row: &Row| row.cells.get(to));
            let lengths = fields.clone().map(|field| text_of(&field.words).chars().count());
            Column {
                title: outside::clean(&column.title),
                is_number: column.is_number,
                n_characters: lengths.max().unwrap_or(0).max(column.title.chars().count()),
                is_drawn: fields.clone().any(|field| field.drawing.is_some()),
            }
        });
        let columns = columns.collect();
        let mut below = Vec::new();
        if table.rows.is_empty() {
            below.push(self.words(&table.empty));
        }
        below.extend(words::left_out(self.report, table).map(|line| vec![plain(line)]));
        for (number, note) in table.notes.iter().enumerate() {
            let mark = plain(format!("({}) ", number + 1));
            below.push(std::iter::once(mark).chain(self.words(note)).collect());
        }
        below.push(self.words(&table.footer));
        below.retain(|line: &Words| !line.is_empty());
        let (component, title) = (table.component.as_str(), self.words(&table.title));
        Grid { component, title, drawing, figures, columns, rows, below }
    }

    fn row(
        &self,
        table: &Table,
        row: &TableRow,
        kept: &[usize],
        lines: &[(Alignment, usize)],
    ) -> Row {
        let is_marked_once = words::is_marked_once(self.report, row);
        let cells = row.cells.iter().enumerate().filter(|(at, _)| kept.contains(at));
        let cells = cells.map(|(at, cell)| {
            let mut field = self.field(table, cell, is_marked_once);
            if at == 0 && is_marked_once {
                field.words.push(plain(format::ASSUMED.to_string()));
            }
            let is_number = table.columns.get(at).is_some_and(|column| column.is_number);
            if let Some(line) = lines.get(at).copied().filter(|_| is_number) {
                field.padding = align::padding(self.report, cell, line, is_marked_once);
            }
            field
        });
        let mut below = vec![self.lost(table, row, kept, is_marked_once), self.words(&row.detail)];
        below.retain(|line| !line.is_empty());
        Row {
            is_total: row.style == RowStyle::Total,
            is_sub: row.style == RowStyle::Sub,
            cells: cells.collect(),
            below,
        }
    }

    /// The cells that have no room in the row, with their headings.
    fn lost(&self, table: &Table, row: &TableRow, kept: &[usize], is_marked_once: bool) -> Words {
        let mut line = Vec::new();
        for (at, cell) in row.cells.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
            if cell.content == CellContent::Empty || is_drawing(cell) {
                continue;
            }
            line.extend((!line.is_empty()).then(|| plain("; ")));
            line.push(plain(outside::clean(&table.columns[at].title) + ": "));
            line.extend(self.field(table, cell, is_marked_once).words);
        }
        line
    }

    fn field(&self, table: &Table, cell: &Cell, is_marked_once: bool) -> Field {
        let mut field = Field { is_good: cell.is_good, ..Field::default() };
        match &cell.content {
            CellContent::Empty => {}
            CellContent::Spans(spans) => field.words = self.words_with(spans, is_marked_once),
            CellContent::Bar(bar) => {
                let is_chart = table.component == Component::Chart;
                field.drawing = Some(chart::bar(bar, is_chart, self.options.palette));
            }
            CellContent::Sparkline(series) => field.drawing = Some(chart::sparkline(series)),
            CellContent::Interval(index) => {
                if let Some((low, high)) =
                    format::interval(self.report.figure(*index), self.report.locale)
                {
                    let ends = [low, high].map(|end| format::typographic(&end));
                    field.words = vec![whole(ends.join("–"))];
                }
            }
        }
        field.words.extend(cell.note.map(|note| plain(format!(" ({note})"))));
        field
    }

    /// The figures of a chart as one run of words, as the mail has them under its picture.
    fn run_in(&self, table: &Table) -> Words {
        let mut line = Vec::new();
        for row in &table.rows {
            let is_marked_once = words::is_marked_once(self.report, row);
            line.extend((!line.is_empty()).then(|| plain("; ")));
            for (at, cell) in row.cells.iter().enumerate() {
                if is_drawing(cell) || cell.content == CellContent::Empty {
                    continue;
                }
                line.extend((at > 0).then(|| plain(" ")));
                if at > 1 {
                    line.push(plain(outside::clean(&table.columns[at].title) + " "));
                }
                line.extend(self.field(table, cell, is_marked_once).words);
                if at == 0 && is_marked_once {
                    line.push(plain(format::ASSUMED.to_string()));
                }
            }
            if !row.detail.is_empty() {
                line.push(plain(" "));
                line.extend(self.words(&row.detail));
            }
        }
        line
    }

    fn words(&self, spans: &[Span]) -> Words {
        self.words_with(spans, false)
    }

    /// The same for cells of a row whose name carries the mark of assumptions for all of them.
    fn words_with(&self, spans: &[Span], is_marked_once: bool) -> Words {
        let mut line = Vec::new();
        for span in spans {
            match span {
                Span::Text(text) => line.push(plain(outside::clean_run(text))),
                Span::Outside(text) => line.push(plain(outside::clean(text.for_renderer()))),
                Span::Code(code) => {
                    line.push(Run { is_code: true, ..plain(outside::clean_run(code)) });
                }
                Span::Figure(index) => line.push(self.figure(*index, is_marked_once)),
                Span::Strong(inner) => {
                    let inner = self.words_with(inner, is_marked_once).into_iter();
                    line.extend(inner.map(|run| Run { is_strong: true, ..run }));
                }
                Span::Emphasis(inner) => {
                    let inner = self.words_with(inner, is_marked_once).into_iter();
                    line.extend(inner.map(|run| Run { is_emphasis: true, ..run }));
                }
            }
        }
        line.retain(|run| !run.text.is_empty());
        line
    }

    fn figure(&self, index: FigureIndex, is_marked_once: bool) -> Run {
        let figure = self.report.figure(index);
        let printed = format::typographic(&words::display_unmarked(figure, self.report.locale));
        let is_whole = printed.chars().count() <= words::MAX_UNBROKEN;
        let mut text = marks::mark(printed, self.options.are_figures_marked);
        let is_assumed = format::is_assumed(figure);
        if is_assumed && !is_marked_once {
            text.push(format::ASSUMED);
        }
        Run { is_assumed, is_whole, ..plain(text) }
    }
}

fn is_drawing(cell: &Cell) -> bool {
    matches!(cell.content, CellContent::Bar(_) | CellContent::Sparkline(_))
}

fn plain(text: impl Into<String>) -> Run {
    Run { text: text.into(), ..Run::default() }
}

fn whole(text: String) -> Run {
    Run { is_whole: true, ..plain(text) }
}
