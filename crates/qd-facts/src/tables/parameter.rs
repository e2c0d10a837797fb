//! `parameter`: a declared number: rate, threshold, assumption.

use crate::schema::{Table, boolean, number, text};

/// A declared number: rate, threshold, assumption.
pub(super) static TABLE: Table = Table {
    name: "parameter",
    doc: "A declared number: rate, threshold, assumption.",
    grain: "One name of one entity; the root's holds for all.",
    business_date: None,
    columns: &[
        text("name", "The id in expressions"),
        number("value", "The number"),
        text("unit", "Its unit").optional(),
        boolean("assumed", "Whether it is an assumption"),
        text("note", "Where the number comes from").optional(),
    ],
};
