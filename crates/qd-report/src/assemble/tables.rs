//! A table in the making: cells, and the numbered notes of what is missing in them.

use qd_model::report::{
    Cell, CellContent, Column, Component, FigureIndex, Span, Spans, Table, TableRow,
};
use qd_model::{Reason, Value};

use super::Builder;

/// Collects rows and notes.
pub(crate) struct Draft {
    table: Table,
    notes: Vec<String>,
}

/// A column of text.
pub(crate) fn column(title: impl Into<String>, drop_order: Option<u32>) -> Column {
    Column { title: title.into(), is_number: false, drop_order }
}

/// A column of numbers.
pub(crate) fn number_column(title: impl Into<String>, drop_order: Option<u32>) -> Column {
    Column { title: title.into(), is_number: true, drop_order }
}

impl Draft {
    /// The first column names its row, so it stands at the left even where it is a date or a number.
    pub(crate) fn new(component: Component, title: Option<&str>, mut columns: Vec<Column>) -> Self {
        if let Some(first) = columns.first_mut() {
            first.is_number = false;
        }
        let table = Table {
            component,
            title: title.filter(|title| !title.is_empty()).map(Span::text).into_iter().collect(),
            columns,
            rows: Vec::new(),
            n_more: 0,
            n_shed: 0,
            empty: Vec::new(),
            notes: Vec::new(),
            footer: Vec::new(),
        };
        Self { table, notes: Vec::new() }
    }

    pub(crate) fn row(&mut self, row: TableRow) {
        self.table.rows.push(row);
    }

    pub(crate) fn cells(&mut self, cells: Vec<Cell>) {
        self.table.rows.push(TableRow { cells, ..TableRow::default() });
    }

    pub(crate) fn set_more(&mut self, n_more: usize) {
        self.table.n_more = n_more;
    }

    pub(crate) fn set_empty(&mut self, text: impl Into<String>) {
        self.table.empty = vec![Span::text(text)];
    }

    pub(crate) fn set_footer(&mut self, footer: Spans) {
        self.table.footer = footer;
    }

    /// A cell with a figure; one that is missing refers to a note with the reason.
    pub(crate) fn figure(&mut self, builder: &Builder<'_>, index: FigureIndex) -> Cell {
        let figure = builder.figure(index);
        let reason = match &figure.value {
            Value::Number(_) | Value::Missing(Reason::TooFew { .. }) => None,
            Value::Missing(Reason::Undefined { why }) => Some(why.clone()),
            Value::Missing(Reason::Insufficient { fields }) => Some(fields.join(", ")),
        };
        let note = reason.map(|reason| self.note(reason));
        Cell { note, ..Cell::spans(vec![Span::Figure(index)]) }
    }

    /// The number of a note, which is made once for each text.
    pub(crate) fn note(&mut self, text: String) -> usize {
        let known = self.notes.iter().position(|note| *note == text);
        1 + known.unwrap_or_else(|| {
            self.notes.push(text);
            self.notes.len() - 1
        })
    }

    /// Leaves out the columns in which no row has anything, the first one kept.
    pub(crate) fn without_empty_columns(mut self) -> Self {
        let is_used = |index: usize, table: &Table| {
            index == 0
                || table.rows.iter().any(|row| {
                    row.cells.get(index).is_some_and(|cell| cell.content != CellContent::Empty)
                })
        };
        for index in (0..self.table.columns.len()).rev() {
            if !self.table.rows.is_empty() && !is_used(index, &self.table) {
                self.table.columns.remove(index);
                for row in &mut self.table.rows {
                    row.cells.remove(index);
                }
            }
        }
        self
    }

    pub(crate) fn finish(mut self) -> Table {
        self.table.notes = self.notes.into_iter().map(|note| vec![Span::outside(note)]).collect();
        self.table
    }
}
