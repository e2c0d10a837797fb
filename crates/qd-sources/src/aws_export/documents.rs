//! The saved answers of a folder: `SERVICE/COMMAND.json` and `SERVICE/COMMAND/NAME.json`.
//!
//! What the command printed, that it printed nothing, that it failed and that it was never saved
//! are four things, and only the first two are knowledge.

use std::collections::BTreeMap;
use std::sync::Arc;

use qd_facts::{CollectContext, SourceSpec};
use qd_model::{Diagnostic, Evidence, Level};

use crate::files::{self, FoundFile};
use crate::tree::{Node, json};

/// The largest answer that is read. One file of a few thousand functions is 10 MiB.
const MAX_BYTES: u64 = 64 << 20;

/// What is known of a command's answer.
pub(super) enum Saved<'a> {
    /// It printed this.
    Json(&'a Node),
    /// It printed nothing into this file, which says that there is nothing.
    Empty(&'a Arc<str>),
    /// It failed with this error, as its saved message says.
    Failed(&'a str),
    /// It was saved for others and not for this name: it failed, or was not asked.
    Left,
    /// It was never saved.
    Never,
}

enum Answer {
    Json(Node),
    Empty(Arc<str>),
    Failed(String),
    /// A diagnostic says why it cannot be read.
    Unreadable,
}

/// All answers of a folder.
pub(super) struct Documents {
    answers: BTreeMap<(String, String), BTreeMap<String, Answer>>,
    /// What could not be read.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Files that could not be understood.
    pub(super) n_skipped: u64,
    /// Claims that there is no file at all.
    pub(super) is_missing: bool,
    source: String,
}

impl Documents {
    /// Reads the folder of a source.
    pub(super) fn load(spec: &SourceSpec, context: &CollectContext<'_>) -> Self {
        let (found, diagnostics) = files::find(spec, context);
        let mut documents = Self {
            answers: BTreeMap::new(),
            diagnostics,
            n_skipped: 0,
            is_missing: found.is_empty(),
            source: spec.id.as_str().to_owned(),
        };
        for file in found.iter().filter(|file| file.relative.ends_with(".json")) {
            documents.load_file(file, spec);
        }
        documents
    }

    fn load_file(&mut self, file: &FoundFile, spec: &SourceSpec) {
        let Some((service, command, name)) = layout(&file.relative, &spec.path) else {
            let message = "the file is none of SERVICE/COMMAND.json and SERVICE/COMMAND/NAME.json";
            let help = "save it under the names of the command, as `aws SERVICE COMMAND` is called";
            self.note(
                Level::Warning,
                "unknown-export",
                Evidence::place(&file.relative),
                message,
                help,
            );
            return;
        };
        let answer = self.read(file, spec);
        let command = self.answers.entry((service, command)).or_default();
        command.insert(name, answer);
    }

    fn read(&mut self, file: &FoundFile, spec: &SourceSpec) -> Answer {
        let place = Evidence::place(&file.relative);
        if file.path.metadata().is_ok_and(|data| data.len() > MAX_BYTES) {
            let message = format!("the file is larger than the limit of {} MiB", MAX_BYTES >> 20);
            self.skip("file-too-large", place, message, "save fewer resources in one file");
            return Answer::Unreadable;
        }
        let bytes = match files::read(file, spec) {
            Ok(bytes) => bytes,
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                self.n_skipped += 1;
                return Answer::Unreadable;
            }
        };
        let text = decode(&bytes);
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Answer::Empty(Arc::from(file.relative.as_str()));
        }
        if let Some(code) = error_code(trimmed) {
            let message = format!("the command had failed when it was saved: {code}");
            let help = "save it again with rights to read, or delete the file";
            self.note(Level::Warning, "failed-command", place, message, help);
            return Answer::Failed(code.to_owned());
        }
        match json::parse(&text, &Arc::from(file.relative.as_str())) {
            Ok(node) => Answer::Json(node),
            Err(error) => {
                let place = Evidence::line(&file.relative, error.line);
                let message = format!("the file is not JSON: {}", error.what);
                self.skip("malformed-json", place, message, "save the command's output again");
                Answer::Unreadable
            }
        }
    }

    /// What is known of `aws SERVICE COMMAND`.
    pub(super) fn list(&self, service: &str, command: &str) -> Saved<'_> {
        match self.command(service, command).and_then(|names| names.get("")) {
            Some(answer) => saved(answer),
            None => Saved::Never,
        }
    }

    /// What is known of `aws SERVICE COMMAND` for one name.
    pub(super) fn of(&self, service: &str, command: &str, name: &str) -> Saved<'_> {
        match self.command(service, command) {
            None => Saved::Never,
            Some(names) => names.get(name).map_or(Saved::Left, saved),
        }
    }

    /// The names that a command was saved for.
    pub(super) fn names(&self, service: &str, command: &str) -> Vec<&str> {
        let names = self.command(service, command).into_iter().flat_map(BTreeMap::keys);
        names.map(String::as_str).filter(|name| !name.is_empty()).collect()
    }

    /// The commands that were saved, as `SERVICE COMMAND`, and how often.
    pub(super) fn commands(&self) -> Vec<(String, usize)> {
        let names = self.answers.iter();
        names.map(|((service, command), all)| (format!("{service} {command}"), all.len())).collect()
    }

    /// Notes that an answer lacks what it should hold.
    pub(super) fn note_shape(&mut self, node: &Node, missing: &str) {
        let place = Evidence::line(&*node.place.file, node.place.line);
        let message = format!("the answer has not the command's shape, it lacks: {missing}");
        self.skip("unexpected-shape", place, message, "save the command's output as it prints it");
    }

    /// Adds a diagnostic.
    pub(super) fn note(
        &mut self,
        level: Level,
        code: &str,
        place: Evidence,
        message: impl Into<String>,
        help: &str,
    ) {
        let diagnostic = Diagnostic::new(level, code, &self.source, place, message);
        self.diagnostics.push(diagnostic.with_help(help));
    }

    fn skip(&mut self, code: &str, place: Evidence, message: impl Into<String>, help: &str) {
        self.n_skipped += 1;
        self.note(Level::Error, code, place, message, help);
    }

    fn command(&self, service: &str, command: &str) -> Option<&BTreeMap<String, Answer>> {
        self.answers.get(&(service.to_owned(), command.to_owned()))
    }
}

