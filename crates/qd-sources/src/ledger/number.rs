//! Numbers of journals: digits, thousands marks and the decimal mark, which differ by country.
//!
//! Which mark is which comes from a directive of the file or the source's settings. Where nothing
//! says it and both readings make sense (`1,000`), the number is refused: hledger and ledger read it
//! a thousand times apart, and a report must not guess.

use qd_model::Decimal;

/// What stands before the fraction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mark {
    /// `1,000.00`
    Period,
    /// `1.000,00`
    Comma,
}

/// Why a number was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NumberError {
    /// The mark may be either.
    Ambiguous,
    /// The thousands marks do not stand where thousands end.
    Grouping,
    /// More digits than a decimal holds.
    TooLong,
}

/// Tells how many bytes at the start of a text belong to a number; `has_blanks` lets a blank stand
/// between groups of three digits, as hledger does. An exponent (`1E3`) belongs to it.
pub(crate) fn scan(text: &str, has_blanks: bool) -> usize {
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    if !(digit(0) || matches!(bytes.first(), Some(b'.' | b',')) && digit(1)) {
        return 0;
    }
    let mut end = 0;
    loop {
        match bytes.get(end) {
            Some(b'0'..=b'9' | b'.' | b',') => end += 1,
            Some(b' ')
                if has_blanks
                    && (end + 1..end + 4).all(digit)
                    && !digit(end + 4)
                    && digit(end - 1) =>
            {
                end += 4;
            }
            _ => break,
        }
    }
    if has_blanks && matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let n_digits = (end + 1 + sign..bytes.len()).take_while(|index| digit(*index)).count();
        let after = bytes.get(end + 1 + sign + n_digits);
        if n_digits > 0 && !after.is_some_and(u8::is_ascii_alphabetic) {
            return end + 1 + sign + n_digits;
        }
    }
    end
}

