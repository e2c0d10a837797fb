//! Documents as trees whose every value knows its line, which is what evidence needs.
//!
//! [`json`] and [`yaml`] make them, within bounds on size and depth; what cannot be told in the end
//! is [`Value::Null`], never a guess.

pub(crate) mod json;
pub(crate) mod yaml;

use std::sync::Arc;

/// How deep values may nest. What AWS prints stays below 20.
pub(crate) const MAX_DEPTH: usize = 100;

/// A value and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) value: Value,
}

/// A line of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    /// Relative to the portfolio's folder.
    pub(crate) file: Arc<str>,
    /// From 1: the key's line of a member, else the value's first.
    pub(crate) line: u32,
}

/// A JSON value; numbers stay text, so that no digit is lost.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// Members in their order, each key once.
    Object(Vec<(String, Node)>),
}

/// Why a text is not what it should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Malformed {
    pub(crate) line: u32,
    pub(crate) what: String,
}

impl Node {
    /// Finds a member.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Object(members) => {
                members.iter().find(|(name, _)| name == key).map(|(_, node)| node)
            }
            _ => None,
        }
    }

    /// Makes a value at a place.
    pub(crate) fn new(value: Value, place: &Place) -> Self {
        Self { place: place.clone(), value }
    }

    /// Makes a text at a place.
    pub(crate) fn of_text(text: impl Into<String>, place: &Place) -> Self {
        Self::new(Value::Text(text.into()), place)
    }

    /// Claims that it cannot be told what stands here.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// A text, number, true or false as text.
    pub(crate) fn scalar(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text.clone()),
            Value::Bool(is_set) => Some(is_set.to_string()),
            Value::Null | Value::List(_) | Value::Object(_) => None,
        }
    }

    /// The items of a list, or the value alone where one stands for a list of one.
    pub(crate) fn each(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// Sets a member of an object; what is no object is left as it is.
    pub(crate) fn set(&mut self, key: &str, node: Self) {
        if let Value::Object(members) = &mut self.value {
            match members.iter_mut().find(|(name, _)| name == key) {
                Some((_, member)) => *member = node,
                None => members.push((key.to_owned(), node)),
            }
        }
    }

    /// Sets what stands at a path, with objects made on the way where nothing stands.
    pub(crate) fn set_at(&mut self, path: &[&str], node: Self) {
        let Some((first, rest)) = path.split_first() else { return };
        if rest.is_empty() {
            self.set(first, node);
            return;
        }
        if self.get(first).is_none_or(|member| !matches!(member.value, Value::Object(_))) {
            let empty = Self::new(Value::Object(Vec::new()), &node.place);
            self.set(first, empty);
        }
        if let Value::Object(members) = &mut self.value
            && let Some((_, member)) = members.iter_mut().find(|(name, _)| name == first)
        {
            member.set_at(rest, node);
        }
    }

    /// Follows members.
    pub(crate) fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text of a text.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Yes or no.
    pub(crate) fn boolean(&self) -> Option<bool> {
        match self.value {
            Value::Bool(is_set) => Some(is_set),
            _ => None,
        }
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object.
    pub(crate) fn members(&self) -> &[(String, Self)] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// Turns it into `serde_json`'s value, for printing.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(is_set) => (*is_set).into(),
            // A number that no machine number holds is printed as its digits.
            Value::Number(text) => {
                serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into())
            }
            Value::Text(text) => text.as_str().into(),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Object(members) => {
                let members = members.iter().map(|(key, node)| (key.clone(), node.to_json()));
                serde_json::Value::Object(members.collect())
            }
        }
    }
}
