//! `page`: a page of a site.

use crate::schema::{Table, boolean, integer, text};

/// A page of a site.
pub(super) static TABLE: Table = Table {
    name: "page",
    doc: "A page of a site.",
    grain: "One page.",
    business_date: None,
    columns: &[
        text("page", "Its path in the site's folder"),
        text("url", "Its address"),
        text("title", "The title").optional(),
        text("description", "What search results show below it").optional(),
        text("heading", "The first h1").optional(),
        text("language", "The language that it says it is in").optional(),
        text("canonical", "The address that it names as its own").optional(),
        boolean("is_indexable", "Search engines may list it"),
        boolean("is_listed", "A sitemap lists it"),
        boolean("is_service", "The facts name it as a page of a service"),
        integer("n_inbound", "How many other pages link to it"),
        integer("n_words", "How many words a reader sees"),
        integer("n_bytes", "The size of the page's file"),
    ],
};
