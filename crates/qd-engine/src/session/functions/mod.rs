//! Functions that the catalog's SQL has beside DataFusion's own, one file for each family.
//!
//! Most only bring columns to the plain functions of `qd-analysis`, and null where a row has no
//! answer; docs/catalog.md lists them for authors.

mod capital;
mod channels;
mod dates;
mod forecasts;
mod goals;
mod mailings;
mod rounding;
mod settings;
mod tails;
#[cfg(test)]
mod tests;
mod typed;

use arrow::array::ArrayRef;
use chrono::NaiveDate;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF};

/// Every function, with the date that `as_of()` gives.
pub(super) fn all(as_of: NaiveDate) -> Vec<ScalarUDF> {
    let mut all = vec![dates::as_of(as_of), dates::month_key()];
    all.extend(rounding::all());
    all.extend(tails::all());
    all.extend(forecasts::all());
    all.extend(capital::all());
    all.extend(goals::all());
    all.extend(channels::all());
    all.extend(mailings::all());
    all.extend(settings::all());
    all
}

fn arrays(arguments: &[ColumnarValue]) -> Result<Vec<ArrayRef>, DataFusionError> {
    ColumnarValue::values_to_arrays(arguments)
}
