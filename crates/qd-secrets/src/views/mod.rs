//! The guard's decoders: every way in which a mail or a page can write the same bytes.
//!
//! A decoder turns bytes into the bytes that a reader's program would make of them, or answers
//! `None` where there is nothing to decode. [`visit`] applies them to each other's results, three
//! deep, and hands every view to the caller once. A decoder may be too eager, because a wrong view
//! costs time and matches nothing; it must never be too shy.

mod base64;
mod escapes;
mod hex;
mod html;
mod invisible;
mod printable;
mod transfer;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

pub(crate) use base64::decode_body as decode_base64_body;
pub(crate) use invisible::{
    skeleton, skeleton_offsets, squeeze, squeezed_offsets, without_invisible,
};
pub(crate) use transfer::quoted_printable;

/// Decodings applied to each other's results.
const MAX_DEPTH: usize = 3;
/// Bytes of all views together: this many times the part, and at least and at most the other two.
const BUDGET_FACTOR: usize = 40;
const MIN_BUDGET_BYTES: usize = 8 << 20;
/// No more memory than this for a part of any size.
const MAX_BUDGET_BYTES: usize = 512 << 20;

type Decoder = fn(&[u8]) -> Option<Vec<u8>>;

/// The decoders with the words that a place uses for them.
const DECODERS: &[(&str, Decoder)] = &[
    ("quoted-printable", transfer::quoted_printable),
    ("base 64", base64::runs),
    ("HTML text", html::text),
    ("HTML entities", html::entities),
    ("percent escapes", escapes::percent),
    ("string escapes", escapes::string),
    ("encoded words", transfer::encoded_words),
    ("UTF-16", printable::without_nul),
    ("hex", hex::runs),
    ("printable text", printable::stretches),
];

/// One reading of a part.
pub(crate) struct View {
    pub(crate) bytes: Vec<u8>,
    /// Decoders applied, the first first. Empty for the bytes as they are.
    pub(crate) decoded_from: Vec<&'static str>,
}

/// Whether all views were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coverage {
    Complete,
    /// The budget ended first. What could not be read is never counted as clean.
    Exhausted,
}

/// Calls `see` with the bytes as they are and with each decoding of them, breadth first.
pub(crate) fn visit(bytes: &[u8], see: impl FnMut(&View)) -> Coverage {
    visit_to(MAX_DEPTH, bytes, see)
}

/// As [`visit`], for bytes that a compressor wrote: what is printable in them is read as it stands.
/// Noise has printable stretches that every decoder makes more noise of, at ten times the cost.
pub(crate) fn visit_packed(bytes: &[u8], see: impl FnMut(&View)) -> Coverage {
    visit_to(1, bytes, see)
}

fn visit_to(max_depth: usize, bytes: &[u8], mut see: impl FnMut(&View)) -> Coverage {
    let mut budget = (bytes.len() * BUDGET_FACTOR).clamp(MIN_BUDGET_BYTES, MAX_BUDGET_BYTES);
    let mut coverage = Coverage::Complete;
    let mut known = HashSet::from([digest(bytes)]);
    let mut level = vec![View { bytes: bytes.to_vec(), decoded_from: Vec::new() }];
    for depth in 0..=max_depth {
        let mut next = Vec::new();
        for view in level {
            see(&view);
            if depth == max_depth || coverage == Coverage::Exhausted {
                continue;
            }
            for (name, decoded) in decodings(&view) {
                if !known.insert(digest(&decoded)) {
                    continue;
                }
                let Some(rest) = budget.checked_sub(decoded.len()) else {
                    coverage = Coverage::Exhausted;
                    break;
                };
                budget = rest;
                let mut decoded_from = view.decoded_from.clone();
                decoded_from.push(name);
                next.push(View { bytes: decoded, decoded_from });
            }
        }
        level = next;
    }
    coverage
}

/// Noise is not decoded as text: its printable stretches are, in their own view.
fn decodings(view: &View) -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    let is_binary = printable::is_binary(&view.bytes);
    DECODERS
        .iter()
        .filter(move |(name, _)| !is_binary || matches!(*name, "printable text" | "UTF-16"))
        .filter_map(|(name, decode)| Some((*name, decode(&view.bytes)?)))
        .filter(|(_, decoded)| !decoded.is_empty())
}

fn digest(bytes: &[u8]) -> (usize, u64) {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    (bytes.len(), hasher.finish())
}

/// The value of a hex digit.
pub(crate) fn nibble(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// The byte that two hex digits at the start write.
pub(crate) fn hex_byte(bytes: &[u8]) -> Option<u8> {
    Some(nibble(*bytes.first()?)? << 4 | nibble(*bytes.get(1)?)?)
}

#[cfg(test)]
mod tests;
