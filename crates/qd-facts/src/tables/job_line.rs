//! `job_line`: a fee or cost of a job.

use crate::schema::{Table, date, money, number, text};

/// A fee or cost of a job.
pub(super) static TABLE: Table = Table {
    name: "job_line",
    doc: "A fee or cost of a job.",
    grain: "One fee or cost as booked.",
    business_date: Some("date"),
    columns: &[
        text("job", "The job's id"),
        date("date", "When it was booked").optional(),
        text(
            "kind",
            "`crew`, `captain`, `port_fee`, `platform_fee`, `fuel`, `dump_fee`, `labour`, `travel`, `insurance`, `other`",
        ),
        money("amount", "What was booked, positive"),
        text("commodity", "What it counts"),
        number("quantity", "Hours, gallons, loads").optional(),
        money("rate", "For one of `quantity`").optional(),
        money("rate_card", "What the rate card gives for the line").optional(),
        text("note", "What else is recorded").optional(),
    ],
};
