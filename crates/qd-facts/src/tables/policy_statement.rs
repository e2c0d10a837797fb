//! `policy_statement`: one statement of an access policy.

use crate::schema::{Table, boolean, text};

/// One statement of an access policy.
pub(super) static TABLE: Table = Table {
    name: "policy_statement",
    doc: "One statement of an access policy: of a role, a bucket, a key, a queue, a function.",
    grain: "One statement of one policy of one resource.",
    business_date: None,
    columns: &[
        text("template", "As the resource's").optional(),
        text("logical_id", "As the resource's"),
        text("type", "As the resource's: `AWS::IAM::Role`"),
        text("origin", "`template`, `live` or `export`"),
        text("path", "Where in the properties its policy stands: `AssumeRolePolicyDocument`"),
        text("effect", "`Allow` or `Deny`; null: it could not be told").optional(),
        text("principals", "Who, parted by blanks"),
        text("actions", "What they may do, parted by blanks; `all but ...` for `NotAction`"),
        text("resources", "On what, parted by blanks"),
        text("conditions", "Operators and keys of its conditions"),
        boolean("is_open", "Whether it lets everybody in; null: it could not be told").optional(),
        boolean("any_action", "Whether every action is meant").optional(),
        boolean("any_resource", "Whether every resource is meant").optional(),
    ],
};
