//! Credentials that commands and calls carry without a name: `mysql -pX`, `curl -u me:X`,
//! `IDENTIFIED BY 'X'`, `auth=("me", "X")`.

use std::ops::Range;

use super::assignments::until;
use super::{Confidence, Kind, Place};
use crate::inert::is_inert;
use crate::seen::{ASSIGNED, Strength};

/// Reads on behind a word of [`super::triggers`].
pub(super) type Reader = fn(&[u8], usize, &mut Vec<Place>);

/// How far behind its command a flag may stand, on the same line or on lines joined to it.
const REACH: usize = 500;

/// The next string in quotes on this line: `IDENTIFIED BY 'x'`, `ConvertTo-SecureString "x"`.
pub(super) fn quoted_next(text: &[u8], at: usize, found: &mut Vec<Place>) {
    let line = until(&text[..text.len().min(at + 120)], at, b"\r\n;");
    if let Some(value) = quoted(text, line) {
        push(text, value, found);
    }
}

/// The second of two strings: `HTTPBasicAuth("me", "x")`.
pub(super) fn second_argument(text: &[u8], at: usize, found: &mut Vec<Place>) {
    let line = until(&text[..text.len().min(at + 300)], at, b"\r\n");
    let Some(first) = quoted(text, line.clone()) else { return };
    if !text[at..first.start - 1].trim_ascii().is_empty() {
        return;
    }
    let rest = first.end + 1..line.end.max(first.end + 1);
    let is_next = text[rest.clone()].trim_ascii_start().starts_with(b",");
    if let Some(second) = quoted(text, rest).filter(|_| is_next) {
        push(text, second, found);
    }
}

/// `sshpass -p x`, `docker login -u me -p x`.
pub(super) fn flag_p(text: &[u8], at: usize, found: &mut Vec<Place>) {
    flag(text, at, b"-p", found);
}

/// `redis-cli -a x`.
pub(super) fn flag_a(text: &[u8], at: usize, found: &mut Vec<Place>) {
    flag(text, at, b"-a", found);
}

/// `mysql -u root -pX`: the flag is glued to its value.
pub(super) fn glued_p(text: &[u8], at: usize, found: &mut Vec<Place>) {
    let command = command(text, at);
    let mut start = at;
    for word in text[command].split(|byte| b" \t".contains(byte)) {
        let is_whole = |value: &&[u8]| match value {
            [quote @ (b'\'' | b'"'), .., last] => quote == last,
            value => !value.is_empty(),
        };
        if let Some(value) = word.strip_prefix(b"-p").filter(is_whole) {
            let value_start = start + 2;
            push(text, unquoted(text, value_start..value_start + value.len()), found);
        }
        start += word.len() + 1;
    }
}

/// `curl -u me:x`.
pub(super) fn flag_u(text: &[u8], at: usize, found: &mut Vec<Place>) {
    for name in [&b"-u"[..], b"--user"] {
        let Some(value) = flag_value(text, at, name) else { continue };
        let value = unquoted(text, value);
        if let Some(colon) = text[value.clone()].iter().position(|byte| *byte == b':') {
            push(text, value.start + colon + 1..value.end, found);
        }
    }
}

fn flag(text: &[u8], at: usize, name: &[u8], found: &mut Vec<Place>) {
    if let Some(value) = flag_value(text, at, name) {
        push(text, unquoted(text, value), found);
    }
}

/// The word behind a flag of the command that ends here.
fn flag_value(text: &[u8], at: usize, name: &[u8]) -> Option<Range<usize>> {
    let mut start = at;
    let mut is_next = false;
    for word in text[command(text, at)].split(|byte| b" \t".contains(byte)) {
        if is_next && !word.is_empty() {
            return Some(start..start + word.len());
        }
        is_next = if word.is_empty() { is_next } else { word == name };
        start += word.len() + 1;
    }
    None
}

/// The rest of a command: its line, and those that a backslash joins to it.
fn command(text: &[u8], at: usize) -> Range<usize> {
    let rest = &text[at..text.len().min(at + REACH)];
    let mut is_joined = false;
    let end = rest.iter().position(|&byte| {
        let is_end = byte == b'\n' && !is_joined || b"|;&".contains(&byte);
        is_joined = byte == b'\\' || is_joined && byte == b'\r';
        is_end
    });
    at..at + end.unwrap_or(rest.len())
}

/// The first string in quotes within a range, without them.
fn quoted(text: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let bytes = &text[range.clone()];
    let open = bytes.iter().position(|byte| b"'\"".contains(byte))?;
    let length = bytes[open + 1..].iter().position(|byte| *byte == bytes[open])?;
    let start = range.start + open + 1;
    Some(start..start + length)
}

fn unquoted(text: &[u8], range: Range<usize>) -> Range<usize> {
    match &text[range.clone()] {
        [b'\'' | b'"', .., last] if *last == text[range.start] && range.len() > 2 => {
            range.start + 1..range.end - 1
        }
        bytes => {
            let marks = bytes.iter().rev().take_while(|b| b"\"'`)\r,".contains(b)).count();
            range.start..range.end - marks
        }
    }
}

fn push(text: &[u8], secret: Range<usize>, found: &mut Vec<Place>) {
    let bytes = &text[secret.clone()];
    let is_literal = bytes.len() >= 4 && !bytes.iter().any(|b| b"${}<>()\n".contains(b));
    if is_literal && !is_inert(bytes) {
        let strength = Strength::of(bytes);
        let place = Place::new(ASSIGNED, secret.clone());
        let is_common = strength == Strength::Common;
        let confidence = Confidence::of(Kind::Shell, &text[secret], strength);
        found.push(Place { is_common, confidence, ..place });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        super::super::triggers::read(Kind::Shell, text.as_bytes(), &mut found);
        let mut values: Vec<&str> =
            found.into_iter().filter(|p| !p.is_common).map(|p| &text[p.secret]).collect();
        values.sort_unstable();
        values.dedup();
        assert_eq!(values, expected, "{text}");
    }

    #[test]
    fn passwords_of_commands() {
        check("mysql -h db -u root -phunter22 app\n", &["hunter22"]);
        check("mysqldump --user=x -p'hunter 22' app", &[]);
        check("sshpass -p 'hunter22' ssh me@host", &["hunter22"]);
        check("docker login -u me \\\n  -p hunter22 reg.example.com", &["hunter22"]);
        check("curl -s -u me:hunter22 https://example.com", &["hunter22"]);
        check("redis-cli -h x -a hunter22 ping", &["hunter22"]);
        check("CREATE USER me IDENTIFIED BY 'hunter22';", &["hunter22"]);
        check("requests.get(u, auth=('me', 'hunter22'))", &["hunter22"]);
        check("HTTPBasicAuth(\"me\", \"hunter22\")", &["hunter22"]);
        check("ConvertTo-SecureString \"hunter22\" -AsPlainText -Force", &["hunter22"]);
        check("mysql -p app; ls -pxyzzy22", &[]);
        check("curl -u $USER:$TOKEN x; curl -u me:${P} x; curl https://x.example -u", &[]);
        check("auth=(user, token)", &[]);
    }
}
