//! Values of a template: references and functions resolved as far as parameters go.
//!
//! A reference to a resource stays as `${LogicalId}` or `${LogicalId.Attribute}`: what it will be is
//! known only after deployment, which resource it is is known now. What cannot be told is null, and
//! the parameters to blame are named once.

use std::collections::{BTreeMap, BTreeSet};

use super::super::stack::{Given, Stack};
use super::functions;
use crate::tree::{MAX_DEPTH, Node, Place, Value};

/// Names that CloudFormation itself knows.
const PSEUDO: [&str; 8] = [
    "AWS::AccountId",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
    "AWS::NoValue",
];

/// The most values that resolving may make: short texts may stand for long ones many times.
const MAX_NODES: usize = 500_000;

/// Resolves the values of one template.
pub(super) struct Resolver<'a> {
    pub(super) document: &'a Node,
    parameters: BTreeMap<String, Option<Node>>,
    /// Claims that names of resources may be made by a transform.
    is_sam: bool,
    /// What conditions are, once asked for; `None` while one is being worked out.
    pub(super) known: BTreeMap<String, Option<Option<bool>>>,
    pub(super) depth: usize,
    n_nodes: usize,
    /// Parameters without a value that something hangs on, and where.
    unresolved: BTreeMap<String, Place>,
    /// Names that stand for nothing.
    strangers: BTreeMap<String, Place>,
    /// Conditions that hang on themselves.
    pub(super) cycles: BTreeMap<String, Place>,
    /// Functions that need the cloud to be answered.
    pub(super) unread: BTreeSet<String>,
}

impl<'a> Resolver<'a> {
    /// Takes parameters from the settings, else from their defaults.
    pub(super) fn new(document: &'a Node, given: &Given, is_sam: bool) -> Self {
        let declared = document.get("Parameters").map(Node::members).unwrap_or_default();
        let mut parameters = BTreeMap::new();
        for (name, parameter) in declared {
            let value = given.get(name).map(|value| given_node(value, &parameter.place));
            parameters.insert(name.clone(), value.or_else(|| default_of(parameter)));
        }
        for (name, value) in given.iter().filter(|(name, _)| PSEUDO.contains(&name.as_str())) {
            parameters.insert(name.clone(), Some(given_node(value, &document.place)));
        }
        Self {
            document,
            parameters,
            is_sam,
            known: BTreeMap::new(),
            depth: 0,
            n_nodes: 0,
            unresolved: BTreeMap::new(),
            strangers: BTreeMap::new(),
            cycles: BTreeMap::new(),
            unread: BTreeSet::new(),
        }
    }

    /// Resolves a value; `None` where the template says that there is none.
    pub(super) fn resolve(&mut self, node: &Node) -> Option<Node> {
        self.n_nodes += 1;
        if self.depth > MAX_DEPTH || self.n_nodes > MAX_NODES {
            return Some(unknown(node));
        }
        self.depth += 1;
        let resolved = self.resolve_inner(node);
        self.depth -= 1;
        resolved
    }

    fn resolve_inner(&mut self, node: &Node) -> Option<Node> {
        let place = &node.place;
        match &node.value {
            Value::Object(members) => {
                if let [(function, argument)] = members.as_slice()
                    && functions::is_function(function)
                {
                    return functions::call(self, function, argument, place);
                }
                let members = members.iter().filter_map(|(key, member)| {
                    let mut member = self.resolve(member)?;
                    // What a function gives stands where it was asked for.
                    member.place = members_place(members, key, &member.place);
                    Some((key.clone(), member))
                });
                Some(Node::new(Value::Object(members.collect()), place))
            }
            Value::List(items) => {
                let items = items.iter().filter_map(|item| self.resolve(item));
                Some(Node::new(Value::List(items.collect()), place))
            }
            _ => Some(node.clone()),
        }
    }

