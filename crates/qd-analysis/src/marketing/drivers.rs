//! What a change is made of: mix against rate, and a tree of drivers without residual
//! (marketing.md F15 and F16).

/// Factors at most: the Shapley value looks at every subset.
pub const MOST_FACTORS: usize = 12;

/// A segment before and after: its share of the whole and its rate.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Segment {
    /// Shares of the whole, before and after.
    pub share: (f64, f64),
    /// Rates, before and after.
    pub rate: (f64, f64),
}

/// What the mix of segments did to the total rate, and what their own rates did; the two add up to
/// the change.
pub fn mix_and_rate(segments: &[Segment]) -> (f64, f64) {
    let mix = segments.iter().map(|segment| {
        (segment.share.1 - segment.share.0) * f64::midpoint(segment.rate.0, segment.rate.1)
    });
    let rate = segments.iter().map(|segment| {
        (segment.rate.1 - segment.rate.0) * f64::midpoint(segment.share.0, segment.share.1)
    });
    (mix.sum(), rate.sum())
}

/// What each factor of a product did to its change, from (before, after) pairs; the effects add up
/// to the change. LMDI (Ang 2005) where all is positive, else the Shapley value over the factors.
/// `None` for no factor, more than [`MOST_FACTORS`], or what is no number.
pub fn driver_effects(factors: &[(f64, f64)]) -> Option<Vec<f64>> {
    let is_sound = (1..=MOST_FACTORS).contains(&factors.len())
        && factors.iter().all(|(before, after)| before.is_finite() && after.is_finite());
    if !is_sound {
        return None;
    }
    if factors.iter().all(|(before, after)| *before > 0.0 && *after > 0.0) {
        Some(lmdi(factors))
    } else {
        Some(shapley(factors))
    }
}

fn lmdi(factors: &[(f64, f64)]) -> Vec<f64> {
    let before = factors.iter().map(|factor| factor.0).product::<f64>();
    let after = factors.iter().map(|factor| factor.1).product::<f64>();
    let growth = ((after - before) / before).ln_1p();
    // The logarithmic mean; at no change its limit.
    let mean = if growth == 0.0 { before } else { (after - before) / growth };
    factors.iter().map(|(from, to)| mean * ((to - from) / from).ln_1p()).collect()
}

/// The mean, over all orders of moving the factors, of what moving this one does.
fn shapley(factors: &[(f64, f64)]) -> Vec<f64> {
    let n = factors.len();
    let product = |moved: usize| {
        let at = |(bit, factor): (usize, &(f64, f64))| {
            if moved >> bit & 1 == 1 { factor.1 } else { factor.0 }
        };
        factors.iter().enumerate().map(at).product::<f64>()
    };
    let products = (0..1usize << n).map(product).collect::<Vec<_>>();
    // |S|! (n - |S| - 1)! / n! by size.
    let mut weights = vec![1.0 / n as f64; n];
    for size in 1..n {
        weights[size] = weights[size - 1] * size as f64 / (n - size) as f64;
    }
    let effect = |bit: usize| {
        let without = (0..1usize << n).filter(move |moved| moved >> bit & 1 == 0);
        let terms = without.map(|moved| {
            weights[moved.count_ones() as usize] * (products[moved | 1 << bit] - products[moved])
        });
        terms.sum()
    };
    (0..n).map(effect).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Segment, driver_effects, mix_and_rate, shapley};

    #[test]
    fn f15_mix_and_rate() {
        let segments = [
            Segment { share: (0.5, 0.2), rate: (0.05, 0.06) },
            Segment { share: (0.5, 0.8), rate: (0.02, 0.025) },
        ];
        let (mix, rate) = mix_and_rate(&segments);
        assert!((mix + 0.00975).abs() < 1e-12, "{mix}");
        assert!((rate - 0.00675).abs() < 1e-12, "{rate}");
        assert!((mix + rate + 0.003).abs() < 1e-12);
    }

    fn close(actual: &[f64], expected: &[f64]) {
        for (actual, expected) in actual.iter().zip(expected) {
            assert!((actual - expected).abs() <= 5e-4, "{actual} is not {expected}");
        }
    }

    #[test]
    fn f16_driver_tree() {
        let factors = [(1000.0, 900.0), (0.02, 0.025), (400.0, 380.0)];
        close(&driver_effects(&factors).unwrap(), &[-871.537, 1845.833, -424.296]);
        close(&shapley(&factors), &[-876.667, 1853.333, -426.667]);
        // No change at all: the limit, not 0/0.
        assert_eq!(driver_effects(&[(2.0, 2.0), (3.0, 3.0)]).unwrap(), [0.0, 0.0]);
        close(&driver_effects(&[(2.0, 4.0), (4.0, 2.0)]).unwrap(), &[5.545, -5.545]);
        // A factor at zero or below goes by Shapley.
        close(&driver_effects(&[(0.0, 10.0), (2.0, 4.0)]).unwrap(), &[30.0, 10.0]);
        assert_eq!(driver_effects(&[]), None);
        assert_eq!(driver_effects(&[(1.0, f64::NAN)]), None);
        assert_eq!(driver_effects(&[(1.0, 2.0); 13]), None);
    }

    proptest! {
        #[test]
        fn effects_add_up(factors in prop::collection::vec((-50.0..500.0f64, -50.0..500.0f64), 1..6)) {
            let before = factors.iter().map(|factor| factor.0).product::<f64>();
            let after = factors.iter().map(|factor| factor.1).product::<f64>();
            let sum = driver_effects(&factors).unwrap().iter().sum::<f64>();
            let scale = before.abs().max(after.abs()).max(1.0);
            prop_assert!((sum - (after - before)).abs() <= 1e-9 * scale);
        }
    }
}
