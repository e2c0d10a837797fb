//! `page_price`: a price on a page.

use crate::schema::{Table, money, text};

/// A price on a page.
pub(super) static TABLE: Table = Table {
    name: "page_price",
    doc: "A price on a page.",
    grain: "One page.",
    business_date: None,
    columns: &[
        text("page", "The page"),
        text("artist", "Who or what it sells").optional(),
        money("price", "The price shown").optional(),
        text("commodity", "What it counts"),
        text("status", "`repriced`, `placeholder`, `original`"),
    ],
};
