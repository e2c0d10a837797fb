//! Escapes of URLs and of string literals: `%41`, `\u0041`, `\x41`, `\101`, `\/`, `\_`.

use super::{hex_byte, nibble};

/// Percent escapes decoded.
pub(super) fn percent(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut has_changed = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match hex_byte(bytes.get(at + 1..).unwrap_or_default()) {
            Some(decoded) if byte == b'%' => {
                out.push(decoded);
                has_changed = true;
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    has_changed.then_some(out)
}

/// Backslash escapes decoded, as JSON, JavaScript, Rust, Python, CSS and Markdown write them.
pub(super) fn string(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.contains(&b'\\') {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut high = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'\\' {
            out.push(byte);
            at += 1;
            continue;
        }
        let (code, length) = escape(&bytes[at + 1..]);
        at += 1 + length;
        push_code(code, &mut high, &mut out);
    }
    Some(out)
}

/// The character that an escape writes and the bytes it takes after its backslash.
fn escape(rest: &[u8]) -> (Option<u32>, usize) {
    match rest {
        [b'u', b'{', digits @ ..] => {
            let n = digits.iter().take(6).take_while(|byte| nibble(**byte).is_some()).count();
            (Some(number(&digits[..n], 16)), n + 2 + usize::from(digits.get(n) == Some(&b'}')))
        }
        [b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(|byte| nibble(**byte).is_some()) => {
            (Some(number(&rest[1..5], 16)), 5)
        }
        [b'x', a, b, ..] if nibble(*a).is_some() && nibble(*b).is_some() => {
            (Some(number(&rest[1..3], 16)), 3)
        }
        [b'0'..=b'3', b'0'..=b'7', b'0'..=b'7', ..] => (Some(number(&rest[..3], 8)), 3),
        [b'n' | b'r', ..] => (Some(u32::from(b'\n')), 1),
        [b't', ..] => (Some(u32::from(b'\t')), 1),
        // A line joined to the next.
        [b'\r', b'\n', ..] => (None, 2),
        [b'\n', ..] => (None, 1),
        [byte, ..] => (Some(u32::from(*byte)), 1),
        [] => (None, 0),
    }
}

fn number(digits: &[u8], base: u32) -> u32 {
    digits.iter().filter_map(|byte| nibble(*byte)).fold(0, |n, d| n * base + u32::from(d))
}

/// Writes a character, joining the two halves that JSON cuts the rarer ones into.
fn push_code(code: Option<u32>, high: &mut Option<u32>, out: &mut Vec<u8>) {
    let code = match (code, high.take()) {
        (Some(low @ 0xdc00..=0xdfff), Some(high)) => {
            Some(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
        }
        (Some(first @ 0xd800..=0xdbff), _) => {
            *high = Some(first);
            None
        }
        (code, _) => code,
    };
    match code {
        // A byte over 0x7f that is no character of its own, as in `\xc3\xa9`, stays a byte.
        Some(byte @ 0x80..=0xff) => out.push(byte as u8),
        Some(code) => {
            let mut buffer = [0; 4];
            let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
        }
        None => {}
    }
}
