//! Functions that the catalog's SQL has beside DataFusion's own.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Float64Array, StringBuilder};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, Int64Type};
use chrono::NaiveDate;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility, create_udf,
};
use datafusion::scalar::ScalarValue;
use qd_analysis::statistics;
use qd_model::{Decimal, Rounding};

use super::columns::{date_of, days};

/// Every function, with the date that `as_of()` gives.
pub(super) fn all(as_of: NaiveDate) -> Vec<ScalarUDF> {
    vec![
        as_of_function(as_of),
        month_key(),
        ScalarUDF::from(RoundHalfUp { signature: Signature::user_defined(Volatility::Immutable) }),
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

fn as_of_function(as_of: NaiveDate) -> ScalarUDF {
    let value = ScalarValue::Date32(Some(days(as_of)));
    let fixed = move |_: &[ColumnarValue]| Ok(ColumnarValue::Scalar(value.clone()));
    create_udf("as_of", vec![], DataType::Date32, Volatility::Immutable, Arc::new(fixed))
}

fn arrays(arguments: &[ColumnarValue]) -> Result<Vec<ArrayRef>, DataFusionError> {
    ColumnarValue::values_to_arrays(arguments)
}

fn month_key() -> ScalarUDF {
    let run = |arguments: &[ColumnarValue]| {
        let arguments = arrays(arguments)?;
        let dates = arguments[0].as_primitive::<Date32Type>();
        let mut keys = StringBuilder::new();
        for date in dates {
            keys.append_option(date.map(|days| date_of(days).format("%Y-%m").to_string()));
        }
        Ok(ColumnarValue::Array(Arc::new(keys.finish())))
    };
    let volatility = Volatility::Immutable;
    create_udf("month_key", vec![DataType::Date32], DataType::Utf8, volatility, Arc::new(run))
}

/// Rounds as booked fees are rounded, before any digit is lost to a cast.
#[derive(Debug, PartialEq, Eq, Hash)]
struct RoundHalfUp {
    signature: Signature,
}

impl ScalarUDFImpl for RoundHalfUp {
    fn name(&self) -> &str {
        "round_half_up"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>, DataFusionError> {
        let [number, digits] = types else {
            return Err(DataFusionError::Plan("round_half_up takes a number and digits".into()));
        };
        let number = match number {
            DataType::Decimal128(_, scale) if *scale >= 0 => number.clone(),
            other if other.is_integer() => DataType::Decimal128(38, 0),
            DataType::Null => DataType::Decimal128(38, 12),
            _ => {
                let message = "round_half_up takes a decimal: cast floats to DECIMAL(28, 12)";
                return Err(DataFusionError::Plan(message.into()));
            }
        };
        match digits.is_integer() {
            true => Ok(vec![number, DataType::Int64]),
            false => Err(DataFusionError::Plan("round_half_up takes whole digits".into())),
        }
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType, DataFusionError> {
        Ok(DataType::Decimal128(38, 12))
    }

    fn invoke_with_args(
        &self,
        arguments: ScalarFunctionArgs,
    ) -> Result<ColumnarValue, DataFusionError> {
        let arguments = arrays(&arguments.args)?;
        let numbers = arguments[0].as_primitive::<Decimal128Type>();
        let scale = u8::try_from(numbers.scale()).unwrap_or_default();
        let digits = arguments[1].as_primitive::<Int64Type>();
        let rounded = numbers.iter().zip(digits).map(|(number, digits)| {
            let digits = u8::try_from(digits?).unwrap_or(12).min(12);
            let rounded = Decimal::new(number?, scale).round(digits, Rounding::HalfUp);
            rounded.mantissa_at(12).ok()
        });
        let rounded = rounded.collect::<Decimal128Array>().with_precision_and_scale(38, 12)?;
        Ok(ColumnarValue::Array(Arc::new(rounded)))
    }
}

/// A function of floats; null where an argument is null or the result does not exist.
fn floats<const N: usize>(
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
