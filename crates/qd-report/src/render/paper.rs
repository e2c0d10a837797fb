//! A report as a typesetter takes it: printed words with their tone, tables as cells, drawings as
//! SVG, sections in reading order.
//!
//! It holds no markup and no layout, so nothing from outside can act in a document language: who
//! sets it passes every string as a value. Figures are printed by the one formatter, marks and
//! notes are those of the mail. [`Paper::mask`] takes secrets out before anything is set, because
//! in a finished page nobody can.

use qd_model::report::{
    Block, Cell, CellContent, Component, FigureIndex, Report, RowStyle, Span, Table, TableRow,
};
use serde::Serialize;

use super::align::Alignment;
use super::{Options, align, columns, marks, outside, words};
use crate::Palette;
use crate::chart::{self, Drawing};
use crate::format;

/// A report, printed but not set.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Paper {
    /// The name of the document: role, subject and period.
    pub title: String,
    /// The portfolio, as its author.
    pub author: String,
    /// The first words of the masthead: the role.
    pub role: String,
    /// The others: subject, period, day.
    pub masthead: String,
    /// The edition, or nothing.
    pub edition: String,
    /// The day that the report is of: year, month, day.
    pub date: (i32, u32, u32),
    /// Lines below the masthead: coverage, what is new.
    pub coverage: Vec<String>,
    /// What the reader must know.
    pub message: Words,
    /// What is asked.
    pub decisions: Vec<Ask>,
    /// The body.
    pub sections: Vec<Section>,
    /// What the marks mean; nothing if there is none.
    pub legend: String,
    /// The colours of good and bad news.
    pub palette: Palette,
}

/// Words that may stand out.
pub type Words = Vec<Run>;

/// A run of words of one look.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Claims that they are strong.
    pub is_strong: bool,
    /// Claims that they are emphasised.
    pub is_emphasis: bool,
    /// Claims that they are code.
    pub is_code: bool,
    /// Claims that they are a number that rests on an assumption.
    pub is_assumed: bool,
    /// Claims that a line must not break in them: a figure that is no sentence.
    pub is_whole: bool,
}

/// Something to decide.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Ask {
    /// What is asked.
    pub ask: Words,
    /// By when, and what silence means.
    pub terms: Words,
}

/// What stands between two headings.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Section {
    /// The heading; empty for what stands before the first.
    pub heading: Words,
    /// Its pieces.
    pub pieces: Vec<Piece>,
}

/// A piece of a section.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Piece {
    /// A heading within a section.
    Part {
        /// The words.
        words: Words,
    },
    /// A paragraph.
    Paragraph {
        /// The words.
        words: Words,
    },
    /// A muted line.
    Note {
        /// The words.
        words: Words,
    },
    /// A flat list.
    List {
        /// Claims that the items are numbered.
        is_ordered: bool,
        /// The items.
        items: Vec<Words>,
    },
    /// Rows and columns.
    Grid(Grid),
}

/// A table, or a chart with its figures.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Grid {
    /// The line above.
    pub title: Words,
    /// The chart that stands for the rows; its figures are in `figures`.
    pub drawing: Option<Drawing>,
    /// The figures of the chart as one run of words.
    pub figures: Words,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What stands below, a line each: what is left out, notes, the source.
    pub below: Vec<Words>,
}

/// A column.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Column {
    /// The heading.
    pub title: String,
    /// Claims that it is aligned at its right.
    pub is_number: bool,
    /// The most characters of a cell: how wide it would like to be.
    pub n_characters: usize,
    /// Claims that its cells are drawings.
    pub is_drawn: bool,
}

/// A row.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Row {
    /// Claims that it is a sum.
    pub is_total: bool,
    /// Claims that it is a part of the row above.
    pub is_sub: bool,
    /// The cells.
    pub cells: Vec<Field>,
    /// Lines below them: what has no room in the row, its own detail.
    pub below: Vec<Words>,
}

/// A cell.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Field {
    /// The words.
    pub words: Words,
    /// Good or bad news, or neither.
    pub is_good: Option<bool>,
    /// How many digits' widths stand behind the number, so that decimal marks meet.
    pub padding: usize,
    /// A bar or a line of values.
    pub drawing: Option<Drawing>,
}

impl Paper {
    /// Prints a report. It is not fitted to anything here: [`super::fit`] does that for all media.
    pub fn of(report: &Report, options: Options) -> Self {
        let printer = Printer { report, options };
        let scope = words::scope(report);
        let period = format::period(report.period);
        let role = words::role(&report.role);
        Self {
            title: format!("{role}, {scope}, {period}"),
            author: outside::clean(&report.portfolio),
            masthead: format!("{scope} · {period} · as of {}", report.as_of),
            role,
            edition: report.edition.map(|e| format!("edition {e}")).unwrap_or_default(),
            date: {
                use chrono::Datelike;
                (report.as_of.year(), report.as_of.month(), report.as_of.day())
            },
            coverage: std::iter::once(words::coverage(report))
                .chain(words::since(report))
                .collect(),
            message: printer.words(&report.message),
            decisions: printer.decisions(),
            sections: printer.sections(),
            legend: words::legend(report).unwrap_or_default(),
            palette: options.palette,
        }
    }

