//! Partial pooling of conversion rates: the full grid over the prior, never the plug-in shortcut
//! (marketing.md F3 and F4; Gelman et al., Bayesian Data Analysis, third edition, 5.3).
//!
//! Each channel's rate is Beta(a, b), the prior of (a, b) is proportional to (a + b)^(-5/2). The
//! grid runs over the logit of the prior's mean and the logarithm of its weight M = a + b.

use std::thread;

use super::best::chances_to_be_best;
use crate::distributions::{beta_fraction, ln_gamma};

/// Bounds and nodes of the logit of the prior's mean.
const MEANS: (f64, f64, usize) = (-6.5, 0.5, 141);
/// Bounds and nodes of ln M, for M from 2 to 5,000.
const WEIGHTS: (f64, f64, usize) = (std::f64::consts::LN_2, 8.517_193_191_416_238, 100);
/// All nodes that are left out together weigh less than this: quantiles move by far less than 1e-7.
const LEFT_OUT: f64 = 1e-7;
/// Nodes that a quantile's first and second guess are made from.
const FEW: [usize; 2] = [64, 512];
/// From this step on Halley's method is within 1e-9: its error shrinks with the step's cube.
const LAST_STEP: f64 = 1e-3;
/// Below so many trials no rate is shown (F4).
pub const FEWEST: u64 = 5;
/// From this chance on, the best channel may stand in a headline (F4).
pub const CLEAR: f64 = 0.8;

/// What one channel saw.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Bookings.
    pub k: u64,
    /// Inquiries.
    pub n: u64,
}

/// What can be said of a channel's rate.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pooled {
    /// Posterior mean.
    pub mean: f64,
    /// 5% quantile of the posterior.
    pub low: f64,
    /// 95% quantile of the posterior.
    pub high: f64,
    /// The chance that no other channel converts better.
    pub best: f64,
}

/// How a rate may be shown (F4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    /// Too few trials: nothing but the count.
    Count,
    /// The interval is wider than the rate: the interval alone.
    Interval,
    /// The rate and its interval.
    Rate,
}

impl Pooled {
    /// How the rate may be shown, given the trials behind it.
    pub fn shown(&self, n: u64) -> Shown {
        if n < FEWEST {
            Shown::Count
        } else if (self.high - self.low) / 2.0 > self.mean {
            Shown::Interval
        } else {
            Shown::Rate
        }
    }
}

/// A point of the grid: Beta(a, b) and its share of the posterior.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) share: f64,
    pub(super) a: f64,
    pub(super) b: f64,
}

/// Pools the channels of one entity; `None` without channels, or where more booked than asked.
pub fn pool(channels: &[Counts]) -> Option<Vec<Pooled>> {
    if channels.is_empty() || channels.iter().any(|counts| counts.k > counts.n) {
        return None;
    }
    let (nodes, ln_betas) = posterior(channels);
    let best = chances_to_be_best(&few(&nodes, 256), channels);
    let channels = channels.iter().zip(best).enumerate();
    let pooled = channels.map(|(at, (counts, best))| {
        let mixtures = FEW.map(|n| Mixture::new(&few(&nodes, n), *counts));
        let [rough, finer] = &mixtures;
        let full = Mixture::known(&nodes, *counts, &ln_betas[at]);
        let quantile = |p| {
            let t = finer.quantile(p, rough.rough_quantile(p));
            1.0 / (1.0 + (-full.quantile(p, t)).exp())
        };
        Pooled { mean: full.mean(), low: quantile(0.05), high: quantile(0.95), best }
    });
    Some(pooled.collect())
}

/// Pools each entity's channels, on as many cores as there are; results stand in their order.
pub fn pool_each(entities: &[Vec<Counts>]) -> Vec<Option<Vec<Pooled>>> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = entities.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let parts = entities.chunks(share);
        let parts = parts.map(|part| scope.spawn(|| part.iter().map(|own| pool(own)).collect()));
        let parts = parts.collect::<Vec<thread::ScopedJoinHandle<'_, Vec<_>>>>();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    })
}

