//! Numbers that are known, or known to lie in a range whose ends are its p10 and p90.

use crate::distributions::{beta_cdf, normal_quantile};
use crate::random::SplitMix64;
use crate::root::brent;

/// The normal quantile of 90%.
const Z_P90: f64 = 1.281_551_565_544_600_4;

/// A number of an action.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Quantity {
    /// Known.
    Fixed(f64),
    /// Lognormal: the logarithm's mean and spread.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// A chance: Beta(a, b).
    Beta {
        /// Weight of what works.
        a: f64,
        /// Weight of what does not.
        b: f64,
    },
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self::Fixed(0.0);

    /// An amount between its p10 and its p90; equal ends are a known number. `None` unless
    /// 0 < p10 <= p90: a lognormal has no zero.
    pub fn amount(p10: f64, p90: f64) -> Option<Self> {
        if p10 == p90 && p10 >= 0.0 && p10.is_finite() {
            return Some(Self::Fixed(p10));
        }
        if !(p10 > 0.0 && p90 > p10 && p90.is_finite()) {
            return None;
        }
        let (low, high) = (p10.ln(), p90.ln());
        Some(Self::Lognormal { mu: f64::midpoint(low, high), sigma: (high - low) / (2.0 * Z_P90) })
    }

    /// A chance between its p10 and its p90; equal ends are a known one. `None` outside 0..1, or
    /// where no beta distribution has these quantiles.
    pub fn chance(p10: f64, p90: f64) -> Option<Self> {
        if p10 == p90 && (0.0..=1.0).contains(&p10) {
            return Some(Self::Fixed(p10));
        }
        if !(p10 > 0.0 && p90 > p10 && p90 < 1.0) {
            return None;
        }
        // For each weight the mean that puts 10% below p10; then the weight that puts 90% below p90.
        let mean_at = |weight: f64| {
            let miss = |mean: f64| {
                beta_cdf(p10, mean * weight, (1.0 - mean) * weight).unwrap_or(f64::NAN) - 0.1
            };
            brent(miss, 1e-6, 1.0 - 1e-6, 1e-11)
        };
        let miss = |ln_weight: f64| {
            let weight = ln_weight.exp();
            let Some(mean) = mean_at(weight) else { return f64::NAN };
            beta_cdf(p90, mean * weight, (1.0 - mean) * weight).unwrap_or(f64::NAN) - 0.9
        };
        let weight = brent(miss, -1.0, 14.0, 1e-9)?.exp();
        let mean = mean_at(weight)?;
        Some(Self::Beta { a: mean * weight, b: (1.0 - mean) * weight })
    }

    /// Its mean.
    pub fn mean(self) -> f64 {
        match self {
            Self::Fixed(known) => known,
            Self::Lognormal { mu, sigma } => (mu + sigma * sigma / 2.0).exp(),
            Self::Beta { a, b } => a / (a + b),
        }
    }

    /// One draw.
    pub fn draw(self, random: &mut SplitMix64) -> f64 {
        match self {
            Self::Fixed(known) => known,
            Self::Lognormal { mu, sigma } => (mu + sigma * normal(random)).exp(),
            Self::Beta { a, b } => {
                let (works, fails) = (gamma(a, random), gamma(b, random));
                works / (works + fails)
            }
        }
    }

    /// Claims that it is a range.
    pub const fn is_range(self) -> bool {
        !matches!(self, Self::Fixed(_))
    }
}

/// A standard normal number (Box and Muller 1958); two draws of the generator.
fn normal(random: &mut SplitMix64) -> f64 {
    let radius = (-2.0 * (1.0 - random.unit()).ln()).sqrt();
    radius * (2.0 * std::f64::consts::PI * random.unit()).cos()
}

/// A number of Gamma(shape, 1) (Marsaglia and Tsang 2000); below 1 by its shape plus one.
fn gamma(shape: f64, random: &mut SplitMix64) -> f64 {
    if shape < 1.0 {
        let power = (1.0 - random.unit()).powf(1.0 / shape);
        return (gamma(shape + 1.0, random) * power).max(f64::MIN_POSITIVE);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(random);
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && (1.0 - random.unit()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

/// The amount below which a share of a lognormal range lies; `None` for a known number.
pub fn lognormal_quantile(quantity: Quantity, p: f64) -> Option<f64> {
    let Quantity::Lognormal { mu, sigma } = quantity else { return None };
    Some((mu + sigma * normal_quantile(p)?).exp())
}

#[cfg(test)]
mod tests {
    use super::{Quantity, lognormal_quantile};
    use crate::distributions::beta_quantile;
    use crate::random::SplitMix64;

    #[test]
    fn lognormal_of_section_4() {
        let loss = Quantity::amount(800.0, 4000.0).unwrap();
        let Quantity::Lognormal { mu, sigma } = loss else { panic!("a range is lognormal") };
        assert!((mu.exp() - 1788.85).abs() < 0.005, "{}", mu.exp());
        assert!((sigma - 0.627_926).abs() < 5e-7, "{sigma}");
        assert!((loss.mean() - 2178.68).abs() < 0.005, "{}", loss.mean());
        assert!((lognormal_quantile(loss, 0.1).unwrap() - 800.0).abs() < 1e-6);
        assert_eq!(Quantity::amount(0.0, 5.0), None);
        assert_eq!(Quantity::amount(5.0, 2.0), None);
        assert_eq!(Quantity::amount(2.0, 2.0), Some(Quantity::Fixed(2.0)));
    }

    #[test]
    fn a_chance_has_its_quantiles() {
        for (low, high) in [(0.2, 0.6), (0.05, 0.1), (0.7, 0.95), (0.001, 0.9)] {
            let Some(Quantity::Beta { a, b }) = Quantity::chance(low, high) else {
                panic!("{low}..{high} has a beta distribution");
            };
            assert!((beta_quantile(0.1, a, b).unwrap() - low).abs() < 1e-6, "{low}..{high}");
            assert!((beta_quantile(0.9, a, b).unwrap() - high).abs() < 1e-6, "{low}..{high}");
        }
        assert_eq!(Quantity::chance(0.5, 0.5), Some(Quantity::Fixed(0.5)));
        assert_eq!(Quantity::chance(0.5, 1.5), None);
    }

    #[test]
    fn draws_have_the_mean() {
        for quantity in [Quantity::amount(800.0, 4000.0), Quantity::chance(0.2, 0.6)] {
            let quantity = quantity.unwrap();
            let mut random = SplitMix64::new(1);
            let n = 40_000;
            let sum = (0..n).map(|_| quantity.draw(&mut random)).sum::<f64>();
            let mean = sum / f64::from(n);
            assert!((mean / quantity.mean() - 1.0).abs() < 0.02, "{mean}");
        }
    }
}
