//! Reads a finished message and refuses what a mail server or reader would take differently.

use std::collections::BTreeSet;

use crate::DeliveryError;

/// The longest line without its end (RFC 5322, 2.1.1).
const MAX_LINE: usize = 998;
/// The headers that we write at the top, each once. `Bcc` is not among them.
const TOP_HEADERS: [&str; 12] = [
    "auto-submitted",
    "content-type",
    "date",
    "from",
    "list-id",
    "message-id",
    "mime-version",
    "references",
    "subject",
    "to",
    "x-entity-ref-id",
    "x-quarterdeck-delivery",
];

/// Checks line ends, line lengths, and that the head holds exactly our own headers.
pub(super) fn check_head(bytes: &[u8]) -> Result<(), DeliveryError> {
    let text = ascii(bytes)?;
    check_lines(text).and_then(|()| check_headers(text)).map_err(DeliveryError::Malformed)
}

/// Checks line ends and line lengths of what stands below the head.
pub(super) fn check_body(bytes: &[u8]) -> Result<(), DeliveryError> {
    check_lines(ascii(bytes)?).map_err(DeliveryError::Malformed)
}

fn ascii(bytes: &[u8]) -> Result<&str, DeliveryError> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii());
    text.ok_or(DeliveryError::Malformed("the message has letters beyond ASCII"))
}

fn check_lines(text: &str) -> Result<(), &'static str> {
    if text.contains('\0') {
        return Err("a line holds a NUL");
    }
    let (lines, last) = text.rsplit_once('\n').unwrap_or(("", text));
    let ended = lines.split('\n').map(|line| line.strip_suffix('\r'));
    for line in ended.chain([Some(last)]) {
        let line = line.ok_or("a line ends without a carriage return")?;
        if line.len() > MAX_LINE {
            return Err("a line is longer than 998 octets");
        }
        if line.contains('\r') {
            return Err("a line holds a carriage return");
        }
    }
    Ok(())
}

fn check_headers(text: &str) -> Result<(), &'static str> {
    let head = text.strip_suffix("\r\n\r\n").ok_or("the headers have no end")?;
    if head.contains("\r\n\r\n") {
        return Err("a line among the headers is empty");
    }
    let mut seen = BTreeSet::new();
    for line in head.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])) {
        let (name, _) = line.split_once(':').ok_or("a header has no colon")?;
        let name = name.to_ascii_lowercase();
        if !TOP_HEADERS.contains(&name.as_str()) {
            return Err("a header is there that was not asked for");
        }
        if !seen.insert(name) {
            return Err("a header is there twice");
        }
    }
    match seen.len() == TOP_HEADERS.len() {
        true => Ok(()),
        false => Err("a header is missing"),
    }
}

#[cfg(test)]
mod tests {
    use super::{TOP_HEADERS, check_body, check_head};

    fn head(extra: &str) -> String {
        let head = TOP_HEADERS.map(|name| format!("{name}: x\r\n")).concat();
        format!("{head}{extra}\r\n")
    }

    #[test]
    fn only_our_own_headers_pass() {
        assert!(check_head(head("").as_bytes()).is_ok());
        for extra in ["Bcc: a@example.com\r\n", "X: y\r\n", "subject: y\r\n", "a\nb: c\r\n"] {
            assert!(check_head(head(extra).as_bytes()).is_err(), "{extra:?}");
        }
        for wrong in ["subject: x\r\n\r\n", &format!("{}body\r\n", head("")), &head("\r\n")] {
            assert!(check_head(wrong.as_bytes()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn below_the_head_lines_are_short_ended_and_plain() {
        assert!(check_body(b"--x\r\n\r\nbody\r\n").is_ok());
        assert!(check_body(&[b'x'; 999]).is_err());
        for wrong in ["\u{e9}", "a\nb\r\n", "a\rb\r\n", "\0"] {
            assert!(check_body(wrong.as_bytes()).is_err(), "{wrong:?}");
        }
    }
}
