//! `budget`: a planned amount.

use crate::schema::{Table, money, text};

/// A planned amount.
pub(super) static TABLE: Table = Table {
    name: "budget",
    doc: "A planned amount.",
    grain: "One account (or metric) and month; the sign of the account's natural side.",
    business_date: None,
    columns: &[
        text("account", "The account"),
        text("period", "The month, `2026-09`"),
        money("amount", "The plan"),
        text("commodity", "What it counts"),
    ],
};
