//! In which order to list on platforms: marginal contribution for each hour of set-up, on protected
//! totals (marketing.md F9), with the points at which the order would change.

use super::demand::{self, Class, protected};
use crate::root::brent;

/// Candidates up to which the order is proven best.
pub const MOST_EXACT: usize = 12;
/// Candidates at most.
pub const MOST: usize = 64;

/// A platform that could be listed on.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// Its name: ties go by it.
    pub id: String,
    /// What it would bring.
    pub class: Class,
    /// Hours until it stands.
    pub hours: f64,
}

/// One step of an order.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step {
    /// Which candidate.
    pub candidate: usize,
    /// What it adds to a month when it is added.
    pub gain: f64,
    /// The same for each hour of set-up; infinite at none.
    pub per_hour: f64,
    /// Hours spent when it stands.
    pub done_at: f64,
}

/// An order, and what it brings.
#[derive(Clone, PartialEq, Debug)]
pub struct Sequence {
    /// First to last. Candidates that leave nothing of a booking are left out.
    pub steps: Vec<Step>,
    /// Money a month times hours: the area under what is gained, until all stand.
    pub area: f64,
    /// Claims that no order has a larger area.
    pub is_proven: bool,
    /// Claims that the order is that of gain for each hour, so that [`switching`] holds.
    pub is_greedy: bool,
}

/// The best order. By gain for each hour of set-up, ties by id; up to [`MOST_EXACT`] candidates an
/// exact search over subsets puts a better one in its place, should there be one.
pub fn sequence(base: &[Class], candidates: &[Candidate], slots: u64) -> Option<Sequence> {
    let mut usable = (0..candidates.len())
        .filter(|at| candidates[*at].class.value > 0.0)
        .collect::<Vec<usize>>();
    usable.sort_by(|a, b| candidates[*a].id.cmp(&candidates[*b].id));
    let everything = || base.iter().chain(candidates.iter().map(|candidate| &candidate.class));
    let is_sound = everything().all(|class| class.demand >= 0.0 && class.value.is_finite())
        && everything().map(|class| class.demand).sum::<f64>() <= demand::MOST
        && slots as f64 <= demand::MOST
        && candidates.iter().all(|candidate| candidate.hours >= 0.0 && candidate.hours < 1e9);
    if !is_sound || usable.len() > MOST {
        return None;
    }
    let greedy = greedy(base, candidates, &usable, slots);
    let by_rate = walk(base, candidates, &greedy, slots);
    if usable.len() > MOST_EXACT {
        return Some(Sequence { is_proven: false, is_greedy: true, ..by_rate });
    }
    let best = walk(base, candidates, &exact(base, candidates, &usable, slots), slots);
    let is_greedy = by_rate.area >= best.area - 1e-9 * best.area.abs().max(1.0);
    let chosen = if is_greedy { by_rate } else { best };
    Some(Sequence { is_proven: true, is_greedy, ..chosen })
}

/// What a candidate adds, for each hour; no hours at all come first.
fn rate(gain: f64, hours: f64) -> f64 {
    if hours > 0.0 { gain / hours } else { f64::INFINITY }
}

fn greedy(base: &[Class], candidates: &[Candidate], usable: &[usize], slots: u64) -> Vec<usize> {
    let (mut classes, mut left, mut order) = (base.to_vec(), usable.to_vec(), Vec::new());
    let mut now = protected(&classes, slots);
    while !left.is_empty() {
        let mut best: Option<(usize, f64, f64)> = None;
        for (at, candidate) in left.iter().enumerate() {
            classes.push(candidates[*candidate].class);
            let total = protected(&classes, slots);
            classes.pop();
            let rate = rate(total - now, candidates[*candidate].hours);
            if best.is_none_or(|(_, known, _)| rate > known) {
                best = Some((at, rate, total));
            }
        }
        let Some((at, _, total)) = best else { break };
        let candidate = left.remove(at);
        classes.push(candidates[candidate].class);
        order.push(candidate);
        now = total;
    }
    order
}

