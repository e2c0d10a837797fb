//! `asset`: something of value.

use crate::schema::{Table, date, money, number, text};

/// Something of value.
pub(super) static TABLE: Table = Table {
    name: "asset",
    doc: "Something of value.",
    grain: "One asset at its last valuation.",
    business_date: None,
    columns: &[
        text("id", "Unique in its entity"),
        text("name", "For people"),
        text("class", "Vessel, vehicle, property, ..."),
        money("value", "The value").optional(),
        date("valuation_date", "When it was valued").optional(),
        text("valuation_source", "By whom").optional(),
        date("insured_until", "The last day of its insurance").optional(),
        number("utilisation", "0 to 1, as declared").optional(),
        text("owner", "Who owns it").optional(),
        text("lien", "Who has a claim on it").optional(),
        text("commodity", "What money counts"),
    ],
};
