//! Which model may speak: one-step errors from rolling origins, and a bonus for being simple.

use super::candidates::Model;

/// The fewest origins that a contest is decided on.
const LEAST_ORIGINS: usize = 4;

/// How much worse than the best a simpler model may be.
const TOLERANCE: f64 = 1.10;

/// An entrant's result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Who.
    pub model: Model,
    /// Mean absolute error of one step ahead, over the origins that all entrants share.
    pub mae: f64,
}

/// The table of a contest.
#[derive(Clone, Debug, PartialEq)]
pub struct Contest {
    /// Who won.
    pub chosen: Model,
    /// Its error; `None` if there were too few points for a contest.
    pub mae: Option<f64>,
    /// How many origins were shared; 0 without a contest.
    pub n_origins: usize,
    /// All entrants, simplest first; none without a contest.
    pub entries: Vec<Entry>,
}

/// Lets every model forecast each point from those before it, and chooses the first, in order of
/// simplicity, whose error is at most 1.10 times the best. Fewer than four origins: the mean.
pub fn contest(series: &[f64]) -> Contest {
    let n = series.len();
    let uncontested = Contest { chosen: Model::Mean, mae: None, n_origins: 0, entries: vec![] };
    let predicts = |model: &Model| {
        let least = model.least_points();
        n >= least + LEAST_ORIGINS
            && (least..n).all(|origin| model.predict(&series[..origin], 1).is_some())
    };
    let entrants = Model::ALL.into_iter().filter(predicts).collect::<Vec<_>>();
    let Some(start) = entrants.iter().map(|model| model.least_points()).max() else {
        return uncontested;
    };
    let error = |model: &Model| -> Option<Entry> {
        let errors = (start..n).map(|origin| {
            let ahead = model.predict(&series[..origin], 1)?;
            Some((ahead.first()? - series[origin]).abs())
        });
        let sum = errors.sum::<Option<f64>>()?;
        Some(Entry { model: *model, mae: sum / (n - start) as f64 })
    };
    let entries = entrants.iter().filter_map(error).collect::<Vec<_>>();
    let best = entries.iter().map(|entry| entry.mae).fold(f64::INFINITY, f64::min);
    match entries.iter().find(|entry| entry.mae <= TOLERANCE * best) {
        Some(winner) => Contest {
            chosen: winner.model,
            mae: Some(winner.mae),
            n_origins: n - start,
            entries: entries.clone(),
        },
        None => uncontested,
    }
}
