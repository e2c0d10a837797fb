//! `account`: the chart of accounts.

use crate::schema::{Table, boolean, number, text};

/// The chart of accounts.
pub(super) static TABLE: Table = Table {
    name: "account",
    doc: "The chart of accounts.",
    grain: "One account of one entity.",
    business_date: None,
    columns: &[
        text("account", "The full account name"),
        text("account_type", "`asset`, `liability`, `equity`, `income`, `expense` or `unknown`"),
        boolean("is_cash", "Whether it is cash or a bank account"),
        boolean("is_restricted", "Whether its cash is not free to spend"),
        text("behaviour", "`variable`, `fixed` or `semi`").optional(),
        number("variable_share", "0 to 1: the part of a `semi` account that is variable")
            .optional(),
        text("statement_line", "The line of the statement it belongs to").optional(),
        text("counterparty", "The short id of the other entity of an intercompany account")
            .optional(),
    ],
};
