//! The credentials that one run has seen, as every reader registers them.
//!
//! It joins the set of seen values and the detector of `qd-secrets` to the [`SecretSink`] that
//! readers know, and keeps in [`crate::secret_cache`] what a file held, so that the next run need not
//! read it again. It never keeps, prints or returns a value.

use std::path::{Path, PathBuf};

use qd_facts::{SecretPlace, SecretScanner, SecretSink};
use qd_model::SourceId;
use qd_secrets::{Detector, Guard, Hit, RowMarks, SecretKey, Seen};

use crate::secret_cache::{Entry, SecretCache};

/// The set and the detector of one run.
pub struct RunSecrets {
    key: SecretKey,
    seen: Seen,
    detector: Detector,
    cache: Option<PathBuf>,
}

impl RunSecrets {
    /// Starts with nothing seen, under the run's key.
    pub fn new(key: SecretKey) -> Self {
        let (seen, detector) = (Seen::new(&key), Detector::new(&key));
        Self { key, seen, detector, cache: None }
    }

    /// Keeps what it finds in a folder, for later runs with the same key.
    #[must_use]
    pub fn with_cache(self, folder: &Path) -> Self {
        Self { cache: Some(folder.to_owned()), ..self }
    }

    /// The values seen, for the guard.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// The guard over what leaves and what is kept.
    pub fn guard(&self) -> Guard<'_> {
        Guard::new(&self.seen, &self.detector)
    }

    /// Marks rows that are to be known again, under the run's key.
    pub fn row_marks(&self) -> RowMarks {
        RowMarks::new(&self.key)
    }

    /// The detector, for the guard.
    pub fn detector(&self) -> &Detector {
        &self.detector
    }
}

impl SecretSink for RunSecrets {
    fn register_assignment(&self, key: &str, value: &str) -> bool {
        self.seen.register_assignment(key, value).is_some()
    }

    fn scanner(&self) -> Box<dyn SecretScanner + '_> {
        Box::new(Scanner { run: self, own: Seen::new(&self.key), cache: None })
    }

    fn scanner_of(&self, source: &SourceId) -> Box<dyn SecretScanner + '_> {
        let cache = self.cache.as_ref().map(|folder| {
            let path = folder.join(format!("secrets-{source}"));
            SecretCache::open(path, &self.detector)
        });
        Box::new(Scanner { run: self, own: Seen::new(&self.key), cache })
    }

    fn fingerprint(&self, text: &str) -> String {
        self.detector.fingerprint(text.as_bytes()).to_hex()
    }

    fn mask(&self, text: &str) -> String {
        self.guard().mask(text)
    }
}

/// The search through one source: what it met itself is known apart from the run's set.
struct Scanner<'a> {
    run: &'a RunSecrets,
    own: Seen,
    cache: Option<SecretCache>,
}

impl Scanner<'_> {
    fn register(&self, entry: &Entry) {
        self.run.seen.enter(&entry.values);
        self.run.seen.enter(&entry.others);
        self.own.enter(&entry.values);
    }

    fn read(&self, path: &str, bytes: &[u8]) -> Entry {
        let reading = self.run.detector.read(path, bytes);
        let entry =
            Entry { places: places(reading.hits), values: reading.values, others: reading.others };
        self.register(&entry);
        entry
    }
}

impl SecretScanner for Scanner<'_> {
    fn scan(&self, path: &str, bytes: &[u8]) -> Vec<SecretPlace> {
        self.read(path, bytes).places
    }

    fn scan_again(&self, path: &str, bytes: &[u8]) -> Vec<SecretPlace> {
        places(self.run.detector.scan(path, bytes, Some(&self.own)))
    }

    fn holds_known(&self, bytes: &[u8]) -> bool {
        !self.own.is_empty() && self.run.detector.holds_known(bytes, &self.own)
    }

    fn reads_alike(&self, path: &str, other: &str) -> bool {
        Detector::reads_alike(path, other)
    }

    fn recall(&self, id: &[u8], path: &str) -> Option<Vec<SecretPlace>> {
        let entry = self.cache.as_ref()?.recall(id, Detector::format(path))?;
        self.register(&entry);
        Some(entry.places)
    }

    fn scan_as(&self, id: &[u8], path: &str, bytes: &[u8]) -> Vec<SecretPlace> {
        let entry = self.read(path, bytes);
        match &self.cache {
            Some(cache) => cache.add(id, Detector::format(path), entry),
            None => entry.places,
        }
    }

    fn recall_whole(&self, state: &[u8]) -> Option<Vec<u8>> {
        let (whole, entries) = self.cache.as_ref()?.recall_whole(state)?;
        entries.iter().for_each(|entry| self.register(entry));
        Some(whole)
    }

    fn keep(&self, state: &[u8], whole: Option<Vec<u8>>) {
        if let Some(cache) = &self.cache {
            cache.save(state, whole);
        }
    }
}

fn places(hits: Vec<Hit>) -> Vec<SecretPlace> {
    let places = hits.into_iter().map(|hit| SecretPlace {
        line: u32::try_from(hit.line).unwrap_or(u32::MAX),
        rule: hit.rule.as_str().to_owned(),
        severity: hit.severity.as_str().to_owned(),
        fingerprint: hit.fingerprint.to_hex(),
    });
    places.collect()
}
