//! Expressions of Terraform, as far as they are known before anything is applied.
//!
//! `None` is Terraform's null, a null [`Node`] is what cannot be told, and a reference to a resource
//! stays as `${aws_s3_bucket.site.arn}`: which resource it is is known now.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::Span;
use hcl_edit::expr::{
    BinaryOperator, Expression, ObjectKey, Traversal, TraversalOperator, UnaryOperator,
};
use hcl_edit::template::{Element, StringTemplate};

use super::functions;
use super::parse::File;
use crate::tree::{MAX_DEPTH, Node, Place, Value};

/// The most values that one module may make.
const MAX_STEPS: usize = 400_000;

/// What a module's expressions may refer to.
pub(super) struct Scope<'a> {
    /// Variables; a null node where nothing gives a value.
    pub(super) variables: BTreeMap<String, Option<Node>>,
    /// Locals with the file that they stand in.
    pub(super) locals: BTreeMap<String, (&'a File, &'a Expression)>,
    /// Policy documents that `data` blocks write, by their name.
    pub(super) documents: BTreeMap<String, Node>,
    /// Before the address of everything: `module.site.`.
    pub(super) prefix: String,
    /// Locals that were worked out; `None` within: one that is being worked out.
    known: RefCell<BTreeMap<String, Option<Option<Node>>>>,
    /// Locals that hang on themselves.
    pub(super) cycles: RefCell<BTreeSet<String>>,
    /// Variables without a value that something hangs on.
    pub(super) unresolved: RefCell<BTreeSet<String>>,
    n_steps: Cell<usize>,
}

/// Names that hold within one instance, one block or one `for`: `each`, `count`, iterators.
pub(super) type Names = BTreeMap<String, Option<Node>>;

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) file: &'a File,
    pub(super) names: &'a Names,
    pub(super) depth: usize,
}

impl<'a> Scope<'a> {
    /// A module's scope.
    pub(super) fn new(prefix: String) -> Self {
        Self {
            variables: BTreeMap::new(),
            locals: BTreeMap::new(),
            documents: BTreeMap::new(),
            prefix,
            known: RefCell::default(),
            cycles: RefCell::default(),
            unresolved: RefCell::default(),
            n_steps: Cell::new(0),
        }
    }

    /// Claims that the module stands for more than is read.
    pub(super) fn is_exhausted(&self) -> bool {
        self.n_steps.get() > MAX_STEPS
    }

    /// Evaluates an expression.
    pub(super) fn value(&self, expression: &Expression, at: At<'_>) -> Option<Node> {
        let place = at.file.place(expression.span());
        self.n_steps.set(self.n_steps.get() + 1);
        if at.depth > MAX_DEPTH || self.is_exhausted() {
            return Some(unknown(&place));
        }
        let at = At { depth: at.depth + 1, ..at };
        let node = |value: Value| Some(Node::new(value, &place));
        match expression {
            Expression::Null(_) => None,
            Expression::Bool(is) => node(Value::Bool(*is.value())),
            Expression::Number(number) => node(Value::Number(number.value().to_string())),
            Expression::String(text) => node(Value::Text(text.value().to_string())),
            Expression::Array(items) => {
                let items = items.iter().filter_map(|item| self.value(item, at));
                node(Value::List(items.collect()))
            }
            Expression::Object(object) => {
                let mut members = Vec::new();
                for (key, value) in object.iter() {
                    let Some(key) = self.key(key, at) else {
                        return node(Value::Null);
                    };
                    if let Some(value) = self.value(value.expr(), at) {
                        members.push((key, value));
                    }
                }
                node(Value::Object(members))
            }
            Expression::StringTemplate(template) => Some(self.string(template, &place, at)),
            Expression::HeredocTemplate(heredoc) => {
                let elements = heredoc.template.iter().collect::<Vec<_>>();
                Some(self.elements(&elements, &place, at))
            }
            Expression::Parenthesis(inner) => self.value(inner.inner(), at),
            Expression::Variable(name) => self.name(name.as_str(), &place, at),
            Expression::Conditional(choice) => {
                match self.value(&choice.cond_expr, at).as_ref().and_then(truth) {
                    Some(true) => self.value(&choice.true_expr, at),
                    Some(false) => self.value(&choice.false_expr, at),
                    None => {
                        let (then, otherwise) =
                            (self.value(&choice.true_expr, at), self.value(&choice.false_expr, at));
                        let same = then.as_ref().map(Node::to_json)
                            == otherwise.as_ref().map(Node::to_json);
                        if same { then } else { node(Value::Null) }
                    }
                }
            }
            Expression::FuncCall(call) => functions::call(self, call, &place, at),
            Expression::Traversal(traversal) => self.traversal(traversal, &place, at),
            Expression::UnaryOp(operation) => {
                let operand = self.value(&operation.expr, at)?;
                node(match operation.operator.value() {
                    UnaryOperator::Not => {
                        truth(&operand).map_or(Value::Null, |is| Value::Bool(!is))
                    }
                    UnaryOperator::Neg => match operand.value {
                        Value::Number(text) => Value::Number(match text.strip_prefix('-') {
                            Some(positive) => positive.to_owned(),
                            None => format!("-{text}"),
                        }),
                        _ => Value::Null,
                    },
                })
            }
            Expression::BinaryOp(operation) => {
                let left = self.value(&operation.lhs_expr, at);
                let right = self.value(&operation.rhs_expr, at);
                node(binary(*operation.operator.value(), left.as_ref(), right.as_ref()))
            }
            Expression::ForExpr(each) => Some(functions::for_each(self, each, &place, at)),
        }
    }

