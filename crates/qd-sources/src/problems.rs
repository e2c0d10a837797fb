//! The diagnostics of one source, bounded and masked, and the nearest name for a wrong one.
//!
//! A file of a million broken rows gives a handful of messages and a count, and no message holds a
//! credential, whatever cell it quotes.

use std::collections::BTreeMap;

use qd_facts::{CollectContext, Facts, Row, SecretSink, SourceSpec};
use qd_model::{Diagnostic, EntityKey, Evidence, Level, SourceId};

/// How many diagnostics of one code a file may give before they are counted only.
const MAX_OF_ONE_CODE: u64 = 20;
/// How many characters of an outside value a message quotes.
const MAX_QUOTED: usize = 60;
/// How many names are compared with a wrong one.
const MAX_NAMES: usize = 1000;

/// Gathers what a reader could not understand.
pub(crate) struct Problems<'a> {
    source: &'a SourceId,
    secrets: &'a dyn SecretSink,
    found: Vec<Diagnostic>,
    counts: BTreeMap<(String, &'static str), (Level, u64)>,
    n_skipped: u64,
}

impl<'a> Problems<'a> {
    pub(crate) fn new(spec: &'a SourceSpec, context: &CollectContext<'a>) -> Self {
        Self {
            source: &spec.id,
            secrets: context.secrets,
            found: Vec::new(),
            counts: BTreeMap::new(),
            n_skipped: 0,
        }
    }

    /// Reports a problem that loses no item.
    pub(crate) fn report(
        &mut self,
        level: Level,
        code: &'static str,
        place: Evidence,
        message: impl AsRef<str>,
        help: &str,
    ) {
        let count = self.counts.entry((place.file.clone(), code)).or_insert((level, 0));
        count.1 += 1;
        if count.1 <= MAX_OF_ONE_CODE {
            let message = self.secrets.mask(message.as_ref());
            let diagnostic = Diagnostic::new(level, code, self.source.as_str(), place, message);
            self.found.push(diagnostic.with_help(help));
        }
    }

    /// Reports an item that was seen and could not be understood.
    pub(crate) fn skip(
        &mut self,
        code: &'static str,
        place: Evidence,
        message: impl AsRef<str>,
        help: &str,
    ) {
        self.n_skipped += 1;
        self.report(Level::Error, code, place, message, help);
    }

    /// How many items were lost so far.
    pub(crate) fn n_skipped(&self) -> u64 {
        self.n_skipped
    }

    /// Counts items that an earlier diagnostic already stands for.
    pub(crate) fn skip_silently(&mut self, n_items: u64) {
        self.n_skipped += n_items;
    }

    /// Takes diagnostics as another part made them.
    pub(crate) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.found.extend(diagnostics);
    }

    /// Adds a row to the facts, or reports why it cannot be one.
    pub(crate) fn push(
        &mut self,
        facts: &mut Facts,
        entity: &EntityKey,
        place: &Evidence,
        row: &Row,
    ) -> bool {
        match facts.push(entity, self.source, place, row) {
            Ok(()) => true,
            Err(error) => {
                let help = "correct the value in the file; the row was left out";
                self.skip("refused-row", place.clone(), error.to_string(), help);
                false
            }
        }
    }

    /// Ends with the diagnostics in order of place, and the number of items lost.
    pub(crate) fn finish(mut self) -> (Vec<Diagnostic>, u64) {
        for ((file, code), (level, n)) in self.counts {
            if n > MAX_OF_ONE_CODE {
                let message = format!("more of the same in this file: {}", n - MAX_OF_ONE_CODE);
                let place = Evidence::place(file);
                let summary = Diagnostic::new(level, code, self.source.as_str(), place, message);
                self.found.push(summary.with_help("mend the first ones and build again"));
            }
        }
        self.found.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.place.file.clone(), d.place.line.unwrap_or(u32::MAX));
            key(a).cmp(&key(b)).then_with(|| a.cmp(b))
        });
        (self.found, self.n_skipped)
    }
}

/// Returns a value as a message shows it: one line, not too long.
pub(crate) fn quoted(value: &str) -> String {
    let mut shown = value.chars().take(MAX_QUOTED).collect::<String>();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Finds the name most like a wrong one, if any is like it at all.
pub(crate) fn nearest<'n>(
    wrong: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    const LIKENESS: f64 = 0.6;
    let wrong = wrong.chars().take(MAX_QUOTED).collect::<String>().to_lowercase();
    let likeness =
        |name: &str| strsim::normalized_damerau_levenshtein(&wrong, &name.to_lowercase());
    let prefixed = |name: &str| strsim::jaro_winkler(&wrong, &name.to_lowercase());
    known
        .into_iter()
        .take(MAX_NAMES)
        .filter(|name| name.len() <= 4 * MAX_QUOTED)
        .map(|name| (likeness(name).max(prefixed(name) - 0.2), name))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|(a, first), (b, second)| a.total_cmp(b).then_with(|| second.cmp(first)))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{nearest, quoted};

    #[test]
    fn wrong_names_find_their_neighbour() {
        let known = ["Trip date", "Total", "Booking"];
        assert_eq!(nearest("Trip Date", known), Some("Trip date"));
        assert_eq!(nearest("Totals (USD)", known), Some("Total"));
        assert_eq!(nearest("xyz", known), None);
    }

    #[test]
    fn quoted_values_are_short_and_on_one_line() {
        assert_eq!(quoted("a\nb"), "a b");
        assert_eq!(quoted(&"x".repeat(100)).chars().count(), 61);
    }
}
