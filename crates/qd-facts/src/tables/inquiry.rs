//! `inquiry`: somebody asked.

use crate::schema::{Table, date, text};

/// Somebody asked.
pub(super) static TABLE: Table = Table {
    name: "inquiry",
    doc: "Somebody asked.",
    grain: "One inquiry.",
    business_date: Some("at"),
    columns: &[
        text("id", "Unique in its entity"),
        date("at", "When"),
        text("discovered_via", "Where they heard of us").optional(),
        text("arrived_via", "How they reached us").optional(),
        text("outcome", "`booked`, `lost`, `open`").optional(),
        text("lost_reason", "Why it was lost").optional(),
        text("job", "The job it became").optional(),
    ],
};
