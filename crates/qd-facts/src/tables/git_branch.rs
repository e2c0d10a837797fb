//! `git_branch`: a branch.

use crate::schema::{Table, boolean, text, timestamp};

/// A branch.
pub(super) static TABLE: Table = Table {
    name: "git_branch",
    doc: "A branch.",
    grain: "One local or remote branch.",
    business_date: None,
    columns: &[
        text("repository", "The repository's name"),
        text("name", "The branch"),
        text("tip", "Its commit"),
        timestamp("tip_at", "The author time of its commit"),
        boolean("is_default", "Whether it is the default branch"),
        boolean("merged", "Whether the default branch contains it").optional(),
        boolean("is_remote", "Whether it is a remote's, as last fetched").optional(),
    ],
};
