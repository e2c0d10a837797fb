//! Terraform's functions that shape values; what reads files, clocks or networks is not told.

use std::collections::BTreeSet;

use hcl_edit::expr::{ForExpr, FuncCall};

use super::evaluate::{At, Names, Scope, truth, unknown};
use crate::tree::{Node, Place, Value};

/// The longest list that a function makes.
const MAX_ITEMS: usize = 2000;

/// Calls a function.
pub(super) fn call(scope: &Scope<'_>, call: &FuncCall, place: &Place, at: At<'_>) -> Option<Node> {
    let name = call.name.name.as_str();
    if call.name.is_namespaced() {
        return Some(unknown(place));
    }
    // The first that is there: what cannot be told may be there or not.
    if matches!(name, "coalesce" | "try" | "coalescelist") {
        let mut values = call.args.iter().map(|argument| scope.value(argument, at));
        let is_empty = |node: &Node| match name {
            "coalesce" => node.text() == Some(""),
            "coalescelist" => node.items().is_some_and(<[Node]>::is_empty),
            _ => false,
        };
        return values.find_map(|value| value.filter(|node| !is_empty(node)));
    }
    let mut arguments = Vec::new();
    for argument in call.args.iter() {
        match scope.value(argument, at) {
            Some(node) => arguments.push(node),
            // `merge(null, {...})` and the like.
            None if matches!(name, "merge" | "concat" | "compact") => {}
            None => arguments.push(unknown(place)),
        }
    }
    if call.args.expand_final()
        && let Some(last) = arguments.pop()
    {
        let Some(items) = last.items() else { return Some(unknown(place)) };
        arguments.extend(items.to_vec());
    }
    let value = apply(name, &arguments, place);
    Some(scope.charged(Node::new(value.unwrap_or(Value::Null), place)))
}

fn apply(name: &str, arguments: &[Node], place: &Place) -> Option<Value> {
    let text = |index: usize| arguments.get(index).and_then(Node::scalar);
    let list = |index: usize| arguments.get(index).and_then(Node::items);
    let first = arguments.first();
    let of_text = |text: String| Some(Value::Text(text));
    let texts = |texts: Vec<String>| {
        Some(Value::List(texts.into_iter().map(|text| Node::of_text(text, place)).collect()))
    };
    match name {
        // A document stays what it says, so that rules can read it.
        "jsonencode" | "tolist" | "tomap" | "nonsensitive" | "sensitive" | "one" | "any" => {
            Some(first?.value.clone())
        }
        "jsondecode" => {
            let text = first?.text()?;
            crate::tree::json::parse(text, &place.file).ok().map(|node| moved(node, place).value)
        }
        "toset" | "distinct" => {
            let mut seen = BTreeSet::new();
            let items = list(0)?.iter().filter(|item| seen.insert(item.to_json().to_string()));
            Some(Value::List(items.cloned().collect()))
        }
        "tostring" => of_text(text(0)?),
        "tonumber" => Some(Value::Number(text(0)?)),
        "tobool" => truth(first?).map(Value::Bool),
        "concat" => {
            let lists = arguments.iter().map(Node::items).collect::<Option<Vec<_>>>()?;
            Some(Value::List(lists.concat()))
        }
        "flatten" => {
            let mut flat = Vec::new();
            list(0)?.iter().for_each(|item| flatten(item, &mut flat));
            Some(Value::List(flat))
        }
        "compact" => {
            let items = list(0)?.iter().filter(|item| item.text() != Some(""));
            Some(Value::List(items.cloned().collect()))
        }
        "merge" => {
            let mut merged = Node::new(Value::Object(Vec::new()), place);
            for argument in arguments {
                if argument.is_unknown() {
                    return None;
                }
                for (key, member) in argument.members() {
                    merged.set(key, member.clone());
                }
            }
            Some(merged.value)
        }
        "length" => {
            let n = match &first?.value {
                Value::List(items) => items.len(),
                Value::Object(members) => members.len(),
                Value::Text(text) if !text.contains("${") => text.chars().count(),
                _ => return None,
            };
            Some(Value::Number(n.to_string()))
        }
        "keys" => {
            let mut keys = first?.members().iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
            keys.sort();
            texts(keys)
        }
        "values" => Some(Value::List(
            sorted(first?).into_iter().map(|(_, member)| member.clone()).collect(),
        )),
        "lookup" => {
            let found = first.filter(|map| !map.is_unknown())?.get(&text(1)?).cloned();
            Some(found.or_else(|| arguments.get(2).cloned())?.value)
        }
        "element" => {
            let items = list(0)?;
            let index = text(1)?.parse::<usize>().ok()?;
            Some(items.get(index.checked_rem(items.len())?)?.value.clone())
        }
        "contains" => {
            let (items, wanted) = (list(0)?, arguments.get(1)?);
            if wanted.is_unknown() || items.iter().any(Node::is_unknown) {
                return None;
            }
            Some(Value::Bool(items.iter().any(|item| item.to_json() == wanted.to_json())))
        }
        "join" => {
            let items = list(1)?.iter().map(Node::scalar).collect::<Option<Vec<_>>>()?;
            of_text(items.join(&text(0)?))
        }
        "split" => {
            let whole = text(1)?;
            texts(whole.split(text(0)?.as_str()).map(str::to_owned).collect())
        }
        "format" => format(&text(0)?, &arguments[1..]).and_then(of_text),
        "lower" => of_text(text(0)?.to_lowercase()),
        "upper" => of_text(text(0)?.to_uppercase()),
        "trimspace" | "chomp" => of_text(text(0)?.trim().to_owned()),
        "replace" => {
            let (whole, what) = (text(0)?, text(1)?);
            // Between slashes it is a regular expression.
            if what.starts_with('/') || what.is_empty() {
                return None;
            }
            of_text(whole.replace(&what, &text(2)?))
        }
        "startswith" => Some(Value::Bool(known(text(0)?)?.starts_with(&text(1)?))),
        "endswith" => Some(Value::Bool(known(text(0)?)?.ends_with(&text(1)?))),
        "zipmap" => {
            let keys = list(0)?.iter().map(Node::scalar).collect::<Option<Vec<_>>>()?;
            Some(Value::Object(keys.into_iter().zip(list(1)?.iter().cloned()).collect()))
        }
        "range" => {
            let bounds = arguments.iter().map(|node| node.scalar()?.parse::<i64>().ok());
            let (start, end) = match bounds.collect::<Option<Vec<_>>>()?.as_slice() {
                [end] => (0, *end),
                [start, end] => (*start, *end),
                _ => return None,
            };
            let numbers = (start..end).take(MAX_ITEMS);
            let numbers = numbers.map(|n| Node::new(Value::Number(n.to_string()), place));
            Some(Value::List(numbers.collect()))
        }
        _ => None,
    }
}

