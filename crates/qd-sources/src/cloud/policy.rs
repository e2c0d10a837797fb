//! Statements of access policies, wherever in a resource they stand, and whom they let in.
//!
//! A statement opens a resource to everybody when it allows any principal and no condition narrows
//! who that is. What cannot be resolved makes that `None`, never `false`.

use qd_facts::Row;

use crate::tree::{Node, Place, Value};
use crate::truth;

/// Condition keys that narrow who may come, in lower case.
const NARROWING: [&str; 15] = [
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpcsourceip",
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:userid",
    "kms:calleraccount",
    "kms:viaservice",
    "s3:dataaccesspointaccount",
];

/// How deep policies are looked for.
const MAX_DEPTH: usize = 12;

/// One statement of a policy.
pub(crate) struct Statement {
    pub(crate) place: Place,
    /// Where in the properties its document stands.
    path: String,
    /// `None`: it cannot be told.
    is_allow: Option<bool>,
    principals: Listed,
    actions: Listed,
    resources: Listed,
    conditions: String,
    is_open: Option<bool>,
}

/// What a member of a statement lists.
#[derive(Default)]
struct Listed {
    texts: Vec<String>,
    /// Claims that some of it cannot be told.
    is_partial: bool,
    /// Claims that it is said by what it is not: `NotAction`.
    is_negated: bool,
}

/// Whether a policy lets everybody in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Reach(pub(crate) Option<bool>);

/// Lists the statements of all policies that a resource holds.
pub(crate) fn statements(kind: &str, properties: &Node) -> Vec<Statement> {
    let mut found = Vec::new();
    look(properties, String::new(), 0, &mut found);
    if kind == "AWS::Lambda::Permission" {
        found.push(permission(properties));
    }
    found
}

/// Whether a policy document lets everybody in.
pub(crate) fn document_opens(document: &Node) -> Reach {
    if document.is_unknown() {
        return Reach(None);
    }
    let Some(all) = document.get("Statement") else { return Reach(Some(false)) };
    let opens = all.each().iter().map(|node| statement(node, String::new()).is_open);
    Reach(truth::any(opens))
}

