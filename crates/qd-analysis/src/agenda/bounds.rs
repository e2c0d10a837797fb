//! Sums over subsets of tasks, and what the tasks outside a subset bring at most: what keeps the
//! search for the best order small.

use super::MOMENT;
use super::solve::{CENT, Task};

/// Subsets are looked up in two halves of eight.
pub(super) const HALF: usize = 8;
/// Moments from which on the rest is bounded.
const MOMENTS: usize = 32;

/// Sums over the tasks in a subset, looked up in two halves.
pub(super) struct Halves {
    pub(super) low: Vec<f64>,
    pub(super) high: Vec<f64>,
}

impl Halves {
    pub(super) fn new(of: &[f64]) -> Self {
        let half = |part: &[f64]| {
            let mut sums = vec![0.0; 1 << part.len()];
            for (bit, value) in part.iter().enumerate() {
                for mask in 0..1 << bit {
                    sums[1 << bit | mask] = sums[mask] + value;
                }
            }
            sums
        };
        let (low, high) = of.split_at(of.len().min(HALF));
        Self { low: half(low), high: half(high) }
    }

    pub(super) fn of(&self, mask: usize) -> f64 {
        self.of_low(mask) + self.of_high(mask)
    }

    fn of_low(&self, mask: usize) -> f64 {
        self.low[mask & ((1 << HALF) - 1)]
    }

    fn of_high(&self, mask: usize) -> f64 {
        self.high[mask >> HALF]
    }
}

/// What the tasks outside a subset bring at most from a moment on.
///
/// Each as if it were next; of those that every best order has, less what they must wait for each
/// other: at least what they would in Smith's order, by what a day of waiting costs for a day of
/// work. The tasks stand in that order, so that the waiting of the second half for the first is a
/// product of two sums.
pub(super) struct Bounds {
    from: Vec<Halves>,
    all: usize,
    per_moment: f64,
    /// What a day of waiting costs the tasks that every best order has.
    slopes: Halves,
    /// The days of these.
    days: Halves,
    /// What those of a half wait for each other.
    waiting: Halves,
}

impl Bounds {
    pub(super) fn new(tasks: &[Task<'_>], horizon: f64) -> Self {
        let sure = sure(tasks, horizon);
        let slopes = tasks.iter().zip(&sure);
        let slopes = slopes.map(|(task, sure)| if *sure { task.job.slope(horizon) } else { 0.0 });
        let slopes = slopes.collect::<Vec<_>>();
        let days = tasks.iter().zip(&sure);
        let days = days.map(|(task, sure)| if *sure { task.job.days } else { 0.0 });
        let days = days.collect::<Vec<_>>();
        let at = |moment: usize| {
            let now = horizon * moment as f64 / MOMENTS as f64;
            let most = |(task, slope): (&Task<'_>, &f64)| {
                let start = now.max(task.earliest);
                let end = start + task.job.days;
                let net = if end <= horizon + MOMENT { task.job.net(end, horizon) } else { 0.0 };
                // What a day of waiting costs is taken off exactly, in `rest`.
                net.max(0.0) + slope * start
            };
            Halves::new(&tasks.iter().zip(&slopes).map(most).collect::<Vec<_>>())
        };
        let from = (0..=MOMENTS).map(at).collect();
        let (low, high) = (0..tasks.len()).partition::<Vec<_>, _>(|at| *at < HALF);
        let waits = |half: &[usize]| {
            let mut sums = vec![0.0; 1 << half.len()];
            for (bit, at) in half.iter().enumerate() {
                let mut before = vec![0.0; 1 << bit];
                for (other, earlier) in half[..bit].iter().enumerate() {
                    for mask in 0..1 << other {
                        before[1 << other | mask] = before[mask] + days[*earlier];
                    }
                }
                for mask in 0..1usize << bit {
                    sums[1 << bit | mask] = sums[mask] + slopes[*at] * before[mask];
                }
            }
            sums
        };
        let waiting = Halves { low: waits(&low), high: waits(&high) };
        let (slopes, days) = (Halves::new(&slopes), Halves::new(&days));
        let (all, per_moment) = ((1 << tasks.len()) - 1, MOMENTS as f64 / horizon);
        Self { from, all, per_moment, slopes, days, waiting }
    }

    pub(super) fn rest(&self, mask: usize, now: f64) -> f64 {
        // Rounded to the moment before, from where everything brings at least as much.
        let moment = ((now * self.per_moment) as usize).min(MOMENTS);
        let left = self.all & !mask;
        let waiting = self.waiting.of(left) + self.days.of_low(left) * self.slopes.of_high(left);
        self.from[moment].of(left) - self.slopes.of(left) * now - waiting
    }
}

/// The tasks that every best order has: there is time for everything, they pay even after all of
/// it, so that each can come last and delay nothing, and so does all that they need.
fn sure(tasks: &[Task<'_>], horizon: f64) -> Vec<bool> {
    let days = tasks.iter().map(|task| task.job.days).sum::<f64>();
    let start = tasks.iter().map(|task| task.earliest).fold(0.0, f64::max);
    let end = start + days;
    if end > horizon {
        return vec![false; tasks.len()];
    }
    let mut sure = tasks.iter().map(|task| task.job.net(end, horizon) > CENT).collect::<Vec<_>>();
    loop {
        let is_met =
            |at: usize| (0..tasks.len()).all(|bit| tasks[at].needs >> bit & 1 == 0 || sure[bit]);
        let next = (0..tasks.len()).map(|at| sure[at] && is_met(at)).collect::<Vec<_>>();
        if next == sure {
            return sure;
        }
        sure = next;
    }
}
