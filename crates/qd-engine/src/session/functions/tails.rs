//! Intervals and tails of counts, as floats.

use std::sync::Arc;

use arrow::array::{Array, AsArray, Float64Array};
use arrow::datatypes::{DataType, Float64Type};
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use qd_analysis::statistics;

use super::arrays;

/// `wilson_low`, `wilson_high`, `binomial_tail`, `beta_binomial_tail`.
pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        floats("wilson_low", |[k, n]: [f64; 2]| {
            statistics::wilson(k, n, statistics::Z90).map(|i| i.0)
        }),
        floats("wilson_high", |[k, n]: [f64; 2]| {
            statistics::wilson(k, n, statistics::Z90).map(|i| i.1)
        }),
        floats("binomial_tail", |[k, n, p]: [f64; 3]| statistics::binomial_tail(k, n, p)),
        floats("beta_binomial_tail", |[k, n, a, b]: [f64; 4]| {
            statistics::beta_binomial_tail(k, n, a, b)
        }),
    ]
}

/// A function of floats; null where an argument is null or the result does not exist.
pub(super) fn floats<const N: usize>(
    name: &str,
    formula: impl Fn([f64; N]) -> Option<f64> + Send + Sync + 'static,
) -> ScalarUDF {
    let run = move |arguments: &[ColumnarValue]| {
        let arguments = arrays(arguments)?;
        let columns =
            arguments.iter().map(|array| array.as_primitive::<Float64Type>()).collect::<Vec<_>>();
        let n_rows = columns.first().map_or(0, |column| column.len());
        let results = (0..n_rows).map(|row| {
            let mut values = [0.0; N];
            for (value, column) in values.iter_mut().zip(&columns) {
                *value = column.is_valid(row).then(|| column.value(row))?;
            }
            formula(values)
        });
        Ok(ColumnarValue::Array(Arc::new(results.collect::<Float64Array>())))
    };
    let arguments = vec![DataType::Float64; N];
    create_udf(name, arguments, DataType::Float64, Volatility::Immutable, Arc::new(run))
}
