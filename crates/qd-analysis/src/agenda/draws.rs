//! How sure an action's place is: the agenda solved again for each of many seeded draws.
//!
//! Confidence is not multiplied into the money. Each action draws from its own stream, seeded by its
//! id, so that a new action does not move the others' numbers.

use std::thread;

use super::action::{Action, Job, Owner};
use super::plan::{Agenda, replan};
use crate::random::SplitMix64;

/// Draws of every range.
pub const DRAWS: usize = 2_000;
/// Below this chance to be in the agenda an action is verified first.
pub const SURE: f64 = 0.6;

/// What the draws say of one action.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sureness {
    /// The share of draws in whose agenda it is.
    pub chance: f64,
    /// Its places when in, from 1: 10% and 90% of them.
    pub places: Option<(u32, u32)>,
    /// What it leaves at its place in the agenda: the 80% interval.
    pub net: (f64, f64),
    /// What it would be worth to know its numbers first: no check may cost more (EVPI).
    pub certainty: f64,
}

/// What `n_draws` draws say of each action, beside the agenda of the means.
pub fn sureness(
    actions: &[Action],
    owners: &[Owner],
    agenda: &Agenda,
    horizon: f64,
    n_draws: usize,
) -> Vec<Sureness> {
    if !actions.iter().any(Action::has_range) {
        return (0..actions.len())
            .map(|at| certain(actions, owners, agenda, horizon, at))
            .collect();
    }
    let streams = actions.iter().map(|action| SplitMix64::new(seed(&action.id)));
    let mut streams = streams.collect::<Vec<_>>();
    let mut draw = || {
        let pairs = actions.iter().zip(&mut streams);
        pairs.map(|(action, stream)| action.drawn(owners, stream)).collect::<Vec<_>>()
    };
    let drawn = (0..n_draws).map(|_| draw()).collect::<Vec<_>>();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let places = |part: &[Vec<Job>]| {
        part.iter().map(|jobs| places(jobs, horizon, agenda)).collect::<Vec<_>>()
    };
    let all = thread::scope(|scope| {
        let parts = drawn.chunks(n_draws.div_ceil(cores).max(1));
        let parts = parts.map(|part| scope.spawn(|| places(part))).collect::<Vec<_>>();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect::<Vec<_>>()
    });
    let of = |at: usize| {
        let mut own = all.iter().map(|places| places[at]).filter(|p| *p > 0).collect::<Vec<_>>();
        own.sort_unstable();
        let start = agenda.step(at).map_or(actions[at].earliest.max(0.0), |step| step.start);
        let nets = drawn.iter().map(|jobs| net_from(&jobs[at], start, horizon));
        let mut nets = nets.collect::<Vec<_>>();
        nets.sort_by(f64::total_cmp);
        let n = nets.len().max(1) as f64;
        let with = nets.iter().map(|net| net.max(0.0)).sum::<f64>() / n;
        let without = (nets.iter().sum::<f64>() / n).max(0.0);
        Sureness {
            chance: own.len() as f64 / all.len().max(1) as f64,
            places: share(&own, 0.1).zip(share(&own, 0.9)),
            net: share(&nets, 0.1).zip(share(&nets, 0.9)).unwrap_or_default(),
            certainty: (with - without).max(0.0),
        }
    };
    (0..actions.len()).map(of).collect()
}

/// The place of each action in the best agenda of these numbers, from 1; 0 where it is not in it.
fn places(jobs: &[Job], horizon: f64, known: &Agenda) -> Vec<u32> {
    let mut places = vec![0; jobs.len()];
    for (step, place) in replan(jobs, horizon, &known.steps).steps.iter().zip(1..) {
        places[step.action] = place;
    }
    places
}

/// What a job leaves if its work starts then; past the horizon it has brought nothing.
fn net_from(job: &Job, start: f64, horizon: f64) -> f64 {
    let end = start + job.days;
    if end > horizon { -job.cost } else { job.net(end, horizon) }
}

/// Where nothing is a range, every draw is the agenda itself.
fn certain(
    actions: &[Action],
    owners: &[Owner],
    agenda: &Agenda,
    horizon: f64,
    at: usize,
) -> Sureness {
    let place = agenda.steps.iter().zip(1u32..).find(|(step, _)| step.action == at);
    let start = place.map_or(actions[at].earliest.max(0.0), |(step, _)| step.start);
    let net = net_from(&actions[at].at_means(owners), start, horizon);
    let places = place.map(|(_, place)| (place, place));
    Sureness { chance: f64::from(place.is_some()), places, net: (net, net), certainty: 0.0 }
}

/// The value of a sorted list below which a share lies.
fn share<T: Copy>(sorted: &[T], p: f64) -> Option<T> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((p * last as f64).round() as usize).copied()
}

/// FNV-1a of an id (Fowler, Noll, Vo): the same on every machine.
fn seed(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
