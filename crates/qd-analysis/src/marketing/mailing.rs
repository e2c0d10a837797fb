//! A mail to the whole list: what it costs, what it must bring, what stops it, and what a test
//! could see (marketing.md F11 and F13).

use qd_model::{Decimal, DecimalError, Rounding};

use crate::distributions::normal_quantile;

/// Complaints over sent from which SES reviews an account: 0.1%.
pub const COMPLAINT_SHARE: Decimal = Decimal::new(1, 3);
/// Complaints over delivered from which Gmail stops to deliver: 0.30%.
pub const GMAIL_COMPLAINT_SHARE: Decimal = Decimal::new(3, 3);
/// Hard bounces over sent from which SES reviews an account: 5%.
pub const BOUNCE_REVIEW_SHARE: Decimal = Decimal::new(5, 2);
/// Hard bounces over sent from which SES may pause it: 10%.
pub const BOUNCE_PAUSE_SHARE: Decimal = Decimal::new(10, 2);

/// Digits that quotients are carried to.
const DIGITS: u8 = 12;

/// A mailing and what it takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mailing {
    /// Addresses.
    pub sent: u64,
    /// The share of them that bounces.
    pub bounce_share: Decimal,
    /// Hours to write and to answer.
    pub hours: Decimal,
    /// What an hour is worth.
    pub hour_value: Decimal,
    /// What the provider takes for a thousand.
    pub price_per_thousand: Decimal,
    /// The share of the delivered that leaves the list.
    pub unsubscribe_share: Decimal,
    /// What an address on the list is worth.
    pub address_value: Decimal,
}

/// What a mailing costs, and what that takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BreakEven {
    /// Messages that arrive.
    pub delivered: Decimal,
    /// Hours, provider, and the wear of the list.
    pub cost: Decimal,
    /// The cost without the wear of the list.
    pub cost_without_wear: Decimal,
    /// Bookings that pay for it; a part of one is one.
    pub bookings: Decimal,
    /// The same over the delivered.
    pub share: Decimal,
}

impl Mailing {
    /// Messages that arrive: not a whole number, as it is an expectation.
    pub fn delivered(&self) -> Result<Decimal, DecimalError> {
        whole(self.sent)?.mul(Decimal::ONE.sub(self.bounce_share)?)
    }

    /// What it must bring at `contribution` a booking; `None` where a booking leaves nothing or
    /// nothing arrives.
    pub fn break_even(&self, contribution: Decimal) -> Result<Option<BreakEven>, DecimalError> {
        let delivered = self.delivered()?;
        if contribution <= Decimal::ZERO || delivered <= Decimal::ZERO {
            return Ok(None);
        }
        let labour = self.hours.mul(self.hour_value)?;
        let provider = whole(self.sent)?.mul(self.price_per_thousand)?.mul(Decimal::new(1, 3))?;
        let cost_without_wear = labour.add(provider)?;
        let wear = delivered.mul(self.unsubscribe_share)?.mul(self.address_value)?;
        let cost = cost_without_wear.add(wear)?;
        let bookings = cost.div(contribution, DIGITS, Rounding::HalfEven)?;
        // One division, so that the share is rounded once.
        let share = cost.div(contribution.mul(delivered)?, DIGITS, Rounding::HalfEven)?;
        Ok(Some(BreakEven { delivered, cost, cost_without_wear, bookings, share }))
    }

    /// What the mailing must stay below.
    pub fn ceilings(&self) -> Result<Ceilings, DecimalError> {
        let (sent, delivered) = (whole(self.sent)?, self.delivered()?);
        Ok(Ceilings {
            complaints: least_at(sent, COMPLAINT_SHARE)?,
            gmail_complaints: least_at(delivered, GMAIL_COMPLAINT_SHARE)?,
            bounces_review: least_at(sent, BOUNCE_REVIEW_SHARE)?,
            bounces_pause: least_at(sent, BOUNCE_PAUSE_SHARE)?,
        })
    }
}

