//! The chance that a channel is the best one. Within a node of the grid the rates are independent,
//! so it is an integral of one density against the product of the others' distributions.

use super::pooling::{Counts, Node};
use crate::distributions::ln_gamma;

/// Points of an integral at most.
const MOST_POINTS: f64 = 1500.0;

/// For each channel the chance that its rate is the highest; they add up to 1.
pub(super) fn chances_to_be_best(nodes: &[Node], channels: &[Counts]) -> Vec<f64> {
    let mut chances = vec![0.0; channels.len()];
    for node in nodes {
        for (sum, chance) in chances.iter_mut().zip(within(node, channels)) {
            *sum += node.share * chance;
        }
    }
    let total = chances.iter().sum::<f64>();
    chances.into_iter().map(|chance| chance / total).collect()
}

/// The chances of one node, by the trapezoid rule on the logit of the rate.
fn within(node: &Node, channels: &[Counts]) -> Vec<f64> {
    let shapes = channels.iter().map(|counts| {
        let (a, b) = (node.a + counts.k as f64, node.b + (counts.n - counts.k) as f64);
        // Middle and spread of the logit; 1/x + 1/(2x²) is close to its variance's trigamma.
        let spread = (1.0 / a + 0.5 / (a * a) + 1.0 / b + 0.5 / (b * b)).sqrt();
        (a, b, (a / b).ln(), spread)
    });
    let shapes = shapes.collect::<Vec<_>>();
    let over = |of: fn(f64, f64) -> f64| {
        shapes.iter().map(move |(_, _, middle, spread)| of(*middle, *spread))
    };
    // Nobody is best below the surest of the lower ends.
    let low = over(|middle, spread| middle - 9.0 * spread).fold(f64::NEG_INFINITY, f64::max);
    let high = over(|middle, spread| middle + 9.0 * spread).fold(f64::NEG_INFINITY, f64::max);
    let finest = over(|_, spread| spread).fold(f64::INFINITY, f64::min) / 2.0;
    let n = ((high - low) / finest).clamp(40.0, MOST_POINTS) as usize;
    let width = (high - low) / n as f64;
    let points = (0..=n).map(|i| {
        let t = low + width * i as f64;
        (-(-t).exp().ln_1p(), -t.exp().ln_1p())
    });
    let points = points.collect::<Vec<_>>();
    let mut densities = Vec::with_capacity(shapes.len());
    let mut belows = Vec::with_capacity(shapes.len());
    for (a, b, _, _) in &shapes {
        let ln_beta = ln_gamma(*a) + ln_gamma(*b) - ln_gamma(a + b);
        let density = points.iter().map(|(ln_x, ln_y)| (a * ln_x + b * ln_y - ln_beta).exp());
        let density = density.collect::<Vec<f64>>();
        // From above: what lies below the first point is in all of these.
        let (mut above, mut below) = (0.0, vec![1.0; density.len()]);
        for i in (0..n).rev() {
            above += width * f64::midpoint(density[i], density[i + 1]);
            below[i] = (1.0f64 - above).max(0.0);
        }
        densities.push(density);
        belows.push(below);
    }
    let mut chances = vec![0.0; shapes.len()];
    let mut after = vec![1.0; shapes.len() + 1];
    for i in 0..=n {
        for c in (0..shapes.len()).rev() {
            after[c] = after[c + 1] * belows[c][i];
        }
        let mut before = 1.0;
        for c in 0..shapes.len() {
            chances[c] += densities[c][i] * before * after[c + 1] * width;
            before *= belows[c][i];
        }
    }
    chances
}