    /// Counts what a copy holds: names stand for long values many times.
    pub(super) fn charged(&self, node: Node) -> Node {
        self.n_steps.set(self.n_steps.get() + weight(&node));
        if self.is_exhausted() { unknown(&node.place) } else { node }
    }

    fn key(&self, key: &ObjectKey, at: At<'_>) -> Option<String> {
        match key {
            ObjectKey::Ident(name) => Some(name.as_str().to_owned()),
            ObjectKey::Expression(Expression::Variable(name)) => Some(name.as_str().to_owned()),
            ObjectKey::Expression(expression) => self.value(expression, at)?.scalar(),
        }
    }

    fn string(&self, template: &StringTemplate, place: &Place, at: At<'_>) -> Node {
        let elements = template.iter().collect::<Vec<_>>();
        // A text that is one interpolation is its value, of whatever type.
        if let [Element::Interpolation(inner)] = elements.as_slice() {
            return self.value(&inner.expr, at).unwrap_or_else(|| unknown(place));
        }
        self.elements(&elements, place, at)
    }

    fn elements(&self, elements: &[&Element], place: &Place, at: At<'_>) -> Node {
        match self.joined(elements, at) {
            Some(text) => Node::of_text(text, place),
            None => unknown(place),
        }
    }

    fn joined(&self, elements: &[&Element], at: At<'_>) -> Option<String> {
        let mut text = String::new();
        for element in elements {
            match element {
                Element::Literal(literal) => text.push_str(literal.as_str()),
                Element::Interpolation(inner) => {
                    text.push_str(&self.value(&inner.expr, at)?.scalar()?);
                }
                Element::Directive(_) => return None,
            }
        }
        Some(text)
    }

    fn name(&self, name: &str, place: &Place, at: At<'_>) -> Option<Node> {
        match at.names.get(name) {
            Some(value) => value.clone().map(|node| self.charged(Node::new(node.value, place))),
            None => Some(unknown(place)),
        }
    }

    fn traversal(&self, traversal: &Traversal, place: &Place, at: At<'_>) -> Option<Node> {
        let operators = traversal.operators.iter().map(|one| one.value()).collect::<Vec<_>>();
        let Expression::Variable(root) = &traversal.expr else {
            let start = self.value(&traversal.expr, at)?;
            return self.follow(start, &operators, place, at);
        };
        let root = root.as_str();
        if at.names.contains_key(root) {
            let start = self.name(root, place, at)?;
            return self.follow(start, &operators, place, at);
        }
        let attribute = |index: usize| match operators.get(index) {
            Some(TraversalOperator::GetAttr(name)) => Some(name.as_str()),
            _ => None,
        };
        match (root, attribute(0)) {
            ("var", Some(name)) => {
                let value = match self.variables.get(name) {
                    Some(value) => value.clone()?,
                    None => unknown(place),
                };
                if value.is_unknown() {
                    self.unresolved.borrow_mut().insert(name.to_owned());
                }
                self.follow(self.charged(Node::new(value.value, place)), &operators[1..], place, at)
            }
            ("local", Some(name)) => {
                let value = self.local(name, place, at.depth)?;
                self.follow(self.charged(Node::new(value.value, place)), &operators[1..], place, at)
            }
            ("data", Some("aws_iam_policy_document")) => {
                let document = attribute(1).and_then(|name| self.documents.get(name));
                Some(document.cloned().unwrap_or_else(|| unknown(place)))
            }
            ("data", Some("aws_caller_identity" | "aws_region" | "aws_partition"))
            | ("path" | "terraform", _) => self.address(root, &operators, place, at),
            ("data" | "module", _) => Some(unknown(place)),
            (kind, _) if kind.contains('_') => self.address(root, &operators, place, at),
            _ => Some(unknown(place)),
        }
    }

