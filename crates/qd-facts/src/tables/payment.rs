//! `payment`: money received for an invoice.

use crate::schema::{Table, date, money, text};

/// Money received for an invoice.
pub(super) static TABLE: Table = Table {
    name: "payment",
    doc: "Money received for an invoice.",
    grain: "One receipt.",
    business_date: Some("date"),
    columns: &[
        text("id", "Unique in its entity"),
        text("invoice", "For which invoice").optional(),
        text("customer", "From whom").optional(),
        date("date", "When"),
        money("amount", "How much"),
        text("commodity", "What it counts"),
        text("method", "How").optional(),
    ],
};
