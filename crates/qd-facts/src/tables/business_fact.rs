//! `business_fact`: what the operator declares about a business.

use crate::schema::{Table, text};

/// What the operator declares about a business.
pub(super) static TABLE: Table = Table {
    name: "business_fact",
    doc: "What the operator declares about a business.",
    grain: "One fact.",
    business_date: None,
    columns: &[text("name", "`phone_e164`, `address.street`, ..."), text("value", "As declared")],
};
