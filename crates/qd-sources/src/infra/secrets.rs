//! Credentials that stand in a template: their values are registered and masked, never kept.

use super::is_reference;
use super::stack::Declared;
use crate::cloud::{Properties, Writer, put_names};
use crate::tree::{Node, Value};

/// Copies a resource's properties for writing. Environment variables keep their names alone, and
/// what else looks like a credential is named in `PlaintextSecrets`.
pub(super) fn keep(declared: &Declared, properties: &mut Properties, writer: &mut Writer<'_>) {
    let is_function = declared.kind == "AWS::Lambda::Function";
    let mut plaintext = Vec::new();
    for (key, node) in declared.properties.members() {
        if is_function
            && key == "Environment"
            && let Some(variables) = node.get("Variables")
        {
            put_names(properties, variables, writer);
            continue;
        }
        let mut node = node.clone();
        hide(&mut node, key, writer, &mut plaintext);
        properties.put(key, node);
    }
    if !plaintext.is_empty() && !is_function {
        let place = plaintext[0].place.clone();
        properties.put("PlaintextSecrets", Node::new(Value::List(plaintext), &place));
    }
}

/// Registers texts below keys whose names say that they are secret, and the values of lists of
/// `Name` and `Value`, as containers and builds have them.
fn hide(node: &mut Node, key: &str, writer: &mut Writer<'_>, found: &mut Vec<Node>) {
    let pair = |node: &Node| {
        let name = node.get("Name").or_else(|| node.get("Key")).and_then(Node::text)?.to_owned();
        node.get("Value").is_some().then_some(name)
    };
    if let Some(name) = pair(node) {
        if let Value::Object(members) = &mut node.value {
            for (_, member) in members.iter_mut().filter(|(key, _)| key == "Value") {
                register(member, &name, writer, found);
            }
        }
        return;
    }
    match &mut node.value {
        Value::Text(_) => register(node, key, writer, found),
        Value::List(items) => items.iter_mut().for_each(|item| hide(item, key, writer, found)),
        Value::Object(members) => {
            members.iter_mut().for_each(|(key, member)| hide(member, key, writer, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn register(node: &mut Node, name: &str, writer: &mut Writer<'_>, found: &mut Vec<Node>) {
    if is_reference(node) || is_name_of_secret(name) {
        return;
    }
    if let Some(text) = node.text()
        && writer.secrets.register_assignment(name, text)
    {
        found.push(Node::of_text(name, &node.place));
    }
}

/// Properties that name a secret or a key and do not hold it.
fn is_name_of_secret(name: &str) -> bool {
    let ends = ["Arn", "ARN", "Id", "Name", "Type", "KeySchema", "Alias", "Policy", "Description"];
    ends.iter().any(|end| name.ends_with(end))
}
