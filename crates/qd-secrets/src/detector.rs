//! The detector: every secret of a file, by known values, by format and by pattern.
//!
//! A hit says where and by which rule, and holds a keyed fingerprint in place of the value. Files
//! are scanned alone, so that threads may share the work and the order of files never shows.

use std::fmt;
use std::ops::Range;

use data_encoding::BASE64;

use crate::extract::{self, Kind};
use crate::key::{Fingerprint, Keyed, RuleName, SecretKey};
use crate::lines::Lines;
use crate::rules::{Mode, Rule, RuleSet, Severity};
use crate::seen::Seen;

/// Bytes in which a NUL marks a file as binary, as git decides it.
const BINARY_PROBE_BYTES: usize = 8000;

/// Says where a secret stands, without the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Hit {
    /// The rule that found it, or under which the known value was registered.
    pub rule: RuleName,
    /// Its line, from 1.
    pub line: usize,
    /// How much its exposure matters.
    pub severity: Severity,
    /// The value's name under the run's key: equal values have equal fingerprints.
    pub fingerprint: Fingerprint,
    /// The byte range that a mask must cover.
    pub span: Range<usize>,
}

impl fmt::Debug for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hit({} at line {}, {:?}, {:?})", self.rule, self.line, self.span, self.severity)
    }
}

/// Finds secrets in files and names them under the run's key.
pub struct Detector {
    keyed: Keyed,
    rules: &'static RuleSet,
}

/// A secret's place before it is reported: what to cover, what to fingerprint, and by which rule.
pub(crate) struct Spot {
    pub(crate) rule: RuleName,
    pub(crate) span: Range<usize>,
    pub(crate) secret: Range<usize>,
    is_common: bool,
}

impl Detector {
    /// Prepares the detector with the embedded rules.
    #[must_use]
    pub fn new(key: &SecretKey) -> Self {
        Self { keyed: Keyed::new(key), rules: RuleSet::built_in() }
    }

    /// Returns the embedded rules in the order of their file.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        self.rules.rules()
    }

    /// Returns the hits of one file, ordered by place, at most one for each stretch of bytes.
    ///
    /// The path chooses the format and is never opened. With `seen`, values known from elsewhere
    /// are found too; register all files first ([`Detector::register`]), or the result depends on
    /// the order of files. A binary file has no hits.
    #[must_use]
    pub fn scan(&self, path: &str, bytes: &[u8], seen: Option<&Seen>) -> Vec<Hit> {
        let Some(text) = Text::of(bytes) else { return Vec::new() };
        let bytes = text.bytes();
        let mut spots = self.spots(Kind::of(path), bytes, Mode::File);
        spots.retain(|spot| !spot.is_common);
        let mut found: Vec<(RuleName, Range<usize>, Fingerprint, bool)> = spots
            .into_iter()
            .map(|spot| {
                let fingerprint = self.keyed.fingerprint(bytes[spot.secret].trim_ascii());
                (spot.rule, spot.span, fingerprint, false)
            })
            .collect();
        if let Some(seen) = seen {
            let known = seen.strong_in(&bytes.to_ascii_lowercase());
            found.extend(known.into_iter().map(|k| (k.rule, k.span, k.fingerprint, true)));
        }
        self.hits(found, &text)
    }

    /// Registers every credential-like value of one file and returns how many places held one.
    ///
    /// It registers more than [`Detector::scan`] reports: documented example values, words that
    /// are too common to report, and what base-64 values hold.
    pub fn register(&self, path: &str, bytes: &[u8], seen: &Seen) -> usize {
        let Some(text) = Text::of(bytes) else { return 0 };
        let bytes = text.bytes();
        let spots = self.spots(Kind::of(path), bytes, Mode::Outgoing);
        for spot in &spots {
            let secret = bytes[spot.secret.clone()].trim_ascii();
            seen.register_bytes(spot.rule.as_str(), secret);
            register_decoded(seen, spot.rule.as_str(), secret);
        }
        spots.len()
    }

    /// Every spot by format and pattern, in no order.
    pub(crate) fn spots(&self, kind: Kind, bytes: &[u8], mode: Mode) -> Vec<Spot> {
        let mut spots: Vec<Spot> = extract::places(kind, bytes)
            .into_iter()
            .map(|place| Spot {
                rule: place.rule,
                span: place.span,
                secret: place.secret,
                is_common: place.is_common,
            })
            .collect();
        spots.extend(self.rules.find(bytes, mode).into_iter().map(|found| Spot {
            rule: found.rule.id.clone(),
            span: found.secret.clone(),
            secret: found.secret,
            is_common: false,
        }));
        spots
    }

    pub(crate) fn fingerprint(&self, value: &[u8]) -> Fingerprint {
        self.keyed.fingerprint(value.trim_ascii())
    }

    pub(crate) fn rule_set(&self) -> &'static RuleSet {
        self.rules
    }

    /// Keeps one hit for each stretch: the one that says most, then the longest.
    fn hits(
        &self,
        mut found: Vec<(RuleName, Range<usize>, Fingerprint, bool)>,
        text: &Text<'_>,
    ) -> Vec<Hit> {
        let rank = |rule: &RuleName, is_known: bool| match rule.as_str() {
            _ if is_known => 3,
            crate::seen::RANDOM => 2,
            crate::seen::ASSIGNED => 1,
            _ => 0,
        };
        found.sort_by(|a, b| {
            (rank(&a.0, a.3), a.1.start, std::cmp::Reverse(a.1.end), &a.0).cmp(&(
                rank(&b.0, b.3),
                b.1.start,
                std::cmp::Reverse(b.1.end),
                &b.0,
            ))
        });
        let lines = Lines::of(text.bytes());
        let mut taken = std::collections::BTreeMap::new();
        let mut hits = Vec::new();
        for (rule, span, fingerprint, _) in found {
            if overlaps(&taken, &span) {
                continue;
            }
            taken.insert(span.start, span.end);
            let severity = self.rules.rule(rule.as_str()).map_or(Severity::High, |r| r.severity);
            let line = lines.number(span.start);
            hits.push(Hit { rule, line, severity, fingerprint, span: text.outer(span) });
        }
        hits.sort_by_key(|hit| hit.span.start);
        hits
    }
}

