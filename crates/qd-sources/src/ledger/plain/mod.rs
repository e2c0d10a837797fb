//! Journals of hledger and ledger: one reader, since they share all of the core.
//!
//! Here are the directives; [`transaction`] and [`amount`] read what they frame. Directives that
//! would change numbers and are not supported are errors, the others notes.

mod amount;
mod comment;
mod directive;
mod query;
mod rule;
mod scope;
mod transaction;
mod value;

use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{Journal, Place};
use crate::ledger::lines::{Line, Lines, Position};
use crate::ledger::load::Loaded;
use crate::ledger::notices::Notices;
use crate::ledger::number::Mark;
use crate::ledger::parts::{Parts, n_lines};
use scope::Scope;

/// A journal to read.
pub(crate) struct Top {
    /// Its file.
    pub(crate) file: usize,
    /// Its language.
    pub(crate) dialect: Dialect,
    /// The decimal mark that the source's settings tell.
    pub(crate) mark: Option<Mark>,
}

/// Reads a top file with everything that it includes.
pub(crate) fn read<'a>(
    loaded: &'a Loaded,
    top: &Top,
    parts: &Parts,
    notices: &mut Notices<'_>,
) -> Journal<'a> {
    let mut reader = Reader {
        loaded,
        parts,
        journal: Journal::new(top.dialect),
        notices,
        open: Vec::new(),
        done: vec![false; loaded.files.len()],
    };
    let mut scope = Scope::new(top.mark);
    reader.file(top.file, &mut scope);
    reader.journal
}

struct Reader<'r, 's, 'a> {
    loaded: &'a Loaded,
    parts: &'r Parts,
    journal: Journal<'a>,
    notices: &'r mut Notices<'s>,
    /// The files that are being read, outermost first.
    open: Vec<usize>,
    done: Vec<bool>,
}

/// How far a file was read.
#[derive(Clone, Copy)]
struct Read {
    end: Position,
    /// What is known of the last line that holds something.
    last: Last,
}

#[derive(Clone, Copy, Default)]
struct Last {
    is_transaction: bool,
    line: u32,
}

/// What was read of a part on its own.
struct Guess<'s, 'a> {
    start: Position,
    read: Read,
    /// Claims that the next line may change what is in force.
    is_stopped: bool,
    journal: Journal<'a>,
    notices: Notices<'s>,
}

/// How deep includes may nest; each level is a call.
const MAX_INCLUDES: usize = 64;

