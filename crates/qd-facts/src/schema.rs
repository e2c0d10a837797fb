//! How a fact table is declared, and the Arrow schema that follows from it.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// The type of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnType {
    /// UTF-8 text from outside.
    Text,
    /// A calendar day, as written in the source.
    Date,
    /// An instant in microseconds, UTC.
    Timestamp,
    /// Decimal128(28, 12): business money and plain numbers.
    Number,
    /// Decimal128(38, 20): lines of cloud bills.
    Cost,
    /// A 64-bit count.
    Integer,
    /// Yes or no.
    Boolean,
}

impl ColumnType {
    /// The Arrow type.
    pub fn arrow(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Number => DataType::Decimal128(28, 12),
            Self::Cost => DataType::Decimal128(38, 20),
            Self::Integer => DataType::Int64,
            Self::Boolean => DataType::Boolean,
        }
    }

    /// The word for messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Date => "a date",
            Self::Timestamp => "an instant",
            Self::Number | Self::Cost => "a number",
            Self::Integer => "a whole number",
            Self::Boolean => "yes or no",
        }
    }
}

/// A column of a fact table.
#[derive(Clone, Copy, Debug)]
pub struct ColumnDef {
    /// The name in SQL.
    pub name: &'static str,
    /// What it holds.
    pub column_type: ColumnType,
    /// Claims that a row may leave it out.
    pub is_optional: bool,
    /// Unit, sign and meaning.
    pub doc: &'static str,
}

impl ColumnDef {
    const fn required(name: &'static str, column_type: ColumnType, doc: &'static str) -> Self {
        Self { name, column_type, is_optional: false, doc }
    }

    /// Lets rows leave the column out.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }
}

/// A fact table.
#[derive(Debug)]
pub struct Table {
    /// The singular noun that SQL reads.
    pub name: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// What one row is.
    pub grain: &'static str,
    /// The column by which `as_of` cuts and coverage is told; `None` for tables without history.
    pub business_date: Option<&'static str>,
    /// Its columns, without [`COMMON_COLUMNS`].
    pub columns: &'static [ColumnDef],
}

impl Table {
    /// Finds a column by its name.
    pub fn column(&self, name: &str) -> Option<&ColumnDef> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// The columns that every table begins with: whose row it is, and where it came from.
pub const COMMON_COLUMNS: [ColumnDef; 4] = [
    text("entity", "The entity's key, `PORTFOLIO/ENTITY`"),
    text("source", "The id of the source"),
    text("file", "The file or place, relative to the portfolio's folder"),
    integer("line", "The line from 1; null where lines mean nothing").optional(),
];

/// Returns the Arrow schema: the common columns, then the table's own. `file` is dictionary-coded,
/// because a book of a million postings has a handful of files.
pub fn arrow_schema(table: &Table) -> SchemaRef {
    let fields = COMMON_COLUMNS.iter().chain(table.columns).map(|column| {
        let data_type = match column.name {
            "file" => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            _ => column.column_type.arrow(),
        };
        Field::new(column.name, data_type, column.is_optional)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

pub(crate) const fn text(name: &'static str, doc: &'static str) -> ColumnDef {
    ColumnDef::required(name, ColumnType::Text, doc)
}

pub(crate) const fn date(name: &'static str, doc: &'static str) -> ColumnDef {
    ColumnDef::required(name, ColumnType::Date, doc)
}

pub(crate) const fn timestamp(name: &'static str, doc: &'static str) -> ColumnDef {
    ColumnDef::required(name, ColumnType::Timestamp, doc)
}

/// A business amount; its table has a `commodity` column.
pub(crate) const fn money(name: &'static str, doc: &'static str) -> ColumnDef {
    ColumnDef::required(name, ColumnType::Number, doc)
}

pub(crate) const fn number(name: &'static str, doc: &'static str) -> ColumnDef {
    ColumnDef::required(name, ColumnType::Number, doc)
}

pub(crate) const fn cost(name: &'static str, doc: &'static str) -> ColumnDef {
    ColumnDef::required(name, ColumnType::Cost, doc)
}

pub(crate) const fn integer(name: &'static str, doc: &'static str) -> ColumnDef {
    ColumnDef::required(name, ColumnType::Integer, doc)
}

pub(crate) const fn boolean(name: &'static str, doc: &'static str) -> ColumnDef {
    ColumnDef::required(name, ColumnType::Boolean, doc)
}
