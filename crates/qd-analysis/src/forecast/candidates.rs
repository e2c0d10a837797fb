//! The models that may forecast a short series, simplest first. None estimates a parameter.

/// Months in a season.
pub const SEASON: usize = 12;

/// A model. The order is the contest's: of nearly equal ones the first wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Model {
    /// The mean of all points.
    Mean,
    /// The median of all points.
    Median,
    /// The last point.
    Naive,
    /// The last point and the mean step.
    Drift,
    /// Simple exponential smoothing, alpha 0.2, from the first point.
    Smoothing2,
    /// Simple exponential smoothing, alpha 0.5.
    Smoothing5,
    /// Holt's trend, alpha 0.5, beta 0.1, damped by 0.9 a step (Gardner and McKenzie, 1985).
    DampedTrend,
    /// The same month a year before.
    SeasonalNaive,
    /// Smoothing (0.5) of the series without its season, times the season's index.
    SeasonalSmoothing,
    /// Theta: smoothing with half the slope of the trend line (Hyndman and Billah, 2003).
    Theta,
}

impl Model {
    /// Every model, simplest first.
    pub const ALL: [Self; 10] = [
        Self::Mean,
        Self::Median,
        Self::Naive,
        Self::Drift,
        Self::Smoothing2,
        Self::Smoothing5,
        Self::DampedTrend,
        Self::SeasonalNaive,
        Self::SeasonalSmoothing,
        Self::Theta,
    ];

    /// The words that tables show.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Naive => "last value",
            Self::Drift => "drift",
            Self::Smoothing2 => "smoothing 0.2",
            Self::Smoothing5 => "smoothing 0.5",
            Self::DampedTrend => "damped trend",
            Self::SeasonalNaive => "same month a year ago",
            Self::SeasonalSmoothing => "season x smoothing",
            Self::Theta => "theta",
        }
    }

    /// Points that a contest gives it at the least.
    pub const fn least_points(self) -> usize {
        match self {
            Self::SeasonalNaive => 13,
            Self::SeasonalSmoothing | Self::Theta => 24,
            _ => 3,
        }
    }

    /// The forecasts of the next `horizon` steps; `None` if the points do not allow any.
    pub fn predict(self, series: &[f64], horizon: usize) -> Option<Vec<f64>> {
        let (first, last) = (*series.first()?, *series.last()?);
        let n = series.len();
        let flat = |value: f64| Some(vec![value; horizon]);
        match self {
            Self::Mean => flat(mean(series)),
            Self::Median => flat(median(series)),
            Self::Naive => flat(last),
            Self::Drift => {
                let step = if n > 1 { (last - first) / (n - 1) as f64 } else { 0.0 };
                Some((1..=horizon).map(|ahead| last + step * ahead as f64).collect())
            }
            Self::Smoothing2 => flat(smoothed(series, 0.2)),
            Self::Smoothing5 => flat(smoothed(series, 0.5)),
            Self::DampedTrend => Some(damped_trend(series, horizon)),
            Self::SeasonalNaive => {
                let year = &series[n.checked_sub(SEASON)?..];
                Some((0..horizon).map(|ahead| year[ahead % SEASON]).collect())
            }
            Self::SeasonalSmoothing => seasonal_smoothing(series, horizon),
            Self::Theta => Some(theta(series, horizon)),
        }
    }
}

pub(super) fn mean(series: &[f64]) -> f64 {
    series.iter().sum::<f64>() / series.len() as f64
}

fn median(series: &[f64]) -> f64 {
    let mut sorted = series.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}

fn smoothed(series: &[f64], alpha: f64) -> f64 {
    series.iter().skip(1).fold(series[0], |level, value| alpha * value + (1.0 - alpha) * level)
}

fn damped_trend(series: &[f64], horizon: usize) -> Vec<f64> {
    const ALPHA: f64 = 0.5;
    const BETA: f64 = 0.1;
    const DAMPING: f64 = 0.9;
    let mut level = series[0];
    let mut trend = series.get(1).map_or(0.0, |second| second - level);
    for value in &series[1..] {
        let expected = level + DAMPING * trend;
        let next = ALPHA * value + (1.0 - ALPHA) * expected;
        trend = BETA * (next - level) + (1.0 - BETA) * DAMPING * trend;
        level = next;
    }
    let mut damping = 0.0;
    let mut factor = 1.0;
    (0..horizon)
        .map(|_| {
            factor *= DAMPING;
            damping += factor;
            level + damping * trend
        })
        .collect()
}

/// Each month's share of a mean month, over the last whole years.
fn season(series: &[f64]) -> Option<[f64; SEASON]> {
    let years = series.len() / SEASON;
    let whole = &series[series.len() - years * SEASON..];
    let level = if years > 0 { mean(whole) } else { return None };
    let mut index = [0.0; SEASON];
    for (at, value) in whole.iter().enumerate() {
        index[at % SEASON] += value / (level * years as f64);
    }
    // A share of nothing, or a season that vanishes, divides by zero.
    (level > 0.0 && index.iter().all(|share| *share > 0.0)).then_some(index)
}

fn seasonal_smoothing(series: &[f64], horizon: usize) -> Option<Vec<f64>> {
    let index = season(series)?;
    // The index begins with the month after the last point's, a year before.
    let start = SEASON - series.len() % SEASON;
    let flat = series.iter().enumerate().map(|(at, value)| value / index[(start + at) % SEASON]);
    let level = smoothed(&flat.collect::<Vec<_>>(), 0.5);
    Some((0..horizon).map(|ahead| level * index[ahead % SEASON]).collect())
}

fn theta(series: &[f64], horizon: usize) -> Vec<f64> {
    const ALPHA: f64 = 0.5;
    let n = series.len() as f64;
    let (middle, level) = ((n - 1.0) / 2.0, mean(series));
    let (mut with, mut square) = (0.0, 0.0);
    for (at, value) in series.iter().enumerate() {
        let from_middle = at as f64 - middle;
        with += from_middle * (value - level);
        square += from_middle * from_middle;
    }
    let half_slope = if square > 0.0 { with / square / 2.0 } else { 0.0 };
    let lag = (1.0 - (1.0 - ALPHA).powf(n)) / ALPHA;
    let start = smoothed(series, ALPHA);
    (0..horizon).map(|ahead| start + half_slope * (ahead as f64 + lag)).collect()
}
