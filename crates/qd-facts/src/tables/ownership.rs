//! `ownership`: a share in an entity.

use crate::schema::{Table, date, number, text};

/// A share in an entity.
pub(super) static TABLE: Table = Table {
    name: "ownership",
    doc: "A share in an entity.",
    grain: "One owner.",
    business_date: None,
    columns: &[
        text("owner", "Who"),
        number("share", "0 to 1"),
        date("since", "From when").optional(),
    ],
};
