//! `campaign`: a mail campaign.

use crate::schema::{Table, date, integer, money, number, text};

/// A mail campaign.
pub(super) static TABLE: Table = Table {
    name: "campaign",
    doc: "A mail campaign.",
    grain: "One send, done or planned.",
    business_date: None,
    columns: &[
        text("id", "Unique in its entity"),
        text("name", "For people").optional(),
        date("date", "When").optional(),
        text("channel", "`email`, ..."),
        integer("list_size", "How many addresses"),
        number("rate_per_second", "Messages a second").optional(),
        money("price_per_thousand", "The provider's price").optional(),
        text("commodity", "What money counts"),
        text("status", "`planned`, `sent`").optional(),
    ],
};
