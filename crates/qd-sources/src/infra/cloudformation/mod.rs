//! CloudFormation templates, with SAM's short forms written out.
//!
//! Parameters stand for what the source's settings give, else for their defaults; conditions and
//! functions are resolved as far as that goes, and the rest is null. Nothing is fetched.

mod conditions;
mod functions;
mod resolve;
mod sam;

use super::stack::{Declared, Given, Stack};
use crate::tree::{Node, Value};

use resolve::Resolver;
pub(super) use resolve::given_node;

/// Claims that a document is a CloudFormation template.
pub(super) fn is_template(document: &Node) -> bool {
    let declares = |node: &Node| {
        node.members().iter().any(|(_, resource)| {
            let kind = resource.get("Type").and_then(Node::text);
            kind.is_some_and(|kind| kind.contains("::"))
        })
    };
    document.get("AWSTemplateFormatVersion").is_some()
        || document.get("Resources").is_some_and(declares)
}

/// Reads a template.
pub(super) fn read(document: &Node, given: &Given) -> Stack {
    let mut stack = Stack::default();
    let is_sam = document.get("Transform").is_some_and(|transform| {
        let mut names = transform.each().iter().filter_map(Node::text);
        names.any(|name| name.starts_with("AWS::Serverless"))
    });
    let mut resolver = Resolver::new(document, given, is_sam);
    resources(document, &mut resolver, &mut stack);
    let globals = document.get("Globals").and_then(|globals| resolver.resolve(globals));
    if is_sam {
        sam::write_out(&mut stack, globals.as_ref());
    }
    resolver.tell(&mut stack);
    stack
}

/// Reads the resources of a template, as they stand.
fn resources(document: &Node, resolver: &mut Resolver<'_>, stack: &mut Stack) {
    let Some(all) = document.get("Resources") else { return };
    for (logical_id, resource) in all.members() {
        let place = &resource.place;
        let Some(kind) = resource.get("Type").and_then(Node::text) else {
            let message = format!("a resource has no type that can be read: {logical_id}");
            let help = "write the resource out; macros and loops are not run";
            stack.skip("unread-resource", place, message, help);
            continue;
        };
        if let Some(condition) = resource.get("Condition").and_then(Node::text)
            && resolver.condition(condition, place) == Some(false)
        {
            continue;
        }
        let properties = match resource.get("Properties") {
            Some(properties) => resolver.resolve(properties),
            None => None,
        };
        let object = || Node::new(Value::Object(Vec::new()), place);
        let mut properties = properties.unwrap_or_else(object);
        if !matches!(properties.value, Value::Object(_)) {
            let message = format!("the properties of a resource cannot be resolved: {logical_id}");
            let help = "write them out, or give the parameters that they hang on";
            stack.skip("unread-resource", place, message, help);
            continue;
        }
        for attribute in ["DeletionPolicy", "UpdateReplacePolicy"] {
            if let Some(policy) = resource.get(attribute).and_then(|node| resolver.resolve(node)) {
                properties.set(attribute, policy);
            }
        }
        stack.resources.push(Declared {
            kind: kind.to_owned(),
            logical_id: logical_id.clone(),
            place: place.clone(),
            properties,
        });
    }
}

/// Reads resources alone, as `serverless.yml` holds them.
pub(super) fn read_resources(document: &Node, given: &Given, stack: &mut Stack) {
    let mut resolver = Resolver::new(document, given, true);
    resources(document, &mut resolver, stack);
    resolver.tell(stack);
}
