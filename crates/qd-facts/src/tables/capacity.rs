//! `capacity`: what could be sold.

use crate::schema::{Table, date, number, text};

/// What could be sold.
pub(super) static TABLE: Table = Table {
    name: "capacity",
    doc: "What could be sold.",
    grain: "One unit and month.",
    business_date: Some("date"),
    columns: &[
        text("unit", "The vessel, truck or person"),
        date("date", "The first day of the month"),
        number("available", "How much can be sold in it"),
        text("measure", "`slots`, `days`, `hours`, `seats`, `truck_days`"),
    ],
};
