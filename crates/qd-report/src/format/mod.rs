//! The one number formatter: every figure of every medium is printed here (LOOK 6.4).
//!
//! What it returns uses `-` for minus; HTML sets U+2212 with [`typographic`]. The locale is the
//! document's own, never the machine's. Money is in [`money`], shares and changes in [`share`], what
//! countries write differently in [`locale`], dates and reasons below.

mod locale;
mod money;
mod share;
mod tests;

use chrono::{Datelike, Days, NaiveDate};
use qd_model::report::{Figure, Form, Locale, Place};
use qd_model::{Decimal, Month, Period, Reason, Rounding, Unit, Value};

pub(crate) use locale::decimal_mark;
pub(crate) use share::relative_change;

/// Stands behind a number that rests on a declared assumption.
pub const ASSUMED: char = '†';

/// Prints a figure as readers of any medium see it, with `-` for minus.
pub fn figure(figure: &Figure, locale: Locale) -> String {
    let mut printed = unmarked(figure, locale);
    if is_assumed(figure) {
        printed.push(ASSUMED);
    }
    printed
}

/// Claims that a figure is a number that rests on a declared assumption.
pub fn is_assumed(figure: &Figure) -> bool {
    figure.basis == qd_model::Basis::Assumed && figure.value.number().is_some()
}

/// Prints a figure without the mark of assumptions, for rows that carry it beside their name.
pub fn unmarked(figure: &Figure, locale: Locale) -> String {
    let number = match &figure.value {
        Value::Missing(reason) => return missing(reason, figure.place),
        Value::Number(number) => *number,
    };
    let mut printed = match figure.form {
        Form::RelativeChange => locale::numbers(&share::relative(number), locale),
        Form::PointChange => locale::numbers(&share::points(number), locale),
        Form::Change => format!("{}{}", plus(number), level(figure, number, locale)),
        Form::Magnitude | Form::Exact => level(figure, number, locale),
    };
    if figure.is_estimate {
        printed.insert(0, '≈');
    }
    printed
}

/// Sets the minus sign of typography: the first `-` before a digit or a currency mark.
pub fn typographic(printed: &str) -> String {
    match printed.strip_prefix('-') {
        Some(rest) => format!("\u{2212}{rest}"),
        None => printed.replacen("x-", "x\u{2212}", 1).replacen("≈-", "≈\u{2212}", 1),
    }
}

/// Prints both ends of a figure's interval in its own unit, without sample sizes.
pub fn interval(figure: &Figure, locale: Locale) -> Option<(String, String)> {
    let (low, high) = (figure.low?, figure.high?);
    let end = |number: Decimal| match figure.unit {
        Unit::Ratio => locale::numbers(&share::whole_percent(number), locale),
        _ => level(figure, number, locale),
    };
    Some((end(low), end(high)))
}

fn level(figure: &Figure, number: Decimal, locale: Locale) -> String {
    let is_exact = figure.form == Form::Exact;
    let written = |printed: &str| locale::numbers(printed, locale);
    match &figure.unit {
        Unit::Money => {
            money::amount(number, figure.commodity.as_deref().unwrap_or(""), is_exact, locale)
        }
        Unit::Ratio => {
            written(&share::rate(number, figure.n, figure.low.zip(figure.high), is_exact))
        }
        Unit::Count => written(&plain(number, 1)),
        Unit::Factor => written(&fixed(number, 2)),
        Unit::Days => written(&counted(number, "day", "days")),
        Unit::Hours => written(&format!("{} h", plain(number, 1))),
        Unit::Months => written(&counted(number, "month", "months")),
        Unit::Seconds => written(&seconds(number)),
        Unit::Miles => written(&format!("{} nm", plain(number, 1))),
        Unit::Date => date(number, figure.place, locale),
        Unit::Other(word) => format!("{} {word}", written(&plain(number, 2))),
    }
}

