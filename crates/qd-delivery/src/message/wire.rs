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

/// Checks line ends, line lengths, and that the top holds exactly our own headers.
pub(super) fn check_wire(bytes: &[u8]) -> Result<(), DeliveryError> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii());
    let text = text.ok_or(DeliveryError::Malformed("the message has letters beyond ASCII"))?;
    check_lines(text).and_then(|()| check_headers(text)).map_err(DeliveryError::Malformed)
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
    let (head, _) = text.split_once("\r\n\r\n").ok_or("the headers have no end")?;
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
    use super::{TOP_HEADERS, check_wire};

    fn message(extra: &str) -> String {
        let head = TOP_HEADERS.map(|name| format!("{name}: x\r\n")).concat();
        format!("{head}{extra}\r\nbody\r\n")
    }

    #[test]
    fn only_our_own_headers_pass() {
        assert!(check_wire(message("").as_bytes()).is_ok());
        for extra in ["Bcc: a@example.com\r\n", "X: y\r\n", "subject: y\r\n", "a\nb: c\r\n"] {
            assert!(check_wire(message(extra).as_bytes()).is_err(), "{extra:?}");
        }
        assert!(check_wire(b"subject: x\r\n\r\n").is_err());
        assert!(check_wire(&[message("").as_bytes(), &[b'x'; 999]].concat()).is_err());
        assert!(check_wire(&[message("").as_bytes(), "\u{e9}".as_bytes()].concat()).is_err());
    }
}
