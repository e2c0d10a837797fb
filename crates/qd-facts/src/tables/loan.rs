//! `loan`: a debt.

use crate::schema::{Table, date, money, number, text};

/// A debt.
pub(super) static TABLE: Table = Table {
    name: "loan",
    doc: "A debt.",
    grain: "One loan at its last statement.",
    business_date: None,
    columns: &[
        text("id", "Unique in its entity"),
        text("lender", "Who lends"),
        money("balance", "What is owed, positive"),
        date("balance_date", "On which day"),
        money("payment", "A month, principal and interest"),
        number("rate", "A year, 0.06 for 6%").optional(),
        text("commodity", "What money counts"),
    ],
};