    /// A reference to a resource, as text.
    fn address(
        &self,
        root: &str,
        operators: &[&TraversalOperator],
        place: &Place,
        at: At<'_>,
    ) -> Option<Node> {
        let mut text = format!("{}{root}", self.prefix);
        for operator in operators {
            match operator {
                TraversalOperator::GetAttr(name) => text.push_str(&format!(".{}", name.as_str())),
                TraversalOperator::Index(index) => {
                    let index = self.value(index, at)?;
                    match &index.value {
                        Value::Number(number) => text.push_str(&format!("[{number}]")),
                        Value::Text(key) => text.push_str(&format!("[{key:?}]")),
                        _ => return Some(unknown(place)),
                    }
                }
                TraversalOperator::LegacyIndex(index) => {
                    text.push_str(&format!("[{}]", index.value()))
                }
                // All instances of a resource: a list of one reference that names none of them.
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    let all = Node::of_text(format!("${{{text}}}"), place);
                    return Some(Node::new(Value::List(vec![all]), place));
                }
            }
        }
        Some(Node::of_text(format!("${{{text}}}"), place))
    }

    fn follow(
        &self,
        start: Node,
        operators: &[&TraversalOperator],
        place: &Place,
        at: At<'_>,
    ) -> Option<Node> {
        let mut node = start;
        for (index, operator) in operators.iter().enumerate() {
            if node.is_unknown() {
                return Some(unknown(place));
            }
            node = match operator {
                TraversalOperator::GetAttr(name) => match node.get(name.as_str()) {
                    Some(member) => member.clone(),
                    // Of what is known only by its reference, an attribute is too.
                    None => return attribute_of(&node, name.as_str(), place),
                },
                TraversalOperator::Index(key) => {
                    let key = self.value(key, at)?;
                    item(&node, &key.scalar()?).unwrap_or_else(|| unknown(place))
                }
                TraversalOperator::LegacyIndex(key) => {
                    item(&node, &key.value().to_string()).unwrap_or_else(|| unknown(place))
                }
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    let rest = &operators[index + 1..];
                    let items = node.each().iter();
                    let items = items.filter_map(|item| self.follow(item.clone(), rest, place, at));
                    return Some(Node::new(Value::List(items.collect()), place));
                }
            };
        }
        Some(Node::new(node.value, place))
    }

    fn local(&self, name: &str, place: &Place, depth: usize) -> Option<Node> {
        match self.known.borrow().get(name) {
            Some(Some(known)) => return known.clone(),
            Some(None) => {
                self.cycles.borrow_mut().insert(name.to_owned());
                return Some(unknown(place));
            }
            None => {}
        }
        let Some((file, expression)) = self.locals.get(name) else { return Some(unknown(place)) };
        self.known.borrow_mut().insert(name.to_owned(), None);
        let names = Names::new();
        let value = self.value(expression, At { file, names: &names, depth });
        self.known.borrow_mut().insert(name.to_owned(), Some(value.clone()));
        value
    }
}

/// A value that cannot be told.
pub(super) fn unknown(place: &Place) -> Node {
    Node::new(Value::Null, place)
}

fn weight(node: &Node) -> usize {
    1 + match &node.value {
        Value::Text(text) => text.len() / 64,
        Value::List(items) => items.iter().map(weight).sum(),
        Value::Object(members) => members.iter().map(|(_, member)| weight(member)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// True, false, or not to be told.
pub(super) fn truth(node: &Node) -> Option<bool> {
    node.boolean().or_else(|| match node.text() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    })
}

fn attribute_of(node: &Node, name: &str, place: &Place) -> Option<Node> {
    let inner = node.text().and_then(|text| text.strip_prefix("${"))?.strip_suffix('}')?;
    Some(Node::of_text(format!("${{{inner}.{name}}}"), place))
}

fn item(node: &Node, key: &str) -> Option<Node> {
    match node.items() {
        Some(items) => items.get(key.parse::<usize>().ok()?).cloned(),
        None => node.get(key).cloned(),
    }
}

fn binary(operator: BinaryOperator, left: Option<&Node>, right: Option<&Node>) -> Value {
    let is_unknown = |node: Option<&Node>| node.is_some_and(Node::is_unknown);
    let verdict = |is: Option<bool>| is.map_or(Value::Null, Value::Bool);
    let (a, b) = (left.and_then(truth), right.and_then(truth));
    match operator {
        BinaryOperator::And => verdict(match (a, b) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }),
        BinaryOperator::Or => verdict(match (a, b) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }),
        BinaryOperator::Eq | BinaryOperator::NotEq => {
            if is_unknown(left) || is_unknown(right) {
                return Value::Null;
            }
            let same = left.map(Node::to_json) == right.map(Node::to_json);
            Value::Bool(same == (operator == BinaryOperator::Eq))
        }
        _ => {
            let number = |node: Option<&Node>| node?.scalar()?.parse::<i64>().ok();
            let (Some(a), Some(b)) = (number(left), number(right)) else { return Value::Null };
            let whole = |value: Option<i64>| {
                value.map_or(Value::Null, |value| Value::Number(value.to_string()))
            };
            match operator {
                BinaryOperator::Plus => whole(a.checked_add(b)),
                BinaryOperator::Minus => whole(a.checked_sub(b)),
                BinaryOperator::Mul => whole(a.checked_mul(b)),
                BinaryOperator::Div => whole((b != 0 && a % b == 0).then(|| a / b)),
                BinaryOperator::Mod => whole(a.checked_rem(b)),
                BinaryOperator::Greater => Value::Bool(a > b),
                BinaryOperator::GreaterEq => Value::Bool(a >= b),
                BinaryOperator::Less => Value::Bool(a < b),
                BinaryOperator::LessEq => Value::Bool(a <= b),
                _ => Value::Null,
            }
        }
    }
}
