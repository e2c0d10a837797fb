//! Where free money goes first: tiers, order, the reserve, and an exact choice (finance.md 2.5).

use qd_model::{Decimal, DecimalError};

use crate::valuation::{npv, payback_months};

/// Most items that are chosen exactly: two halves of 2^15 subsets.
pub const MOST_EXACT: usize = 30;

/// Something that money could do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Investment {
    /// Unique name; the last tie-breaker.
    pub id: String,
    /// What it costs now.
    pub cost: Decimal,
    /// What it adds to cash in a month, if it works.
    pub monthly_gain: Decimal,
    /// The chance that it works, 0 to 1.
    pub probability: Decimal,
    /// The law or safety demands it.
    pub is_required: bool,
    /// It brings revenue, rather than saving cost.
    pub is_revenue: bool,
}

/// A place on the ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Index into the investments given.
    pub index: usize,
    /// 0 required, 1 free and gaining, 2 payback of three months or less, 3 revenue, 4 the rest.
    pub tier: u8,
    /// Risk-adjusted payback in months to 12 digits; `None` when nothing is gained.
    pub payback: Option<Decimal>,
    /// Net present value over twelve months at the annual rate, to 12 digits.
    pub npv: Decimal,
}

/// The tier of an investment: the first that fits.
pub fn tier(item: &Investment, payback: Option<Decimal>) -> u8 {
    let is_gaining = payback.is_some();
    match payback {
        _ if item.is_required => 0,
        _ if item.cost.is_zero() && is_gaining => 1,
        Some(months) if months <= Decimal::from(3) => 2,
        _ if item.is_revenue => 3,
        _ => 4,
    }
}

/// Orders investments: by tier, then payback (none last), then higher NPV, then id. `None` if the
/// rate has no monthly discount.
pub fn ladder(
    items: &[Investment],
    annual_rate: Decimal,
) -> Result<Option<Vec<Rung>>, DecimalError> {
    let mut rungs = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let gain = item.monthly_gain.mul(item.probability)?;
        let Some(npv) = npv(item.cost.neg(), &[gain; 12], annual_rate, 12)? else {
            return Ok(None);
        };
        let payback = payback_months(item.cost, item.monthly_gain, item.probability, 12)?;
        rungs.push(Rung { index, tier: tier(item, payback), payback, npv });
    }
    rungs.sort_by(|a, b| {
        let key = |rung: &Rung| (rung.tier, rung.payback.is_none(), rung.payback);
        key(a).cmp(&key(b)).then(b.npv.cmp(&a.npv)).then(items[a.index].id.cmp(&items[b.index].id))
    });
    Ok(Some(rungs))
}

/// Chooses what to fund out of `cash`, never going below `reserve`: what is required first, in the
/// ladder's order, then the set with the highest NPV (exact up to [`MOST_EXACT`] items, down the
/// ladder beyond). Returns indices into `items`, ascending.
pub fn fund(
    items: &[Investment],
    rungs: &[Rung],
    cash: Decimal,
    reserve: Decimal,
) -> Result<Vec<usize>, DecimalError> {
    let mut free = cash.sub(reserve)?.max(Decimal::ZERO);
    let mut funded = Vec::new();
    let mut others = Vec::new();
    for rung in rungs {
        let cost = items[rung.index].cost;
        if rung.tier == 0 {
            if cost <= free {
                free = free.sub(cost)?;
                funded.push(rung.index);
            }
        } else if rung.npv > Decimal::ZERO {
            others.push(rung);
        }
    }
    let of = |at: &usize| others[*at].index;
    let costs = others.iter().map(|rung| items[rung.index].cost).collect::<Vec<_>>();
    let values = others.iter().map(|rung| rung.npv).collect::<Vec<_>>();
    match knapsack(&costs, &values, free)? {
        Some(chosen) => funded.extend(chosen.iter().map(of)),
        None => {
            for (at, cost) in costs.iter().enumerate() {
                if *cost <= free {
                    free = free.sub(*cost)?;
                    funded.push(of(&at));
                }
            }
        }
    }
    funded.sort_unstable();
    Ok(funded)
}

