//! Channels: pooled rates, demand under capacity, the order of platforms, drivers and credit.
//!
//! A function over channels takes lists in one order and the place, from 1, of the channel asked
//! for; equal lists in a batch are computed once.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array, Int64Array, StringArray, StructArray};
use arrow::datatypes::{DataType, Field, Fields};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::ScalarUDF;
use qd_analysis::marketing::attribution::{Attribution, Path, attribute};
use qd_analysis::marketing::demand::{
    self, Class, first_come_total, marginal, protected_total, protection_levels,
};
use qd_analysis::marketing::drivers::{Segment, driver_effects, mix_and_rate};
use qd_analysis::marketing::pooling::{Counts, FEWEST, Pooled, Shown, pool_each};
use qd_analysis::marketing::sequence::{
    Candidate, Sequence, Switch, at_least, at_most, sequence, switching,
};

use super::typed::{Kind, float_at, floats_at, text_at, texts_at, typed, whole_at};

/// `pooled`, `channel_mix`, `channel_marginal`, `booking_limit`, `listing_step`, `driver_effect`,
/// `mix_effect`, `credit`.
pub(super) fn all() -> Vec<ScalarUDF> {
    use Kind::{Float, Floats, Text, Texts, Whole};
    const LISTING: &[Kind] = &[Float, Float, Floats, Floats, Floats, Whole, Whole];
    vec![
        typed("pooled", &[Floats, Floats, Whole], of(&POOLED), pooled),
        typed("channel_mix", &[Floats, Floats, Whole], of(&TOTALS), mixes),
        typed("channel_marginal", &[Floats, Floats, Whole, Whole], of(&TOTALS), marginals),
        typed("booking_limit", &[Floats, Floats, Whole, Whole], DataType::Int64, limits),
        typed("listing_step", LISTING, of(&STEP), steps),
        typed("driver_effect", &[Floats, Floats, Whole], DataType::Float64, effects),
        typed("mix_effect", &[Floats, Floats, Floats, Floats], of(&MIX), mix_effects),
        typed("credit", &[Texts, Floats, Floats, Text], of(&CREDIT), credits),
    ]
}

