//! A value as the set keeps it: hashes and codes under the run's key, from which nobody can read it
//! back. It can be written to a cache and entered again by a later run with the same key.

use super::index::GRAM_BYTES;
use super::strength::Strength;
use crate::entropy::{Makeup, looks_random};
use crate::key::{Fingerprint, Keyed, RuleName, WINDOW_BYTES};

/// Shorter values are found everywhere and mean nothing.
const MIN_VALUE_BYTES: usize = 4;
/// A longer value is entered in pieces, so that one HMAC reads a bounded number of bytes.
const MAX_VALUE_BYTES: usize = 256;
/// Size of those pieces.
const PIECE_BYTES: usize = 64;
/// Letters and digits of one value that are looked at for halves of it.
const MAX_SKELETON_BYTES: usize = 4096;
/// Shapes and grams of one value; more in a cache are damage.
const MAX_PARTS: usize = 1 << 16;

/// Holds one seen value, unreadable.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedValue {
    pub(super) rule: RuleName,
    pub(super) fingerprint: Fingerprint,
    pub(super) length: u32,
    /// The code of the whole value, folded.
    pub(super) code: [u8; 16],
    pub(super) strength: Strength,
    pub(super) shapes: Vec<SealedShape>,
    /// Hash and code of each run of letters and digits that counts as a leak.
    pub(super) grams: Vec<(u32, [u8; 16])>,
}

/// One byte sequence that stands for the value: itself, or a piece of it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct SealedShape {
    pub(super) hash: u32,
    pub(super) length: u32,
    pub(super) anchor: u32,
    pub(super) code: [u8; 16],
}

impl std::fmt::Debug for SealedValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedValue({}, {} bytes)", self.rule, self.length)
    }
}

impl SealedValue {
    /// Seals a value; `None` for what is too short or too uniform to be one.
    pub(crate) fn of(keyed: &Keyed, rule: &RuleName, value: &[u8]) -> Option<Self> {
        let value = value.trim_ascii();
        let folded = value.to_ascii_lowercase();
        let says_nothing = folded.iter().all(|byte| Some(byte) == folded.first());
        if folded.len() < MIN_VALUE_BYTES || says_nothing {
            return None;
        }
        let strength = Strength::of(value);
        let (mut shapes, mut grams) = (Vec::new(), Vec::new());
        if strength == Strength::Strong {
            let squeezed: Vec<u8> =
                folded.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            if squeezed.len() != folded.len() {
                seal_shapes(keyed, &squeezed, &mut shapes);
            }
            seal_shapes(keyed, &folded, &mut shapes);
            seal_grams(keyed, value, &mut grams);
        } else {
            shapes.push(SealedShape {
                hash: token_hash(keyed, &folded),
                ..SealedShape::of(keyed, &folded, 0)
            });
        }
        Some(Self {
            rule: rule.clone(),
            fingerprint: keyed.fingerprint(value),
            length: u32::try_from(folded.len()).unwrap_or(u32::MAX),
            code: keyed.lookup(&folded),
            strength,
            shapes,
            grams,
        })
    }

    /// Returns the rule that it was recognised by.
    #[must_use]
    pub fn rule(&self) -> &RuleName {
        &self.rule
    }

    /// Appends it to the bytes of a cache.
    pub fn write(&self, out: &mut Vec<u8>) {
        let rule = self.rule.as_str().as_bytes();
        out.push(u8::try_from(rule.len()).unwrap_or(0));
        out.extend_from_slice(&rule[..usize::from(*out.last().unwrap_or(&0))]);
        out.extend_from_slice(&self.fingerprint.to_bytes());
        out.extend_from_slice(&self.length.to_le_bytes());
        out.extend_from_slice(&self.code);
        out.push(self.strength as u8);
        out.extend_from_slice(&(self.shapes.len() as u32).to_le_bytes());
        for shape in &self.shapes {
            for number in [shape.hash, shape.length, shape.anchor] {
                out.extend_from_slice(&number.to_le_bytes());
            }
            out.extend_from_slice(&shape.code);
        }
        out.extend_from_slice(&(self.grams.len() as u32).to_le_bytes());
        for (hash, code) in &self.grams {
            out.extend_from_slice(&hash.to_le_bytes());
            out.extend_from_slice(code);
        }
    }

