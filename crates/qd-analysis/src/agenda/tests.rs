//! The worked numbers of marketing.md section 4, and brute force.

use super::action::{Action, Job, Owner};
use super::delay::cost_of_delay;
use super::draws::sureness;
use super::plan::{plan, worth_of_order};
use super::quantity::Quantity;
use super::{HORIZON_DAYS, LONG_HORIZON_DAYS};
use crate::random::SplitMix64;

fn owner(hours_per_day: f64) -> Owner {
    Owner { id: "anna".into(), hours_per_day, hour_value: 0.0 }
}

/// A: $90 a day, 2 h; B: $63 a day, 6 h; C: $2,400 if done by day 10, 3 h.
fn three() -> Vec<Action> {
    let fixed = Quantity::Fixed;
    vec![
        Action { per_day: fixed(90.0), ..Action::new("a", 0, fixed(2.0)) },
        Action { per_day: fixed(63.0), ..Action::new("b", 0, fixed(6.0)) },
        Action { gain: fixed(2400.0), due: Some(10.0), ..Action::new("c", 0, fixed(3.0)) },
    ]
}

fn jobs(actions: &[Action], owners: &[Owner]) -> Vec<Job> {
    actions.iter().map(|action| action.at_means(owners)).collect()
}

#[test]
fn orders_of_section_4() {
    let jobs = jobs(&three(), &[owner(1.0)]);
    let worth = |order: [usize; 3]| worth_of_order(&jobs, &order, HORIZON_DAYS).unwrap();
    assert_eq!(worth([0, 2, 1]), 6117.0);
    assert_eq!(worth([2, 0, 1]), 5847.0);
    assert_eq!(worth([1, 2, 0]), 5622.0);
    assert_eq!(worth([2, 1, 0]), 5433.0);
    assert_eq!(worth([0, 1, 2]), 3906.0);
    assert_eq!(worth([1, 0, 2]), 3492.0);
    let best = plan(&jobs, HORIZON_DAYS);
    assert_eq!(best.value, 6117.0);
    assert!(best.is_proven);
    let steps = best.steps.iter().map(|step| (step.action, step.start, step.end));
    assert_eq!(steps.collect::<Vec<_>>(), [(0, 0.0, 2.0), (2, 2.0, 5.0), (1, 5.0, 11.0)]);
    assert_eq!(plan(&jobs, LONG_HORIZON_DAYS).value, 6117.0 + 60.0 * (90.0 + 63.0));
}

#[test]
fn waiting_costs_what_the_agenda_loses() {
    let jobs = jobs(&three(), &[owner(1.0)]);
    let best = plan(&jobs, HORIZON_DAYS);
    let lost = |action| cost_of_delay(&jobs, &best, action, HORIZON_DAYS);
    // Without A: B then C, 63 x 24 + 2,400. Without B: A then C. C late leaves A then B.
    assert_eq!(lost(0), 6117.0 - (63.0 * 24.0 + 2400.0));
    assert_eq!(lost(1), 6117.0 - (90.0 * 28.0 + 2400.0));
    assert_eq!(lost(2), 6117.0 - (90.0 * 28.0 + 63.0 * 22.0));
}

#[test]
fn hazard_of_section_4() {
    let fixed = Quantity::Fixed;
    let (hazard_per_year, loss, averts) = (fixed(0.24), fixed(18_000.0), fixed(0.9));
    let action = Action { hazard_per_year, loss, averts, ..Action::new("a", 0, fixed(0.0)) };
    let job = action.at_means(&[owner(1.0)]);
    assert!((job.net(0.0, HORIZON_DAYS) - 316.43).abs() < 0.005, "{}", job.net(0.0, 30.0));
    assert!((job.averted * job.hazard_per_day - 10.65).abs() < 0.005);
    assert!(job.net(30.0, HORIZON_DAYS).abs() < 1e-12);
}

