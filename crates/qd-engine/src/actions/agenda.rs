//! The agenda of a scope: people's hours, the numbers of actions, and what the solver makes of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use qd_analysis::agenda::delay::cost_of_delay;
use qd_analysis::agenda::draws::{DRAWS, SURE, Sureness, sureness};
use qd_analysis::agenda::{
    self as solver, HORIZON_DAYS, Job, LONG_HORIZON_DAYS, Owner, Quantity, Step,
};
use qd_model::{Agenda, Apart, Commodity, Decimal, EntityKey, Placed, Planned};

use super::Candidate;
use super::pricing::{Spread, amount, chance};
use crate::rates::Rates;
use crate::session::Columns;

/// What the actions of a scope are planned in.
pub(crate) struct Setting<'a> {
    pub(crate) as_of: NaiveDate,
    pub(crate) root: &'a EntityKey,
    pub(crate) currency: &'a Commodity,
    pub(crate) rates: &'a Rates,
}

/// The portfolio's people, by id. Hours that are no hours are left out.
pub(super) fn people(columns: Columns<'_>, root: &EntityKey) -> Option<BTreeMap<String, Owner>> {
    let (entity, id) = (columns.texts("entity")?, columns.texts("id")?);
    let (hours, value) = (columns.numbers("hours_per_day")?, columns.numbers("hour_value")?);
    let mut people = BTreeMap::new();
    for row in 0..columns.0.num_rows() {
        let is_ours =
            EntityKey::parse(entity.text(row)).is_ok_and(|key| key.portfolio() == root.portfolio());
        let (Some(hours), true) = (hours.get(row), is_ours) else { continue };
        let hours_per_day = hours.to_f64();
        if hours_per_day > 0.0 {
            let hour_value = value.get(row).map_or(0.0, |value| value.to_f64().max(0.0));
            let owner = Owner { id: id.text(row).to_owned(), hours_per_day, hour_value };
            people.insert(owner.id.clone(), owner);
        }
    }
    Some(people)
}

/// Plans what can be planned, and writes into each action what became of it.
pub(super) fn plan(
    open: &mut [Candidate],
    people: &BTreeMap<String, Owner>,
    setting: &Setting<'_>,
    is_done: &dyn Fn(&str) -> bool,
) -> Option<Agenda> {
    if people.is_empty() || open.is_empty() {
        return None;
    }
    open.sort_by(|a, b| (&a.action.id, &a.action.entity).cmp(&(&b.action.id, &b.action.entity)));
    let owners = people.values().cloned().collect::<Vec<_>>();
    if owners.len() == 1 {
        // Of one person's portfolio whose work it is needs no saying.
        for candidate in open.iter_mut() {
            candidate.action.owner.get_or_insert_with(|| owners[0].id.clone());
        }
    }
    let (chosen, actions) = plannable(open, &owners, setting, is_done);
    let jobs = actions.iter().map(|action| action.at_means(&owners)).collect::<Vec<_>>();
    let best = solver::plan(&jobs, HORIZON_DAYS);
    let long = solver::plan(&jobs, LONG_HORIZON_DAYS);
    let sure = sureness(&actions, &owners, &best, HORIZON_DAYS, DRAWS);
    let wanted = wanted(open, &chosen, &actions);
    for (at, candidate) in chosen.iter().enumerate() {
        let place = best.steps.iter().position(|step| step.action == at);
        open[*candidate].action.place = match place {
            Some(place) => {
                let late_loss = cost_of_delay(&jobs, &best, at, HORIZON_DAYS);
                let step = &best.steps[place];
                let planned = planned(setting.as_of, place, step, &jobs[at], &sure[at], late_loss);
                let waits = |step: &&Step| actions[step.action].needs.contains(&at);
                let waiting = best.steps.iter().filter(waits);
                let needed_by = waiting.map(|step| actions[step.action].id.clone()).collect();
                Placed::In(Box::new(Planned { needed_by, ..planned }))
            }
            None if best.beyond_exact.contains(&at) => Placed::Apart(Apart::TooMany),
            None if !wanted.contains(&at) => Placed::Apart(Apart::NoPrice),
            None => Placed::Out,
        };
    }
    Some(Agenda {
        horizon_days: HORIZON_DAYS as u32,
        value: money(best.value),
        long_horizon_days: LONG_HORIZON_DAYS as u32,
        long_value: money(long.value),
        currency: setting.currency.clone(),
        is_proven: best.is_proven,
        draws: u32::try_from(DRAWS).unwrap_or(u32::MAX),
    })
}

