//! `job`: one unit of service sold: a charter, a haul, a delivery.

use crate::schema::{Table, date, money, number, text};

/// One unit of service sold: a charter, a haul, a delivery.
pub(super) static TABLE: Table = Table {
    name: "job",
    doc: "One unit of service sold: a charter, a haul, a delivery.",
    grain: "One job, whatever its state.",
    business_date: Some("date"),
    columns: &[
        text("id", "Unique in its entity"),
        text("kind", "`charter`, `event`, `haul`, `delivery`").optional(),
        date("date", "The day of service, or the expected one"),
        date("end_date", "The last day").optional(),
        date("booked_at", "When it was booked").optional(),
        text("customer", "Who bought it").optional(),
        text(
            "status",
            "`tentative`, `deposit_received`, `paid_in_full`, `completed`, `cancelled`, `quoted`, `won`, `lost`",
        ),
        text("channel", "Where it was booked").optional(),
        money("gross", "The price before any fee").optional(),
        text("commodity", "What money counts"),
        number("hours", "Hours of service").optional(),
        number("units", "Guests, loads or seats").optional(),
        number("distance_nm", "Nautical miles").optional(),
        money("deposit", "The deposit received").optional(),
        date("deposit_date", "When").optional(),
        text("stage", "The stage of the pipeline").optional(),
        number("stage_probability", "0 to 1").optional(),
        text("note", "What else is recorded").optional(),
    ],
};
