//! The zero of a continuous function inside a bracket: Brent's method.

/// Finds x in `low..high` with f(x) = 0 to within `tolerance` (R. P. Brent, Algorithms for
/// Minimization without Derivatives, 1973, chapter 4). `None` if both ends have the same sign, or
/// the function gives no number.
pub fn brent(f: impl Fn(f64) -> f64, low: f64, high: f64, tolerance: f64) -> Option<f64> {
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa.is_nan() || fb.is_nan() || fa * fb > 0.0 {
        return None;
    }
    let (mut c, mut fc) = (a, fa);
    let (mut step, mut before) = (b - a, b - a);
    for _ in 0..200 {
        if fb * fc > 0.0 {
            (c, fc) = (a, fa);
            (step, before) = (b - a, b - a);
        }
        if fc.abs() < fb.abs() {
            // b is always the best estimate so far.
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let near = 2.0 * f64::EPSILON * b.abs() + tolerance / 2.0;
        let half = (c - b) / 2.0;
        if half.abs() <= near || fb == 0.0 {
            return Some(b);
        }
        let interpolated = interpolation(a, b, c, fa, fb, fc);
        let is_safe = before.abs() >= near
            && fa.abs() > fb.abs()
            && interpolated * half.signum() > 0.0
            && interpolated.abs() < (1.5 * half.abs() - (near / 2.0).abs()).min(before.abs() / 2.0);
        (before, step) = if is_safe { (step, interpolated) } else { (half, half) };
        (a, fa) = (b, fb);
        b += if step.abs() > near { step } else { near * half.signum() };
        fb = f(b);
        if fb.is_nan() {
            return None;
        }
    }
    Some(b)
}

/// The step of the secant, or of the inverse parabola through three different points.
fn interpolation(a: f64, b: f64, c: f64, fa: f64, fb: f64, fc: f64) -> f64 {
    let s = fb / fa;
    let half = (c - b) / 2.0;
    let (p, q) = if a == c {
        (2.0 * half * s, 1.0 - s)
    } else {
        let (q, r) = (fa / fc, fb / fc);
        (s * (2.0 * half * q * (q - r) - (b - a) * (r - 1.0)), (q - 1.0) * (r - 1.0) * (s - 1.0))
    };
    if p > 0.0 { p / -q } else { -p / q }
}

#[cfg(test)]
mod tests {
    use super::brent;

    #[test]
    fn finds_known_zeros() {
        let check = |f: fn(f64) -> f64, low, high, expected: f64| {
            let found = brent(f, low, high, 1e-13).unwrap();
            assert!((found - expected).abs() < 1e-10, "{found} is not {expected}");
        };
        check(|x| x * x - 2.0, 0.0, 2.0, std::f64::consts::SQRT_2);
        check(|x| x.cos() - x, 0.0, 1.0, 0.739_085_133_215_160_6);
        check(|x| (x - 1.0).powi(3), -3.0, 7.0, 1.0);
        check(|x| x, 0.0, 5.0, 0.0);
    }

    #[test]
    fn same_signs_have_no_bracket() {
        assert_eq!(brent(|x| x * x + 1.0, -1.0, 1.0, 1e-9), None);
        assert_eq!(brent(|_| f64::NAN, -1.0, 1.0, 1e-9), None);
    }
}
