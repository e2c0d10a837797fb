//! Assignments of every syntax: `KEY=value`, `key: value`, `"key": "value"`, `<key>value</key>`,
//! name/value pairs, `define('KEY', 'value')`, `--key value`, and URLs with credentials.
//!
//! The text is not cut into lines: [`super::triggers`] finds the stems of secret-like names, and
//! each is looked at with a bounded reach, so that a line of any length costs what its stems cost.
//! [`joint`] says where a value begins, [`value`] whether it is one.

mod joint;
mod value;

use std::ops::Range;

use super::{Confidence, Kind, Place};
use crate::inert::is_inert;
use crate::keyname::is_secret_name;
use crate::seen::{ASSIGNED, RANDOM, Strength, URL_PASSWORD, secrets_of};
use joint::Start;
use value::{Form, bare_form, is_value};
pub(super) use value::{tidy_value, until};

/// Stems of which every secret-like name holds one.
pub(super) const STEMS: &[&str] = &[
    "secret",
    "token",
    "pass",
    "pwd",
    "pw",
    "cred",
    "key",
    "dsn",
    "salt",
    "pepper",
    "bearer",
    "jwt",
    "pat",
    "psk",
    "conn",
    "masterauth",
];
/// Bytes of a key's name on either side of its stem.
const MAX_NAME_BYTES: usize = 64;
/// Names looked at inside the value of another name. A text of nothing but `token=token=` would
/// otherwise be read once for each of its bytes.
const MAX_NAMES_IN_VALUE: usize = 8;
/// A line of an env file longer than this is no assignment that a person wrote.
const MAX_LINE_BYTES: usize = 8192;

/// Reads the names of one text, in the order of their stems.
pub(super) struct Names<'a> {
    kind: Kind,
    text: &'a [u8],
    name_end: usize,
    value_end: usize,
    n_inside: usize,
    url_end: usize,
}

impl<'a> Names<'a> {
    pub(super) fn new(kind: Kind, text: &'a [u8]) -> Self {
        Self { kind, text, name_end: 0, value_end: 0, n_inside: 0, url_end: 0 }
    }

    /// Reads the assignment to the name that this stem stands in.
    pub(super) fn stem(&mut self, stem: Range<usize>, found: &mut Vec<Place>) {
        if stem.end <= self.name_end {
            return;
        }
        let name = name_round(self.text, stem);
        self.name_end = name.end;
        if !joint::may_follow(self.text, name.clone()) {
            return;
        }
        self.n_inside = if name.start < self.value_end { self.n_inside + 1 } else { 0 };
        if self.n_inside <= MAX_NAMES_IN_VALUE {
            self.value_end = self.value_end.max(assignment(self.kind, self.text, name, found));
        }
    }

    /// Reads the URL round this `://`.
    pub(super) fn url(&mut self, mark: usize, found: &mut Vec<Place>) {
        if mark >= self.url_end {
            self.url_end = url(self.text, mark, found);
        }
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)
}

/// The whole name that a stem stands in. In prose the kind of a key is a word of its own: `API key`.
fn name_round(text: &[u8], stem: Range<usize>) -> Range<usize> {
    let length_before = |at: usize| {
        text[..at].iter().rev().take(MAX_NAME_BYTES).take_while(|b| is_name_byte(**b)).count()
    };
    let right = text[stem.end..].iter().take(MAX_NAME_BYTES);
    let end = stem.end + right.take_while(|b| is_name_byte(**b)).count();
    let mut start = stem.start - length_before(stem.start);
    let is_noun = [&b"key"[..], b"string"].iter().any(|n| text[start..end].eq_ignore_ascii_case(n));
    if is_noun && start > 0 && text[start - 1] == b' ' {
        start -= 1 + length_before(start - 1);
    }
    start..end
}

/// Reads the value of a name, and returns where it ends.
fn assignment(kind: Kind, text: &[u8], name: Range<usize>, found: &mut Vec<Place>) -> usize {
    let name_text = String::from_utf8_lossy(&text[name.clone()]);
    if !is_secret_name(&name_text) {
        return name.end;
    }
    let Some(start) = joint::start(kind, text, name.clone()) else { return name.end };
    let (value, is_quoted) = match start {
        Start::Element(at) => (until(text, at, b"<\n"), true),
        Start::Value(at) => value::at(kind, text, at, name.start),
        Start::Nested(at) => {
            // A parameter of a template: its value is its default.
            let value = value::at(kind, text, at, name.start);
            if value.0.is_empty() { return name.end } else { value }
        }
    };
    let end = value.end;
    if matches!(start, Start::Element(_)) && !text[end..].starts_with(b"</") {
        return end;
    }
    let form = if is_quoted { Form::Quoted } else { bare_form(text, name.start) };
    judge(kind, &name_text, text, value, form, found);
    end
}

