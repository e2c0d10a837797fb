//! Amounts: `$1,234`, `$12.4k`, `$1.24M`, `-$289.41`, `CHF 1,234`.

use qd_model::report::Locale;
use qd_model::{Commodity, Decimal, Rounding};

use super::locale::{self, Currency};
use super::{fixed, plain};

/// The bands above plain amounts: below this many units of a band the digits are `9.99`, `99.9`, `999`.
const BANDS: [(u8, &str); 4] = [(3, "k"), (6, "M"), (9, "B"), (12, "T")];

/// Prints an amount. Sign, then currency, then number; three significant digits from 10k on.
pub(super) fn amount(number: Decimal, commodity: &str, is_exact: bool, locale: Locale) -> String {
    let commodity = Commodity::new(commodity);
    let size = number.abs();
    // A magnitude below one unit would round to a false zero.
    let would_vanish = size < Decimal::ONE && !size.is_zero();
    let (digits, band) = if is_exact || would_vanish {
        (fixed(size, digits_that_show(size, commodity.minor_digits())), "")
    } else {
        magnitude(size)
    };
    let is_zero = !digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    let sign = if number.is_negative() && !is_zero { "-" } else { "" };
    let currency = match symbol(commodity.as_str()) {
        Some(symbol) => Currency::Symbol(symbol),
        None if is_code(commodity.as_str()) => Currency::Code(commodity.as_str()),
        None => Currency::Other(commodity.as_str()),
    };
    locale::amount(sign, (&digits, band), currency, locale)
}

/// The minor unit's digits; for an amount below it two more, and as many as its first digit needs:
/// a price per message of 0.0005 is not `$0.00`.
fn digits_that_show(size: Decimal, minor_digits: u8) -> u8 {
    if size.is_zero() || size >= Decimal::new(1, minor_digits) {
        return minor_digits;
    }
    let shows = |digits: &u8| !size.round(*digits, Rounding::Floor).is_zero();
    (minor_digits + 2..=12).find(shows).unwrap_or(12)
}

/// The band is chosen after rounding, so that 999,600 is `1.00M` and 9,999.6 is `10.0k`.
fn magnitude(size: Decimal) -> (String, &'static str) {
    let whole = size.round(0, Rounding::HalfEven);
    if whole < Decimal::from(10_000) {
        return (plain(whole, 0), "");
    }
    for (exponent, letter) in BANDS {
        // Dividing by a power of ten only moves the point.
        let Ok(scaled) = size.mul(Decimal::new(1, exponent)) else { break };
        for (digits, limit) in [(2, 10), (1, 100), (0, 1000)] {
            let rounded = scaled.round(digits, Rounding::HalfEven);
            if rounded < Decimal::from(limit) {
                return (fixed(rounded, digits), letter);
            }
        }
    }
    let trillions = size.mul(Decimal::new(1, 12)).unwrap_or(size);
    (plain(trillions, 0), "T")
}

fn symbol(commodity: &str) -> Option<&'static str> {
    match commodity {
        "USD" | "$" => Some("$"),
        "EUR" | "€" => Some("€"),
        "GBP" | "£" => Some("£"),
        "JPY" | "¥" => Some("¥"),
        _ => None,
    }
}

fn is_code(commodity: &str) -> bool {
    commodity.len() == 3 && commodity.bytes().all(|byte| byte.is_ascii_uppercase())
}
