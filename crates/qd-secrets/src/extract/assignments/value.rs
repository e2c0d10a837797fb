//! Where a value ends, and whether what stands there is one: not an expression, a type, a word or a
//! sentence.

use std::ops::Range;

use super::Kind;
use crate::entropy::{Makeup, looks_random};
use crate::seen::Strength;

/// Bytes of a value.
const MAX_VALUE_BYTES: usize = 4096;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Quoted,
    Bare,
    /// Bare, on a line that is a comment: a disabled setting, or prose.
    Comment,
}

/// The value that starts here, without its quotes, and whether it had any.
pub(super) fn at(kind: Kind, text: &[u8], start: usize, name_start: usize) -> (Range<usize>, bool) {
    match text.get(start..).unwrap_or_default() {
        // A string in a string: `"password = \"x\"\n"` of a notebook.
        [b'\\', quote @ (b'"' | b'\''), ..] => {
            let rest = &text[start + 2..text.len().min(start + 2 + MAX_VALUE_BYTES)];
            let end = rest.windows(2).position(|pair| pair == [b'\\', *quote] || pair[0] == b'\n');
            (start + 2..start + 2 + end.unwrap_or(rest.len()), true)
        }
        [quote @ (b'"' | b'\'' | b'`'), ..] => {
            let quote = *quote;
            let rest = &text[start + 1..text.len().min(start + 1 + MAX_VALUE_BYTES)];
            let mut is_escaped = false;
            let end = rest.iter().position(|&byte| {
                let is_end = (byte == quote && !is_escaped) || byte == b'\n';
                is_escaped = byte == b'\\' && !is_escaped;
                is_end
            });
            (start + 1..start + 1 + end.unwrap_or(rest.len()), true)
        }
        // A pair of a connection string ends where the next begins, or with the string.
        _ if is_pair(text, name_start) => (until(text, start, b";\"'\r\n&"), false),
        _ => match kind {
            Kind::Lines | Kind::Words => (tidy_value(text, until(text, start, b"\r\n")), false),
            // A reference to where the value is ends with its own bracket.
            Kind::Config if is_reference(text, start) => {
                (tidy_value(text, until(text, start, b"\r\n")), false)
            }
            Kind::Config => (tidy_value(text, until(text, start, b"\r\n,}]<")), false),
            _ => (until(text, start, b" \t\r\n,;\"'`<>(){}[]|&"), false),
        },
    }
}

/// Whether the name stands in a connection string: behind a `;`, or behind the quote that opens it.
fn is_pair(text: &[u8], name_start: usize) -> bool {
    let before = text[name_start.saturating_sub(2)..name_start].trim_ascii_end();
    before.ends_with(b";")
}

fn is_reference(text: &[u8], start: usize) -> bool {
    [&b"${"[..], b"{{", b"$("].iter().any(|mark| text[start..].starts_with(mark))
}

pub(crate) fn until(text: &[u8], start: usize, ends: &[u8]) -> Range<usize> {
    let rest = text.get(start..text.len().min(start + MAX_VALUE_BYTES)).unwrap_or_default();
    start..start + rest.iter().position(|byte| ends.contains(byte)).unwrap_or(rest.len())
}

/// A bare value without white space, comments and closing marks at its ends.
pub(crate) fn tidy_value(text: &[u8], value: Range<usize>) -> Range<usize> {
    let bytes = &text[value.clone()];
    let comment = bytes.windows(2).position(|pair| matches!(pair, [b' ' | b'\t', b'#' | b';']));
    let bytes = &bytes[..comment.unwrap_or(bytes.len())];
    let start = value.start + bytes.len() - bytes.trim_ascii_start().len();
    start..start + bytes.trim_ascii().len()
}

/// Whether bytes behind a secret's name are a value in this kind of file, and not an expression,
/// a type, a word or a sentence.
pub(super) fn is_value(kind: Kind, bytes: &[u8], strength: Strength, form: Form) -> bool {
    let has_space = bytes.iter().any(u8::is_ascii_whitespace);
    let is_nested = form == Form::Bare && bytes.first().is_some_and(|byte| b"{[(".contains(byte));
    let is_strong = strength == Strength::Strong;
    match kind {
        Kind::Lines | Kind::Words => !(is_nested || has_space && form == Form::Comment),
        Kind::Config | Kind::Netrc | Kind::Pgpass => {
            !is_nested && (!has_space || (form != Form::Comment && is_passphrase(bytes)))
        }
        Kind::Minified => looks_random(bytes) && bytes.len() >= 16 && !has_space,
        Kind::Shell => is_strong && !has_space && !is_identifier(bytes) && !bytes.contains(&b'$'),
        Kind::Text if form != Form::Quoted => is_strong && !is_identifier(bytes) && is_mixed(bytes),
        Kind::Code | Kind::Outgoing | Kind::Text | Kind::Csv | Kind::Sql | Kind::Passwd
            if form == Form::Quoted =>
        {
            is_strong && !has_space && !is_identifier(bytes)
        }
        Kind::Code | Kind::Outgoing | Kind::Text | Kind::Csv | Kind::Sql | Kind::Passwd => {
            looks_random(bytes)
        }
        Kind::Lock => false,
    }
}

fn is_mixed(bytes: &[u8]) -> bool {
    let makeup = Makeup::of(bytes);
    makeup.letters() > 0 && makeup.digits > 0
}

/// Words joined as code joins them, `CLIENT_SECRET_0` and `store:default_region`: a name, unless
/// it is random. People join words and a number by hyphens when they make a password.
fn is_identifier(bytes: &[u8]) -> bool {
    if bytes.contains(&b'-') && bytes.iter().any(u8::is_ascii_digit) {
        return false;
    }
    let words: Vec<&[u8]> = bytes.split(|byte| b"_-.:/$".contains(byte)).collect();
    let is_word = |word: &[u8]| {
        let n_digits = word.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        n_digits <= 2 && word[..word.len() - n_digits].iter().all(u8::is_ascii_alphabetic)
    };
    words.len() > 1 && words.iter().all(|word| is_word(word)) && !looks_random(bytes)
}

/// The form of a value without quotes, by what stands before its name on the line.
pub(super) fn bare_form(text: &[u8], name_start: usize) -> Form {
    let before = &text[name_start.saturating_sub(80)..name_start];
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or(before).trim_ascii_start();
    let is_comment = [&b"#"[..], b";", b"//", b"<!--"].iter().any(|mark| line.starts_with(mark));
    if is_comment { Form::Comment } else { Form::Bare }
}

/// Words without the marks of a sentence. Sentences open with a capital or end with a stop.
fn is_passphrase(bytes: &[u8]) -> bool {
    let last = bytes.last().copied().unwrap_or_default();
    bytes.first().is_some_and(|byte| !byte.is_ascii_uppercase())
        && !b".?!:".contains(&last)
        && bytes.split(u8::is_ascii_whitespace).count() >= 3
}
