//! Journals of beancount: dated directives and options. Transactions are in [`transaction`].
//!
//! Python plugins are never run; each one is named with what it would change.

mod directive;
mod expression;
mod posting;
mod transaction;

use std::collections::VecDeque;

use crate::ledger::date;
use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{Journal, Place};
use crate::ledger::lines::{Line, Lines, Position};
use crate::ledger::load::Loaded;
use crate::ledger::notices::Notices;
use crate::ledger::parts::{Parts, n_lines};
use crate::ledger::plain::truncated;
use crate::ledger::trouble::Trouble;

/// Reads a top file with everything that it includes, in beancount's order: a file, then the files
/// that it includes.
pub(crate) fn read<'a>(
    loaded: &'a Loaded,
    top: usize,
    parts: &Parts,
    notices: &mut Notices<'_>,
) -> Journal<'a> {
    let mut reader = Reader { loaded, parts, journal: Journal::new(Dialect::Beancount), notices };
    let mut parents = vec![None::<usize>; loaded.files.len()];
    let mut is_known = vec![false; loaded.files.len()];
    let mut waiting = VecDeque::from([top]);
    is_known[top] = true;
    while let Some(index) = waiting.pop_front() {
        for line in reader.file(index) {
            for target in loaded.targets(index, line) {
                if !is_known[*target] {
                    is_known[*target] = true;
                    parents[*target] = Some(index);
                    waiting.push_back(*target);
                    continue;
                }
                let place = Place { file: index as u32, line };
                reader.included_before(place, *target, is_above(&parents, index, *target));
            }
        }
    }
    reader.journal
}

/// Claims that `target` is the file `index` or one that leads to it.
fn is_above(parents: &[Option<usize>], index: usize, target: usize) -> bool {
    std::iter::successors(Some(index), |index| parents[*index]).any(|above| above == target)
}

struct Reader<'r, 's, 'a> {
    loaded: &'a Loaded,
    parts: &'r Parts,
    journal: Journal<'a>,
    notices: &'r mut Notices<'s>,
}

/// A file while it is read.
struct File<'a> {
    number: u32,
    lines: Lines<'a>,
    /// `pushtag`.
    tags: Vec<&'a str>,
    /// The lines that include.
    includes: Vec<u32>,
    /// Claims that the last line that holds something is a transaction's.
    ends_in_transaction: bool,
    /// That line; nothing yet if it is 0.
    last_line: u32,
    /// How many lines changed what is in force.
    n_changes: u32,
}

impl<'a> File<'a> {
    fn new(number: u32, lines: Lines<'a>, tags: Vec<&'a str>) -> Self {
        let includes = Vec::new();
        let (ends_in_transaction, last_line, n_changes) = (false, 0, 0);
        Self { number, lines, tags, includes, ends_in_transaction, last_line, n_changes }
    }
}

/// What was read of a part on its own.
struct Guess<'s, 'a> {
    start: Position,
    file: File<'a>,
    /// Claims that the next line may change what is in force.
    is_stopped: bool,
    journal: Journal<'a>,
    notices: Notices<'s>,
}

impl<'a> Reader<'_, '_, 'a> {
    /// Reads a file; returns the lines that include others.
    fn file(&mut self, index: usize) -> Vec<u32> {
        let text: &'a str = &self.loaded.files[index].text;
        let mut file = File::new(index as u32, Lines::new(text), Vec::new());
        while file.lines.peek().is_some() {
            self.round(text, &mut file);
        }
        if file.ends_in_transaction && file.lines.ends_open() {
            truncated(Place { file: file.number, line: file.last_line }, self.notices);
        }
        file.includes
    }

    /// Reads the next parts of a file, all but the first as guesses.
    fn round(&mut self, text: &'a str, file: &mut File<'a>) {
        let from = file.lines.position();
        let parts = self.parts.cut(text, from.byte);
        let Some((first, others)) = parts.split_first() else { return };
        std::thread::scope(|threads| {
            let guesses = others.iter().map(|part| {
                let (journal, notices) = (self.journal.part(), self.notices.part());
                let (loaded, parts, part) = (self.loaded, self.parts, part.clone());
                let before = &text[from.byte..part.start];
                let (number, tags) = (file.number, file.tags.clone());
                threads.spawn(move || {
                    let line = from.line + n_lines(before);
                    let start = Position { byte: part.start, line };
                    let file = File::new(number, Lines::from(text, start), tags);
                    guess(loaded, parts, file, part.end, journal, notices)
                })
            });
            let guesses = guesses.collect::<Vec<_>>();
            let n_changes = file.n_changes;
            self.part(file, first.end, false);
            for guess in guesses {
                let guess = guess.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                if file.lines.position() != guess.start || file.n_changes != n_changes {
                    continue;
                }
                self.journal.take_in(guess.journal);
                self.notices.take_in(guess.notices);
                file.lines = guess.file.lines;
                if guess.file.last_line > 0 {
                    file.ends_in_transaction = guess.file.ends_in_transaction;
                    file.last_line = guess.file.last_line;
                }
                if guess.is_stopped {
                    break;
                }
            }
        });
    }

