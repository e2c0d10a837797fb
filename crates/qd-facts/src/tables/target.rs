//! `target`: a planned value of a metric.

use crate::schema::{Table, number, text};

/// A planned value of a metric.
pub(super) static TABLE: Table = Table {
    name: "target",
    doc: "A planned value of a metric.",
    grain: "One metric and period.",
    business_date: None,
    columns: &[
        text("metric", "The metric's id"),
        text("period", "The period's key"),
        number("value", "The plan, in the metric's unit"),
    ],
};