    /// Reads one from the front of a cache's bytes and leaves the rest; `None` for damage.
    pub fn read(bytes: &mut &[u8]) -> Option<Self> {
        let length = usize::from(take::<1>(bytes)?[0]);
        let (rule, rest) = bytes.split_at_checked(length)?;
        let rule = RuleName::new(std::str::from_utf8(rule).ok()?);
        *bytes = rest;
        let fingerprint = Fingerprint::from_bytes(take(bytes)?);
        let length = number(bytes)?;
        let code = take(bytes)?;
        let strength = Strength::from_code(take::<1>(bytes)?[0])?;
        let n_shapes = count(bytes)?;
        let mut shapes = Vec::new();
        for _ in 0..n_shapes {
            let (hash, length, anchor) = (number(bytes)?, number(bytes)?, number(bytes)?);
            shapes.push(SealedShape { hash, length, anchor, code: take(bytes)? });
        }
        let n_grams = count(bytes)?;
        let mut grams = Vec::new();
        for _ in 0..n_grams {
            grams.push((number(bytes)?, take(bytes)?));
        }
        Some(Self { rule, fingerprint, length, code, strength, shapes, grams })
    }
}

impl SealedShape {
    fn of(keyed: &Keyed, bytes: &[u8], anchor: usize) -> Self {
        // Lengths are bounded by the piece size, or by a line of configuration for weak values.
        Self {
            hash: 0,
            length: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            anchor: u32::try_from(anchor).unwrap_or(0),
            code: keyed.lookup(bytes),
        }
    }
}

fn seal_shapes(keyed: &Keyed, folded: &[u8], shapes: &mut Vec<SealedShape>) {
    if folded.len() < WINDOW_BYTES {
        return;
    }
    if folded.len() <= MAX_VALUE_BYTES {
        shapes.push(seal_shape(keyed, folded));
        return;
    }
    for piece in folded.chunks(PIECE_BYTES).take(MAX_PARTS / 2) {
        // Pieces of armour (`-----begin`) and repeated bytes are not the value's own.
        if piece.len() >= PIECE_BYTES / 2 && Makeup::of(piece).distinct >= 12 {
            shapes.push(seal_shape(keyed, piece));
        }
    }
}

fn seal_shape(keyed: &Keyed, bytes: &[u8]) -> SealedShape {
    let anchor = most_varied_window(bytes);
    let hash = keyed.window(&bytes[anchor..anchor + WINDOW_BYTES]);
    SealedShape { hash, ..SealedShape::of(keyed, bytes, anchor) }
}

fn seal_grams(keyed: &Keyed, value: &[u8], grams: &mut Vec<(u32, [u8; 16])>) {
    let skeleton: Vec<u8> =
        value.iter().copied().filter(u8::is_ascii_alphanumeric).take(MAX_SKELETON_BYTES).collect();
    if skeleton.len() <= GRAM_BYTES || !looks_random(&skeleton) {
        return;
    }
    for gram in skeleton.windows(GRAM_BYTES).filter(|gram| is_telling(gram)) {
        let folded = gram.to_ascii_lowercase();
        grams.push((keyed.gram(&folded), keyed.lookup(&folded)));
    }
}

/// Hash of a whole token of any length, by its two ends.
pub(super) fn token_hash(keyed: &Keyed, bytes: &[u8]) -> u32 {
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

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*first)
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    take(bytes).map(u32::from_le_bytes)
}

fn count(bytes: &mut &[u8]) -> Option<usize> {
    number(bytes).map(|n| n as usize).filter(|n| *n <= MAX_PARTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SecretKey;

    #[test]
    fn a_sealed_value_survives_the_cache_and_damage_is_told() {
        let keyed = Keyed::new(&SecretKey::new([3; 32]));
        let rule = RuleName::new("assigned-secret");
        for value in ["q7Zt0Xv9LmPw3RbY8cKd2NfH", "operations", "correct horse battery staple"] {
            let sealed = SealedValue::of(&keyed, &rule, value.as_bytes()).unwrap();
            let mut bytes = Vec::new();
            sealed.write(&mut bytes);
            let mut rest = &bytes[..];
            assert_eq!(SealedValue::read(&mut rest), Some(sealed));
            assert!(rest.is_empty());
            assert!(!bytes.windows(4).any(|window| value.as_bytes().starts_with(window)));
            for cut in 0..bytes.len() {
                assert_eq!(SealedValue::read(&mut &bytes[..cut]), None, "{cut}");
            }
        }
        assert!(SealedValue::of(&keyed, &rule, b"xxxxxxxx").is_none());
    }
}