    /// Puts every text through `mask`, run by run and as whole lines: where words that stand beside
    /// each other hold what none of them holds alone, the line becomes one masked run. A drawing
    /// whose words change is left out.
    pub fn mask(&mut self, mask: &dyn Fn(&str) -> String) {
        self.change_texts(&|text| *text = mask(text));
        self.visit_lines(&mut |line| {
            let whole = text_of(line);
            let masked = mask(&whole);
            if masked != whole {
                *line = vec![Run { text: masked, ..Run::default() }];
            }
        });
        self.visit_grids(&mut |grid| {
            let is_clean = |drawing: &Drawing| {
                drawing.words.iter().chain([&drawing.alt]).all(|word| mask(word) == *word)
            };
            grid.drawing = grid.drawing.take().filter(is_clean);
        });
    }

    /// Hands every text to `change`: what the face of the page cannot write is replaced so.
    pub fn change_texts(&mut self, change: &dyn Fn(&mut String)) {
        for text in [
            &mut self.title,
            &mut self.author,
            &mut self.role,
            &mut self.masthead,
            &mut self.edition,
            &mut self.legend,
        ] {
            change(text);
        }
        self.coverage.iter_mut().for_each(change);
        self.visit_lines(&mut |line| line.iter_mut().for_each(|run| change(&mut run.text)));
        self.visit_grids(&mut |grid| {
            grid.columns.iter_mut().for_each(|column| change(&mut column.title));
        });
    }

    /// Every word of the page, a line each: what is read where the page itself cannot be.
    pub fn text(&self) -> String {
        let mut lines = vec![self.role.clone(), self.masthead.clone(), self.edition.clone()];
        lines.extend(self.coverage.iter().cloned());
        let mut copy = self.clone();
        copy.visit_grids(&mut |grid| match grid.drawing {
            // The figures of a chart are said once.
            Some(_) => grid.rows.clear(),
            None => lines.extend(grid.columns.iter().map(|column| column.title.clone())),
        });
        copy.visit_lines(&mut |line| lines.push(text_of(line)));
        lines.push(self.legend.clone());
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// Hands every line of words to `visit`, in reading order.
    fn visit_lines(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        visit(&mut self.message);
        for decision in &mut self.decisions {
            visit(&mut decision.ask);
            visit(&mut decision.terms);
        }
        for section in &mut self.sections {
            visit(&mut section.heading);
            for piece in &mut section.pieces {
                match piece {
                    Piece::Part { words } | Piece::Paragraph { words } | Piece::Note { words } => {
                        visit(words);
                    }
                    Piece::List { items, .. } => items.iter_mut().for_each(&mut *visit),
                    Piece::Grid(grid) => grid.visit_lines(visit),
                }
            }
        }
    }

    fn visit_grids(&mut self, visit: &mut dyn FnMut(&mut Grid)) {
        for piece in self.sections.iter_mut().flat_map(|section| &mut section.pieces) {
            if let Piece::Grid(grid) = piece {
                visit(grid);
            }
        }
    }
}

impl Grid {
    fn visit_lines(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        visit(&mut self.title);
        visit(&mut self.figures);
        for row in &mut self.rows {
            row.cells.iter_mut().for_each(|cell| visit(&mut cell.words));
            row.below.iter_mut().for_each(&mut *visit);
        }
        self.below.iter_mut().for_each(visit);
    }
}

/// The words of a line, one after the other.
pub fn text_of(line: &[Run]) -> String {
    line.iter().map(|run| run.text.as_str()).collect()
}

/// What is printed now.
struct Printer<'a> {
    report: &'a Report,
    options: Options,
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

    fn sections(&self) -> Vec<Section> {
        let mut sections = vec![Section::default()];
        for block in &self.report.blocks {
            if let Block::Heading { level: ..=2, text } = block {
                sections.push(Section { heading: self.words(text), pieces: Vec::new() });
            } else if let Some(section) = sections.last_mut() {
                section.pieces.push(self.piece(block));
            }
        }
        sections.retain(|section| !section.heading.is_empty() || !section.pieces.is_empty());
        sections
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
            Block::Table(table) => Piece::Grid(self.grid(table)),
        }
    }

    fn grid(&self, table: &Table) -> Grid {
        let drawing = chart::drawing(self.report, table, self.options.palette);
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
        below.extend(words::left_out(table).map(|line| vec![plain(line)]));
        for (number, note) in table.notes.iter().enumerate() {
            let mark = plain(format!("({}) ", number + 1));
            below.push(std::iter::once(mark).chain(self.words(note)).collect());
        }
        below.push(self.words(&table.footer));
        below.retain(|line: &Words| !line.is_empty());
        Grid { title: self.words(&table.title), drawing, figures, columns, rows, below }
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
            CellContent::Sparkline(points) => field.drawing = Some(chart::sparkline(points)),
            CellContent::Interval(index) => {
                if let Some((low, high)) = format::interval(self.report.figure(*index)) {
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
        let printed = format::typographic(&words::display_unmarked(figure));
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
