//! What a pilot is worth before the choice between a known rate and a doubtful one
//! (marketing.md F10).

use crate::distributions::beta_cdf;
use crate::statistics::BetaBinomial;

/// A choice between a known conversion rate and one that is Beta(a, b).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Choice {
    /// The rate that is known.
    pub known: f64,
    /// The candidate's rate: successes of the prior.
    pub a: f64,
    /// Failures of the prior.
    pub b: f64,
    /// Inquiries that the choice is for.
    pub inquiries: f64,
    /// What a booking leaves.
    pub value: f64,
}

impl Choice {
    fn is_sound(&self) -> bool {
        self.a > 0.0 && self.b > 0.0 && (0.0..=1.0).contains(&self.known)
    }

    fn without_pilot(&self) -> f64 {
        self.known.max(self.a / (self.a + self.b))
    }

    /// What a pilot of `n` inquiries is worth (EVSI); its own bookings are not counted.
    pub fn pilot(&self, n: f64) -> Option<f64> {
        if !self.is_sound() {
            return None;
        }
        let after = BetaBinomial::new(n, self.a, self.b)?;
        let n = n.floor();
        let masses = after.masses().iter().enumerate();
        let with = masses
            .map(|(k, mass)| mass * self.known.max((self.a + k as f64) / (self.a + self.b + n)));
        let gain = with.sum::<f64>() - self.without_pilot();
        Some(self.inquiries * self.value * gain.max(0.0))
    }

    /// What it would be worth to know the rate (EVPI): no pilot is worth more.
    pub fn certainty(&self) -> Option<f64> {
        if !self.is_sound() {
            return None;
        }
        let mean = self.a / (self.a + self.b);
        let below = beta_cdf(self.known, self.a, self.b)?;
        let above = mean * (1.0 - beta_cdf(self.known, self.a + 1.0, self.b)?);
        let gain = self.known * below + above - self.without_pilot();
        Some(self.inquiries * self.value * gain.max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Choice;

    #[test]
    fn f10_evsi_and_evpi() {
        let choice = Choice { known: 0.03, a: 3.0, b: 97.0, inquiries: 200.0, value: 369.0 };
        let pilot = choice.pilot(40.0).unwrap();
        assert!((pilot - 259.84).abs() <= 0.005, "{pilot}");
        let certainty = choice.certainty().unwrap();
        assert!((certainty - 488.52).abs() <= 0.005, "{certainty}");
        // Three hours at $40 are less than it is worth.
        assert!(120.0 < pilot);
        assert_eq!(choice.pilot(0.0), Some(0.0));
        assert_eq!(Choice { a: 0.0, ..choice }.pilot(40.0), None);
        assert_eq!(Choice { known: 1.5, ..choice }.certainty(), None);
    }

    #[test]
    fn a_longer_pilot_is_worth_more_but_never_what_certainty_is() {
        let choice = Choice { known: 0.05, a: 2.0, b: 60.0, inquiries: 100.0, value: 300.0 };
        let worth = [5.0, 20.0, 80.0, 5000.0].map(|n| choice.pilot(n).unwrap());
        assert!(worth.is_sorted(), "{worth:?}");
        assert!(worth[3] < choice.certainty().unwrap());
    }
}
