//! Everybody's agenda: owners one after another, those first on whom others wait; where somebody
//! does wait for another, the whole is then improved together.

use std::collections::BTreeSet;

use super::MOMENT;
use super::action::Job;
use super::solve::{MOST_EXACT, Task, solve};
use super::together;

/// One action of an agenda.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step {
    /// A place in the list of actions.
    pub action: usize,
    /// When its work starts, in days from the end of `as_of`.
    pub start: f64,
    /// When it ends.
    pub end: f64,
    /// What it leaves by the horizon.
    pub net: f64,
}

/// What is done by the horizon.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Agenda {
    /// By start, then by place in the list.
    pub steps: Vec<Step>,
    /// The sum of what the steps leave.
    pub value: f64,
    /// Claims that no agenda is better: nobody waits for somebody else's action.
    pub is_proven: bool,
    /// Actions that were left out because their owner has more than sixteen.
    pub beyond_exact: Vec<usize>,
}

impl Agenda {
    /// The step of an action.
    pub fn step(&self, action: usize) -> Option<&Step> {
        self.steps.iter().find(|step| step.action == action)
    }
}

/// The best agenda of actions at known numbers; they are in the order that ties go by. An action
/// whose owner has no hours, or that needs what cannot be done, is not in it.
pub fn plan(jobs: &[Job], horizon: f64) -> Agenda {
    replan(jobs, horizon, &[])
}

/// As [`plan`]; `known` are steps of an agenda of similar numbers, which shorten the search.
pub(super) fn replan(jobs: &[Job], horizon: f64, known: &[Step]) -> Agenda {
    let alone = by_owner(jobs, horizon, known);
    if !jobs.iter().any(|job| waits(jobs, job)) {
        return alone;
    }
    let beyond_exact = alone.beyond_exact.clone();
    let order = |steps: &[Step]| steps.iter().map(|step| step.action).collect::<Vec<_>>();
    let starts = [order(&alone.steps), order(known)];
    let together = together::improve(jobs, horizon, &beyond_exact, &starts);
    Agenda { beyond_exact, ..agenda_of(together, false) }
}

/// Claims that a job waits for one of somebody else's.
fn waits(jobs: &[Job], job: &Job) -> bool {
    job.needs.iter().any(|need| jobs[*need].owner != job.owner)
}

fn agenda_of(mut steps: Vec<Step>, is_proven: bool) -> Agenda {
    steps.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.action.cmp(&b.action)));
    let value = steps.iter().map(|step| step.net).sum();
    Agenda { steps, value, is_proven, beyond_exact: Vec::new() }
}

fn by_owner(jobs: &[Job], horizon: f64, known: &[Step]) -> Agenda {
    let mut agenda = Agenda::default();
    for owner in order_of_owners(jobs) {
        let own = possible(jobs, owner, &agenda);
        let chosen = the_best(jobs, &own, horizon);
        let is_chosen = |at: &usize| chosen.contains(at);
        agenda.beyond_exact.extend(own.iter().filter(|at| !is_chosen(at)));
        let tasks = chosen.iter().map(|at| task(jobs, *at, &chosen, &agenda));
        let tasks = tasks.collect::<Vec<_>>();
        let place = |step: &Step| chosen.iter().position(|at| *at == step.action);
        let known = known.iter().filter_map(place).collect::<Vec<_>>();
        let mut now = 0.0f64;
        for local in solve(&tasks, horizon, &known).tasks {
            let action = chosen[local];
            let start = now.max(tasks[local].earliest);
            now = start + jobs[action].days;
            let net = jobs[action].net(now, horizon);
            agenda.steps.push(Step { action, start, end: now, net });
        }
    }
    let Agenda { steps, beyond_exact, .. } = agenda;
    let is_proven = beyond_exact.is_empty();
    Agenda { beyond_exact, ..agenda_of(steps, is_proven) }
}

/// Owners, those first whose actions others need; where two wait for each other, by number.
fn order_of_owners(jobs: &[Job]) -> Vec<usize> {
    let mut left = jobs.iter().map(|job| job.owner).collect::<BTreeSet<_>>();
    let mut order = Vec::new();
    while !left.is_empty() {
        let waits = |owner: &&usize| {
            let own = jobs.iter().filter(|job| job.owner == **owner);
            let mut needs = own.flat_map(|job| &job.needs).map(|need| jobs[*need].owner);
            needs.any(|other| other != **owner && left.contains(&other))
        };
        let free = left.iter().find(|owner| !waits(owner)).or_else(|| left.first()).copied();
        let Some(owner) = free else { break };
        left.remove(&owner);
        order.push(owner);
    }
    order
}

/// An owner's actions that could be done: in time, and all that they need as well.
fn possible(jobs: &[Job], owner: usize, agenda: &Agenda) -> Vec<usize> {
    let mut own = (0..jobs.len())
        .filter(|at| jobs[*at].owner == owner && jobs[*at].days.is_finite())
        .collect::<Vec<_>>();
    loop {
        let is_met = |need: &usize| {
            if jobs[*need].owner == owner {
                own.contains(need)
            } else {
                agenda.step(*need).is_some()
            }
        };
        let left = own.iter().copied().filter(|at| jobs[*at].needs.iter().all(is_met));
        let left = left.collect::<Vec<_>>();
        if left.len() == own.len() {
            return own;
        }
        own = left;
    }
}

/// At most sixteen: those with the highest net for each hour, were they first, with their needs.
fn the_best(jobs: &[Job], own: &[usize], horizon: f64) -> Vec<usize> {
    if own.len() <= MOST_EXACT {
        return own.to_vec();
    }
    let rate = |at: &usize| {
        let job = &jobs[*at];
        job.net(job.days, horizon) / job.hours.max(1e-6)
    };
    let mut ranked = own.to_vec();
    ranked.sort_by(|a, b| rate(b).total_cmp(&rate(a)).then(a.cmp(b)));
    let mut chosen = BTreeSet::new();
    for at in ranked {
        let mut wanted = BTreeSet::from([at]);
        let mut open = vec![at];
        while let Some(next) = open.pop() {
            let same = jobs[next].needs.iter().filter(|need| jobs[**need].owner == jobs[at].owner);
            open.extend(same.filter(|need| wanted.insert(**need)));
        }
        let all = chosen.union(&wanted).copied().collect::<BTreeSet<_>>();
        if all.len() <= MOST_EXACT {
            chosen = all;
        }
    }
    chosen.into_iter().collect()
}

fn task<'a>(jobs: &'a [Job], at: usize, chosen: &[usize], agenda: &Agenda) -> Task<'a> {
    let job = &jobs[at];
    let (mut needs, mut earliest) = (0, job.earliest.max(0.0));
    for need in &job.needs {
        if let Some(bit) = chosen.iter().position(|other| other == need) {
            needs |= 1 << bit;
        } else if let Some(step) = agenda.step(*need) {
            earliest = earliest.max(step.end);
        }
    }
    Task { job, needs, earliest }
}

/// What an order of one owner's actions brings, for those who want to compare; `None` where it may
/// not be done so.
pub fn worth_of_order(jobs: &[Job], order: &[usize], horizon: f64) -> Option<f64> {
    let (mut done, mut now, mut sum) = (BTreeSet::new(), 0.0f64, 0.0);
    for at in order {
        let job = &jobs[*at];
        now = now.max(job.earliest) + job.days;
        if now > horizon + MOMENT || !job.needs.iter().all(|need| done.contains(need)) {
            return None;
        }
        sum += job.net(now, horizon);
        done.insert(*at);
    }
    Some(sum)
}
