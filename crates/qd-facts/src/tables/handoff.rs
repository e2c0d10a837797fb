//! `handoff`: a handoff note.

use crate::schema::{Table, date, text};

/// A handoff note.
pub(super) static TABLE: Table = Table {
    name: "handoff",
    doc: "A handoff note.",
    grain: "One Markdown file.",
    business_date: None,
    columns: &[
        text("path", "The file"),
        text("title", "Its first heading").optional(),
        text("project", "The project").optional(),
        text("status", "As the front matter has it").optional(),
        date("updated", "When it was last updated").optional(),
        text("owner", "Whose it is").optional(),
    ],
};