    /// What a name stands for, at the place that asks.
    pub(super) fn reference(&mut self, name: &str, place: &Place) -> Option<Node> {
        if name == "AWS::NoValue" {
            return None;
        }
        match self.parameters.get(name) {
            Some(Some(value)) => return Some(Node::new(value.value.clone(), place)),
            Some(None) => {
                self.unresolved.entry(name.to_owned()).or_insert_with(|| place.clone());
                return Some(Node::new(Value::Null, place));
            }
            None => {}
        }
        let is_known = self.is_resource(name) || PSEUDO.contains(&name);
        if !is_known && !self.is_sam {
            self.strangers.entry(name.to_owned()).or_insert_with(|| place.clone());
            return Some(Node::new(Value::Null, place));
        }
        Some(Node::of_text(format!("${{{name}}}"), place))
    }

    fn is_resource(&self, name: &str) -> bool {
        self.document.at(&["Resources", name]).is_some()
    }

    /// Says what could not be resolved.
    pub(super) fn tell(self, stack: &mut Stack) {
        for (name, place) in &self.unresolved {
            let message = format!("a parameter has no value: {name}");
            let help = "give it in the source: parameters = { NAME = \"value\" }";
            stack.note("unresolved-parameter", place, message, help);
        }
        for (name, place) in &self.strangers {
            let message = format!("a reference names nothing in the template: {name}");
            stack.skip("unresolved-reference", place, message, "mend the name");
        }
        for (name, place) in &self.cycles {
            let message = format!("a condition hangs on itself: {name}");
            stack.skip("cyclic-reference", place, message, "break the circle");
        }
        if !self.unread.is_empty() {
            let names = self.unread.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let message = format!("functions that only a deployment answers: {names}");
            let help = "nothing to do: what hangs on them is reported as not told";
            stack.note("unread-function", &self.document.place, message, help);
        }
        if self.n_nodes > MAX_NODES {
            let message = "the template stands for more values than are read".to_owned();
            let help = "split the template";
            stack.skip("template-too-large", &self.document.place, message, help);
        }
    }
}

/// A value that cannot be told.
pub(super) fn unknown(node: &Node) -> Node {
    Node::new(Value::Null, &node.place)
}

fn members_place(members: &[(String, Node)], key: &str, own: &Place) -> Place {
    let member = members.iter().find(|(name, _)| name == key);
    member.map_or_else(|| own.clone(), |(_, node)| node.place.clone())
}

/// A parameter's default, where that is its value: the default of one that the parameter store
/// answers is a name.
fn default_of(parameter: &Node) -> Option<Node> {
    let kind = parameter.get("Type").and_then(Node::text).unwrap_or("String");
    let default = parameter.get("Default").filter(|default| !default.is_unknown())?;
    if kind.starts_with("AWS::SSM::Parameter::Value") {
        return None;
    }
    if kind == "CommaDelimitedList" || kind.starts_with("List<") {
        let text = default.scalar()?;
        let items = text.split(',').map(|item| Node::of_text(item.trim(), &default.place));
        return Some(Node::new(Value::List(items.collect()), &default.place));
    }
    Some(default.clone())
}

/// A value of the settings as a value of a template.
pub(in super::super) fn given_node(value: &toml::Value, place: &Place) -> Node {
    let value = match value {
        toml::Value::String(text) => Value::Text(text.clone()),
        toml::Value::Boolean(is_set) => Value::Bool(*is_set),
        toml::Value::Array(items) => {
            Value::List(items.iter().map(|item| given_node(item, place)).collect())
        }
        toml::Value::Table(members) => Value::Object(
            members.iter().map(|(key, member)| (key.clone(), given_node(member, place))).collect(),
        ),
        toml::Value::Integer(number) => Value::Number(number.to_string()),
        toml::Value::Float(number) => Value::Number(number.to_string()),
        toml::Value::Datetime(at) => Value::Text(at.to_string()),
    };
    Node::new(value, place)
}
