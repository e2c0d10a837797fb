//! `lifecycle`: when a release of a product ends, as its maker published it.

use crate::schema::{Table, date, text};

/// When a release of a product ends.
pub(super) static TABLE: Table = Table {
    name: "lifecycle",
    doc: "When a release of a product ends, as its maker published it; compared with `as_of`.",
    grain: "One release of one product, once for each source that brings the table.",
    business_date: None,
    columns: &[
        text("product", "`aws-lambda`"),
        text("cycle", "The release as configurations write it: `python3.8`"),
        date("ended", "The last day of support; null: no end is announced").optional(),
        date("blocked", "From when it cannot be updated; null: it cannot be told").optional(),
        text("reference", "Where the dates were read"),
        date("checked_on", "When they were read"),
    ],
};
