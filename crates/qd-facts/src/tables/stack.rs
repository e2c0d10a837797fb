//! `stack`: a language, runtime or framework of a repository.

use crate::schema::{Table, integer, text};

/// A language, runtime or framework of a repository.
pub(super) static TABLE: Table = Table {
    name: "stack",
    doc: "A language, runtime or framework of a repository, as HEAD holds it.",
    grain: "One language of a repository, one choice of a runtime in one file, one framework in one file.",
    business_date: None,
    columns: &[
        text("repository", "The repository's name"),
        text("kind", "`language`, `runtime` or `framework`"),
        text("name", "`Python`; a product as `lifecycle` names it: `nodejs`, `django`"),
        text("version", "As pinned, else as asked for, without signs; null for languages")
            .optional(),
        text("path", "The file that says so").optional(),
        integer("files", "Files of the language that people write").optional(),
        integer("bytes", "Their bytes").optional(),
    ],
};
