//! YAML with the line of every value and CloudFormation's short functions: `!Ref X` reads as
//! `{"Ref": "X"}`, `!Sub x` as `{"Fn::Sub": "x"}`.
//!
//! The events come from `saphyr-parser`; the tree is made here, because lines, tags and bounds are
//! what matters: an alias is copied only as long as the tree stays small, so that a bomb of nested
//! aliases is an error and not a machine without memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::{MAX_DEPTH, Malformed, Node, Place, Value};

/// What is said of values beyond [`MAX_DEPTH`].
const TOO_DEEP: &str = "values nest too deep";
/// The most values that one document may hold, aliases written out.
const MAX_NODES: usize = 300_000;

/// Parses the first document of a YAML text.
pub(crate) fn parse(text: &str, file: &Arc<str>) -> Result<Node, Malformed> {
    let mut tree =
        Tree { file, open: Vec::new(), anchors: BTreeMap::new(), n_nodes: 0, root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Malformed {
            line: line_of(error.marker().line()),
            what: match error.info() {
                // The parser's own bound, on brackets.
                "recursion limit exceeded" => TOO_DEEP.to_owned(),
                other => other.to_owned(),
            },
        })?;
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        tree.take(event, &span)?;
    }
    tree.root.ok_or_else(|| Malformed { line: 1, what: "the document is empty".to_owned() })
}

/// A list or object that has not ended.
struct Open {
    place: Place,
    anchor: usize,
    tag: Option<String>,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Object { members: Vec<(String, Node)>, known: BTreeMap<String, usize>, key: Option<Key> },
}

/// A key that waits for its value.
struct Key {
    text: String,
    line: u32,
}