fn missing(reason: &Reason, place: Place) -> String {
    match (place, reason) {
        (Place::Cell, Reason::Insufficient { .. }) => "—".into(),
        (Place::Cell, Reason::Undefined { .. }) => "n/a".into(),
        (Place::Cell, Reason::TooFew { .. }) | (Place::Prose, _) => reason.sentence(),
    }
}

/// Prints a date for sentences: `Tue 24 Nov`, with the year where the context has another.
pub fn prose_date(date: NaiveDate, context_year: Option<i32>, locale: Locale) -> String {
    locale::date(date, context_year.is_none_or(|year| year != date.year()), locale)
}

/// Prints a period for people: `Sep 2026`, `Q3 FY2026`, `12 months to Sep 2026`.
pub fn period(period: Period, locale: Locale) -> String {
    let name = |month: Month| {
        let first = month.first();
        format!("{} {}", locale::month(first, locale), first.year())
    };
    match period {
        Period::Day(day) => prose_date(day, None, locale),
        Period::Week(_) => period.to_string(),
        Period::Month(month) => name(month),
        Period::Quarter { year, quarter } => format!("Q{quarter} FY{year}"),
        Period::Year(year) => format!("FY{year}"),
        Period::Fytd(month) => format!("fiscal year to {}", name(month)),
        Period::T12m(month) => format!("year to {}", name(month)),
    }
}

/// Prints a size in words that agree: `1 figure`, `1,204 figures`.
pub fn quantity(count: usize, one: &str, many: &str, locale: Locale) -> String {
    let count_words = locale::numbers(&grouped(&count.to_string()), locale);
    format!("{count_words} {}", if count == 1 { one } else { many })
}

fn date(days: Decimal, place: Place, locale: Locale) -> String {
    let epoch = NaiveDate::default();
    let day = days.round(0, Rounding::Floor).mantissa();
    let date = u64::try_from(day).ok().and_then(|day| epoch.checked_add_days(Days::new(day)));
    match (date, place) {
        (None, _) => days.to_string(),
        (Some(date), Place::Prose) => prose_date(date, None, locale),
        (Some(date), Place::Cell) => date.to_string(),
    }
}

fn seconds(number: Decimal) -> String {
    let digits = if number.abs() < Decimal::from(10) { 2 } else { 0 };
    format!("{} s", plain(number, digits))
}

fn counted(number: Decimal, one: &str, many: &str) -> String {
    let printed = plain(number, 1);
    let word = if printed == "1" { one } else { many };
    format!("{printed} {word}")
}

fn plus(number: Decimal) -> &'static str {
    if number > Decimal::ZERO { "+" } else { "" }
}

/// Prints with at most `digits` digits after the point and thousands apart: `1,234.5`.
fn plain(number: Decimal, digits: u8) -> String {
    fixed_as_is(number.round(digits, Rounding::HalfEven).normalized())
}

/// Prints with exactly `digits` digits after the point.
fn fixed(number: Decimal, digits: u8) -> String {
    let rounded = number.round(digits, Rounding::HalfEven);
    match rounded.mantissa_at(digits) {
        Ok(mantissa) => fixed_as_is(Decimal::new(mantissa, digits)),
        Err(_) => fixed_as_is(rounded),
    }
}

fn fixed_as_is(number: Decimal) -> String {
    let text = number.abs().to_string();
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let sign = if number.is_negative() { "-" } else { "" };
    match fraction {
        Some(fraction) => format!("{sign}{}.{fraction}", grouped(whole)),
        None => format!("{sign}{}", grouped(whole)),
    }
}

/// Sets commas between thousands.
fn grouped(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Prints an amount as reports do, for what is no report: `$6,117`, `$12.4k`.
pub fn money(number: Decimal, commodity: &str, locale: Locale) -> String {
    money::amount(number, commodity, false, locale)
}

/// Prints dollars for tests of what shows them.
#[cfg(test)]
pub(crate) fn money_for_tests(number: Decimal) -> String {
    money::amount(number, "USD", false, Locale::default())
}