impl<'s, 'a> Reader<'_, 's, 'a> {
    fn file(&mut self, index: usize, scope: &mut Scope<'a>) {
        self.open.push(index);
        self.done[index] = true;
        let text: &'a str = &self.loaded.files[index].text;
        let mut read = Read { end: Position::START, last: Last::default() };
        while read.end.byte < text.len() {
            read = self.round(index, text, read, scope);
        }
        if read.last.is_transaction && !text.ends_with('\n') {
            let place = Place { file: index as u32, line: read.last.line };
            truncated(place, self.notices);
        }
        self.open.pop();
    }

    /// Reads the next parts of a file, all but the first as guesses.
    fn round(&mut self, index: usize, text: &'a str, from: Read, scope: &mut Scope<'a>) -> Read {
        let parts = self.parts.cut(text, from.end.byte);
        let Some((first, others)) = parts.split_first() else { return from };
        std::thread::scope(|threads| {
            let guesses = others.iter().map(|part| {
                let scope = scope.fresh();
                let (journal, notices) = (self.journal.part(), self.notices.part());
                let (loaded, parts, part) = (self.loaded, self.parts, part.clone());
                let before = &text[from.end.byte..part.start];
                threads.spawn(move || {
                    let line = from.end.line + n_lines(before);
                    let start = Position { byte: part.start, line };
                    guess(loaded, parts, index, (start, part.end), scope, journal, notices)
                })
            });
            let guesses = guesses.collect::<Vec<_>>();
            let state = (scope.n_changes, self.journal.bucket);
            let (mut read, _) = self.part(index, (from, first.end), scope, false);
            for guess in guesses {
                let guess = guess.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                let is_right =
                    read.end == guess.start && state == (scope.n_changes, self.journal.bucket);
                if !is_right {
                    continue;
                }
                self.journal.take_in(guess.journal);
                self.notices.take_in(guess.notices);
                read.end = guess.read.end;
                if guess.read.last.line > 0 {
                    read.last = guess.read.last;
                }
                if guess.is_stopped {
                    break;
                }
            }
            read
        })
    }

    /// Reads entries that begin before a byte; a guess stops before a line that may change what is in
    /// force, and says so.
    fn part(
        &mut self,
        index: usize,
        (from, before): (Read, usize),
        scope: &mut Scope<'a>,
        is_guess: bool,
    ) -> (Read, bool) {
        let mut lines = Lines::from(&self.loaded.files[index].text, from.end);
        let mut last = from.last;
        let mut is_stopped = false;
        while let Some(line) = lines.peek().filter(|_| lines.position().byte < before) {
            if is_guess && directive::changes_what_follows(line.text, self.journal.dialect) {
                is_stopped = true;
                break;
            }
            lines.next();
            let n_before = self.journal.transactions.len();
            self.entry(line, index, &mut lines, scope);
            if !line.is_blank() {
                let is_transaction = self.journal.transactions.len() > n_before;
                last = Last { is_transaction, line: lines.n_taken() };
            }
        }
        (Read { end: lines.position(), last }, is_stopped)
    }

    fn entry(
        &mut self,
        line: Line<'a>,
        index: usize,
        lines: &mut Lines<'a>,
        scope: &mut Scope<'a>,
    ) {
        let file = index as u32;
        let place = Place { file, line: line.number };
        let Some(first) = line.text.bytes().next() else { return };
        match first {
            _ if line.is_too_long() => {
                let message = "the line is longer than 64 KiB and was left out";
                let help = "the file is damaged or not a journal: look at this line in an editor";
                self.notices.error("line-too-long", place, message, help);
                self.notices.n_skipped += 1;
                transaction::skip_block(lines);
            }
            b';' | b'#' | b'*' | b'%' | b'|' => {}
            b' ' | b'\t' => self.stray(line, place, lines),
            b'0'..=b'9' => {
                transaction::read(line, file, lines, scope, &mut self.journal, self.notices);
            }
            b'=' if self.journal.dialect == Dialect::Ledger => {
                rule::read(line, file, lines, scope, &mut self.journal, self.notices);
            }
            b'=' | b'~' => self.unread_rule(first, place, lines),
            _ => {
                let mut read = directive::Read {
                    line,
                    place,
                    lines,
                    scope,
                    journal: &mut self.journal,
                    notices: self.notices,
                };
                if directive::read(&mut read) == directive::Outcome::Include {
                    self.include(index, line.number, scope);
                }
            }
        }
    }

    /// An indented line that belongs to nothing.
    fn stray(&mut self, line: Line<'a>, place: Place, lines: &mut Lines<'a>) {
        if line.is_blank() || line.trimmed().starts_with(';') {
            return;
        }
        let message = "an indented line belongs to no transaction";
        let help = "remove the empty line above it, or the blanks before it";
        self.notices.error("syntax-error", place, message, help);
        self.notices.n_skipped += 1;
        transaction::skip_block(lines);
    }

    /// `~` is a budget, and `=` a rule of hledger, which by itself applies none.
    fn unread_rule(&mut self, mark: u8, place: Place, lines: &mut Lines<'a>) {
        transaction::skip_block(lines);
        if mark == b'~' {
            let message = "a periodic transaction (budget) is not read; it changes no balance";
            let help = "keep budgets in a csv source";
            self.notices.note("periodic-transaction", place, message, help);
            return;
        }
        let message = "an auto posting rule is not applied; hledger applies it only with `--auto`";
        let help = "write its postings into the transactions that it meets";
        self.notices.note("automated-transaction", place, message, help);
    }

    fn include(&mut self, index: usize, line: u32, scope: &mut Scope<'a>) {
        let place = Place { file: index as u32, line };
        for target in self.loaded.targets(index, line) {
            let name = self.notices.file(*target as u32).to_owned();
            if self.open.contains(target) || self.open.len() >= MAX_INCLUDES {
                let message =
                    format!("the include leads back to a file that is being read: {name}");
                self.notices.error("include-loop", place, &message, "remove one of the includes");
            } else if self.done[*target] {
                let message = format!("the file was included before and is not read twice: {name}");
                let help = "remove one of the includes; the tool itself counts the file twice";
                self.notices.error("duplicate-include", place, &message, help);
            } else if self.journal.dialect == Dialect::Ledger {
                let (n_parents, n_tags) = (scope.parents.len(), scope.tags.len());
                self.file(*target, scope);
                while scope.parents.len() > n_parents {
                    scope.pop_parent();
                }
                scope.tags.truncate(n_tags);
            } else {
                // In hledger directives end with their file.
                self.file(*target, &mut scope.clone());
            }
        }
    }
}

/// Reads a part on its own.
fn guess<'s, 'a>(
    loaded: &'a Loaded,
    parts: &Parts,
    index: usize,
    (start, before): (Position, usize),
    mut scope: Scope<'a>,
    journal: Journal<'a>,
    mut notices: Notices<'s>,
) -> Guess<'s, 'a> {
    let notices_of_part = &mut notices;
    let (open, done) = (Vec::new(), Vec::new());
    let mut reader = Reader { loaded, parts, journal, notices: notices_of_part, open, done };
    let from = Read { end: start, last: Last::default() };
    let (read, is_stopped) = reader.part(index, (from, before), &mut scope, true);
    let journal = reader.journal;
    Guess { start, read, is_stopped, journal, notices }
}

/// A file that ends within a transaction may have lost the rest of it.
pub(crate) fn truncated(place: Place, notices: &mut Notices<'_>) {
    let message =
        "the file ends within a transaction, without a line end; its last lines may be lost";
    let help = "compare the end of the file with the original, and end it with an empty line";
    notices.warning("truncated-file", place, message, help);
}
