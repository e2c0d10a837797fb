//! Rows of one fact table, checked cell by cell, and the Arrow batch that they become.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, RecordBatch,
    StringBuilder, StringDictionaryBuilder, TimestampMicrosecondBuilder,
};
use arrow::datatypes::Int32Type;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use qd_model::{Decimal, Evidence};

use crate::schema::{ColumnDef, ColumnType, Table, arrow_schema};

/// A value for a column.
#[derive(Clone, PartialEq, Debug)]
pub enum FactCell {
    /// Nothing.
    Null,
    /// Text from outside.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// An instant.
    Timestamp(DateTime<Utc>),
    /// A number.
    Number(Decimal),
    /// A count.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
}

/// Why a row was refused. The reader turns it into a diagnostic with the row's place.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FactError {
    /// A required column has no value.
    #[error("`{table}.{column}` has no value")]
    Required {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The column does not exist.
    #[error("`{table}` has no column `{column}`")]
    UnknownColumn {
        /// The table.
        table: &'static str,
        /// The name given.
        column: String,
    },
    /// The value has another type.
    #[error("`{table}.{column}` takes {expected}")]
    Type {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What it takes.
        expected: &'static str,
    },
    /// The number has more digits than the column holds.
    #[error(
        "`{table}.{column}` holds 16 digits before the point and {scale} after it, found: {number}"
    )]
    Digits {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The digits after the point.
        scale: u8,
        /// The number.
        number: Decimal,
    },
    /// A column of one source has more text than a column holds.
    #[error("`{table}.{column}` holds 2 GiB of text of one source")]
    TooLarge {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The table does not exist.
    #[error("there is no fact table `{0}`")]
    UnknownTable(String),
}

enum Builder {
    Text(StringBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
    Decimal(Decimal128Builder, u8),
    Integer(Int64Builder),
    Boolean(BooleanBuilder),
}

/// The rows of one table.
pub struct FactRows {
    table: &'static Table,
    entity: StringBuilder,
    source: StringBuilder,
    file: StringDictionaryBuilder<Int32Type>,
    line: Int64Builder,
    columns: Vec<Builder>,
    n_rows: usize,
}

impl FactRows {
    /// Starts an empty table.
    pub fn new(table: &'static Table) -> Self {
        Self {
            table,
            entity: StringBuilder::new(),
            source: StringBuilder::new(),
            file: StringDictionaryBuilder::new(),
            line: Int64Builder::new(),
            columns: table.columns.iter().map(builder).collect(),
            n_rows: 0,
        }
    }

    /// The table's declaration.
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.n_rows
    }

    /// Claims that there is no row.
    pub fn is_empty(&self) -> bool {
        self.n_rows == 0
    }

    /// Adds a row whose cells stand in the table's order. A refused row changes nothing.
    pub fn push(
        &mut self,
        entity: &str,
        source: &str,
        evidence: &Evidence,
        cells: &[FactCell],
    ) -> Result<(), FactError> {
        assert_eq!(cells.len(), self.table.columns.len(), "one cell for each column");
        for (column, cell) in self.table.columns.iter().zip(cells) {
            check(self.table, column, cell)?;
        }
        for (builder, cell) in self.columns.iter_mut().zip(cells) {
            append(builder, cell);
        }
        self.entity.append_value(entity);
        self.source.append_value(source);
        self.file.append_value(&evidence.file);
        self.line.append_option(evidence.line.map(i64::from));
        self.n_rows += 1;
        Ok(())
    }

    /// Ends the table.
    pub fn finish(mut self) -> RecordBatch {
        let mut arrays: Vec<ArrayRef> = vec![
            Arc::new(self.entity.finish()),
            Arc::new(self.source.finish()),
            Arc::new(self.file.finish()),
            Arc::new(self.line.finish()),
        ];
        arrays.extend(self.columns.into_iter().map(finish));
        RecordBatch::try_new(arrow_schema(self.table), arrays)
            .expect("builders follow the table's schema and required cells were checked")
    }
}

