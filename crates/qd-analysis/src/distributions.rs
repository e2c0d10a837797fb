//! Student's t, normal, beta, gamma and negative binomial: the quantiles that small samples need.
//!
//! Own code instead of a crate: 150 lines, where `statrs` brings a linear algebra library. Held
//! against scipy by the peer tests. Formulas are those of the NIST Digital Library of Mathematical
//! Functions (DLMF).

/// ln Γ(x) for x > 0: Stirling's series from 10 on, below it Lanczos' approximation with g = 7 and
/// nine terms (P. Godfrey, 2001).
pub fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x >= 10.0 {
        // Stirling's series (DLMF 5.11.1): the next term is below 1e-15 here.
        let square = 1.0 / (x * x);
        let tail = [-691.0 / 360_360.0, 1.0 / 1188.0, -1.0 / 1680.0, 1.0 / 1260.0, -1.0 / 360.0];
        let tail = tail.iter().fold(0.0, |sum, term| sum * square + term);
        let half_ln_two_pi = 0.918_938_533_204_672_7;
        return (x - 0.5) * x.ln() - x + half_ln_two_pi + (tail * square + 1.0 / 12.0) / x;
    }
    if x < 0.5 {
        // Reflection (DLMF 5.5.3).
        let pi = std::f64::consts::PI;
        return (pi / (pi * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let series = TERMS
        .iter()
        .zip(1u8..)
        .fold(0.999_999_999_999_809_9, |sum, (term, at)| sum + term / (x + f64::from(at)));
    let shifted = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * shifted.ln() - shifted + series.ln()
}

/// The regularised incomplete beta function I_x(a, b): P(X <= x) for X ~ Beta(a, b).
pub fn beta_cdf(x: f64, a: f64, b: f64) -> Option<f64> {
    if !(a > 0.0 && b > 0.0 && (0.0..=1.0).contains(&x)) {
        return None;
    }
    if x == 0.0 || x == 1.0 {
        return Some(x);
    }
    let front = a * x.ln() + b * (-x).ln_1p() + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    // The fraction converges fast on this side of the mean (DLMF 8.17.22).
    let share = if x < (a + 1.0) / (a + b + 2.0) {
        front.exp() * beta_fraction(x, a, b, 1e-16) / a
    } else {
        1.0 - front.exp() * beta_fraction(1.0 - x, b, a, 1e-16) / b
    };
    Some(share.clamp(0.0, 1.0))
}

/// The continued fraction of I_x(a, b), to a relative `precision`: forward recurrence, its last
/// denominator scaled to 1 after each pair of terms, which takes a third of Lentz's divisions.
pub(crate) fn beta_fraction(x: f64, a: f64, b: f64, precision: f64) -> f64 {
    let (sum, next, before) = (a + b, a + 1.0, a - 1.0);
    let first = 1.0 - sum * x / next;
    // The convergent's numerator and denominator, and those of the one before, all over the last.
    let (mut fraction, mut over, mut under) = (1.0 / first, 1.0 / first, 1.0 / first);
    for step in 1..5000 {
        let m = f64::from(step);
        let twice = m + m;
        let even = m * (b - m) * x / ((before + twice) * (a + twice));
        let odd = -(a + m) * (sum + m) * x / ((a + twice) * (next + twice));
        let (even_over, even_under) = (fraction + even * over, 1.0 + even * under);
        let scale = 1.0 / (even_under + odd);
        let last = fraction;
        (over, under) = (even_over * scale, even_under * scale);
        fraction = (even_over + odd * fraction) * scale;
        if (fraction - last).abs() <= precision * fraction.abs() {
            break;
        }
    }
    fraction
}

/// The quantile of Beta(a, b).
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    beta_cdf(0.5, a, b)?;
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    let (mut low, mut high) = (0.0, 1.0);
    bisect(&mut low, &mut high, |x| beta_cdf(x, a, b).is_some_and(|cdf| cdf < p));
    Some(f64::midpoint(low, high))
}

/// P(T <= x) for Student's t with `freedom` degrees of freedom.
pub fn t_cdf(x: f64, freedom: f64) -> Option<f64> {
    if !(freedom > 0.0 && x.is_finite()) {
        return None;
    }
    let tail = beta_cdf(freedom / (freedom + x * x), freedom / 2.0, 0.5)? / 2.0;
    Some(if x > 0.0 { 1.0 - tail } else { tail })
}

/// The quantile of Student's t: `t_quantile(0.9, n - 1)` is the half width of an 80% interval.
pub fn t_quantile(p: f64, freedom: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0 && freedom > 0.0) {
        return None;
    }
    if p < 0.5 {
        return t_quantile(1.0 - p, freedom).map(|quantile| -quantile);
    }
    let (mut low, mut high) = (0.0, 1.0);
    let is_below = |x: f64| t_cdf(x, freedom).is_some_and(|cdf| cdf < p);
    while is_below(high) && high < 1e150 {
        high *= 2.0;
    }
    bisect(&mut low, &mut high, is_below);
    Some(f64::midpoint(low, high))
}

