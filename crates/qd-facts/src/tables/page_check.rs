//! `page_check`: what the checks of sites found.

use crate::schema::{Table, number, text};

/// What a check of a site found.
pub(super) static TABLE: Table = Table {
    name: "page_check",
    doc: "What the checks of a site found; rules of the same id make findings of it.",
    grain: "One place that a check found, or one check of a site that passed or cannot tell.",
    business_date: None,
    columns: &[
        text("page", "The page or file at fault; `site` for the whole"),
        text("rule", "The check's id"),
        text("verdict", "`fail`, `unknown` or `pass`"),
        text("selector", "Where it stands, as CSS says it").optional(),
        text("snippet", "What stands there").optional(),
        text("expected", "What should; for `unknown` the fact that is missing").optional(),
        text("severity", "`critical`, `high`, `medium` or `low`"),
        number("hours", "Hours to mend it; the rows of one page and rule add up"),
    ],
};