/// Whether a span overlaps one of disjoint spans, each entered as start and end.
fn overlaps(taken: &std::collections::BTreeMap<usize, usize>, span: &Range<usize>) -> bool {
    taken
        .range(..span.end.max(span.start + 1))
        .next_back()
        .is_some_and(|(_, end)| *end > span.start)
}

/// Registers what a base-64 value holds: Kubernetes secrets and Basic credentials.
fn register_decoded(seen: &Seen, rule: &str, secret: &[u8]) {
    let Ok(plain) = BASE64.decode(secret) else { return };
    let plain = plain.trim_ascii();
    if plain.len() < 4 || !plain.iter().all(|byte| (b' '..=b'~').contains(byte)) {
        return;
    }
    match plain.iter().position(|&byte| byte == b':') {
        Some(colon) if rule != crate::seen::ASSIGNED => {
            seen.register_bytes(rule, &plain[colon + 1..]);
        }
        _ => seen.register_bytes(rule, plain),
    }
}

/// A file's text: its bytes as they are, or UTF-16 narrowed to one byte a unit.
enum Text<'a> {
    Plain(&'a [u8]),
    /// Windows shells write env files in UTF-16.
    Narrowed(Vec<u8>),
}

impl<'a> Text<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let narrow = |high: usize| {
            let units = bytes[2..].chunks_exact(2);
            units.map(|unit| if unit[high] == 0 { unit[1 - high] } else { b'?' }).collect()
        };
        match bytes {
            [0xff, 0xfe, ..] => Some(Self::Narrowed(narrow(1))),
            [0xfe, 0xff, ..] => Some(Self::Narrowed(narrow(0))),
            _ if bytes.iter().take(BINARY_PROBE_BYTES).any(|byte| *byte == 0) => None,
            _ => Some(Self::Plain(bytes)),
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Plain(bytes) => bytes,
            Self::Narrowed(bytes) => bytes,
        }
    }

    /// The range in the file of a range in the text.
    fn outer(&self, range: Range<usize>) -> Range<usize> {
        match self {
            Self::Plain(_) => range,
            Self::Narrowed(_) => 2 + range.start * 2..2 + range.end * 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SecretKey {
        SecretKey::new([7; 32])
    }

    fn check(path: &str, text: &str, expected: &[(&str, usize)]) {
        let hits = Detector::new(&key()).scan(path, text.as_bytes(), None);
        let found: Vec<(&str, usize)> =
            hits.iter().map(|hit| (hit.rule.as_str(), hit.line)).collect();
        assert_eq!(found, expected, "{path}: {text}");
    }

    #[test]
    fn files_of_each_format() {
        check(".env", "A=1\nDB_PASSWORD=hunter22\n", &[("assigned-secret", 2)]);
        check("x.json", r#"{"a": "AKIAQ3EGRIXZ2ABCD7XY"}"#, &[("aws-access-key-id", 1)]);
        check(".env", "AWS_ACCESS_KEY_ID=AKIAQ3EGRIXZ2ABCD7XY\n", &[("aws-access-key-id", 1)]);
        check("README.md", "use AKIAIOSFODNN7EXAMPLE as shown", &[]);
        check(
            "config.json",
            r#"{"auths":{"x":{"auth":"bWU6aHVudGVyMjI="}}}"#,
            &[("docker-auth", 1)],
        );
        check("u.py", "u = 'postgres://me:hunter22@db/x'", &[("url-password", 1)]);
        check(
            "id",
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----",
            &[("private-key", 1)],
        );
        check(".netrc", "machine x login y password hunter22", &[("netrc-password", 1)]);
    }

    #[test]
    fn files_without_secrets() {
        check("package-lock.json", r#"{"token": "sha512-q7Zt0Xv9LmPw3RbY8cKd2NfH"}"#, &[]);
        check(".env", "SES_REGION=us-west-2\nSES_FROM_ADDRESS=a@example.com\n", &[]);
        check("a.rs", "let password = read_password()?;", &[]);
        check("template.yaml", "Password: !Ref DbPassword\nToken: '{{resolve:ssm:x}}'\n", &[]);
        check("a.bin", "\0DB_PASSWORD=hunter22", &[]);
        check("", "", &[]);
    }

    #[test]
    fn utf_16_files_are_read_and_spans_are_of_the_file() {
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("DB_PASSWORD=hunter22".bytes().flat_map(|byte| [byte, 0]))
            .collect();
        let hits = Detector::new(&key()).scan(".env", &wide, None);
        assert_eq!(hits.len(), 1);
        assert_eq!(hits[0].span, 26..42);
    }

    #[test]
    fn a_value_known_from_elsewhere_is_found_in_prose() {
        let (detector, seen) = (Detector::new(&key()), Seen::new(&key()));
        assert_eq!(detector.register(".env", b"DB_PASSWORD=hunter22\n", &seen), 1);
        let hits = detector.scan("notes.md", b"log in with hunter22 today", Some(&seen));
        assert_eq!(hits.len(), 1);
        assert_eq!(hits[0].span, 12..20);
        let there = detector.scan(".env", b"DB_PASSWORD=hunter22\n", None);
        assert_eq!(there[0].fingerprint, hits[0].fingerprint);
    }

    #[test]
    fn encoded_values_are_registered_decoded_too() {
        let (detector, seen) = (Detector::new(&key()), Seen::new(&key()));
        detector.register("secret.yaml", b"data:\n  password: aHVudGVyMjJ4eQ==\n", &seen);
        assert!(!seen.strong_in(b"hunter22xy").is_empty());
        detector.register("config.json", br#"{"auth":"bWU6aHVudGVyMjI="}"#, &seen);
        assert!(!seen.strong_in(b"hunter22").is_empty());
    }

    #[test]
    fn debug_of_a_hit_shows_no_value() {
        let hits = Detector::new(&key()).scan(".env", b"DB_PASSWORD=hunter22\n", None);
        assert_eq!(format!("{:?}", hits[0]), "Hit(assigned-secret at line 1, 12..20, High)");
    }

    #[test]
    fn a_long_line_full_of_keys_is_bounded() {
        let line = "token=".repeat(200_000);
        assert!(Detector::new(&key()).scan("a.js", line.as_bytes(), None).is_empty());
    }
}
