//! When the cash is gone: months drawn from history in blocks, or three named scenarios.

use crate::random::SplitMix64;

/// How far paths run. What lasts longer counts as later than this.
pub const HORIZON_MONTHS: usize = 60;

const N_PATHS: usize = 10_000;
/// A bad month is often followed by another: three are drawn together.
const BLOCK: usize = 3;
const LEAST_MONTHS: usize = 6;
const SEED: u64 = 0x5155_4152_5445_5244;

/// Months until the cash is gone, by share of paths; `None` = later than [`HORIZON_MONTHS`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Runway {
    /// A tenth of all paths are out of cash by then.
    pub p10: Option<f64>,
    /// Half of them are.
    pub p50: Option<f64>,
    /// Nine tenths are.
    pub p90: Option<f64>,
    /// Months of history that were drawn from.
    pub n: usize,
}

/// Draws 10,000 paths of monthly net operating flow (inflow positive) from `history`, in blocks of
/// three consecutive months, the same ones on every run. `plan` holds what is known of the months
/// ahead: there a path is the plan and a drawn deviation from the mean, elsewhere what was drawn.
///
/// `None` below six months of history: then only [`scenarios`] may be named.
pub fn runway(cash: f64, history: &[f64], plan: &[f64]) -> Option<Runway> {
    let is_finite = history.iter().chain(plan).all(|flow| flow.is_finite()) && cash.is_finite();
    if history.len() < LEAST_MONTHS || !is_finite {
        return None;
    }
    let centre = history.iter().sum::<f64>() / history.len() as f64;
    let mut random = SplitMix64::new(SEED);
    let mut ends = (0..N_PATHS)
        .map(|_| {
            let mut drawn = 0;
            months_of(
                cash,
                (0..HORIZON_MONTHS).map(|month| {
                    if month % BLOCK == 0 {
                        drawn = random.below(history.len() - BLOCK + 1);
                    }
                    let flow = history[drawn + month % BLOCK];
                    plan.get(month).map_or(flow, |planned| planned + flow - centre)
                }),
            )
        })
        .map(|months| months.unwrap_or(f64::INFINITY))
        .collect::<Vec<_>>();
    ends.sort_by(f64::total_cmp);
    let quantile = |percent: usize| {
        let months = ends[(N_PATHS * percent).div_ceil(100) - 1];
        months.is_finite().then_some(months)
    };
    let (p10, p50, p90) = (quantile(10), quantile(50), quantile(90));
    Some(Runway { p10, p50, p90, n: history.len() })
}

/// The months until cash is zero, the last one in proportion; `None` if it outlasts the flows.
fn months_of(cash: f64, flows: impl Iterator<Item = f64>) -> Option<f64> {
    let mut left = cash;
    if left <= 0.0 {
        return Some(0.0);
    }
    for (month, flow) in flows.enumerate() {
        if left + flow <= 0.0 {
            return Some(month as f64 + left / -flow);
        }
        left += flow;
    }
    None
}

/// Months until the cash is gone under three assumptions without any chance attached; `None` =
/// later than [`HORIZON_MONTHS`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scenarios {
    /// Every month is like the worst.
    pub worst_month_repeats: Option<f64>,
    /// Every month is like the mean.
    pub mean_month_repeats: Option<f64>,
    /// Every month is like the best.
    pub best_month_repeats: Option<f64>,
}

/// What short histories allow to be said; `None` without a whole month.
pub fn scenarios(cash: f64, history: &[f64]) -> Option<Scenarios> {
    if history.is_empty() || history.iter().any(|flow| !flow.is_finite()) {
        return None;
    }
    let repeated = |flow: f64| months_of(cash, std::iter::repeat_n(flow, HORIZON_MONTHS));
    let extreme = |choose: fn(f64, f64) -> f64, start| history.iter().copied().fold(start, choose);
    Some(Scenarios {
        worst_month_repeats: repeated(extreme(f64::min, f64::INFINITY)),
        mean_month_repeats: repeated(history.iter().sum::<f64>() / history.len() as f64),
        best_month_repeats: repeated(extreme(f64::max, f64::NEG_INFINITY)),
    })
}