/// The nodes that carry weight, given the counts, their shares adding up to 1; and for each channel
/// ln B of each node's posterior parameters.
fn posterior(channels: &[Counts]) -> (Vec<Node>, Vec<Vec<f64>>) {
    let at = |(low, high, n): (f64, f64, usize), i: usize| {
        low + (high - low) * i as f64 / (n - 1) as f64
    };
    let means = (0..MEANS.2).map(|i| 1.0 / (1.0 + (-at(MEANS, i)).exp())).collect::<Vec<_>>();
    let mut nodes = Vec::with_capacity(MEANS.2 * WEIGHTS.2);
    let mut ln_betas = vec![Vec::with_capacity(MEANS.2 * WEIGHTS.2); channels.len()];
    for j in 0..WEIGHTS.2 {
        let weight = at(WEIGHTS, j).exp();
        let of_weight = ln_gamma(weight);
        let of_channel = channels.iter().map(|counts| ln_gamma(weight + counts.n as f64));
        let of_channel = of_channel.collect::<Vec<_>>();
        for mean in &means {
            let (a, b) = (mean * weight, (1.0 - mean) * weight);
            let (of_a, of_b) = (ln_gamma(a), ln_gamma(b));
            let prior = of_a + of_b - of_weight;
            // a·b is the Jacobian of the two logarithmic scales.
            let mut share = (a * b).ln() - 2.5 * weight.ln();
            for (at, counts) in channels.iter().enumerate() {
                let won = ln_gamma_beyond(a, of_a, counts.k);
                let lost = ln_gamma_beyond(b, of_b, counts.n - counts.k);
                let ln_beta = won + lost - of_channel[at];
                share += ln_beta - prior;
                ln_betas[at].push(ln_beta);
            }
            nodes.push(Node { share, a, b });
        }
    }
    let highest = nodes.iter().map(|node| node.share).fold(f64::NEG_INFINITY, f64::max);
    for node in &mut nodes {
        node.share = (node.share - highest).exp();
    }
    let total = nodes.iter().map(|node| node.share).sum::<f64>();
    let least = total * LEFT_OUT / nodes.len() as f64;
    for ln_beta in &mut ln_betas {
        let mut node = nodes.iter();
        ln_beta.retain(|_| node.next().is_some_and(|node| node.share >= least));
    }
    nodes.retain(|node| node.share >= least);
    let total = nodes.iter().map(|node| node.share).sum::<f64>();
    for node in &mut nodes {
        node.share /= total;
    }
    (nodes, ln_betas)
}

/// ln Γ(x + n), given ln Γ(x): a product where n is small, which is what counts mostly are.
fn ln_gamma_beyond(x: f64, of_x: f64, n: u64) -> f64 {
    if n > 12 {
        return ln_gamma(x + n as f64);
    }
    of_x + (0..n).map(|i| x + i as f64).product::<f64>().ln()
}

/// A few nodes of equal share that stand for all: every k-th of the weight, in the grid's order.
pub(super) fn few(nodes: &[Node], n: usize) -> Vec<Node> {
    if nodes.len() <= n {
        return nodes.to_vec();
    }
    let share = 1.0 / n as f64;
    let (mut taken, mut passed) = (Vec::with_capacity(n), 0.0);
    for node in nodes {
        passed += node.share;
        while (taken.len() as f64 + 0.5) * share < passed && taken.len() < n {
            taken.push(Node { share, ..*node });
        }
    }
    taken
}

/// One channel's posterior: a mixture of beta distributions.
struct Mixture {
    /// Share, the parameters of Beta, and ln B of them.
    parts: Vec<(f64, f64, f64, f64)>,
}

impl Mixture {
    fn new(nodes: &[Node], counts: Counts) -> Self {
        let (k, n) = (counts.k as f64, counts.n as f64);
        let ln_beta = |node: &Node| {
            let (a, b) = (node.a + k, node.b + n - k);
            ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
        };
        Self::known(nodes, counts, &nodes.iter().map(ln_beta).collect::<Vec<_>>())
    }

    fn known(nodes: &[Node], counts: Counts, ln_betas: &[f64]) -> Self {
        let (k, n) = (counts.k as f64, counts.n as f64);
        let parts = nodes.iter().zip(ln_betas);
        let parts = parts.map(|(node, ln_beta)| (node.share, node.a + k, node.b + n - k, *ln_beta));
        Self { parts: parts.collect() }
    }

    fn mean(&self) -> f64 {
        self.parts.iter().map(|(share, a, b, _)| share * a / (a + b)).sum()
    }

