//! Terraform's resources in CloudFormation's schema, by `data/terraform.map`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::super::stack::{Declared, Stack};
use super::expand::Instance;
use super::functions::moved;
use crate::tree::{Node, Place, Value, json};

const MAP: &str = include_str!("../../../data/terraform.map");

/// How one type of Terraform is written.
#[derive(Default)]
struct Kind {
    /// CloudFormation's type.
    kind: &'static str,
    /// The attribute that refers to the resource that this is a part of.
    part_of: Option<&'static str>,
    /// Path, path and how the value changes.
    lines: Vec<(&'static str, &'static str, &'static str)>,
    /// Blocks that are lists even where there is one.
    lists: Vec<&'static str>,
    /// What stands for attributes that are not written.
    defaults: Vec<(&'static str, &'static str)>,
}

fn kinds() -> &'static BTreeMap<&'static str, Kind> {
    static KINDS: OnceLock<BTreeMap<&'static str, Kind>> = OnceLock::new();
    KINDS.get_or_init(|| {
        let mut kinds = BTreeMap::new();
        let mut name = "";
        for line in MAP.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let words = line.split_whitespace().collect::<Vec<_>>();
            let kind: &mut Kind = match (line.starts_with(' '), words.as_slice()) {
                (false, [terraform, "=", kind]) => {
                    name = terraform;
                    kinds.insert(name, Kind { kind, ..Kind::default() });
                    continue;
                }
                (false, [terraform, ">", kind, "by", attribute]) => {
                    name = terraform;
                    kinds.insert(name, Kind { kind, part_of: Some(attribute), ..Kind::default() });
                    continue;
                }
                _ => kinds.get_mut(name).expect("a line stands below its type"),
            };
            match words.as_slice() {
                ["list", block] => kind.lists.push(block),
                ["default", attribute, value] => kind.defaults.push((attribute, value)),
                [from, "=", to] => kind.lines.push((from, to, "")),
                [from, "=", to, how] => kind.lines.push((from, to, how)),
                _ => unreachable!("a test reads every line of the map"),
            }
        }
        kinds
    })
}

/// Writes instances as resources; parts are put into what they are parts of. Returns the types that
/// the map does not know.
pub(super) fn write(instances: Vec<Instance>, stack: &mut Stack) -> BTreeMap<String, Place> {
    let (mut unknown, mut parts) = (BTreeMap::new(), Vec::new());
    for instance in instances {
        let Some(kind) = kinds().get(instance.kind.as_str()) else {
            if instance.kind.starts_with("aws_") {
                unknown.entry(instance.kind.clone()).or_insert_with(|| instance.place.clone());
            }
            continue;
        };
        let properties = properties(kind, &instance);
        match kind.part_of {
            Some(attribute) => parts.push((kind, attribute, instance, properties)),
            None => stack.resources.push(Declared {
                kind: kind.kind.to_owned(),
                logical_id: instance.address,
                place: instance.place,
                properties,
            }),
        }
    }
    for (kind, attribute, instance, properties) in parts {
        let reference = instance.attributes.get(attribute).and_then(Node::text);
        let whole = reference.and_then(|reference| {
            stack.referred(reference, &[kind.kind]).or_else(|| named(stack, kind.kind, reference))
        });
        match whole {
            Some(index) => put_all(&mut stack.resources[index].properties, &properties),
            None => {
                let message =
                    format!("what it is a part of is not in the files: {}", instance.address);
                let help = "read all files of the module";
                stack.note("unresolved-reference", &instance.place, message, help);
            }
        }
    }
    unknown
}

/// The resource of a name that is written out.
fn named(stack: &Stack, kind: &str, name: &str) -> Option<usize> {
    let has = |resource: &Declared| {
        ["BucketName", "Name", "RoleName", "UserName"]
            .iter()
            .any(|key| resource.text(&[key]) == Some(name))
    };
    stack.resources.iter().position(|resource| resource.kind == kind && has(resource))
}

/// Puts members into an object, those of objects into objects; lists grow.
fn put_all(whole: &mut Node, part: &Node) {
    for (key, member) in part.members() {
        match (whole.get(key).cloned(), &member.value) {
            (Some(mut known), Value::Object(_)) if matches!(known.value, Value::Object(_)) => {
                put_all(&mut known, member);
                whole.set(key, known);
            }
            (Some(known), Value::List(more)) if known.items().is_some() => {
                let items = [known.each(), more].concat();
                whole.set(key, Node::new(Value::List(items), &known.place));
            }
            _ => whole.set(key, member.clone()),
        }
    }
}