/// The bins of a risk matrix put $10,000 at 70% before $95,000 at 29%.
#[test]
fn the_order_is_the_reverse_of_the_matrix() {
    let bins = |value: f64, ends: [f64; 4]| ends.iter().filter(|end| value >= **end).count() + 1;
    let score =
        |p: f64, loss: f64| bins(p, [0.01, 0.1, 0.3, 0.7]) * bins(loss, [1e3, 1e4, 1e5, 1e6]);
    assert_eq!((score(0.29, 95e3), score(0.7, 10e3)), (9, 15));
    let fixed = Quantity::Fixed;
    let risk = |id: &str, p: f64, loss: f64| Action {
        works: fixed(p),
        gain: fixed(loss),
        due: Some(1.0),
        ..Action::new(id, 0, fixed(1.0))
    };
    let jobs = jobs(&[risk("big", 0.29, 95e3), risk("small", 0.7, 10e3)], &[owner(1.0)]);
    let best = plan(&jobs, HORIZON_DAYS);
    assert_eq!(best.steps[0].action, 0);
    assert!((best.value - 27_550.0).abs() < 1e-9, "one of them fits by its day");
}

#[test]
fn fewer_hours_break_a_tie() {
    let fixed = Quantity::Fixed;
    let gain = |id: &str, gain: f64, hours: f64| Action {
        gain: fixed(gain),
        due: Some(2.0),
        ..Action::new(id, 0, fixed(hours))
    };
    let jobs = jobs(&[gain("a", 50.0, 2.0), gain("b", 50.0, 1.5)], &[owner(1.0)]);
    let best = plan(&jobs, HORIZON_DAYS);
    assert_eq!(best.steps.iter().map(|step| step.action).collect::<Vec<_>>(), [1]);
}

#[test]
fn nobody_works_without_hours_or_on_what_cannot_be_done() {
    let mut actions = three();
    actions[0].needs = vec![1];
    actions[1].needs = vec![0];
    let best = plan(&jobs(&actions, &[owner(1.0)]), HORIZON_DAYS);
    assert_eq!(best.steps.iter().map(|step| step.action).collect::<Vec<_>>(), [2]);
    assert_eq!(plan(&jobs(&three(), &[owner(0.0)]), HORIZON_DAYS).steps, []);
    assert_eq!(plan(&[], HORIZON_DAYS).value, 0.0);
}

#[test]
fn seventeen_actions_are_cut_and_said() {
    let fixed = Quantity::Fixed;
    let action = |at: usize| Action {
        per_day: fixed(10.0 + at as f64),
        ..Action::new(&format!("a{at:02}"), 0, fixed(1.0))
    };
    let mut actions = (0..17).map(action).collect::<Vec<_>>();
    // The best of them needs the worst.
    actions[16].needs = vec![0];
    let best = plan(&jobs(&actions, &[owner(4.0)]), HORIZON_DAYS);
    assert_eq!(best.beyond_exact, [1]);
    assert!(!best.is_proven);
    assert_eq!(best.steps.len(), 16);
}

/// A random instance of up to seven actions of up to two owners.
fn instance(random: &mut SplitMix64, n_owners: usize) -> Vec<Job> {
    let owners = [owner(0.5 + 2.0 * random.unit()), owner(0.5 + 2.0 * random.unit())];
    let n = 3 + random.below(3);
    let mut jobs = Vec::new();
    for at in 0..n {
        let some = |random: &mut SplitMix64, most: f64| {
            let is_some = random.below(2) == 0;
            Quantity::Fixed(if is_some { most * random.unit() } else { 0.0 })
        };
        let hours = Quantity::Fixed(0.5 + 12.0 * random.unit());
        let mut action = Action::new("a", random.below(n_owners), hours);
        action.cash = some(random, 300.0);
        action.per_day = some(random, 60.0);
        action.gain = some(random, 1500.0);
        action.due = (random.below(2) == 0).then(|| 15.0 * random.unit());
        action.hazard_per_year = some(random, 2.0);
        action.loss = some(random, 9000.0);
        action.once = some(random, 800.0);
        action.decay_per_day = Quantity::Fixed(0.3 * random.unit());
        if random.below(3) == 0 {
            action.earliest = 12.0 * random.unit();
        }
        if at > 0 && random.below(3) == 0 {
            action.needs = vec![random.below(at)];
        }
        jobs.push(action.at_means(&owners));
    }
    jobs
}

