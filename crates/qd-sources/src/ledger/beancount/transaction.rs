//! Transactions of beancount.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::posting::posting;
use super::{File, metadata};
use crate::ledger::journal::{Journal, Place, Status, Transaction};
use crate::ledger::lines::Line;
use crate::ledger::notices::Notices;
use crate::ledger::trouble::Trouble;

/// How the first line of a transaction is written.
const HEADER: &str =
    "write `2026-01-31 * \"Payee\" \"What for\"`, and the postings indented below it";
/// How a posting is written.
const POSTING: &str = "write `  Assets:Bank  12.34 USD`: an account has two parts or more, each begins with a capital letter";

/// Reads a transaction whose header was taken, and adds it to the journal; a broken one too, so
/// that balances which it would change are known to be unsure.
pub(crate) fn read<'a>(
    flag: &str,
    header: &'a str,
    date: NaiveDate,
    place: Place,
    file: &mut File<'a>,
    journal: &mut Journal<'a>,
    notices: &mut Notices<'_>,
) -> Result<(), Trouble> {
    let mut words = Words::default();
    words.read(header).map_err(|trouble| trouble.written(HEADER))?;
    words.tags.extend(file.tags.iter().map(|tag| Cow::Borrowed(*tag)));
    let (payee, narration) = match words.strings.len() {
        0 => (None, None),
        1 => (None, words.strings.pop()),
        2 => (words.strings.swap_remove(0).into(), words.strings.pop()),
        _ => {
            let trouble = Trouble::syntax("a transaction has at most a payee and a narration");
            return Err(trouble.written(HEADER));
        }
    };
    let is_some = |text: &Cow<'a, str>| !text.is_empty();
    let start = journal.postings.len();
    let mut is_broken = false;
    while let Some(line) = file.lines.peek().filter(|line| continues(*line)) {
        file.lines.next();
        let text = line.trimmed();
        if text.is_empty() || text.starts_with(';') {
            continue;
        }
        if let Some((key, value)) = metadata(text) {
            notices.register(key, value);
            continue;
        }
        let read = match text.as_bytes()[0] {
            b'#' | b'^' => words.read(text),
            _ => posting(line, journal).map(|posting| journal.postings.push(posting)),
        };
        if let Err(trouble) = read {
            let place = Place { file: file.number, line: line.number };
            let trouble = trouble.written(POSTING);
            notices.error(trouble.code, place, &trouble.message, trouble.help);
            is_broken = true;
        }
    }
    notices.n_skipped += u64::from(is_broken);
    let mut transaction = Transaction::new(place, date);
    (transaction.status, transaction.is_broken) = (status(flag), is_broken);
    transaction.payee = payee.filter(is_some);
    transaction.narration = narration.filter(is_some);
    transaction.set_words(words.tags, words.links);
    journal.add(transaction, start);
    Ok(())
}

/// Claims that a line belongs to the transaction above: it is indented, with whatever follows.
fn continues(line: Line<'_>) -> bool {
    line.text.starts_with([' ', '\t'])
}

/// `*` and `txn` are complete, `!` is not; other flags say nothing that reports read.
pub(crate) fn status(flag: &str) -> Option<Status> {
    match flag {
        "*" | "txn" => Some(Status::Cleared),
        "!" => Some(Status::Pending),
        _ => None,
    }
}

/// Strings, tags and links in the order of the text.
#[derive(Default)]
struct Words<'a> {
    strings: Vec<Cow<'a, str>>,
    tags: Vec<Cow<'a, str>>,
    links: Vec<Cow<'a, str>>,
}

impl<'a> Words<'a> {
    fn read(&mut self, text: &'a str) -> Result<(), Trouble> {
        let mut rest = text.trim_ascii_start();
        while let Some(first) = rest.bytes().next() {
            rest = match first {
                b'"' => {
                    let (string, rest) = string(rest)?;
                    self.strings.push(string);
                    rest
                }
                b'#' | b'^' => {
                    let is_part =
                        |byte: u8| byte.is_ascii_alphanumeric() || b"-_/.".contains(&byte);
                    let length = rest[1..].bytes().position(|byte| !is_part(byte));
                    let (word, after) = rest[1..].split_at(length.unwrap_or(rest.len() - 1));
                    if word.is_empty() {
                        return Err(Trouble::unexpected("expected a tag or link", rest));
                    }
                    let words = if first == b'#' { &mut self.tags } else { &mut self.links };
                    words.push(Cow::Borrowed(word));
                    after
                }
                // Deprecated, between payee and narration.
                b'|' => &rest[1..],
                b';' => return Ok(()),
                _ => {
                    return Err(Trouble::unexpected(
                        "unexpected in a transaction's first line",
                        rest,
                    ));
                }
            }
            .trim_ascii_start();
        }
        Ok(())
    }
}

/// A string at the start of a text, escapes resolved.
pub(crate) fn string(text: &str) -> Result<(Cow<'_, str>, &str), Trouble> {
    let inner =
        text.strip_prefix('"').ok_or_else(|| Trouble::unexpected("expected a string", text))?;
    let (mut is_escaped, mut has_escapes) = (false, false);
    let end = inner.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        has_escapes |= is_escaped;
        ends
    });
    let end = end.ok_or_else(|| Trouble::syntax("a string does not end"))?;
    let (content, rest) = (&inner[..end], &inner[end + 1..]);
    if !has_escapes {
        return Ok((Cow::Borrowed(content), rest));
    }
    let (mut unescaped, mut characters) = (String::new(), content.chars());
    while let Some(character) = characters.next() {
        unescaped.push(match character {
            '\\' => match characters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
            character => character,
        });
    }
    Ok((Cow::Owned(unescaped), rest))
}
