//! What future money is worth now: net present value, payback and the internal rate of dated flows.

use chrono::NaiveDate;
use qd_model::{Decimal, DecimalError, Rounding};

use crate::root::brent;

/// Digits that discount factors carry: the product of two below 100 leaves room in 38, as does
/// 10^17 of money at two digits.
const FACTOR_DIGITS: u8 = 18;

/// The factor by which money a month later is worth less, at an annual effective rate:
/// (1 + rate)^(-1/12), to 18 digits. `None` outside -90% to 8,900%, where no plan lies.
pub fn monthly_discount(annual_rate: Decimal) -> Result<Option<Decimal>, DecimalError> {
    let growth = Decimal::ONE.add(annual_rate)?;
    if growth < Decimal::new(1, 1) || growth > Decimal::from(90) {
        return Ok(None);
    }
    let growth = growth.round(FACTOR_DIGITS, Rounding::HalfEven);
    let guess = growth.to_f64().powf(1.0 / 12.0);
    let Ok(mut root) = format!("{guess:.16}").parse::<Decimal>() else { return Ok(None) };
    // The float has 15 digits; each step of Newton's method doubles them.
    for _ in 0..2 {
        let eleventh = power(root, 11)?;
        let residue = times(eleventh, root)?.sub(growth)?;
        let slope = eleventh.mul(Decimal::from(12))?;
        root = root.sub(residue.div(slope, FACTOR_DIGITS, Rounding::HalfEven)?)?;
    }
    Decimal::ONE.div(root, FACTOR_DIGITS, Rounding::HalfEven).map(Some)
}

fn times(a: Decimal, b: Decimal) -> Result<Decimal, DecimalError> {
    Ok(a.mul(b)?.round(FACTOR_DIGITS, Rounding::HalfEven))
}

fn power(base: Decimal, exponent: u32) -> Result<Decimal, DecimalError> {
    (0..exponent).try_fold(Decimal::ONE, |product, _| times(product, base))
}

/// The net present value of `flows` at month ends after `now`, at an annual effective rate, rounded
/// once to `digits`: now + sum of flow / (1 + rate)^(month / 12).
pub fn npv(
    now: Decimal,
    flows: &[Decimal],
    annual_rate: Decimal,
    digits: u8,
) -> Result<Option<Decimal>, DecimalError> {
    let Some(month) = monthly_discount(annual_rate)? else { return Ok(None) };
    let (mut factor, mut sum) = (Decimal::ONE, now);
    for flow in flows {
        factor = times(factor, month)?;
        sum = sum.add(flow.mul(factor)?.round(FACTOR_DIGITS, Rounding::HalfEven))?;
    }
    Ok(Some(sum.round(digits, Rounding::HalfEven)))
}

/// Months until a cost is earned back: cost / (p x monthly gain), to `digits`. 0 at no cost,
/// `None` when nothing is gained.
pub fn payback_months(
    cost: Decimal,
    monthly_gain: Decimal,
    probability: Decimal,
    digits: u8,
) -> Result<Option<Decimal>, DecimalError> {
    let gain = monthly_gain.mul(probability)?;
    if gain <= Decimal::ZERO {
        return Ok(None);
    }
    if cost <= Decimal::ZERO {
        return Ok(Some(Decimal::ZERO));
    }
    cost.div(gain, digits, Rounding::HalfEven).map(Some)
}

/// What is owed on a loan `months` after the day on which `balance` was owed, or before it where
/// `months` is negative: equal payments at month ends, a twelfth of the annual rate of interest,
/// rounded half-up to the cent by the lender.
///
/// `None` where the payment does not cover the interest, so that nothing is ever paid back, and
/// beyond a hundred years.
pub fn loan_balance(
    balance: Decimal,
    payment: Decimal,
    annual_rate: Decimal,
    months: i64,
) -> Result<Option<Decimal>, DecimalError> {
    const MOST_MONTHS: u64 = 1200;
    let twelve = Decimal::from(12);
    let interest = |owed: Decimal| owed.mul(annual_rate)?.div(twelve, 2, Rounding::HalfUp);
    if months.unsigned_abs() > MOST_MONTHS || annual_rate.is_negative() {
        return Ok(None);
    }
    if balance > Decimal::ZERO && payment <= interest(balance)? {
        return Ok(None);
    }
    let mut owed = balance;
    for _ in 0..months.max(0) {
        owed = owed.add(interest(owed)?)?.sub(payment)?.max(Decimal::ZERO);
    }
    for _ in 0..(-months).max(0) {
        // owed = before x (1 + rate / 12) - payment, solved for before.
        let grown = owed.add(payment)?.mul(twelve)?;
        owed = grown.div(twelve.add(annual_rate)?, 2, Rounding::HalfEven)?;
    }
    Ok(Some(owed))
}