struct Tree<'a> {
    file: &'a Arc<str>,
    open: Vec<Open>,
    /// What each anchor stands for, with the number of its values.
    anchors: BTreeMap<usize, (Node, usize)>,
    n_nodes: usize,
    root: Option<Node>,
}

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Malformed> {
        let line = line_of(span.start.line());
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.takes_key(&text, line) {
                    return Ok(());
                }
                let tag = tag.as_deref();
                let value = match tag {
                    Some(tag) if is_core(tag) && tag.suffix == "str" => Value::Text(text.into()),
                    None if style == ScalarStyle::Plain => plain(&text),
                    Some(_) | None => Value::Text(text.into()),
                };
                let node = Node { place: self.place(line), value };
                let node = tagged(node, tag.and_then(short_function));
                self.count(1, line)?;
                self.keep_anchor(anchor, &node)?;
                self.put(node, line)
            }
            Event::SequenceStart(anchor, tag) => {
                let content = Content::List(Vec::new());
                self.start(anchor, tag.as_deref(), content, line)
            }
            Event::MappingStart(anchor, tag) => {
                let (members, known) = (Vec::new(), BTreeMap::new());
                let content = Content::Object { members, known, key: None };
                self.start(anchor, tag.as_deref(), content, line)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let value = match open.content {
                    Content::List(items) => Value::List(items),
                    Content::Object { members, .. } => Value::Object(merged(members)),
                };
                let node = tagged(Node { place: open.place, value }, open.tag);
                self.keep_anchor(open.anchor, &node)?;
                let line = node.place.line;
                self.put(node, line)
            }
            Event::Alias(anchor) => {
                let Some((node, n_nodes)) = self.anchors.get(&anchor) else {
                    return Err(fail(line, "an alias stands for what has not ended yet"));
                };
                let (node, n_nodes) = (node.clone(), *n_nodes);
                self.count(n_nodes, line)?;
                self.put(node, line)
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    /// Takes a scalar as the key that an object waits for.
    fn takes_key(&mut self, text: &str, line: u32) -> bool {
        match self.open.last_mut().map(|open| &mut open.content) {
            Some(Content::Object { key, .. }) if key.is_none() => {
                *key = Some(Key { text: text.to_owned(), line });
                true
            }
            _ => false,
        }
    }

    fn start(
        &mut self,
        anchor: usize,
        tag: Option<&Tag>,
        content: Content,
        line: u32,
    ) -> Result<(), Malformed> {
        if self.open.len() >= MAX_DEPTH {
            return Err(fail(line, TOO_DEEP));
        }
        let parent = self.open.last().map(|open| &open.content);
        if matches!(parent, Some(Content::Object { key: None, .. })) {
            return Err(fail(line, "a key is a list or an object"));
        }
        self.count(1, line)?;
        let tag = tag.and_then(short_function);
        self.open.push(Open { place: self.place(line), anchor, tag, content });
        Ok(())
    }

    /// Puts a finished value where it belongs.
    fn put(&mut self, mut node: Node, line: u32) -> Result<(), Malformed> {
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Object { members, known, key }) => {
                let Some(Key { text, line }) = key.take() else {
                    return Err(fail(line, "an alias stands for a key"));
                };
                node.place.line = line;
                // The last one counts, as in JSON; several `<<` are all merged.
                match known.get(&text).filter(|_| text != "<<") {
                    Some(place) => members[*place].1 = node,
                    None => {
                        known.insert(text.clone(), members.len());
                        members.push((text, node));
                    }
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, n_nodes: usize, line: u32) -> Result<(), Malformed> {
        self.n_nodes += n_nodes;
        if self.n_nodes > MAX_NODES {
            return Err(fail(line, "the document holds too many values, aliases written out"));
        }
        Ok(())
    }

    /// Keeps a copy for aliases; copies count, because anchors nest.
    fn keep_anchor(&mut self, anchor: usize, node: &Node) -> Result<(), Malformed> {
        if anchor > 0 {
            let n_nodes = size(node);
            self.count(n_nodes, node.place.line)?;
            self.anchors.insert(anchor, (node.clone(), n_nodes));
        }
        Ok(())
    }

    fn place(&self, line: u32) -> Place {
        Place { file: Arc::clone(self.file), line }
    }
}

fn fail(line: u32, what: &str) -> Malformed {
    Malformed { line, what: what.to_owned() }
}

fn line_of(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

fn size(node: &Node) -> usize {
    let below = match &node.value {
        Value::List(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.iter().map(|(_, member)| size(member)).sum(),
        _ => 0,
    };
    below + 1
}

fn is_core(tag: &Tag) -> bool {
    tag.handle == "tag:yaml.org,2002:"
}

/// The long name of a short function.
fn short_function(tag: &Tag) -> Option<String> {
    if is_core(tag) || tag.suffix.is_empty() {
        return None;
    }
    Some(match tag.suffix.as_str() {
        name @ ("Ref" | "Condition") => name.to_owned(),
        name => format!("Fn::{name}"),
    })
}

/// Writes a function out in its long form.
fn tagged(node: Node, function: Option<String>) -> Node {
    let Some(function) = function else { return node };
    let place = node.place.clone();
    let argument = match (function.as_str(), node) {
        // A resource and its attribute: the attribute may hold points itself.
        ("Fn::GetAtt", Node { value: Value::Text(text), place }) => match text.split_once('.') {
            Some((resource, attribute)) => {
                let parts = [resource, attribute].map(|part| Node::of_text(part, &place));
                Node::new(Value::List(parts.into()), &place)
            }
            None => Node::of_text(text, &place),
        },
        (_, node) => node,
    };
    Node::new(Value::Object(vec![(function, argument)]), &place)
}

/// What a plain scalar means, in YAML 1.1 as CloudFormation reads it.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Value::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            Value::Bool(false)
        }
        text if is_number(text) => Value::Number(text.to_owned()),
        text => Value::Text(text.to_owned()),
    }
}

/// A number as JSON has it; what begins with a zero, as numbers of accounts do, stays text.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && all_digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

