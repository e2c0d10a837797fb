//! What a reader does not see between two letters: soft hyphens, zero-width characters, white
//! space, line folds; and, for random values, everything that is neither letter nor digit.

/// Length of the invisible character at the start, or 0: soft hyphen, combining grapheme joiner,
/// zero-width and directional marks, variation selectors, byte order mark.
fn invisible(bytes: &[u8]) -> usize {
    match bytes {
        [0xc2, 0xad, ..] | [0xcd, 0x8f, ..] | [0xd8, 0x9c, ..] => 2,
        [0xe1, 0xa0, 0x8b..=0x8f, ..]
        | [0xe2, 0x80, 0x8b..=0x8f | 0xaa..=0xae, ..]
        | [0xe2, 0x81, 0xa0..=0xaf, ..]
        | [0xef, 0xb8, 0x80..=0x8f, ..]
        | [0xef, 0xbb, 0xbf, ..] => 3,
        _ => 0,
    }
}

/// Length of the white space at the start, or 0: ASCII's and Unicode's.
fn space(bytes: &[u8]) -> usize {
    match bytes {
        [byte, ..] if byte.is_ascii_whitespace() || *byte == 0x0b => 1,
        [0xc2, 0xa0 | 0x85, ..] => 2,
        [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf, ..]
        | [0xe2, 0x81, 0x9f, ..]
        | [0xe3, 0x80, 0x80, ..]
        | [0xe1, 0x9a, 0x80, ..] => 3,
        _ => 0,
    }
}

/// The bytes without invisible characters, if there are any.
pub(crate) fn without_invisible(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.is_ascii() {
        return None;
    }
    let out = without(bytes, invisible);
    (out.len() < bytes.len()).then_some(out)
}

/// The bytes without white space and invisible characters.
pub(crate) fn squeeze(bytes: &[u8]) -> Vec<u8> {
    if bytes.is_ascii() {
        return bytes.iter().copied().filter(|b| !b.is_ascii_whitespace() && *b != 0x0b).collect();
    }
    without(bytes, |rest| invisible(rest).max(space(rest)))
}

/// Where bytes of the squeezed text stand in the text. The places must ascend.
pub(crate) fn squeezed_offsets(bytes: &[u8], places: &[usize]) -> Vec<usize> {
    offsets(bytes, places, |rest| invisible(rest).max(space(rest)))
}

/// Where bytes of the skeleton stand in the text. The places must ascend.
pub(crate) fn skeleton_offsets(bytes: &[u8], places: &[usize]) -> Vec<usize> {
    offsets(bytes, places, |rest| usize::from(!rest[0].is_ascii_alphanumeric()))
}

fn offsets(bytes: &[u8], places: &[usize], removed: impl Fn(&[u8]) -> usize) -> Vec<usize> {
    let mut out = Vec::with_capacity(places.len());
    let (mut at, mut n_kept) = (0, 0);
    for &place in places {
        while at < bytes.len() {
            match removed(&bytes[at..]) {
                0 if n_kept >= place => break,
                0 => {
                    n_kept += 1;
                    at += 1;
                }
                length => at += length,
            }
        }
        out.push(at.min(bytes.len()));
    }
    out
}

/// The ASCII letters and digits, folded to lower case.
pub(crate) fn skeleton(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect()
}

fn without(bytes: &[u8], removed: impl Fn(&[u8]) -> usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        // No letter, digit or mark of ASCII is ever removed: they are nearly everything.
        if bytes[at].is_ascii_graphic() {
            at += 1;
            continue;
        }
        match removed(&bytes[at..]) {
            0 => at += 1,
            length => {
                out.extend_from_slice(&bytes[start..at]);
                at += length;
                start = at;
            }
        }
    }
    out.extend_from_slice(&bytes[start.min(bytes.len())..]);
    out
}
