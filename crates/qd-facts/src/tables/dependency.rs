//! `dependency`: a package that a repository uses.

use crate::schema::{Table, boolean, text};

/// A package that a repository uses.
pub(super) static TABLE: Table = Table {
    name: "dependency",
    doc: "A package that a manifest, a lock file or a bill of materials in HEAD names.",
    grain: "One package of one file.",
    business_date: None,
    columns: &[
        text("repository", "The repository's name"),
        text("path", "The file that names it"),
        text(
            "ecosystem",
            "`npm`, `pypi`, `cargo`, `composer`, `golang`, `gem`, `maven`, or as a package URL has it",
        ),
        text("name", "The package"),
        text("version", "What is pinned").optional(),
        text("requirement", "What a manifest asks for").optional(),
        boolean("is_direct", "Whether the repository itself asks for it"),
    ],
};
