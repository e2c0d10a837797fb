//! The guard: no outgoing byte leaves before it has been read here, in every encoding.
//!
//! It looks first for what the run itself has seen, because a value restated in prose or in a
//! table has no pattern, and then for patterns. It never holds what it found: a violation says
//! which rule, which part and where. What could not be read is a violation too.

use std::fmt;

use crate::contexts;
use crate::detector::Detector;
use crate::entropy::looks_random;
use crate::extract::Kind;
use crate::key::{Fingerprint, RuleName};
use crate::lines::Lines;
use crate::packed::{Unpacked, is_packed, unpack};
use crate::rules::Mode;
use crate::seen::{Known, Seen};
use crate::views::{self, Coverage, View};

/// Rule of a part whose nested encodings were too many to read.
const UNREADABLE: &str = "unreadable-encoding";
/// Packed files inside packed files.
const MAX_PACKED: usize = 3;
/// More violations of one part say nothing new.
const MAX_VIOLATIONS: usize = 100;

/// Says how a part's text is laid out, as far as it tells values from words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// HTML: tags and entities.
    Html,
    /// Plain text, Markdown, logs.
    Text,
    /// JSON: every string is a value.
    Json,
    /// Comma, semicolon or tab separated cells.
    Csv,
    /// Mail headers, a subject, a file name.
    Header,
    /// Anything else: pictures, and packed files, which are unpacked and read.
    Other,
}

impl Media {
    /// Returns the word for it that a place uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "text",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Header => "header",
            Self::Other => "attachment",
        }
    }
}

/// Holds one outgoing piece: a body, an attachment, a subject, a log line.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// What people call it. It is read too, because a file name leaves as well.
    pub name: &'a str,
    /// How its text is laid out.
    pub media: Media,
    /// Its bytes as they leave.
    pub bytes: &'a [u8],
}

/// Says that a part holds a secret, without the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Violation {
    /// The part's name, or `a part` where the name itself is not fit to print.
    pub part: String,
    /// The rule, or the one under which the value was registered.
    pub rule: RuleName,
    /// Where, for people: `line 12, read as base 64`.
    pub place: String,
    /// The value's name under the run's key. Never printed.
    pub fingerprint: Fingerprint,
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Violation({} in {}: {})", self.rule, self.part, self.place)
    }
}

/// Reads outgoing bytes against one run's seen values and the detector's patterns.
#[derive(Clone, Copy)]
pub struct Guard<'a> {
    pub(crate) seen: &'a Seen,
    pub(crate) detector: &'a Detector,
}

impl<'a> Guard<'a> {
    /// Creates a guard. Both must stand under the same key, or fingerprints would not compare.
    #[must_use]
    pub fn new(seen: &'a Seen, detector: &'a Detector) -> Self {
        Self { seen, detector }
    }

    /// Returns every violation of one part, ordered by rule and place. Empty means: may leave.
    #[must_use]
    pub fn check(&self, part: Part<'_>) -> Vec<Violation> {
        self.check_as(part)
    }

    fn check_as(&self, part: Part<'_>) -> Vec<Violation> {
        let mut findings = Findings::default();
        self.read(part.name.as_bytes(), Media::Header, &mut findings);
        let is_fit_to_print = findings.is_empty();
        for found in &mut findings.found {
            found.1 = "its name".to_owned();
        }
        self.read_any(part.bytes, part.media, MAX_PACKED, &mut findings);
        let name = if is_fit_to_print { part.name } else { "a part" };
        findings.into_violations(name)
    }

