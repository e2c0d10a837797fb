//! All facts of a run, table by table, and how a reader adds a row.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use qd_model::{Decimal, Diagnostic, EntityKey, Evidence, SourceId};

use crate::batch::{FactCell, FactError, FactRows};
use crate::schema::Table;
use crate::tables;

/// One row in the making: cells by column name, the others null.
pub struct Row {
    table: &'static Table,
    cells: Vec<FactCell>,
}

impl Row {
    /// Starts a row of a table.
    ///
    /// # Panics
    /// If there is no such table: readers name tables in code, configuration is checked before.
    pub fn of(table: &str) -> Self {
        let table = tables::find(table).expect("a fact table of this crate");
        Self { table, cells: vec![FactCell::Null; table.columns.len()] }
    }

    /// Sets a cell.
    ///
    /// # Panics
    /// If there is no such column, as for [`Row::of`].
    #[must_use]
    pub fn set(mut self, column: &str, cell: impl Into<FactCell>) -> Self {
        let index = self.table.columns.iter().position(|known| known.name == column);
        self.cells[index.expect("a column of the table")] = cell.into();
        self
    }
}

/// The rows of all tables.
#[derive(Default)]
pub struct Facts(BTreeMap<&'static str, FactRows>);

impl Facts {
    /// Adds a row, or says why it cannot be one; then nothing has changed.
    pub fn push(
        &mut self,
        entity: &EntityKey,
        source: &SourceId,
        evidence: &Evidence,
        row: &Row,
    ) -> Result<(), FactError> {
        self.0.entry(row.table.name).or_insert_with(|| FactRows::new(row.table)).push(
            entity.as_str(),
            source.as_str(),
            evidence,
            &row.cells,
        )
    }

    /// How many rows each table has, empty ones left out.
    pub fn counts(&self) -> Vec<(String, u64)> {
        self.0.values().map(|rows| (rows.table().name.to_owned(), rows.len() as u64)).collect()
    }

    /// Ends all tables.
    pub fn finish(self) -> BTreeMap<&'static str, RecordBatch> {
        self.0.into_iter().map(|(name, rows)| (name, rows.finish())).collect()
    }
}

/// What a reader returns: what it understood, and what it did not.
#[derive(Default)]
pub struct Collected {
    /// The rows.
    pub facts: Facts,
    /// What was not understood, with the place.
    pub diagnostics: Vec<Diagnostic>,
    /// Items that were seen and could not be understood.
    pub n_skipped: u64,
    /// Claims that the source could not be read at all.
    pub is_missing: bool,
}

impl From<&str> for FactCell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for FactCell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<chrono::NaiveDate> for FactCell {
    fn from(date: chrono::NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<chrono::DateTime<chrono::Utc>> for FactCell {
    fn from(at: chrono::DateTime<chrono::Utc>) -> Self {
        Self::Timestamp(at)
    }
}

impl From<Decimal> for FactCell {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for FactCell {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for FactCell {
    fn from(is_set: bool) -> Self {
        Self::Boolean(is_set)
    }
}

impl<T: Into<FactCell>> From<Option<T>> for FactCell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::Decimal128Type;
    use qd_model::{Decimal, EntityKey, Evidence, SourceId};

    use super::{Facts, Row};
    use crate::batch::FactError;

    fn price(number: &str) -> Row {
        Row::of("price")
            .set("date", "2026-09-30".parse::<chrono::NaiveDate>().unwrap())
            .set("commodity", "EUR")
            .set("price", number.parse::<Decimal>().unwrap())
            .set("quote", "USD")
    }

    #[test]
    fn rows_become_a_batch_and_bad_rows_change_nothing() {
        let (entity, source) =
            (EntityKey::parse("p/jada").unwrap(), SourceId::new("books").unwrap());
        let place = Evidence::line("books/jada.beancount", 3);
        let mut facts = Facts::default();
        let mut push = |row: &Row| facts.push(&entity, &source, &place, row);
        push(&price("1.05")).unwrap();
        let digits = push(&price("0.0000000000001")).unwrap_err();
        assert!(matches!(digits, FactError::Digits { column: "price", .. }), "{digits}");
        let required = push(&Row::of("price")).unwrap_err();
        assert_eq!(required.to_string(), "`price.date` has no value");
        let typed = push(&price("1").set("commodity", true)).unwrap_err();
        assert_eq!(typed.to_string(), "`price.commodity` takes text");
        let batch = &facts.finish()["price"];
        assert_eq!(batch.num_rows(), 1);
        let prices = batch.column_by_name("price").unwrap().as_primitive::<Decimal128Type>();
        assert_eq!((prices.value(0), prices.null_count()), (1_050_000_000_000, 0));
    }
}
