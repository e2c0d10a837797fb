//! `endpoint`: a route that can be called.

use crate::schema::{Table, text};

/// A route that can be called.
pub(super) static TABLE: Table = Table {
    name: "endpoint",
    doc: "A route that can be called.",
    grain: "One API, path and method.",
    business_date: None,
    columns: &[
        text("template", "The template it is declared in").optional(),
        text("api", "The API, or the function of a function URL"),
        text("path", "The path"),
        text("method", "The method, or `ANY`"),
        text("auth", "`open`, `authenticated`, `api_key_only`, `options` or `unknown`"),
    ],
};
