//! `posting`: one leg of a transaction in a book.

use crate::schema::{Table, date, money, number, text};

/// One leg of a transaction in a book.
pub(super) static TABLE: Table = Table {
    name: "posting",
    doc: "One leg of a transaction in a book.",
    grain: "One leg of one transaction, as the journal has it; `amount` is debit-positive (income, liabilities and equity are negative). The amounts of a transaction's weights sum to zero within its tolerance.",
    business_date: Some("date"),
    columns: &[
        date("date", "The transaction's date as written"),
        date("effective_date", "The second date, where the journal gives one").optional(),
        text(
            "transaction",
            "The transaction's id, unique in its entity: the place of its first line",
        ),
        text("account", "The full account name"),
        text("account_type", "`asset`, `liability`, `equity`, `income`, `expense` or `unknown`"),
        text("commodity", "What `amount` counts"),
        money("amount", "Debit-positive"),
        number("weight", "What balances: `amount`, or its cost or price total").optional(),
        text("weight_commodity", "What `weight` counts").optional(),
        text("payee", "Who was paid or paid").optional(),
        text("narration", "What for").optional(),
        text("status", "`cleared`, `pending`, or null").optional(),
        text("tags", "Tags without their mark, separated by blanks").optional(),
        text("links", "Links without their mark, separated by blanks").optional(),
        text("counterparty", "The short id of the other entity of an intercompany account")
            .optional(),
    ],
};
