//! Arithmetic of numbers as journals compute them: `40.00/3 + 5`.

use qd_model::{Decimal, DecimalError, Rounding};

use super::trouble::Trouble;

/// Digits after the point that a computed amount keeps, as many as the fact tables hold.
const KEPT: u8 = 12;

/// Divides exactly where it can, else to 28 significant digits.
pub(crate) fn quotient(value: Decimal, divisor: Decimal) -> Result<Decimal, Trouble> {
    const DIGITS: u8 = 28;
    let whole = value.div(divisor, 0, Rounding::Floor).map_err(too_long)?;
    let n_whole = match whole.abs().is_zero() {
        true => 0,
        false => whole.abs().to_string().len() as u8,
    };
    let scale = DIGITS.saturating_sub(n_whole);
    let result = value.div(divisor, scale, Rounding::HalfEven).map_err(too_long)?;
    let shortest = result.normalized();
    match shortest.mul(divisor) {
        Ok(product) if product == value => {
            Ok(with_digits(shortest, value.scale().saturating_sub(divisor.scale())))
        }
        _ => Ok(result),
    }
}

/// Multiplies and keeps as many digits as both factors have: tolerances read them.
pub(crate) fn product(value: Decimal, factor: Decimal) -> Result<Decimal, Trouble> {
    let product = value.mul(factor).map_err(too_long)?;
    Ok(with_digits(product, value.scale().saturating_add(factor.scale())))
}

/// Rounds what a division has made, half to even, to the digits that are kept: a third of 40 has no
/// end. Fewer digits stay as they are.
pub(crate) fn kept(number: Decimal) -> Decimal {
    match number.scale() > KEPT {
        true => number.round(KEPT, Rounding::HalfEven),
        false => number,
    }
}

/// Why a result is no number.
pub(crate) fn too_long(error: DecimalError) -> Trouble {
    match error {
        DecimalError::DivisionByZero => Trouble::syntax("the arithmetic divides by zero"),
        DecimalError::Overflow | DecimalError::Syntax => Trouble::unsupported(
            "too-many-digits",
            "the arithmetic gives more than 38 digits",
            "write the amount as a number",
        ),
    }
}

fn with_digits(number: Decimal, scale: u8) -> Decimal {
    let wider = (number.scale() < scale && scale <= 38).then(|| number.mantissa_at(scale).ok());
    wider.flatten().map_or(number, |mantissa| Decimal::new(mantissa, scale))
}
