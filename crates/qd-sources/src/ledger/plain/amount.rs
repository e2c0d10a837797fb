//! Amounts of hledger and ledger: `$-5`, `5 USD`, `"APPLES 3" 4`, and what may follow them.

use crate::ledger::date;
use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{Amount, Assertion, CommodityId, Journal, LotSpec, Price};
use crate::ledger::number;
use crate::ledger::plain::scope::Scope;
use crate::ledger::plain::value;
use crate::ledger::trouble::Trouble;

/// What may follow an amount.
#[derive(Default)]
pub(crate) struct Tail<'a> {
    /// `{...}`
    pub(crate) lot: Option<LotSpec<'a>>,
    /// `@`, `@@`
    pub(crate) price: Option<Price>,
    /// `=`
    pub(crate) assertion: Option<Assertion>,
}

/// Reads an amount at the start of a text; returns it and the rest.
pub(crate) fn amount<'a>(
    text: &'a str,
    scope: &Scope<'a>,
    journal: &mut Journal<'a>,
) -> Result<(Amount, &'a str), Trouble> {
    let parts = split(text, journal.dialect)?;
    let commodity = match parts.symbol {
        Some(symbol) => journal.commodity(symbol),
        None => scope.default_commodity.unwrap_or(CommodityId::NONE),
    };
    let mark = scope.mark.or_else(|| scope.marks.get(&commodity).copied());
    let number = number::interpret(parts.digits, mark)
        .map_err(|error| Trouble::number(error, parts.digits))?;
    let number = if parts.is_negative { number.neg() } else { number };
    let commodity = scope.commodity_aliases.get(&commodity).copied().unwrap_or(commodity);
    Ok((Amount { number, commodity }, parts.rest))
}

/// An amount before its number is understood.
pub(crate) struct Parts<'a> {
    /// The commodity.
    pub(crate) symbol: Option<&'a str>,
    /// The number without its sign.
    pub(crate) digits: &'a str,
    is_negative: bool,
    rest: &'a str,
}

/// Takes an amount apart.
pub(crate) fn split(text: &str, dialect: Dialect) -> Result<Parts<'_>, Trouble> {
    let (mut is_negative, text) = sign(text.trim_ascii_start());
    let (left, text) = symbol(text, dialect)?;
    let (inner_negative, text) =
        if left.is_some() { sign(text.trim_ascii_start()) } else { (false, text) };
    is_negative ^= inner_negative;
    let length = number::scan(text, dialect == Dialect::Hledger);
    if length == 0 {
        return Err(no_number(text));
    }
    let (digits, rest) = text.split_at(length);
    let (right, rest) = match left {
        Some(_) => (None, rest),
        None => match symbol(rest.trim_ascii_start(), dialect)? {
            (Some(symbol), after) => (Some(symbol), after),
            (None, _) => (None, rest),
        },
    };
    Ok(Parts { symbol: left.or(right), digits, is_negative, rest })
}

/// Reads everything that may follow an amount, up to a comment; returns the comment's text.
pub(crate) fn tail<'a>(
    mut text: &'a str,
    scope: &Scope<'a>,
    journal: &mut Journal<'a>,
) -> Result<(Tail<'a>, Option<&'a str>), Trouble> {
    let mut tail = Tail::default();
    loop {
        text = text.trim_ascii_start();
        if let Some((is_total, rest)) = price_mark(text) {
            let (amount, rest) = priced(rest, scope, journal)?;
            tail.price = Some(if is_total { Price::Total(amount) } else { Price::PerUnit(amount) });
            text = rest;
            continue;
        }
        text = match text.as_bytes() {
            [] => return Ok((tail, None)),
            [b';', ..] => return Ok((tail, Some(&text[1..]))),
            [b'{' | b'[', ..] => lot(text, tail.lot.get_or_insert_default(), scope, journal)?,
            [b'(', b'(', ..] => return Err(value_expression()),
            [b'(', ..] => after_note(text)?,
            [b'=', ..] => assertion(text, &mut tail, scope, journal)?,
            _ => return Err(Trouble::unexpected("unexpected after the amount", text)),
        };
    }
}

/// An amount that only ledger computes.
fn value_expression() -> Trouble {
    Trouble::unsupported(
        "value-expression",
        "a value expression is not computed here; the transaction is left out",
        "write the amount as a number",
    )
}

/// `@` for each unit, `@@` for all; ledger's `(@)` differs only in what it teaches the price table.
fn price_mark(text: &str) -> Option<(bool, &str)> {
    let marks = [("@@", true), ("(@@)", true), ("@", false), ("(@)", false)];
    marks.iter().find_map(|(mark, is_total)| Some((*is_total, text.strip_prefix(mark)?)))
}

/// Reads an amount, or in a journal of ledger an expression in parentheses that gives one.
pub(crate) fn priced<'a>(
    text: &'a str,
    scope: &Scope<'a>,
    journal: &mut Journal<'a>,
) -> Result<(Amount, &'a str), Trouble> {
    let text = text.trim_ascii_start();
    match (text.starts_with('('), journal.dialect) {
        (false, _) => amount(text, scope, journal),
        (true, Dialect::Ledger) => value::computed(text, scope, journal),
        (true, _) => Err(value_expression()),
    }
}