/// Reads what [`scan`] found.
pub(crate) fn interpret(text: &str, mark: Option<Mark>) -> Result<Decimal, NumberError> {
    if let Some((number, exponent)) = text.split_once(['e', 'E']) {
        return scaled(interpret(number, mark)?, exponent);
    }
    let decimal = decimal_position(text, mark)?;
    let (whole, fraction) = match decimal {
        Some(position) => (&text[..position], &text[position + 1..]),
        None => (text, ""),
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || !is_grouped(whole) {
        return Err(NumberError::Grouping);
    }
    let scale = u8::try_from(fraction.len()).ok().filter(|scale| *scale <= 38);
    let digits = whole.bytes().chain(fraction.bytes()).filter(u8::is_ascii_digit);
    // Eighteen digits fit 64 bits, in which nearly all numbers are read several times faster.
    if let Some(scale) = scale.filter(|_| text.len() <= 18) {
        let mantissa = digits.fold(0u64, |number, digit| number * 10 + u64::from(digit - b'0'));
        return Ok(Decimal::new(i128::from(mantissa), scale));
    }
    let mantissa = digits.into_iter().try_fold(0i128, |number, digit| {
        number.checked_mul(10)?.checked_add(i128::from(digit - b'0'))
    });
    match (mantissa, scale) {
        (Some(mantissa), Some(scale)) if mantissa < 10i128.pow(38) => {
            Ok(Decimal::new(mantissa, scale))
        }
        _ => Err(NumberError::TooLong),
    }
}

/// Tells the decimal mark of a sample amount in a directive; `None` where it has none.
pub(crate) fn mark_of_sample(text: &str) -> Option<Mark> {
    let last = text.rfind(['.', ','])?;
    let mark = if text.as_bytes()[last] == b'.' { Mark::Period } else { Mark::Comma };
    let other = if mark == Mark::Period { ',' } else { '.' };
    let is_repeated = text[..last].contains(&text[last..=last]);
    let n_after = text.len() - last - 1;
    match (is_repeated, text[..last].contains(other)) {
        // `1,000,000`: both are thousands marks, so the other one is the decimal mark.
        (true, _) => Some(if mark == Mark::Period { Mark::Comma } else { Mark::Period }),
        (false, true) => Some(mark),
        // `1,000` says nothing; `1000.` and `1000.00` do.
        (false, false) if n_after == 3 && mark == Mark::Comma => None,
        (false, false) => Some(mark),
    }
}

fn decimal_position(text: &str, mark: Option<Mark>) -> Result<Option<usize>, NumberError> {
    let bytes = text.as_bytes();
    if let Some(mark) = mark {
        return Ok(text.find(if mark == Mark::Period { '.' } else { ',' }));
    }
    let Some(last) = text.rfind(['.', ',']) else { return Ok(None) };
    let other = if bytes[last] == b'.' { ',' } else { '.' };
    if text[..last].contains(&text[last..=last]) {
        return Ok(None);
    }
    let n_after = text.len() - last - 1;
    let could_group = n_after == 3 && (1..=3).contains(&last) && bytes[0] != b'0';
    if bytes[last] == b',' && could_group && !text[..last].contains(other) {
        return Err(NumberError::Ambiguous);
    }
    Ok(Some(last))
}

/// Claims that thousands marks, if there are any, are of one kind and stand before three digits at
/// the end and two or three between (as in India).
fn is_grouped(whole: &str) -> bool {
    let Some(first) = whole.find(|mark: char| !mark.is_ascii_digit()) else { return true };
    let mark = whole.as_bytes()[first] as char;
    let mut groups = whole.split(mark);
    let is_group = |group: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    let (head, tail) = (groups.next().unwrap_or_default(), groups.next_back().unwrap_or_default());
    is_group(head, 1..=3) && is_group(tail, 3..=3) && groups.all(|group| is_group(group, 2..=3))
}

fn scaled(number: Decimal, exponent: &str) -> Result<Decimal, NumberError> {
    let exponent: i16 = exponent.parse().map_err(|_| NumberError::TooLong)?;
    let scale = i16::from(number.scale()) - exponent;
    if (0..=38).contains(&scale) {
        return Ok(Decimal::new(number.mantissa(), scale as u8));
    }
    let up = u32::try_from(-scale).ok().and_then(|power| 10i128.checked_pow(power));
    up.and_then(|up| number.mantissa().checked_mul(up))
        .filter(|mantissa| mantissa.unsigned_abs() < 10u128.pow(38))
        .map(|mantissa| Decimal::new(mantissa, 0))
        .ok_or(NumberError::TooLong)
}

#[cfg(test)]
mod tests {
    use super::{Mark, NumberError, interpret, mark_of_sample, scan};

    fn check(text: &str, mark: Option<Mark>, expected: Result<&str, NumberError>) {
        assert_eq!(scan(text, true), text.len(), "{text}");
        let number = interpret(text, mark).map(|number| number.to_string());
        assert_eq!(number.as_deref(), expected.as_deref(), "{text}");
    }

    #[test]
    fn marks_decide_and_nothing_is_guessed() {
        let (period, comma) = (Some(Mark::Period), Some(Mark::Comma));
        for (text, none, with_period, with_comma) in [
            ("1000", Ok("1000"), Ok("1000"), Ok("1000")),
            ("10.", Ok("10"), Ok("10"), Err(NumberError::Grouping)),
            (".5", Ok("0.5"), Ok("0.5"), Err(NumberError::Grouping)),
            ("1,000", Err(NumberError::Ambiguous), Ok("1000"), Ok("1.000")),
            ("1.000", Ok("1.000"), Ok("1.000"), Ok("1000")),
            ("1,000.00", Ok("1000.00"), Ok("1000.00"), Err(NumberError::Grouping)),
            ("1.000,00", Ok("1000.00"), Err(NumberError::Grouping), Ok("1000.00")),
            ("1,000,000", Ok("1000000"), Ok("1000000"), Err(NumberError::Grouping)),
            ("12,50", Ok("12.50"), Err(NumberError::Grouping), Ok("12.50")),
            ("0,125", Ok("0.125"), Ok("0125"), Ok("0.125")),
            ("1 000 000.00", Ok("1000000.00"), Ok("1000000.00"), Err(NumberError::Grouping)),
            ("1,00,000.0", Ok("100000.0"), Ok("100000.0"), Err(NumberError::Grouping)),
            (
                "1.2.3",
                Err(NumberError::Grouping),
                Err(NumberError::Grouping),
                Err(NumberError::Grouping),
            ),
            ("1E3", Ok("1000"), Ok("1000"), Ok("1000")),
            ("1.25e-2", Ok("0.0125"), Ok("0.0125"), Err(NumberError::Grouping)),
        ] {
            // A group of `0` before thousands is nonsense, but no reading of it differs.
            let with_period = if text == "0,125" { Ok("125") } else { with_period };
            check(text, None, none);
            check(text, period, with_period);
            check(text, comma, with_comma);
        }
        check(&"9".repeat(39), None, Err(NumberError::TooLong));
        check(&format!("0.{}", "1".repeat(39)), None, Err(NumberError::TooLong));
    }

    #[test]
    fn scanning_stops_where_the_number_does() {
        for (text, length) in
            [("5USD", 1), ("1 000 USD", 5), ("1 0000", 1), ("1E3EUR", 1), ("-1", 0), ("1EUR", 1)]
        {
            assert_eq!(scan(text, true), length, "{text}");
        }
        assert_eq!(scan("1 000 USD", false), 1);
    }

    #[test]
    fn samples_tell_the_mark() {
        for (sample, mark) in [
            ("1,000.00", Some(Mark::Period)),
            ("1.000,00", Some(Mark::Comma)),
            ("1000.", Some(Mark::Period)),
            ("1 000,00", Some(Mark::Comma)),
            ("1,000", None),
            ("1,000,000", Some(Mark::Period)),
            ("1000", None),
        ] {
            assert_eq!(mark_of_sample(sample), mark, "{sample}");
        }
    }
}
