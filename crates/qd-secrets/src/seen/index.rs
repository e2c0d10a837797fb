//! How known values are found in outgoing bytes: one pass of a keyed window hash, then an HMAC.
//!
//! Each strong value is entered under the hash of its most varied eight bytes, the anchor. The
//! pass hashes every eight-byte window of the text; where an anchor answers, the candidate of the
//! value's length round it is confirmed by HMAC. Random values are entered a second time as all
//! their runs of twelve letters and digits, because half a key is a leak too. Weak values are not
//! slid over the text at all: only tokens that stand in a context are compared with them.
//!
//! All comparisons are of ASCII-folded bytes, so that a change of case hides nothing.

use std::collections::HashMap;

use super::strength::{Context, Strength};
use crate::entropy::{Makeup, looks_random};
use crate::key::{Fingerprint, Keyed, RuleName, WINDOW_BYTES};

/// A range of byte offsets.
pub(crate) type Range = std::ops::Range<usize>;

/// Shorter values are found everywhere and mean nothing.
const MIN_VALUE_BYTES: usize = 4;
/// A longer value is entered in pieces, so that one HMAC reads a bounded number of bytes.
const MAX_VALUE_BYTES: usize = 256;
/// Size of those pieces.
const PIECE_BYTES: usize = 64;
/// Letters and digits of a random value that count as a leak of it (engineering.md section 3).
pub(crate) const GRAM_BYTES: usize = 12;
/// Beyond this number of grams further random values are known whole only: a history of a hundred
/// thousand keys would fill the memory and say nothing more about a report.
const MAX_GRAMS: usize = 1_000_000;

/// A known value at its place in the searched bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) rule: RuleName,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) span: Range,
    pub(crate) is_piece: bool,
}

/// What is known of one value.
struct Entry {
    rule: RuleName,
    fingerprint: Fingerprint,
    strength: Strength,
}

/// One byte sequence that stands for a value: itself, or a piece of it.
struct Shape {
    entry: u32,
    length: u32,
    anchor: u32,
    code: [u8; 16],
}

struct Gram {
    entry: u32,
    code: [u8; 16],
}

#[derive(Default)]
pub(crate) struct Index {
    entries: Vec<Entry>,
    known: HashMap<(usize, [u8; 16]), u32>,
    shapes: HashMap<u32, Vec<Shape>>,
    weak: HashMap<(u32, u32), Vec<Shape>>,
    grams: HashMap<u32, Vec<Gram>>,
    shape_filter: Filter,
    gram_filter: Filter,
    n_grams: usize,
}

impl Index {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn has_weak(&self) -> bool {
        !self.weak.is_empty()
    }

    /// Enters a value. A second time only the rule may change, to the first in order of the
    /// alphabet, so that the order of readers does not show.
    pub(crate) fn insert(&mut self, keyed: &Keyed, rule: &RuleName, value: &[u8]) {
        let value = value.trim_ascii();
        let folded = value.to_ascii_lowercase();
        let says_nothing = folded.iter().all(|byte| Some(byte) == folded.first());
        if folded.len() < MIN_VALUE_BYTES || says_nothing {
            return;
        }
        let new = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let entry = *self.known.entry((folded.len(), keyed.lookup(&folded))).or_insert(new);
        if entry != new {
            let named = &mut self.entries[entry as usize].rule;
            if *rule < *named {
                *named = rule.clone();
            }
            return;
        }
        let strength = Strength::of(value);
        let fingerprint = keyed.fingerprint(value);
        self.entries.push(Entry { rule: rule.clone(), fingerprint, strength });
        if strength == Strength::Strong {
            self.insert_strong(keyed, entry, &folded);
            self.insert_grams(keyed, entry, value);
        } else {
            let shape = shape_of(keyed, entry, &folded, 0);
            self.weak.entry((shape.length, token_hash(keyed, &folded))).or_default().push(shape);
        }
    }

    fn insert_strong(&mut self, keyed: &Keyed, entry: u32, folded: &[u8]) {
        let squeezed: Vec<u8> =
            folded.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        if squeezed.len() != folded.len() {
            self.insert_shapes(keyed, entry, &squeezed);
        }
        self.insert_shapes(keyed, entry, folded);
    }

    fn insert_shapes(&mut self, keyed: &Keyed, entry: u32, folded: &[u8]) {
        if folded.len() < WINDOW_BYTES {
            return;
        }
        if folded.len() <= MAX_VALUE_BYTES {
            self.insert_shape(keyed, entry, folded);
            return;
        }
        for piece in folded.chunks(PIECE_BYTES) {
            // Pieces of armour (`-----begin`) and repeated bytes are not the value's own.
            if piece.len() >= PIECE_BYTES / 2 && Makeup::of(piece).distinct >= 12 {
                self.insert_shape(keyed, entry, piece);
            }
        }
    }

    fn insert_shape(&mut self, keyed: &Keyed, entry: u32, bytes: &[u8]) {
        let anchor = most_varied_window(bytes);
        let hash = keyed.window(&bytes[anchor..anchor + WINDOW_BYTES]);
        self.shape_filter.add(hash);
        let shape = shape_of(keyed, entry, bytes, anchor);
        self.shapes.entry(hash).or_default().push(shape);
    }

