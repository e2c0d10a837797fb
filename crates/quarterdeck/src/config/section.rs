//! A table of the configuration, read key by key: each mistake is kept with its place, and a key that
//! nobody asked for is one of them.

use std::ops::Range;

use chrono::NaiveDate;
use qd_model::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Something wrong in `quarterdeck.toml`, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Mistake {
    /// The bytes of the file.
    pub(crate) span: Range<usize>,
    /// A kebab-case noun that names the problem.
    pub(crate) code: &'static str,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do now.
    pub(crate) help: Option<String>,
}

/// One table in reading.
pub(super) struct Section<'a> {
    table: &'a DeTable<'a>,
    span: Range<usize>,
    name: String,
    asked: Vec<&'static str>,
    mistakes: Vec<Mistake>,
}

impl<'a> Section<'a> {
    pub(super) fn new(name: impl Into<String>, table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Self { table, span, name: name.into(), asked: Vec::new(), mistakes: Vec::new() }
    }

    /// The bytes of the table's header or first key.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The bytes of a key's value, else of the table.
    pub(super) fn span_of(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or(self.span(), Spanned::span)
    }

    /// Claims that the table has a key; it still has to be read.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        let text = value.get_ref().as_str().map(str::to_owned);
        self.typed(key, text, "a text in quotes", value)
    }

    pub(super) fn required_text(&mut self, key: &'static str) -> Option<String> {
        if !self.table.contains_key(key) {
            let message = format!("{} has no `{key}`", self.name);
            let help = format!("add `{key} = \"...\"`");
            self.mistake(self.span(), "missing-key", message, Some(help));
        }
        self.text(key)
    }

    pub(super) fn texts(&mut self, key: &'static str) -> Vec<String> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let texts = value.get_ref().as_array().and_then(|array| {
            let texts = array.iter().map(|item| item.get_ref().as_str().map(str::to_owned));
            texts.collect::<Option<Vec<_>>>()
        });
        self.typed(key, texts, "a list of texts, `[\"...\"]`", value).unwrap_or_default()
    }

    pub(super) fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        self.typed(key, value.get_ref().as_bool(), "`true` or `false`", value)
    }

    /// Reads a number from its digits, so that no float ever holds it.
    pub(super) fn number(&mut self, key: &'static str) -> Option<Decimal> {
        let value = self.value(key)?;
        let digits = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => Some(integer.as_str()),
            DeValue::Float(float) => Some(float.as_str()),
            DeValue::String(text) => Some(text.as_ref()),
            _ => None,
        };
        let number = digits.and_then(|digits| digits.replace('_', "").parse().ok());
        self.typed(key, number, "a plain decimal number", value)
    }

    pub(super) fn date(&mut self, key: &'static str) -> Option<NaiveDate> {
        let value = self.value(key)?;
        let text = match value.get_ref() {
            DeValue::Datetime(datetime) => Some(datetime.to_string()),
            DeValue::String(text) => Some(text.to_string()),
            _ => None,
        };
        let date = text.and_then(|text| text.parse().ok());
        self.typed(key, date, "a date such as \"2026-09-30\"", value)
    }

    /// Keeps a mistake about a key's value.
    pub(super) fn wrong(
        &mut self,
        key: &str,
        code: &'static str,
        message: impl Into<String>,
        help: &str,
    ) {
        self.mistake(self.span_of(key), code, message.into(), Some(help.to_owned()));
    }

    /// Ends the table: keys that were never asked for, and not in `others`, are mistakes.
    pub(super) fn finish(mut self, others: &[&str]) -> Vec<Mistake> {
        let known = self.asked.iter().chain(others).copied().collect::<Vec<_>>();
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let help = nearest(name, known.iter().copied())
                    .map(|near| format!("did you mean `{near}`?"))
                    .or_else(|| Some(format!("known keys: {}", known.join(", "))));
                let message = format!("unknown key `{name}` in {}", self.name);
                self.mistakes.push(Mistake {
                    span: key.span(),
                    code: "unknown-key",
                    message,
                    help,
                });
            }
        }
        self.mistakes
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.table.get(key)
    }

    fn typed<T>(
        &mut self,
        key: &str,
        read: Option<T>,
        expected: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<T> {
        if read.is_none() {
            let message = format!("`{key}` of {} takes {expected}", self.name);
            self.mistake(value.span(), "wrong-type", message, None);
        }
        read
    }

    fn mistake(
        &mut self,
        span: Range<usize>,
        code: &'static str,
        message: String,
        help: Option<String>,
    ) {
        self.mistakes.push(Mistake { span, code, message, help });
    }
}

/// Finds the known name that a wrong one most likely means.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}
