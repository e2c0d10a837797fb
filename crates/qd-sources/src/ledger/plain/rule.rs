//! Automated transactions of ledger, as they are written.

use std::borrow::Cow;

use super::amount;
use super::comment::Remarks;
use super::query::query;
use super::scope::Scope;
use super::transaction::{kind, split_account, status};
use super::value;
use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{Journal, Place};
use crate::ledger::lines::{Line, Lines};
use crate::ledger::notices::Notices;
use crate::ledger::rules::{Addition, Expression, Rule, Target};
use crate::ledger::trouble::Trouble;

/// Reads a rule whose first line was taken, and adds it to the journal; one that is not understood is
/// said, and changes nothing.
pub(crate) fn read<'a>(
    first: Line<'a>,
    file: u32,
    lines: &mut Lines<'a>,
    scope: &mut Scope<'a>,
    journal: &mut Journal<'a>,
    notices: &mut Notices<'_>,
) {
    let place = Place { file, line: first.number };
    let n_before = journal.transactions.len() as u32;
    let query = query(&first.text[1..], scope, journal);
    let mut trouble = query.as_ref().err().cloned().map(|trouble| (first.number, trouble));
    let mut additions: Vec<Addition<'a>> = Vec::new();
    let mut remarks = Remarks::default();
    while let Some(line) = lines.peek().filter(Line::is_indented) {
        lines.next();
        let text = line.trimmed();
        if let Some(comment) = text.strip_prefix(';') {
            let mut own = Remarks::default();
            own.read(comment, Dialect::Ledger, scope.year);
            match additions.last_mut() {
                Some(last) => remember(last, &own),
                None => remarks.read(comment, Dialect::Ledger, scope.year),
            }
            continue;
        }
        // Words that check and document; they change no number.
        if ["assert ", "check ", "eval "].iter().any(|word| text.starts_with(word)) {
            continue;
        }
        match addition(line, scope, journal) {
            Ok(addition) => additions.push(addition),
            Err(error) => {
                trouble.get_or_insert((line.number, error));
            }
        }
    }
    let trouble = trouble.map(|(line, trouble)| (Place { file, line }, trouble));
    match (query, trouble) {
        (Ok(query), None) => {
            let words = remarks.words();
            for addition in &mut additions {
                addition.tags.extend(words.iter().cloned());
            }
            journal.rules.push(Rule { place, n_before, query, additions });
        }
        (_, trouble) => {
            let (place, Trouble { message, help, .. }) = trouble
                .unwrap_or((place, Trouble::syntax("the automated transaction adds nothing")));
            let message = format!(
                "an automated transaction is not applied, and balances depend on it: {message}"
            );
            notices.error("automated-transaction", place, &message, help);
            notices.n_skipped += 1;
        }
    }
}

fn addition<'a>(
    line: Line<'a>,
    scope: &mut Scope<'a>,
    journal: &mut Journal<'a>,
) -> Result<Addition<'a>, Trouble> {
    if line.is_too_long() {
        return Err(Trouble::syntax("the line is longer than 64 KiB"));
    }
    let (status, text) = status(line.trimmed());
    let (name, rest) = split_account(text);
    let (kind, name) = kind(name);
    if name.is_empty() || name.len() > super::transaction::MAX_ACCOUNT_BYTES {
        return Err(Trouble::unexpected("expected an account", text));
    }
    let account = scope.account(name, journal);
    let full = journal.account_name(account).replace("%(account)", "$account");
    let account = match full.contains("$account") {
        _ if full.contains("%(") => {
            return Err(Trouble::unexpected("the account is computed", name));
        }
        true => Target::Named(full),
        false => Target::Account(account),
    };
    let (amount, rest) = match rest.as_bytes() {
        [b'(', ..] => value::expression(rest, scope, journal)?,
        [] | [b';' | b'=' | b'@', ..] => {
            return Err(Trouble::unexpected("a posting of it has no amount", text));
        }
        _ => {
            let (amount, rest) = amount::amount(rest, scope, journal)?;
            let amount = Expression::Literal(amount);
            value::see_digits(&amount, journal);
            (amount, rest)
        }
    };
    // A price is read, and says nothing: ledger weighs what a rule adds by its units.
    let (tail, comment) = amount::tail(rest, scope, journal)?;
    if tail.lot.is_some() || tail.assertion.is_some() {
        return Err(Trouble::unexpected("a lot or a stated balance cannot be added", text));
    }
    let mut addition =
        Addition { account, kind, status, amount, dates: (None, None), tags: Vec::new() };
    if let Some(comment) = comment {
        let mut own = Remarks::default();
        own.read(comment, Dialect::Ledger, scope.year);
        remember(&mut addition, &own);
    }
    Ok(addition)
}

fn remember<'a>(addition: &mut Addition<'a>, own: &Remarks<'a>) {
    let words: Vec<Cow<'a, str>> = own.words();
    addition.tags.extend(words);
    addition.dates = (own.date.or(addition.dates.0), own.effective.or(addition.dates.1));
}
