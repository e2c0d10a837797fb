//! Reads the columns of a result by name, whatever Arrow type SQL chose for them.

use std::sync::Arc;

use arrow::array::{
    Array, AsArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, RecordBatch,
    StringArray,
};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, SchemaRef};
use chrono::{Days, NaiveDate};
use qd_model::Decimal;

/// The rows of a result as one batch.
pub(crate) struct Rows {
    pub(crate) batch: RecordBatch,
}

/// Days since 1970-01-01.
pub(crate) fn days(date: NaiveDate) -> i32 {
    i32::try_from((date - EPOCH).num_days()).expect("chrono's dates fit 32 bits")
}

/// The date that many days after 1970-01-01.
pub(crate) fn date_of(days: i32) -> NaiveDate {
    let magnitude = Days::new(u64::from(days.unsigned_abs()));
    if days < 0 { EPOCH - magnitude } else { EPOCH + magnitude }
}

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a valid date");

impl Rows {
    /// Joins batches into one.
    pub(crate) fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        let batch = match <[RecordBatch; 1]>::try_from(batches) {
            Ok([only]) => only,
            Err(many) => concat_batches(&schema, &many).expect("batches of one plan"),
        };
        Self { batch }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// The columns by name.
    pub(crate) fn columns(&self) -> Columns<'_> {
        Columns(&self.batch)
    }
}

/// Typed access to the columns of a batch.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'a>(pub(crate) &'a RecordBatch);

impl Columns<'_> {
    /// A column as text; what is no text is written as SQL would.
    pub(crate) fn texts(self, name: &str) -> Option<Texts> {
        let column = cast(self.0.column_by_name(name)?, &DataType::Utf8).ok()?;
        Some(Texts(column.as_string::<i32>().clone()))
    }

    /// A column of dates.
    pub(crate) fn dates(self, name: &str) -> Option<Dates> {
        let column = cast(self.0.column_by_name(name)?, &DataType::Date32).ok()?;
        Some(Dates(column.as_primitive::<Date32Type>().clone()))
    }

    /// A column of numbers: decimals and counts exactly, floats at 12 digits after the point.
    pub(crate) fn numbers(self, name: &str) -> Option<Numbers> {
        let column = self.0.column_by_name(name)?;
        let to = match column.data_type() {
            DataType::Decimal128(_, _) => return Some(Numbers::decimal(column)),
            DataType::Float16 | DataType::Float32 | DataType::Float64 => DataType::Float64,
            _ => DataType::Decimal128(38, 0),
        };
        let column = cast(column, &to).ok()?;
        match to {
            DataType::Float64 => Some(Numbers::Float(column.as_primitive::<Float64Type>().clone())),
            _ => Some(Numbers::decimal(&column)),
        }
    }

    /// A column of yes and no.
    pub(crate) fn booleans(self, name: &str) -> Option<Booleans> {
        let column = cast(self.0.column_by_name(name)?, &DataType::Boolean).ok()?;
        Some(Booleans(column.as_boolean().clone()))
    }
}

/// Text by row.
pub(crate) struct Texts(StringArray);

impl Texts {
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        self.0.is_valid(row).then(|| self.0.value(row))
    }

    /// The text, empty where there is none.
    pub(crate) fn text(&self, row: usize) -> &str {
        self.get(row).unwrap_or_default()
    }
}

/// Dates by row.
pub(crate) struct Dates(Date32Array);

impl Dates {
    pub(crate) fn get(&self, row: usize) -> Option<NaiveDate> {
        self.0.is_valid(row).then(|| date_of(self.0.value(row)))
    }
}

/// Yes or no by row.
pub(crate) struct Booleans(BooleanArray);

impl Booleans {
    pub(crate) fn get(&self, row: usize) -> Option<bool> {
        self.0.is_valid(row).then(|| self.0.value(row))
    }
}

/// Numbers by row.
pub(crate) enum Numbers {
    Decimal(Decimal128Array, u8),
    Float(Float64Array),
}

impl Numbers {
    fn decimal(column: &Arc<dyn Array>) -> Self {
        let column = column.as_primitive::<Decimal128Type>().clone();
        let scale = u8::try_from(column.scale()).unwrap_or_default();
        Self::Decimal(column, scale)
    }

    pub(crate) fn get(&self, row: usize) -> Option<Decimal> {
        match self {
            Self::Decimal(column, scale) => {
                column.is_valid(row).then(|| Decimal::new(column.value(row), *scale))
            }
            Self::Float(column) if column.is_valid(row) => {
                let number = column.value(row);
                let digits =
                    if number.is_finite() { format!("{number:.12}") } else { return None };
                digits.parse::<Decimal>().ok().map(Decimal::normalized)
            }
            Self::Float(_) => None,
        }
    }
}