fn saved(answer: &Answer) -> Saved<'_> {
    match answer {
        Answer::Json(node) => Saved::Json(node),
        Answer::Empty(file) => Saved::Empty(file),
        Answer::Failed(code) => Saved::Failed(code),
        // Nothing is known of it, and the diagnostic says why.
        Answer::Unreadable => Saved::Left,
    }
}

/// Splits a file's path below the source's folder; the name of a list is empty.
fn layout(relative: &str, path: &str) -> Option<(String, String, String)> {
    let folder = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>();
    let below = relative.strip_prefix(&folder.join("/"))?.trim_start_matches('/');
    let mut parts = below.strip_suffix(".json")?.splitn(3, '/');
    let (service, command) = (parts.next()?, parts.next()?);
    let name = parts.next().unwrap_or_default();
    let is_whole = !service.is_empty() && !command.is_empty();
    is_whole.then(|| (service.to_owned(), command.to_owned(), name.to_owned()))
}

/// Decodes what shells write: UTF-8, or UTF-16 as PowerShell redirects it.
fn decode(bytes: &[u8]) -> String {
    let wide = |order: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
        char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => files::decode(bytes).text,
    }
}

/// The code of the CLI's message `An error occurred (CODE) when calling ...`.
fn error_code(text: &str) -> Option<&str> {
    let text = text.strip_prefix("aws: [ERROR]: ").unwrap_or(text);
    let (code, _) = text.strip_prefix("An error occurred (")?.split_once(')')?;
    let is_code =
        !code.is_empty() && code.len() < 80 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    is_code.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::{decode, error_code, layout};

    #[test]
    fn paths_name_commands() {
        let check = |relative: &str, path: &str, expected: Option<(&str, &str, &str)>| {
            let found = layout(relative, path);
            let found = found.as_ref().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()));
            assert_eq!(found, expected, "{relative}");
        };
        check("cloud/lambda/list-functions.json", "cloud", Some(("lambda", "list-functions", "")));
        check("cloud/s3api/get-x/a.json", "./cloud/", Some(("s3api", "get-x", "a")));
        check("a/b/logs/describe/x/y.json", "a/b", Some(("logs", "describe", "x/y")));
        check("cloud/readme.json", "cloud", None);
        check("cloud/lambda/list.txt", "cloud", None);
        check("lambda/list-functions.json", ".", Some(("lambda", "list-functions", "")));
    }

    #[test]
    fn what_shells_save() {
        assert_eq!(decode(b"\xff\xfe{\0}\0"), "{}");
        assert_eq!(decode(b"\xfe\xff\0{\0}"), "{}");
        assert_eq!(decode(b"\xef\xbb\xbf{}"), "{}");
        let message = "An error occurred (NoSuchBucketPolicy) when calling the GetBucketPolicy";
        assert_eq!(error_code(message), Some("NoSuchBucketPolicy"));
        assert_eq!(error_code("An error occurred (a b) when"), None);
        assert_eq!(error_code("{}"), None);
    }
}