/// The order with the largest area, by dynamic programming over subsets: what a subset brings does
/// not depend on the order in which it was made.
fn exact(base: &[Class], candidates: &[Candidate], usable: &[usize], slots: u64) -> Vec<usize> {
    let n = usable.len();
    let members = |mask: usize| (0..n).filter(move |bit| mask >> bit & 1 == 1);
    let total = |mask: usize| {
        let added = members(mask).map(|bit| candidates[usable[bit]].class);
        protected(&base.iter().copied().chain(added).collect::<Vec<_>>(), slots)
    };
    let totals = (0..1 << n).map(total).collect::<Vec<_>>();
    // The area until all stand is what each subset brings while the next one is made.
    let mut best = vec![(f64::NEG_INFINITY, n); 1 << n];
    best[0].0 = 0.0;
    for mask in 0..1 << n {
        for bit in (0..n).filter(|bit| mask >> bit & 1 == 0) {
            let while_made = (totals[mask] - totals[0]) * candidates[usable[bit]].hours;
            let area = best[mask].0 + while_made;
            let next = &mut best[mask | 1 << bit];
            if area > next.0 {
                *next = (area, bit);
            }
        }
    }
    let (mut order, mut mask) = (Vec::new(), (1 << n) - 1);
    while mask != 0 {
        let bit = best[mask].1;
        order.push(usable[bit]);
        mask &= !(1 << bit);
    }
    order.reverse();
    order
}

/// Goes through an order step by step.
fn walk(base: &[Class], candidates: &[Candidate], order: &[usize], slots: u64) -> Sequence {
    let (mut classes, mut done_at) = (base.to_vec(), 0.0);
    let mut now = protected(&classes, slots);
    let mut steps = Vec::new();
    for candidate in order {
        let hours = candidates[*candidate].hours;
        classes.push(candidates[*candidate].class);
        let total = protected(&classes, slots);
        done_at += hours;
        let gain = total - now;
        steps.push(Step { candidate: *candidate, gain, per_hour: rate(gain, hours), done_at });
        now = total;
    }
    let area = steps.iter().map(|step| step.gain * (done_at - step.done_at)).sum();
    Sequence { steps, area, is_proven: false, is_greedy: false }
}

/// From where on a candidate would be the first of the order by gain for each hour.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Switch {
    /// At least this demand a month; `None` where no demand would do.
    pub demand: Option<f64>,
    /// At most so many hours of set-up.
    pub hours: f64,
}

/// The switching points of `candidates[of]` against the others; `None` without others.
pub fn switching(
    base: &[Class],
    candidates: &[Candidate],
    slots: u64,
    of: usize,
) -> Option<Switch> {
    let own = candidates.get(of)?;
    let now = protected(base, slots);
    let gain = |class: Class| {
        let classes = base.iter().copied().chain([class]).collect::<Vec<_>>();
        protected(&classes, slots) - now
    };
    let others = candidates.iter().enumerate().filter(|(at, _)| *at != of);
    let others = others.filter(|(_, other)| other.class.value > 0.0);
    let to_beat = others
        .map(|(_, other)| rate(gain(other.class), other.hours))
        .reduce(f64::max)
        .filter(|rate| *rate > 0.0 && rate.is_finite())?;
    let beats = |demand: f64| gain(Class { demand, ..own.class }) - to_beat * own.hours;
    // What more demand adds is bounded: at twice the slots and some it has all that it can take.
    let most = (2.0 * slots as f64 + 50.0).min(demand::MOST);
    let demand = if beats(0.0) >= 0.0 { Some(0.0) } else { brent(beats, 0.0, most, 1e-10) };
    Some(Switch { demand, hours: gain(own.class) / to_beat })
}

/// Rounds a demand to the side where the order holds: up.
pub fn at_least(demand: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (demand * scale - 1e-9).ceil() / scale
}

