//! Postings of beancount: account, units, cost and price.

use super::expression::{currency, expression};
use super::transaction::{status, string};
use crate::ledger::arithmetic::kept;
use crate::ledger::date;
use crate::ledger::journal::{Amount, Journal, LotSpec, Posting, Price, Units};
use crate::ledger::lines::{Line, MAX_LINE_BYTES};
use crate::ledger::trouble::Trouble;

/// The longest account name; its parts are walked for balances with sub-accounts.
const MAX_ACCOUNT_BYTES: usize = 1000;

/// Reads a posting.
pub(crate) fn posting<'a>(
    line: Line<'a>,
    journal: &mut Journal<'a>,
) -> Result<Posting<'a>, Trouble> {
    if line.text.len() > MAX_LINE_BYTES {
        let help = "the file is damaged or not a journal: look at this line in an editor";
        return Err(Trouble::unsupported("line-too-long", "the line is longer than 64 KiB", help));
    }
    let text = line.trimmed();
    let (flag, text) = match text.as_bytes() {
        [_, b' ' | b'\t', ..] => (status(&text[..1]), text[1..].trim_ascii_start()),
        [b'*' | b'!', ..] => (status(&text[..1]), &text[1..]),
        _ => (None, text),
    };
    let (name, rest) = account_name(text)?;
    let account = journal.account(name);
    let (units, rest) = units(rest, journal)?;
    let (lot, rest) = lot(rest.trim_ascii_start(), journal)?;
    let (price, rest) = price(rest.trim_ascii_start(), journal)?;
    let rest = rest.trim_ascii_start();
    if !rest.is_empty() && !rest.starts_with(';') {
        return Err(Trouble::unexpected("unexpected in a posting", rest));
    }
    let mut posting = Posting::new(line.number, account, units);
    posting.status = flag;
    if lot.is_some() || price.is_some() {
        (posting.more().lot, posting.more().price) = (lot, price);
    }
    Ok(posting)
}

/// An account at the start of a text.
pub(crate) fn account_name(text: &str) -> Result<(&str, &str), Trouble> {
    let mut previous = b':';
    let mut n_parts = 0;
    let end = text.bytes().position(|byte| {
        let is_part = match byte {
            b'A'..=b'Z' | 0x80.. => true,
            b'0'..=b'9' => previous != b':' || n_parts > 0,
            b'a'..=b'z' | b'-' => previous != b':',
            b':' => previous != b':',
            _ => false,
        };
        n_parts += usize::from(byte == b':' && is_part);
        previous = if is_part { byte } else { previous };
        !is_part
    });
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    let ends = rest.is_empty() || rest.starts_with([' ', '\t', ';', '"']);
    let is_name = ends && previous != b':' && n_parts > 0 && name.len() <= MAX_ACCOUNT_BYTES;
    if is_name && (name.is_ascii() || !name.contains('\u{fffd}')) {
        return Ok((name, rest));
    }
    Err(Trouble::unexpected("expected an account", text))
}

fn units<'a>(text: &'a str, journal: &mut Journal<'a>) -> Result<(Units, &'a str), Trouble> {
    let (number, rest) = match expression(text)? {
        // What a division made has no end; what is written is never rounded.
        Some((number, rest)) if text[..text.len() - rest.len()].contains('/') => {
            (Some(kept(number)), rest)
        }
        Some((number, rest)) => (Some(number), rest),
        None => (None, text),
    };
    match (number, currency(rest)) {
        (Some(number), Some((name, rest))) => {
            let commodity = journal.commodity(name);
            Ok((Units::Given(Amount { number, commodity }), rest))
        }
        (None, Some((name, rest))) => Ok((Units::NumberLeftOut(journal.commodity(name)), rest)),
        (None, None) => Ok((Units::LeftOut, rest)),
        (Some(_), None) => Err(Trouble::unsupported(
            "unsupported-interpolation",
            "an amount without its commodity is not filled in",
            "write the commodity",
        )),
    }
}

type Lot<'a> = Option<LotSpec<'a>>;

/// `{502.12 USD, 2026-01-05, "label"}`, `{{total}}`, `{per unit # total USD}`, `{}`.
fn lot<'a>(text: &'a str, journal: &mut Journal<'a>) -> Result<(Lot<'a>, &'a str), Trouble> {
    let (is_total, mut rest) = match (text.strip_prefix("{{"), text.strip_prefix('{')) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return Ok((None, text)),
    };
    let end = if is_total { "}}" } else { "}" };
    let mut spec = LotSpec::default();
    loop {
        rest = rest.trim_ascii_start();
        if let Some(after) = rest.strip_prefix(end) {
            return Ok((Some(spec), after));
        }
        rest = match rest.as_bytes() {
            [] => return Err(Trouble::syntax("the cost of a lot does not end")),
            [b',', ..] => &rest[1..],
            [b'*', ..] => {
                spec.is_merged = true;
                &rest[1..]
            }
            [b'"', ..] => {
                let (_, after) = string(rest)?;
                spec.label = Some(rest[..rest.len() - after.len()].trim_matches('"'));
                after
            }
            [a, b, c, d, b'-' | b'/', ..]
                if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()) =>
            {
                let (day, after) =
                    date::read(rest, None).map_err(|error| Trouble::date(error, rest))?;
                spec.date = Some(day);
                after
            }
            _ => cost(rest, is_total, &mut spec, journal)?,
        };
    }
}

fn cost<'a>(
    text: &'a str,
    is_total: bool,
    spec: &mut LotSpec<'a>,
    journal: &mut Journal<'a>,
) -> Result<&'a str, Trouble> {
    let (first, mut rest) = match expression(text)? {
        Some((number, rest)) => (Some(number), rest),
        None => (None, text),
    };
    *(if is_total { &mut spec.total } else { &mut spec.per_unit }) = first;
    if let Some(after) = rest.trim_ascii_start().strip_prefix('#') {
        rest = after;
        if let Some((number, after)) = expression(rest)? {
            spec.total = Some(number);
            rest = after;
        }
    }
    match currency(rest) {
        Some((name, rest)) => {
            spec.commodity = Some(journal.commodity(name));
            Ok(rest)
        }
        None => Err(Trouble::unexpected("expected a cost", text)),
    }
}

fn price<'a>(
    text: &'a str,
    journal: &mut Journal<'a>,
) -> Result<(Option<Price>, &'a str), Trouble> {
    let (is_total, rest) = match (text.strip_prefix("@@"), text.strip_prefix('@')) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return Ok((None, text)),
    };
    match units(rest, journal)? {
        (Units::Given(amount), rest) if is_total => Ok((Some(Price::Total(amount)), rest)),
        (Units::Given(amount), rest) => Ok((Some(Price::PerUnit(amount)), rest)),
        (Units::NumberLeftOut(commodity), rest) => {
            Ok((Some(Price::LeftOut(Some(commodity))), rest))
        }
        (Units::LeftOut, rest) => Ok((Some(Price::LeftOut(None)), rest)),
    }
}