/// Merges what `<<` names below an object's own members.
fn merged(members: Vec<(String, Node)>) -> Vec<(String, Node)> {
    if !members.iter().any(|(key, _)| key == "<<") {
        return members;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) = members.into_iter().partition(|(key, _)| key == "<<");
    for (_, merge) in merges {
        for source in merge.each() {
            for (key, node) in source.members() {
                if !own.iter().any(|(known, _)| known == key) {
                    own.push((key.clone(), node.clone()));
                }
            }
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Node, parse};

    fn json(text: &str) -> String {
        match parse(text, &Arc::from("t.yaml")) {
            Ok(node) => node.to_json().to_string(),
            Err(error) => format!("{}: {}", error.line, error.what),
        }
    }

    #[test]
    fn scalars_are_what_cloudformation_makes_of_them() {
        assert_eq!(
            json("a: yes\nb: 'yes'\nc: 012\nd: 12\ne: 2012-10-17\nf:\ng: 1.50"),
            r#"{"a":true,"b":"yes","c":"012","d":12,"e":"2012-10-17","f":null,"g":1.5}"#
        );
        assert_eq!(json("a: !!str 5\nb: |\n  x\n  y\n"), r#"{"a":"5","b":"x\ny\n"}"#);
        assert_eq!(json("a: 1\na: 2"), r#"{"a":2}"#);
    }

    #[test]
    fn short_functions_are_written_out() {
        assert_eq!(json("a: !Ref B"), r#"{"a":{"Ref":"B"}}"#);
        assert_eq!(json("a: !GetAtt B.C.D"), r#"{"a":{"Fn::GetAtt":["B","C.D"]}}"#);
        assert_eq!(
            json("a: !If [C, !Ref X, !Sub '${Y}']"),
            r#"{"a":{"Fn::If":["C",{"Ref":"X"},{"Fn::Sub":"${Y}"}]}}"#
        );
        assert_eq!(json("a: !Condition C"), r#"{"a":{"Condition":"C"}}"#);
        assert_eq!(
            json("a: !Join\n  - ','\n  - [x, !Select [0, !GetAZs '']]"),
            r#"{"a":{"Fn::Join":[",",["x",{"Fn::Select":[0,{"Fn::GetAZs":""}]}]]}}"#
        );
    }

    #[test]
    fn lines_are_those_of_keys_and_items() {
        let node = parse("a:\n  b: 1\n  c:\n    - x\n    - y\n", &Arc::from("t.yaml")).unwrap();
        let line = |path: &[&str]| node.at(path).map(|node: &Node| node.place.line);
        assert_eq!(
            (line(&["a"]), line(&["a", "b"]), line(&["a", "c"])),
            (Some(1), Some(2), Some(3))
        );
        let items = node.at(&["a", "c"]).and_then(Node::items).unwrap();
        assert_eq!(items.iter().map(|item| item.place.line).collect::<Vec<_>>(), [4, 5]);
    }

    #[test]
    fn aliases_and_merges_are_written_out() {
        let text = "base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\nlist: [*b]";
        assert_eq!(
            json(text),
            r#"{"base":{"x":1,"y":2},"own":{"y":3,"x":1},"list":[{"x":1,"y":2}]}"#
        );
    }

    #[test]
    fn bombs_depth_and_torn_text_are_errors_with_lines() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let alias = format!("*a{}", level - 1);
            let all = vec![alias; 10].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{all}]\n"));
        }
        assert!(json(&bomb).ends_with("too many values, aliases written out"), "{}", json(&bomb));
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(json(&deep), "1: values nest too deep");
        assert!(json("a: 1\nb: [1, 2\nc: 3\n").starts_with(|c: char| c.is_ascii_digit()));
        assert_eq!(json("? [a]\n: b"), "1: a key is a list or an object");
        assert_eq!(json(""), "1: the document is empty");
        assert!(json("a: &a [*a]").contains("not ended"), "{}", json("a: &a [*a]"));
    }
}
