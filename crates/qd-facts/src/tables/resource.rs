//! `resource`: a resource of a cloud, declared or live.

use crate::schema::{Table, text};

/// A resource of a cloud, declared or live.
pub(super) static TABLE: Table = Table {
    name: "resource",
    doc: "A resource of a cloud, declared or live.",
    grain: "One resource, in CloudFormation's schema.",
    business_date: None,
    columns: &[
        text("template", "The template it is declared in; null when live").optional(),
        text("logical_id", "The logical id, or the live name or ARN"),
        text("type", "CloudFormation's type: `AWS::S3::Bucket`"),
        text("origin", "`template`, `live` or `export`"),
        text("properties", "Properties as JSON text, in CloudFormation's schema"),
    ],
};
