//! The detector: every secret of a file, by known values, by format and by pattern.
//!
//! A hit says where and by which rule, and holds a keyed fingerprint in place of the value. Files
//! are scanned alone, so that threads may share the work and the order of files never shows.

use std::fmt;
use std::ops::Range;

use data_encoding::BASE64;

use crate::extract::{self, Confidence, Kind, is_key_container, is_rehearsal};
use crate::key::{Fingerprint, Keyed, RuleName, SecretKey};
use crate::lines::Lines;
use crate::rules::{Mode, Rule, RuleSet, Severity};
use crate::seen::{SealedValue, Seen};

/// Changes whenever the code finds other things in the same file: caches of earlier runs end then.
const CODE_VERSION: &str = "2026-11-24";
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
    /// Claims that it counts in a file: no documented example, no word that is too common.
    is_reported: bool,
    confidence: Confidence,
}

/// What one reading of a file gives: what to report, and what the run must know from now on.
#[derive(Debug, Default)]
pub struct Reading {
    /// The hits, ordered by place.
    pub hits: Vec<Hit>,
    /// The values that are surely secrets in use, sealed: worth looking for in other files.
    pub values: Vec<SealedValue>,
    /// Every other credential-like value, sealed: documented examples, words, values of tests and
    /// what base-64 values hold must not leave either.
    pub others: Vec<SealedValue>,
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

    /// Names what this detector finds under its key: the same bytes mean that what an earlier run
    /// found in a file, this one would find again.
    #[must_use]
    pub fn version(&self) -> [u8; 16] {
        let texts = RuleSet::texts();
        let parts = [CODE_VERSION].into_iter().chain(texts);
        self.keyed.lookup(parts.collect::<Vec<_>>().join("\0").as_bytes())
    }

    /// Gives a function that seals bytes under this detector's key, for a cache to tell damage and
    /// other keys by.
    pub fn sealer(&self) -> impl Fn(&[u8]) -> [u8; 16] + Send + Sync + use<> {
        let keyed = self.keyed.clone();
        move |bytes| keyed.seal(bytes)
    }

    /// Whether two files with the same bytes have the same hits, by what their paths say.
    #[must_use]
    pub fn reads_alike(path: &str, other: &str) -> bool {
        path == other || Self::format(path) == Self::format(other)
    }

    /// Numbers how a file is read by its path: the same bytes under paths of one format have the
    /// same hits. The numbers hold for one [`Detector::version`].
    #[must_use]
    pub fn format(path: &str) -> u8 {
        Kind::of(path) as u8 | u8::from(is_rehearsal(path)) << 7
    }

    /// Reads one file: its hits, and its credential-like values sealed for [`Seen::enter`].
    ///
    /// The path chooses the format and is never opened. A binary file has no hits, unless it is a
    /// container of keys as a whole.
    #[must_use]
    pub fn read(&self, path: &str, bytes: &[u8]) -> Reading {
        let Some(text) = Text::of(bytes) else { return self.read_binary(path, bytes) };
        let bytes = text.bytes();
        let spots = self.spots(Kind::of_text(path, bytes), bytes, Mode::Outgoing);
        if spots.is_empty() {
            return Reading::default();
        }
        let (mut values, mut others) = (Vec::new(), Vec::new());
        let is_rehearsal = is_rehearsal(path);
        for spot in &spots {
            let secret = bytes[spot.secret.clone()].trim_ascii();
            let is_in_use = spot.is_reported && spot.confidence == Confidence::Sure;
            let list = if is_in_use && !is_rehearsal { &mut values } else { &mut others };
            list.extend(SealedValue::of(&self.keyed, &spot.rule, secret));
            others.extend(self.decoded(&spot.rule, secret));
        }
        Reading { hits: self.hits(path, self.found(spots, bytes), &text), values, others }
    }

    /// Returns the hits of one file as [`Detector::read`] does, and with `seen` those of values that
    /// are known from elsewhere; register all files first, or the result depends on their order.
    #[must_use]
    pub fn scan(&self, path: &str, bytes: &[u8], seen: Option<&Seen>) -> Vec<Hit> {
        let Some(text) = Text::of(bytes) else { return self.read_binary(path, bytes).hits };
        let bytes = text.bytes();
        let spots = self.spots(Kind::of_text(path, bytes), bytes, Mode::Outgoing);
        let mut found = self.found(spots, bytes);
        if let Some(seen) = seen {
            let known = seen.strong_in(&bytes.to_ascii_lowercase());
            found.extend(known.into_iter().map(|known| Found {
                rule: known.rule,
                span: known.span,
                fingerprint: known.fingerprint,
                rank: Rank::Known,
                confidence: Confidence::Sure,
            }));
        }
        self.hits(path, found, &text)
    }

    /// Whether a file holds values that are known from elsewhere, or from itself.
    #[must_use]
    pub fn holds_known(&self, bytes: &[u8], seen: &Seen) -> bool {
        let Some(text) = Text::of(bytes) else { return false };
        !seen.strong_in(&text.bytes().to_ascii_lowercase()).is_empty()
    }

    /// Registers every credential-like value of one file and returns how many there are.
    pub fn register(&self, path: &str, bytes: &[u8], seen: &Seen) -> usize {
        let reading = self.read(path, bytes);
        seen.enter(&reading.values);
        seen.enter(&reading.others);
        reading.values.len() + reading.others.len()
    }