    /// Reads bytes as they are, or what they hold if they are packed.
    fn read_any(&self, bytes: &[u8], media: Media, nesting: usize, findings: &mut Findings) {
        if !is_packed(bytes) {
            self.read(bytes, media, findings);
            return;
        }
        // What stands between the packed pieces; a few views cannot outgrow their budget, because
        // each is smaller than the part.
        views::visit_packed(bytes, |view| self.search(view, media, findings));
        let unpacked = if nesting > 0 { unpack(bytes) } else { Unpacked::default() };
        if unpacked.is_partial || nesting == 0 {
            let place = "packed in a way that cannot be read".to_owned();
            findings.push(RuleName::new(UNREADABLE), self.detector.fingerprint(bytes), place);
        }
        for entry in unpacked.entries {
            self.read(entry.name.as_bytes(), Media::Header, findings);
            let outer = findings.inside.clone();
            if !entry.name.is_empty() && self.is_clean(entry.name.as_bytes()) {
                findings.inside = format!("{outer}{}, ", entry.name);
            }
            if entry.is_text {
                let media = media_of_entry(&entry.name, media);
                self.read_any(&entry.bytes, media, nesting - 1, findings);
            } else {
                views::visit_packed(&entry.bytes, |view| self.search(view, media, findings));
            }
            findings.inside = outer;
        }
    }

    /// Whether nothing is found in the bytes.
    pub(crate) fn is_clean(&self, bytes: &[u8]) -> bool {
        let mut findings = Findings::default();
        self.read(bytes, Media::Text, &mut findings);
        findings.is_empty()
    }

    /// Reads every view of the bytes.
    fn read(&self, bytes: &[u8], media: Media, findings: &mut Findings) {
        let coverage = views::visit(bytes, |view| self.search(view, media, findings));
        if coverage == Coverage::Exhausted {
            let place = "more nested encodings than can be read".to_owned();
            findings.push(RuleName::new(UNREADABLE), self.detector.fingerprint(bytes), place);
        }
    }

    /// Reads bytes once, without decoding them. What is encoded in them is random letters, in which
    /// a rule with a short prefix finds something by chance: such rules read the decoded parts alone.
    pub(crate) fn check_undecoded(&self, part: Part<'_>) -> Vec<Violation> {
        let mut findings = Findings::default();
        let view = View { bytes: part.bytes.to_vec(), decoded_from: Vec::new() };
        self.search_as(&view, part.media, Mode::Joined, &mut findings);
        findings.into_violations(part.name)
    }

    fn search(&self, view: &View, media: Media, findings: &mut Findings) {
        self.search_as(view, media, Mode::Outgoing, findings);
    }

    fn search_as(&self, view: &View, media: Media, mode: Mode, findings: &mut Findings) {
        let squeezed = views::squeeze(&view.bytes);
        self.search_known(view, &squeezed, media, findings);
        self.search_patterns(view, &squeezed, mode, findings);
    }

    fn search_known(&self, view: &View, squeezed: &[u8], media: Media, findings: &mut Findings) {
        let folded = view.bytes.to_ascii_lowercase();
        let mut place = Place::of(view);
        for known in self.seen.strong_in(&folded) {
            findings.push(known.rule, known.fingerprint, place.at(known.span.start));
        }
        if self.seen.has_weak() {
            for (token, context) in contexts::tokens(&folded, media) {
                if let Some(known) = self.seen.weak_at(&folded, token, context) {
                    findings.push(known.rule, known.fingerprint, place.at(known.span.start));
                }
            }
        }
        let squeezed = self.seen.strong_in(&squeezed.to_ascii_lowercase());
        for (known, start) in split_values(&view.bytes, squeezed) {
            let place = format!("{}, with white space removed", place.at(start));
            findings.push(known.rule, known.fingerprint, place);
        }
        let pieces = self.seen.pieces_in(&views::skeleton(&folded));
        let starts: Vec<usize> = pieces.iter().map(|known| known.span.start).collect();
        let starts = views::skeleton_offsets(&view.bytes, &starts);
        for (known, start) in pieces.into_iter().zip(starts) {
            let place = format!("{}, a piece of a known value", place.at(start));
            findings.push(known.rule, known.fingerprint, place);
        }
    }

