//! The texts of a PDF: what its pages show, its titles, and whatever else stands in its streams.
//!
//! It is no reader of PDF: it finds the streams, inflates them, and takes the strings of those that
//! show text through every font's map that the file has. A map of another font makes nonsense of a
//! string, which costs time and matches nothing.

use super::Unpacked;
use super::cmap::{Cmap, hex};

/// Fonts whose maps are tried.
const MAX_FONTS: usize = 24;

/// Adds what each stream holds, and what the pages show.
pub(super) fn texts(bytes: &[u8], unpacked: &mut Unpacked) {
    let mut pages = Vec::new();
    let mut maps = Vec::new();
    // What is encrypted inflates to noise.
    unpacked.is_partial |= contains(bytes, b"/Encrypt");
    let mut at = 0;
    while let Some((head, body)) = stream(bytes, at) {
        at = body.end;
        let packed = &bytes[body];
        let is_packed = contains(head, b"FlateDecode") || contains(head, b"/Fl ");
        let has_other_filter = contains(head, b"LZWDecode")
            || contains(head, b"ASCII85Decode")
            || contains(head, b"/Crypt");
        let content = match (is_packed, has_other_filter) {
            (true, false) => unpacked.zlib(packed),
            (false, false) => Some(packed.to_vec()),
            _ => None,
        };
        let Some(content) = content else {
            unpacked.is_partial = true;
            continue;
        };
        if let Some(map) = is_map(&content).then(|| Cmap::read(&content)).flatten() {
            if maps.len() < MAX_FONTS {
                maps.push(map);
            } else {
                unpacked.is_partial = true;
            }
        } else if is_page(&content) {
            pages.push(content);
        } else {
            unpacked.push(String::new(), Some(content), false);
        }
    }
    let plain = shown(&pages, &|string, out| out.extend_from_slice(string));
    unpacked.push(String::new(), Some(plain), true);
    for map in &maps {
        let text = shown(&pages, &|string, out| map.decode(string, out));
        unpacked.push(String::new(), Some(text), true);
    }
}

/// The next stream: its dictionary, and where its bytes stand.
fn stream(bytes: &[u8], from: usize) -> Option<(&[u8], std::ops::Range<usize>)> {
    let mut at = from;
    loop {
        at += position(bytes.get(at..)?, b"stream")?;
        let is_end = bytes[..at].ends_with(b"end");
        let start = match bytes.get(at + 6..)? {
            [b'\r', b'\n', ..] => at + 8,
            [b'\n', ..] => at + 7,
            _ => at + 6,
        };
        if !is_end && start > at + 6 {
            let end = start + position(&bytes[start..], b"endstream")?;
            let before = &bytes[from.max(at.saturating_sub(4096))..at];
            let head =
                before.windows(4).rposition(|w| w == b" obj").map_or(before, |n| &before[n..]);
            return Some((head, start..end));
        }
        at += 6;
    }
}

fn position(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    crate::extract::position(bytes, 0, needle)
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    position(bytes, needle).is_some()
}

fn is_map(content: &[u8]) -> bool {
    contains(content, b"beginbfchar") || contains(content, b"beginbfrange")
}

fn is_page(content: &[u8]) -> bool {
    contains(content, b"BT") && (contains(content, b"Tj") || contains(content, b"TJ"))
}

/// The strings of pages, one line for each operator that moves on; what an array of glyphs and
/// gaps shows is one string.
fn shown(pages: &[Vec<u8>], decode: &dyn Fn(&[u8], &mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    for page in pages {
        let mut at = 0;
        while at < page.len() {
            match page[at] {
                b'(' => {
                    let (string, end) = literal(page, at + 1);
                    decode(&string, &mut out);
                    at = end;
                }
                b'<' if page.get(at + 1) != Some(&b'<') => {
                    let rest = &page[at + 1..];
                    let end = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
                    decode(&hex(&rest[..end]), &mut out);
                    at += end + 2;
                }
                b'<' | b'>' => at += 2,
                b'T' if matches!(page.get(at + 1), Some(b'd' | b'D' | b'*' | b'm')) => {
                    out.push(b'\n');
                    at += 2;
                }
                b'E' if page.get(at + 1) == Some(&b'T') => {
                    out.push(b'\n');
                    at += 2;
                }
                _ => at += 1,
            }
        }
        out.push(b'\n');
    }
    out
}

/// A string in parentheses from after the first, and where it ends.
fn literal(page: &[u8], start: usize) -> (Vec<u8>, usize) {
    let mut out = Vec::new();
    let (mut at, mut depth) = (start, 1);
    while let Some(&byte) = page.get(at) {
        at += 1;
        match byte {
            b'\\' => {
                let rest = page.get(at..).unwrap_or_default();
                let digits = rest.iter().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
                if digits > 0 {
                    let code = rest[..digits].iter().fold(0u32, |n, b| n * 8 + u32::from(b - b'0'));
                    out.push(code as u8);
                    at += digits;
                } else if let Some(next) = rest.first() {
                    out.push(match next {
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        b'b' => 8,
                        b'f' => 12,
                        other => *other,
                    });
                    at += 1;
                }
            }
            b'(' => {
                depth += 1;
                out.push(byte);
            }
            b')' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
                out.push(byte);
            }
            _ => out.push(byte),
        }
    }
    (out, at)
}