    /// Reads entries that begin before a byte; a guess stops before a line that may change what is in
    /// force, and says so.
    fn part(&mut self, file: &mut File<'a>, before: usize, is_guess: bool) -> bool {
        while let Some(line) = file.lines.peek() {
            if file.lines.position().byte >= before {
                break;
            }
            let is_change = line.text.starts_with(|first: char| first.is_alphabetic());
            if is_guess && is_change {
                return true;
            }
            file.n_changes += u32::from(is_change);
            file.lines.next();
            let n_before = self.journal.transactions.len();
            let place = Place { file: file.number, line: line.number };
            if let Err(trouble) = self.entry(line, place, file) {
                let trouble = trouble.written(written(line.text));
                self.notices.error(trouble.code, place, &trouble.message, trouble.help);
                self.notices.n_skipped += 1;
                skip_block(&mut file.lines);
            }
            if !line.is_blank() {
                file.ends_in_transaction = self.journal.transactions.len() > n_before;
                file.last_line = file.lines.n_taken();
            }
        }
        false
    }

    fn entry(&mut self, line: Line<'a>, place: Place, file: &mut File<'a>) -> Result<(), Trouble> {
        if line.is_too_long() {
            let help = "the file is damaged or not a journal: look at this line in an editor";
            return Err(Trouble::unsupported(
                "line-too-long",
                "the line is longer than 64 KiB and was left out",
                help,
            ));
        }
        match line.text.bytes().next() {
            // Beancount lets headings of org-mode and the like stand between directives.
            None | Some(b';' | b'*' | b'#' | b':' | b'!' | b'&' | b'?' | b'%' | b'|') => Ok(()),
            Some(b' ' | b'\t') if line.is_blank() || line.trimmed().starts_with(';') => Ok(()),
            Some(b' ' | b'\t') => Err(Trouble {
                help: "remove the empty line above it, or the blanks before it",
                ..Trouble::syntax("an indented line belongs to no directive")
            }),
            Some(b'0'..=b'9') => self.dated(line, place, file),
            Some(_) => {
                let text = whole(line, &mut file.lines)?;
                self.undated(text, place, file)
            }
        }
    }

    fn dated(&mut self, line: Line<'a>, place: Place, file: &mut File<'a>) -> Result<(), Trouble> {
        let text = whole(line, &mut file.lines)?;
        let (date, rest) = date::read(text, None).map_err(|error| Trouble::date(error, text))?;
        let rest = rest.trim_ascii_start();
        let end = rest.find([' ', '\t', '"', ';', '\n']).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        let is_flag = |word: &str| {
            let is_one = |byte: u8| byte.is_ascii_uppercase() || b"*!&#?%".contains(&byte);
            matches!(word.as_bytes(), [byte] if is_one(*byte))
        };
        if word == "txn" || is_flag(word) {
            transaction::read(word, rest, date, place, file, &mut self.journal, self.notices)
        } else {
            directive::dated(word, rest, date, place, &mut self.journal, self.notices)?;
            metadata_block(&mut file.lines, self.notices);
            Ok(())
        }
    }

    fn undated(&mut self, text: &'a str, place: Place, file: &mut File<'a>) -> Result<(), Trouble> {
        let end = text.find([' ', '\t']).unwrap_or(text.len());
        let (word, rest) = (&text[..end], text[end..].trim_ascii());
        let tag = || rest.strip_prefix('#').and_then(|tag| tag.split([' ', '\t', ';']).next());
        match word {
            "include" => file.includes.push(place.line),
            "option" => directive::option(rest, place, &mut self.journal, self.notices)?,
            "plugin" => directive::plugin(rest, place, &mut self.journal, self.notices),
            "pushtag" => {
                Trouble::too_many_open(file.tags.len())?;
                file.tags.push(tag().ok_or_else(|| Trouble::syntax("`pushtag` has no tag"))?);
            }
            "poptag" => {
                let found = tag().and_then(|tag| file.tags.iter().rposition(|open| *open == tag));
                file.tags.remove(found.ok_or_else(|| Trouble::syntax("`poptag` ends no tag"))?);
            }
            // Metadata is not read, so pushing it changes nothing.
            "pushmeta" | "popmeta" => {}
            _ => return Err(directive::unknown(word)),
        }
        Ok(())
    }

