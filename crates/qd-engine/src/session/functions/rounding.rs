//! Rounding said out loud, before any digit is lost to a cast, and parts that add up.

use arrow::array::{Array, ArrayRef};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::ScalarUDF;
use qd_analysis::allocation::equal_part;
use qd_model::Rounding;

use super::typed::{DIGITS, Kind, decimal_at, decimal_column, exact, typed, whole_at};

/// `round_half_up`, `round_half_even`, `allocate`.
pub(super) fn all() -> Vec<ScalarUDF> {
    const NUMBER_AND_DIGITS: &[Kind] = &[Kind::Exact, Kind::Whole];
    const PART: &[Kind] = &[Kind::Exact, Kind::Whole, Kind::Whole, Kind::Whole];
    vec![
        typed("round_half_up", NUMBER_AND_DIGITS, exact(), |a| rounded(a, Rounding::HalfUp)),
        typed("round_half_even", NUMBER_AND_DIGITS, exact(), |a| rounded(a, Rounding::HalfEven)),
        typed("allocate", PART, exact(), allocated),
    ]
}

/// Digits beyond what the functions give, or below zero, are all of them.
fn digits_of(digits: i64) -> u8 {
    u8::try_from(digits).unwrap_or(DIGITS).min(DIGITS)
}

fn rounded(arguments: &[ArrayRef], rounding: Rounding) -> Result<ArrayRef, DataFusionError> {
    let [numbers, digits] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    decimal_column((0..numbers.len()).map(|row| {
        let number = decimal_at(numbers, row)?;
        Some(number.round(digits_of(whole_at(digits, row)?), rounding))
    }))
}

/// `allocate(total, n_parts, part, digits)`: part number `part`, from 1, by cumulative rounding.
fn allocated(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [totals, n_parts, parts, digits] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    decimal_column((0..totals.len()).map(|row| {
        let whole = |column| u32::try_from(whole_at(column, row)?).ok();
        let digits = digits_of(whole_at(digits, row)?);
        equal_part(decimal_at(totals, row)?, whole(n_parts)?, whole(parts)?, digits).ok().flatten()
    }))
}
