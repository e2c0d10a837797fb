//! `resource_property`: one leaf of a resource's properties, for SQL that has no JSON functions.

use crate::schema::{Table, text};

/// One leaf of a resource's properties.
pub(super) static TABLE: Table = Table {
    name: "resource_property",
    doc: "One leaf of a resource's properties: a text, number, true, false, null, `[]` or `{}`.",
    grain: "One leaf of one resource's `properties`.",
    business_date: None,
    columns: &[
        text("template", "As the resource's").optional(),
        text("logical_id", "As the resource's"),
        text("type", "As the resource's: `AWS::DynamoDB::Table`"),
        text("origin", "`template`, `live` or `export`"),
        text("path", "Keys joined by `.`, elements as `[0]`: `Cors.AllowOrigins[0]`"),
        text("value", "The leaf as text; null: what it is could not be told").optional(),
    ],
};
