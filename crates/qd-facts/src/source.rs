//! The contract of a reader: facts and diagnostics, whatever the files look like.

use std::path::Path;

use chrono::NaiveDate;
use chrono_tz::Tz;
use qd_model::{Commodity, Diagnostic, EntityKey, Level, SourceId, SourceStatus};

use crate::chart::Chart;
use crate::facts::Collected;

/// A source as the configuration declares it.
#[derive(Clone, Debug)]
pub struct SourceSpec {
    /// Unique in its portfolio.
    pub id: SourceId,
    /// The reader's kind.
    pub kind: String,
    /// Whose rows they are, unless a reader tells rows apart.
    pub entity: EntityKey,
    /// File, folder or glob relative to the portfolio's folder, as written.
    pub path: String,
    /// The declared coverage, `[start, end)`.
    pub covers: Option<(NaiveDate, NaiveDate)>,
    /// Claims that its numbers are declared assumptions.
    pub is_assumed: bool,
    /// The keys that only this kind knows, checked by [`Source::check`].
    pub settings: toml::Table,
}

/// A key that a kind of source takes.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The key.
    pub key: &'static str,
    /// What it means, with an example.
    pub doc: &'static str,
}

/// A wrong setting: a configuration error, which stops the run before anything is read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct SettingError {
    /// The key in the source's table.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to do now.
    pub help: Option<String>,
}

/// Says where a secret stands in a file, without the secret.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SecretPlace {
    /// The line, from 1.
    pub line: u32,
    /// The rule that found it.
    pub rule: String,
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// Names the value under the run's key: equal values have equal fingerprints. Never printed.
    pub fingerprint: String,
}

/// Takes values that look like credentials; keeps their length and a keyed hash, never the value.
pub trait SecretSink: Sync {
    /// Registers a value if its key's name or its shape says that it is secret; says whether it did.
    fn register_assignment(&self, key: &str, value: &str) -> bool;
    /// Starts a search through the files of one source.
    fn scanner(&self) -> Box<dyn SecretScanner + '_>;
    /// As [`SecretSink::scanner`], with what earlier runs kept of the same source.
    fn scanner_of(&self, _source: &SourceId) -> Box<dyn SecretScanner + '_> {
        self.scanner()
    }
    /// Names a text under the run's key, as [`SecretPlace::fingerprint`] names a value: for
    /// secrets that another program found.
    fn fingerprint(&self, _text: &str) -> String {
        String::new()
    }
    /// Replaces every secret in a text by `[secret: RULE]`.
    fn mask(&self, text: &str) -> String;
}

/// Finds secrets in the files of one source, and registers each of them with the run.
///
/// It knows the values of its own source alone, so that what other sources hold, and when they are
/// read, changes nothing in what it finds.
pub trait SecretScanner: Sync {
    /// Finds secrets by format and pattern, ordered by place, and registers them. The path chooses
    /// the format and is never opened; a binary file has none.
    fn scan(&self, path: &str, bytes: &[u8]) -> Vec<SecretPlace>;
    /// As [`SecretScanner::scan`], and finds the values again that earlier scans met elsewhere: a
    /// key of a settings file that a page of documentation repeats.
    fn scan_again(&self, path: &str, bytes: &[u8]) -> Vec<SecretPlace>;
    /// Whether a file may hold a value that an earlier scan met; without one
    /// [`SecretScanner::scan_again`] finds what [`SecretScanner::scan`] does.
    fn holds_known(&self, _bytes: &[u8]) -> bool {
        true
    }
    /// Whether two files with the same bytes hold the same secrets, by what their paths say.
    fn reads_alike(&self, path: &str, other: &str) -> bool {
        path == other
    }
    /// What an earlier run found in the bytes that `id` names (a hash of them), registered again;
    /// `None` if no run has read them.
    fn recall(&self, _id: &[u8], _path: &str) -> Option<Vec<SecretPlace>> {
        None
    }
    /// As [`SecretScanner::scan`], kept for later runs under the id of the bytes.
    fn scan_as(&self, _id: &[u8], path: &str, bytes: &[u8]) -> Vec<SecretPlace> {
        self.scan(path, bytes)
    }
    /// What an earlier run made of the source as a whole, if its state was the same; everything
    /// that was registered then is registered again.
    fn recall_whole(&self, _state: &[u8]) -> Option<Vec<u8>> {
        None
    }
    /// Ends the search, and keeps for later runs what was made of the source in this state.
    fn keep(&self, _state: &[u8], _whole: Option<Vec<u8>>) {}
}

/// A sink that keeps nothing, for tests of readers that meet no secrets.
pub struct NoSecrets;

impl SecretSink for NoSecrets {
    fn register_assignment(&self, _key: &str, _value: &str) -> bool {
        false
    }

    fn scanner(&self) -> Box<dyn SecretScanner + '_> {
        Box::new(Self)
    }

    fn mask(&self, text: &str) -> String {
        text.to_owned()
    }
}

impl SecretScanner for NoSecrets {
    fn scan(&self, _path: &str, _bytes: &[u8]) -> Vec<SecretPlace> {
        Vec::new()
    }

    fn scan_again(&self, _path: &str, _bytes: &[u8]) -> Vec<SecretPlace> {
        Vec::new()
    }
}

/// What a reader may know of the run.
pub struct CollectContext<'a> {
    /// The portfolio's folder; nothing outside it is read.
    pub folder: &'a Path,
    /// The portfolio's root.
    pub root: &'a EntityKey,
    /// The portfolio's zone: instants fall on its local days.
    pub timezone: Tz,
    /// The commodity where a file names none.
    pub currency: &'a Commodity,
    /// The chart of accounts, for readers of books.
    pub chart: &'a Chart,
    /// The last day that counts. Readers do not cut by it.
    pub as_of: NaiveDate,
    /// Where credentials are registered.
    pub secrets: &'a dyn SecretSink,
}

/// A kind of source.
pub trait Source: Sync {
    /// The word in `kind = "..."`.
    fn kind(&self) -> &'static str;

    /// The keys it takes beside those of every source.
    fn settings(&self) -> &'static [Setting];

    /// Checks the settings of one source; a mistake is the configuration's, not the data's.
    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError>;

    /// Reads. Never fails: what cannot be read is a diagnostic, and the rest survives.
    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected;
}

/// Sums up what became of a source.
pub fn status_of(
    spec: &SourceSpec,
    collected: &Collected,
    dates: Option<(NaiveDate, NaiveDate)>,
) -> SourceStatus {
    let weighs = |diagnostic: &&Diagnostic| diagnostic.level != Level::Note;
    SourceStatus {
        source: spec.id.clone(),
        entity: spec.entity.clone(),
        kind: spec.kind.clone(),
        path: spec.path.clone(),
        rows: collected.facts.counts(),
        n_skipped: collected.n_skipped,
        first_date: dates.map(|(first, _)| first),
        last_date: dates.map(|(_, last)| last),
        covers: spec.covers,
        is_assumed: spec.is_assumed,
        is_missing: collected.is_missing,
        n_diagnostics: collected.diagnostics.iter().filter(weighs).count() as u64,
    }
}
