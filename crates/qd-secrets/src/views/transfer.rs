//! Encodings of mail: quoted-printable (RFC 2045), encoded words (RFC 2047) and continued
//! parameters (RFC 2231).

use super::base64::decode_body;
use super::hex_byte;

/// Quoted-printable decoded: `=41` and soft line breaks.
pub(crate) fn quoted_printable(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut has_changed = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at + 1..];
        let length = match byte {
            b'=' => soft_break(rest).or_else(|| {
                hex_byte(rest).map(|decoded| {
                    out.push(decoded);
                    2
                })
            }),
            _ => None,
        };
        match length {
            Some(length) => {
                has_changed = true;
                at += 1 + length;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    has_changed.then_some(out)
}

/// The length of a soft break after its `=`: white space that a relay added, and the line end.
fn soft_break(rest: &[u8]) -> Option<usize> {
    let blank = rest.iter().take(80).take_while(|byte| b" \t".contains(byte)).count();
    match &rest[blank..] {
        [b'\r', b'\n', ..] => Some(blank + 2),
        [b'\n', ..] => Some(blank + 1),
        _ => None,
    }
}

/// Encoded words decoded and folded headers joined, followed by continued parameters.
pub(super) fn encoded_words(bytes: &[u8]) -> Option<Vec<u8>> {
    let words = words(bytes);
    let joined = continued_parameters(words.as_deref().unwrap_or(bytes));
    match (words, joined) {
        (Some(mut words), Some(joined)) => {
            words.push(b'\n');
            words.extend(joined);
            Some(words)
        }
        (words, joined) => words.or(joined),
    }
}

fn words(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.windows(2).any(|pair| pair == b"=?") {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut has_changed = false;
    let mut after_word = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if let Some((decoded, length)) = word(&bytes[at..]) {
            // White space between two words is not part of the text (RFC 2047 section 6.2).
            if let Some(end) = after_word
                && bytes[end..at].iter().all(u8::is_ascii_whitespace)
            {
                out.truncate(out.len() - (at - end));
            }
            out.extend(decoded);
            has_changed = true;
            at += length;
            after_word = Some(at);
        } else {
            out.push(byte);
            at += 1;
        }
    }
    has_changed.then_some(out)
}

/// The word `=?charset?B?text?=` that starts here, decoded, and its length.
fn word(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    if !bytes.starts_with(b"=?") {
        return None;
    }
    let charset = bytes[2..].iter().take(64).position(|byte| *byte == b'?')?;
    let encoding = *bytes.get(charset + 3)?;
    let text = bytes.get(charset + 5..)?;
    if bytes[charset + 4] != b'?' {
        return None;
    }
    let end = text.iter().take(2000).position(|byte| *byte == b'?')?;
    if text.get(end + 1) != Some(&b'=') {
        return None;
    }
    let decoded = match encoding {
        b'B' | b'b' => decode_body(&text[..end]),
        b'Q' | b'q' => {
            let spaced: Vec<u8> =
                text[..end].iter().map(|byte| if *byte == b'_' { b' ' } else { *byte }).collect();
            quoted_printable(&spaced).unwrap_or(spaced)
        }
        _ => return None,
    };
    Some((decoded, charset + 5 + end + 2))
}

/// The values of `name*0*=utf-8''a%41; name*1="b"` put together, one name a line.
fn continued_parameters(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.contains(&b'*') {
        return None;
    }
    let mut values: Vec<(&[u8], u32, Vec<u8>)> = Vec::new();
    for (section, line_break) in bytes.split(|byte| *byte == b';').zip(0u32..) {
        let Some(equals) = section.iter().position(|byte| *byte == b'=') else { continue };
        let name = section[..equals].trim_ascii();
        let Some(star) = name.iter().position(|byte| *byte == b'*') else { continue };
        let is_encoded = name.ends_with(b"*");
        let digits = name[star + 1..].strip_suffix(b"*").unwrap_or(&name[star + 1..]);
        let number = std::str::from_utf8(digits).ok().and_then(|n| n.parse().ok());
        let value = section[equals + 1..].trim_ascii();
        let value = match value {
            [b'"', inner @ .., b'"'] => inner,
            // The last parameter of a header runs into the next line of the block.
            all => all.split(|byte| b"\r\n".contains(byte)).next().unwrap_or(all),
        };
        let value = if is_encoded {
            let text =
                value.iter().rposition(|byte| *byte == b'\'').map_or(value, |q| &value[q + 1..]);
            super::escapes::percent(text).unwrap_or_else(|| text.to_vec())
        } else {
            value.to_vec()
        };
        values.push((&name[..star], number.unwrap_or(line_break), value));
    }
    values.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let mut out = Vec::new();
    let mut last: Option<&[u8]> = None;
    for (name, _, value) in &values {
        if last.is_some_and(|last| last != *name) {
            out.push(b'\n');
        }
        last = Some(name);
        out.extend_from_slice(value);
    }
    (!out.is_empty()).then_some(out)
}
