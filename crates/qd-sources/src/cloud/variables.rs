//! Environment variables: their names are facts, their values never are.

use qd_facts::Row;

use super::{Properties, Writer, node};
use crate::tree::{Node, Value};

/// Keeps the names of variables. Each value goes to the run's set of secrets, a credential among
/// them is a hit at its line, and the names of such are what is returned beside.
fn keep_names(variables: &Node, writer: &mut Writer<'_>) -> (Node, Vec<Node>) {
    let scanner = writer.secrets.scanner();
    let (mut names, mut plaintext) = (Vec::new(), Vec::new());
    for (name, variable) in variables.members() {
        names.push((name.clone(), node(Value::Null, &variable.place)));
        let Some(value) = variable.text().filter(|value| !is_reference(value)) else { continue };
        let mut is_secret = writer.secrets.register_assignment(name, value);
        for hit in scanner.scan("environment.env", format!("{name}={value}").as_bytes()) {
            is_secret = true;
            let row = Row::of("secret_hit")
                .set("path", &*variable.place.file)
                .set("rule", hit.rule)
                .set("fingerprint", hit.fingerprint)
                .set("in_head", true)
                .set("severity", hit.severity);
            writer.push(&variable.place, &row);
        }
        if is_secret {
            plaintext.push(Node::of_text(name.clone(), &variable.place));
        }
    }
    let place = &variables.place;
    (node(Value::Object(names), place), plaintext)
}

/// Puts names, and which of them hold a credential in plain sight, into a function's properties.
pub(crate) fn put_names(properties: &mut Properties, variables: &Node, writer: &mut Writer<'_>) {
    let (names, plaintext) = keep_names(variables, writer);
    let mut kept = Properties::default();
    kept.put("Variables", names);
    properties.put("Environment", kept.into_node(&variables.place));
    if !plaintext.is_empty() {
        properties.put("PlaintextSecrets", node(Value::List(plaintext), &variables.place));
    }
}

/// A value that stands for another: a parameter, a resource, a secret that is read at deployment.
fn is_reference(value: &str) -> bool {
    value.contains("${") || value.contains("{{resolve:")
}
