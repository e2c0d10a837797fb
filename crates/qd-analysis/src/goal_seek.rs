//! The smallest whole number that reaches a goal, proved at the answer and one below it.

/// A limit on the variable, named so that a report can say which lever is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What limits: `capacity`, `weekends`.
    pub name: String,
    /// The largest value that it allows.
    pub most: u64,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// The smallest value that reaches the goal, within every limit.
    Reached(u64),
    /// The goal needs `needed`, and the tightest limit allows less.
    Infeasible {
        /// The smallest value that would reach the goal.
        needed: u64,
        /// The limit that binds.
        binding: Limit,
    },
    /// No value up to the largest tried reaches the goal.
    Never,
    /// The goal is reached and lost again as the value grows: a search cannot answer.
    NotMonotone,
}

/// Finds the smallest whole number from 0 to `most` for which `reaches` holds, given that it holds
/// for every larger one; that is checked at the answer, at the answer - 1 and at `most`.
pub fn smallest_that_reaches(most: u64, limits: &[Limit], reaches: impl Fn(u64) -> bool) -> Sought {
    let needed = if reaches(0) {
        0
    } else {
        let (mut below, mut above) = (0, most);
        while above - below > 1 {
            let middle = below + (above - below) / 2;
            if reaches(middle) { above = middle } else { below = middle }
        }
        above
    };
    let is_reached_at_most = reaches(most);
    if !reaches(needed) {
        return Sought::Never;
    }
    if !is_reached_at_most || (needed > 0 && reaches(needed - 1)) {
        return Sought::NotMonotone;
    }
    match limits.iter().filter(|limit| limit.most < needed).min_by_key(|limit| limit.most) {
        Some(limit) => Sought::Infeasible { needed, binding: limit.clone() },
        None => Sought::Reached(needed),
    }
}

#[cfg(test)]
mod tests {
    use super::{Limit, Sought, smallest_that_reaches};

    fn limit(name: &str, most: u64) -> Limit {
        Limit { name: name.into(), most }
    }

    #[test]
    fn charters_to_break_even() {
        let profit = |n: u64| 48_490 * i64::try_from(n).unwrap() - 950_000;
        let found = smallest_that_reaches(1000, &[limit("capacity", 52)], |n| profit(n) >= 0);
        assert_eq!(found, Sought::Reached(20));
        assert_eq!((profit(20), profit(19)), (19_800, -28_690));
    }

    #[test]
    fn capacity_of_52_is_below_the_60_needed() {
        let limits = [limit("captains", 90), limit("capacity", 26 * 2), limit("fuel", 55)];
        let found = smallest_that_reaches(1000, &limits, |n| n >= 60);
        assert_eq!(found, Sought::Infeasible { needed: 60, binding: limit("capacity", 52) });
    }

    #[test]
    fn edges() {
        let check = |most, reaches: fn(u64) -> bool, expected| {
            assert_eq!(smallest_that_reaches(most, &[], reaches), expected);
        };
        check(0, |_| true, Sought::Reached(0));
        check(0, |_| false, Sought::Never);
        check(10, |n| n >= 10, Sought::Reached(10));
        check(10, |n| n >= 11, Sought::Never);
        check(u64::MAX, |n| n >= 7, Sought::Reached(7));
        check(10, |n| n == 5, Sought::NotMonotone);
    }
}
