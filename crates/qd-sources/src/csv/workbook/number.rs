//! The binary number of a cell as the decimal that was typed, or as the day that it counts.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use qd_model::{Decimal, Rounding};

/// Digits that a spreadsheet shows and keeps of a number; the rest of a double is noise.
const DIGITS: usize = 15;
/// Digits after the point that a fact table holds.
const SCALE: u8 = 12;
/// The day after the last that a spreadsheet counts: 9999-12-31.
const MAX_SERIAL: f64 = 2_958_466.0;
const MILLISECONDS_OF_DAY: f64 = 86_400_000.0;

/// Reads the text of `<v>` as a double, as every spreadsheet does. Money is never held in it: the
/// shortest decimal that reads back as the same double is what was typed.
pub(super) fn double(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|number| number.is_finite())
}

/// The decimal of a double, and whether digits were dropped. A sum of cents in binary leaves a
/// seventeenth digit that nobody typed, such as 0.30000000000000004; a third has no last digit.
pub(super) fn decimal(number: f64) -> Option<(Decimal, bool)> {
    let shortest = format!("{number:e}");
    let n_digits = shortest.split('e').next()?.bytes().filter(u8::is_ascii_digit).count();
    let is_long = n_digits > DIGITS;
    let written = if is_long { format!("{number:.*e}", DIGITS - 1) } else { shortest };
    let (mantissa, exponent) = written.split_once('e')?;
    let exponent = exponent.parse::<i32>().ok()?;
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa),
    };
    let digits = digits.replace('.', "");
    let point = i32::try_from(digits.len()).ok()?.checked_sub(1)?;
    let scale = point.checked_sub(exponent)?;
    let exact = if scale <= 0 {
        // Up to 38 digits; what is larger is no amount of anything.
        let zeros = usize::try_from(scale.unsigned_abs()).ok().filter(|zeros| *zeros <= 38)?;
        format!("{sign}{digits}{}", "0".repeat(zeros)).parse().ok()?
    } else if scale > 38 {
        // Far below the last digit that is kept.
        Decimal::ZERO
    } else {
        Decimal::new(format!("{sign}{digits}").parse().ok()?, u8::try_from(scale).ok()?)
    };
    let kept = exact.round(SCALE, Rounding::HalfEven).normalized();
    Some((kept, is_long || scale > 38 || kept.sub(exact).ok()? != Decimal::ZERO))
}

/// The local instant that a serial number counts: ECMA-376 part 1, 18.17.4. In the system of 1900
/// day 60 is the 29th of February of a year that had none, and days before it count from a day
/// later.
pub(super) fn instant(serial: f64, is_1904: bool) -> Option<NaiveDateTime> {
    if !(0.0..MAX_SERIAL).contains(&serial) {
        return None;
    }
    // Both fit: the range is checked above.
    let (whole, fraction) = (serial.trunc() as i64, serial.fract());
    let epoch = match whole {
        _ if is_1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?,
        60 => return None,
        0..60 => NaiveDate::from_ymd_opt(1899, 12, 31)?,
        _ => NaiveDate::from_ymd_opt(1899, 12, 30)?,
    };
    let milliseconds = (fraction * MILLISECONDS_OF_DAY).round() as i64;
    let day = epoch.checked_add_signed(Duration::days(whole))?;
    day.and_time(NaiveTime::MIN).checked_add_signed(Duration::milliseconds(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::{decimal, double, instant};

    #[test]
    fn decimals_are_what_was_typed() {
        for (text, expected, is_rounded) in [
            ("4.3499999999999996", "4.35", false),
            ("0.30000000000000004", "0.3", true),
            ("1840.75", "1840.75", false),
            ("-5.0E-2", "-0.05", false),
            ("1E+20", "100000000000000000000", false),
            ("0.33333333333333331", "0.333333333333", true),
            ("123456789012345", "123456789012345", false),
            ("1E-300", "0", true),
            ("0", "0", false),
            ("-0", "0", false),
        ] {
            let (number, rounded) = decimal(double(text).unwrap()).unwrap();
            assert_eq!((number.to_string().as_str(), rounded), (expected, is_rounded), "{text}");
        }
        assert_eq!(decimal(1e300), None);
        assert_eq!(double("inf"), None);
        assert_eq!(double("NaN"), None);
        assert_eq!(double("1,5"), None);
    }

    #[test]
    fn serials_count_days_of_either_system() {
        let check = |serial: f64, is_1904: bool, expected: Option<&str>| {
            let at = instant(serial, is_1904).map(|at| at.format("%Y-%m-%dT%H:%M:%S").to_string());
            assert_eq!(at.as_deref(), expected, "{serial}");
        };
        check(46295.0, false, Some("2026-09-30T00:00:00"));
        check(44833.0, true, Some("2026-09-30T00:00:00"));
        check(46295.5, false, Some("2026-09-30T12:00:00"));
        check(1.0, false, Some("1900-01-01T00:00:00"));
        check(60.0, false, None);
        check(61.0, false, Some("1900-03-01T00:00:00"));
        check(-1.0, false, None);
        check(2_958_466.0, false, None);
        check(f64::NAN, false, None);
    }
}