/// A subset of one half of the items.
#[derive(Clone, Copy)]
struct Subset {
    cost: Decimal,
    value: Decimal,
    mask: u32,
}

/// The set of indivisible items with the highest value whose cost is within `budget`; of equal
/// ones the cheaper, and always the same one. `None` beyond [`MOST_EXACT`] items.
///
/// Both halves are enumerated and joined by binary search (Horowitz and Sahni, 1974): exact, and
/// the same time whatever the numbers are. Items of negative cost or no value are never taken.
pub fn knapsack(
    costs: &[Decimal],
    values: &[Decimal],
    budget: Decimal,
) -> Result<Option<Vec<usize>>, DecimalError> {
    let items = (0..costs.len().min(values.len()))
        .filter(|at| !costs[*at].is_negative() && values[*at] > Decimal::ZERO)
        .filter(|at| costs[*at] <= budget)
        .collect::<Vec<_>>();
    if items.len() > MOST_EXACT {
        return Ok(None);
    }
    if budget.is_negative() {
        return Ok(Some(Vec::new()));
    }
    let (first, second) = items.split_at(items.len() / 2);
    let firsts = subsets(first, costs, values)?;
    let seconds = undominated(subsets(second, costs, values)?);
    let mut best: Option<(Subset, u32)> = None;
    for one in firsts {
        if one.cost > budget {
            continue;
        }
        let left = budget.sub(one.cost)?;
        let fitting = seconds.partition_point(|other| other.cost <= left);
        let Some(other) = fitting.checked_sub(1).map(|at| seconds[at]) else { continue };
        let both = Subset {
            cost: one.cost.add(other.cost)?,
            value: one.value.add(other.value)?,
            mask: one.mask,
        };
        let is_better = best.is_none_or(|(known, _)| {
            both.value > known.value || (both.value == known.value && both.cost < known.cost)
        });
        if is_better {
            best = Some((both, other.mask));
        }
    }
    let chosen = |items: &[usize], mask: u32| {
        let taken = items.iter().enumerate().filter(move |(bit, _)| mask >> bit & 1 == 1);
        taken.map(|(_, item)| *item).collect::<Vec<_>>()
    };
    let best = best.map(|(one, other)| [chosen(first, one.mask), chosen(second, other)].concat());
    Ok(Some(best.unwrap_or_default()))
}

/// Every subset of up to 15 items, with its sums.
fn subsets(
    items: &[usize],
    costs: &[Decimal],
    values: &[Decimal],
) -> Result<Vec<Subset>, DecimalError> {
    let mut all = vec![Subset { cost: Decimal::ZERO, value: Decimal::ZERO, mask: 0 }];
    for (bit, item) in items.iter().enumerate() {
        for at in 0..all.len() {
            let known = all[at];
            all.push(Subset {
                cost: known.cost.add(costs[*item])?,
                value: known.value.add(values[*item])?,
                mask: known.mask | 1 << bit,
            });
        }
    }
    Ok(all)
}