    fn included_before(&mut self, place: Place, target: usize, is_loop: bool) {
        let name = self.notices.file(target as u32);
        if is_loop {
            let message = format!("the include leads back to a file that is being read: {name}");
            self.notices.error("include-loop", place, &message, "remove one of the includes");
        } else {
            let message = format!("the file was included before and is not read twice: {name}");
            self.notices.error("duplicate-include", place, &message, "remove one of the includes");
        }
    }
}

/// How the directive of a line is written.
fn written(line: &str) -> &'static str {
    let words = line.split_ascii_whitespace().take(2).collect::<Vec<_>>();
    match words[..] {
        ["pushtag" | "poptag", ..] => "write `pushtag #trip`, and `poptag #trip` below",
        ["option", ..] => "write `option \"operating_currency\" \"USD\"`",
        [_, "open"] => "write `2026-01-31 open Assets:Bank USD`",
        [_, "close"] => "write `2026-01-31 close Assets:Bank`",
        [_, "pad"] => "write `2026-01-31 pad Assets:Bank Equity:Opening`",
        [_, "balance"] => "write `2026-01-31 balance Assets:Bank 12.34 USD`",
        [_, "price"] => "write `2026-01-31 price EUR 1.05 USD`",
        [_, "commodity"] => "write `2026-01-31 commodity USD`",
        _ => {
            "begin with the day, `2026-01-31 * \"Payee\" \"What for\"` or `2026-01-31 open Assets:Bank`, and a comment with `;`"
        }
    }
}

/// Reads a part on its own.
fn guess<'s, 'a>(
    loaded: &'a Loaded,
    parts: &Parts,
    mut file: File<'a>,
    before: usize,
    journal: Journal<'a>,
    mut notices: Notices<'s>,
) -> Guess<'s, 'a> {
    let start = file.lines.position();
    let mut reader = Reader { loaded, parts, journal, notices: &mut notices };
    let is_stopped = reader.part(&mut file, before, true);
    let journal = reader.journal;
    Guess { start, file, is_stopped, journal, notices }
}

/// The line with the further lines of a string that it leaves open.
fn whole<'a>(line: Line<'a>, lines: &mut Lines<'a>) -> Result<&'a str, Trouble> {
    if !line.text.contains('"') {
        return Ok(line.text);
    }
    lines.complete(line, is_open_after).ok_or_else(|| Trouble::syntax("a string does not end"))
}

/// Tells whether a string is open after a piece of text; a comment ends a line outside strings.
fn is_open_after(mut is_open: bool, text: &str) -> bool {
    // Nearly every line: its quotes pair up, and a comment cannot begin within a pair.
    let n_quotes = text.bytes().filter(|byte| *byte == b'"').count();
    if n_quotes.is_multiple_of(2) && !is_open && !text.contains('\\') {
        return false;
    }
    let mut is_escaped = false;
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_open => is_escaped = true,
            b'"' => is_open = !is_open,
            b';' if !is_open => return false,
            _ => {}
        }
    }
    is_open
}

fn skip_block(lines: &mut Lines<'_>) {
    while lines.peek().is_some_and(|line| line.is_indented()) {
        lines.next();
    }
}

/// Leaves out the metadata of a directive, having registered what may be secret.
fn metadata_block(lines: &mut Lines<'_>, notices: &Notices<'_>) {
    while let Some(line) = lines.peek().filter(|line| line.is_indented()) {
        lines.next();
        if let Some((key, value)) = metadata(line.trimmed()) {
            notices.register(key, value);
        }
    }
}

/// `key: value`, the value without its quotes; a key has two characters or more.
fn metadata(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with(|first: char| first.is_ascii_lowercase()) {
        return None;
    }
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let end = text.bytes().position(|byte| !is_part(byte))?;
    let value = text[end..].strip_prefix(':').filter(|_| end >= 2)?;
    Some((&text[..end], value.trim_ascii().trim_matches('"')))
}
