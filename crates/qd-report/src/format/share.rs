//! Shares and changes: `7.5% (3/40)`, `0.014%`, `+12.3%`, `x3.1`, `+2.1 pt`.

use qd_model::{Decimal, Reason, Rounding, Value};

use super::{fixed, plain, plus};

/// Prints a rate with its sample, with no more digits than its interval supports.
pub(super) fn rate(
    number: Decimal,
    n: Option<u64>,
    interval: Option<(Decimal, Decimal)>,
    is_exact: bool,
) -> String {
    let percent = percent(number);
    let is_wide = interval
        .and_then(|(low, high)| high.sub(low).ok())
        .is_some_and(|width| width > Decimal::new(5, 2));
    let printed = if is_exact {
        format!("{}%", fixed(percent, 2))
    } else if is_wide {
        whole(percent)
    } else {
        one_decimal(percent)
    };
    match n {
        Some(n) => format!("{printed} ({})", sample(number, n)),
        None => printed,
    }
}

/// Prints an end of an interval in whole points.
pub(super) fn whole_percent(number: Decimal) -> String {
    format!("{}%", plain(percent(number), 0))
}

/// Prints `actual / base - 1`; beyond 200% the quotient itself.
pub(super) fn relative(change: Decimal) -> String {
    if change.abs() > Decimal::from(2) {
        let quotient = change.add(Decimal::ONE).unwrap_or(change);
        return format!("x{}", fixed(quotient, 1));
    }
    format!("{}{}%", plus(change), trimmed_zero(percent(change)))
}

/// Prints the difference of two rates in points.
pub(super) fn points(change: Decimal) -> String {
    format!("{}{} pt", plus(change), trimmed_zero(percent(change)))
}

/// Computes `actual / base - 1`; undefined for a base that is not positive or not material.
pub(crate) fn relative_change(actual: Decimal, base: Decimal, materiality: Decimal) -> Value {
    if base <= Decimal::ZERO {
        return Value::Missing(Reason::undefined("the base is not positive"));
    }
    if base < materiality {
        return Value::Missing(Reason::undefined("the base is not material"));
    }
    let change = actual.sub(base).and_then(|moved| moved.div(base, 12, Rounding::HalfEven));
    match change {
        Ok(change) => Value::Number(change),
        Err(error) => Value::Missing(Reason::undefined(error.to_string())),
    }
}

fn percent(number: Decimal) -> Decimal {
    number.mul(Decimal::from(100)).unwrap_or(number)
}

/// One decimal, `0` for zero itself.
fn trimmed_zero(percent: Decimal) -> String {
    if percent.is_zero() { "0".into() } else { signed_fixed(percent, 1) }
}

fn whole(percent: Decimal) -> String {
    if !percent.is_zero() && percent.abs().round(0, Rounding::HalfEven).is_zero() {
        // A wide interval allows no decimal, and `0%` would read as "never".
        return if percent.is_negative() { "0%".into() } else { "<1%".into() };
    }
    format!("{}%", plain(percent, 0))
}

/// One decimal; below 1% two significant digits; the band is chosen after rounding.
fn one_decimal(percent: Decimal) -> String {
    if percent.is_zero() {
        return "0%".into();
    }
    let size = percent.abs();
    if size < Decimal::ONE {
        for digits in 1..=37 {
            // The first non-zero digit stands at `digits`: one more makes two significant ones.
            if size >= Decimal::new(1, digits) {
                let rounded = percent.round(digits + 1, Rounding::HalfEven);
                if rounded.abs() < Decimal::ONE {
                    // Rounding up to the next power of ten takes a digit away: 0.0996 is 0.10.
                    let kept =
                        if rounded.abs() >= Decimal::new(10, digits) { digits } else { digits + 1 };
                    return format!("{}%", fixed(rounded, kept));
                }
                break;
            }
        }
    }
    format!("{}%", signed_fixed(percent, 1))
}

fn signed_fixed(number: Decimal, digits: u8) -> String {
    fixed(number, digits)
}

/// `3/40` where the rate is a quotient of counts, else `n=40`: a pooled rate has no numerator.
fn sample(rate: Decimal, n: u64) -> String {
    let n_sampled = Decimal::from(i64::try_from(n).unwrap_or(i64::MAX));
    let hits = rate.mul(n_sampled).unwrap_or(rate);
    let nearest = hits.round(0, Rounding::HalfEven);
    let is_count = hits.sub(nearest).is_ok_and(|rest| rest.abs() < Decimal::new(1, 6));
    if is_count && n > 0 {
        format!("{}/{}", plain(nearest, 0), plain(n_sampled, 0))
    } else {
        format!("n={}", plain(n_sampled, 0))
    }
}
