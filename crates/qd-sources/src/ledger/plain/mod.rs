//! Journals of hledger and ledger: one reader, since they share all of the core.
//!
//! Here are the directives; [`transaction`] and [`amount`] read what they frame. Directives that
//! would change numbers and are not supported are errors, the others notes.

mod amount;
mod comment;
mod directive;
mod scope;
mod transaction;

use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{Journal, Place};
use crate::ledger::lines::{Line, Lines};
use crate::ledger::load::Loaded;
use crate::ledger::notices::Notices;
use crate::ledger::number::Mark;
use directive::Read;
use scope::Scope;

/// Reads a top file with everything that it includes.
pub(crate) fn read<'a>(
    loaded: &'a Loaded,
    top: usize,
    dialect: Dialect,
    mark: Option<Mark>,
    notices: &mut Notices<'_>,
) -> Journal<'a> {
    let mut reader = Reader {
        loaded,
        journal: Journal::new(dialect),
        notices,
        open: Vec::new(),
        done: vec![false; loaded.files.len()],
    };
    let mut scope = Scope::new(mark);
    reader.file(top, &mut scope);
    reader.journal
}

struct Reader<'r, 's, 'a> {
    loaded: &'a Loaded,
    journal: Journal<'a>,
    notices: &'r mut Notices<'s>,
    /// The files that are being read, outermost first.
    open: Vec<usize>,
    done: Vec<bool>,
}

/// How deep includes may nest; each level is a call.
const MAX_INCLUDES: usize = 64;

impl<'a> Reader<'_, '_, 'a> {
    fn file(&mut self, index: usize, scope: &mut Scope<'a>) {
        self.open.push(index);
        self.done[index] = true;
        let mut lines = Lines::new(&self.loaded.files[index].text);
        let mut last_was_transaction = false;
        let mut last_number = 0;
        while let Some(line) = lines.next() {
            let n_before = self.journal.transactions.len();
            self.entry(line, index, &mut lines, scope);
            if !line.is_blank() {
                last_was_transaction = self.journal.transactions.len() > n_before;
                last_number = lines.n_taken();
            }
        }
        if last_was_transaction && lines.ends_open() {
            let place = Place { file: index as u32, line: last_number };
            truncated(place, self.notices);
        }
        self.open.pop();
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
            b'=' | b'~' => self.rule(first, place, lines),
            _ => {
                let mut read = Read {
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

    /// `=` adds postings to other transactions, `~` is a budget.
    fn rule(&mut self, mark: u8, place: Place, lines: &mut Lines<'a>) {
        transaction::skip_block(lines);
        let notices = &mut *self.notices;
        match (mark, self.journal.dialect) {
            (b'~', _) => {
                let message = "a periodic transaction (budget) is not read; it changes no balance";
                notices.note(
                    "periodic-transaction",
                    place,
                    message,
                    "keep budgets in a csv source",
                );
            }
            (_, Dialect::Ledger) => {
                let message =
                    "an automated transaction is not applied; it changes balances in ledger";
                let help = "write its postings into the transactions that it meets";
                notices.error("automated-transaction", place, message, help);
                notices.n_skipped += 1;
            }
            (_, Dialect::Hledger | Dialect::Beancount) => {
                let message =
                    "an auto posting rule is not applied; hledger applies it only with `--auto`";
                let help = "write its postings into the transactions that it meets";
                notices.note("automated-transaction", place, message, help);
            }
        }
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

/// A file that ends within a transaction may have lost the rest of it.
pub(crate) fn truncated(place: Place, notices: &mut Notices<'_>) {
    let message =
        "the file ends within a transaction, without a line end; its last lines may be lost";
    let help = "compare the end of the file with the original, and end it with an empty line";
    notices.warning("truncated-file", place, message, help);
}