/// A text that holds no reference, which would turn out to be something else.
fn known(text: String) -> Option<String> {
    (!text.contains("${")).then_some(text)
}

fn flatten(node: &Node, flat: &mut Vec<Node>) {
    match node.items() {
        Some(items) => items.iter().for_each(|item| flatten(item, flat)),
        None => flat.push(node.clone()),
    }
}

/// The members of a map in the order in which Terraform walks them.
fn sorted(node: &Node) -> Vec<(&str, &Node)> {
    let members = node.members().iter().map(|(key, member)| (key.as_str(), member));
    let mut members = members.collect::<Vec<_>>();
    members.sort_by_key(|(key, _)| *key);
    members
}

/// `%s`, `%d`, `%v` and `%%`.
fn format(pattern: &str, arguments: &[Node]) -> Option<String> {
    let (mut result, mut rest, mut arguments) = (String::new(), pattern, arguments.iter());
    while let Some((before, after)) = rest.split_once('%') {
        result.push_str(before);
        let verb = after.chars().next()?;
        match verb {
            '%' => result.push('%'),
            's' | 'd' | 'v' => result.push_str(&arguments.next()?.scalar()?),
            _ => return None,
        }
        rest = &after[verb.len_utf8()..];
    }
    result.push_str(rest);
    Some(result)
}

/// A parsed text counts as standing where the text does.
pub(super) fn moved(node: Node, place: &Place) -> Node {
    let value = match node.value {
        Value::List(items) => {
            Value::List(items.into_iter().map(|item| moved(item, place)).collect())
        }
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(key, member)| (key, moved(member, place))).collect(),
        ),
        value => value,
    };
    Node::new(value, place)
}

/// `[for x in xs : f(x)]` and `{for k, v in xs : k => v}`.
pub(super) fn for_each(scope: &Scope<'_>, each: &ForExpr, place: &Place, at: At<'_>) -> Node {
    let Some(collection) = scope.value(&each.intro.collection_expr, at) else {
        return unknown(place);
    };
    let pairs = match &collection.value {
        Value::List(items) => {
            let number = |index: usize| Node::new(Value::Number(index.to_string()), place);
            items.iter().enumerate().map(|(index, item)| (number(index), item.clone())).collect()
        }
        Value::Object(_) => {
            let pairs = sorted(&collection).into_iter();
            pairs.map(|(key, item)| (Node::of_text(key, place), item.clone())).collect()
        }
        _ => Vec::new(),
    };
    if collection.is_unknown() {
        return unknown(place);
    }
    let (mut items, mut members) = (Vec::new(), Node::new(Value::Object(Vec::new()), place));
    for (key, item) in pairs.into_iter().take(MAX_ITEMS) {
        let mut names: Names = at.names.clone();
        if let Some(name) = &each.intro.key_var {
            names.insert(name.as_str().to_owned(), Some(key));
        }
        names.insert(each.intro.value_var.as_str().to_owned(), Some(item));
        let at = At { names: &names, ..at };
        if let Some(condition) = &each.cond {
            match scope.value(&condition.expr, at).as_ref().and_then(truth) {
                Some(true) => {}
                Some(false) => continue,
                None => return unknown(place),
            }
        }
        let Some(value) = scope.value(&each.value_expr, at) else { continue };
        match &each.key_expr {
            None => items.push(value),
            Some(key) => match scope.value(key, at).and_then(|key| key.scalar()) {
                Some(key) if each.grouping => {
                    let mut known =
                        members.get(&key).map(|n| n.each().to_vec()).unwrap_or_default();
                    known.push(value);
                    members.set(&key, Node::new(Value::List(known), place));
                }
                Some(key) => members.set(&key, value),
                None => return unknown(place),
            },
        }
    }
    match each.key_expr {
        Some(_) => members,
        None => Node::new(Value::List(items), place),
    }
}