/// Rounds hours to the side where the order holds: down.
pub fn at_most(hours: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (hours * scale + 1e-9).floor() / scale
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Sequence, at_least, at_most, sequence, switching};
    use crate::marketing::demand::{Class, protected_total};
    use crate::random::SplitMix64;

    fn direct() -> [Class; 1] {
        [Class { demand: 14.0, value: 402.3 }]
    }

    fn candidate(id: &str, demand: f64, value: f64, hours: f64) -> Candidate {
        Candidate { id: id.to_owned(), class: Class { demand, value }, hours }
    }

    fn four() -> Vec<Candidate> {
        vec![
            candidate("viator", 9.0, 270.0, 12.0),
            candidate("getyourguide", 6.0, 240.0, 10.0),
            candidate("sailo", 5.0, 330.0, 4.0),
            candidate("getmyboat", 4.0, 369.0, 3.0),
        ]
    }

    fn check(slots: u64, expected: [(&str, f64); 4], area: f64) {
        let candidates = four();
        let found = sequence(&direct(), &candidates, slots).unwrap();
        for (step, (id, per_hour)) in found.steps.iter().zip(expected) {
            assert_eq!(candidates[step.candidate].id, id);
            assert!((step.per_hour - per_hour).abs() <= 0.005, "{id}: {}", step.per_hour);
        }
        assert!((found.area - area).abs() <= 0.005, "{}", found.area);
        assert!(found.is_proven && found.is_greedy);
    }

    #[test]
    fn f9_sequence() {
        let names = ["getmyboat", "sailo", "viator", "getyourguide"];
        let with = |rates: [f64; 4]| [0, 1, 2, 3].map(|at| (names[at], rates[at]));
        check(20, with([395.44, 178.47, 16.08, 0.45]), 48_480.05);
        check(40, with([492.00, 412.42, 197.28, 111.12]), 98_343.02);
    }

    #[test]
    fn f9_switching_points() {
        let switch = switching(&direct(), &four(), 20, 2).unwrap();
        let demand = switch.demand.unwrap();
        assert!((demand - 7.0796).abs() < 5e-5, "{demand}");
        assert!((switch.hours - 3.1886).abs() < 5e-5, "{}", switch.hours);
        assert_eq!((at_least(demand, 2), at_most(switch.hours, 2)), (7.08, 3.18));
        // The point holds on its side, and not on the other.
        let first = |demand: f64, hours: f64| {
            let mut candidates = four();
            candidates[2].class.demand = demand;
            candidates[2].hours = hours;
            sequence(&direct(), &candidates, 20).unwrap().steps[0].candidate
        };
        assert_eq!((first(7.08, 4.0), first(7.07, 4.0)), (2, 3));
        assert_eq!((first(5.0, 3.18), first(5.0, 3.19)), (2, 3));
    }

    #[test]
    fn what_leaves_nothing_is_left_out() {
        let mut candidates = four();
        candidates[0].class.value = 0.0;
        assert_eq!(sequence(&direct(), &candidates, 20).unwrap().steps.len(), 3);
        candidates[1].hours = -1.0;
        assert_eq!(sequence(&direct(), &candidates, 20), None);
        assert_eq!(switching(&direct(), &candidates[2..3], 20, 0), None);
    }

    /// Brute force by its own arithmetic: every permutation, each step's gain from totals.
    fn best_area(base: &[Class], candidates: &[Candidate], slots: u64) -> f64 {
        fn go(
            base: &mut Vec<Class>,
            left: &[Candidate],
            slots: u64,
            (now, spent, hours): (f64, f64, f64),
        ) -> f64 {
            let mut best = if left.is_empty() { 0.0 } else { f64::NEG_INFINITY };
            for at in 0..left.len() {
                let mut others = left.to_vec();
                let next = others.remove(at);
                base.push(next.class);
                let total = protected_total(base, slots).unwrap();
                let spent = spent + next.hours;
                let area = (total - now) * (hours - spent);
                best = best.max(area + go(base, &others, slots, (total, spent, hours)));
                base.pop();
            }
            best
        }
        let hours = candidates.iter().map(|candidate| candidate.hours).sum();
        let now = protected_total(base, slots).unwrap();
        go(&mut base.to_vec(), candidates, slots, (now, 0.0, hours))
    }

    /// 500 seeded portfolios: the order's regret against brute force is at most 1%.
    #[test]
    fn no_order_is_better() {
        let mut random = SplitMix64::new(9);
        let (mut n_greedy, mut worst) = (0, 0.0f64);
        for _ in 0..500 {
            let n = 2 + random.below(4);
            let slots = 5 + random.below(40) as u64;
            let base =
                [Class { demand: 20.0 * random.unit(), value: 200.0 + 300.0 * random.unit() }];
            let candidates = (0..n).map(|at| {
                let value = 50.0 + 400.0 * random.unit();
                let hours = 0.5 + 15.0 * random.unit();
                candidate(&format!("c{at}"), 12.0 * random.unit(), value, hours)
            });
            let candidates = candidates.collect::<Vec<_>>();
            let Sequence { area, is_greedy, .. } = sequence(&base, &candidates, slots).unwrap();
            let best = best_area(&base, &candidates, slots);
            worst = worst.max((best - area) / best.max(1e-9));
            n_greedy += u32::from(is_greedy);
        }
        assert!(worst <= 0.01, "regret {worst}");
        assert!((250..500).contains(&n_greedy), "greedy was best in {n_greedy}");
    }
}
