//! Base 64: whole MIME bodies, and runs embedded anywhere, at each of the four alignments.
//!
//! Where a run begins is not known: `path/QUtJQ...` is one run of the alphabet to its last byte.
//! So each run is decoded from its first four positions, and what comes out as noise is dropped.

use super::invisible::squeeze;
use super::printable::append_stretches;

/// Characters that eight bytes take, less those that a neighbour may share.
const MIN_RUN_BYTES: usize = 10;
/// Lines of a body end at 76 characters or fewer.
const FOLD: &[u8] = b"\n";

/// What the runs hold, in the text as it is and with its white space removed.
pub(super) fn runs(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    decode_runs(bytes, &mut out);
    // Folded base 64 is one run once its line ends are gone.
    if bytes.contains(&FOLD[0]) || bytes.contains(&b' ') {
        decode_runs(&squeeze(bytes), &mut out);
    }
    (!out.is_empty()).then_some(out)
}

/// A whole body in base 64, ignoring what is not in the alphabet (RFC 2045 section 6.8).
pub(crate) fn decode_body(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    for segment in bytes.split(|byte| *byte == b'=') {
        let digits: Vec<u8> = segment.iter().filter_map(|byte| digit(*byte)).collect();
        decode_digits(&digits, &mut out);
    }
    out
}

fn decode_runs(bytes: &[u8], out: &mut Vec<u8>) {
    let mut decoded = Vec::new();
    let mut digits = Vec::new();
    for run in bytes.split(|byte| digit(*byte).is_none()) {
        if run.len() < MIN_RUN_BYTES {
            continue;
        }
        digits.clear();
        digits.extend(run.iter().filter_map(|byte| digit(*byte)));
        for alignment in 0..4 {
            decoded.clear();
            decode_digits(&digits[alignment..], &mut decoded);
            append_stretches(&decoded, out);
        }
    }
}

fn decode_digits(digits: &[u8], out: &mut Vec<u8>) {
    let mut quads = digits.chunks_exact(4);
    for quad in &mut quads {
        let word = quad.iter().fold(0u32, |word, digit| word << 6 | u32::from(*digit));
        out.extend_from_slice(&word.to_be_bytes()[1..]);
    }
    let rest = quads.remainder();
    if rest.len() >= 2 {
        let word = rest.iter().fold(0u32, |word, digit| word << 6 | u32::from(*digit));
        let word = word << (6 * (4 - rest.len()));
        out.extend_from_slice(&word.to_be_bytes()[1..rest.len()]);
    }
}

/// The value of a character in either alphabet (RFC 4648 sections 4 and 5).
fn digit(byte: u8) -> Option<u8> {
    const NONE: u8 = 0xff;
    const DIGITS: [u8; 256] = {
        let mut table = [NONE; 256];
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut i = 0;
        while i < 64 {
            table[alphabet[i] as usize] = i as u8;
            i += 1;
        }
        table[b'-' as usize] = 62;
        table[b'_' as usize] = 63;
        table
    };
    let value = DIGITS[usize::from(byte)];
    (value != NONE).then_some(value)
}
