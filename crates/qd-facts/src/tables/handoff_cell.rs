//! `handoff_cell`: a cell of a table in a handoff.

use crate::schema::{Table, integer, text};

/// A cell of a table in a handoff.
pub(super) static TABLE: Table = Table {
    name: "handoff_cell",
    doc: "A cell of a table in a handoff.",
    grain: "One cell below the table's header.",
    business_date: None,
    columns: &[
        text("section", "The heading that the table stands under").optional(),
        integer("row_number", "The row, from 1, over the whole file"),
        text("column_name", "The column's heading"),
        text("value", "The cell's text"),
    ],
};
