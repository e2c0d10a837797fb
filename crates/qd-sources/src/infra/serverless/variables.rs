//! Variables of `serverless.yml`: `${self:custom.stage, 'dev'}` and `${opt:stage, 'dev'}` are
//! resolved, what the environment, files or the cloud would answer is null.

use std::collections::BTreeSet;

use super::super::cloudformation::given_node;
use super::super::stack::{Given, Stack};
use crate::tree::{MAX_DEPTH, Node, Value};

/// The most values that one document may stand for: variables stand for each other.
const MAX_STEPS: usize = 500_000;

/// Resolves every variable of a document.
pub(super) fn resolve(document: &Node, given: &Given, stack: &mut Stack) -> Node {
    let mut variables =
        Variables { document, given, unresolved: BTreeSet::new(), depth: 0, n_steps: 0 };
    let resolved = variables.node(document);
    if !variables.unresolved.is_empty() {
        let names = variables.unresolved.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let message = format!("variables without a value: {names}");
        let help = "give options in the source: parameters = { stage = \"prod\" }";
        stack.note("unresolved-parameter", &document.place, message, help);
    }
    resolved
}

struct Variables<'a> {
    document: &'a Node,
    given: &'a Given,
    unresolved: BTreeSet<String>,
    depth: usize,
    n_steps: usize,
}

impl Variables<'_> {
    fn node(&mut self, node: &Node) -> Node {
        self.n_steps += 1;
        if self.n_steps > MAX_STEPS {
            return Node::new(Value::Null, &node.place);
        }
        let value = match &node.value {
            Value::Text(text) if text.contains("${") => return self.text(text, node),
            Value::List(items) => Value::List(items.iter().map(|item| self.node(item)).collect()),
            Value::Object(members) => Value::Object(
                members.iter().map(|(key, member)| (key.clone(), self.node(member))).collect(),
            ),
            value => value.clone(),
        };
        Node::new(value, &node.place)
    }

    /// A text that is one variable is its value; one that holds some is null unless all are known.
    fn text(&mut self, text: &str, node: &Node) -> Node {
        if self.depth >= MAX_DEPTH {
            return Node::new(Value::Null, &node.place);
        }
        self.depth += 1;
        let resolved = self.text_inner(text, node);
        self.depth -= 1;
        Node::new(resolved.unwrap_or(Value::Null), &node.place)
    }

    fn text_inner(&mut self, text: &str, node: &Node) -> Option<Value> {
        let (mut result, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once("${") {
            let (inner, tail) = closed(after)?;
            // CloudFormation's own references stay.
            if inner.starts_with("AWS::") || !inner.contains([':', ',', '(']) {
                result.push_str(before);
                result.push_str(&format!("${{{inner}}}"));
                rest = tail;
                continue;
            }
            let value = self.variable(inner, node)?;
            if before.is_empty() && tail.is_empty() && result.is_empty() {
                return Some(value.value);
            }
            result.push_str(before);
            result.push_str(&value.scalar()?);
            rest = tail;
        }
        result.push_str(rest);
        Some(Value::Text(result))
    }

    /// The first of the alternatives that has a value.
    fn variable(&mut self, inner: &str, node: &Node) -> Option<Node> {
        for alternative in alternatives(inner) {
            let alternative = alternative.trim();
            let found = if let Some(path) = alternative.strip_prefix("self:") {
                self.own(path, node)
            } else if let Some(option) = alternative.strip_prefix("opt:") {
                self.given.get(option).map(|value| given_node(value, &node.place))
            } else {
                literal(alternative, node)
            };
            if let Some(found) = found {
                return Some(found);
            }
        }
        self.unresolved.insert(inner.to_owned());
        None
    }

    fn own(&mut self, path: &str, node: &Node) -> Option<Node> {
        let document = self.document;
        let path = match path.contains("${") {
            true => self.text(path, node).text()?.to_owned(),
            false => path.to_owned(),
        };
        let keys = path.split('.').collect::<Vec<_>>();
        let found = document.at(&keys)?;
        let resolved = self.node_within(found);
        (!resolved.is_unknown()).then_some(resolved)
    }

    /// What another value stands for: circles end at the bound of depth.
    fn node_within(&mut self, node: &Node) -> Node {
        if self.depth >= MAX_DEPTH {
            return Node::new(Value::Null, &node.place);
        }
        self.depth += 1;
        let resolved = self.node(node);
        self.depth -= 1;
        resolved
    }
}

/// Cuts a text at the brace that closes its first variable.
fn closed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => return Some((&text[..at], &text[at + 1..])),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Parts of a variable at its commas, those within quotes and inner variables left alone.
fn alternatives(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0, None);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(letter),
            (None, '{' | '(') => depth += 1,
            (None, '}' | ')') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// A quoted text, a number, true or false.
fn literal(text: &str, node: &Node) -> Option<Node> {
    let quoted = |quote: char| text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
    let value = match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match quoted('\'').or_else(|| quoted('"')) {
            Some(inner) => Value::Text(inner.to_owned()),
            None if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
                Value::Number(text.to_owned())
            }
            None => return None,
        },
    };
    Some(Node::new(value, &node.place))
}