/// Every order of every subset, each job begun as soon as it may be: by its own arithmetic.
fn brute_force(jobs: &[Job], done: &mut Vec<(usize, f64)>, free: [f64; 2], value: f64) -> f64 {
    let mut best = value;
    for at in 0..jobs.len() {
        let job = &jobs[at];
        if done.iter().any(|(other, _)| *other == at) {
            continue;
        }
        let ends = job.needs.iter().map(|need| done.iter().find(|(other, _)| other == need));
        let Some(ends) = ends.collect::<Option<Vec<_>>>() else { continue };
        let ready = ends.iter().map(|(_, end)| *end).fold(job.earliest, f64::max);
        let end = free[job.owner].max(ready) + job.days;
        if end > HORIZON_DAYS {
            continue;
        }
        let mut next = free;
        next[job.owner] = end;
        let left = HORIZON_DAYS - end;
        let net = job.rate * left
            + if end <= job.due { job.gain } else { 0.0 }
            + job.averted * (1.0 - (-job.hazard_per_day * left).exp())
            + job.once * (-job.decay_per_day * end).exp()
            - job.cost;
        done.push((at, end));
        best = best.max(brute_force(jobs, done, next, value + net));
        done.pop();
    }
    best
}

/// 500 agendas of one person are the best there are; 500 of two, who wait for each other, are at
/// least 0.99 of it.
#[test]
fn no_agenda_is_better() {
    let mut random = SplitMix64::new(7);
    let (mut worst, mut n_waiting, mut n_best) = (1.0f64, 0, 0);
    for round in 0..1000 {
        let jobs = instance(&mut random, 1 + round % 2);
        let agenda = plan(&jobs, HORIZON_DAYS);
        let best = brute_force(&jobs, &mut Vec::new(), [0.0; 2], 0.0);
        let sum = agenda.steps.iter().map(|step| step.net).sum::<f64>();
        assert!((agenda.value - sum).abs() < 1e-9 && agenda.value <= best + 1e-6);
        if agenda.is_proven {
            assert!(agenda.value >= best - 1e-6, "round {round}: {} of {best}", agenda.value);
        } else if best > 0.0 {
            n_waiting += 1;
            worst = worst.min(agenda.value / best);
            n_best += u32::from(agenda.value >= best - 1e-6);
        }
    }
    assert!(n_waiting > 100, "{n_waiting}");
    assert!(worst >= 0.99, "{worst}; {n_best} of {n_waiting} are the best");
}

/// Without earliest dates both searches must agree; one earliest date that binds nothing turns the
/// general one on.
#[test]
fn both_searches_agree() {
    let mut random = SplitMix64::new(3);
    for _ in 0..200 {
        let mut jobs = instance(&mut random, 1);
        for job in &mut jobs {
            job.earliest = 0.0;
        }
        let one = plan(&jobs, HORIZON_DAYS);
        let idle = Job {
            owner: 0,
            earliest: 1.0,
            days: 1.0,
            cost: -1e-7,
            rate: 0.0,
            gain: 0.0,
            averted: 0.0,
            once: 0.0,
            needs: vec![],
            ..jobs[0].clone()
        };
        jobs.push(idle);
        let other = plan(&jobs, HORIZON_DAYS);
        assert!(other.value >= one.value - 1e-6, "{} {}", other.value, one.value);
    }
}

#[test]
fn draws_say_how_sure_a_place_is() {
    let owners = [owner(1.0)];
    let mut actions = three();
    let agenda = plan(&jobs(&actions, &owners), HORIZON_DAYS);
    let known = sureness(&actions, &owners, &agenda, HORIZON_DAYS, 50);
    assert!(known.iter().all(|known| known.chance == 1.0 && known.certainty == 0.0));
    // A doubtful action that costs 900: about half of its draws pay.
    let mut doubtful = Action::new("d", 0, Quantity::Fixed(1.0));
    doubtful.gain = Quantity::amount(300.0, 3000.0).unwrap();
    doubtful.cash = Quantity::Fixed(900.0);
    actions.push(doubtful);
    let agenda = plan(&jobs(&actions, &owners), HORIZON_DAYS);
    let drawn = sureness(&actions, &owners, &agenda, HORIZON_DAYS, 500);
    assert!((0.3..0.7).contains(&drawn[3].chance), "{}", drawn[3].chance);
    assert!(drawn[3].certainty > 0.0 && drawn[3].net.0 < 0.0 && drawn[3].net.1 > 0.0);
    assert!(drawn[0].chance == 1.0 && drawn[0].places.is_some());
    assert_eq!(drawn, sureness(&actions, &owners, &agenda, HORIZON_DAYS, 500));
}
