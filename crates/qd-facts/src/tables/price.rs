//! `price`: a dated price.

use crate::schema::{Table, date, number, text};

/// A dated price.
pub(super) static TABLE: Table = Table {
    name: "price",
    doc: "A dated price.",
    grain: "One quotation of one commodity.",
    business_date: None,
    columns: &[
        date("date", "The day of the quotation"),
        text("commodity", "What is priced"),
        number("price", "How much of `quote` one unit costs"),
        text("quote", "In what"),
    ],
};
