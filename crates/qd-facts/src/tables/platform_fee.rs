//! `platform_fee`: what a platform takes.

use crate::schema::{Table, date, number, text};

/// What a platform takes.
pub(super) static TABLE: Table = Table {
    name: "platform_fee",
    doc: "What a platform takes.",
    grain: "One fee from one day on.",
    business_date: None,
    columns: &[
        text("platform", "The platform"),
        text("kind", "`pct_gross`, `fixed`, `per_listing`, `conversion`"),
        number("value", "0.085 for 8.5%, or an amount"),
        date("applies_from", "From when").optional(),
        text("applies_to", "To what").optional(),
        text("note", "Where the number comes from").optional(),
        date("checked_on", "When that was read").optional(),
        text("confidence", "How sure it is").optional(),
    ],
};
