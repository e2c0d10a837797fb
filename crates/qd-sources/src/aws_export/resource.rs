//! Resources in CloudFormation's schema, and the rows that they become.

use qd_facts::{Facts, Row, SecretSink, SourceSpec};
use qd_model::Evidence;

use super::json::{Node, Place, Value};
use crate::mask::mask_all;

/// A live resource as it was saved.
pub(super) struct Resource {
    /// CloudFormation's type.
    pub(super) kind: &'static str,
    /// Its name, or its ARN or id where it has none.
    pub(super) logical_id: String,
    /// Where it stands.
    pub(super) place: Place,
    /// Its properties.
    pub(super) properties: Properties,
}

/// Properties in the making, each with its own place.
#[derive(Default)]
pub(super) struct Properties(Vec<(String, Node)>);

impl Properties {
    /// Sets a property.
    pub(super) fn put(&mut self, name: &str, node: Node) {
        self.0.push((name.to_owned(), node));
    }

    /// Copies a member under its own name; what is not printed is not set.
    pub(super) fn copy(&mut self, from: &Node, names: &[&str]) {
        for name in names {
            self.copy_as(from, name, name);
        }
    }

    /// Copies a member under another name.
    pub(super) fn copy_as(&mut self, from: &Node, key: &str, name: &str) {
        if let Some(node) = from.get(key) {
            self.put(name, node.clone());
        }
    }

    /// Sets a text.
    pub(super) fn text(&mut self, name: &str, text: &str, place: &Place) {
        self.put(name, node(Value::Text(text.to_owned()), place));
    }

    /// Sets yes, no, or that it cannot be told.
    pub(super) fn truth(&mut self, name: &str, is_set: Option<bool>, place: &Place) {
        self.put(name, node(is_set.map_or(Value::Null, Value::Bool), place));
    }

    /// Says that a property cannot be told.
    pub(super) fn unknown(&mut self, name: &str, place: &Place) {
        self.put(name, node(Value::Null, place));
    }

    /// Ends as an object.
    pub(super) fn into_node(self, place: &Place) -> Node {
        node(Value::Object(self.0), place)
    }
}

/// Makes a value at a place.
pub(super) fn node(value: Value, place: &Place) -> Node {
    Node { place: place.clone(), value }
}

/// Writes rows; a text that holds a secret is masked first.
pub(super) struct Writer<'a> {
    pub(super) facts: Facts,
    pub(super) spec: &'a SourceSpec,
    pub(super) secrets: &'a dyn SecretSink,
    /// Rows that their table refused.
    pub(super) n_refused: u64,
}

impl Writer<'_> {
    /// Writes a resource and the leaves of its properties.
    pub(super) fn resource(&mut self, resource: Resource) {
        let Resource { kind, logical_id, place, properties } = resource;
        let properties = self.masked(properties.into_node(&place));
        let logical_id = self.secrets.mask(&logical_id);
        let row = Row::of("resource")
            .set("logical_id", logical_id.as_str())
            .set("type", kind)
            .set("origin", "export")
            .set("properties", properties.to_json().to_string());
        self.push(&place, &row);
        let mut leaves = Vec::new();
        flatten(&properties, String::new(), &mut leaves);
        for (path, value, place) in leaves {
            let row = Row::of("resource_property")
                .set("logical_id", logical_id.as_str())
                .set("type", kind)
                .set("origin", "export")
                .set("path", path)
                .set("value", value);
            self.push(&place, &row);
        }
    }

    /// Writes any row.
    pub(super) fn push(&mut self, place: &Place, row: &Row) {
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
