//! `secret_hit`: a secret in a repository or a file: its place, never its value.

use crate::schema::{Table, boolean, text, timestamp};

/// A secret in a repository or a file: its place, never its value.
pub(super) static TABLE: Table = Table {
    name: "secret_hit",
    doc: "A secret in a repository or a file: its place, never its value.",
    grain: "One secret at one place.",
    business_date: None,
    columns: &[
        text("repository", "The repository").optional(),
        text("path", "The file"),
        text("rule", "Which detector"),
        text("fingerprint", "Keyed; equal values are equal, never printed"),
        boolean("in_head", "Whether it is in the working tree or HEAD"),
        text("first_commit", "The commit that brought it").optional(),
        text("last_commit", "The last commit that held it, where HEAD does not").optional(),
        timestamp("first_seen_at", "When it was committed first").optional(),
        text("severity", "As a rule's"),
    ],
};