/// The actions that can be planned, by place in `open`, as the solver takes them; the others learn
/// why they cannot.
fn plannable(
    open: &mut [Candidate],
    owners: &[Owner],
    setting: &Setting<'_>,
    is_done: &dyn Fn(&str) -> bool,
) -> (Vec<usize>, Vec<solver::Action>) {
    let mut made = open.iter().map(|c| numbers(c, owners, setting)).collect::<Vec<_>>();
    let find = |from: &Candidate, id: &str, open: &[Candidate]| {
        let same = |c: &&Candidate| c.action.id == id && c.action.entity == from.action.entity;
        let of = |found: &Candidate| open.iter().position(|c| std::ptr::eq(c, found));
        let found = open.iter().find(same).or_else(|| open.iter().find(|c| c.action.id == id));
        found.and_then(of)
    };
    let needs = open.iter().map(|candidate| {
        let left = candidate.pricing.needs.iter().filter(|id| !is_done(id));
        left.map(|id| (id.clone(), find(candidate, id, open))).collect::<Vec<_>>()
    });
    let needs = needs.collect::<Vec<_>>();
    // What needs something that cannot be planned cannot be planned either.
    loop {
        let lacking = (0..made.len()).find_map(|at| {
            made[at].as_ref().ok()?;
            let is_lacking = |other: &Option<usize>| other.is_none_or(|other| made[other].is_err());
            let lack = needs[at].iter().find(|(_, other)| is_lacking(other))?;
            Some((at, lack.0.clone()))
        });
        let Some((at, id)) = lacking else { break };
        made[at] = Err(Apart::Needs(id));
    }
    let chosen = (0..made.len()).filter(|at| made[*at].is_ok()).collect::<Vec<_>>();
    let mut actions = Vec::new();
    for (at, made) in made.into_iter().enumerate() {
        match made {
            Ok(action) => {
                let places = needs[at].iter().filter_map(|(_, other)| *other);
                let needs = places.filter_map(|other| chosen.binary_search(&other).ok()).collect();
                actions.push(solver::Action { needs, ..action });
            }
            Err(apart) => open[at].action.place = Placed::Apart(apart),
        }
    }
    (chosen, actions)
}

/// What pays, and what that needs: nobody is told that other work would not pay.
fn wanted(open: &[Candidate], chosen: &[usize], actions: &[solver::Action]) -> BTreeSet<usize> {
    let priced = (0..chosen.len()).filter(|at| open[chosen[*at]].pricing.is_priced());
    let mut left = priced.collect::<Vec<_>>();
    let mut wanted = left.iter().copied().collect::<BTreeSet<_>>();
    while let Some(at) = left.pop() {
        left.extend(actions[at].needs.iter().filter(|need| wanted.insert(**need)));
    }
    wanted
}

/// An action's numbers in the portfolio's currency; its needs are filled in later.
fn numbers(
    candidate: &Candidate,
    owners: &[Owner],
    setting: &Setting<'_>,
) -> Result<solver::Action, Apart> {
    let (action, pricing) = (&candidate.action, &candidate.pricing);
    let owner = action.owner.as_ref().ok_or(Apart::NoOwner)?;
    let owner = owners.iter().position(|known| known.id == *owner).ok_or(Apart::NoPerson)?;
    let hours = amount(pricing.hours).ok_or(Apart::NoHours)?;
    let money = |spread: Spread| -> Result<Quantity, Apart> {
        let Some((low, high)) = spread else { return Ok(Quantity::ZERO) };
        let to = setting.currency.as_str();
        let from = pricing.commodity.as_deref().unwrap_or(to);
        if from == to {
            return Ok(amount(spread).unwrap_or(Quantity::ZERO));
        }
        let rate = setting.rates.find(&action.entity, from, to, setting.as_of);
        let rate = rate.ok_or(Apart::NoRate)?;
        let convert = |number: Decimal| rate.convert(number).map_err(|_| Apart::NoRate);
        Ok(amount(Some((convert(low)?, convert(high)?))).unwrap_or(Quantity::ZERO))
    };
    let days = |date: NaiveDate| (date - setting.as_of).num_days() as f64;
    Ok(solver::Action {
        cash: money(pricing.cash)?,
        works: chance(pricing.works).unwrap_or(Quantity::Fixed(1.0)),
        per_day: money(pricing.per_day)?,
        gain: money(pricing.gain)?,
        due: action.due.map(days),
        hazard_per_year: amount(pricing.hazard_per_year).unwrap_or(Quantity::ZERO),
        loss: money(pricing.loss)?,
        averts: chance(pricing.averts).unwrap_or(Quantity::Fixed(1.0)),
        once: money(pricing.once)?,
        decay_per_day: amount(pricing.decay_per_day).unwrap_or(Quantity::ZERO),
        earliest: pricing.from.map_or(0.0, |from| (days(from) - 1.0).max(0.0)),
        ..solver::Action::new(&action.id, owner, hours)
    })
}

fn planned(
    as_of: NaiveDate,
    place: usize,
    step: &Step,
    job: &Job,
    sure: &Sureness,
    late_loss: f64,
) -> Planned {
    let day = |moment: f64| as_of + Days::new(moment.max(0.0) as u64);
    let deadline = if (0.0..HORIZON_DAYS).contains(&job.due) { job.due } else { HORIZON_DAYS };
    let is_doubtful = sure.chance < SURE && sure.certainty >= 0.005;
    Planned {
        place: u32::try_from(place + 1).unwrap_or(u32::MAX),
        places: sure.places,
        // Moment 1 is the end of the first day after `as_of`.
        start: day(step.start + 1.0),
        end: day((step.end - 1e-9).max(step.start).floor() + 1.0),
        net: money(step.net),
        net_range: (money(sure.net.0), money(sure.net.1)),
        chance: number(sure.chance, 4),
        late_after: day(deadline),
        late_loss: money(late_loss),
        verify_up_to: is_doubtful.then(|| money(sure.certainty)),
        needed_by: Vec::new(),
    }
}

/// Money to the cent: the solver's floats are plans, not payments.
fn money(amount: f64) -> Decimal {
    number(amount, 2)
}

fn number(value: f64, digits: usize) -> Decimal {
    format!("{value:.digits$}").parse::<Decimal>().map_or(Decimal::ZERO, Decimal::normalized)
}
