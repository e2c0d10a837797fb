//! A whole mail as it leaves: every header, body, attachment, file name, and what stands between.
//!
//! The structure is read only to undo transfer encodings; it is not trusted. Bytes that belong to
//! no part are read as text, and the raw message is searched once as it is, so that a malformed
//! message hides nothing.

use crate::guard::{Guard, Media, Part, Violation};
use crate::views::{decode_base64_body, quoted_printable};

/// Multiparts inside multiparts, and messages inside messages.
const MAX_NESTING: usize = 10;

/// A body with what its headers say of it.
struct Piece<'a> {
    name: String,
    media: Media,
    bytes: std::borrow::Cow<'a, [u8]>,
}

impl Guard<'_> {
    /// Returns every violation of one message (RFC 5322, as `.eml`), ordered by part, rule and
    /// place.
    #[must_use]
    pub fn check_message(&self, raw: &[u8]) -> Vec<Violation> {
        let mut pieces = Vec::new();
        split(raw, "message", MAX_NESTING, &mut pieces);
        let mut violations = Vec::new();
        for piece in &pieces {
            let part = Part { name: &piece.name, media: piece.media, bytes: &piece.bytes };
            violations.extend(self.check(part));
        }
        let whole = Part { name: "message", media: Media::Other, bytes: raw };
        for found in self.check_undecoded(whole) {
            let is_known = violations
                .iter()
                .any(|v| v.fingerprint == found.fingerprint && v.rule == found.rule);
            if !is_known {
                violations.push(found);
            }
        }
        violations.sort_by(|a, b| (&a.part, &a.rule, &a.place).cmp(&(&b.part, &b.rule, &b.place)));
        violations
    }
}

/// Splits a message or a body part into pieces; `name` says which one it is.
fn split<'a>(raw: &'a [u8], name: &str, nesting: usize, pieces: &mut Vec<Piece<'a>>) {
    let (head, body) = head_and_body(raw);
    pieces.push(Piece {
        name: format!("{name}, header"),
        media: Media::Header,
        bytes: unfold(head).into(),
    });
    let content_type = field(head, "content-type").unwrap_or_default();
    let kind = content_type.to_ascii_lowercase();
    if let Some(boundary) = parameter(&content_type, "boundary")
        && kind.trim_start().starts_with("multipart/")
        && nesting > 0
    {
        for (n, (is_part, section)) in sections(body, &boundary).into_iter().enumerate() {
            let name = format!("{name} part {n}");
            if is_part {
                split(section, &name, nesting - 1, pieces);
            } else if !section.trim_ascii().is_empty() {
                pieces.push(Piece { name, media: Media::Text, bytes: section.into() });
            }
        }
        return;
    }
    let encoding = field(head, "content-transfer-encoding").unwrap_or_default();
    let decoded = decode(body, encoding.trim());
    let media = media_of(&kind);
    if kind.trim_start().starts_with("message/") && nesting > 0 {
        let mut inner = Vec::new();
        split(&decoded, &format!("{name}, attached"), nesting - 1, &mut inner);
        // The inner pieces borrow from the decoded body, which ends here.
        pieces.extend(
            inner
                .into_iter()
                .map(|piece| Piece { bytes: piece.bytes.into_owned().into(), ..piece }),
        );
        return;
    }
    pieces.push(Piece { name: format!("{name}, {}", media.as_str()), media, bytes: decoded });
}

fn decode<'a>(body: &'a [u8], encoding: &str) -> std::borrow::Cow<'a, [u8]> {
    if encoding.eq_ignore_ascii_case("base64") {
        decode_base64_body(body).into()
    } else if encoding.eq_ignore_ascii_case("quoted-printable") {
        quoted_printable(body).map_or(body.into(), Into::into)
    } else {
        body.into()
    }
}

fn media_of(content_type: &str) -> Media {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    match kind {
        "text/html" | "application/xhtml+xml" | "image/svg+xml" => Media::Html,
        "text/csv" | "text/tab-separated-values" => Media::Csv,
        "application/json" => Media::Json,
        "" => Media::Text,
        _ if kind.ends_with("+json") => Media::Json,
        _ if kind.starts_with("text/") => Media::Text,
        _ => Media::Other,
    }
}

/// The headers and the body, at the first empty line. Without one everything is headers.
fn head_and_body(raw: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    while at < raw.len() {
        let end =
            raw[at..].iter().position(|byte| *byte == b'\n').map_or(raw.len(), |n| at + n + 1);
        if raw[at..end].trim_ascii().is_empty() {
            return (&raw[..at], &raw[end..]);
        }
        at = end;
    }
    (raw, &[])
}

/// Headers with folded lines joined: a line end before white space goes, the white space stays.
fn unfold(head: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(head.len());
    for (at, &byte) in head.iter().enumerate() {
        let next = head[at + 1..].iter().find(|byte| **byte != b'\n').copied();
        let is_fold = byte == b'\n' && matches!(next, Some(b' ' | b'\t'))
            || byte == b'\r' && head.get(at + 1) == Some(&b'\n');
        if !is_fold {
            out.push(byte);
        }
    }
    out
}

fn field(head: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(&unfold(head)).into_owned();
    text.lines().find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field.trim().eq_ignore_ascii_case(name).then(|| value.to_owned())
    })
}

fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let value = value.trim();
        let value = value.strip_prefix('"').map_or(value, |v| v.split('"').next().unwrap_or(v));
        (key.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then(|| value.to_owned())
    })
}

/// What stands between the boundaries: parts, and the text before the first and after the last.
fn sections<'a>(body: &'a [u8], boundary: &str) -> Vec<(bool, &'a [u8])> {
    let mut sections = Vec::new();
    let (mut start, mut is_part) = (0, false);
    let mut at = 0;
    while at < body.len() {
        let end =
            body[at..].iter().position(|byte| *byte == b'\n').map_or(body.len(), |n| at + n + 1);
        let line =
            body[at..end].strip_prefix(b"--").and_then(|l| l.strip_prefix(boundary.as_bytes()));
        if let Some(rest) = line
            && (rest.trim_ascii().is_empty() || rest.trim_ascii() == b"--")
        {
            sections.push((is_part, &body[start..at]));
            is_part = rest.trim_ascii().is_empty();
            start = end;
        }
        at = end;
    }
    sections.push((is_part, &body[start..]));
    sections
}

#[cfg(test)]
mod tests;
