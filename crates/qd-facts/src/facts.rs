//! All facts of a run, table by table, and how a reader adds a row.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use qd_model::{Decimal, Diagnostic, EntityKey, Evidence, SourceId};

use crate::batch::{FactCell, FactError, FactRows};
use crate::schema::{Table, arrow_schema};
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
pub struct Facts {
    rows: BTreeMap<&'static str, FactRows>,
    /// Tables that came as a whole; their rows stand before single ones.
    whole: BTreeMap<&'static str, Vec<RecordBatch>>,
}

impl Facts {
    /// Adds a row, or says why it cannot be one; then nothing has changed.
    pub fn push(
        &mut self,
        entity: &EntityKey,
        source: &SourceId,
        evidence: &Evidence,
        row: &Row,
    ) -> Result<(), FactError> {
        self.rows.entry(row.table.name).or_insert_with(|| FactRows::new(row.table)).push(
            entity.as_str(),
            source.as_str(),
            evidence,
            &row.cells,
        )
    }

    /// Adds rows that [`crate::whole`] made.
    ///
    /// # Panics
    /// If there is no such table, or the rows are another's: readers name tables in code.
    pub fn append(&mut self, table: &str, batch: RecordBatch) {
        let table = tables::find(table).expect("a fact table of this crate");
        assert_eq!(batch.schema(), arrow_schema(table), "the rows are another table's");
        self.whole.entry(table.name).or_default().push(batch);
    }

    /// How many rows each table has, empty ones left out.
    pub fn counts(&self) -> Vec<(String, u64)> {
        let mut counts = BTreeMap::<_, u64>::new();
        for (name, rows) in &self.rows {
            *counts.entry(*name).or_default() += rows.len() as u64;
        }
        for (name, batches) in &self.whole {
            let n_rows = batches.iter().map(|batch| batch.num_rows() as u64).sum::<u64>();
            *counts.entry(*name).or_default() += n_rows;
        }
        counts.into_iter().map(|(name, n_rows)| (name.to_owned(), n_rows)).collect()
    }

    /// Ends all tables.
    pub fn finish(self) -> BTreeMap<&'static str, RecordBatch> {
        let mut parts = self.whole;
        for (name, rows) in self.rows {
            parts.entry(name).or_default().push(rows.finish());
        }
        let joined = parts.into_iter().map(|(name, mut batches)| match batches.len() {
            1 => (name, batches.remove(0)),
            _ => {
                let schema = arrow_schema(tables::find(name).expect("a fact table of this crate"));
                (name, concat_batches(&schema, &batches).expect("batches of one table"))
            }
        });
        joined.collect()
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
