//! Intervals and tails of counts. Floats are fine here: these are statistics, not money.

use crate::distributions::beta_quantile;

/// More trials than any list has; what would be summed beyond is `None`.
const MOST_TRIALS: f64 = 1e7;

/// The normal quantile of a two-sided 90% interval, which pages show.
pub const Z90: f64 = 1.644_853_626_951_472_2;
/// The normal quantile of a two-sided 95% interval.
pub const Z95: f64 = 1.959_963_984_540_054;

/// The Wilson interval of `k` successes in `n` trials (marketing.md F1); `None` without trials.
pub fn wilson(k: f64, n: f64, z: f64) -> Option<(f64, f64)> {
    if !(n > 0.0 && (0.0..=n).contains(&k)) {
        return None;
    }
    let share = k / n;
    let spread = z * z / n;
    let centre = (share + spread / 2.0) / (1.0 + spread);
    let half = z * (share * (1.0 - share) / n + spread / (4.0 * n)).sqrt() / (1.0 + spread);
    let low = if k == 0.0 { 0.0 } else { centre - half };
    let high = if k == n { 1.0 } else { centre + half };
    Some((low, high))
}

/// The Jeffreys interval of `k` successes in `n` trials (marketing.md F2), of the given level;
/// exactly 0 below where k = 0 and exactly 1 above where k = n. `None` without trials.
pub fn jeffreys(k: f64, n: f64, level: f64) -> Option<(f64, f64)> {
    if !(n > 0.0 && (0.0..=n).contains(&k) && level > 0.0 && level < 1.0) {
        return None;
    }
    let (a, b, tail) = (k + 0.5, n - k + 0.5, (1.0 - level) / 2.0);
    let low = if k == 0.0 { 0.0 } else { beta_quantile(tail, a, b)? };
    let high = if k == n { 1.0 } else { beta_quantile(1.0 - tail, a, b)? };
    Some((low, high))
}

/// P(X >= k) for X ~ Bin(n, p).
pub fn binomial_tail(k: f64, n: f64, p: f64) -> Option<f64> {
    if !((0.0..=1.0).contains(&p) && n >= 0.0) {
        return None;
    }
    if p == 0.0 || p == 1.0 {
        let certain = if p == 0.0 { 0.0 } else { n };
        return Some(if certain >= k { 1.0 } else { 0.0 });
    }
    let n = n.floor();
    let ratio = |i: f64| (n - i) / (i + 1.0) * (p / (1.0 - p));
    Some(tail(k, n, n * (-p).ln_1p(), ratio))
}

/// P(X >= k) for X ~ BetaBin(n, a, b) (marketing.md F12).
pub fn beta_binomial_tail(k: f64, n: f64, a: f64, b: f64) -> Option<f64> {
    if !(a > 0.0 && b > 0.0 && n >= 0.0) {
        return None;
    }
    let n = n.floor();
    // P(0) as a product of n shares: exact to a few ulps, where differences of log-gammas are not.
    let none = (0..n as u64).map(|i| (-a / (a + b + i as f64)).ln_1p()).sum();
    let ratio = |i: f64| (n - i) / (i + 1.0) * ((a + i) / (b + n - i - 1.0));
    Some(tail(k, n, none, ratio))
}

/// X ~ BetaBin(n, a, b): how many of n do what each does with a chance drawn from Beta(a, b).
#[derive(Clone, Debug)]
pub struct BetaBinomial {
    /// P(X = k) for k from 0, to where the rest is below 1e-18.
    masses: Vec<f64>,
    /// E[X].
    mean: f64,
}

impl BetaBinomial {
    /// The distribution; `None` where it does not exist, or beyond ten million trials.
    pub fn new(n: f64, a: f64, b: f64) -> Option<Self> {
        if !(a > 0.0 && b > 0.0 && (0.0..=MOST_TRIALS).contains(&n)) {
            return None;
        }
        let n = n.floor();
        let mut ln_mass = (0..n as u64).map(|i| (-a / (a + b + i as f64)).ln_1p()).sum::<f64>();
        let mean = n * a / (a + b);
        let mut masses = vec![ln_mass.exp()];
        for i in 0..n as u64 {
            let i = i as f64;
            ln_mass += ((n - i) / (i + 1.0) * ((a + i) / (b + n - i - 1.0))).ln();
            masses.push(ln_mass.exp());
            if i > mean && ln_mass < -60.0 {
                break;
            }
        }
        Some(Self { masses, mean })
    }

    /// E[X].
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// P(X = k) for k from 0; what is beyond the last is below what a float adds.
    pub fn masses(&self) -> &[f64] {
        &self.masses
    }

    /// The least k with P(X <= k) >= p; `None` outside 0..1.
    pub fn quantile(&self, p: f64) -> Option<u64> {
        if !(0.0..1.0).contains(&p) {
            return None;
        }
        let mut below = 0.0;
        let reached = self.masses.iter().position(|mass| {
            below += mass;
            // A sum of rounded terms may stop a few ulps short of a share that it reaches exactly.
            below >= p * (1.0 - 1e-14)
        });
        u64::try_from(reached.unwrap_or(self.masses.len() - 1)).ok()
    }

    /// E[min(X, most)]: what is expected where there is room for so many (marketing.md F12).
    pub fn mean_up_to(&self, most: u64) -> f64 {
        let (mut above, mut sum) = (1.0, 0.0);
        for mass in self.masses.iter().take(usize::try_from(most).unwrap_or(usize::MAX)) {
            above -= mass;
            sum += f64::max(above, 0.0);
        }
        sum
    }
}

