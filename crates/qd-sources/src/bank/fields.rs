//! The fields of OFX as banks write them: bytes, days, amounts.

use chrono::{Datelike, NaiveDate};
use qd_model::{Commodity, Decimal};

use crate::csv::encoding::windows_1252;
use crate::csv::number::{NumberError, NumberFormat};

/// Texts of rows that are no transactions, whole and in lower case.
const BALANCE_TEXTS: [&str; 9] = [
    "saldo",
    "saldo anterior",
    "saldo total",
    "balance",
    "balance forward",
    "opening balance",
    "beginning balance",
    "closing balance",
    "ending balance",
];

/// Decodes a file: UTF-8 if it is, else Windows-1252, whatever its header says. The headers of
/// banks are wrong about this more often than the bytes are.
pub(super) fn decode(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

/// Reads the day of `20260401`, `20260401120000.000[-3:BRT]` or `2026-04-01`, as the bank wrote it:
/// moving it into another zone would move rows between months.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let is_iso = bytes.get(4) == Some(&b'-');
    let (format, length) = if is_iso { ("%Y-%m-%d", 10) } else { ("%Y%m%d", 8) };
    let is_mark = |byte: &u8| byte.is_ascii_digit() || b".:[T ".contains(byte);
    if !bytes.get(length).is_none_or(is_mark) {
        return None;
    }
    let date = NaiveDate::parse_from_str(text.get(..length)?, format).ok()?;
    (1900..=2200).contains(&date.year()).then_some(date)
}

/// Reads an amount with a point or a comma before its cents, and `+` or `-` before it.
pub(super) fn amount(text: &str, commodity: &str) -> Result<Decimal, NumberError> {
    let last_mark = text.rfind(['.', ',']);
    let decimal_mark = last_mark.and_then(|at| text[at..].chars().next()).unwrap_or('.');
    let n_marks = text.matches(['.', ',']).count();
    let after = last_mark.map_or(0, |at| text.len() - at - 1);
    let before = last_mark.map_or("", |at| text[..at].trim_start_matches(['-', '+', ' ']));
    let is_group = after == 3 && n_marks == 1 && before.len() <= 3 && !before.starts_with('0');
    // `1.234` is a thousand or one and a bit; only money of three digits settles it.
    if is_group && !before.is_empty() && Commodity::new(commodity).minor_digits() != 3 {
        return Err(NumberError::Ambiguous);
    }
    NumberFormat { decimal_mark, is_declared: true }.parse(text, false)
}

/// As [`amount`]; a mark that the format or a setting declares decides.
pub(super) fn amount_with(
    text: &str,
    mark: Option<char>,
    commodity: &str,
) -> Result<Decimal, NumberError> {
    match mark {
        Some(decimal_mark) => NumberFormat { decimal_mark, is_declared: true }.parse(text, false),
        None => amount(text, commodity),
    }
}

/// Claims that a text can be a currency of ISO 4217.
pub(super) fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Claims that a text, whole, names a balance.
pub(super) fn is_balance(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    BALANCE_TEXTS.contains(&text.as_str())
}

/// The last digits of an account's number: enough to know it by, too few to use it.
pub(super) fn ending(account_id: &str) -> String {
    let last = account_id.chars().rev().take(4).collect::<Vec<_>>();
    if last.is_empty() { "(none)".into() } else { last.into_iter().rev().collect() }
}

#[cfg(test)]
mod tests {
    use super::{amount, day, decode};
    use crate::csv::number::NumberError;

    #[test]
    fn bytes_are_utf8_or_windows() {
        assert_eq!(decode(b"\xef\xbb\xbfcaf\xc3\xa9"), "café");
        assert_eq!(decode(b"caf\xe9 \x80"), "café €");
    }

    #[test]
    fn days_stand_as_written() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), expected, "{text}");
        };
        check("20260401", Some("2026-04-01"));
        check("20260401233000.000[-3:BRT]", Some("2026-04-01"));
        check("20260401[+12]", Some("2026-04-01"));
        check("2026-04-01", Some("2026-04-01"));
        check("00000000", None);
        check("20260230", None);
        check("2026", None);
        check("20260401abc", None);
        check("2026040é", None);
        check("", None);
    }

    #[test]
    fn amounts_with_either_mark() {
        let check = |text: &str, commodity: &str, expected: Result<&str, NumberError>| {
            let found = amount(text, commodity).map(|found| found.to_string());
            assert_eq!(found.as_deref().map_err(|error| *error), expected, "{text}");
        };
        check("-310.00", "USD", Ok("-310.00"));
        check("+5,50", "EUR", Ok("5.50"));
        check("1.234,56", "BRL", Ok("1234.56"));
        check("1,234.56", "USD", Ok("1234.56"));
        check("1,234", "USD", Err(NumberError::Ambiguous));
        check("1.234", "USD", Err(NumberError::Ambiguous));
        check("1.234", "KWD", Ok("1.234"));
        check("0.125", "USD", Ok("0.125"));
        check("1234.567", "USD", Ok("1234.567"));
        check("12", "USD", Ok("12"));
        check("", "USD", Err(NumberError::Syntax));
    }
}
