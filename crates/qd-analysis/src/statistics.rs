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
    let log_term = |i: f64| ln_choose(n, i) + i * p.ln() + (n - i) * (-p).ln_1p();
    Some(tail(k, n, log_term))
}

/// P(X >= k) for X ~ BetaBin(n, a, b) (marketing.md F12).
pub fn beta_binomial_tail(k: f64, n: f64, a: f64, b: f64) -> Option<f64> {
    if !(a > 0.0 && b > 0.0 && n >= 0.0) {
        return None;
    }
    let log_term = |i: f64| ln_choose(n, i) + ln_beta(i + a, n - i + b) - ln_beta(a, b);
    Some(tail(k, n, log_term))
}

/// Sums the shorter side, smallest terms first.
fn tail(k: f64, n: f64, log_term: impl Fn(f64) -> f64) -> f64 {
    let (first, last) = (k.max(0.0).ceil() as u64, n.floor() as u64);
    if first > last {
        return 0.0;
    }
    let sum =
        |range: std::ops::RangeInclusive<u64>| range.map(|i| log_term(i as f64).exp()).sum::<f64>();
    if first <= last / 2 && first > 0 {
        return 1.0 - sum(0..=first - 1);
    }
    if first == 0 { 1.0 } else { (first..=last).rev().map(|i| log_term(i as f64).exp()).sum() }
}

fn ln_choose(n: f64, k: f64) -> f64 {
    ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0)
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// The logarithm of the gamma function for x > 0 (Lanczos, g = 7, n = 9; error below 1e-13).
fn ln_gamma(x: f64) -> f64 {
    const COEFFICIENTS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        let sine = (std::f64::consts::PI * x).sin();
        return (std::f64::consts::PI / sine).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let t = x + 7.5;
    let series = COEFFICIENTS[1..]
        .iter()
        .zip(1u8..)
        .fold(COEFFICIENTS[0], |sum, (c, i)| sum + c / (x + f64::from(i)));
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + series.ln()
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
