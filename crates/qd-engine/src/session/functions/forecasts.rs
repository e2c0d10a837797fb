//! Forecasts of a list of months, earliest first: `array_agg(value ORDER BY period)`.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray, StructArray,
};
use arrow::datatypes::{DataType, Field, Fields};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::ScalarUDF;
use qd_analysis::forecast::{HORIZON_MONTHS, Options, contest, forecast, runway, scenarios};

use super::typed::{Kind, float_at, floats_at, typed, whole_at};

/// The level of every interval, in percent: the level that four errors allow.
const LEVEL: u32 = 80;

/// `forecast`, `forecast_positive`, `contest_entry`, `zero_cash`, `zero_cash_scenarios`.
pub(super) fn all() -> Vec<ScalarUDF> {
    const AHEAD: &[Kind] = &[Kind::Floats, Kind::Whole];
    const CASH: &[Kind] = &[Kind::Float, Kind::Floats];
    vec![
        typed("forecast", AHEAD, structure(forecast_fields()), |a| forecasts(a, false)),
        typed("forecast_positive", AHEAD, structure(forecast_fields()), |a| forecasts(a, true)),
        typed("contest_entry", AHEAD, structure(entry_fields()), entries),
        typed("zero_cash", CASH, structure(runway_fields()), runways),
        typed("zero_cash_scenarios", CASH, structure(scenario_fields()), scenario_columns),
    ]
}

fn structure(fields: Fields) -> DataType {
    DataType::Struct(fields)
}

fn fields(of: &[(&str, DataType)]) -> Fields {
    of.iter().map(|(name, of)| Field::new(*name, of.clone(), true)).collect()
}

fn forecast_fields() -> Fields {
    use DataType::{Boolean, Float64, Int64, Utf8};
    fields(&[
        ("model", Utf8),
        ("value", Float64),
        ("low", Float64),
        ("high", Float64),
        ("n", Int64),
        ("mae", Float64),
        ("clamped", Boolean),
    ])
}

fn entry_fields() -> Fields {
    use DataType::{Boolean, Float64, Int64, Utf8};
    fields(&[("model", Utf8), ("mae", Float64), ("n_origins", Int64), ("chosen", Boolean)])
}

fn runway_fields() -> Fields {
    use DataType::{Float64, Int64};
    fields(&[("p10", Float64), ("p50", Float64), ("p90", Float64), ("n", Int64)])
}

fn scenario_fields() -> Fields {
    use DataType::Float64;
    fields(&[("worst", Float64), ("mean", Float64), ("best", Float64)])
}

/// A column of structures; where all fields are null the fields are read as null.
fn built(fields: Fields, columns: Vec<ArrayRef>) -> Result<ArrayRef, DataFusionError> {
    Ok(Arc::new(StructArray::try_new(fields, columns, None)?))
}

fn floats(values: impl Iterator<Item = Option<f64>>) -> ArrayRef {
    Arc::new(values.collect::<Float64Array>())
}

/// `forecast(list, ahead)`: month number `ahead` after the last one, 1 to 60.
fn forecasts(arguments: &[ArrayRef], is_nonnegative: bool) -> Result<ArrayRef, DataFusionError> {
    let [lists, ahead] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let rows = (0..lists.len()).map(|row| {
        let ahead = usize::try_from(whole_at(ahead, row)?).ok()?;
        let horizon = (1..=HORIZON_MONTHS).contains(&ahead).then_some(ahead)?;
        let options = Options { horizon, level: LEVEL, is_nonnegative };
        let forecast = forecast(&floats_at(lists, row)?, options)?;
        let point = *forecast.points.last()?;
        Some((forecast, point))
    });
    let rows = rows.collect::<Vec<_>>();
    let rows = || rows.iter().map(Option::as_ref);
    let model = rows().map(|row| row.map(|(forecast, _)| forecast.contest.chosen.name()));
    let n = rows().map(|row| i64::try_from(row?.0.n).ok());
    let clamped = rows().map(|row| row.map(|(_, point)| point.is_clamped));
    built(
        forecast_fields(),
        vec![
            Arc::new(model.collect::<StringArray>()),
            floats(rows().map(|row| row.map(|(_, point)| point.value))),
            floats(rows().map(|row| row?.1.interval.map(|interval| interval.0))),
            floats(rows().map(|row| row?.1.interval.map(|interval| interval.1))),
            Arc::new(n.collect::<Int64Array>()),
            floats(rows().map(|row| row?.0.contest.mae)),
            Arc::new(clamped.collect::<BooleanArray>()),
        ],
    )
}

/// `contest_entry(list, k)`: entrant number `k` of the contest, from 1, simplest first.
fn entries(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [lists, places] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let rows = (0..lists.len()).map(|row| {
        let place = usize::try_from(whole_at(places, row)?).ok()?.checked_sub(1)?;
        let table = contest(&floats_at(lists, row)?);
        let entry = *table.entries.get(place)?;
        Some((entry, i64::try_from(table.n_origins).ok()?, table.chosen == entry.model))
    });
    let rows = rows.collect::<Vec<_>>();
    let model = rows.iter().map(|row| row.map(|row| row.0.model.name()));
    let n_origins = rows.iter().map(|row| row.map(|row| row.1));
    let chosen = rows.iter().map(|row| row.map(|row| row.2));
    built(
        entry_fields(),
        vec![
            Arc::new(model.collect::<StringArray>()),
            floats(rows.iter().map(|row| row.map(|row| row.0.mae))),
            Arc::new(n_origins.collect::<Int64Array>()),
            Arc::new(chosen.collect::<BooleanArray>()),
        ],
    )
}

/// `zero_cash(cash, list)`: months until the cash is gone, by share of drawn paths.
fn runways(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [cash, lists] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let rows = (0..lists.len())
        .map(|row| runway(float_at(cash, row)?, &floats_at(lists, row)?, &[]))
        .collect::<Vec<_>>();
    let n = rows.iter().map(|row| i64::try_from(row.as_ref()?.n).ok());
    built(
        runway_fields(),
        vec![
            floats(rows.iter().map(|row| row.as_ref()?.p10)),
            floats(rows.iter().map(|row| row.as_ref()?.p50)),
            floats(rows.iter().map(|row| row.as_ref()?.p90)),
            Arc::new(n.collect::<Int64Array>()),
        ],
    )
}

/// `zero_cash_scenarios(cash, list)`: months until the cash is gone if one month repeats.
fn scenario_columns(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [cash, lists] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let rows = (0..lists.len())
        .map(|row| scenarios(float_at(cash, row)?, &floats_at(lists, row)?))
        .collect::<Vec<_>>();
    built(
        scenario_fields(),
        vec![
            floats(rows.iter().map(|row| row.as_ref()?.worst_month_repeats)),
            floats(rows.iter().map(|row| row.as_ref()?.mean_month_repeats)),
            floats(rows.iter().map(|row| row.as_ref()?.best_month_repeats)),
        ],
    )
}
