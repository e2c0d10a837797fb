//! Exact decimal numbers: every amount, ratio and count that Quarterdeck prints.
//!
//! A mantissa of 128 bits and a scale, because 96-bit decimals round silently and SQL decimals wrap.
//! Every operation is checked; only [`Decimal::div`] and [`Decimal::round`] lose digits, and both say how.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wide::Wide;

/// The largest number of digits after the point.
const MAX_SCALE: u8 = 38;

/// An exact decimal: `mantissa / 10^scale`. Equal numbers are equal whatever their scale.
#[derive(Clone, Copy)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

/// How a number is brought to fewer digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rounding {
    /// Ties go to the even digit: ratios and everything displayed.
    HalfEven,
    /// Ties go away from zero: booked fees, tax and statutory lines.
    HalfUp,
    /// Toward minus infinity.
    Floor,
    /// Toward plus infinity: units needed to break even.
    Ceiling,
}

/// Why a decimal could not be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DecimalError {
    /// The result has more than 38 digits.
    #[error("the number has more than 38 digits")]
    Overflow,
    /// The divisor is zero.
    #[error("division by zero")]
    DivisionByZero,
    /// The text is not a plain decimal number.
    #[error("not a decimal number")]
    Syntax,
}

// The operators' traits cannot return a `Result`, and no operation here may fail silently.
#[expect(clippy::should_implement_trait)]
impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };
    /// One.
    pub const ONE: Self = Self { mantissa: 1, scale: 0 };

    /// Makes `mantissa / 10^scale`.
    ///
    /// # Panics
    /// If `scale` exceeds 38, which no caller computes from outside data.
    pub const fn new(mantissa: i128, scale: u8) -> Self {
        assert!(scale <= MAX_SCALE, "a scale is at most 38");
        Self { mantissa, scale }
    }

    /// The digits without the point.
    pub const fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// The number of digits after the point, as written.
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// Claims that the number is zero.
    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Claims that the number is below zero.
    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Returns the same number without trailing zeros after the point.
    pub fn normalized(self) -> Self {
        let mut shortest = self;
        if shortest.mantissa == 0 {
            return Self::ZERO;
        }
        while shortest.scale > 0 && shortest.mantissa % 10 == 0 {
            shortest = Self { mantissa: shortest.mantissa / 10, scale: shortest.scale - 1 };
        }
        shortest
    }

    /// Returns the mantissa at exactly `scale`; an error if digits would be lost.
    pub fn mantissa_at(self, scale: u8) -> Result<i128, DecimalError> {
        let number = if self.scale > scale { self.normalized() } else { self };
        let up = scale.checked_sub(number.scale).ok_or(DecimalError::Overflow)?;
        if up == 0 {
            return Ok(number.mantissa);
        }
        number.mantissa.checked_mul(power(up)?).ok_or(DecimalError::Overflow)
    }

    /// Adds.
    pub fn add(self, other: Self) -> Result<Self, DecimalError> {
        let (a, b) = aligned(self, other)?;
        let mantissa = a.mantissa.checked_add(b.mantissa).ok_or(DecimalError::Overflow)?;
        Ok(Self { mantissa, scale: a.scale })
    }

    /// Subtracts.
    pub fn sub(self, other: Self) -> Result<Self, DecimalError> {
        self.add(other.neg())
    }

    /// Multiplies exactly; an error if the product has more than 38 digits.
    pub fn mul(self, other: Self) -> Result<Self, DecimalError> {
        let (a, b) = (self.normalized(), other.normalized());
        let mut scale = a.scale + b.scale;
        let mut wide = Wide::product(a.mantissa.unsigned_abs(), b.mantissa.unsigned_abs());
        while wide.high != 0 || scale > MAX_SCALE {
            // Only zeros may be dropped: what does not fit is an error, not a rounded number.
            match wide.div_rem(10) {
                Some((quotient, 0)) if scale > 0 => {
                    wide = Wide { high: 0, low: quotient };
                    scale -= 1;
                }
                _ => return Err(DecimalError::Overflow),
            }
        }
        signed(wide.low, self.is_negative() != other.is_negative(), scale)
    }

    /// Divides, rounded once to `scale` digits.
    pub fn div(self, divisor: Self, scale: u8, rounding: Rounding) -> Result<Self, DecimalError> {
        if divisor.is_zero() {
            return Err(DecimalError::DivisionByZero);
        }
        let (a, b) = (self.normalized(), divisor.normalized());
        let shift = i32::from(scale) + i32::from(b.scale) - i32::from(a.scale);
        let (up, down) = if shift >= 0 { (shift, 0) } else { (0, -shift) };
        let numerator = Wide::product(a.mantissa.unsigned_abs(), power_unsigned(up)?);
        let denominator = b
            .mantissa
            .unsigned_abs()
            .checked_mul(power_unsigned(down)?)
            .ok_or(DecimalError::Overflow)?;
        let (quotient, remainder) = numerator.div_rem(denominator).ok_or(DecimalError::Overflow)?;
        let negative = self.is_negative() != divisor.is_negative();
        rounded(quotient, remainder, denominator, negative, rounding)
            .and_then(|magnitude| signed(magnitude, negative, scale))
    }

    /// Rounds to at most `scale` digits after the point.
    pub fn round(self, scale: u8, rounding: Rounding) -> Self {
        if self.scale <= scale {
            return self;
        }
        let divisor = power_unsigned(i32::from(self.scale - scale)).unwrap_or(u128::MAX);
        let magnitude = self.mantissa.unsigned_abs();
        let (quotient, remainder) = (magnitude / divisor, magnitude % divisor);
        rounded(quotient, remainder, divisor, self.is_negative(), rounding)
            .and_then(|rounded| signed(rounded, self.is_negative(), scale))
            .unwrap_or(self)
    }

    /// Returns the number with the opposite sign.
    pub const fn neg(self) -> Self {
        // i128::MIN has 39 digits and is never built: `signed` refuses it.
        Self { mantissa: -self.mantissa, scale: self.scale }
    }

    /// Returns the magnitude.
    pub const fn abs(self) -> Self {
        if self.mantissa < 0 { self.neg() } else { self }
    }

    /// Returns the nearest float, for charts and statistics; never for printed money.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().expect("a plain decimal is a float literal")
    }

    /// Adds up; an error if the sum has more than 38 digits.
    pub fn sum(numbers: impl IntoIterator<Item = Self>) -> Result<Self, DecimalError> {
        numbers.into_iter().try_fold(Self::ZERO, Self::add)
    }
}

