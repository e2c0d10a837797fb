//! How far a forecast may be off: Student's t where the model has a formula, conformal elsewhere.

use super::candidates::{Model, SEASON, mean};
use super::conformal::conformal_width;
use crate::distributions::t_quantile;

/// The interval of `value`, which `model` gives for `ahead` steps (1 = the next), at a level in
/// percent. `None` if the points are too few for it.
pub fn interval(
    model: Model,
    series: &[f64],
    value: f64,
    ahead: usize,
    level: u32,
) -> Option<(f64, f64)> {
    let half = half_width(model, series, ahead, level)?;
    Some((value - half, value + half))
}

fn half_width(model: Model, series: &[f64], ahead: usize, level: u32) -> Option<f64> {
    let n = series.len();
    let ahead_steps = ahead as f64;
    // The upper quantile of a two-sided interval.
    let t = |freedom: usize| {
        (1..100).contains(&level).then_some(())?;
        t_quantile(0.5 + f64::from(level) / 200.0, freedom as f64)
    };
    match model {
        Model::Mean => {
            let freedom = n.checked_sub(1)?;
            let spread = (squares(series, mean(series)) / freedom as f64).sqrt();
            Some(t(freedom)? * spread * (1.0 + 1.0 / n as f64).sqrt())
        }
        Model::Naive => {
            let steps = differences(series, 1);
            let spread = (squares(&steps, 0.0) / steps.len() as f64).sqrt();
            Some(t(steps.len())? * spread * ahead_steps.sqrt())
        }
        Model::Drift => {
            let steps = differences(series, 1);
            let freedom = n.checked_sub(2)?;
            let spread = (squares(&steps, mean(&steps)) / freedom as f64).sqrt();
            let widening = (ahead_steps * (1.0 + ahead_steps / (n - 1) as f64)).sqrt();
            Some(t(freedom)? * spread * widening)
        }
        Model::SeasonalNaive => {
            let steps = differences(series, SEASON);
            let spread = (squares(&steps, 0.0) / steps.len() as f64).sqrt();
            let years = (ahead - 1) / SEASON + 1;
            Some(t(steps.len())? * spread * (years as f64).sqrt())
        }
        Model::Median
        | Model::Smoothing2
        | Model::Smoothing5
        | Model::DampedTrend
        | Model::SeasonalSmoothing
        | Model::Theta => conformal_width(&past_errors(model, series, ahead), level),
    }
}

/// The errors that the model made at this distance, from every origin that it may start at.
fn past_errors(model: Model, series: &[f64], ahead: usize) -> Vec<f64> {
    let last = (series.len() + 1).saturating_sub(ahead);
    let error = |origin: usize| {
        let forecast = *model.predict(&series[..origin], ahead)?.last()?;
        Some(series.get(origin + ahead - 1)? - forecast)
    };
    (model.least_points()..last).filter_map(error).collect()
}

fn differences(series: &[f64], lag: usize) -> Vec<f64> {
    series.iter().skip(lag).zip(series).map(|(later, earlier)| later - earlier).collect()
}

fn squares(series: &[f64], centre: f64) -> f64 {
    series.iter().map(|value| (value - centre) * (value - centre)).sum()
}
