//! Intervals and tails of counts. Floats are fine here: these are statistics, not money.

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
    use super::{Z90, Z95, beta_binomial_tail, binomial_tail, wilson};

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
}
