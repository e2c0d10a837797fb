//! `cost_line`: a line of a cloud bill, FOCUS 1.2 columns.

use crate::schema::{Table, cost, date, text};

/// A line of a cloud bill, FOCUS 1.2 columns.
pub(super) static TABLE: Table = Table {
    name: "cost_line",
    doc: "A line of a cloud bill, FOCUS 1.2 columns.",
    grain: "One charge. |x| is below 10^12.",
    business_date: Some("charge_period_start"),
    columns: &[
        cost("billed_cost", "What is invoiced"),
        cost("effective_cost", "Amortised").optional(),
        text("billing_currency", "What costs count"),
        date("charge_period_start", "The first day"),
        date("charge_period_end", "The day after the last"),
        text("service_name", "Which service").optional(),
        text("sub_account_id", "Which account").optional(),
        text("resource_id", "Which resource").optional(),
        text("charge_category", "`Usage`, `Tax`, `Credit`, ...").optional(),
        text("charge_description", "As billed").optional(),
    ],
};
