//! Who gets credit for a booking that several channels touched (marketing.md F17).
//!
//! Nothing is said below thirty converting paths of several touches: the weights would be noise.

use std::collections::{BTreeMap, BTreeSet};

/// Converting paths with several touches that it takes.
pub const FEWEST_PATHS: u64 = 30;
/// Channels at most: removal solves a system of that size for each of them.
const MOST_CHANNELS: usize = 100;

/// Touches in their order, and how often that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    /// Channels, first touch first.
    pub touches: Vec<String>,
    /// How many of these ended in a booking.
    pub converted: u64,
    /// How many did not.
    pub lost: u64,
}

/// What can be said of credit.
#[derive(Clone, PartialEq, Debug)]
pub enum Attribution {
    /// Too few converting paths of several touches: so many.
    TooFew(u64),
    /// Bookings credited to each channel; both add up to all that was converted.
    Credited {
        /// The Shapley value of a game where a set of channels has what it converts alone.
        shapley: BTreeMap<String, f64>,
        /// First-order Markov removal: what is lost without the channel, scaled.
        removal: BTreeMap<String, f64>,
    },
}

/// Credits bookings to channels, where the data allows it.
pub fn attribute(paths: &[Path]) -> Attribution {
    let several = paths.iter().filter(|path| merged(path).len() > 1);
    let n = several.map(|path| path.converted).sum();
    if n < FEWEST_PATHS {
        return Attribution::TooFew(n);
    }
    match removal(paths) {
        Some(removal) => Attribution::Credited { shapley: shapley(paths), removal },
        None => Attribution::TooFew(n),
    }
}

/// A path's touches, each repeat in a row merged.
fn merged(path: &Path) -> Vec<&str> {
    let mut touches = path.touches.iter().map(String::as_str).collect::<Vec<_>>();
    touches.dedup();
    touches
}

/// Each path's bookings, shared equally by the channels that touched it: the Shapley value of the
/// game in which a set of channels converts the paths that lie wholly inside it.
fn shapley(paths: &[Path]) -> BTreeMap<String, f64> {
    let mut credit = BTreeMap::new();
    for path in paths {
        let channels = path.touches.iter().collect::<BTreeSet<_>>();
        for channel in &channels {
            *credit.entry((*channel).clone()).or_insert(0.0) +=
                path.converted as f64 / channels.len() as f64;
        }
    }
    credit
}

/// Credit by removal: the removed channel leads nowhere. `None` where no path has a touch, or there
/// are more channels than [`MOST_CHANNELS`].
fn removal(paths: &[Path]) -> Option<BTreeMap<String, f64>> {
    let names = paths.iter().flat_map(|path| &path.touches).collect::<BTreeSet<_>>();
    let names = names.into_iter().cloned().collect::<Vec<_>>();
    if names.is_empty() || names.len() > MOST_CHANNELS {
        return None;
    }
    let state = |name: &str| names.iter().position(|known| known == name);
    let n = names.len();
    // Counts from the start (row n) and from each channel, to each channel and to a booking (n).
    let mut counts = vec![vec![0.0; n + 2]; n + 1];
    for path in paths.iter().filter(|path| !path.touches.is_empty()) {
        let times = (path.converted + path.lost) as f64;
        let mut from = n;
        for touch in merged(path) {
            let to = state(touch)?;
            counts[from][to] += times;
            from = to;
        }
        counts[from][n] += path.converted as f64;
        counts[from][n + 1] += path.lost as f64;
    }
    let chances = counts.iter().map(|row| {
        let total = row.iter().sum::<f64>();
        row.iter().map(|count| if total > 0.0 { count / total } else { 0.0 }).collect::<Vec<_>>()
    });
    let chances = chances.collect::<Vec<_>>();
    let all = booked(&chances, n, None)?;
    let converted = paths.iter().filter(|path| !path.touches.is_empty()).map(|path| path.converted);
    let converted = converted.sum::<u64>() as f64;
    let effects = (0..n).map(|channel| {
        let without = booked(&chances, n, Some(channel))?;
        Some(if all > 0.0 { f64::max(1.0 - without / all, 0.0) } else { 0.0 })
    });
    let effects = effects.collect::<Option<Vec<_>>>()?;
    let total = effects.iter().sum::<f64>();
    let scale = if total > 0.0 { converted / total } else { 0.0 };
    Some(names.into_iter().zip(effects).map(|(name, effect)| (name, effect * scale)).collect())
}

/// The chance that a start ends in a booking: absorption in the chain, by elimination.
fn booked(chances: &[Vec<f64>], n: usize, removed: Option<usize>) -> Option<f64> {
    // (I - Q) x = r over the channels.
    let row = |from: usize| {
        let kept = if removed == Some(from) { 0.0 } else { 1.0 };
        let steps = (0..n).map(|to| f64::from(from == to) - kept * chances[from][to]);
        steps.chain([kept * chances[from][n]]).collect::<Vec<_>>()
    };
    let mut rows = (0..n).map(row).collect::<Vec<_>>();
    for pivot in 0..n {
        let best =
            (pivot..n).max_by(|a, b| rows[*a][pivot].abs().total_cmp(&rows[*b][pivot].abs()))?;
        rows.swap(pivot, best);
        if rows[pivot][pivot].abs() < 1e-12 {
            return None;
        }
        let top = rows[pivot].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(other, _)| *other != pivot) {
            let factor = row[pivot] / top[pivot];
            for (value, above) in row.iter_mut().zip(&top).skip(pivot) {
                *value -= factor * above;
            }
        }
    }
    let from_start = &chances[n];
    let reached =
        (0..n).map(|channel| from_start[channel] * rows[channel][n] / rows[channel][channel]);
    Some(reached.sum())
}

#[cfg(test)]
mod tests {
    use super::{Attribution, Path, attribute, removal, shapley};

    fn path(touches: &str, converted: u64, lost: u64) -> Path {
        let touches = touches.split('>').map(str::to_owned).collect();
        Path { touches, converted, lost }
    }

    #[test]
    fn f17_shapley() {
        let credit = shapley(&[path("E", 10, 0), path("G", 20, 5), path("E>G>E", 10, 1)]);
        assert_eq!(credit.into_values().collect::<Vec<_>>(), [15.0, 25.0]);
    }

    /// The paths of pychattr's README; its simulation prints 1.991 and 1.009.
    #[test]
    fn f17_markov_removal() {
        let paths = [path("A>B>A>B>B>A", 1, 0), path("A>B>B>A>A", 1, 0), path("A>A", 1, 0)];
        let credit = removal(&paths).unwrap().into_values().collect::<Vec<_>>();
        assert!((credit[0] - 2.0).abs() < 1e-12 && (credit[1] - 1.0).abs() < 1e-12, "{credit:?}");
    }

    #[test]
    fn f17_is_gated() {
        let paths = |n| [path("A>B", n, 50), path("B", 500, 0), path("A>A", 40, 0)];
        assert_eq!(attribute(&paths(29)), Attribution::TooFew(29));
        let Attribution::Credited { shapley, removal } = attribute(&paths(30)) else {
            panic!("thirty paths of several touches are enough");
        };
        for credit in [shapley, removal] {
            assert!((credit.values().sum::<f64>() - 570.0).abs() < 1e-9, "{credit:?}");
        }
    }

    #[test]
    fn what_leads_nowhere_gets_nothing() {
        let paths = [path("A>B", 30, 0), path("C", 0, 10)];
        assert_eq!(removal(&paths).unwrap()["C"], 0.0);
        assert_eq!(removal(&[]), None);
    }
}
