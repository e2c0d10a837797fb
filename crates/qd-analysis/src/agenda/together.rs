//! Several owners who wait for each other: one order of all actions, improved by moving one at a
//! time until no move helps. Good, not proven: the agenda says so.

use std::collections::BTreeSet;

use super::MOMENT;
use super::action::Job;
use super::plan::Step;

/// Up to so many actions, each of them is moved; beyond, those alone that others wait for or that
/// wait for others.
const MOST_MOVED: usize = 12;
/// Moves at most.
const MOST_MOVES: usize = 200;

/// The best that can be made of several first orders; `left_out` stays out.
pub(super) fn improve(
    jobs: &[Job],
    horizon: f64,
    left_out: &[usize],
    starts: &[Vec<usize>],
) -> Vec<Step> {
    let usable = |at: &usize| jobs[*at].days.is_finite() && !left_out.contains(at);
    let moved = moved(jobs).into_iter().filter(usable).collect::<Vec<_>>();
    let climbed = starts.iter().map(|start| {
        let start = start.iter().copied().filter(usable).collect::<Vec<_>>();
        climb(jobs, horizon, &moved, start, &usable)
    });
    let best =
        climbed.reduce(|best, next| if value(&next) > value(&best) + 1e-9 { next } else { best });
    best.unwrap_or_default()
}

fn value(steps: &[Step]) -> f64 {
    steps.iter().map(|step| step.net).sum()
}

/// The actions that are moved.
fn moved(jobs: &[Job]) -> Vec<usize> {
    if jobs.len() <= MOST_MOVED {
        return (0..jobs.len()).collect();
    }
    let mut linked = BTreeSet::new();
    for (at, job) in jobs.iter().enumerate() {
        if job.needs.iter().any(|need| jobs[*need].owner != job.owner) {
            linked.insert(at);
            missing(jobs, at, &[], &mut |need| _ = linked.insert(need));
        }
    }
    linked.into_iter().collect()
}

/// Calls `of` for all that an action needs and that is not in `order`, the first to be done first.
fn missing(jobs: &[Job], at: usize, order: &[usize], of: &mut dyn FnMut(usize)) {
    fn visit(
        jobs: &[Job],
        at: usize,
        order: &[usize],
        seen: &mut BTreeSet<usize>,
        of: &mut dyn FnMut(usize),
    ) {
        for need in &jobs[at].needs {
            if !order.contains(need) && seen.insert(*need) {
                visit(jobs, *need, order, seen, of);
                of(*need);
            }
        }
    }
    visit(jobs, at, order, &mut BTreeSet::from([at]), of);
}

fn climb(
    jobs: &[Job],
    horizon: f64,
    moved: &[usize],
    start: Vec<usize>,
    usable: &dyn Fn(&usize) -> bool,
) -> Vec<Step> {
    let mut best = schedule(jobs, horizon, &start);
    for _ in 0..MOST_MOVES {
        let order = best.iter().map(|step| step.action).collect::<Vec<_>>();
        let mut better: Option<(f64, Vec<usize>)> = None;
        let mut consider = |order: Vec<usize>| {
            let worth = value(&schedule(jobs, horizon, &order));
            let known = better.as_ref().map_or_else(|| value(&best), |(known, _)| *known);
            if worth > known + 1e-9 {
                better = Some((worth, order));
            }
        };
        for at in moved {
            let without = order.iter().copied().filter(|other| other != at).collect::<Vec<_>>();
            consider(without.clone());
            let mut block = Vec::new();
            missing(jobs, *at, &without, &mut |need| block.push(need));
            block.push(*at);
            if !block.iter().all(usable) {
                continue;
            }
            for place in 0..=without.len() {
                let mut next = without.clone();
                next.splice(place..place, block.iter().copied());
                consider(next);
            }
        }
        let Some((_, order)) = better else { break };
        best = schedule(jobs, horizon, &order);
    }
    best
}

/// Does actions in their order, each as soon as its owner and its needs allow; what cannot be done
/// in time, or lacks a need, is left out.
fn schedule(jobs: &[Job], horizon: f64, order: &[usize]) -> Vec<Step> {
    let n_owners = jobs.iter().map(|job| job.owner + 1).max().unwrap_or(0);
    let mut free = vec![0.0f64; n_owners];
    let mut ends = vec![f64::INFINITY; jobs.len()];
    let mut steps = Vec::with_capacity(order.len());
    for at in order {
        let job = &jobs[*at];
        let ready = job.needs.iter().map(|need| ends[*need]).fold(job.earliest, f64::max);
        let start = free[job.owner].max(ready);
        let end = start + job.days;
        if end > horizon + MOMENT {
            continue;
        }
        (free[job.owner], ends[*at]) = (end, end);
        steps.push(Step { action: *at, start, end, net: job.net(end, horizon) });
    }
    steps
}