fn look(node: &Node, path: String, depth: usize, found: &mut Vec<Statement>) {
    if depth > MAX_DEPTH {
        return;
    }
    match &node.value {
        Value::Object(members) => {
            let is_policy = node.get("Statement").is_some_and(|all| {
                all.is_unknown() || all.each().iter().any(|item| item.get("Effect").is_some())
            });
            if is_policy && let Some(all) = node.get("Statement") {
                found.extend(all.each().iter().map(|item| statement(item, path.clone())));
                return;
            }
            for (key, member) in members {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                look(member, path, depth + 1, found);
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                look(item, format!("{path}[{index}]"), depth + 1, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
}

fn statement(node: &Node, path: String) -> Statement {
    let principals = listed(node, "Principal", "NotPrincipal");
    let is_allow = match node.get("Effect") {
        Some(effect) => effect.text().map(|effect| effect == "Allow"),
        None if node.is_unknown() => None,
        None => Some(true),
    };
    let mut statement = Statement {
        place: node.place.clone(),
        path,
        is_allow,
        principals,
        actions: listed(node, "Action", "NotAction"),
        resources: listed(node, "Resource", "NotResource"),
        conditions: conditions(node),
        is_open: Some(false),
    };
    statement.is_open = opens(node, &statement);
    statement
}

/// A permission of a function, as the statement that it becomes.
fn permission(properties: &Node) -> Statement {
    let one = |key: &str| listed(properties, key, "");
    let narrowing = ["SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken"];
    let is_of_url = properties.get("FunctionUrlAuthType").is_some();
    let narrowed = narrowing.iter().any(|key| properties.get(key).is_some());
    let anybody = match properties.get("Principal") {
        Some(principal) => principal.text().map(|text| text == "*"),
        None => Some(false),
    };
    // What opens a URL to everybody is the route's finding.
    let is_open = match anybody {
        Some(true) if narrowed || is_of_url => Some(false),
        other => other,
    };
    Statement {
        place: properties.place.clone(),
        path: String::new(),
        is_allow: Some(true),
        principals: one("Principal"),
        actions: one("Action"),
        resources: one("FunctionName"),
        conditions: String::new(),
        is_open,
    }
}

/// Texts of a member: a text, a list of texts, or an object of either, as principals are.
fn listed(node: &Node, key: &str, negated: &str) -> Listed {
    let mut listed = Listed::default();
    let member = node.get(key);
    let negation = node.get(negated);
    listed.is_negated = member.is_none() && negation.is_some();
    if node.is_unknown() {
        listed.is_partial = true;
    }
    if let Some(member) = member.or(negation) {
        take_texts(member, &mut listed);
    }
    listed
}

fn take_texts(node: &Node, listed: &mut Listed) {
    match &node.value {
        Value::Null => listed.is_partial = true,
        Value::List(items) => items.iter().for_each(|item| take_texts(item, listed)),
        Value::Object(members) => members.iter().for_each(|(_, item)| take_texts(item, listed)),
        Value::Text(text) => listed.texts.push(text.clone()),
        Value::Bool(_) | Value::Number(_) => listed.texts.extend(node.scalar()),
    }
}

fn conditions(node: &Node) -> String {
    let operators = node.get("Condition").map(Node::members).unwrap_or_default();
    let keys = operators.iter().flat_map(|(operator, tests)| {
        tests.members().iter().map(move |(key, _)| format!("{operator} {key}"))
    });
    keys.collect::<Vec<_>>().join(", ")
}

fn opens(node: &Node, statement: &Statement) -> Option<bool> {
    let anybody = if statement.principals.is_negated || anybody(node.get("Principal")) {
        Some(true)
    } else if statement.principals.is_partial {
        None
    } else {
        Some(false)
    };
    truth::all([statement.is_allow, anybody, truth::not(narrows(node))])
}

/// Services and federated users have a `*` of their own, which is not everybody.
fn anybody(principal: Option<&Node>) -> bool {
    let star = |node: &Node| node.each().iter().any(|item| item.text() == Some("*"));
    principal.is_some_and(|principal| star(principal) || principal.get("AWS").is_some_and(star))
}

/// Whether a condition narrows who may come.
fn narrows(node: &Node) -> Option<bool> {
    let Some(condition) = node.get("Condition") else { return Some(false) };
    if condition.is_unknown() {
        return None;
    }
    let mut verdict = Some(false);
    for (operator, tests) in condition.members() {
        let operator = operator.to_ascii_lowercase();
        // What must not be, what may be absent and what only must be absent let strangers in.
        if operator.contains("not") || operator.contains("ifexists") || operator == "null" {
            continue;
        }
        for (key, values) in tests.members() {
            if !NARROWING.contains(&key.to_ascii_lowercase().as_str()) {
                continue;
            }
            let everywhere =
                |value: &Node| matches!(value.text(), Some("0.0.0.0/0" | "::/0" | "*"));
            if values.each().iter().any(everywhere) {
                continue;
            }
            if !values.is_unknown() {
                return Some(true);
            }
            verdict = None;
        }
    }
    verdict
}

impl Listed {
    fn joined(&self) -> String {
        let joined = self.texts.join(" ");
        if self.is_negated { format!("all but {joined}") } else { joined }
    }

    /// Whether one of its texts fits; what is partial and has none cannot be told.
    fn any(&self, fits: impl Fn(&str) -> bool) -> Option<bool> {
        match self.is_negated || self.texts.iter().any(|text| fits(text)) {
            true => Some(true),
            false if self.is_partial => None,
            false => Some(false),
        }
    }
}

impl Statement {
    /// Sets the columns that `policy_statement` has beside a resource's.
    pub(crate) fn fill(&self, row: Row) -> Row {
        row.set("path", self.path.as_str())
            .set("effect", self.is_allow.map(|is| if is { "Allow" } else { "Deny" }))
            .set("principals", self.principals.joined())
            .set("actions", self.actions.joined())
            .set("resources", self.resources.joined())
            .set("conditions", self.conditions.as_str())
            .set("is_open", self.is_open)
            .set("any_action", self.actions.any(|action| matches!(action, "*" | "*:*")))
            .set("any_resource", self.resources.any(|resource| resource == "*"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Reach, document_opens};
    use crate::tree::json;

    fn opens(statement: &str) -> Option<bool> {
        let text = format!(r#"{{"Statement": {statement}}}"#);
        let Reach(opens) = document_opens(&json::parse(&text, &Arc::from("p.json")).unwrap());
        opens
    }

    #[test]
    fn a_policy_is_open_where_anybody_may_come_and_nothing_narrows_it() {
        let with = |condition: &str| {
            opens(&format!(r#"{{"Effect": "Allow", "Principal": "*", "Condition": {condition}}}"#))
        };
        assert_eq!(opens(r#"{"Effect": "Allow", "Principal": "*"}"#), Some(true));
        assert_eq!(opens(r#"[{"Effect": "Allow", "Principal": {"AWS": ["*"]}}]"#), Some(true));
        assert_eq!(opens(r#"{"Effect": "Allow", "NotPrincipal": {"AWS": "x"}}"#), Some(true));
        assert_eq!(opens(r#"{"Effect": "Deny", "Principal": "*"}"#), Some(false));
        assert_eq!(opens(r#"{"Effect": "Allow", "Principal": {"Service": "*"}}"#), Some(false));
        assert_eq!(with(r#"{"StringEquals": {"aws:SourceAccount": "1"}}"#), Some(false));
        assert_eq!(with(r#"{"IpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}}"#), Some(false));
        assert_eq!(with(r#"{"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}"#), Some(true));
        assert_eq!(with(r#"{"StringNotEquals": {"aws:SourceAccount": "1"}}"#), Some(true));
        assert_eq!(with(r#"{"Bool": {"aws:SecureTransport": "true"}}"#), Some(true));
    }

    #[test]
    fn what_is_not_resolved_cannot_be_told() {
        assert_eq!(opens(r#"{"Effect": "Allow", "Principal": null}"#), None);
        assert_eq!(opens(r#"{"Effect": null, "Principal": "*"}"#), None);
        let narrowed = r#"{"StringEquals": {"aws:SourceArn": null}}"#;
        let statement =
            format!(r#"{{"Effect": "Allow", "Principal": "*", "Condition": {narrowed}}}"#);
        assert_eq!(opens(&statement), None);
        // Whatever the other is, this one is open.
        assert_eq!(opens(r#"[null, {"Effect": "Allow", "Principal": "*"}]"#), Some(true));
    }
}