/// The powers of ten that 128 bits hold; computing one takes longer than adding two numbers.
const POWERS: [i128; MAX_SCALE as usize + 1] = {
    let mut powers = [1; MAX_SCALE as usize + 1];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

fn power(exponent: u8) -> Result<i128, DecimalError> {
    POWERS.get(usize::from(exponent)).copied().ok_or(DecimalError::Overflow)
}

fn power_unsigned(exponent: i32) -> Result<u128, DecimalError> {
    u32::try_from(exponent)
        .ok()
        .and_then(|exponent| 10u128.checked_pow(exponent))
        .ok_or(DecimalError::Overflow)
}

fn aligned(a: Decimal, b: Decimal) -> Result<(Decimal, Decimal), DecimalError> {
    let scale = a.scale.max(b.scale);
    let at = |number: Decimal| -> Result<Decimal, DecimalError> {
        Ok(Decimal { mantissa: number.mantissa_at(scale)?, scale })
    };
    match (at(a), at(b)) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        _ if a.normalized().scale != a.scale || b.normalized().scale != b.scale => {
            aligned(a.normalized(), b.normalized())
        }
        _ => Err(DecimalError::Overflow),
    }
}

fn signed(magnitude: u128, negative: bool, scale: u8) -> Result<Decimal, DecimalError> {
    let mantissa = i128::try_from(magnitude).map_err(|_| DecimalError::Overflow)?;
    Ok(Decimal { mantissa: if negative { -mantissa } else { mantissa }, scale })
}

fn rounded(
    quotient: u128,
    remainder: u128,
    divisor: u128,
    negative: bool,
    rounding: Rounding,
) -> Result<u128, DecimalError> {
    let half = remainder.cmp(&(divisor - remainder));
    let up = match rounding {
        _ if remainder == 0 => false,
        Rounding::HalfEven => {
            half == Ordering::Greater || (half == Ordering::Equal && quotient % 2 == 1)
        }
        Rounding::HalfUp => half != Ordering::Less,
        Rounding::Floor => negative,
        Rounding::Ceiling => !negative,
    };
    quotient.checked_add(u128::from(up)).ok_or(DecimalError::Overflow)
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self { mantissa: i128::from(number), scale: 0 }
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Reads `-1234.50`; no thousands marks, exponents or blanks.
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let (negative, digits) = match text.as_bytes() {
            [b'-', ..] => (true, &text[1..]),
            [b'+', ..] => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.len() + fraction.len() == 0
            || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit())
        {
            return Err(DecimalError::Syntax);
        }
        let scale = u8::try_from(fraction.len()).map_err(|_| DecimalError::Overflow)?;
        if scale > MAX_SCALE {
            return Err(DecimalError::Overflow);
        }
        let magnitude = whole.bytes().chain(fraction.bytes()).try_fold(0u128, |number, digit| {
            number.checked_mul(10)?.checked_add(u128::from(digit - b'0'))
        });
        signed(magnitude.ok_or(DecimalError::Overflow)?, negative, scale)
    }
}