/// The annual effective rate at which dated flows are worth nothing on the first of them, with
/// years of 365 days (as spreadsheets' XIRR has it). A rate, not money: a float.
///
/// `None` unless there are flows of both signs and a rate between -99.99% and 10^6 solves them.
pub fn xirr(flows: &[(NaiveDate, Decimal)]) -> Option<f64> {
    let first = flows.iter().map(|(date, _)| *date).min()?;
    let flows = flows
        .iter()
        .map(|(date, amount)| ((*date - first).num_days() as f64 / 365.0, amount.to_f64()))
        .collect::<Vec<_>>();
    let worth =
        |rate: f64| flows.iter().map(|(years, flow)| flow / (1.0 + rate).powf(*years)).sum::<f64>();
    if !(flows.iter().any(|flow| flow.1 > 0.0) && flows.iter().any(|flow| flow.1 < 0.0)) {
        return None;
    }
    // Outward from zero, so that of several rates the one nearest to it is found.
    let mut bounds = (-0.05, 0.1);
    loop {
        if worth(bounds.0) * worth(bounds.1) <= 0.0 {
            return brent(worth, bounds.0, bounds.1, 1e-12);
        }
        if bounds.1 > 1e6 {
            return None;
        }
        bounds = ((bounds.0 - 1.0) / 2.0, bounds.1 * 2.0);
        bounds.0 = f64::max(bounds.0, -0.9999);
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use qd_model::Decimal;

    use super::{loan_balance, monthly_discount, npv, payback_months, times, xirr};

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_loan_a_year_later_and_back() {
        let owed = |balance, payment, rate, months| {
            loan_balance(dec(balance), dec(payment), dec(rate), months).unwrap()
        };
        // 30 years at 6%: spreadsheets' CUMPRINC of the first year is 1,228.00.
        let later = owed("100000", "599.55", "0.06", 12);
        assert_eq!(later, Some(dec("98772.00")));
        assert_eq!(owed("98772.00", "599.55", "0.06", -12), Some(dec("100000.00")));
        assert_eq!(owed("1000", "600", "0.06", 3), Some(Decimal::ZERO), "it is paid off");
        assert_eq!(owed("1000", "5", "0.06", 12), None, "interest alone is 5.00");
        assert_eq!(owed("1000", "50", "0", 2), Some(dec("900")));
        assert_eq!(owed("1000", "50", "0", 5000), None);
    }

    #[test]
    fn npv_of_a_year_at_fifteen_percent() {
        for (cost, gain, expected) in [
            ("0", "900", "10020.67"),
            ("0", "600", "6680.45"),
            ("400", "350", "3496.93"),
            ("2500", "700", "5293.85"),
            ("38000", "2100", "-14618.44"),
        ] {
            let worth = npv(dec(cost).neg(), &[dec(gain); 12], dec("0.15"), 2).unwrap();
            assert_eq!(worth, Some(dec(expected)), "{cost} {gain}");
        }
        assert_eq!(npv(dec("-5"), &[dec("5")], Decimal::ZERO, 2), Ok(Some(Decimal::ZERO)));
        assert_eq!(npv(dec("-5"), &[dec("5")], dec("-1"), 2), Ok(None));
        assert_eq!(npv(dec("-5"), &[], dec("0.15"), 2), Ok(Some(dec("-5"))));
    }

    #[test]
    fn payback_in_months() {
        let check = |cost, gain, p, expected: Option<&str>| {
            let months = payback_months(dec(cost), dec(gain), dec(p), 2).unwrap();
            assert_eq!(months, expected.map(dec), "{cost} {gain}");
        };
        check("400", "350", "1", Some("1.14"));
        check("2500", "700", "1", Some("3.57"));
        check("38000", "2100", "1", Some("18.10"));
        check("0", "900", "1", Some("0"));
        check("400", "350", "0.5", Some("2.29"));
        check("400", "0", "1", None);
        check("400", "350", "0", None);
    }

    #[test]
    fn xirr_as_spreadsheets_have_it() {
        // The example of Microsoft's manual page of XIRR.
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let flows = [
            (day(2008, 1, 1), dec("-10000")),
            (day(2008, 3, 1), dec("2750")),
            (day(2008, 10, 30), dec("4250")),
            (day(2009, 2, 15), dec("3250")),
            (day(2009, 4, 1), dec("2750")),
        ];
        assert!((xirr(&flows).unwrap() - 0.373_362_535).abs() < 1e-8);
        assert_eq!(xirr(&flows[1..]), None);
        assert_eq!(xirr(&[]), None);
        let loss = [(day(2026, 1, 1), dec("-100")), (day(2027, 1, 1), dec("1"))];
        assert!((xirr(&loss).unwrap() + 0.99).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn twelve_months_discount_to_a_year(rate in -90_000i64..200_000) {
            let rate = Decimal::new(i128::from(rate), 5);
            let month = monthly_discount(rate).unwrap().unwrap();
            let year = (0..12).fold(Decimal::ONE, |product, _| times(product, month).unwrap());
            let back = year.mul(Decimal::ONE.add(rate).unwrap()).unwrap();
            prop_assert!(back.sub(Decimal::ONE).unwrap().abs() < dec("0.0000000000000001"), "{}", back);
        }
    }
}
