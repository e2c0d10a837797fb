//! `claim_statement`: a sentence that a claim is bound to.

use crate::schema::{Table, number, text};

/// A sentence that a claim is bound to.
pub(super) static TABLE: Table = Table {
    name: "claim_statement",
    doc: "A sentence that a claim is bound to.",
    grain: "One claim found, or not found, in its file.",
    business_date: None,
    columns: &[
        text("id", "The claim's id"),
        text("statement", "The sentence as it stands; null if no sentence matches").optional(),
        number("stated", "The number in the hole").optional(),
        number("stated_high", "The upper end of a range").optional(),
        text("metric", "The metric it is checked against").optional(),
        text("period", "The period's key, or null for the document's").optional(),
        text("rule", "The rule that contradicts it").optional(),
        number("tolerance", "How far apart both may be").optional(),
        text("note", "The binding's explanation").optional(),
    ],
};
