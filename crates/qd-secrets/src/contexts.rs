//! Places where a token is a value and not a word: code spans, table cells, and behind a secret's
//! name. Known values that are words count only there ([`crate::seen::Strength`]).

use std::ops::Range;

use crate::extract::is_secret_key_before;
use crate::guard::Media;
use crate::seen::Context;

/// A longer token is no password.
const MAX_TOKEN_BYTES: usize = 256;

/// Elements whose whole text is a value.
/// `t` and `v` are a workbook's.
const VALUE_ELEMENTS: &[&[u8]] = &[b"td", b"code", b"pre", b"kbd", b"samp", b"tt", b"t", b"v"];

/// Every token with its context, in order of kinds.
pub(crate) fn tokens(bytes: &[u8], media: Media) -> Vec<(Range<usize>, Context)> {
    let mut found = Vec::new();
    elements(bytes, &mut found);
    quoted(bytes, b'`', &mut found);
    if media == Media::Json {
        quoted(bytes, b'"', &mut found);
    }
    cells(bytes, media, &mut found);
    behind_keys(bytes, &mut found);
    found
}

fn push(
    bytes: &[u8],
    range: Range<usize>,
    context: Context,
    found: &mut Vec<(Range<usize>, Context)>,
) {
    let text = &bytes[range.clone()];
    let start = range.start + text.len() - text.trim_ascii_start().len();
    let end = start + text.trim_ascii().len();
    let unquoted = match &bytes[start..end] {
        [b'"' | b'\'' | b'`', .., b'"' | b'\'' | b'`'] if end - start > 2 => start + 1..end - 1,
        _ => start..end,
    };
    if (1..=MAX_TOKEN_BYTES).contains(&unquoted.len()) {
        found.push((unquoted, context));
    }
}

/// Texts between tags, inside an element of values.
fn elements(bytes: &[u8], found: &mut Vec<(Range<usize>, Context)>) {
    let mut depth = 0usize;
    let mut text_start = 0;
    let mut at = 0;
    while let Some(offset) = bytes[at..].iter().position(|byte| *byte == b'<') {
        let open = at + offset;
        if depth > 0 && open > text_start {
            push(bytes, text_start..open, Context::Cell, found);
        }
        let is_close = bytes.get(open + 1) == Some(&b'/');
        let name_start = open + 1 + usize::from(is_close);
        let name =
            bytes[name_start..].iter().take(8).take_while(|b| b.is_ascii_alphanumeric()).count();
        let name = &bytes[name_start..name_start + name];
        if VALUE_ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name)) {
            depth = if is_close { depth.saturating_sub(1) } else { depth + 1 };
        } else if name.eq_ignore_ascii_case(b"tr") || name.eq_ignore_ascii_case(b"table") {
            // Cells may be left open in HTML.
            depth = 0;
        }
        let close = bytes[open..].iter().position(|byte| *byte == b'>');
        text_start = close.map_or(bytes.len(), |close| open + close + 1);
        at = text_start.max(open + 1).min(bytes.len());
    }
}

/// Texts between two equal marks on one line.
fn quoted(bytes: &[u8], mark: u8, found: &mut Vec<(Range<usize>, Context)>) {
    let mut open = None;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte == b'\n' {
            open = None;
        } else if byte == mark {
            // A mark may close one span and open the next: in a list of strings it is not known
            // which, so both readings are tokens.
            if let Some(start) = open.replace(at + 1) {
                push(bytes, start..at, Context::Cell, found);
            }
        }
    }
}

/// Cells of Markdown tables, CSV, and columns set apart by tabs or two spaces.
fn cells(bytes: &[u8], media: Media, found: &mut Vec<(Range<usize>, Context)>) {
    let mut line_start = 0;
    for line in bytes.split(|byte| *byte == b'\n') {
        let n_bars = line.iter().filter(|byte| **byte == b'|').count();
        let is_mark = |byte: u8| match media {
            Media::Csv => b",;\t".contains(&byte),
            _ => byte == b'\t' || (n_bars >= 2 && byte == b'|'),
        };
        let mut cell_start = line_start;
        let mut n_cells = 0;
        for at in line_start..line_start + line.len() {
            let is_gap = media == Media::Text && bytes[at..].starts_with(b"  ");
            if is_mark(bytes[at]) || is_gap {
                push(bytes, cell_start..at, Context::Cell, found);
                cell_start = at + 1;
                n_cells += 1;
            }
        }
        if n_cells > 0 {
            push(bytes, cell_start..line_start + line.len(), Context::Cell, found);
        }
        line_start += line.len() + 1;
    }
}

/// Tokens after `password: `, `"password": "` or `the password is `, with and without the marks
/// that close a sentence.
fn behind_keys(bytes: &[u8], found: &mut Vec<(Range<usize>, Context)>) {
    let is_end = |byte: u8| byte.is_ascii_whitespace() || b"\"'`<>,;".contains(&byte);
    for (at, &byte) in bytes.iter().enumerate() {
        let is_joint = b"=:>".contains(&byte) || (byte == b's' && bytes[..at].ends_with(b" i"));
        if !is_joint {
            continue;
        }
        let gap = bytes[at + 1..].iter().take(8).take_while(|b| b" \t\"'`".contains(b)).count();
        let start = at + 1 + gap;
        if byte == b's' && gap == 0 || start >= bytes.len() || !is_secret_key_before(bytes, start) {
            continue;
        }
        let rest = &bytes[start..bytes.len().min(start + MAX_TOKEN_BYTES)];
        let length = rest.iter().position(|byte| is_end(*byte)).unwrap_or(rest.len());
        push(bytes, start..start + length, Context::Key, found);
        let closing = rest[..length].iter().rev().take_while(|b| b".!?)]}".contains(b)).count();
        if closing > 0 {
            push(bytes, start..start + length - closing, Context::Key, found);
        }
        // A passphrase of words runs to the end of the line.
        let line = rest.iter().position(|b| b"\r\n<\"".contains(b)).unwrap_or(rest.len());
        if line > length {
            push(bytes, start..start + line, Context::Key, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(media: Media, text: &str, word: &str, expected: Option<Context>) {
        let context = tokens(text.as_bytes(), media)
            .into_iter()
            .filter(|(range, _)| &text[range.clone()] == word)
            .map(|(_, context)| context)
            .max();
        assert_eq!(context, expected, "{text}");
    }

    #[test]
    fn contexts_of_a_word() {
        let word = "sunshine";
        check(Media::Text, "a day of sunshine ahead", word, None);
        check(Media::Text, "weather: sunshine", word, None);
        check(Media::Text, "password: sunshine", word, Some(Context::Key));
        check(Media::Text, "The password is sunshine.", word, Some(Context::Key));
        check(Media::Text, "DB_PASSWORD=\"sunshine\"", word, Some(Context::Key));
        check(Media::Text, "use `sunshine` here", word, Some(Context::Cell));
        check(Media::Text, "| db | sunshine |", word, Some(Context::Cell));
        check(Media::Text, "db      sunshine   x", word, Some(Context::Cell));
        check(Media::Html, "<td><b>sunshine</b></td>", word, Some(Context::Cell));
        check(Media::Html, "<p>sunshine</p>", word, None);
        check(Media::Html, "<code>sunshine</code>", word, Some(Context::Cell));
        check(Media::Csv, "db,sunshine\n", word, Some(Context::Cell));
        check(Media::Json, r#"{"a": "sunshine"}"#, word, Some(Context::Cell));
    }
}