    fn insert_grams(&mut self, keyed: &Keyed, entry: u32, value: &[u8]) {
        let skeleton: Vec<u8> =
            value.iter().copied().filter(u8::is_ascii_alphanumeric).take(4096).collect();
        if skeleton.len() <= GRAM_BYTES || !looks_random(&skeleton) || self.n_grams >= MAX_GRAMS {
            return;
        }
        for gram in skeleton.windows(GRAM_BYTES).filter(|gram| is_telling(gram)) {
            let folded = gram.to_ascii_lowercase();
            let hash = keyed.gram(&folded);
            self.gram_filter.add(hash);
            let grams = self.grams.entry(hash).or_default();
            let code = keyed.lookup(&folded);
            if grams.iter().all(|gram| gram.entry != entry || gram.code != code) {
                grams.push(Gram { entry, code });
                self.n_grams += 1;
            }
        }
    }

    pub(crate) fn strong_in(&self, keyed: &Keyed, folded: &[u8]) -> Vec<Known> {
        let mut found = Vec::new();
        for (at, window) in folded.windows(WINDOW_BYTES).enumerate() {
            let hash = keyed.window(window);
            if !self.shape_filter.may_hold(hash) {
                continue;
            }
            for shape in self.shapes.get(&hash).into_iter().flatten() {
                let Some(start) = at.checked_sub(shape.anchor as usize) else { continue };
                let span = start..start + shape.length as usize;
                let Some(candidate) = folded.get(span.clone()) else { continue };
                if keyed.lookup(candidate) == shape.code {
                    found.push(self.known(shape.entry, span, false));
                }
            }
        }
        found
    }

    pub(crate) fn pieces_in(&self, keyed: &Keyed, skeleton: &[u8]) -> Vec<Known> {
        let mut found = Vec::new();
        if self.grams.is_empty() {
            return found;
        }
        for (at, gram) in skeleton.windows(GRAM_BYTES).enumerate() {
            let hash = keyed.gram(gram);
            if !self.gram_filter.may_hold(hash) {
                continue;
            }
            for known in self.grams.get(&hash).into_iter().flatten() {
                if keyed.lookup(gram) == known.code {
                    found.push(self.known(known.entry, at..at + GRAM_BYTES, true));
                }
            }
        }
        found
    }

    pub(crate) fn weak_at(
        &self,
        keyed: &Keyed,
        folded: &[u8],
        token: Range,
        context: Context,
    ) -> Option<Known> {
        let bytes = folded.get(token.clone())?;
        let length = u32::try_from(bytes.len()).ok()?;
        let shapes = self.weak.get(&(length, token_hash(keyed, bytes)))?;
        let shape = shapes.iter().find(|shape| {
            self.entries[shape.entry as usize].strength.allows(context)
                && keyed.lookup(bytes) == shape.code
        })?;
        Some(self.known(shape.entry, token, false))
    }

    fn known(&self, entry: u32, span: Range, is_piece: bool) -> Known {
        let entry = &self.entries[entry as usize];
        Known { rule: entry.rule.clone(), fingerprint: entry.fingerprint, span, is_piece }
    }
}

fn shape_of(keyed: &Keyed, entry: u32, bytes: &[u8], anchor: usize) -> Shape {
    // Lengths are bounded by the piece size, or by a line of configuration for weak values.
    Shape {
        entry,
        length: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        anchor: u32::try_from(anchor).unwrap_or(0),
        code: keyed.lookup(bytes),
    }
}

/// Hash of a whole token of any length, by its two ends.
fn token_hash(keyed: &Keyed, bytes: &[u8]) -> u32 {
    let n = bytes.len().min(WINDOW_BYTES);
    keyed.window(&bytes[..n]) ^ keyed.window(&bytes[bytes.len() - n..]).rotate_left(7)
}

/// The window with the most distinct bytes, the last of equals: keys open with a common prefix.
fn most_varied_window(bytes: &[u8]) -> usize {
    let distinct = |window: &[u8]| {
        window.iter().enumerate().filter(|(i, byte)| !window[..*i].contains(byte)).count()
    };
    bytes
        .windows(WINDOW_BYTES)
        .enumerate()
        .max_by_key(|(at, window)| (distinct(window), *at))
        .map_or(0, |(at, _)| at)
}

/// Whether twelve letters and digits are random enough to be no word, date or prefix.
fn is_telling(gram: &[u8]) -> bool {
    let makeup = Makeup::of(gram);
    let n_changes = if makeup.lower == 0 { 2 } else { 3 };
    makeup.digits >= 1
        && makeup.letters() >= 2
        && makeup.distinct >= 7
        && makeup.changes >= n_changes
}

/// A bitmap that says "certainly not" for most hashes before any table is asked.
struct Filter {
    bits: Vec<u64>,
}

/// 128 KiB: six thousand grams set half a percent of the bits.
const FILTER_BITS: usize = 1 << 20;

impl Default for Filter {
    fn default() -> Self {
        Self { bits: vec![0; FILTER_BITS / 64] }
    }
}

impl Filter {
    fn add(&mut self, hash: u32) {
        let bit = hash as usize & (FILTER_BITS - 1);
        self.bits[bit / 64] |= 1 << (bit % 64);
    }

    #[inline]
    fn may_hold(&self, hash: u32) -> bool {
        let bit = hash as usize & (FILTER_BITS - 1);
        self.bits[bit / 64] >> (bit % 64) & 1 == 1
    }
}
