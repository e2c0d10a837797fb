//! `channel_period`: what a channel did in a period.

use crate::schema::{Table, date, money, number, text};

/// What a channel did in a period.
pub(super) static TABLE: Table = Table {
    name: "channel_period",
    doc: "What a channel did in a period.",
    grain: "One channel and span.",
    business_date: Some("start"),
    columns: &[
        text("channel", "The channel"),
        date("start", "The first day"),
        date("end", "The day after the last"),
        number("visits", "Visits").optional(),
        number("inquiries", "Inquiries").optional(),
        money("spend", "Money spent on it").optional(),
        number("hours", "Hours spent on it").optional(),
        text("commodity", "What money counts"),
    ],
};
