//! Forecasts of counts, and of demand that is zero in most months.

use crate::distributions::negative_binomial_quantile;

/// How many there will be next month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountForecast {
    /// The mean of the predictive distribution.
    pub mean: f64,
    /// The smallest count whose cumulative chance reaches the lower tail.
    pub low: u64,
    /// The smallest count whose cumulative chance reaches the upper end.
    pub high: u64,
}

/// The next count after `counts`, Poisson with Jeffreys' prior on its rate: negative binomial with
/// r = sum + 1/2 and p = n / (n + 1), at a level in percent. `None` without any count.
pub fn gamma_poisson(counts: &[u32], level: u32) -> Option<CountForecast> {
    if counts.is_empty() || !(1..100).contains(&level) {
        return None;
    }
    let n = counts.len() as f64;
    let r = counts.iter().map(|count| f64::from(*count)).sum::<f64>() + 0.5;
    let chance = n / (n + 1.0);
    let tail = f64::from(100 - level) / 200.0;
    Some(CountForecast {
        mean: r / n,
        low: negative_binomial_quantile(tail, r, chance)?,
        high: negative_binomial_quantile(1.0 - tail, r, chance)?,
    })
}

/// Mean demand a step by Croston's method with Syntetos and Boylan's correction (2005): sizes and
/// gaps are smoothed by `alpha` from the first demand on, and size / gap is too high by
/// alpha / 2. `None` without any demand.
pub fn croston_sba(series: &[f64], alpha: f64) -> Option<f64> {
    if !(alpha > 0.0 && alpha <= 1.0) {
        return None;
    }
    let (mut size, mut gap) = (None::<f64>, 0.0);
    let mut since = 1.0;
    for demand in series {
        if *demand > 0.0 {
            match &mut size {
                None => (size, gap) = (Some(*demand), since),
                Some(size) => {
                    *size += alpha * (demand - *size);
                    gap += alpha * (since - gap);
                }
            }
            since = 1.0;
        } else {
            since += 1.0;
        }
    }
    size.map(|size| (1.0 - alpha / 2.0) * size / gap)
}
