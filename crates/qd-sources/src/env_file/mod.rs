//! Files of `NAME=value` lines such as `repos.env`: parsed for the binary, never a source of facts.
//!
//! Every value is held as a [`Secret`], whatever its name, and no diagnostic shows one. The grammar is
//! what shells and dotenv readers agree on; nothing is expanded. Aliases: `alias.rs`.

mod alias;

use std::collections::BTreeMap;

use qd_facts::SecretSink;
use qd_model::{Diagnostic, Evidence, Level, Secret};

pub use alias::{Logical, Resolved, resolve_alias};

/// The largest value.
const MAX_VALUE_BYTES: usize = 64 << 10;
/// How many diagnostics one file may give.
const MAX_DIAGNOSTICS: usize = 50;

/// A value and the line that it stands on.
#[derive(Clone, Debug)]
pub struct EnvEntry {
    /// The value, quotes and comments taken off.
    pub value: Secret<String>,
    /// The line of the name, from 1; 0 where the value is the environment's.
    pub line: u32,
}

/// The assignments of one file, or of the environment.
#[derive(Clone, Debug)]
pub struct EnvFile {
    /// The file relative to the portfolio's folder, or `environment`.
    pub name: String,
    /// By name; of a name that is assigned twice the last, as in a shell.
    pub entries: BTreeMap<String, EnvEntry>,
}

impl EnvFile {
    /// Reads a file's text; what is no assignment is a diagnostic that names its line alone.
    pub fn parse(name: &str, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut file = Self { name: name.to_owned(), entries: BTreeMap::new() };
        let mut diagnostics = Vec::new();
        let mut reader = Reader { text: text.strip_prefix('\u{feff}').unwrap_or(text), line: 1 };
        while !reader.text.is_empty() {
            let line = reader.line;
            let fault = match reader.assignment() {
                Ok(None) => None,
                Ok(Some(found)) => file.add(found, line),
                Err(fault) => Some(fault),
            };
            let fault = fault.filter(|_| diagnostics.len() < MAX_DIAGNOSTICS);
            diagnostics.extend(fault.map(|(level, code, message)| {
                let place = Evidence::line(name, line);
                Diagnostic::new(level, code, "configuration", place, message)
                    .with_help("write NAME=value, or NAME=\"value\"")
            }));
        }
        (file, diagnostics)
    }

    /// Takes the assignments of the process, as the binary reads them.
    pub fn of_environment(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let entry = |(name, value)| (name, EnvEntry { value: Secret::new(value), line: 0 });
        Self { name: "environment".into(), entries: pairs.into_iter().map(entry).collect() }
    }

    /// Hands every assignment to the run's secrets, which keep those that are credentials; returns
    /// how many were.
    pub fn register(&self, secrets: &dyn SecretSink) -> usize {
        let entries = self.entries.iter();
        let is_secret = |(name, entry): &(&String, &EnvEntry)| {
            secrets.register_assignment(name, entry.value.expose())
        };
        entries.filter(is_secret).count()
    }

    fn add(&mut self, found: Assignment, line: u32) -> Option<Fault> {
        let Assignment { name, value, has_reference } = found;
        let entry = EnvEntry { value: Secret::new(value), line };
        let message = match self.entries.insert(name.clone(), entry) {
            Some(before) if before.value.expose() != self.entries[&name].value.expose() => {
                format!(
                    "`{name}` is assigned twice with different values, first on line: {}",
                    before.line
                )
            }
            _ if has_reference => format!("references are not expanded, in the value of: {name}"),
            _ => return None,
        };
        Some((Level::Warning, "doubtful-assignment", message))
    }
}

type Fault = (Level, &'static str, String);

/// One assignment, understood.
struct Assignment {
    name: String,
    value: String,
    /// Whether a shell would have expanded something in it.
    has_reference: bool,
}

/// What is left of a file.
struct Reader<'a> {
    text: &'a str,
    line: u32,
}

impl<'a> Reader<'a> {
    /// Takes the text up to `end` and counts its lines.
    fn take(&mut self, end: usize) -> &'a str {
        let taken = &self.text[..end];
        self.line += taken.bytes().filter(|byte| *byte == b'\n').count() as u32;
        self.text = &self.text[end..];
        taken
    }

    /// Takes the rest of the line, its break left out.
    fn rest_of_line(&mut self) -> &'a str {
        let end = self.text.find('\n').map_or(self.text.len(), |end| end + 1);
        self.take(end).trim_end_matches(['\r', '\n'])
    }

    /// Reads one line, or more where a quoted value goes on; `None` for blanks and comments.
    fn assignment(&mut self) -> Result<Option<Assignment>, Fault> {
        let wrong = |message: &str| (Level::Warning, "unreadable-assignment", message.to_owned());
        let start = (self.text, self.line);
        let line = self.rest_of_line();
        let trimmed = line.trim_start();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            return Ok(None);
        }
        let bare = trimmed.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t']));
        let bare = bare.unwrap_or(trimmed).trim_start();
        let Some((name, _)) = bare.split_once('=') else {
            return Err(wrong("the line assigns nothing"));
        };
        if !is_name(name.trim_end()) {
            return Err(wrong("what stands before `=` is no name"));
        }
        if line.contains('\0') {
            return Err(wrong("the line holds a NUL byte"));
        }
        let name = name.trim_end().to_owned();
        // Quoted values may go on below, so the value is read from the text and not from the line.
        let value_at = line.len() - bare.len() + bare.find('=').map_or(0, |at| at + 1);
        let after_line = (self.text, self.line);
        (self.text, self.line) = start;
        self.take(value_at);
        let blank = self.text.len() - self.text.trim_start_matches([' ', '\t']).len();
        self.take(blank);
        let quote = self.text.chars().next().filter(|first| matches!(first, '"' | '\''));
        let Some(quote) = quote else {
            (self.text, self.line) = after_line;
            let value = line.get(value_at..).unwrap_or_default();
            let comment = value.find(" #").or_else(|| value.find("\t#")).unwrap_or(value.len());
            let value = if value.trim_start().starts_with('#') { "" } else { &value[..comment] };
            return Ok(Some(assignment(name, value.trim().to_owned(), value)));
        };
        match quoted(&self.text[1..], quote) {
            Some((value, length)) => {
                let raw = &self.text[1..=length];
                self.take(length + 2);
                let rest = self.rest_of_line().trim();
                if rest.is_empty() || rest.starts_with('#') {
                    let raw = if quote == '"' { raw } else { "" };
                    return Ok(Some(assignment(name, value, raw)));
                }
                (self.text, self.line) = after_line;
                Err(wrong("text follows the closing quote"))
            }
            None => {
                (self.text, self.line) = after_line;
                Err(wrong("the quote is not closed"))
            }
        }
    }
}

fn assignment(name: String, value: String, raw: &str) -> Assignment {
    let is_start = |rest: &str| rest.starts_with(['{', '(']);
    let has_reference =
        raw.match_indices('$').any(|(at, _)| is_start(&raw[at + 1..])) || raw.contains('`');
    Assignment { name, value, has_reference }
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    name.len() <= 200
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(is_letter)
}

/// Reads up to the closing quote: the value, escapes undone in `"`, and the length of its text.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            _ if at > MAX_VALUE_BYTES => return None,
            c if c == quote => return Some((value, at)),
            '\0' => return None,
            '\\' if quote == '"' => match chars.next()?.1 {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                escaped @ ('"' | '\\' | '$' | '`') => value.push(escaped),
                other => value.extend(['\\', other]),
            },
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests;
