//! `git_commit`: a commit.

use crate::schema::{Table, boolean, integer, text, timestamp};

/// A commit.
pub(super) static TABLE: Table = Table {
    name: "git_commit",
    doc: "A commit.",
    grain: "One commit reachable from any branch.",
    business_date: Some("at"),
    columns: &[
        text("repository", "The repository's name"),
        text("id", "The commit's hash"),
        timestamp("at", "Author time"),
        text("author", "The author's merged name"),
        text("author_email", "The author's merged address"),
        text("subject", "The first line of its message"),
        integer("parents", "How many"),
        boolean("is_bot", "Whether the author is a bot"),
        boolean("in_default", "Whether the default branch contains it").optional(),
        timestamp("committed_at", "Committer time").optional(),
    ],
};