    /// Every spot by format and pattern, in no order.
    pub(crate) fn spots(&self, kind: Kind, bytes: &[u8], mode: Mode) -> Vec<Spot> {
        let mut spots: Vec<Spot> = extract::places(kind, bytes)
            .into_iter()
            .map(|place| Spot {
                rule: place.rule,
                span: place.span,
                secret: place.secret,
                is_reported: !place.is_common,
                confidence: place.confidence,
            })
            .collect();
        spots.extend(self.rules.find(bytes, mode).into_iter().map(|found| Spot {
            rule: found.rule.id.clone(),
            span: found.secret.clone(),
            secret: found.secret,
            is_reported: found.is_reported,
            confidence: Confidence::Sure,
        }));
        spots
    }

    /// Names a value under the run's key, as hits name theirs.
    #[must_use]
    pub fn fingerprint(&self, value: &[u8]) -> Fingerprint {
        self.keyed.fingerprint(value.trim_ascii())
    }

    pub(crate) fn rule_set(&self) -> &'static RuleSet {
        self.rules
    }

    /// A container of keys is one hit on its first line; its fingerprint is of the whole file.
    fn read_binary(&self, path: &str, bytes: &[u8]) -> Reading {
        if !is_key_container(path, bytes) {
            return Reading::default();
        }
        let found = Found {
            rule: RuleName::new("key-container"),
            span: 0..bytes.len().min(1),
            fingerprint: self.keyed.fingerprint(bytes),
            rank: Rank::Pattern,
            confidence: Confidence::Sure,
        };
        Reading { hits: self.hits(path, vec![found], &Text::Plain(bytes)), ..Reading::default() }
    }

    fn found(&self, spots: Vec<Spot>, bytes: &[u8]) -> Vec<Found> {
        let reported = spots.into_iter().filter(|spot| spot.is_reported);
        let found = reported.map(|spot| Found {
            fingerprint: self.fingerprint(&bytes[spot.secret]),
            rank: Rank::of(&spot.rule),
            rule: spot.rule,
            span: spot.span,
            confidence: spot.confidence,
        });
        found.collect()
    }

    /// Keeps one hit for each stretch: the one that says most, then the longest.
    fn hits(&self, path: &str, mut found: Vec<Found>, text: &Text<'_>) -> Vec<Hit> {
        if found.is_empty() {
            return Vec::new();
        }
        // A stable sort: rules come in the order of their file.
        found
            .sort_by_key(|found| (found.rank, found.span.start, std::cmp::Reverse(found.span.end)));
        let lines = Lines::of(text.bytes());
        let is_rehearsal = is_rehearsal(path);
        let mut taken = std::collections::BTreeMap::new();
        let mut hits = Vec::new();
        for Found { rule, span, fingerprint, confidence, .. } in found {
            if overlaps(&taken, &span) {
                continue;
            }
            taken.insert(span.start, span.end);
            let severity = self.rules.rule(rule.as_str()).map_or(Severity::High, |r| r.severity);
            let severity = rated(severity, confidence, is_rehearsal);
            let line = lines.number(span.start);
            hits.push(Hit { rule, line, severity, fingerprint, span: text.outer(span) });
        }
        hits.sort_by_key(|hit| hit.span.start);
        hits
    }

    /// What a base-64 value holds: Kubernetes secrets and Basic credentials.
    fn decoded(&self, rule: &RuleName, secret: &[u8]) -> Option<SealedValue> {
        let plain = BASE64.decode(secret).ok()?;
        let plain = plain.trim_ascii();
        if plain.len() < 4 || !plain.iter().all(|byte| (b' '..=b'~').contains(byte)) {
            return None;
        }
        let plain = match plain.iter().position(|&byte| byte == b':') {
            Some(colon) if rule.as_str() != crate::seen::ASSIGNED => &plain[colon + 1..],
            _ => plain,
        };
        SealedValue::of(&self.keyed, rule, plain)
    }
}

/// A hit before one is chosen for each stretch of bytes.
struct Found {
    rule: RuleName,
    span: Range<usize>,
    fingerprint: Fingerprint,
    rank: Rank,
    confidence: Confidence,
}

/// Which of two hits on the same bytes says more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Pattern,
    Assigned,
    Random,
    Known,
}

impl Rank {
    fn of(rule: &RuleName) -> Self {
        match rule.as_str() {
            crate::seen::RANDOM => Self::Random,
            crate::seen::ASSIGNED => Self::Assigned,
            _ => Self::Pattern,
        }
    }
}

/// How much a hit matters: a word, or a value in a test or an example, is less likely in use.
fn rated(severity: Severity, confidence: Confidence, is_rehearsal: bool) -> Severity {
    let severity = match confidence {
        Confidence::Sure => severity,
        Confidence::Likely => severity.max(Severity::Medium),
        Confidence::Unsure => severity.max(Severity::Low),
    };
    match (is_rehearsal, confidence) {
        (true, Confidence::Sure) => severity.max(Severity::Medium),
        (true, _) => severity.max(Severity::Low),
        (false, _) => severity,
    }
}

/// Whether a span overlaps one of disjoint spans, each entered as start and end.
fn overlaps(taken: &std::collections::BTreeMap<usize, usize>, span: &Range<usize>) -> bool {
    taken
        .range(..span.end.max(span.start + 1))
        .next_back()
        .is_some_and(|(_, end)| *end > span.start)
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
