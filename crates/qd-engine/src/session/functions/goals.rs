//! The smallest number of units that reaches a goal.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, StructArray};
use arrow::datatypes::{DataType, Field, Fields};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::ScalarUDF;
use qd_analysis::goal_seek::{Sought, smallest_that_reaches};
use qd_model::Decimal;

use super::typed::{Kind, decimal_at, decimal_column, exact, typed};

/// More units than any venture sells in a month.
const MOST_UNITS: u64 = 1_000_000;

/// `goal_seek`.
pub(super) fn all() -> Vec<ScalarUDF> {
    const NEED: &[Kind] = &[Kind::Exact, Kind::Exact];
    vec![typed("goal_seek", NEED, DataType::Struct(fields()), goals)]
}

fn fields() -> Fields {
    let of = [("units", DataType::Int64), ("at_units", exact()), ("at_one_less", exact())];
    of.into_iter().map(|(name, of)| Field::new(name, of, true)).collect()
}

/// `goal_seek(need, each)`: the fewest whole units that bring `need` at `each` a unit, with what is
/// left over at that number and at one less, which proves it; null fields where no number does.
fn goals(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [needs, eachs] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let rows = (0..needs.len()).map(|row| {
        let (need, each) = (decimal_at(needs, row)?, decimal_at(eachs, row)?);
        let left = |units: u64| {
            let units = Decimal::from(i64::try_from(units).ok()?);
            each.mul(units).and_then(|brought| brought.sub(need)).ok()
        };
        let reaches = |units| left(units).is_some_and(|left| left >= Decimal::ZERO);
        let Sought::Reached(units) = smallest_that_reaches(MOST_UNITS, &[], reaches) else {
            return None;
        };
        Some((i64::try_from(units).ok()?, left(units)?, units.checked_sub(1).and_then(left)))
    });
    let rows = rows.collect::<Vec<_>>();
    let units = rows.iter().map(|row| row.map(|row| row.0)).collect::<Int64Array>();
    let at_units = decimal_column(rows.iter().map(|row| row.map(|row| row.1)))?;
    let at_one_less = decimal_column(rows.iter().map(|row| row.and_then(|row| row.2)))?;
    let columns: Vec<ArrayRef> = vec![Arc::new(units), at_units, at_one_less];
    Ok(Arc::new(StructArray::try_new(fields(), columns, None)?))
}
