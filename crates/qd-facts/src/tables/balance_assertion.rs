//! `balance_assertion`: a balance that a book states.

use crate::schema::{Table, boolean, date, money, text};

/// A balance that a book states.
pub(super) static TABLE: Table = Table {
    name: "balance_assertion",
    doc: "A balance that a book states.",
    grain: "One assertion. `computed` is null where the reader cannot tell.",
    business_date: None,
    columns: &[
        date(
            "date",
            "The day; beancount checks at its start, hledger and ledger where it is written",
        ),
        text("account", "The account, sub-accounts as the dialect has it"),
        text("commodity", "What is counted"),
        money("stated", "What the book says"),
        money("computed", "What the postings give").optional(),
        boolean("passes", "Whether the two agree within the dialect's tolerance").optional(),
    ],
};
