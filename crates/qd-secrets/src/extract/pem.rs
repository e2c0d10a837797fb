//! Private keys in armour: `-----BEGIN ... PRIVATE KEY-----` with a body, in files and in strings.
//!
//! A begin line alone, as documentation quotes it, is no key.

use std::ops::Range;

use super::Place;

/// The longest armoured key read: RSA keys of 16 kbit take 13 kB.
const MAX_KEY_BYTES: usize = 32 * 1024;
/// Base-64 characters of a body without which there is no key.
const MIN_BODY_BYTES: usize = 24;

/// Finds every block of a text.
pub(super) fn find(text: &[u8], found: &mut Vec<Place>) {
    let mut from = 0;
    while let Some(begin) = position(text, from, b"-----BEGIN ") {
        from = at(text, begin, found);
    }
}

/// Reads the block that may begin here, and returns where to go on.
pub(super) fn at(text: &[u8], begin: usize, found: &mut Vec<Place>) -> usize {
    let Some((span, body)) = block(text, begin) else { return begin + 11 };
    let end = span.end;
    let mut place = Place::new("private-key", body);
    place.span = span;
    found.push(place);
    end
}

/// A key of PuTTY: as many lines of base 64 as the number behind `Private-Lines:` says.
pub(super) fn putty(text: &[u8], at: usize, found: &mut Vec<Place>) {
    let line_end = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.iter().take(256).position(|byte| *byte == b'\n').unwrap_or(rest.len().min(256))
    };
    let head = line_end(at);
    let number = std::str::from_utf8(text[at..head].trim_ascii()).ok();
    let Some(n_lines) = number.and_then(|n| n.parse::<usize>().ok()).filter(|n| *n <= 500) else {
        return;
    };
    let start = (head + 1).min(text.len());
    let mut end = start;
    for _ in 0..n_lines {
        end = (line_end(end) + 1).min(text.len());
    }
    let body = start..start + text[start..end].trim_ascii_end().len();
    if body.len() >= MIN_BODY_BYTES && text[body.clone()].iter().all(|byte| is_body(*byte)) {
        found.push(Place::new("private-key", body));
    }
}

/// The block that begins here, whole and without its armour.
fn block(text: &[u8], begin: usize) -> Option<(Range<usize>, Range<usize>)> {
    let limit = text.len().min(begin + MAX_KEY_BYTES);
    let label_end = position(&text[..limit.min(begin + 80)], begin + 11, b"-----")?;
    let label = &text[begin..label_end];
    position(label, 0, b"PRIVATE KEY").or_else(|| position(label, 0, b"OpenVPN Static key"))?;
    let body_start = label_end + 5;
    let body_end = match position(&text[..limit], body_start, b"-----END ") {
        Some(end) => end,
        None => body_start + text[body_start..limit].iter().take_while(|b| is_body(**b)).count(),
    };
    let body = body_start..body_end;
    let n_base64 = text[body.clone()].iter().filter(|b| b.is_ascii_alphanumeric()).count();
    if n_base64 < MIN_BODY_BYTES || !text[body.clone()].iter().all(|b| is_body(*b)) {
        return None;
    }
    let after = &text[body_end..limit.min(body_end + 80)];
    let end = match position(after, 9.min(after.len()), b"-----") {
        Some(close) if after.starts_with(b"-----END ") => body_end + close + 5,
        _ => body_end,
    };
    Some((begin..end, body))
}

/// Base 64, line ends (real and escaped), quotes and joints of string literals, and the headers of
/// encrypted keys.
fn is_body(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || byte.is_ascii_whitespace()
        || b"+/=\\\"',:-.#>*&;".contains(&byte)
}

/// Where a needle stands, from a place on.
pub(crate) fn position(text: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = from;
    loop {
        at += text.get(at..)?.iter().position(|&byte| byte == first)?;
        if text[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: usize) {
        let mut found = Vec::new();
        find(text.as_bytes(), &mut found);
        assert_eq!(found.len(), expected, "{text}");
    }

    #[test]
    fn keys_and_what_only_looks_like_one() {
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
        check(&format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"), 1);
        check(&format!("k = \"-----BEGIN RSA PRIVATE KEY-----\\n{body}\\n\""), 1);
        check(&format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{body}"), 1);
        check("a file starts with -----BEGIN PRIVATE KEY----- and ends", 0);
        check(&format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----"), 0);
        check(&format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----"), 0);
        check("-----BEGIN ", 0);
        check(&format!("-----BEGIN OpenVPN Static key V1-----\n{body}\n-----END OpenVPN"), 1);
    }

    #[test]
    fn keys_of_putty() {
        let check = |text: &str, expected: usize| {
            let mut found = Vec::new();
            putty(text.as_bytes(), text.find(':').unwrap() + 1, &mut found);
            assert_eq!(found.len(), expected, "{text}");
        };
        check("Private-Lines: 1\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nPrivate-MAC: 00\n", 1);
        check("Private-Lines: 900\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n", 0);
        check("Private-Lines: x\n", 0);
        check("Private-Lines: 3", 0);
    }
}