fn properties(kind: &Kind, instance: &Instance) -> Node {
    let place = &instance.place;
    let mut properties = Node::new(Value::Object(Vec::new()), place);
    let mut attributes = instance.attributes.clone();
    for (attribute, value) in &kind.defaults {
        if attributes.get(attribute).is_none() {
            let value = match *value {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                number => Value::Number(number.to_owned()),
            };
            attributes.set(attribute, Node::new(value, place));
        }
    }
    let named =
        |name: &str| kind.lines.iter().any(|(from, ..)| from.split('.').next() == Some(name));
    // A part holds what its lines say and nothing else.
    if kind.part_of.is_none() {
        for (name, node) in attributes.members() {
            if !named(name) {
                let keeps_list = kind.lists.contains(&name.as_str());
                properties.set(&capitals(name), renamed(node, keeps_list));
            }
        }
    }
    for (from, to, how) in &kind.lines {
        let Some(node) = at(&attributes, from) else { continue };
        let keeps_list = kind.lists.contains(from);
        set(&mut properties, to, how, renamed(node, keeps_list));
    }
    properties
}

/// Follows a path through the first block of each name; below what is not known nothing is.
fn at<'a>(node: &'a Node, path: &str) -> Option<&'a Node> {
    let mut node = node;
    for key in path.split('.') {
        if node.is_unknown() {
            return Some(node);
        }
        if let Some(items) = node.items() {
            node = items.first()?;
        }
        node = node.get(key)?;
    }
    Some(node)
}

/// Sets a property, changed as the map says.
fn set(properties: &mut Node, to: &str, how: &str, node: Node) {
    let place = node.place.clone();
    let node = match how {
        "json" => match node.text().and_then(|text| json::parse(text, &place.file).ok()) {
            Some(document) => pascal(moved(document, &place), to),
            None => pascal(node, to),
        },
        "list" => Node::new(Value::List(vec![node]), &place),
        "enabled" => match node.boolean() {
            Some(is) => Node::of_text(if is { "Enabled" } else { "Suspended" }, &place),
            None => node,
        },
        "acl" => match node.text() {
            Some(word) => Node::of_text(capitals(&word.replace('-', "_")), &place),
            None => node,
        },
        "internal" => match node.boolean() {
            Some(is) => Node::of_text(if is { "internal" } else { "internet-facing" }, &place),
            None => node,
        },
        "pairs" => {
            let (list, key) = to.split_once('.').unwrap_or((to, ""));
            let mut pair = Node::new(Value::Object(Vec::new()), &place);
            pair.set("Key", Node::of_text(key.replace('-', "."), &place));
            pair.set("Value", node);
            let mut items = properties.get(list).map(|n| n.each().to_vec()).unwrap_or_default();
            items.push(pair);
            properties.set(list, Node::new(Value::List(items), &place));
            return;
        }
        _ => node,
    };
    properties.set_at(&to.split('.').collect::<Vec<_>>(), node);
}

/// Documents of policies keep their names; those of containers have them in small letters.
fn pascal(node: Node, to: &str) -> Node {
    if to != "ContainerDefinitions" {
        return node;
    }
    renamed_deep(&node)
}

fn renamed_deep(node: &Node) -> Node {
    let value = match &node.value {
        Value::List(items) => Value::List(items.iter().map(renamed_deep).collect()),
        Value::Object(members) => Value::Object(
            members.iter().map(|(key, member)| (capitals(key), renamed_deep(member))).collect(),
        ),
        value => value.clone(),
    };
    Node::new(value, &node.place)
}

/// Names in capitals; a block that stands alone is an object unless it is a list by nature. Maps
/// whose keys people choose are left as they are.
fn renamed(node: &Node, keeps_list: bool) -> Node {
    match &node.value {
        Value::List(items) if is_blocks(items) => match items.as_slice() {
            [only] if !keeps_list => renamed(only, false),
            items => {
                let items = items.iter().map(|item| renamed(item, false)).collect();
                Node::new(Value::List(items), &node.place)
            }
        },
        Value::Object(members) if members.iter().all(|(key, _)| is_attribute(key)) => {
            let members = members.iter().map(|(key, member)| {
                // What people name themselves.
                let is_free = matches!(key.as_str(), "variables" | "tags" | "tags_all");
                let member = if is_free { member.clone() } else { renamed(member, false) };
                (capitals(key), member)
            });
            Node::new(Value::Object(members.collect()), &node.place)
        }
        _ => node.clone(),
    }
}

fn is_blocks(items: &[Node]) -> bool {
    !items.is_empty() && items.iter().all(|item| matches!(item.value, Value::Object(_)))
}

fn is_attribute(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// `billing_mode` is `BillingMode`; what begins with a capital is left.
fn capitals(name: &str) -> String {
    let parts = name.split('_').map(|part| {
        let mut letters = part.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::{MAP, kinds};

    #[test]
    fn every_line_of_the_map_is_read() {
        let types = MAP.lines().filter(|line| line.starts_with("aws_")).count();
        assert_eq!(kinds().len(), types);
        let lines = MAP.lines().filter(|line| line.starts_with("  ")).count();
        let read = kinds().values().map(|k| k.lines.len() + k.lists.len() + k.defaults.len());
        assert_eq!(read.sum::<usize>(), lines);
        for (name, kind) in kinds() {
            assert!(kind.kind.starts_with("AWS::"), "{name}");
            for (.., how) in &kind.lines {
                let known = ["", "json", "list", "enabled", "acl", "internal", "pairs"];
                assert!(known.contains(how), "{name}: {how}");
            }
        }
    }
}
