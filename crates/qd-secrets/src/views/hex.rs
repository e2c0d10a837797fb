//! Hex: runs of digits at both alignments, and pairs with marks between them (`41:4b`, `\x41`).

use super::nibble;
use super::printable::append_stretches;

/// Digits of eight bytes.
const MIN_RUN_DIGITS: usize = 16;

/// What the runs hold.
pub(super) fn runs(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut digits = Vec::new();
    let mut gap = 0;
    for &byte in bytes {
        match nibble(byte) {
            // The 0 of `0x41` is a mark, not a digit; a word that begins with x after a run is neither.
            _ if byte == b'x' && gap == 0 && digits.last() == Some(&0) => {
                digits.pop();
                gap += 1;
            }
            Some(digit) => {
                digits.push(digit);
                gap = 0;
            }
            None if gap < 4 && is_mark(byte) => gap += 1,
            None => end_run(&mut digits, &mut gap, &mut out),
        }
    }
    end_run(&mut digits, &mut gap, &mut out);
    (!out.is_empty()).then_some(out)
}

fn is_mark(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b":-,\\x%;\"'&#$".contains(&byte)
}

fn end_run(digits: &mut Vec<u8>, gap: &mut usize, out: &mut Vec<u8>) {
    if digits.len() >= MIN_RUN_DIGITS {
        for alignment in 0..2 {
            let pairs = digits[alignment..].chunks_exact(2);
            let decoded: Vec<u8> = pairs.map(|pair| pair[0] << 4 | pair[1]).collect();
            append_stretches(&decoded, out);
        }
    }
    digits.clear();
    *gap = 0;
}
