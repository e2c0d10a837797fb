//! The diagnostics of one source while it is read: bounded in number, secrets masked.

use std::collections::BTreeMap;

use qd_facts::SecretSink;
use qd_model::{Diagnostic, Evidence, Level};

use super::journal::Place;

/// How many diagnostics of one code are listed; the rest is counted.
const MAX_OF_A_CODE: u64 = 100;

/// Collects diagnostics.
pub(crate) struct Notices<'s> {
    source: &'s str,
    secrets: &'s dyn SecretSink,
    files: Vec<String>,
    list: Vec<Diagnostic>,
    counts: BTreeMap<(&'static str, Level), u64>,
    /// How many diagnostics were given, those not listed included.
    pub(crate) n_given: u64,
    /// Transactions and directives that were seen and are not in the facts.
    pub(crate) n_skipped: u64,
}

impl<'s> Notices<'s> {
    /// Starts with nothing.
    pub(crate) fn new(source: &'s str, secrets: &'s dyn SecretSink) -> Self {
        let (files, list, counts) = (Vec::new(), Vec::new(), BTreeMap::new());
        Self { source, secrets, files, list, counts, n_given: 0, n_skipped: 0 }
    }

    /// Makes a file known; places name it by the returned number.
    pub(crate) fn add_file(&mut self, name: &str) -> u32 {
        self.files.push(name.to_owned());
        self.files.len() as u32 - 1
    }

    /// The name of a file.
    pub(crate) fn file(&self, file: u32) -> &str {
        &self.files[file as usize]
    }

    /// Where a place is, for a fact's evidence.
    pub(crate) fn evidence(&self, place: Place) -> Evidence {
        Evidence::line(self.file(place.file), place.line)
    }

    /// Registers a value that stands beside a key; the sink decides whether it is secret.
    pub(crate) fn register(&self, key: &str, value: &str) {
        self.secrets.register_assignment(key, value);
    }

    /// Replaces secrets in text that goes into facts.
    pub(crate) fn mask(&self, text: &str) -> String {
        self.secrets.mask(text)
    }

    /// What masks.
    pub(crate) fn secrets(&self) -> &dyn SecretSink {
        self.secrets
    }

    /// The names of the files by number.
    pub(crate) fn files(&self) -> &[String] {
        &self.files
    }

    /// Starts the notices of a part that is read on its own and taken in later.
    pub(crate) fn part(&self) -> Self {
        Self { files: self.files.clone(), ..Self::new(self.source, self.secrets) }
    }

    /// Takes in those of a part, as if they had been given here.
    pub(crate) fn take_in(&mut self, part: Self) {
        let before = self.counts.clone();
        for (key, n) in &part.counts {
            *self.counts.entry(*key).or_default() += n;
        }
        let mut listed = before;
        for diagnostic in part.list {
            let key = self
                .counts
                .keys()
                .find(|(code, level)| *code == diagnostic.code && *level == diagnostic.level);
            let n = listed.entry(*key.expect("the part counted it")).or_default();
            *n += 1;
            if *n <= MAX_OF_A_CODE {
                self.list.push(diagnostic);
            }
        }
        self.n_given += part.n_given;
        self.n_skipped += part.n_skipped;
    }

    /// Something was lost or is wrong.
    pub(crate) fn error(&mut self, code: &'static str, place: Place, message: &str, help: &str) {
        self.add(Level::Error, code, place, message, help);
    }

    /// Something is doubtful.
    pub(crate) fn warning(&mut self, code: &'static str, place: Place, message: &str, help: &str) {
        self.add(Level::Warning, code, place, message, help);
    }

    /// Something was left out on purpose.
    pub(crate) fn note(&mut self, code: &'static str, place: Place, message: &str, help: &str) {
        self.add(Level::Note, code, place, message, help);
    }

    /// Takes over diagnostics that already have their place.
    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(diagnostics);
    }

    /// Ends: the list, and for each code that was cut a line with its count.
    pub(crate) fn finish(mut self, path: &str) -> Vec<Diagnostic> {
        for ((code, level), count) in &self.counts {
            if *count > MAX_OF_A_CODE {
                let message =
                    format!("more of this kind are not listed: {}", count - MAX_OF_A_CODE);
                let place = Evidence::place(path);
                self.list.push(Diagnostic::new(*level, code, self.source, place, message));
            }
        }
        self.list
    }

    fn add(&mut self, level: Level, code: &'static str, place: Place, message: &str, help: &str) {
        self.n_given += 1;
        let count = self.counts.entry((code, level)).or_default();
        *count += 1;
        if *count > MAX_OF_A_CODE {
            return;
        }
        let message = self.secrets.mask(message);
        let diagnostic = Diagnostic::new(level, code, self.source, self.evidence(place), message);
        self.list.push(diagnostic.with_help(help));
    }
}
