//! The TOML header of a catalog file, and what is wrong with it: line, key and mend for each.

use qd_model::{Diagnostic, Evidence, Level};

/// A catalog file cut into header and SELECT.
pub(super) struct Parts<'a> {
    pub(super) header: &'a str,
    pub(super) sql: &'a str,
    /// The line of the file on which the SELECT's text begins, from 1.
    pub(super) sql_line: u32,
}

/// Cuts a file at `/*` on the first line and `*/` alone on a line; without a header all is SELECT.
pub(super) fn cut(text: &str) -> Result<Parts<'_>, &'static str> {
    if text.lines().next().map(str::trim_end) != Some("/*") {
        return Ok(Parts { header: "", sql: text, sql_line: 1 });
    }
    let mut start = 0;
    let mut header_start = 0;
    for (line, piece) in (1..).zip(text.split_inclusive('\n')) {
        start += piece.len();
        if line == 1 {
            header_start = start;
        } else if piece.trim_end() == "*/" {
            let header = &text[header_start..start - piece.len()];
            return Ok(Parts { header, sql: &text[start..], sql_line: line + 1 });
        }
    }
    Err("the header has no end: `*/` alone on a line")
}

/// The nearest of some names, if it is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.into_iter().map(|name| (strsim::damerau_levenshtein(word, name), name));
    let (distance, name) = scored.min()?;
    (distance <= 1 + word.len() / 4).then_some(name)
}

/// Says which name may have been meant, or which there are.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(word, known).map(|name| format!("did you mean `{name}`?"))
}

/// Reads keys one by one; [`Header::finish`] reports those that nobody asked for.
pub(super) struct Header<'a> {
    file: &'a str,
    text: &'a str,
    table: toml::Table,
    asked: Vec<&'static str>,
    errors: &'a mut Vec<Diagnostic>,
}

impl<'a> Header<'a> {
    /// Parses the TOML; `None` (and an error) if it is none. The header begins on line 2.
    pub(super) fn parse(
        file: &'a str,
        text: &'a str,
        errors: &'a mut Vec<Diagnostic>,
    ) -> Option<Self> {
        match text.parse::<toml::Table>() {
            Ok(table) => Some(Self { file, text, table, asked: Vec::new(), errors }),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start.min(text.len()));
                let line = 2 + text[..at].matches('\n').count() as u32;
                let message = format!("the header is no TOML: {}", error.message());
                errors.push(problem("catalog-header", Evidence::line(file, line), message));
                None
            }
        }
    }

    /// The line of a key, or the first.
    fn line(&self, key: &str) -> u32 {
        let is_key = |line: &&str| {
            let rest = line.trim_start().strip_prefix(key);
            rest.is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        let before = self.text.lines().take_while(|line| !is_key(line)).count();
        if before == self.text.lines().count() { 1 } else { before as u32 + 2 }
    }

    /// The place of a key.
    pub(super) fn place(&self, key: &str) -> Evidence {
        Evidence::line(self.file, self.line(key))
    }

    /// Reports that a key's value is wrong.
    pub(super) fn wrong(&mut self, key: &str, message: String, help: Option<String>) {
        let mut error = problem("catalog-header", self.place(key), format!("`{key}` {message}"));
        error.help = help;
        self.errors.push(error);
    }

    /// A key's raw value.
    pub(super) fn raw(&mut self, key: &'static str) -> Option<toml::Value> {
        self.asked.push(key);
        self.table.get(key).cloned()
    }

    /// A text, if the key is there.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        match self.raw(key)? {
            toml::Value::String(text) => Some(text),
            other => {
                self.wrong(key, format!("takes text, found: {}", shown(&other)), None);
                None
            }
        }
    }

    /// A text that must be there.
    pub(super) fn required(&mut self, key: &'static str) -> String {
        if self.table.contains_key(key) {
            return self.text(key).unwrap_or_default();
        }
        self.asked.push(key);
        let message = format!("the header has no `{key}`");
        let error = problem("catalog-header", Evidence::line(self.file, 1), message);
        self.errors.push(error.with_help(format!("add `{key} = \"...\"`")));
        String::new()
    }

    /// A text that is one of some words.
    pub(super) fn word<T>(
        &mut self,
        key: &'static str,
        known: &[(&'static str, T)],
        is_required: bool,
    ) -> Option<T>
    where
        T: Clone,
    {
        if !is_required && !self.table.contains_key(key) {
            self.asked.push(key);
            return None;
        }
        let word = self.required(key);
        if word.is_empty() {
            return None;
        }
        let found = known.iter().find(|(name, _)| *name == word).map(|(_, value)| value.clone());
        if found.is_none() {
            let names = known.iter().map(|(name, _)| *name).collect::<Vec<_>>();
            let message = format!("takes one of {}, found: {word}", names.join(", "));
            self.wrong(key, message, did_you_mean(&word, names));
        }
        found
    }

    /// A list of texts, empty without the key.
    pub(super) fn list(&mut self, key: &'static str) -> Vec<String> {
        let Some(value) = self.raw(key) else { return Vec::new() };
        let words = value.as_array().and_then(|items| {
            items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        words.unwrap_or_else(|| {
            self.wrong(key, format!("takes a list of texts, found: {}", shown(&value)), None);
            Vec::new()
        })
    }

    /// Yes or no, `false` without the key.
    pub(super) fn flag(&mut self, key: &'static str) -> bool {
        let value = self.raw(key);
        match value {
            None => false,
            Some(toml::Value::Boolean(flag)) => flag,
            Some(other) => {
                self.wrong(key, format!("takes true or false, found: {}", shown(&other)), None);
                false
            }
        }
    }

    /// A whole number.
    pub(super) fn count(&mut self, key: &'static str) -> Option<u64> {
        let value = self.raw(key)?;
        let count = value.as_integer().and_then(|number| u64::try_from(number).ok());
        if count.is_none() {
            self.wrong(key, format!("takes a whole number, found: {}", shown(&value)), None);
        }
        count
    }

    /// Claims that the header has a key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(self) {
        for key in self.table.keys() {
            if !self.asked.contains(&key.as_str()) {
                let place = self.place(key);
                let mut error =
                    problem("catalog-header", place, format!("the header has no key `{key}`"));
                error.help = did_you_mean(key, self.asked.iter().copied())
                    .or_else(|| Some(format!("the keys here are: {}", self.asked.join(", "))));
                self.errors.push(error);
            }
        }
    }
}

/// A TOML value as it may stand in a file, short.
pub(super) fn shown(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(flag) => flag.to_string(),
        toml::Value::Datetime(at) => at.to_string(),
        toml::Value::Array(_) => "a list".into(),
        toml::Value::Table(_) => "a table".into(),
    }
}

/// An error of the catalog.
pub(crate) fn problem(code: &str, place: Evidence, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Level::Error, code, "catalog", place, message)
}
