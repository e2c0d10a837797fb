//! `person`: somebody whose hours the agenda plans.

use crate::schema::{Table, money, number, text};

/// Somebody whose hours the agenda plans.
pub(super) static TABLE: Table = Table {
    name: "person",
    doc: "Somebody whose hours the agenda plans.",
    grain: "One person.",
    business_date: None,
    columns: &[
        text("id", "The id in tasks"),
        text("name", "For people").optional(),
        number("hours_per_day", "How long they work on actions"),
        money("hour_value", "What an hour is worth"),
        text("commodity", "What money counts"),
    ],
};