    /// P(θ <= x) at x = 1 / (1 + e^-t), and its first two derivatives by t.
    fn at(&self, t: f64) -> [f64; 3] {
        let (x, y) = (1.0 / (1.0 + (-t).exp()), 1.0 / (1.0 + t.exp()));
        let (ln_x, ln_y) = (x.ln(), y.ln());
        let mut sums = [0.0; 3];
        for (share, a, b, ln_beta) in &self.parts {
            let front = (a * ln_x + b * ln_y - ln_beta).exp();
            // The fraction converges fast on this side of the mean (DLMF 8.17.22).
            let is_low = x < (a + 1.0) / (a + b + 2.0);
            let below = if front < 1e-12 * a.min(*b) {
                f64::from(!is_low)
            } else if is_low {
                front * beta_fraction(x, *a, *b, 1e-11) / a
            } else {
                1.0 - front * beta_fraction(y, *b, *a, 1e-11) / b
            };
            sums[0] += share * below;
            sums[1] += share * front;
            sums[2] += share * front * (a * y - b * x);
        }
        sums
    }

    /// The logit of a quantile by bisection, roughly: the first guess.
    fn rough_quantile(&self, p: f64) -> f64 {
        let (mut low, mut high) = (-40.0, 40.0);
        while high - low > 0.02 {
            let middle = f64::midpoint(low, high);
            if self.at(middle)[0] < p { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    }

    /// The logit of a quantile by Halley's method, inside a bracket that only shrinks.
    fn quantile(&self, p: f64, guess: f64) -> f64 {
        let (mut low, mut high, mut t) = (-745.0, 36.0, guess);
        for _ in 0..200 {
            let [below, slope, bend] = self.at(t);
            let miss = below - p;
            if miss < 0.0 {
                low = t
            } else {
                high = t
            }
            let step = 2.0 * miss * slope / (2.0 * slope * slope - miss * bend);
            let next = t - step;
            let is_safe = next > low && next < high;
            let moved = if is_safe { next } else { f64::midpoint(low, high) };
            let is_done = (is_safe && step.abs() < LAST_STEP) || high - low < 1e-12;
            t = moved;
            if is_done {
                break;
            }
        }
        t
    }
}

#[cfg(test)]
mod tests {
    use super::{CLEAR, Counts, Pooled, Shown, pool, pool_each};
    use crate::distributions::{beta_cdf, beta_quantile};
    use crate::random::SplitMix64;

    const COUNTS: [(u64, u64); 7] =
        [(9, 180), (14, 520), (6, 310), (3, 40), (2, 55), (1, 240), (0, 12)];

    fn seven() -> (Vec<Counts>, Vec<Pooled>) {
        let counts = COUNTS.map(|(k, n)| Counts { k, n }).to_vec();
        let pooled = pool(&counts).unwrap();
        (counts, pooled)
    }

    #[test]
    fn f3_partial_pooling() {
        let expected = [
            (0.045315, 0.024545, 0.072418, 0.29),
            (0.027569, 0.017414, 0.039583, 0.02),
            (0.021886, 0.010647, 0.035648, 0.01),
            (0.053961, 0.019444, 0.112621, 0.43),
            (0.035687, 0.011529, 0.073125, 0.14),
            (0.010719, 0.001622, 0.024983, 0.00),
            (0.028347, 0.001180, 0.075346, 0.10),
        ];
        for (pooled, (mean, low, high, best)) in seven().1.iter().zip(expected) {
            let pairs = [(pooled.mean, mean), (pooled.low, low), (pooled.high, high)];
            for (actual, expected) in pairs {
                assert!((actual - expected).abs() <= 1e-6, "{actual} is not {expected}");
            }
            assert!((pooled.best - best).abs() <= 0.01, "{} is not {best}", pooled.best);
        }
    }

    /// One fixed prior, Beta(3, 97).
    #[test]
    fn f3_single_prior() {
        let close = |actual: f64, expected: f64| {
            assert!((actual - expected).abs() <= 1e-6, "{actual} is not {expected}");
        };
        let (a, b) = (3.0 + 3.0, 97.0 + 37.0);
        close(a / (a + b), 0.0428571);
        close(beta_quantile(0.05, a, b).unwrap(), 0.018963);
        close(beta_quantile(0.95, a, b).unwrap(), 0.074141);
        close(3.0 / 112.0, 0.0267857);
        // P(X > Y) for getmyboat's Y ~ Beta(5, 150): the integral of 1 - F_X over Y's quantiles.
        let n = 4000;
        let above = (0..n).map(|i| {
            let y = beta_quantile((f64::from(i) + 0.5) / f64::from(n), 5.0, 150.0).unwrap();
            1.0 - beta_cdf(y, a, b).unwrap()
        });
        close(above.sum::<f64>() / f64::from(n), 0.687165);
    }

    /// What we do not print: the plug-in estimate of (a, b) would put direct before Sailo.
    #[test]
    fn f3_plug_in_would_rank_wrongly() {
        let (a, b) = (3.9455, 135.2754);
        let plugged = |k: f64, n: f64| (a + k) / (a + b + n);
        assert!((plugged(9.0, 180.0) - 0.040553).abs() < 1e-6);
        assert!((plugged(3.0, 40.0) - 0.038754).abs() < 1e-6);
        let (_, pooled) = seven();
        assert!(pooled[3].mean > pooled[0].mean);
    }

    #[test]
    fn f4_suppression() {
        let (counts, pooled) = seven();
        let shown = pooled.iter().zip(&counts).map(|(pooled, counts)| pooled.shown(counts.n));
        let shown = shown.collect::<Vec<_>>();
        assert_eq!(shown[..5], [Shown::Rate; 5]);
        assert_eq!(shown[5..], [Shown::Interval; 2]);
        assert_eq!(pooled[0].shown(4), Shown::Count);
        assert!(pooled.iter().all(|pooled| pooled.best < CLEAR), "no winner in the headline");
    }

    #[test]
    fn edges() {
        assert_eq!(pool(&[]), None);
        assert_eq!(pool(&[Counts { k: 3, n: 2 }]), None);
        let one = pool(&[Counts { k: 0, n: 0 }]).unwrap()[0];
        assert!(one.low < one.mean && one.mean < one.high && one.best == 1.0, "{one:?}");
        let all = pool(&[Counts { k: 40, n: 40 }, Counts { k: 50_000, n: 100_000 }]).unwrap();
        assert!(all.iter().all(|pooled| pooled.low < pooled.mean && pooled.mean < pooled.high));
        assert!((all[1].mean - 0.5).abs() < 0.01, "{:?}", all[1]);
        let twins = pool(&[Counts { k: 4, n: 90 }; 4]).unwrap();
        assert!(twins.iter().all(|twin| (twin.best - 0.25).abs() < 1e-9));
        let each = pool_each(&[vec![Counts { k: 4, n: 90 }; 4], vec![]]);
        assert_eq!(each, [Some(twins), None]);
    }

    /// 500 seeded portfolios of seven channels, their rates drawn around a mean that the model is
    /// not told: the 90% intervals cover 88% to 94%, and the squared error is at most 0.40 of that
    /// of the raw rates.
    #[test]
    fn pooling_beats_raw_rates() {
        let mut random = SplitMix64::new(11);
        let (mut portfolios, mut all_rates) = (Vec::new(), Vec::new());
        for _ in 0..500 {
            let mean = 0.015 * (0.06f64 / 0.015).powf(random.unit());
            let weight = 30.0 * 10f64.powf(random.unit());
            let mut counts = Vec::new();
            let mut rates = Vec::new();
            for (_, n) in COUNTS {
                let quantile = random.unit();
                let rate = beta_quantile(quantile, mean * weight, (1.0 - mean) * weight).unwrap();
                let k = (0..n).filter(|_| random.unit() < rate).count() as u64;
                counts.push(Counts { k, n });
                rates.push(rate);
            }
            portfolios.push(counts);
            all_rates.push(rates);
        }
        let (mut n_covered, mut n_channels) = (0, 0);
        let (mut pooled_error, mut raw_error) = (0.0, 0.0);
        for (at, pooled) in pool_each(&portfolios).into_iter().enumerate() {
            let pairs = portfolios[at].iter().zip(&all_rates[at]);
            for (pooled, (counts, rate)) in pooled.unwrap().iter().zip(pairs) {
                n_covered += u32::from(pooled.low <= *rate && *rate <= pooled.high);
                n_channels += 1;
                pooled_error += (pooled.mean - rate).powi(2);
                raw_error += (counts.k as f64 / counts.n as f64 - rate).powi(2);
            }
        }
        let coverage = f64::from(n_covered) / f64::from(n_channels);
        assert!((0.88..=0.94).contains(&coverage), "coverage {coverage}");
        assert!(pooled_error <= 0.40 * raw_error, "error {}", pooled_error / raw_error);
    }
}
