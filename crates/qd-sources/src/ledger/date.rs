//! Dates of journals: `2026-01-05`, `2026/1/5`, `2026.1.5`, and `1/5` under a default year.

use chrono::NaiveDate;

/// Why a text is not a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DateError {
    /// It does not look like one.
    Syntax,
    /// The calendar has no such day.
    NoSuchDay,
    /// It has no year and the file sets none.
    NoYear,
}

/// Reads a date at the start of a text; returns it and the rest.
pub(crate) fn read(text: &str, year: Option<i32>) -> Result<(NaiveDate, &str), DateError> {
    let length = text
        .bytes()
        .position(|byte| !byte.is_ascii_digit() && !matches!(byte, b'-' | b'/' | b'.'))
        .unwrap_or(text.len());
    let (date, rest) = text.split_at(length);
    parse(date, year).map(|date| (date, rest))
}

/// Reads a text that is a date.
pub(crate) fn parse(text: &str, year: Option<i32>) -> Result<NaiveDate, DateError> {
    if text.len() > 10 {
        return Err(DateError::Syntax);
    }
    let mut parts = [0u32; 3];
    let mut lengths = [0usize; 3];
    let (mut n_parts, mut separator) = (0, 0u8);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                parts[n_parts] = parts[n_parts] * 10 + u32::from(byte - b'0');
                lengths[n_parts] += 1;
            }
            b'-' | b'/' | b'.' if n_parts < 2 && (separator == 0 || separator == byte) => {
                (n_parts, separator) = (n_parts + 1, byte);
            }
            _ => return Err(DateError::Syntax),
        }
    }
    let is_short = |index: usize| matches!(lengths[index], 1 | 2);
    let (year, month, day) = match n_parts {
        2 if lengths[0] == 4 && is_short(1) && is_short(2) => (parts[0] as i32, parts[1], parts[2]),
        1 if is_short(0) && is_short(1) => (year.ok_or(DateError::NoYear)?, parts[0], parts[1]),
        _ => return Err(DateError::Syntax),
    };
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::{DateError, parse, read};

    #[test]
    fn dates() {
        let check = |text: &str, year, expected: Result<&str, DateError>| {
            assert_eq!(
                parse(text, year).map(|date| date.to_string()).as_deref(),
                expected.as_deref(),
                "{text}"
            );
        };
        check("2026-01-05", None, Ok("2026-01-05"));
        check("2026/1/5", None, Ok("2026-01-05"));
        check("2026.1.05", None, Ok("2026-01-05"));
        check("1/5", Some(2025), Ok("2025-01-05"));
        check("1/5", None, Err(DateError::NoYear));
        check("2026-02-30", None, Err(DateError::NoSuchDay));
        for text in ["2026-01", "26-01-05", "2026-01/05", "2026--5", "", "20260105", "2026-001-5"] {
            check(text, Some(2026), Err(DateError::Syntax));
        }
        assert_eq!(
            read("2026-01-05=2026-02-01 x", None).map(|(_, rest)| rest),
            Ok("=2026-02-01 x")
        );
    }
}
