//! One owner's best order: exact, by dynamic programming over subsets.
//!
//! Without earliest dates a subset ends when its hours are done, whatever the order, so one value
//! for each subset is enough ([`dense`]). With them each subset keeps the pairs of end and value
//! that no other pair beats in both ([`fronts`]): still exact, as no value rises with time.

use std::cell::RefCell;

use super::MOMENT;
use super::action::Job;
use super::bounds::{Bounds, HALF, Halves};

/// Actions of one owner that are solved exactly: 2^16 subsets.
pub const MOST_EXACT: usize = 16;
/// Of so few tasks all subsets are searched sooner than an order is improved.
const FEW: usize = 9;
/// Sweeps that an order is improved by at most, before the search.
const MOST_SWEEPS: usize = 8;
/// What differs by less is worth the same, in money.
pub(super) const CENT: f64 = 1e-9;

/// An action as its owner's order sees it.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// The numbers.
    pub job: &'a Job,
    /// Which of the owner's tasks must come before: bits.
    pub needs: u32,
    /// The first moment at which work may start: its own, or the end of another owner's action.
    pub earliest: f64,
}

/// An order and what it brings.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Order {
    /// Places in the list of tasks.
    pub tasks: Vec<usize>,
    /// The sum of what each brings.
    pub value: f64,
}

