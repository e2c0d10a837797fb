//! Parts of a total that add up to it: cumulative rounding over equal or weighted parts.

use qd_model::{Decimal, DecimalError, Rounding};

/// Splits `total` in proportion to `weights`: the running total is rounded half-even to `digits`
/// and differences are taken, so that the parts add up to the rounded total (finance.md 2.3).
///
/// Weights are days, miles or months: zero or more. No weight at all is a division by zero.
pub fn allocate(total: Decimal, weights: &[u32], digits: u8) -> Result<Vec<Decimal>, DecimalError> {
    let whole = weights.iter().map(|weight| i64::from(*weight)).sum::<i64>();
    let mut parts = Vec::with_capacity(weights.len());
    let (mut so_far, mut allocated) = (0i64, Decimal::ZERO);
    for weight in weights {
        so_far += i64::from(*weight);
        let running = share(total, so_far, whole, digits)?;
        parts.push(running.sub(allocated)?);
        allocated = running;
    }
    Ok(parts)
}

/// Part number `part` (from 1) of `n_parts` equal ones, by cumulative rounding; `None` if there is
/// no such part.
pub fn equal_part(
    total: Decimal,
    n_parts: u32,
    part: u32,
    digits: u8,
) -> Result<Option<Decimal>, DecimalError> {
    if part == 0 || part > n_parts {
        return Ok(None);
    }
    let until = |n: u32| share(total, i64::from(n), i64::from(n_parts), digits);
    until(part)?.sub(until(part - 1)?).map(Some)
}

fn share(total: Decimal, of: i64, whole: i64, digits: u8) -> Result<Decimal, DecimalError> {
    total.mul(Decimal::from(of))?.div(Decimal::from(whole), digits, Rounding::HalfEven)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use qd_model::{Decimal, DecimalError, Rounding};

    use super::{allocate, equal_part};

    fn check(total: &str, weights: &[u32], parts: &[&str]) {
        let parts = parts.iter().map(|part| part.parse().unwrap()).collect::<Vec<Decimal>>();
        assert_eq!(allocate(total.parse().unwrap(), weights, 2), Ok(parts));
    }

    #[test]
    fn retainer_by_days_of_each_month() {
        check("9000", &[16, 31, 30, 14], &["1582.42", "3065.93", "2967.03", "1384.62"]);
    }

    #[test]
    fn three_equal_parts_lose_no_cent() {
        check("10000", &[1, 1, 1], &["3333.33", "3333.34", "3333.33"]);
        let part = |n| equal_part(Decimal::from(10_000), 3, n, 2).unwrap();
        assert_eq!(part(2), Some("3333.34".parse().unwrap()));
        assert_eq!((part(0), part(4)), (None, None));
    }

    #[test]
    fn free_first_month_is_spread_over_the_lease() {
        check("26400", &[1; 12], &["2200"; 12]);
    }

    #[test]
    fn a_charter_of_seven_days_across_a_month_end() {
        check("14000", &[2, 5], &["4000", "10000"]);
    }

    #[test]
    fn a_delivery_by_miles_run() {
        check("18000", &[450, 750], &["6750", "11250"]);
    }

    #[test]
    fn nothing_to_split_over() {
        assert_eq!(allocate(Decimal::ONE, &[0, 0], 2), Err(DecimalError::DivisionByZero));
        assert_eq!(allocate(Decimal::ONE, &[], 2), Ok(vec![]));
        check("-10", &[1, 1, 1], &["-3.33", "-3.34", "-3.33"]);
    }

    proptest! {
        #[test]
        fn parts_add_up(mantissa in -10i64.pow(12)..10i64.pow(12), weights in prop::collection::vec(1u32..400, 1..60)) {
            let total = Decimal::new(i128::from(mantissa), 3);
            let parts = allocate(total, &weights, 2).unwrap();
            prop_assert_eq!(Decimal::sum(parts).unwrap(), total.round(2, Rounding::HalfEven));
        }
    }
}
