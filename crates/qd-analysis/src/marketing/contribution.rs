//! What a booking leaves and what winning one costs, in exact decimals (marketing.md F5, F14, F18).

use qd_model::{Decimal, DecimalError, Rounding};

/// Digits that quotients are carried to.
const DIGITS: u8 = 12;

fn quotient(over: Decimal, under: Decimal) -> Result<Option<Decimal>, DecimalError> {
    if under <= Decimal::ZERO {
        return Ok(None);
    }
    over.div(under, DIGITS, Rounding::HalfEven).map(Some)
}

/// A booking through one channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Booking {
    /// What the customer pays.
    pub price: Decimal,
    /// The share that the platform keeps.
    pub commission: Decimal,
    /// The share that the payment costs.
    pub payment_share: Decimal,
    /// The fixed part of what the payment costs.
    pub payment_fixed: Decimal,
    /// Crew, fuel, fees.
    pub variable: Decimal,
    /// What refunds cost, on average.
    pub refund: Decimal,
}

impl Booking {
    /// What is left of it (F5).
    pub fn contribution(&self) -> Result<Decimal, DecimalError> {
        let kept = Decimal::ONE.sub(self.commission)?.sub(self.payment_share)?;
        let kept = self.price.mul(kept)?.sub(self.payment_fixed)?;
        kept.sub(self.variable)?.sub(self.refund)
    }
}

/// What winning a customer costs: money and hours over customers (F14); `None` without any.
pub fn acquisition_cost(
    spend: Decimal,
    hours: Decimal,
    hour_value: Decimal,
    customers: Decimal,
) -> Result<Option<Decimal>, DecimalError> {
    quotient(spend.add(hours.mul(hour_value)?)?, customers)
}

/// How many bookings, or months of a retainer, pay that back; `None` where one leaves nothing.
pub fn acquisition_payback(
    cost: Decimal,
    contribution: Decimal,
) -> Result<Option<Decimal>, DecimalError> {
    quotient(cost, contribution)
}

/// What a customer is worth: the first booking's contribution m, and m·r / (1 + d - r) for those
/// after it, at a yearly return rate r and discount rate d. `None` where the sum does not end.
pub fn lifetime_value(
    contribution: Decimal,
    return_rate: Decimal,
    discount_rate: Decimal,
) -> Result<Option<Decimal>, DecimalError> {
    let under = Decimal::ONE.add(discount_rate)?.sub(return_rate)?;
    let later = quotient(contribution.mul(return_rate)?, under)?;
    later.map(|later| contribution.add(later)).transpose()
}

/// The revenue for each unit of advertising below which it loses money: price over contribution.
pub fn break_even_roas(
    price: Decimal,
    contribution: Decimal,
) -> Result<Option<Decimal>, DecimalError> {
    quotient(price, contribution)
}

/// All revenue over all marketing cost (MER); `None` without cost.
pub fn marketing_efficiency(
    revenue: Decimal,
    cost: Decimal,
) -> Result<Option<Decimal>, DecimalError> {
    quotient(revenue, cost)
}

/// What a faster payout costs as a yearly rate (F18): `points` more commission on every booking,
/// for a share of the payouts that comes `days` earlier. Simple interest; `None` where nothing is
/// paid earlier or nothing is paid out.
pub fn fast_payout_rate(
    commission: Decimal,
    points: Decimal,
    share_earlier: Decimal,
    days: Decimal,
) -> Result<Option<Decimal>, DecimalError> {
    let paid = Decimal::ONE.sub(commission)?.sub(points)?;
    quotient(points.mul(Decimal::from(365))?, share_earlier.mul(paid)?.mul(days)?)
}

#[cfg(test)]
mod tests {
    use qd_model::{Decimal, Rounding};

    use super::{
        Booking, acquisition_cost, acquisition_payback, break_even_roas, fast_payout_rate,
        lifetime_value, marketing_efficiency,
    };

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn check(actual: Result<Option<Decimal>, qd_model::DecimalError>, digits: u8, expected: &str) {
        let rounded = actual.unwrap().map(|number| number.round(digits, Rounding::HalfEven));
        assert_eq!(rounded, Some(dec(expected)));
    }

    #[test]
    fn f5_unit_contribution() {
        let booking = |commission: &str, share: &str, fixed: &str| {
            let (commission, payment_share) = (dec(commission), dec(share));
            let (payment_fixed, refund) = (dec(fixed), Decimal::ZERO);
            let (price, variable) = (dec("600"), dec("180"));
            Booking { price, commission, payment_share, payment_fixed, variable, refund }
        };
        let left = |commission| booking(commission, "0", "0").contribution().unwrap();
        assert_eq!(booking("0", "0.029", "0.30").contribution(), Ok(dec("402.30")));
        assert_eq!(left("0.085"), dec("369"));
        assert_eq!(left("0.15"), dec("330"));
        assert_eq!(left("0.25"), dec("270"));
        assert_eq!(left("0.30"), dec("240"));
    }

    #[test]
    fn f14_acquisition() {
        let cost = acquisition_cost(dec("420"), dec("6"), dec("40"), dec("11"));
        check(cost, 6, "60");
        check(acquisition_payback(dec("60"), dec("402.30")), 6, "0.149142");
        check(acquisition_payback(dec("1800"), dec("420")), 6, "4.285714");
        check(lifetime_value(dec("402.30"), dec("0.25"), dec("0.10")), 6, "520.623529");
        check(break_even_roas(dec("600"), dec("402.30")), 6, "1.491424");
        check(marketing_efficiency(dec("9000"), dec("600")), 6, "15");
        assert_eq!(acquisition_cost(dec("1"), dec("0"), dec("0"), dec("0")), Ok(None));
        assert_eq!(lifetime_value(dec("1"), dec("1.2"), dec("0.1")), Ok(None));
    }

    #[test]
    fn f18_faster_payout() {
        let rate = |share| fast_payout_rate(dec("0.28"), dec("0.02"), dec(share), dec("15"));
        check(rate("1"), 4, "0.6952");
        // At 30% in all, the points included, 70% is paid out.
        let at_30 = |share| fast_payout_rate(dec("0.30"), dec("0.02"), dec(share), dec("15"));
        check(at_30("1"), 4, "0.7157");
        check(at_30("0.5"), 4, "1.4314");
        assert_eq!(rate("0"), Ok(None));
    }
}
