//! Transactions of hledger and ledger, which write them nearly alike.

use std::borrow::Cow;

use crate::ledger::date;
use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{
    AccountId, Journal, Kind, Place, Posting, Status, Transaction, Units,
};
use crate::ledger::lines::{Line, Lines};
use crate::ledger::notices::Notices;
use crate::ledger::plain::amount::{self, Tail};
use crate::ledger::plain::comment::Remarks;
use crate::ledger::plain::scope::Scope;
use crate::ledger::trouble::Trouble;

/// How the first line of a transaction is written.
const HEADER: &str = "write `2026-01-31 * Payee`, and the postings indented below it";
/// How a posting is written.
const POSTING: &str = "write `    Account:Name  12.34 USD`: blanks before the account, two or more between it and the amount";

/// Reads a transaction whose first line was taken, and adds it to the journal. One that is not
/// understood is added as broken, so that balances which it would change are known to be unsure.
pub(crate) fn read<'a>(
    first: Line<'a>,
    file: u32,
    lines: &mut Lines<'a>,
    scope: &mut Scope<'a>,
    journal: &mut Journal<'a>,
    notices: &mut Notices<'_>,
) {
    let place = Place { file, line: first.number };
    let mut remarks = Remarks::default();
    let (mut transaction, code) = match header(first.text, place, scope, journal, &mut remarks) {
        Ok(read) => read,
        Err(trouble) => {
            let trouble = trouble.written(HEADER);
            notices.error(trouble.code, place, &trouble.message, trouble.help);
            notices.n_skipped += 1;
            skip_block(lines);
            return;
        }
    };
    let start = journal.postings.len();
    let mut own = None::<Remarks<'a>>;
    while let Some(line) = lines.peek().filter(Line::is_indented) {
        lines.next();
        let text = line.trimmed();
        if let Some(comment) = text.strip_prefix(';') {
            let target = own.as_mut().unwrap_or(&mut remarks);
            target.read(comment, journal.dialect, scope.year);
            continue;
        }
        finish_posting(own.take(), start, journal, notices);
        let mut remarks = Remarks::default();
        if let Err(trouble) = posting(line, scope, journal, &mut remarks) {
            let place = Place { file, line: line.number };
            let trouble = trouble.written(POSTING);
            notices.error(trouble.code, place, &trouble.message, trouble.help);
            transaction.is_broken = true;
        }
        own = Some(remarks);
    }
    finish_posting(own, start, journal, notices);
    balance_by_bucket(start, journal);
    register(&remarks, notices);
    let mut tags = remarks.words();
    tags.extend(scope.tags.iter().map(|tag| Cow::Borrowed(*tag)));
    transaction.set_words(tags, code.into_iter().collect());
    transaction.date = remarks.date.unwrap_or(transaction.date);
    transaction.effective = remarks.effective.or(transaction.effective);
    notices.n_skipped += u64::from(transaction.is_broken);
    journal.add(transaction, start);
}

/// Leaves out the indented lines that follow.
pub(crate) fn skip_block(lines: &mut Lines<'_>) {
    while lines.peek().is_some_and(|line| line.is_indented()) {
        lines.next();
    }
}

/// Reads the first line; returns the transaction and its code.
fn header<'a>(
    text: &'a str,
    place: Place,
    scope: &Scope<'a>,
    journal: &Journal<'a>,
    remarks: &mut Remarks<'a>,
) -> Result<(Transaction<'a>, Option<Cow<'a, str>>), Trouble> {
    let read =
        |text: &'a str| date::read(text, scope.year).map_err(|error| Trouble::date(error, text));
    let (date, rest) = read(text)?;
    let (effective, rest) = match rest.strip_prefix('=') {
        Some(second) => read(second).map(|(date, rest)| (Some(date), rest))?,
        None => (None, rest),
    };
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return Err(Trouble::unexpected("expected a blank after the date", rest));
    }
    let (description, comment) = split_comment(rest, journal.dialect);
    if let Some(comment) = comment {
        remarks.read(comment, journal.dialect, scope.year);
    }
    let (status, rest) = status(description.trim_ascii());
    let (code, rest) = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((code, rest)) => (code.trim_ascii(), rest.trim_ascii_start()),
        None => ("", rest),
    };
    let (payee, narration) = match rest.split_once('|') {
        Some((payee, narration)) => (payee.trim_ascii(), narration.trim_ascii()),
        None => (rest, ""),
    };
    let some = |text: &'a str| (!text.is_empty()).then_some(Cow::Borrowed(text));
    let mut transaction = Transaction::new(place, date);
    (transaction.effective, transaction.status) = (effective, status);
    (transaction.payee, transaction.narration) = (some(payee), some(narration));
    Ok((transaction, some(code)))
}

/// hledger ends a description at the first `;`, ledger at one after two blanks or a tab.
fn split_comment(text: &str, dialect: Dialect) -> (&str, Option<&str>) {
    let mut from = 0;
    while let Some(found) = text[from..].find(';') {
        let at = from + found;
        let before = &text[..at];
        if dialect == Dialect::Hledger || before.ends_with("  ") || before.ends_with('\t') {
            return (before, Some(&text[at + 1..]));
        }
        from = at + 1;
    }
    (text, None)
}

