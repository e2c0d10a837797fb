use super::{
    Model, Options, conformal_width, contest, croston_sba, forecast, gamma_poisson, interval,
    least_errors, runway, scenarios,
};
use crate::random::SplitMix64;

const SIX: [f64; 6] = [42.0, 38.0, 51.0, 47.0, 60.0, 55.0];

fn check(model: Model, ahead: usize, value: &str, low: &str, high: &str) {
    let forecast = model.predict(&SIX, ahead).unwrap()[ahead - 1];
    let (from, to) = interval(model, &SIX, forecast, ahead, 80).unwrap();
    let shown = [forecast, from, to].map(|number| format!("{number:.2}"));
    assert_eq!(shown, [value, low, high], "{model:?} {ahead}");
}

#[test]
fn intervals_of_finance_md() {
    check(Model::Mean, 1, "48.83", "35.79", "61.88");
    check(Model::Mean, 3, "48.83", "35.79", "61.88");
    check(Model::Naive, 1, "55.00", "41.88", "68.12");
    check(Model::Naive, 3, "55.00", "32.28", "77.72");
}

/// The naive model's five differences have a root mean square of 8.888; the normal z is too narrow.
#[test]
fn six_points_take_the_t_and_not_the_normal() {
    let squares = SIX.windows(2).map(|pair| (pair[1] - pair[0]).powi(2));
    let deviation = (squares.sum::<f64>() / 5.0).sqrt();
    assert_eq!(format!("{deviation:.3}"), "8.888");
    let normal = deviation * 1.281_551_565_544_600_4;
    let (low, high) = (55.0 - normal, 55.0 + normal);
    assert_eq!((format!("{low:.2}"), format!("{high:.2}")), ("43.61".into(), "66.39".into()));
    let (from, to) = interval(Model::Naive, &SIX, 55.0, 1, 80).unwrap();
    assert!(from < low && high < to);
}

#[test]
fn charters_of_six_months_are_gamma_poisson() {
    let next = gamma_poisson(&[9, 7, 11, 8, 12, 10], 80).unwrap();
    assert_eq!((next.low, next.high), (5, 14));
    assert!((next.mean - 57.5 / 6.0).abs() < 1e-12);
    assert_eq!(format!("{:.2}", next.mean), "9.58");
    assert_eq!(gamma_poisson(&[], 80), None);
    assert_eq!(gamma_poisson(&[0, 0, 0], 80).unwrap().low, 0);
}