impl fmt::Display for Decimal {
    /// Writes the digits as they are: `-1234.50`. What people read goes through the formatter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = usize::from(self.scale);
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match aligned(*self, *other) {
            Ok((a, b)) => a.mantissa.cmp(&b.mantissa),
            // Too far apart to align: the one with more digits before the point is larger in size.
            Err(_) => {
                let whole = |number: &Self| number.round(0, Rounding::Floor).mantissa;
                whole(self).cmp(&whole(other))
            }
        }
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let shortest = self.normalized();
        shortest.mantissa.hash(state);
        shortest.scale.hash(state);
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Decimal, DecimalError, Rounding};

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn worked_numbers_of_the_demo_hold() {
        // O1 to O3 of the demo portfolio.
        let fee = dec("840.75").mul(dec("0.18")).unwrap().round(2, Rounding::HalfUp);
        assert_eq!(fee.to_string(), "151.34");
        let net = Decimal::sum([dec("840.75"), dec("-250"), dec("-150"), fee.neg()]).unwrap();
        assert_eq!(net, dec("289.41"));
        let margin = net.div(dec("840.75"), 4, Rounding::HalfEven).unwrap();
        assert_eq!(margin.to_string(), "0.3442");
        assert_eq!(dec("7000").div(net, 0, Rounding::Ceiling).unwrap(), Decimal::from(25));
    }

    #[test]
    fn rounding_follows_its_rule() {
        let check = |text: &str, rounding, expected: &str| {
            assert_eq!(dec(text).round(0, rounding).to_string(), expected, "{text} {rounding:?}");
        };
        for (text, even, up, floor, ceiling) in [
            ("2.5", "2", "3", "2", "3"),
            ("-2.5", "-2", "-3", "-3", "-2"),
            ("3.5", "4", "4", "3", "4"),
            ("-0.4", "0", "0", "-1", "0"),
        ] {
            check(text, Rounding::HalfEven, even);
            check(text, Rounding::HalfUp, up);
            check(text, Rounding::Floor, floor);
            check(text, Rounding::Ceiling, ceiling);
        }
    }

    /// As hledger and beanquery show them; ledger shows 0.135 as 0.13.
    #[test]
    fn ties_are_shown_half_to_even() {
        for (exact, shown) in
            [("0.125", "0.12"), ("0.135", "0.14"), ("0.145", "0.14"), ("0.165", "0.16")]
        {
            assert_eq!(dec(exact).round(2, Rounding::HalfEven).to_string(), shown);
        }
    }

    #[test]
    fn limits_are_errors_not_wrong_numbers() {
        let large = dec("99999999999999999999999999999999999999");
        assert_eq!(large.mul(large), Err(DecimalError::Overflow));
        assert_eq!(large.add(dec("0.1")), Err(DecimalError::Overflow));
        assert!(large > dec("0.00000000000000000000000000000000000001"));
        assert!(large.neg() < dec("0.1"));
        assert_eq!(
            Decimal::ONE.div(Decimal::ZERO, 2, Rounding::HalfEven),
            Err(DecimalError::DivisionByZero)
        );
        for text in ["", ".", "1e5", "1,000", " 1", "0x1", "--1", "1.2.3"] {
            assert_eq!(text.parse::<Decimal>(), Err(DecimalError::Syntax), "{text}");
        }
    }

    proptest! {
        #[test]
        fn printing_and_reading_are_inverse(mantissa in -(10i128.pow(37))..10i128.pow(37), scale in 0u8..30) {
            let number = Decimal::new(mantissa, scale);
            let read = dec(&number.to_string());
            prop_assert_eq!(read, number);
            prop_assert_eq!(read.scale(), number.scale());
        }

        #[test]
        fn a_product_divides_back(a in -(10i128.pow(18))..10i128.pow(18), b in 1i128..10i128.pow(18), sa in 0u8..10, sb in 0u8..10) {
            let (a, b) = (Decimal::new(a, sa), Decimal::new(b, sb));
            prop_assert_eq!(a.mul(b).unwrap().div(b, sa, Rounding::HalfEven).unwrap(), a);
        }

        #[test]
        fn rounding_moves_less_than_one_unit(mantissa in -(10i128.pow(30))..10i128.pow(30), scale in 3u8..20) {
            let number = Decimal::new(mantissa, scale);
            for rounding in [Rounding::HalfEven, Rounding::HalfUp, Rounding::Floor, Rounding::Ceiling] {
                let moved = number.sub(number.round(2, rounding)).unwrap().abs();
                prop_assert!(moved < Decimal::new(1, 2));
            }
        }
    }
}
