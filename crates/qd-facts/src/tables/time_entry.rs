//! `time_entry`: hours of work.

use crate::schema::{Table, boolean, date, number, text};

/// Hours of work.
pub(super) static TABLE: Table = Table {
    name: "time_entry",
    doc: "Hours of work.",
    grain: "One entry of one person and day.",
    business_date: Some("date"),
    columns: &[
        text("id", "Unique in its entity").optional(),
        date("date", "The day"),
        text("person", "Who worked").optional(),
        text("client", "For whom").optional(),
        text("engagement", "On what").optional(),
        number("hours", "How long"),
        boolean("billable", "Whether it can be billed"),
        text("note", "What was done").optional(),
    ],
};
