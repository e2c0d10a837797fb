//! What short monthly series allow to be said of the months ahead (finance.md 4).
//!
//! Twelve points carry no model with estimated parameters: simple candidates stand in a contest
//! ([`contest`]) and the simplest that is nearly the best wins. Known schedules belong into the
//! plan, not here. Floats throughout: these are statistics, and what is printed of them is rounded.

mod candidates;
mod conformal;
mod contest;
mod counts;
mod intervals;
mod runway;
#[cfg(test)]
mod tests;

pub use candidates::{Model, SEASON};
pub use conformal::{conformal_width, least_errors};
pub use contest::{Contest, Entry, contest};
pub use counts::{CountForecast, croston_sba, gamma_poisson};
pub use intervals::interval;
pub use runway::{HORIZON_MONTHS, Runway, Scenarios, runway, scenarios};

/// What is asked of a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many months ahead.
    pub horizon: usize,
    /// The level of the intervals in percent, 1 to 99.
    pub level: u32,
    /// Claims that the series cannot be negative (revenue, counts): what is below zero is clamped.
    pub is_nonnegative: bool,
}

/// One month ahead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The forecast.
    pub value: f64,
    /// The interval, where the data are enough for the level.
    pub interval: Option<(f64, f64)>,
    /// Claims that the value or an end of the interval was below zero and is shown as zero.
    pub is_clamped: bool,
}

/// A series' forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The model that won, and the table it won in.
    pub contest: Contest,
    /// How many points it rests on.
    pub n: usize,
    /// One point for each month ahead.
    pub points: Vec<Point>,
}

/// Forecasts a series of equal steps, earliest first. `None` if it is empty or not finite.
pub fn forecast(series: &[f64], options: Options) -> Option<Forecast> {
    if series.is_empty() || series.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let contest = contest(series);
    let values = contest.chosen.predict(series, options.horizon)?;
    let point = |(ahead, value): (usize, &f64)| {
        let interval = interval(contest.chosen, series, *value, ahead + 1, options.level);
        let point = Point { value: *value, interval, is_clamped: false };
        if options.is_nonnegative { clamped(point) } else { point }
    };
    let points = values.iter().enumerate().map(point).collect();
    Some(Forecast { contest, n: series.len(), points })
}

fn clamped(point: Point) -> Point {
    let interval = point.interval.map(|(low, high)| (low.max(0.0), high.max(0.0)));
    let value = point.value.max(0.0);
    let is_clamped = value != point.value || interval != point.interval;
    Point { value, interval, is_clamped }
}
