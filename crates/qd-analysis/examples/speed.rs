//! How long the solvers take, for `cargo xtask bench analysis`: one line a figure, `what<TAB>ms`.

#![expect(clippy::print_stdout, reason = "this program prints what it measured")]

use std::time::Instant;

use qd_analysis::agenda::draws::{DRAWS, sureness};
use qd_analysis::agenda::{Action, HORIZON_DAYS, Owner, Quantity, plan};
use qd_analysis::marketing::pooling::{Counts, pool_each};
use qd_analysis::random::SplitMix64;

fn main() {
    let entities = entities(100);
    measure("pooling grid, 100 entities of 7 channels", 3, || pool_each(&entities).len());
    let owners = [Owner { id: "anna".into(), hours_per_day: 2.0, hour_value: 30.0 }];
    for (name, has_dates) in [("", false), (", three with earliest dates", true)] {
        let actions = actions(has_dates);
        let jobs = actions.iter().map(|action| action.at_means(&owners)).collect::<Vec<_>>();
        let best = plan(&jobs, HORIZON_DAYS);
        measure(&format!("agenda of 16 actions{name}"), 21, || {
            plan(&jobs, HORIZON_DAYS).steps.len()
        });
        measure(&format!("the same, {DRAWS} draws"), 1, || {
            sureness(&actions, &owners, &best, HORIZON_DAYS, DRAWS).len()
        });
    }
}

/// Prints the median of some runs.
fn measure(what: &str, n_runs: usize, run: impl Fn() -> usize) {
    let mut all = Vec::new();
    for _ in 0..n_runs {
        let started = Instant::now();
        let n = std::hint::black_box(run());
        all.push((started.elapsed().as_secs_f64() * 1000.0, n));
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    println!("{what}\t{:.2}", all[all.len() / 2].0);
}

fn entities(n: usize) -> Vec<Vec<Counts>> {
    let mut random = SplitMix64::new(1);
    let channel = |random: &mut SplitMix64, n: usize| {
        let rate = 0.005 + 0.06 * random.unit();
        Counts { k: (0..n).filter(|_| random.unit() < rate).count() as u64, n: n as u64 }
    };
    let sizes = [180, 520, 310, 40, 55, 240, 12];
    (0..n).map(|_| sizes.map(|n| channel(&mut random, n)).to_vec()).collect()
}

/// Sixteen priced actions, most of them worth doing, as a portfolio's notes have them.
fn actions(has_dates: bool) -> Vec<Action> {
    let mut random = SplitMix64::new(2);
    let action = |at: usize| {
        let mut between = |low: f64, high: f64| low + (high - low) * random.unit();
        let hours = between(0.5, 6.0);
        let mut action =
            Action::new(&format!("a{at:02}"), 0, amount(hours, hours * between(1.5, 3.0)));
        let money = between(100.0, 3000.0);
        match at % 4 {
            0 => action.per_day = amount(money / 30.0, money / 10.0),
            1 => {
                action.gain = Quantity::Fixed(money);
                action.due = Some(between(5.0, 25.0));
                action.works = Quantity::chance(0.4, 0.9).unwrap_or(action.works);
            }
            2 => {
                action.hazard_per_year = Quantity::Fixed(between(0.1, 0.8));
                action.loss = amount(money * 3.0, money * 15.0);
            }
            _ => {
                action.once = amount(money / 2.0, money * 2.0);
                action.decay_per_day = Quantity::Fixed(0.05);
            }
        }
        if has_dates && at < 3 {
            action.earliest = between(2.0, 12.0);
        }
        action
    };
    (0..16).map(action).collect()
}

fn amount(low: f64, high: f64) -> Quantity {
    Quantity::amount(low, high).unwrap_or(Quantity::Fixed(low))
}
