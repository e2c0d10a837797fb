//! `work_order`: a job of maintenance.

use crate::schema::{Table, date, money, text};

/// A job of maintenance.
pub(super) static TABLE: Table = Table {
    name: "work_order",
    doc: "A job of maintenance.",
    grain: "One order.",
    business_date: Some("opened"),
    columns: &[
        text("id", "Unique in its entity"),
        text("unit", "Where").optional(),
        date("opened", "When it was opened"),
        date("closed", "When it was done").optional(),
        text("status", "`open`, `done`, `waiting`"),
        text("priority", "As recorded").optional(),
        money("cost", "What it cost or will cost").optional(),
        text("commodity", "What money counts"),
        text("description", "What is to be done").optional(),
    ],
};