/// The least whole numbers at which somebody stops a mailing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ceilings {
    /// Complaints that break 0.1% of what was sent.
    pub complaints: Decimal,
    /// Complaints that break Gmail's 0.30% of what was delivered.
    pub gmail_complaints: Decimal,
    /// Hard bounces that put an SES account under review.
    pub bounces_review: Decimal,
    /// Hard bounces that may pause it.
    pub bounces_pause: Decimal,
}

fn whole(number: u64) -> Result<Decimal, DecimalError> {
    Ok(Decimal::new(i128::from(number), 0))
}

/// The least whole number that is at least `share` of `of`.
fn least_at(of: Decimal, share: Decimal) -> Result<Decimal, DecimalError> {
    let exact = of.mul(share)?;
    let rounded = exact.round(0, Rounding::HalfEven);
    if rounded < exact { rounded.add(Decimal::ONE) } else { Ok(rounded) }
}

/// The smallest rate above `base` that a test with `n` in each arm sees with 80% power at a
/// two-sided 5%: normal approximation, unpooled variance on both sides (F13). `None` where no rate
/// would do.
pub fn smallest_rise_seen(base: f64, n: f64) -> Option<f64> {
    if !(base > 0.0 && base < 1.0 && n > 0.0) {
        return None;
    }
    let needed = normal_quantile(0.975)? + normal_quantile(0.8)?;
    let seen = |rate: f64| {
        let spread = ((base * (1.0 - base) + rate * (1.0 - rate)) / n).sqrt();
        (rate - base) - needed * spread
    };
    crate::root::brent(seen, base, 1.0, 1e-13)
}

#[cfg(test)]
mod tests {
    use qd_model::{Decimal, Rounding};

    use super::{Mailing, smallest_rise_seen};

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn blast() -> Mailing {
        Mailing {
            sent: 3676,
            bounce_share: dec("0.03"),
            hours: dec("4"),
            hour_value: dec("40"),
            price_per_thousand: dec("0.10"),
            unsubscribe_share: dec("0.0025"),
            address_value: dec("4"),
        }
    }

    #[test]
    fn f11_break_even() {
        let rounded = |number: Decimal, digits| number.round(digits, Rounding::HalfEven);
        let found = blast().break_even(dec("402.30")).unwrap().unwrap();
        assert_eq!(found.delivered, dec("3565.72"));
        assert_eq!(rounded(found.cost, 4), dec("196.0248"));
        assert_eq!(rounded(found.bookings, 6), dec("0.487260"));
        assert_eq!(rounded(found.share, 8), dec("0.00013665"));
        let calm = Mailing { unsubscribe_share: Decimal::ZERO, ..blast() };
        let found = calm.break_even(dec("402.30")).unwrap().unwrap();
        assert_eq!(found.cost, found.cost_without_wear);
        assert_eq!(rounded(found.bookings, 6), dec("0.398627"));
        assert_eq!(rounded(found.share, 8), dec("0.00011179"));
        assert_eq!(blast().break_even(Decimal::ZERO), Ok(None));
    }

    #[test]
    fn f11_ceilings() {
        let ceilings = blast().ceilings().unwrap();
        // More than 3 complaints break 0.1%; on delivered mail Gmail's 0.30% breaks at 11.
        assert_eq!(ceilings.complaints, dec("4"));
        assert_eq!(ceilings.gmail_complaints, dec("11"));
        assert_eq!(ceilings.bounces_review, dec("184"));
        assert_eq!(ceilings.bounces_pause, dec("368"));
        let round = Mailing { sent: 1000, ..blast() };
        assert_eq!(round.ceilings().unwrap().complaints, dec("1"));
    }

    #[test]
    fn f13_test_honesty() {
        let seen = smallest_rise_seen(0.002, 1838.0).unwrap();
        assert!((seen - 0.008_750).abs() < 5e-7, "{seen}");
        assert!((seen / 0.002 - 4.4).abs() < 0.05);
        assert_eq!(smallest_rise_seen(0.0, 1838.0), None);
        assert_eq!(smallest_rise_seen(0.5, 3.0), None);
    }
}
