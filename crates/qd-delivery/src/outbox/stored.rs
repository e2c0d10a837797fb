//! Reading of rows whose damage must be named: by whom the record is about, and its column.

use std::cell::Cell;

use chrono::{DateTime, Utc};
use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{Error, Row, Statement};

use super::StoreError;
use crate::DeliveryError;

/// A row in reading, and what people call its record.
pub(super) struct Stored<'r> {
    row: &'r Row<'r>,
    word: &'static str,
    columns: &'static [&'static str],
    /// The place after the column that was read last.
    next: Cell<usize>,
}

impl<'r> Stored<'r> {
    /// Names the record by a word and the columns that identify it, as they are.
    pub(super) fn new(
        row: &'r Row<'r>,
        word: &'static str,
        columns: &'static [&'static str],
    ) -> Self {
        Self { row, word, columns, next: Cell::new(0) }
    }

    /// Returns a column's value.
    pub(super) fn get<T: FromSql>(&self, column: &'static str) -> Result<T, StoreError> {
        let place = self.place(column)?;
        self.row.get(place).map_err(|error| match error {
            Error::InvalidColumnType(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::FromSqlConversionFailure(..)
            | Error::Utf8Error(..) => self.damaged(column),
            other => other.into(),
        })
    }

    /// Finds a column. They are mostly read in their order, and a search by name compares with all
    /// those before it.
    fn place(&self, column: &'static str) -> Result<usize, StoreError> {
        let statement: &Statement<'_> = self.row.as_ref();
        let is_next = statement.column_name(self.next.get()).is_ok_and(|name| name == column);
        let place = if is_next { self.next.get() } else { statement.column_index(column)? };
        self.next.set(place + 1);
        Ok(place)
    }

    /// Reads a column's text.
    pub(super) fn parse<T, E>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        read(&self.get::<String>(column)?).map_err(|_| self.damaged(column))
    }

    /// Reads a column's text, if there is one.
    pub(super) fn parse_optional<T, E>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        let text = self.get::<Option<String>>(column)?;
        text.map(|text| read(&text)).transpose().map_err(|_| self.damaged(column))
    }

    /// Reads a column's instant.
    pub(super) fn instant(&self, column: &'static str) -> Result<DateTime<Utc>, StoreError> {
        self.parse(column, str::parse)
    }

    fn damaged(&self, column: &'static str) -> StoreError {
        let names = self.columns.iter().map(|column| shown(self.row, column));
        let record = format!("{} {}", self.word, names.collect::<Vec<_>>().join("/"));
        let value = shown(self.row, column);
        DeliveryError::Stored { record, column, value }.into()
    }
}

/// A value of any type for people: damage included, control characters not.
fn shown(row: &Row<'_>, column: &str) -> String {
    let text = match row.get_ref(column) {
        Err(_) | Ok(ValueRef::Null) => "nothing".to_owned(),
        Ok(ValueRef::Integer(number)) => number.to_string(),
        Ok(ValueRef::Real(number)) => number.to_string(),
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
    };
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}