    fn search_patterns(&self, view: &View, squeezed: &[u8], mode: Mode, findings: &mut Findings) {
        let mut place = Place::of(view);
        let visible = views::without_invisible(&view.bytes);
        for bytes in [Some(&view.bytes), visible.as_ref()].into_iter().flatten() {
            for spot in self.detector.spots(Kind::Outgoing, bytes, mode) {
                let fingerprint = self.detector.fingerprint(&bytes[spot.secret]);
                findings.push(spot.rule, fingerprint, place.at(spot.span.start));
            }
        }
        for found in self.detector.rule_set().find(squeezed, Mode::Joined) {
            let fingerprint = self.detector.fingerprint(&squeezed[found.secret.clone()]);
            let start = views::squeezed_offsets(&view.bytes, &[found.secret.start])[0];
            let place = format!("{}, with white space removed", place.at(start));
            findings.push(found.rule.id.clone(), fingerprint, place);
        }
    }
}

/// How an entry of an archive is laid out: workbooks are XML.
fn media_of_entry(name: &str, outer: Media) -> Media {
    match name.rsplit('.').next().unwrap_or_default() {
        "xml" | "rels" | "html" | "htm" | "svg" | "vml" => Media::Html,
        "json" => Media::Json,
        "csv" => Media::Csv,
        "txt" | "md" | "eml" => Media::Text,
        // The texts of pages have no name.
        "" => Media::Text,
        _ => outer,
    }
}

/// Values that white space splits, with where they start in the text.
fn split_values(bytes: &[u8], squeezed: Vec<Known>) -> Vec<(Known, usize)> {
    let mut known = squeezed;
    known.sort_by_key(|known| known.span.start);
    let starts: Vec<usize> = known.iter().map(|known| known.span.start).collect();
    let starts = views::squeezed_offsets(bytes, &starts);
    known
        .into_iter()
        .zip(starts)
        .filter(|(known, start)| {
            let last = views::squeezed_offsets(&bytes[*start..], &[known.span.len() - 1])[0];
            let slice = &bytes[*start..bytes.len().min(start + last + 1)];
            slice.len() > known.span.len() && !is_prose(slice)
        })
        .collect()
}

/// Whether words and numbers in a row happen to spell a value: `Summer 2026`, in a sentence or in
/// two cells, is prose, though somebody's password is `Summer2026`. Nothing but a column of fixed
/// width breaks a line inside a token, and that breaks random values, which are no prose.
fn is_prose(slice: &[u8]) -> bool {
    let class = |byte: u8| (byte.is_ascii_alphabetic(), byte.is_ascii_digit());
    let words: Vec<&[u8]> =
        slice.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    let squeezed = words.concat();
    let is_natural = words.windows(2).all(|pair| match pair {
        [[.., last], [first, ..]] => class(*last) != class(*first),
        _ => false,
    });
    is_natural
        && (2..=4).contains(&words.len())
        && words.iter().all(|word| word.len() > 1)
        && squeezed == views::squeeze(slice)
        && !looks_random(&squeezed)
}

/// Writes places of one view; counts its lines only when there is something to place.
struct Place<'a> {
    view: &'a View,
    lines: Option<Lines>,
}

impl<'a> Place<'a> {
    fn of(view: &'a View) -> Self {
        Self { view, lines: None }
    }

    fn at(&mut self, offset: usize) -> String {
        let lines = self.lines.get_or_insert_with(|| Lines::of(&self.view.bytes));
        let line = lines.number(offset);
        if self.view.decoded_from.is_empty() {
            return format!("line {line}");
        }
        format!("line {line}, read as {}", self.view.decoded_from.join(", then "))
    }
}

/// Findings of one part, each value once per rule, at the place where it was found first.
#[derive(Default)]
struct Findings {
    found: Vec<(RuleName, String, Fingerprint)>,
    /// The entry of a packed part that is being read, for places.
    inside: String,
}

impl Findings {
    fn push(&mut self, rule: RuleName, fingerprint: Fingerprint, place: String) {
        let is_known = self.found.iter().any(|known| known.2 == fingerprint && known.0 == rule);
        if !is_known && self.found.len() < MAX_VIOLATIONS {
            self.found.push((rule, format!("{}{place}", self.inside), fingerprint));
        }
    }

    fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    fn into_violations(mut self, part: &str) -> Vec<Violation> {
        self.found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        self.found
            .into_iter()
            .map(|(rule, place, fingerprint)| Violation {
                part: part.to_owned(),
                rule,
                place,
                fingerprint,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