/// P(X <= x) for X ~ Gamma(shape, rate 1): the regularised lower incomplete gamma function.
pub fn gamma_cdf(x: f64, shape: f64) -> Option<f64> {
    if !(shape > 0.0 && x >= 0.0 && x.is_finite()) {
        return None;
    }
    if x == 0.0 {
        return Some(0.0);
    }
    let front = (shape * x.ln() - x - ln_gamma(shape)).exp();
    if x < shape + 1.0 {
        // The series of DLMF 8.11.4.
        let (mut term, mut sum, mut at) = (1.0 / shape, 1.0 / shape, shape);
        while term > sum * 1e-17 {
            at += 1.0;
            term *= x / at;
            sum += term;
        }
        return Some((front * sum).min(1.0));
    }
    // The continued fraction of DLMF 8.9.2 for the upper tail, by Lentz's method.
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (1e300, 1.0 / b);
    let mut fraction = d;
    for step in 1..100_000 {
        let step = f64::from(step);
        let a = step * (shape - step);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        fraction *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    Some((1.0 - front * fraction).clamp(0.0, 1.0))
}

/// The quantile of Gamma(shape, rate 1).
pub fn gamma_quantile(p: f64, shape: f64) -> Option<f64> {
    if !((0.0..1.0).contains(&p) && shape > 0.0) {
        return None;
    }
    let is_below = |x: f64| gamma_cdf(x, shape).is_some_and(|cdf| cdf < p);
    let (mut low, mut high) = (0.0, 1.0);
    while is_below(high) && high < 1e150 {
        high *= 2.0;
    }
    bisect(&mut low, &mut high, is_below);
    Some(f64::midpoint(low, high))
}

/// P(Z <= x) for Z standard normal.
pub fn normal_cdf(x: f64) -> Option<f64> {
    let within = gamma_cdf(x * x / 2.0, 0.5)?;
    Some(if x < 0.0 { (1.0 - within) / 2.0 } else { f64::midpoint(1.0, within) })
}

/// The quantile of the standard normal distribution.
pub fn normal_quantile(p: f64) -> Option<f64> {
    if p < 0.5 {
        return normal_quantile(1.0 - p).map(|quantile| -quantile);
    }
    gamma_quantile(2.0 * p - 1.0, 0.5).map(|half_square| (2.0 * half_square).sqrt())
}

/// The smallest k with P(X <= k) >= p, for X the failures before success number `r` (which need
/// not be whole) at chance `chance`. `None` beyond ten million.
pub fn negative_binomial_quantile(p: f64, r: f64, chance: f64) -> Option<u64> {
    if !((0.0..1.0).contains(&p) && r > 0.0 && chance > 0.0 && chance <= 1.0) {
        return None;
    }
    let (mut ln_term, mut cdf) = (r * chance.ln(), 0.0);
    for k in 0..10_000_000u64 {
        cdf += ln_term.exp();
        // A sum of rounded terms may stop a few ulps short of a share that it reaches exactly.
        if cdf >= p * (1.0 - 1e-14) {
            return Some(k);
        }
        let k = k as f64;
        ln_term += ((k + r) / (k + 1.0) * (1.0 - chance)).ln();
    }
    None
}

/// Halves `low..high` until no float lies between them.
fn bisect(low: &mut f64, high: &mut f64, is_below: impl Fn(f64) -> bool) {
    for _ in 0..1100 {
        let middle = f64::midpoint(*low, *high);
        if middle <= *low || middle >= *high {
            return;
        }
        *(if is_below(middle) { &mut *low } else { &mut *high }) = middle;
    }
}

#[cfg(test)]
mod tests {
    use super::{
        beta_cdf, beta_quantile, gamma_cdf, gamma_quantile, ln_gamma, negative_binomial_quantile,
        t_cdf, t_quantile,
    };

    fn close(actual: Option<f64>, expected: f64) {
        let actual = actual.unwrap();
        let error = (actual - expected).abs() / expected.abs().max(1.0);
        assert!(error < 1e-10, "{actual} is not {expected}");
    }

    #[test]
    fn closed_forms() {
        close(Some(ln_gamma(0.5)), std::f64::consts::PI.sqrt().ln());
        close(Some(ln_gamma(11.0)), 3_628_800f64.ln());
        close(beta_cdf(0.3, 1.0, 1.0), 0.3);
        close(beta_cdf(0.3, 2.0, 1.0), 0.09);
        close(beta_quantile(0.25, 1.0, 2.0), 1.0 - 0.75f64.sqrt());
        close(gamma_cdf(2.0, 1.0), 1.0 - (-2f64).exp());
        close(gamma_quantile(0.5, 1.0), std::f64::consts::LN_2);
        // One degree of freedom is Cauchy's distribution.
        close(t_cdf(1.0, 1.0), 0.75);
        close(t_quantile(0.75, 1.0), 1.0);
        close(t_quantile(0.1, 1.0), -(0.4 * std::f64::consts::PI).tan());
        assert_eq!(negative_binomial_quantile(0.5, 1.0, 0.5), Some(0));
        assert_eq!(negative_binomial_quantile(0.75, 1.0, 0.5), Some(1));
    }

    #[test]
    fn quantile_of_finance_md() {
        assert!((t_quantile(0.9, 5.0).unwrap() - 1.4759).abs() < 5e-5);
        let predictive = |p| negative_binomial_quantile(p, 57.5, 6.0 / 7.0);
        assert_eq!((predictive(0.1), predictive(0.9)), (Some(5), Some(14)));
    }

    #[test]
    fn what_does_not_exist_is_none() {
        assert_eq!(t_quantile(1.0, 5.0), None);
        assert_eq!(t_quantile(0.9, 0.0), None);
        assert_eq!(t_quantile(f64::NAN, 5.0), None);
        assert_eq!(beta_cdf(1.1, 1.0, 1.0), None);
        assert_eq!(gamma_cdf(-1.0, 1.0), None);
        assert_eq!(negative_binomial_quantile(0.5, 1.0, 0.0), None);
    }
}
