//! `invoice`: an invoice sent.

use crate::schema::{Table, date, money, number, text};

/// An invoice sent.
pub(super) static TABLE: Table = Table {
    name: "invoice",
    doc: "An invoice sent.",
    grain: "One invoice.",
    business_date: Some("date"),
    columns: &[
        text("id", "Unique in its entity"),
        text("customer", "To whom"),
        text("engagement", "For what").optional(),
        date("date", "The invoice's date"),
        date("due_date", "When it is due").optional(),
        number("terms_days", "Days to pay, from its date, where no due date is written").optional(),
        money("amount", "The total"),
        text("commodity", "What it counts"),
        text("status", "As recorded").optional(),
        text("kind", "As recorded").optional(),
    ],
};
