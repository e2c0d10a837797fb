//! How a country writes what the formatter has found: separators, the place of the currency, the
//! names of months. Digits, bands and rounding are the same everywhere.
//!
//! Marks and names are those of CLDR 48, as Babel 2.18 prints them, with three exceptions: every
//! blank within a number is a no-break space, because the faces have no narrow one; thousands are
//! shortened wherever LOOK 6.4 shortens them; and dates are in one order, the day before the month.

use chrono::{Datelike, NaiveDate};
use qd_model::report::Locale;

/// Keeps the parts of a number on one line.
const BLANK: char = '\u{a0}';

/// What stands between whole and fraction.
pub(crate) fn decimal_mark(locale: Locale) -> char {
    match locale {
        Locale::EnUs | Locale::EnGb => '.',
        Locale::DeDe | Locale::FrFr | Locale::EsEs => ',',
    }
}

/// Sets the marks of every number in a printed figure that has those of en-US; a percent sign
/// keeps its distance.
pub(super) fn numbers(printed: &str, locale: Locale) -> String {
    if matches!(locale, Locale::EnUs | Locale::EnGb) {
        return printed.to_owned();
    }
    let mut out = String::with_capacity(printed.len() + 4);
    let mut rest = printed;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        out.push_str(before);
        let end = number.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.');
        let (number, after) = number.split_at(end.unwrap_or(number.len()));
        out.push_str(&digits(number, locale));
        if after.starts_with('%') {
            out.push(BLANK);
        }
        rest = after;
    }
    out + rest
}

/// One number: `1,234.5` as `1.234,5`.
fn digits(number: &str, locale: Locale) -> String {
    let whole = number.split_once('.').map_or(number, |(whole, _)| whole);
    // Four digits stand together in Spanish.
    let is_grouped = locale != Locale::EsEs || whole.len() > "1,234".len();
    let group = if locale == Locale::FrFr { BLANK } else { '.' };
    let mut out = String::with_capacity(number.len());
    for c in number.chars() {
        match c {
            ',' if is_grouped => out.push(group),
            ',' => {}
            '.' => out.push(decimal_mark(locale)),
            digit => out.push(digit),
        }
    }
    out
}

/// An amount of its parts: the sign, the digits as en-US writes them, the band's letter, the
/// currency's symbol or code.
pub(super) fn amount(
    sign: &str,
    (digits, band): (&str, &str),
    currency: Currency<'_>,
    locale: Locale,
) -> String {
    let number = numbers(digits, locale);
    if matches!(locale, Locale::EnUs | Locale::EnGb) {
        return match currency {
            Currency::Symbol(symbol) => format!("{sign}{symbol}{number}{band}"),
            Currency::Code(code) => format!("{sign}{code} {number}{band}"),
            Currency::Other("") => format!("{sign}{number}{band}"),
            Currency::Other(other) => format!("{sign}{number}{band} {other}"),
        };
    }
    let band = match (locale, band) {
        (_, "") => "",
        (Locale::DeDe, "k") => "Tsd.",
        (Locale::DeDe, "M") => "Mio.",
        (Locale::DeDe, "B") => "Mrd.",
        (Locale::DeDe, "T") => "Bio.",
        (Locale::FrFr, "B") => "Md",
        (Locale::FrFr, "T") => "Bn",
        (Locale::EsEs, "k") => "mil",
        (Locale::EsEs, "B") => "mil\u{a0}M",
        // A million millions: the long scale's billion.
        (Locale::EsEs, "T") => "B",
        (_, other) => other,
    };
    let currency = match currency {
        Currency::Symbol(word) | Currency::Code(word) | Currency::Other(word) => word,
    };
    let mut out = format!("{sign}{number}");
    if !band.is_empty() {
        out.push(BLANK);
        out.push_str(band);
    }
    if !currency.is_empty() {
        // `1,24 M€` in Spanish, `12,4 k €` and `12,4 Tsd. €` elsewhere.
        let is_joined = locale == Locale::EsEs && band.ends_with(['M', 'B']);
        out.extend((!is_joined).then_some(BLANK));
        out.push_str(currency);
    }
    out
}

/// What an amount is in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Currency<'a> {
    /// A sign of one letter.
    Symbol(&'a str),
    /// A code of ISO 4217.
    Code(&'a str),
    /// Anything else that is counted; empty where nothing is known.
    Other(&'a str),
}

/// Prints a date for sentences: `Tue 24 Nov`, with the year where it is asked for.
pub(super) fn date(date: NaiveDate, has_year: bool, locale: Locale) -> String {
    let names = names(locale);
    let weekday = names.weekdays[date.weekday().num_days_from_monday() as usize];
    let (day, month) = (date.day(), month(date, locale));
    let mut printed = match locale {
        Locale::EnUs | Locale::EnGb | Locale::FrFr => format!("{weekday} {day} {month}"),
        Locale::DeDe => format!("{weekday}, {day}. {month}"),
        Locale::EsEs => format!("{weekday}, {day} {month}"),
    };
    if has_year {
        printed += &format!(" {}", date.year());
    }
    printed
}

/// The short name of a date's month.
pub(super) fn month(date: NaiveDate, locale: Locale) -> &'static str {
    names(locale).months[date.month0() as usize]
}

struct Names {
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
}

const ENGLISH: Names = Names {
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
};

const GERMAN: Names = Names {
    weekdays: ["Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."],
    months: [
        "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.",
        "Dez.",
    ],
};

const FRENCH: Names = Names {
    weekdays: ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
    months: [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
};

const SPANISH: Names = Names {
    weekdays: ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
    months: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"],
};

fn names(locale: Locale) -> &'static Names {
    match locale {
        // CLDR's `Sept` of en-GB is spared: one spelling serves both.
        Locale::EnUs | Locale::EnGb => &ENGLISH,
        Locale::DeDe => &GERMAN,
        Locale::FrFr => &FRENCH,
        Locale::EsEs => &SPANISH,
    }
}
