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

use super::sealed::{self, SealedValue};
use super::strength::{Context, Strength};
use crate::key::{Fingerprint, Keyed, RuleName, WINDOW_BYTES};

/// A range of byte offsets.
pub(crate) type Range = std::ops::Range<usize>;

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
    pub(crate) fn enter(&mut self, value: &SealedValue) {
        let new = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let entry = *self.known.entry((value.length as usize, value.code)).or_insert(new);
        if entry != new {
            let named = &mut self.entries[entry as usize].rule;
            if value.rule < *named {
                *named = value.rule.clone();
            }
            return;
        }
        let (rule, strength) = (value.rule.clone(), value.strength);
        self.entries.push(Entry { rule, fingerprint: value.fingerprint, strength });
        for sealed in &value.shapes {
            let shape =
                Shape { entry, length: sealed.length, anchor: sealed.anchor, code: sealed.code };
            if strength == Strength::Strong {
                self.shape_filter.add(sealed.hash);
                self.shapes.entry(sealed.hash).or_default().push(shape);
            } else {
                self.weak.entry((sealed.length, sealed.hash)).or_default().push(shape);
            }
        }
        for (hash, code) in &value.grams {
            if self.n_grams >= MAX_GRAMS {
                return;
            }
            self.gram_filter.add(*hash);
            let grams = self.grams.entry(*hash).or_default();
            if grams.iter().all(|gram| gram.entry != entry || gram.code != *code) {
                grams.push(Gram { entry, code: *code });
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
        let shapes = self.weak.get(&(length, sealed::token_hash(keyed, bytes)))?;
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