fn after_note(text: &str) -> Result<&str, Trouble> {
    let end = text.split_once(')');
    end.map(|(_, rest)| rest).ok_or_else(|| Trouble::syntax("the note of the lot does not end"))
}

/// `{cost}`, `{{total}}`, `{=fixed cost}`, `[date]`.
fn lot<'a>(
    text: &'a str,
    spec: &mut LotSpec<'a>,
    scope: &Scope<'a>,
    journal: &mut Journal<'a>,
) -> Result<&'a str, Trouble> {
    if let Some(rest) = text.strip_prefix('[') {
        let end = rest.split_once(']');
        let (inner, rest) =
            end.ok_or_else(|| Trouble::syntax("the date of the lot does not end"))?;
        let day = date::parse(inner.trim_ascii(), scope.year);
        spec.date = Some(day.map_err(|error| Trouble::date(error, inner))?);
        return Ok(rest);
    }
    let (is_total, rest) = match text.strip_prefix("{{") {
        Some(rest) => (true, rest),
        None => (false, &text[1..]),
    };
    let end = rest.split_once(if is_total { "}}" } else { "}" });
    let (inner, after) = end.ok_or_else(|| Trouble::syntax("the cost of the lot does not end"))?;
    let inner = inner.trim_ascii();
    let inner = inner.strip_prefix('=').unwrap_or(inner).trim_ascii_start();
    if inner.is_empty() {
        return Ok(after);
    }
    if inner.starts_with('(') {
        return Err(value_expression());
    }
    let (cost, left) = amount(inner, scope, journal)?;
    if !left.trim_ascii().is_empty() {
        return Err(Trouble::unexpected("unexpected in the cost of the lot", left));
    }
    spec.commodity = Some(cost.commodity);
    *(if is_total { &mut spec.total } else { &mut spec.per_unit }) = Some(cost.number);
    Ok(after)
}

/// `= 5`, `== 5`, `=* 5`, `==* 5`; a price after it says nothing about the balance.
fn assertion<'a>(
    text: &'a str,
    tail: &mut Tail<'a>,
    scope: &Scope<'a>,
    journal: &mut Journal<'a>,
) -> Result<&'a str, Trouble> {
    let rest = text[1..].strip_prefix('=');
    let (is_sole, rest) = (rest.is_some(), rest.unwrap_or(&text[1..]));
    let inclusive = rest.strip_prefix('*');
    let (is_inclusive, rest) = (inclusive.is_some(), inclusive.unwrap_or(rest));
    let (amount, rest) = priced(rest, scope, journal)?;
    tail.assertion = Some(Assertion { amount, is_sole, is_inclusive });
    let rest = rest.trim_ascii_start();
    match price_mark(rest) {
        Some((_, price)) => Ok(priced(price, scope, journal)?.1),
        None => Ok(rest),
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.as_bytes().first() {
        Some(b'-') => (true, text[1..].trim_ascii_start()),
        Some(b'+') => (false, text[1..].trim_ascii_start()),
        _ => (false, text),
    }
}

/// A commodity at the start of a text, quoted or not.
fn symbol(text: &str, dialect: Dialect) -> Result<(Option<&str>, &str), Trouble> {
    if let Some(rest) = text.strip_prefix('"') {
        let end = rest.split_once('"');
        let (name, rest) =
            end.ok_or_else(|| Trouble::syntax("the quoted commodity does not end"))?;
        return Ok((Some(name), rest));
    }
    let is_symbol = |character: char| match character {
        '0'..='9'
        | ' '
        | '\t'
        | '-'
        | '+'
        | '.'
        | ','
        | '@'
        | '*'
        | ';'
        | '"'
        | '{'
        | '}'
        | '='
        | '('
        | ')'
        | '['
        | ']' => false,
        '!' | '&' | '/' | ':' | '<' | '>' | '?' | '\\' | '^' | '|' | '~' => {
            dialect == Dialect::Hledger
        }
        character => !character.is_whitespace() && character != '\u{fffd}',
    };
    let length = text.find(|character| !is_symbol(character)).unwrap_or(text.len());
    let (name, rest) = text.split_at(length);
    Ok(((length > 0).then_some(name), rest))
}

fn no_number(text: &str) -> Trouble {
    if text.trim_ascii_start().starts_with('(') {
        return value_expression();
    }
    Trouble::unexpected("expected a number", text)
}

/// The number of digits after the decimal mark of a sample amount.
pub(crate) fn digits_of_sample(digits: &str) -> u8 {
    match number::mark_of_sample(digits) {
        Some(_) => {
            digits.rfind(['.', ',']).map_or(0, |mark| (digits.len() - mark - 1).min(38) as u8)
        }
        None => 0,
    }
}
