//! Functions of days and months.

use std::sync::Arc;

use arrow::array::{AsArray, StringBuilder};
use arrow::datatypes::{DataType, Date32Type};
use chrono::NaiveDate;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use datafusion::scalar::ScalarValue;

use super::super::columns::{date_of, days};
use super::arrays;

/// `as_of()`: the date of the run.
pub(super) fn as_of(as_of: NaiveDate) -> ScalarUDF {
    let value = ScalarValue::Date32(Some(days(as_of)));
    let fixed = move |_: &[ColumnarValue]| Ok(ColumnarValue::Scalar(value.clone()));
    create_udf("as_of", vec![], DataType::Date32, Volatility::Immutable, Arc::new(fixed))
}

/// `month_key(date)`: `2026-09`.
pub(super) fn month_key() -> ScalarUDF {
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
