//! Resources in CloudFormation's schema, declared or live, and the rows that they become.

mod policy;
mod variables;

use std::sync::Arc;

use qd_facts::{Facts, Row, SecretSink, SourceSpec};
use qd_model::Evidence;

use crate::mask::mask_all;
use crate::tree::{Node, Place, Value};

pub(crate) use policy::{Reach, document_opens, statements};
pub(crate) use variables::put_names;

/// A resource as it was saved or declared.
pub(crate) struct Resource {
    /// CloudFormation's type.
    pub(crate) kind: String,
    /// Its name or its ARN where it is live, its logical id where it is declared.
    pub(crate) logical_id: String,
    /// Where it stands.
    pub(crate) place: Place,
    /// Its properties.
    pub(crate) properties: Properties,
}

/// Properties in the making, each with its own place.
#[derive(Default)]
pub(crate) struct Properties(Vec<(String, Node)>);

impl Properties {
    /// Sets a property.
    pub(crate) fn put(&mut self, name: &str, node: Node) {
        self.0.push((name.to_owned(), node));
    }

    /// Copies a member under its own name; what is not printed is not set.
    pub(crate) fn copy(&mut self, from: &Node, names: &[&str]) {
        for name in names {
            self.copy_as(from, name, name);
        }
    }

    /// Copies a member under another name.
    pub(crate) fn copy_as(&mut self, from: &Node, key: &str, name: &str) {
        if let Some(node) = from.get(key) {
            self.put(name, node.clone());
        }
    }

    /// Sets a text.
    pub(crate) fn text(&mut self, name: &str, text: &str, place: &Place) {
        self.put(name, node(Value::Text(text.to_owned()), place));
    }

    /// Sets yes, no, or that it cannot be told.
    pub(crate) fn truth(&mut self, name: &str, is_set: Option<bool>, place: &Place) {
        self.put(name, node(is_set.map_or(Value::Null, Value::Bool), place));
    }

    /// Says that a property cannot be told.
    pub(crate) fn unknown(&mut self, name: &str, place: &Place) {
        self.put(name, node(Value::Null, place));
    }

    /// Ends as an object.
    pub(crate) fn into_node(self, place: &Place) -> Node {
        node(Value::Object(self.0), place)
    }
}

/// Makes a value at a place.
pub(crate) fn node(value: Value, place: &Place) -> Node {
    Node::new(value, place)
}

/// Writes rows; a text that holds a secret is masked first.
pub(crate) struct Writer<'a> {
    pub(crate) facts: Facts,
    /// `template`, `live` or `export`.
    pub(crate) origin: &'static str,
    /// The template that is being written.
    pub(crate) template: Option<Arc<str>>,
    pub(crate) spec: &'a SourceSpec,
    pub(crate) secrets: &'a dyn SecretSink,
    /// Rows that their table refused.
    pub(crate) n_refused: u64,
}

impl<'a> Writer<'a> {
    /// Starts without rows.
    pub(crate) fn new(
        spec: &'a SourceSpec,
        secrets: &'a dyn SecretSink,
        origin: &'static str,
    ) -> Self {
        Self { facts: Facts::default(), origin, template: None, spec, secrets, n_refused: 0 }
    }

    /// Writes a resource, the leaves of its properties and the statements of its policies.
    pub(crate) fn resource(&mut self, resource: Resource) {
        let Resource { kind, logical_id, place, properties } = resource;
        let properties = self.masked(properties.into_node(&place));
        let logical_id = self.secrets.mask(&logical_id);
        let row = |table: &str| {
            Row::of(table)
                .set("template", self.template.as_deref().map(str::to_owned))
                .set("logical_id", logical_id.as_str())
                .set("type", kind.as_str())
                .set("origin", self.origin)
        };
        let mut rows = Vec::new();
        let text = properties.to_json().to_string();
        rows.push((place.clone(), row("resource").set("properties", text)));
        let mut leaves = Vec::new();
        flatten(&properties, String::new(), &mut leaves);
        for (path, value, place) in leaves {
            let row = row("resource_property").set("path", path).set("value", value);
            rows.push((place, row));
        }
        for statement in statements(&kind, &properties) {
            rows.push((statement.place.clone(), statement.fill(row("policy_statement"))));
        }
        for (place, row) in rows {
            self.push(&place, &row);
        }
    }

    /// Writes a route.
    pub(crate) fn endpoint(&mut self, place: &Place, route: &Route) {
        let row = Row::of("endpoint")
            .set("template", self.template.as_deref().map(str::to_owned))
            .set("api", self.secrets.mask(&route.api))
            .set("path", self.secrets.mask(&route.path))
            .set("method", route.method.as_str())
            .set("auth", route.auth.as_str());
        self.push(place, &row);
    }

    /// Writes any row.
    pub(crate) fn push(&mut self, place: &Place, row: &Row) {
        let evidence = Evidence::line(&*place.file, place.line);
        let pushed = self.facts.push(&self.spec.entity, &self.spec.id, &evidence, row);
        self.n_refused += u64::from(pushed.is_err());
    }

    /// Masks every text of a value, all at once.
    fn masked(&self, mut node: Node) -> Node {
        let mut texts = Vec::new();
        visit(&mut node, &mut |text| texts.push(std::mem::take(text)));
        let texts = texts.iter().map(String::as_str).collect::<Vec<_>>();
        let mut masked = mask_all(self.secrets, &texts).into_iter();
        visit(&mut node, &mut |text| *text = masked.next().unwrap_or_default());
        node
    }
}

/// A route that can be called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Route {
    /// The API, or the function of a function URL.
    pub(crate) api: String,
    /// The path.
    pub(crate) path: String,
    /// The method in capitals, or `ANY`.
    pub(crate) method: String,
    /// Who may call it.
    pub(crate) auth: Auth,
}

/// Who may call a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Auth {
    /// Anybody.
    Open,
    /// Whoever an authorizer, IAM or a network lets in.
    Authenticated,
    /// Whoever has a key, which meters and does not authenticate.
    ApiKeyOnly,
    /// A preflight of a browser.
    Options,
    /// It cannot be told.
    Unknown,
}

impl Auth {
    /// The word in facts.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Authenticated => "authenticated",
            Self::ApiKeyOnly => "api_key_only",
            Self::Options => "options",
            Self::Unknown => "unknown",
        }
    }
}

/// Visits the texts of a value in their order.
fn visit(node: &mut Node, see: &mut dyn FnMut(&mut String)) {
    match &mut node.value {
        Value::Text(text) => see(text),
        Value::List(items) => items.iter_mut().for_each(|item| visit(item, see)),
        Value::Object(members) => members.iter_mut().for_each(|(_, member)| visit(member, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Lists the leaves with their paths. A point within a key is written `\.`.
fn flatten(node: &Node, path: String, leaves: &mut Vec<(String, Option<String>, Place)>) {
    let leaf = match &node.value {
        Value::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                flatten(item, format!("{path}[{index}]"), leaves);
            }
            return;
        }
        Value::Object(members) if !members.is_empty() => {
            for (key, member) in members {
                let key = key.replace('.', "\\.");
                let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                flatten(member, path, leaves);
            }
            return;
        }
        Value::List(_) => Some("[]".to_owned()),
        Value::Object(_) => Some("{}".to_owned()),
        Value::Null => None,
        Value::Bool(is_set) => Some(is_set.to_string()),
        Value::Number(text) | Value::Text(text) => Some(text.clone()),
    };
    leaves.push((path, leaf, node.place.clone()));
}
