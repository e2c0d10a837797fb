//! Blocks to resources: `count`, `for_each` and `dynamic` written out as far as they are known.

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use hcl_edit::{Ident, Span};

use super::evaluate::{At, Names, Scope, unknown};
use super::parse::File;
use crate::tree::{MAX_DEPTH, Node, Place, Value};

/// The most instances of one resource.
const MAX_INSTANCES: usize = 200;

/// A resource as Terraform declares it, attributes under Terraform's names.
pub(super) struct Instance {
    /// Terraform's type.
    pub(super) kind: String,
    /// Its address, the module's before it.
    pub(super) address: String,
    pub(super) place: Place,
    /// An object: attributes as values, blocks as lists of objects.
    pub(super) attributes: Node,
}

/// Attributes that say something about the resource and nothing of it.
const META: [&str; 5] = ["count", "for_each", "provider", "depends_on", "lifecycle"];

/// Writes out the instances of a block.
pub(super) fn instances(scope: &Scope<'_>, file: &File, block: &Block) -> Vec<Instance> {
    let [kind, name] = block.labels.as_slice() else { return Vec::new() };
    let base = format!("{}{}.{}", scope.prefix, kind.as_str(), name.as_str());
    let place = file.place(block.ident.span());
    let make = |address: String, names: &Names| {
        let at = At { file, names, depth: 0 };
        let attributes = body(scope, &block.body, &place, at, true);
        Instance { kind: kind.as_str().to_owned(), address, place: place.clone(), attributes }
    };
    each_of(scope, file, &block.body, &place)
        .into_iter()
        .map(|(suffix, names)| make(format!("{base}{suffix}"), &names))
        .collect()
}

/// The instances that `count` and `for_each` ask for: what follows the address, and the names that
/// hold within. What cannot be told counts as one.
pub(super) fn each_of(
    scope: &Scope<'_>,
    file: &File,
    body: &Body,
    place: &Place,
) -> Vec<(String, Names)> {
    let none = Names::new();
    let at = At { file, names: &none, depth: 0 };
    let value =
        |name: &str| body.get_attribute(name).map(|attribute| scope.value(&attribute.value, at));
    let object = |key: &str, node: Option<Node>| {
        let members = node.map(|node| vec![(key.to_owned(), node)]).unwrap_or_default();
        Some(Node::new(Value::Object(members), place))
    };
    if let Some(count) = value("count") {
        let number = count.and_then(|count| count.scalar()?.parse::<usize>().ok());
        let named = |index: Option<usize>| {
            let index = index.map_or(Value::Null, |index| Value::Number(index.to_string()));
            Names::from([("count".to_owned(), object("index", Some(Node::new(index, place))))])
        };
        return match number {
            Some(n) => (0..n.min(MAX_INSTANCES))
                .map(|index| (format!("[{index}]"), named(Some(index))))
                .collect(),
            None => vec![(String::new(), named(None))],
        };
    }
    if let Some(each) = value("for_each") {
        let named = |key: Node, item: Node| {
            let members = vec![("key".to_owned(), key), ("value".to_owned(), item)];
            Names::from([("each".to_owned(), Some(Node::new(Value::Object(members), place)))])
        };
        let pairs = match each.as_ref().map(|each| &each.value) {
            Some(Value::List(items)) => items
                .iter()
                .map(|item| Some((item.scalar()?, item.clone())))
                .collect::<Option<Vec<_>>>(),
            Some(Value::Object(members)) => Some(members.clone()),
            _ => None,
        };
        return match pairs {
            Some(pairs) => pairs
                .into_iter()
                .take(MAX_INSTANCES)
                .map(|(key, item)| (format!("[{key:?}]"), named(Node::of_text(key, place), item)))
                .collect(),
            None => vec![(String::new(), named(unknown(place), unknown(place)))],
        };
    }
    vec![(String::new(), none)]
}

/// Evaluates a body: attributes as values, blocks of one name as a list of objects.
pub(super) fn body(
    scope: &Scope<'_>,
    body: &Body,
    place: &Place,
    at: At<'_>,
    is_resource: bool,
) -> Node {
    let mut object = Node::new(Value::Object(Vec::new()), place);
    if at.depth > MAX_DEPTH {
        return unknown(place);
    }
    for attribute in body.attributes() {
        let name = attribute.key.as_str();
        if is_resource && META.contains(&name) {
            continue;
        }
        if let Some(mut value) = scope.value(&attribute.value, at) {
            value.place = at.file.place(attribute.key.span());
            object.set(name, value);
        }
    }
    for block in body.blocks() {
        let name = block.ident.as_str();
        if is_resource && matches!(name, "lifecycle" | "provisioner" | "connection" | "timeouts") {
            continue;
        }
        if name == "dynamic" {
            dynamic(scope, block, &mut object, at);
            continue;
        }
        let place = at.file.place(block.ident.span());
        let inner = self::body(scope, &block.body, &place, At { depth: at.depth + 1, ..at }, false);
        append(&mut object, name, inner, &place);
    }
    object
}

fn append(object: &mut Node, name: &str, inner: Node, place: &Place) {
    let mut items = object.get(name).and_then(Node::items).unwrap_or_default().to_vec();
    items.push(inner);
    object.set(name, Node::new(Value::List(items), place));
}

/// `dynamic "rule" { for_each = ..., content { ... } }`; what it loops over may not be known.
fn dynamic(scope: &Scope<'_>, block: &Block, object: &mut Node, at: At<'_>) {
    let Some(label) = block.labels.first().map(|label| label.as_str().to_owned()) else { return };
    let place = at.file.place(block.ident.span());
    let attribute = |name: &str| block.body.get_attribute(name).map(|found| &found.value);
    let each = attribute("for_each").map(|each| scope.value(each, at));
    let content = block.body.get_blocks("content").next();
    let (Some(Some(each)), Some(content)) = (each, content) else { return };
    let iterator = match attribute("iterator") {
        Some(Expression::Variable(name)) => Ident::as_str(name).to_owned(),
        _ => label.clone(),
    };
    let pairs = match &each.value {
        Value::List(items) => items.iter().map(|item| (item.clone(), item.clone())).collect(),
        Value::Object(members) => {
            let pairs = members.iter();
            pairs.map(|(key, item)| (Node::of_text(key.as_str(), &place), item.clone())).collect()
        }
        _ => {
            object.set(&label, unknown(&place));
            return;
        }
    };
    let pairs: Vec<(Node, Node)> = pairs;
    for (key, item) in pairs.into_iter().take(MAX_INSTANCES) {
        let mut names = at.names.clone();
        let members = vec![("key".to_owned(), key), ("value".to_owned(), item)];
        names.insert(iterator.clone(), Some(Node::new(Value::Object(members), &place)));
        let at = At { names: &names, depth: at.depth + 1, ..at };
        let inner = body(scope, &content.body, &place, at, false);
        append(object, &label, inner, &place);
    }
}