#[test]
fn conformal_levels_are_counted_in_integers() {
    assert_eq!([80, 90, 95].map(least_errors), [Some(4), Some(9), Some(19)]);
    assert_eq!([0, 100].map(least_errors), [None, None]);
    assert_eq!(conformal_width(&[1.0, -4.0, 2.0, 3.0], 80), Some(4.0));
    assert_eq!(conformal_width(&[1.0, -4.0, 2.0], 80), None);
    assert_eq!(conformal_width(&[1.0; 8], 90), None);
    let nine = [9.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    assert_eq!(conformal_width(&nine, 80), Some(8.0));
}

#[test]
fn six_points_have_no_contest_and_seven_have() {
    assert_eq!(contest(&SIX).mae, None);
    assert_eq!(contest(&SIX).chosen, Model::Mean);
    let seven = contest(&[10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 22.0]);
    assert_eq!((seven.chosen, seven.n_origins, seven.entries.len()), (Model::Drift, 4, 7));
    assert_eq!(seven.mae, Some(0.0));
}

#[test]
fn the_simplest_that_is_nearly_the_best_wins() {
    // A level series: smoothing is a little better than the mean, and not by a tenth.
    let level = [10.0, 10.4, 9.7, 10.1, 9.9, 10.3, 9.8, 10.2, 10.0];
    let table = contest(&level);
    assert_eq!(table.chosen, Model::Mean);
    let best = table.entries.iter().map(|entry| entry.mae).fold(f64::INFINITY, f64::min);
    let before = table.entries.iter().take_while(|entry| entry.model != table.chosen);
    assert!(table.mae.unwrap() <= 1.10 * best && before.count() == 0);
}

#[test]
fn seasonal_models_enter_with_enough_points_only() {
    let season = |n: usize| (0..n).map(|m| [5.0, 1.0, 9.0, 4.0][m % 4] + m as f64 % 12.0);
    let models = |n| contest(&season(n).collect::<Vec<_>>()).entries.len();
    assert_eq!([16, 17, 27, 28].map(models), [7, 8, 8, 10]);
    let long = contest(&season(36).collect::<Vec<_>>());
    assert_eq!((long.chosen, long.mae), (Model::SeasonalNaive, Some(0.0)));
}

#[test]
fn the_season_is_turned_to_its_month() {
    // A year by its month numbers, 30 months of it, doubled in level by nothing.
    let series = (0..30).map(|m| f64::from(m % 12 + 1)).collect::<Vec<_>>();
    let ahead = Model::SeasonalSmoothing.predict(&series, 14).unwrap();
    let expected = (30..44).map(|m| f64::from(m % 12 + 1));
    assert!(ahead.iter().zip(expected).all(|(value, expected)| (value - expected).abs() < 1e-9));
}

#[test]
fn revenue_is_never_negative_and_says_so() {
    let options = |is_nonnegative| Options { horizon: 3, level: 80, is_nonnegative };
    let series = [90.0, 5.0, 80.0, 0.0, 4.0];
    let free = forecast(&series, options(false)).unwrap();
    assert!(free.points[0].interval.unwrap().0 < 0.0 && !free.points[0].is_clamped);
    let clamped = forecast(&series, options(true)).unwrap();
    assert_eq!(clamped.points[0].interval.unwrap().0, 0.0);
    assert!(clamped.points[0].is_clamped);
}

#[test]
fn short_and_broken_series() {
    let options = Options { horizon: 3, level: 80, is_nonnegative: true };
    assert_eq!(forecast(&[], options), None);
    assert_eq!(forecast(&[1.0, f64::NAN], options), None);
    let one = forecast(&[7.0], options).unwrap();
    assert_eq!((one.points[2].value, one.points[2].interval), (7.0, None));
    for n in 1..40 {
        let series = vec![5.0; n];
        for model in Model::ALL {
            for point in model.predict(&series, 3).unwrap_or_default() {
                assert!((point - 5.0).abs() < 1e-9, "{model:?} {n}");
                interval(model, &series, point, 3, 80);
            }
        }
    }
}

#[test]
fn croston_with_the_correction() {
    // Demand 4 at gap 2, then 8 at gap 3: size 4.4, gap 2.1, times 0.95.
    let mean = croston_sba(&[0.0, 4.0, 0.0, 0.0, 8.0, 0.0], 0.1).unwrap();
    assert!((mean - 0.95 * 4.4 / 2.1).abs() < 1e-12);
    assert_eq!(croston_sba(&[0.0, 0.0], 0.1), None);
}

#[test]
fn paths_run_out_where_a_constant_burn_does() {
    let steady = runway(98_000.0, &[-14_000.0; 6], &[]).unwrap();
    assert_eq!((steady.p10, steady.p50, steady.p90), (Some(7.0), Some(7.0), Some(7.0)));
    let gaining = runway(1.0, &[5.0; 6], &[]).unwrap();
    assert_eq!((gaining.p10, gaining.p90), (None, None));
    assert_eq!(runway(0.0, &[5.0; 6], &[]).unwrap().p10, Some(0.0));
    assert_eq!(runway(1.0, &[5.0; 5], &[]), None);
    let planned = runway(100.0, &[-10.0; 6], &[-50.0, -50.0]).unwrap();
    assert_eq!(planned.p50, Some(2.0));
}

#[test]
fn quantiles_are_ordered_and_the_same_on_every_run() {
    let burn = [-19_000.0, -26_000.0, -8_000.0, -23_000.0, -6_000.0, -13_000.0];
    let first = runway(98_000.0, &burn, &[]).unwrap();
    assert_eq!(Some(first), runway(98_000.0, &burn, &[]));
    let [p10, p50, p90] = [first.p10, first.p50, first.p90].map(Option::unwrap);
    assert!(p10 < p50 && p50 < p90, "{first:?}");
    // The mean burn of the six months is 15,833: 6.19 months.
    assert!((5.5..7.0).contains(&p50) && p10 > 4.0 && p90 < 10.0, "{first:?}");
}

#[test]
fn short_histories_have_scenarios_without_chances() {
    let three = scenarios(60.0, &[-10.0, -20.0, -30.0]).unwrap();
    assert_eq!(three.worst_month_repeats, Some(2.0));
    assert_eq!(three.mean_month_repeats, Some(3.0));
    assert_eq!(three.best_month_repeats, Some(6.0));
    assert_eq!(scenarios(60.0, &[]), None);
}

fn normal(random: &mut SplitMix64) -> f64 {
    let (u, v) = (1.0 - random.unit(), random.unit());
    (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
}

/// The share of held-out points inside the 80% interval, over 3,000 seeded series.
fn coverage(n: usize, ahead: usize, next: impl Fn(f64, f64) -> f64, model: Option<Model>) -> f64 {
    let mut random = SplitMix64::new(20_260_930);
    let (mut inside, total) = (0, 3000);
    for _ in 0..total {
        let mut series = vec![100.0];
        while series.len() < n + ahead {
            let shock = 10.0 * normal(&mut random);
            series.push(next(series[series.len() - 1], shock));
        }
        let (known, held) = series.split_at(n);
        let chosen = model.unwrap_or_else(|| contest(known).chosen);
        let value = chosen.predict(known, ahead).unwrap()[ahead - 1];
        let (low, high) = interval(chosen, known, value, ahead, 80).unwrap();
        inside += usize::from((low..=high).contains(&held[ahead - 1]));
    }
    inside as f64 / f64::from(total)
}

/// Each model on a series that it is right for.
#[test]
fn eighty_percent_intervals_cover_eighty_percent() {
    let level = |_: f64, shock: f64| 100.0 + shock;
    let walk = |last: f64, shock: f64| last + shock;
    let trend = |last: f64, shock: f64| last + 5.0 + shock;
    for (n, ahead) in [(6, 1), (12, 1), (12, 3), (24, 3)] {
        for (name, share) in [
            ("mean", coverage(n, ahead, level, Some(Model::Mean))),
            ("naive", coverage(n, ahead, walk, Some(Model::Naive))),
            ("drift", coverage(n, ahead, trend, Some(Model::Drift))),
        ] {
            assert!((0.75..=0.85).contains(&share), "{name} {n} {ahead}: {share}");
        }
    }
}
