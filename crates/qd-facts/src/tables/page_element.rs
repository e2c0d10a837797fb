//! `page_element`: an element of a page, for rules over markup.

use crate::schema::{Table, text};

/// An element of a page.
pub(super) static TABLE: Table = Table {
    name: "page_element",
    doc: "An element of a page, in the order of the page.",
    grain: "One element.",
    business_date: None,
    columns: &[
        text("page", "The page's path in the site's folder"),
        text("selector", "Where it stands, as CSS says it"),
        text("tag", "`img`, `a`, ..."),
        text("attributes", "` name=\"value\"` one after the other, `\"` in a value as `&quot;`"),
        text("text", "The text that stands directly in it").optional(),
    ],
};
