//! `git_tag`: a tag.

use crate::schema::{Table, text, timestamp};

/// A tag.
pub(super) static TABLE: Table = Table {
    name: "git_tag",
    doc: "A tag.",
    grain: "One tag.",
    business_date: None,
    columns: &[
        text("repository", "The repository's name"),
        text("name", "The tag"),
        text("target", "The commit"),
        timestamp("at", "The tag's time, else the commit's"),
    ],
};