/// The status at the start of a text.
pub(crate) fn status(text: &str) -> (Option<Status>, &str) {
    match text.as_bytes().first() {
        Some(b'*') => (Some(Status::Cleared), text[1..].trim_ascii_start()),
        Some(b'!') => (Some(Status::Pending), text[1..].trim_ascii_start()),
        _ => (None, text),
    }
}

/// Adds a posting to the journal; one whose amount is not understood too, without its amount, so
/// that its account is known to be unsure.
fn posting<'a>(
    line: Line<'a>,
    scope: &mut Scope<'a>,
    journal: &mut Journal<'a>,
    remarks: &mut Remarks<'a>,
) -> Result<(), Trouble> {
    if line.is_too_long() {
        return Err(too_long());
    }
    let (status, text) = status(line.trimmed());
    let (name, rest) = split_account(text);
    let (kind, name) = kind(name);
    if name.is_empty() || name.len() > MAX_ACCOUNT_BYTES {
        return Err(Trouble::unexpected("expected an account", text));
    }
    let account = scope.account(name, journal);
    let (mut posting, comment) = match amounts(rest, line.number, account, scope, journal) {
        Ok((posting, comment)) => (posting, Ok(comment)),
        Err(trouble) => (Posting::new(line.number, account, Units::LeftOut), Err(trouble)),
    };
    (posting.kind, posting.status) = (kind, status);
    journal.postings.push(posting);
    if let Some(comment) = comment? {
        remarks.read(comment, journal.dialect, scope.year);
    }
    Ok(())
}

/// The longest account name; its parts are walked for balances with sub-accounts.
pub(crate) const MAX_ACCOUNT_BYTES: usize = 1000;

fn too_long() -> Trouble {
    let help = "the file is damaged or not a journal: look at this line in an editor";
    Trouble::unsupported("line-too-long", "the line is longer than 64 KiB", help)
}

fn amounts<'a>(
    mut rest: &'a str,
    line: u32,
    account: AccountId,
    scope: &Scope<'a>,
    journal: &mut Journal<'a>,
) -> Result<(Posting<'a>, Option<&'a str>), Trouble> {
    let mut units = Units::LeftOut;
    let is_computed = rest.starts_with('(');
    if !rest.is_empty() && !rest.starts_with([';', '=', '@']) {
        let (given, after) = amount::priced(rest, scope, journal)?;
        units = Units::Given(given);
        rest = after;
    }
    let mut posting = Posting::new(line, account, units);
    posting.is_computed = is_computed;
    let (Tail { lot, price, assertion }, comment) = amount::tail(rest, scope, journal)?;
    if lot.is_some() || price.is_some() || assertion.is_some() {
        let more = posting.more();
        (more.lot, more.price, more.assertion) = (lot, price, assertion);
    }
    Ok((posting, comment))
}

/// An account ends at two blanks, a tab, or the line.
pub(crate) fn split_account(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let ends = |index: &usize| {
        bytes[*index] == b'\t'
            || bytes[*index] == b' '
                && bytes.get(index + 1).is_none_or(|next| matches!(next, b' ' | b'\t'))
    };
    match (0..bytes.len()).find(ends) {
        Some(end) => (&text[..end], text[end..].trim_ascii()),
        None => (text, ""),
    }
}

/// How a posting takes part, by the marks around its account.
pub(crate) fn kind(name: &str) -> (Kind, &str) {
    let within =
        |open, close| name.strip_prefix(open).and_then(|name: &str| name.strip_suffix(close));
    if let Some(name) = within('(', ')') {
        (Kind::Virtual, name.trim_ascii())
    } else if let Some(name) = within('[', ']') {
        (Kind::BalancedVirtual, name.trim_ascii())
    } else {
        (Kind::Real, name)
    }
}

/// ledger balances a single posting against the account of `bucket`.
fn balance_by_bucket(start: usize, journal: &mut Journal<'_>) {
    let Some(account) = journal.bucket else { return };
    let [single] = &journal.postings[start..] else { return };
    if single.kind == Kind::Virtual || single.is_blank() {
        return;
    }
    let mut blank = Posting::new(single.line, account, Units::LeftOut);
    blank.status = single.status;
    journal.postings.push(blank);
}

/// Puts the tags and dates of the comments of the last posting onto it.
fn finish_posting<'a>(
    own: Option<Remarks<'a>>,
    start: usize,
    journal: &mut Journal<'a>,
    notices: &Notices<'_>,
) {
    let Some(own) = own else { return };
    register(&own, notices);
    let Some(posting) = journal.postings[start..].last_mut() else { return };
    if own.date.is_some() || own.effective.is_some() {
        posting.more().dates = (own.date, own.effective);
    }
    if !own.tags.is_empty() {
        posting.more().tags = own.words();
    }
}

fn register(remarks: &Remarks<'_>, notices: &Notices<'_>) {
    for (name, value) in remarks.tags.iter().filter(|(_, value)| !value.is_empty()) {
        notices.register(name, value);
    }
}
