//! `engagement`: a contract with a client.

use crate::schema::{Table, date, money, number, text};

/// A contract with a client.
pub(super) static TABLE: Table = Table {
    name: "engagement",
    doc: "A contract with a client.",
    grain: "One contract.",
    business_date: None,
    columns: &[
        text("id", "Unique in its entity"),
        text("client", "Who"),
        date("start", "The first day"),
        date("end", "The last day").optional(),
        text("billing_model", "`retainer`, `hourly`, `project`, `undefined`").optional(),
        money("monthly_fee", "A month").optional(),
        money("rate", "An hour").optional(),
        text("commodity", "What money counts"),
        text("status", "`active`, `paused`, `ended`"),
        number("hours_budget", "Hours a month").optional(),
        text("note", "What else is recorded").optional(),
    ],
};
