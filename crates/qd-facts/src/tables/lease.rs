//! `lease`: a lease of a unit.

use crate::schema::{Table, date, money, text};

/// A lease of a unit.
pub(super) static TABLE: Table = Table {
    name: "lease",
    doc: "A lease of a unit.",
    grain: "One lease, or one vacant unit.",
    business_date: None,
    columns: &[
        text("id", "Unique in its entity"),
        text("unit", "The unit"),
        text("tenant", "Who rents it").optional(),
        date("start", "The first day"),
        date("end", "The last day"),
        money("rent", "A month"),
        money("deposit", "The deposit held").optional(),
        text("commodity", "What money counts"),
        text("status", "`active`, `vacant`, `ended`, `notice`"),
    ],
};
