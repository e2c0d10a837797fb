//! The functions of templates, each as far as its arguments are known.

use super::resolve::{Resolver, unknown};
use crate::tree::{Node, Place, Value};

/// Claims that an object's only member is a function.
pub(super) fn is_function(name: &str) -> bool {
    name == "Ref" || name.starts_with("Fn::")
}

/// Answers a function; `None` where it answers that there is no value.
pub(super) fn call(
    resolver: &mut Resolver<'_>,
    function: &str,
    argument: &Node,
    place: &Place,
) -> Option<Node> {
    let null = || Some(Node::new(Value::Null, place));
    let found = match function {
        "Ref" => match argument.text() {
            Some(name) => return resolver.reference(name, place),
            None => None,
        },
        "Fn::GetAtt" => attribute(resolver, argument, place),
        "Fn::Sub" => substitute(resolver, argument, place),
        "Fn::Join" => join(resolver, argument, place),
        "Fn::Split" => split(resolver, argument, place),
        "Fn::Select" => select(resolver, argument),
        "Fn::FindInMap" => find_in_map(resolver, argument),
        "Fn::Base64" => return resolver.resolve(argument),
        "Fn::If" => return choose(resolver, argument, place),
        "Fn::ToJsonString" => to_json(resolver, argument, place),
        "Fn::Length" => length(resolver, argument, place),
        "Fn::And" | "Fn::Or" | "Fn::Not" | "Fn::Equals" => {
            let node =
                Node::new(Value::Object(vec![(function.to_owned(), argument.clone())]), place);
            resolver.truth(&node, place).map(|is| Node::new(Value::Bool(is), place))
        }
        other => {
            resolver.unread.insert(other.to_owned());
            None
        }
    };
    found.map_or_else(null, |node| Some(Node::new(node.value, place)))
}

/// The arguments of a function that takes a list.
fn arguments(argument: &Node) -> &[Node] {
    argument.items().unwrap_or_default()
}

fn attribute(resolver: &mut Resolver<'_>, argument: &Node, place: &Place) -> Option<Node> {
    let joined = match argument.items() {
        Some([resource, attribute]) => {
            let attribute = resolver.resolve(attribute)?;
            format!("{}.{}", resource.text()?, attribute.text()?)
        }
        _ => argument.text()?.to_owned(),
    };
    let (resource, _) = joined.split_once('.')?;
    let reference = resolver.reference(resource, place)?;
    // An attribute of a parameter does not exist; of a resource it is known by name.
    reference.text()?;
    Some(Node::of_text(format!("${{{joined}}}"), place))
}

fn substitute(resolver: &mut Resolver<'_>, argument: &Node, place: &Place) -> Option<Node> {
    let (text, own) = match argument.items() {
        Some([text, own]) => (text.text()?, Some(own)),
        _ => (argument.text()?, None),
    };
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        result.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            result.push_str("${");
            rest = after;
            continue;
        };
        rest = tail;
        if let Some(literal) = name.strip_prefix('!') {
            result.push_str(&format!("${{{literal}}}"));
            continue;
        }
        let name = name.trim();
        let value = match own.and_then(|own| own.get(name)) {
            Some(value) => resolver.resolve(value)?,
            None => match name.split_once('.') {
                Some((resource, _)) => {
                    resolver.reference(resource, place)?.text()?;
                    Node::of_text(format!("${{{name}}}"), place)
                }
                None => resolver.reference(name, place)?,
            },
        };
        result.push_str(&value.scalar()?);
    }
    result.push_str(rest);
    Some(Node::of_text(result, place))
}

fn join(resolver: &mut Resolver<'_>, argument: &Node, place: &Place) -> Option<Node> {
    let [separator, items] = arguments(argument) else { return None };
    let (separator, items) = (separator.text()?, resolver.resolve(items)?);
    let items = items.items()?.iter().map(Node::scalar).collect::<Option<Vec<_>>>()?;
    Some(Node::of_text(items.join(separator), place))
}

fn split(resolver: &mut Resolver<'_>, argument: &Node, place: &Place) -> Option<Node> {
    let [separator, text] = arguments(argument) else { return None };
    let (separator, text) = (separator.text()?, resolver.resolve(text)?);
    // A reference may hold the separator once it is known.
    let text = text.text().filter(|text| !text.contains("${"))?;
    let items = text.split(separator).map(|item| Node::of_text(item, place));
    Some(Node::new(Value::List(items.collect()), place))
}

fn select(resolver: &mut Resolver<'_>, argument: &Node) -> Option<Node> {
    let [index, items] = arguments(argument) else { return None };
    let index = resolver.resolve(index)?.scalar()?.parse::<usize>().ok()?;
    resolver.resolve(items)?.items()?.get(index).cloned()
}

fn find_in_map(resolver: &mut Resolver<'_>, argument: &Node) -> Option<Node> {
    let [map, first, second, ..] = arguments(argument) else { return None };
    let (map, first) = (resolver.resolve(map)?, resolver.resolve(first)?);
    let second = resolver.resolve(second)?;
    let (map, first, second) = (map.text()?, first.scalar()?, second.scalar()?);
    let found = resolver.document.at(&["Mappings", map, &first, &second]);
    let default = || argument.items()?.get(3)?.get("DefaultValue");
    found.or_else(default).cloned()
}

/// One of two, where it is known which; either, where both are the same.
fn choose(resolver: &mut Resolver<'_>, argument: &Node, place: &Place) -> Option<Node> {
    let [condition, then, otherwise] = arguments(argument) else {
        return Some(unknown(argument));
    };
    let truth = match condition.text() {
        Some(name) => resolver.condition(name, place),
        None => resolver.truth(condition, place),
    };
    match truth {
        Some(true) => resolver.resolve(then),
        Some(false) => resolver.resolve(otherwise),
        None => {
            let (then, otherwise) = (resolver.resolve(then), resolver.resolve(otherwise));
            let is_same = match (&then, &otherwise) {
                (Some(then), Some(otherwise)) => then.to_json() == otherwise.to_json(),
                (None, None) => return None,
                _ => false,
            };
            if is_same { then } else { Some(Node::new(Value::Null, place)) }
        }
    }
}

fn to_json(resolver: &mut Resolver<'_>, argument: &Node, place: &Place) -> Option<Node> {
    let resolved = resolver.resolve(argument)?;
    Some(Node::of_text(resolved.to_json().to_string(), place))
}

fn length(resolver: &mut Resolver<'_>, argument: &Node, place: &Place) -> Option<Node> {
    let items = resolver.resolve(argument)?;
    Some(Node::new(Value::Number(items.items()?.len().to_string()), place))
}