fn judge(
    kind: Kind,
    name: &str,
    text: &[u8],
    value: Range<usize>,
    form: Form,
    found: &mut Vec<Place>,
) {
    for (rule, part) in secrets_of(name, &text[value.clone()]) {
        let secret = value.start + part.start..value.start + part.end;
        let bytes = &text[secret.clone()];
        let strength = Strength::of(bytes);
        if rule.as_str() == ASSIGNED && !is_value(kind, bytes, strength, form) {
            continue;
        }
        let is_common = strength == Strength::Common;
        let confidence = Confidence::of(kind, bytes, strength);
        found.push(Place { rule, span: secret.clone(), secret, is_common, confidence });
    }
}

/// Lines of an env file whose name is not telling but whose value is.
pub(super) fn neutral_lines(text: &[u8], found: &mut Vec<Place>) {
    let mut at = 0;
    for line in text.split(|&byte| byte == b'\n') {
        let start = at;
        at += line.len() + 1;
        let Some(equals) = line.iter().take(128).position(|b| b"=:".contains(b)) else { continue };
        if line.len() > MAX_LINE_BYTES || line.trim_ascii_start().starts_with(b"#") {
            continue;
        }
        let name = String::from_utf8_lossy(line[..equals].trim_ascii());
        if !is_secret_name(&name) {
            let value = tidy_value(text, start + equals + 1..start + line.len());
            let parts = secrets_of(&name, &text[value.clone()]);
            for (rule, part) in parts.into_iter().filter(|(rule, _)| rule.as_str() == RANDOM) {
                let secret = value.start + part.start..value.start + part.end;
                found.push(Place { rule, ..Place::new(RANDOM, secret) });
            }
        }
    }
}

/// The URL round this `://`: its secret parts, and where it ends.
fn url(text: &[u8], mark: usize, found: &mut Vec<Place>) -> usize {
    let scheme = text[..mark].iter().rev().take(20);
    let start =
        mark - scheme.take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count();
    let end = until(text, start, b" \t\r\n\"'`<>\\").end;
    for part in crate::url::secret_parts(&text[start..end]) {
        let secret = start + part.start..start + part.end;
        if !is_inert(&text[secret.clone()]) {
            let strength = Strength::of(&text[secret.clone()]);
            let is_common = strength == Strength::Common;
            let confidence = match strength {
                Strength::Strong => Confidence::Sure,
                Strength::Weak | Strength::Common => Confidence::Unsure,
            };
            found.push(Place { is_common, confidence, ..Place::new(URL_PASSWORD, secret) });
        }
    }
    end
}

/// Whether a secret-like name and a joint end right before this place: `password: ` or
/// `the password is `.
pub(crate) fn is_secret_key_before(text: &[u8], at: usize) -> bool {
    let before = text[at.saturating_sub(96)..at].trim_ascii_end();
    let before = match before {
        [rest @ .., b'"' | b'\'' | b'`'] => rest.trim_ascii_end(),
        all => all,
    };
    let joint = before.iter().rev().take_while(|byte| b"=:> \t".contains(byte)).count();
    let (mut name, mut is_joined) = (&before[..before.len() - joint], joint > 0);
    if let Some(rest) = name.strip_suffix(b" is") {
        (name, is_joined) = (rest, true);
    }
    let name = name.trim_ascii_end();
    let name = name.strip_suffix(b"\"").or(name.strip_suffix(b"'")).unwrap_or(name);
    let length = name.iter().rev().take_while(|byte| is_name_byte(**byte)).count();
    let mut start = name.len() - length;
    // `API key:` is written in two words; `the password:` must not become one name with `the`.
    if name[start..].eq_ignore_ascii_case(b"key") || name[start..].eq_ignore_ascii_case(b"string") {
        let front = name[..start].trim_ascii_end();
        start = front.len() - front.iter().rev().take_while(|byte| is_name_byte(**byte)).count();
    }
    is_joined && is_secret_name(&String::from_utf8_lossy(&name[start..]))
}

#[cfg(test)]
mod tests;