type Names = [(&'static str, DataType)];

const POOLED: [(&str, DataType); 5] = [
    ("mean", DataType::Float64),
    ("low", DataType::Float64),
    ("high", DataType::Float64),
    ("best", DataType::Float64),
    ("shown", DataType::Utf8),
];
const TOTALS: [(&str, DataType); 2] =
    [("first_come", DataType::Float64), ("protected", DataType::Float64)];
const STEP: [(&str, DataType); 7] = [
    ("place", DataType::Int64),
    ("gain", DataType::Float64),
    ("per_hour", DataType::Float64),
    ("done_at", DataType::Float64),
    ("first_from_demand", DataType::Float64),
    ("first_to_hours", DataType::Float64),
    ("proof", DataType::Utf8),
];
const MIX: [(&str, DataType); 2] = [("mix", DataType::Float64), ("rate", DataType::Float64)];
const CREDIT: [(&str, DataType); 3] =
    [("shapley", DataType::Float64), ("removal", DataType::Float64), ("n_paths", DataType::Int64)];

fn fields(names: &Names) -> Fields {
    names.iter().map(|(name, of)| Field::new(*name, of.clone(), true)).collect()
}

fn of(names: &Names) -> DataType {
    DataType::Struct(fields(names))
}

fn floats(values: impl Iterator<Item = Option<f64>>) -> ArrayRef {
    Arc::new(
        values.map(|value| value.filter(|number| number.is_finite())).collect::<Float64Array>(),
    )
}

fn built(names: &Names, columns: Vec<ArrayRef>) -> Result<ArrayRef, DataFusionError> {
    Ok(Arc::new(StructArray::try_new(fields(names), columns, None)?))
}

/// The index of a place that counts from 1.
fn index_at(column: &ArrayRef, row: usize) -> Option<usize> {
    usize::try_from(whole_at(column, row)?).ok()?.checked_sub(1)
}

/// A count that SQL gave as a float.
fn count(number: f64) -> Option<u64> {
    ((0.0..=9e15).contains(&number) && number.fract() == 0.0).then_some(number as u64)
}

/// `pooled(bookings, inquiries, place)`: partial pooling over the channels of one list.
fn pooled(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [ks, ns, places] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let counts = |row: usize| -> Option<Vec<Counts>> {
        let (ks, ns) = (floats_at(ks, row)?, floats_at(ns, row)?);
        let pairs = ks.iter().zip(&ns).map(|(k, n)| Some(Counts { k: count(*k)?, n: count(*n)? }));
        (ks.len() == ns.len()).then(|| pairs.collect())?
    };
    let all = (0..ks.len()).map(counts).collect::<Vec<_>>();
    let mut distinct = Vec::new();
    for counts in all.iter().flatten() {
        if !distinct.contains(counts) {
            distinct.push(counts.clone());
        }
    }
    let known = pool_each(&distinct);
    let row = |row: usize| -> Option<(Pooled, &'static str)> {
        let counts = all[row].as_ref()?;
        let at = distinct.iter().position(|known| known == counts)?;
        let place = index_at(places, row)?;
        let pooled = *known[at].as_ref()?.get(place)?;
        Some((
            pooled,
            match pooled.shown(counts[place].n) {
                Shown::Count => "count",
                Shown::Interval => "interval",
                Shown::Rate => "rate",
            },
        ))
    };
    let rows = (0..all.len()).map(row).collect::<Vec<_>>();
    let field = |get: fn(&Pooled) -> f64| {
        floats(rows.iter().map(move |row| row.as_ref().map(|(pooled, _)| get(pooled))))
    };
    let shown = rows.iter().map(|row| row.as_ref().map(|(_, shown)| *shown));
    built(
        &POOLED,
        vec![
            field(|pooled| pooled.mean),
            field(|pooled| pooled.low),
            field(|pooled| pooled.high),
            field(|pooled| pooled.best),
            Arc::new(shown.collect::<StringArray>()),
        ],
    )
}

/// The classes of two lists: what asks for slots, and what one of them leaves.
fn classes(demands: &ArrayRef, values: &ArrayRef, row: usize) -> Option<Vec<Class>> {
    let (demands, values) = (floats_at(demands, row)?, floats_at(values, row)?);
    let pairs = demands.iter().zip(&values);
    let classes = pairs.map(|(demand, value)| Class { demand: *demand, value: *value }).collect();
    (demands.len() == values.len()).then_some(classes)
}

fn slots_at(column: &ArrayRef, row: usize) -> Option<u64> {
    u64::try_from(whole_at(column, row)?).ok().filter(|slots| *slots as f64 <= demand::MOST)
}

fn totals(rows: Vec<Option<(f64, f64)>>) -> Result<ArrayRef, DataFusionError> {
    let first_come = floats(rows.iter().map(|row| row.map(|row| row.0)));
    let protected = floats(rows.iter().map(|row| row.map(|row| row.1)));
    built(&TOTALS, vec![first_come, protected])
}

/// `channel_mix(demands, values, slots)`: what a month leaves, first come and protected.
fn mixes(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [demands, values, slots] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let rows = (0..demands.len()).map(|row| {
        let (classes, slots) = (classes(demands, values, row)?, slots_at(slots, row)?);
        Some((first_come_total(&classes, slots)?, protected_total(&classes, slots)?))
    });
    totals(rows.collect())
}

/// `channel_marginal(demands, values, slots, place)`: what that channel adds to a month.
fn marginals(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [demands, values, slots, places] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let rows = (0..demands.len()).map(|row| {
        let classes = classes(demands, values, row)?;
        marginal(&classes, index_at(places, row)?, slots_at(slots, row)?)
    });
    totals(rows.collect())
}

/// `booking_limit(demands, values, slots, place)`: how many slots the class may take, those of the
/// dearer ones kept back (EMSR-b); classes in falling value.
fn limits(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [demands, values, slots, places] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let rows = (0..demands.len()).map(|row| {
        let (classes, slots) = (classes(demands, values, row)?, slots_at(slots, row)?);
        let place = index_at(places, row)?;
        let is_ranked = classes.is_sorted_by(|a, b| a.value >= b.value);
        let sells = classes.get(place)?.value > 0.0;
        let levels = protection_levels(&classes, slots).filter(|_| is_ranked && sells)?;
        let kept = place.checked_sub(1).map_or(0, |before| levels[before]);
        i64::try_from(slots - kept).ok()
    });
    Ok(Arc::new(rows.collect::<Int64Array>()))
}

/// `listing_step(direct_demand, direct_value, demands, values, hours, slots, place)`: that
/// candidate's step in the order of platforms.
fn steps(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [direct_demand, direct_value, demands, values, hours, slots, places] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    type Found = (usize, qd_analysis::marketing::sequence::Step, Option<Switch>, Sequence);
    let rows = (0..demands.len()).map(|row| -> Option<Found> {
        let base =
            [Class { demand: float_at(direct_demand, row)?, value: float_at(direct_value, row)? }];
        let (classes, hours) = (classes(demands, values, row)?, floats_at(hours, row)?);
        let (slots, place) = (slots_at(slots, row)?, index_at(places, row)?);
        if hours.len() != classes.len() {
            return None;
        }
        // The lists' own order breaks ties.
        let named = classes.iter().zip(&hours).enumerate();
        let candidates = named.map(|(at, (class, hours))| Candidate {
            id: format!("{at:05}"),
            class: *class,
            hours: *hours,
        });
        let candidates = candidates.collect::<Vec<_>>();
        let order = sequence(&base, &candidates, slots)?;
        let at = order.steps.iter().position(|step| step.candidate == place)?;
        let switch = switching(&base, &candidates, slots, place);
        Some((at + 1, order.steps[at], switch.filter(|_| order.is_greedy), order))
    });
    let rows = rows.collect::<Vec<_>>();
    let each = |get: &dyn Fn(&Found) -> Option<f64>| {
        floats(rows.iter().map(|row| row.as_ref().and_then(get)))
    };
    let place = rows.iter().map(|row| i64::try_from(row.as_ref()?.0).ok());
    let proof = rows.iter().map(|row| {
        row.as_ref().map(|row| if row.3.is_proven { "no order is better" } else { "not proven" })
    });
    built(
        &STEP,
        vec![
            Arc::new(place.collect::<Int64Array>()),
            each(&|row| Some(row.1.gain)),
            each(&|row| Some(row.1.per_hour)),
            each(&|row| Some(row.1.done_at)),
            each(&|row| Some(at_least(row.2?.demand?, 2))),
            each(&|row| Some(at_most(row.2?.hours, 2))),
            Arc::new(proof.collect::<StringArray>()),
        ],
    )
}

/// `driver_effect(before, after, place)`: what that factor of a product did to its change.
fn effects(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [before, after, places] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    Ok(floats((0..before.len()).map(|row| {
        let (before, after) = (floats_at(before, row)?, floats_at(after, row)?);
        let factors = before.iter().copied().zip(after.iter().copied()).collect::<Vec<_>>();
        let effects = driver_effects(&factors).filter(|_| before.len() == after.len())?;
        effects.get(index_at(places, row)?).copied()
    })))
}

/// `mix_effect(shares_before, shares_after, rates_before, rates_after)`.
fn mix_effects(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let rows = (0..arguments.first().map_or(0, |list| list.len())).map(|row| {
        let lists = arguments.iter().map(|list| floats_at(list, row));
        let lists = lists.collect::<Option<Vec<_>>>()?;
        let [shares0, shares1, rates0, rates1] = &lists[..] else { return None };
        let is_even = lists.iter().all(|list| list.len() == shares0.len());
        let segment = |at: usize| Segment {
            share: (shares0[at], shares1[at]),
            rate: (rates0[at], rates1[at]),
        };
        is_even.then(|| mix_and_rate(&(0..shares0.len()).map(segment).collect::<Vec<_>>()))
    });
    let rows = rows.collect::<Vec<_>>();
    let mix = floats(rows.iter().map(|row| row.map(|row| row.0)));
    built(&MIX, vec![mix, floats(rows.iter().map(|row| row.map(|row| row.1)))])
}

/// `credit(paths, converted, lost, channel)`: bookings credited to a channel; paths are written
/// `a>b>c`. Null fields below thirty converting paths of several touches; `n_paths` says how many.
fn credits(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [paths, converted, lost, channels] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let rows = (0..paths.len()).map(|row| {
        let (texts, channel) = (texts_at(paths, row)?, text_at(channels, row)?);
        let (converted, lost) = (floats_at(converted, row)?, floats_at(lost, row)?);
        if texts.len() != converted.len() || texts.len() != lost.len() {
            return None;
        }
        let path = |at: usize| {
            let touches = texts[at].split('>').map(str::trim).filter(|touch| !touch.is_empty());
            let touches = touches.map(str::to_owned).collect();
            Some(Path { touches, converted: count(converted[at])?, lost: count(lost[at])? })
        };
        let paths = (0..texts.len()).map(path).collect::<Option<Vec<_>>>()?;
        Some(match attribute(&paths) {
            Attribution::TooFew(n) => (None, None, n),
            Attribution::Credited { shapley, removal } => {
                let n = paths.iter().map(|path| path.converted).sum();
                (shapley.get(&channel).copied(), removal.get(&channel).copied(), n)
            }
        })
    });
    let rows = rows.collect::<Vec<_>>();
    let n_paths = rows.iter().map(|row| i64::try_from(row.as_ref()?.2).ok());
    built(
        &CREDIT,
        vec![
            floats(rows.iter().map(|row| row.as_ref()?.0)),
            floats(rows.iter().map(|row| row.as_ref()?.1)),
            Arc::new(n_paths.collect::<Int64Array>()),
        ],
    )
}

/// Fewest trials that show a rate, for the catalog's own text.
const _: () = assert!(FEWEST == 5, "docs/catalog.md says five");
