//! A report as a typesetter takes it: printed words with their tone, tables as cells, drawings as
//! SVG, sections in reading order.
//!
//! It holds no markup and no layout, so nothing from outside can act in a document language: who
//! sets it passes every string as a value. Figures are printed by the one formatter, marks and
//! notes are those of the mail. [`Paper::mask`] takes secrets out before anything is set, because
//! in a finished page nobody can.

mod printer;

use qd_model::report::Report;
use serde::Serialize;

use super::Options;
use crate::chart::Drawing;
use crate::{Logo, Palette};

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
    /// The body: all of it, or what must stand on the first page where an appendix is declared.
    pub sections: Vec<Section>,
    /// What follows from the second page on; where there is none, the body flows.
    pub appendix: Vec<Section>,
    /// What the marks mean; nothing if there is none.
    pub legend: String,
    /// The colours of good and bad news.
    pub palette: Palette,
    /// The portfolio's logo.
    pub logo: Option<Logo>,
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
    /// Two charts beside each other.
    Pair(Box<Pair>),
}

/// Two charts that follow each other.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Pair {
    /// The first.
    pub left: Grid,
    /// The second.
    pub right: Grid,
}

/// A table, or a chart with its figures.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Grid {
    /// What made it: the word of its fence.
    pub component: &'static str,
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
    pub fn of(report: &Report, options: Options<'_>) -> Self {
        printer::print(report, options)
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
        for section in self.sections.iter_mut().chain(&mut self.appendix) {
            visit(&mut section.heading);
            for piece in &mut section.pieces {
                match piece {
                    Piece::Part { words } | Piece::Paragraph { words } | Piece::Note { words } => {
                        visit(words);
                    }
                    Piece::List { items, .. } => items.iter_mut().for_each(&mut *visit),
                    Piece::Grid(grid) => grid.visit_lines(visit),
                    Piece::Pair(pair) => {
                        pair.left.visit_lines(visit);
                        pair.right.visit_lines(visit);
                    }
                }
            }
        }
    }

    fn visit_grids(&mut self, visit: &mut dyn FnMut(&mut Grid)) {
        let sections = self.sections.iter_mut().chain(&mut self.appendix);
        for piece in sections.flat_map(|section| &mut section.pieces) {
            match piece {
                Piece::Grid(grid) => visit(grid),
                Piece::Pair(pair) => {
                    visit(&mut pair.left);
                    visit(&mut pair.right);
                }
                Piece::Part { .. }
                | Piece::Paragraph { .. }
                | Piece::Note { .. }
                | Piece::List { .. } => {}
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