/// The subsets that cost more only where they are worth more, by rising cost.
fn undominated(mut all: Vec<Subset>) -> Vec<Subset> {
    all.sort_by(|a, b| a.cost.cmp(&b.cost).then(b.value.cmp(&a.value)).then(a.mask.cmp(&b.mask)));
    let mut kept: Vec<Subset> = Vec::new();
    for subset in all {
        if kept.last().is_none_or(|last| subset.value > last.value) {
            kept.push(subset);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use qd_model::{Decimal, Rounding};

    use super::{Investment, fund, knapsack, ladder};

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn item(id: &str, cost: &str, gain: &str) -> Investment {
        Investment {
            id: id.into(),
            cost: dec(cost),
            monthly_gain: dec(gain),
            probability: Decimal::ONE,
            is_required: false,
            is_revenue: true,
        }
    }

    fn five() -> Vec<Investment> {
        vec![
            item("truck", "38000", "2100"),
            item("engine service", "2500", "700"),
            item("photos", "400", "350"),
            item("second platform", "0", "600"),
            item("platform price", "0", "900"),
        ]
    }

    #[test]
    fn ladder_of_finance_md() {
        let items = five();
        let rungs = ladder(&items, dec("0.15")).unwrap().unwrap();
        let shown = rungs.iter().map(|rung| {
            let round = |number: Decimal| number.round(2, Rounding::HalfEven).to_string();
            let payback = rung.payback.map(round).unwrap_or_default();
            (items[rung.index].id.as_str(), rung.tier, payback, round(rung.npv))
        });
        let expected = [
            ("platform price", 1, "0", "10020.67"),
            ("second platform", 1, "0", "6680.45"),
            ("photos", 2, "1.14", "3496.93"),
            ("engine service", 3, "3.57", "5293.85"),
            ("truck", 3, "18.10", "-14618.44"),
        ];
        let expected =
            expected.map(|(id, tier, payback, npv)| (id, tier, payback.to_owned(), npv.to_owned()));
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn required_first_nothing_gained_last() {
        let mut items = five();
        items[0].is_required = true;
        items.push(item("paint", "100", "0"));
        items[5].is_revenue = false;
        let rungs = ladder(&items, dec("0.15")).unwrap().unwrap();
        assert_eq!((rungs[0].index, rungs[0].tier), (0, 0));
        assert_eq!((rungs[5].index, rungs[5].tier, rungs[5].payback), (5, 4, None));
        assert_eq!(ladder(&items, dec("-1")), Ok(None));
    }

    #[test]
    fn the_reserve_is_never_touched() {
        let items = five();
        let rungs = ladder(&items, dec("0.15")).unwrap().unwrap();
        let funded = |cash| fund(&items, &rungs, dec(cash), dec("1000")).unwrap();
        assert_eq!(funded("0"), [3, 4]);
        assert_eq!(funded("1399.99"), [3, 4]);
        assert_eq!(funded("1400"), [2, 3, 4]);
        assert_eq!(funded("3500"), [1, 3, 4]);
        assert_eq!(funded("100000"), [1, 2, 3, 4]);
    }

    #[test]
    fn a_required_item_comes_before_a_better_one() {
        let mut items = five();
        items[2].is_required = true;
        let rungs = ladder(&items, dec("0.15")).unwrap().unwrap();
        assert_eq!(fund(&items, &rungs, dec("2500"), Decimal::ZERO).unwrap(), [2, 3, 4]);
    }

    #[test]
    fn greedy_by_ratio_would_be_wrong() {
        let costs = [10, 20, 30].map(Decimal::from);
        let values = [60, 100, 120].map(Decimal::from);
        assert_eq!(knapsack(&costs, &values, Decimal::from(50)), Ok(Some(vec![1, 2])));
    }

    #[test]
    fn thirty_items_are_exact_and_more_are_refused() {
        let costs = (0..31).map(|n| Decimal::from(1 << (n % 30))).collect::<Vec<_>>();
        let budget = Decimal::from(0b10_1101);
        assert_eq!(knapsack(&costs[..30], &costs[..30], budget), Ok(Some(vec![0, 2, 3, 5])));
        let all = Decimal::from(i64::MAX);
        assert_eq!(knapsack(&costs, &costs, all), Ok(None));
        assert_eq!(knapsack(&costs[..30], &costs[..30], all).unwrap().unwrap().len(), 30);
    }

    proptest! {
        #[test]
        fn no_subset_is_better(pairs in prop::collection::vec((0i64..50, -5i64..50), 0..9), budget in 0i64..150) {
            let costs = pairs.iter().map(|pair| Decimal::from(pair.0)).collect::<Vec<_>>();
            let values = pairs.iter().map(|pair| Decimal::from(pair.1)).collect::<Vec<_>>();
            let chosen = knapsack(&costs, &values, Decimal::from(budget)).unwrap().unwrap();
            let cost = chosen.iter().map(|at| pairs[*at].0).sum::<i64>();
            let value = chosen.iter().map(|at| pairs[*at].1).sum::<i64>();
            prop_assert!(cost <= budget);
            for mask in 0u32..1 << pairs.len() {
                let taken = || pairs.iter().enumerate().filter(move |(at, _)| mask >> at & 1 == 1);
                if taken().map(|(_, pair)| pair.0).sum::<i64>() <= budget {
                    prop_assert!(taken().map(|(_, pair)| pair.1).sum::<i64>() <= value);
                }
            }
        }
    }
}