/// Sums the terms from `k` to `n`: `ln_first` is the logarithm of term 0, `ratio(i)` what term
/// i + 1 is over term i. In logarithms, so that a first term below 1e-308 costs nothing.
fn tail(k: f64, n: f64, ln_first: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    if k <= 0.0 {
        return 1.0;
    }
    let (mut ln_term, mut sum) = (ln_first, 0.0);
    for i in 0..n as u64 {
        ln_term += ratio(i as f64).ln();
        if (i + 1) as f64 >= k {
            sum += ln_term.exp();
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{BetaBinomial, Z90, Z95, beta_binomial_tail, binomial_tail, jeffreys, wilson};
    use crate::distributions::ln_gamma;

    fn close(actual: f64, expected: f64) {
        assert!((actual - expected).abs() < 1e-6, "{actual} is not {expected}");
    }

    /// Worked values of marketing.md F1.
    #[test]
    fn wilson_intervals() {
        let check = |k, n, z, low, high| {
            let interval = wilson(k, n, z).unwrap();
            close(interval.0, low);
            close(interval.1, high);
        };
        check(3.0, 40.0, Z95, 0.025836, 0.198642);
        check(0.0, 40.0, Z95, 0.0, 0.087622);
        check(1.0, 3.0, Z95, 0.061492, 0.792340);
        check(12.0, 400.0, Z95, 0.017243, 0.051699);
        check(3.0, 40.0, Z90, 0.030370, 0.173480);
        assert_eq!(wilson(0.0, 0.0, Z95), None);
        assert_eq!(wilson(10.0, 10.0, Z95).unwrap().1, 1.0);
    }

    #[test]
    fn f1_wilson() {
        let (low, high) = wilson(3.0, 40.0, Z95).unwrap();
        close(f64::midpoint(low, high), 0.112239);
        close(wilson(0.0, 10.0, Z95).unwrap().1, 0.277533);
        close(wilson(0.0, 40.0, Z95).unwrap().1, 0.087622);
        assert_eq!(wilson(0.0, 40.0, Z95).unwrap().0, 0.0);
    }

    #[test]
    fn f2_jeffreys() {
        let (low, high) = jeffreys(3.0, 40.0, 0.95).unwrap();
        close(low, 0.021577);
        close(high, 0.186814);
        let (low, high) = jeffreys(0.0, 40.0, 0.95).unwrap();
        assert_eq!(low, 0.0);
        close(high, 0.060498);
        assert_eq!(jeffreys(40.0, 40.0, 0.95).unwrap().1, 1.0);
        assert_eq!(jeffreys(0.0, 0.0, 0.95), None);
        assert_eq!(jeffreys(3.0, 2.0, 0.95), None);
    }

    #[test]
    fn f12_blast_forecast() {
        let bookings = BetaBinomial::new(3566.0, 2.0, 998.0).unwrap();
        close(bookings.mean(), 7.132);
        let quantile = |p| bookings.quantile(p).unwrap();
        assert_eq!((quantile(0.05), quantile(0.5), quantile(0.95)), (1, 6, 18));
        close(bookings.masses()[0], 0.047853);
        let capped = [6, 12, 20].map(|slots| bookings.mean_up_to(slots));
        for (capped, expected) in capped.into_iter().zip([4.4521, 6.2849, 6.9714]) {
            assert!((capped - expected).abs() < 5e-5, "{capped} is not {expected}");
        }
        close(bookings.mean_up_to(4000), 7.132);
        assert_eq!(BetaBinomial::new(1e9, 2.0, 998.0).map(|known| known.mean()), None);
    }

    /// Worked values of marketing.md F12: prior Beta(2, 998), 3,566 delivered.
    #[test]
    fn tails_of_the_blast() {
        let tail = |k| beta_binomial_tail(k, 3566.0, 2.0, 998.0).unwrap();
        close(1.0 - tail(1.0), 0.047853);
        close(tail(12.0), 0.186805);
        close(tail(60.0), 4.7e-6);
        close(tail(0.0), 1.0);
        close(binomial_tail(2.0, 3.0, 0.5).unwrap(), 0.5);
        close(binomial_tail(1.0, 4.0, 0.0).unwrap(), 0.0);
    }

    /// The mean absolute deviation from Benford's law that a sample of `n` amounts is expected to show
    /// though it follows the law (De Moivre's mean deviation of a binomial count).
    fn expected_deviation(n: f64, digits: std::ops::Range<u32>) -> f64 {
        let n_digits = f64::from(digits.end - digits.start);
        let each = digits.map(|digit| {
            let p = (1.0 + 1.0 / f64::from(digit)).log10();
            let k = (n * p).floor() + 1.0;
            let ln_choices = ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0);
            2.0 * (k.ln() + ln_choices + k * p.ln() + (n - k + 1.0) * (1.0 - p).ln()).exp() / n
        });
        each.sum::<f64>() / n_digits
    }

    #[test]
    fn few_amounts_deviate_from_benford_by_chance() {
        let first = [100.0, 300.0, 500.0, 1000.0, 5000.0].map(|n| expected_deviation(n, 1..10));
        let shown = first.map(|deviation| format!("{deviation:.4}"));
        assert_eq!(shown, ["0.0235", "0.0136", "0.0105", "0.0074", "0.0033"]);
        // Nigrini's .015 says something from a thousand amounts on, and his .0022 of two digits from 3,000.
        assert!(first[1] < 0.015 && first[0] > 0.015);
        assert_eq!(format!("{:.4}", expected_deviation(3000.0, 10..100)), "0.0014");
    }
}
