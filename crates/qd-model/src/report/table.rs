//! Tables: what every component makes, so that each renderer lays out one thing well.

use super::{FigureIndex, Spans, block};
use crate::Decimal;

/// What made a table; renderers differ by it only in detail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Component {
    /// A Markdown table of the template.
    Prose,
    /// The strip of key figures.
    Kpis,
    /// A view's rows.
    Table,
    /// Metrics by periods or entities.
    Statement,
    /// Bars beside numbers.
    Chart,
    /// What rules found.
    Findings,
    /// What could be done.
    Actions,
    /// What people stated.
    Claims,
    /// What is missing.
    Gaps,
}

impl Component {
    /// The word in fences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prose => "prose",
            Self::Kpis => "kpis",
            Self::Table => "table",
            Self::Statement => "statement",
            Self::Chart => "chart",
            Self::Findings => "findings",
            Self::Actions => "actions",
            Self::Claims => "claims",
            Self::Gaps => "gaps",
        }
    }
}

/// Rows and columns, with what was left out counted.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// What made it.
    pub component: Component,
    /// The line above it.
    pub title: Spans,
    /// What the columns hold.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// Rows beyond the limit: printed as "and 12 more".
    pub n_more: usize,
    /// Rows that a size limit left out: printed too.
    pub n_shed: usize,
    /// What stands in place of rows if there is none.
    pub empty: Spans,
    /// Numbered notes that cells refer to, from 1.
    pub notes: Vec<Spans>,
    /// A line below: what is counted apart, the source.
    pub footer: Spans,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// The heading.
    pub title: String,
    /// Claims that it is aligned on the decimal mark.
    pub is_number: bool,
    /// Which columns a narrow medium leaves out first: the lowest; `None` stays.
    pub drop_order: Option<u32>,
}

/// How a row stands out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RowStyle {
    /// It does not.
    #[default]
    Plain,
    /// A part of the row above.
    Sub,
    /// A sum, with a rule above.
    Total,
}

/// A row.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TableRow {
    /// How it stands out.
    pub style: RowStyle,
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// A line below the cells, over the whole width.
    pub detail: Spans,
}

/// A cell.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cell {
    /// What it holds.
    pub content: CellContent,
    /// The number of the note it refers to, from 1.
    pub note: Option<usize>,
    /// For a change, whether it is good news: decides the colour, beside the sign.
    pub is_good: Option<bool>,
}

/// What a cell holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum CellContent {
    /// Nothing.
    #[default]
    Empty,
    /// Text and figures.
    Spans(Spans),
    /// A bar, with a tick for its target.
    Bar(Bar),
    /// Values of consecutive periods.
    Sparkline(Series),
    /// The interval of a figure, drawn from its own ends.
    Interval(FigureIndex),
}

/// Values of consecutive periods, the oldest first; what nobody measured is a gap.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Series {
    /// The values.
    pub points: Vec<Option<Decimal>>,
    /// The ends of the scale that the series of a column share, zero between them; `None` where
    /// each has its own.
    pub scale: Option<(Decimal, Decimal)>,
}

impl Series {
    /// A series on its own scale.
    pub fn alone(points: Vec<Option<Decimal>>) -> Self {
        Self { points, scale: None }
    }
}

/// A bar from zero. Bars of one column share a scale.
#[derive(Clone, PartialEq, Debug)]
pub struct Bar {
    /// Where it starts: 0, or the running total of a bridge.
    pub from: Decimal,
    /// Where it ends.
    pub to: Decimal,
    /// A tick for the target or plan.
    pub target: Option<Decimal>,
    /// The scale's lower end, at most 0.
    pub min: Decimal,
    /// The scale's upper end.
    pub max: Decimal,
    /// For variances, whether it is good news: decides the colour.
    pub is_good: Option<bool>,
}

impl Cell {
    /// A cell of text and figures.
    pub fn spans(spans: Spans) -> Self {
        Self { content: CellContent::Spans(spans), ..Self::default() }
    }
}

impl Table {
    /// Claims that numbers of a column have one unit, so that decimal marks may stand under each
    /// other; strips of key figures, claims and prose tables mix units.
    pub fn is_aligned(&self) -> bool {
        match self.component {
            Component::Kpis | Component::Claims | Component::Prose => false,
            Component::Table
            | Component::Statement
            | Component::Chart
            | Component::Findings
            | Component::Actions
            | Component::Gaps => true,
        }
    }

    /// Hands every figure to `visit_figure`, in reading order.
    pub(super) fn visit(&self, visit_figure: &mut dyn FnMut(FigureIndex)) {
        block::visit(&self.title, visit_figure);
        if self.rows.is_empty() {
            block::visit(&self.empty, visit_figure);
        }
        for row in &self.rows {
            for cell in &row.cells {
                if let CellContent::Spans(spans) = &cell.content {
                    block::visit(spans, visit_figure);
                }
            }
            block::visit(&row.detail, visit_figure);
        }
        for note in &self.notes {
            block::visit(note, visit_figure);
        }
        block::visit(&self.footer, visit_figure);
    }
}