fn builder(column: &ColumnDef) -> Builder {
    match column.column_type {
        ColumnType::Text => Builder::Text(StringBuilder::new()),
        ColumnType::Date => Builder::Date(Date32Builder::new()),
        ColumnType::Timestamp => {
            Builder::Timestamp(TimestampMicrosecondBuilder::new().with_timezone("UTC"))
        }
        ColumnType::Number => decimal(28, 12),
        ColumnType::Cost => decimal(38, 20),
        ColumnType::Integer => Builder::Integer(Int64Builder::new()),
        ColumnType::Boolean => Builder::Boolean(BooleanBuilder::new()),
    }
}

fn decimal(precision: u8, scale: u8) -> Builder {
    let builder = Decimal128Builder::new()
        .with_precision_and_scale(precision, scale as i8)
        .expect("a valid precision and scale");
    Builder::Decimal(builder, scale)
}

fn check(table: &Table, column: &ColumnDef, cell: &FactCell) -> Result<(), FactError> {
    let (table, column_name) = (table.name, column.name);
    let number = match (column.column_type, cell) {
        (_, FactCell::Null) if column.is_optional => return Ok(()),
        (_, FactCell::Null) => return Err(FactError::Required { table, column: column_name }),
        (ColumnType::Text, FactCell::Text(_))
        | (ColumnType::Date, FactCell::Date(_))
        | (ColumnType::Timestamp, FactCell::Timestamp(_))
        | (ColumnType::Integer, FactCell::Integer(_))
        | (ColumnType::Boolean, FactCell::Boolean(_)) => return Ok(()),
        (ColumnType::Number | ColumnType::Cost, FactCell::Number(number)) => *number,
        _ => {
            let expected = column.column_type.as_str();
            return Err(FactError::Type { table, column: column_name, expected });
        }
    };
    let (scale, digits) = digits_of(column);
    match number.mantissa_at(scale) {
        Ok(mantissa) if mantissa.unsigned_abs() < 10u128.pow(u32::from(digits)) => Ok(()),
        _ => Err(FactError::Digits { table, column: column_name, scale, number }),
    }
}

/// The digits after the point of a column of numbers, and all digits that its numbers may have: 16
/// before the point for business money; bills are held below 10^12, so that a sum over ten thousand
/// portfolios cannot wrap.
pub(crate) fn digits_of(column: &ColumnDef) -> (u8, u8) {
    if column.column_type == ColumnType::Cost { (20, 32) } else { (12, 28) }
}

fn append(builder: &mut Builder, cell: &FactCell) {
    match (builder, cell) {
        (Builder::Text(builder), FactCell::Text(text)) => builder.append_value(text),
        (Builder::Text(builder), _) => builder.append_null(),
        (Builder::Date(builder), FactCell::Date(date)) => builder.append_value(days(*date)),
        (Builder::Date(builder), _) => builder.append_null(),
        (Builder::Timestamp(builder), FactCell::Timestamp(at)) => {
            builder.append_value(at.timestamp_micros());
        }
        (Builder::Timestamp(builder), _) => builder.append_null(),
        (Builder::Decimal(builder, scale), FactCell::Number(number)) => {
            builder.append_value(number.mantissa_at(*scale).expect("checked before"));
        }
        (Builder::Decimal(builder, _), _) => builder.append_null(),
        (Builder::Integer(builder), FactCell::Integer(number)) => builder.append_value(*number),
        (Builder::Integer(builder), _) => builder.append_null(),
        (Builder::Boolean(builder), FactCell::Boolean(is_set)) => builder.append_value(*is_set),
        (Builder::Boolean(builder), _) => builder.append_null(),
    }
}

/// Days since 1970-01-01.
pub(crate) fn days(date: NaiveDate) -> i32 {
    const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a valid date");
    date.num_days_from_ce() - EPOCH.num_days_from_ce()
}

fn finish(builder: Builder) -> ArrayRef {
    match builder {
        Builder::Text(mut builder) => Arc::new(builder.finish()),
        Builder::Date(mut builder) => Arc::new(builder.finish()),
        Builder::Timestamp(mut builder) => Arc::new(builder.finish()),
        Builder::Decimal(mut builder, _) => Arc::new(builder.finish()),
        Builder::Integer(mut builder) => Arc::new(builder.finish()),
        Builder::Boolean(mut builder) => Arc::new(builder.finish()),
    }
}
