//! The credentials that one run has seen, as every reader registers them.
//!
//! It joins the set of seen values and the detector of `qd-secrets` to the [`SecretSink`] that
//! readers know. It never keeps, prints or returns a value.

use qd_facts::{SecretPlace, SecretScanner, SecretSink};
use qd_secrets::{Detector, Guard, Hit, SecretKey, Seen};

/// The set and the detector of one run.
pub struct RunSecrets {
    key: SecretKey,
    seen: Seen,
    detector: Detector,
}

impl RunSecrets {
    /// Starts with nothing seen, under the run's key.
    pub fn new(key: SecretKey) -> Self {
        let (seen, detector) = (Seen::new(&key), Detector::new(&key));
        Self { key, seen, detector }
    }

    /// The values seen, for the guard.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    /// The guard over what leaves and what is kept.
    pub fn guard(&self) -> Guard<'_> {
        Guard::new(&self.seen, &self.detector)
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
        Box::new(Scanner { run: self, own: Seen::new(&self.key) })
    }

    fn mask(&self, text: &str) -> String {
        self.guard().mask(text)
    }
}

/// The search through one source: what it met itself is known apart from the run's set.
struct Scanner<'a> {
    run: &'a RunSecrets,
    own: Seen,
}

impl SecretScanner for Scanner<'_> {
    fn scan(&self, path: &str, bytes: &[u8]) -> Vec<SecretPlace> {
        if self.run.detector.register(path, bytes, &self.run.seen) > 0 {
            self.run.detector.register(path, bytes, &self.own);
        }
        places(self.run.detector.scan(path, bytes, None))
    }

    fn scan_again(&self, path: &str, bytes: &[u8]) -> Vec<SecretPlace> {
        places(self.run.detector.scan(path, bytes, Some(&self.own)))
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

#[cfg(test)]
mod tests {
    use qd_facts::SecretSink;
    use qd_secrets::SecretKey;

    use super::RunSecrets;

    #[test]
    fn a_scanner_knows_its_own_source_and_registers_with_the_run() {
        let run = RunSecrets::new(SecretKey::new([3; 32]));
        let settings = b"SLOT_SIGNING_SECRET=fake-demo-signing-7xKq9-planted-1mVb2\n";
        let page = b"Sign with fake-demo-signing-7xKq9-planted-1mVb2, says Ben.\n";
        let scanner = run.scanner();
        let found = scanner.scan("config/.env", settings);
        assert_eq!(found.iter().map(|place| place.line).collect::<Vec<_>>(), [1]);
        assert!(scanner.scan("notes.md", page).is_empty());
        let again = scanner.scan_again("notes.md", page);
        assert_eq!(again[0].fingerprint, found[0].fingerprint);
        let other = run.scanner();
        assert!(other.scan_again("notes.md", page).is_empty(), "another source's values");
        assert!(!run.mask("it is fake-demo-signing-7xKq9-planted-1mVb2").contains("7xKq9"));
    }
}