/// The best order of at most [`MOST_EXACT`] tasks; ties by fewer hours. `known` is an order that is
/// thought good: the better it is, the less is searched.
pub fn solve(tasks: &[Task<'_>], horizon: f64, known: &[usize]) -> Order {
    let mut kept = useful(tasks, horizon);
    if kept.is_empty() {
        return Order::default();
    }
    let rate = |at: &usize| tasks[*at].job.slope(horizon) / tasks[*at].job.days.max(1e-6);
    kept.sort_by(|a, b| rate(b).total_cmp(&rate(a)));
    let local = |task: &usize| kept.iter().position(|kept| kept == task);
    let own = kept.iter().map(|at| {
        let needs = (0..tasks.len()).filter(|bit| tasks[*at].needs >> bit & 1 == 1);
        let needs = needs.filter_map(|bit| local(&bit)).fold(0, |mask, bit| mask | 1 << bit);
        Task { needs, ..tasks[*at] }
    });
    let own = own.collect::<Vec<_>>();
    let known = known.iter().filter_map(local).collect::<Vec<_>>();
    let greedy = greedy(&own, horizon);
    let first = [greedy, known];
    let first = first
        .into_iter()
        .max_by(|a, b| worth(&own, horizon, a).total_cmp(&worth(&own, horizon, b)));
    let first = first.unwrap_or_default();
    let least = match own.len() {
        0..=FEW => worth(&own, horizon, &first),
        _ => improved(&own, horizon, first),
    };
    let found = if own.iter().all(|task| task.earliest <= MOMENT) {
        dense(&own, horizon, least.max(0.0))
    } else {
        fronts(&own, horizon, least.max(0.0))
    };
    Order { tasks: found.tasks.into_iter().map(|at| kept[at]).collect(), ..found }
}

/// What an order brings, left out what may not be done at its place.
pub fn worth(tasks: &[Task<'_>], horizon: f64, order: &[usize]) -> f64 {
    let (mut done, mut now, mut sum) = (0u32, 0.0f64, 0.0);
    for at in order {
        let task = &tasks[*at];
        let end = now.max(task.earliest) + task.job.days;
        if task.needs & !done != 0 || end > horizon + MOMENT {
            continue;
        }
        (done, now, sum) = (done | 1 << at, end, sum + task.job.net(end, horizon));
    }
    sum
}

/// The tasks that could bring something, and those that these need.
fn useful(tasks: &[Task<'_>], horizon: f64) -> Vec<usize> {
    let is_possible = |task: &Task<'_>| task.earliest.max(0.0) + task.job.days <= horizon + MOMENT;
    let soonest = |task: &Task<'_>| task.earliest.max(0.0) + task.job.days;
    let pays = |task: &Task<'_>| is_possible(task) && task.job.net(soonest(task), horizon) > 0.0;
    let mut kept = (0..tasks.len()).filter(|at| pays(&tasks[*at])).fold(0u32, |m, at| m | 1 << at);
    loop {
        let needed = (0..tasks.len()).filter(|at| kept >> at & 1 == 1);
        let more = needed.fold(kept, |mask, at| mask | tasks[at].needs);
        if more == kept {
            break;
        }
        kept = more;
    }
    (0..tasks.len()).filter(|at| kept >> at & 1 == 1 && is_possible(&tasks[*at])).collect()
}

/// A good order: always what brings most for each day from now on.
fn greedy(tasks: &[Task<'_>], horizon: f64) -> Vec<usize> {
    let (mut done, mut now, mut order) = (0u32, 0.0f64, Vec::new());
    loop {
        let mut best: Option<(usize, f64, f64)> = None;
        for (at, task) in tasks.iter().enumerate() {
            if done >> at & 1 == 1 || task.needs & !done != 0 {
                continue;
            }
            let end = now.max(task.earliest) + task.job.days;
            let net = task.job.net(end, horizon);
            let rate = net / (end - now).max(1e-6);
            let fits = end <= horizon + MOMENT && net > 0.0;
            if fits && best.is_none_or(|(_, known, _)| rate > known) {
                best = Some((at, rate, end));
            }
        }
        let Some((at, _, end)) = best else { return order };
        (done, now) = (done | 1 << at, end);
        order.push(at);
    }
}

/// What an order brings after tasks were moved, put in and left out, one at a time, as long as that
/// brings more: a bound that the search starts from.
fn improved(tasks: &[Task<'_>], horizon: f64, mut order: Vec<usize>) -> f64 {
    let mut best = worth(tasks, horizon, &order);
    let mut trial = Vec::with_capacity(tasks.len());
    for _ in 0..MOST_SWEEPS {
        let before = best;
        for task in 0..tasks.len() {
            let without = order.iter().copied().filter(|at| *at != task).collect::<Vec<_>>();
            for place in 0..=without.len() {
                trial.clear();
                trial.extend_from_slice(&without[..place]);
                trial.push(task);
                trial.extend_from_slice(&without[place..]);
                let value = worth(tasks, horizon, &trial);
                if value > best + CENT {
                    best = value;
                    order.clone_from(&trial);
                }
            }
            let value = worth(tasks, horizon, &without);
            if value > best + CENT {
                best = value;
                order = without;
            }
        }
        if best <= before + CENT {
            break;
        }
    }
    best
}

/// What a task brings as a function of the subset before it, without a call of exp.
struct Curve {
    base: f64,
    slope: f64,
    days: f64,
    gain: f64,
    due: f64,
    needs: usize,
    /// The loss that strikes meanwhile: its factor, and what a subset multiplies.
    hazard: Option<(f64, Products)>,
    /// What fades.
    once: Option<(f64, Products)>,
}

/// Products over the tasks in a subset, looked up in two halves.
struct Products {
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Products {
    /// e^(rate · days) of each subset.
    fn new(rate: f64, tasks: &[Task<'_>]) -> Self {
        let days = tasks.iter().map(|task| rate * task.job.days).collect::<Vec<_>>();
        let Halves { low, high } = Halves::new(&days);
        let grown = |sums: Vec<f64>| sums.into_iter().map(f64::exp).collect();
        Self { low: grown(low), high: grown(high) }
    }

    fn of(&self, mask: usize) -> f64 {
        self.low[mask & ((1 << HALF) - 1)] * self.high[mask >> HALF]
    }
}

impl Curve {
    fn new(task: &Task<'_>, tasks: &[Task<'_>], horizon: f64) -> Self {
        let job = task.job;
        // 1 - e^(-λ(H - T)), with T the days before and its own.
        let hazard = (job.averted != 0.0).then(|| {
            let factor = job.averted * (-job.hazard_per_day * (horizon - job.days)).exp();
            (factor, Products::new(job.hazard_per_day, tasks))
        });
        let once = (job.once != 0.0).then(|| {
            let factor = job.once * (-job.decay_per_day * job.days).exp();
            (factor, Products::new(-job.decay_per_day, tasks))
        });
        Self {
            base: job.rate * horizon + job.averted - job.cost,
            slope: job.rate,
            days: job.days,
            gain: job.gain,
            due: job.due + MOMENT,
            needs: task.needs as usize,
            hazard,
            once,
        }
    }

    fn net(&self, mask: usize, end: f64) -> f64 {
        let mut net = self.base - self.slope * end;
        if end <= self.due {
            net += self.gain;
        }
        if let Some((factor, products)) = &self.hazard {
            net -= factor * products.of(mask);
        }
        if let Some((factor, products)) = &self.once {
            net += factor * products.of(mask);
        }
        net
    }
}

/// For each task the tasks that may come right after it in a best order: all but those that would
/// bring at least as much by coming right before it, whenever the two are done.
fn after(tasks: &[Task<'_>], horizon: f64) -> Vec<usize> {
    let is_free = |task: &Task<'_>| task.earliest <= MOMENT;
    let allowed = tasks.iter().enumerate().map(|(last, second)| {
        let swapped = (0..tasks.len()).filter(|at| {
            let first = &tasks[*at];
            let may_swap = *at != last && first.needs >> last & 1 == 0;
            may_swap && is_free(first) && is_free(second) && {
                let gain = won(first.job, second.job.days, horizon);
                let loss = lost(second.job, first.job.days, horizon);
                gain > loss || (gain == loss && *at < last)
            }
        });
        !swapped.fold(0, |mask, at| mask | 1usize << at)
    });
    allowed.collect()
}

/// What a job brings more at least, if it ends so many days earlier, whenever that is.
fn won(job: &Job, days: f64, horizon: f64) -> f64 {
    let grown = (job.hazard_per_day * days).exp_m1();
    let averted = job.averted * (-job.hazard_per_day * (horizon - job.days)).exp() * grown;
    let faded = -(-job.decay_per_day * days).exp_m1();
    job.rate * days + averted + job.once * (-job.decay_per_day * (horizon - days)).exp() * faded
}

/// What a job brings less at most, if it ends so many days later, whenever that is.
fn lost(job: &Job, days: f64, horizon: f64) -> f64 {
    let averted = -job.averted * (-job.hazard_per_day * days).exp_m1();
    let faded = -(-job.decay_per_day * days).exp_m1();
    let once = job.once * (-job.decay_per_day * job.days).exp() * faded;
    let gain = if job.due < horizon { job.gain } else { 0.0 };
    job.rate * days + averted + once + gain
}

/// The subsets that were reached, kept from one search of a thread to the next: most searches reach
/// few of them, and to clear the rest would take longer than they do.
#[derive(Default)]
struct Reached {
    /// A bit for each subset.
    bits: Vec<u64>,
    /// The most that a reached subset brings.
    best: Vec<f64>,
    /// What was done last for that.
    last: Vec<u8>,
}

thread_local! {
    static REACHED: RefCell<Reached> = RefCell::default();
}

impl Reached {
    /// Only the empty subset is reached.
    fn start(&mut self, n_subsets: usize) {
        self.bits.clear();
        self.bits.resize(n_subsets.div_ceil(64), 0);
        if self.best.len() < n_subsets {
            self.best.resize(n_subsets, 0.0);
            self.last.resize(n_subsets, 0);
        }
        self.bits[0] = 1;
        (self.best[0], self.last[0]) = (0.0, u8::MAX);
    }

    /// Keeps a way to a subset if it brings more than the one that is known.
    fn reach(&mut self, mask: usize, value: f64, last: usize) {
        let bit = 1 << (mask % 64);
        if self.bits[mask / 64] & bit != 0 && value <= self.best[mask] + CENT {
            return;
        }
        self.bits[mask / 64] |= bit;
        (self.best[mask], self.last[mask]) = (value, last as u8);
    }
}

/// The best order where a subset's end does not depend on its order.
fn dense(tasks: &[Task<'_>], horizon: f64, least: f64) -> Order {
    REACHED.with_borrow_mut(|reached| search(tasks, horizon, least, reached))
}

fn search(tasks: &[Task<'_>], horizon: f64, mut least: f64, reached: &mut Reached) -> Order {
    let full = 1usize << tasks.len();
    let days = Halves::new(&tasks.iter().map(|task| task.job.days).collect::<Vec<_>>());
    let hours = Halves::new(&tasks.iter().map(|task| task.job.hours).collect::<Vec<_>>());
    let curves = tasks.iter().map(|task| Curve::new(task, tasks, horizon)).collect::<Vec<_>>();
    let bounds = Bounds::new(tasks, horizon);
    let after = after(tasks, horizon);
    reached.start(full);
    let mut answer = 0;
    for word in 0..reached.bits.len() {
        let mut seen = 0u64;
        // What is reached from here is a larger subset, maybe of the same word.
        while let Some(bit) = lowest(reached.bits[word] & !seen) {
            seen |= 1 << bit;
            let mask = word * 64 + bit;
            let (value, now) = (reached.best[mask], days.of(mask));
            if is_better((value, hours.of(mask)), (reached.best[answer], hours.of(answer))) {
                answer = mask;
            }
            if value + bounds.rest(mask, now) < least - CENT {
                continue;
            }
            least = least.max(value);
            let last = usize::from(reached.last[mask]);
            let mut open = (full - 1) & !mask & after.get(last).unwrap_or(&!0);
            while open != 0 {
                let at = open.trailing_zeros() as usize;
                open &= open - 1;
                let (curve, next) = (&curves[at], mask | 1 << at);
                let end = now + curve.days;
                if curve.needs & !mask == 0 && end <= horizon + MOMENT {
                    reached.reach(next, value + curve.net(mask, end), at);
                }
            }
        }
    }
    let (mut order, mut mask) = (Vec::new(), answer);
    while mask != 0 {
        let at = usize::from(reached.last[mask]);
        order.push(at);
        mask &= !(1 << at);
    }
    order.reverse();
    Order { tasks: order, value: reached.best[answer] }
}

/// The place of the lowest bit.
fn lowest(bits: u64) -> Option<usize> {
    (bits != 0).then(|| bits.trailing_zeros() as usize)
}

/// Claims that (value, hours) is to be preferred: more money, or the same with fewer hours.
fn is_better((value, hours): (f64, f64), (known, known_hours): (f64, f64)) -> bool {
    value > known + CENT || (value >= known - CENT && hours < known_hours - MOMENT)
}

/// A pair of end and value that no other pair of its subset beats in both.
#[derive(Clone, Copy)]
struct Pair {
    end: f64,
    value: f64,
    /// What was done last, and the pair before it.
    last: u8,
    before: u32,
    /// The next pair of the same subset.
    next: u32,
}

const NONE: u32 = u32::MAX;

/// The best order where work may have to wait.
fn fronts(tasks: &[Task<'_>], horizon: f64, mut least: f64) -> Order {
    let n = tasks.len();
    let hours = Halves::new(&tasks.iter().map(|task| task.job.hours).collect::<Vec<_>>());
    let bounds = Bounds::new(tasks, horizon);
    let after = after(tasks, horizon);
    let mut heads = vec![NONE; 1 << n];
    let mut pairs = vec![Pair { end: 0.0, value: 0.0, last: u8::MAX, before: NONE, next: NONE }];
    heads[0] = 0;
    let (mut answer, mut answer_mask) = (0u32, 0usize);
    for mask in 0..1usize << n {
        let mut at = heads[mask];
        while at != NONE {
            let pair = pairs[at as usize];
            let known = (pairs[answer as usize].value, hours.of(answer_mask));
            if is_better((pair.value, hours.of(mask)), known) {
                (answer, answer_mask) = (at, mask);
            }
            least = least.max(pair.value);
            if pair.value + bounds.rest(mask, pair.end) >= least - CENT {
                let allowed = after.get(usize::from(pair.last)).unwrap_or(&!0);
                for (bit, task) in tasks.iter().enumerate() {
                    let next = mask | 1 << bit;
                    let end = pair.end.max(task.earliest) + task.job.days;
                    let is_open = next != mask && allowed >> bit & 1 == 1;
                    if is_open && task.needs as usize & !mask == 0 && end <= horizon + MOMENT {
                        let value = pair.value + task.job.net(end, horizon);
                        let new = Pair { end, value, last: bit as u8, before: at, next: NONE };
                        insert(&mut pairs, &mut heads[next], new);
                    }
                }
            }
            at = pair.next;
        }
    }
    let value = pairs[answer as usize].value;
    let mut order = Vec::new();
    while answer != 0 {
        let pair = pairs[answer as usize];
        order.push(usize::from(pair.last));
        answer = pair.before;
    }
    order.reverse();
    Order { tasks: order, value }
}

/// Adds a pair to a subset's list, unless another beats it; drops those that it beats.
fn insert(pairs: &mut Vec<Pair>, head: &mut u32, new: Pair) {
    let (mut at, mut before) = (*head, NONE);
    while at != NONE {
        let known = pairs[at as usize];
        if known.end <= new.end + MOMENT && known.value >= new.value - CENT {
            return;
        }
        if new.end <= known.end + MOMENT && new.value >= known.value - CENT {
            match before {
                NONE => *head = known.next,
                before => pairs[before as usize].next = known.next,
            }
        } else {
            before = at;
        }
        at = known.next;
    }
    let place = u32::try_from(pairs.len()).unwrap_or(NONE);
    pairs.push(Pair { next: *head, ..new });
    *head = place;
}
