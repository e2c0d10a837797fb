//! Seeded choices, so that each run asks the same questions.

use chrono::{Days, NaiveDate};
use qd_model::Decimal;

/// A small generator of numbers (xorshift).
pub(crate) struct Seeded(u64);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        let mut seeded = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        (0..4).for_each(|_| _ = seeded.below(2));
        seeded
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }

    /// Happens once in so many times.
    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len() as u64) as usize]
    }

    /// A number other than zero with up to `digits` after the point.
    pub(crate) fn number(&mut self, digits: u64) -> Decimal {
        let mantissa = self.below(200_000) as i128 - 100_000;
        Decimal::new(if mantissa == 0 { 1 } else { mantissa }, self.below(digits + 1) as u8)
    }

    /// A number above zero with exactly `digits` after the point.
    pub(crate) fn amount(&mut self, digits: u8) -> Decimal {
        Decimal::new(1 + self.below(99_999) as i128, digits)
    }

    /// A day of 2025 or 2026.
    pub(crate) fn date(&mut self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + Days::new(self.below(700))
    }
}
