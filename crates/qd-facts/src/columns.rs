//! Whole columns of one table, for readers of a million rows: no cell, no row and no text of its own
//! is made on the way.
//!
//! What [`crate::FactRows`] checks cell by cell is checked here column by column, before anything is
//! kept. Columns are made side by side, since each is a loop of its own over the rows.

use std::sync::{Arc, Mutex};
use std::thread;

use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, DictionaryArray, Int64Array, RecordBatch, StringArray,
    new_null_array,
};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer};
use arrow::datatypes::Int32Type;
use chrono::NaiveDate;
use qd_model::Decimal;

use crate::batch::{FactError, days, digits_of};
use crate::schema::{COMMON_COLUMNS, ColumnDef, ColumnType, Table, arrow_schema};
use crate::tables;

/// Texts by number, in one piece of memory.
#[derive(Default)]
pub struct TextList {
    text: String,
    /// Start and length; a start of [`TextList::NONE`] is no text.
    spans: Vec<(u32, u32)>,
}

impl TextList {
    /// The number of no text.
    pub const NONE: u32 = u32::MAX;

    /// Adds a text, or none, and returns its number.
    ///
    /// # Panics
    /// If all texts together exceed 4 GiB; readers bound what they hold far below.
    pub fn push(&mut self, text: Option<&str>) -> u32 {
        let number = u32::try_from(self.spans.len()).expect("fewer texts than bytes of a file");
        let start = u32::try_from(self.text.len()).expect("readers hold less than 4 GiB");
        self.spans.push(match text {
            Some(text) => (start, u32::try_from(text.len()).expect("less than 4 GiB")),
            None => (Self::NONE, 0),
        });
        self.text.push_str(text.unwrap_or_default());
        number
    }

    /// The text of a number.
    pub fn get(&self, number: u32) -> Option<&str> {
        let (start, length) = *self.spans.get(number as usize)?;
        self.text.get(start as usize..start as usize + length as usize)
    }

    /// Adds another list after this one.
    ///
    /// # Panics
    /// As [`TextList::push`].
    pub fn append(&mut self, other: &Self) {
        let offset = u32::try_from(self.text.len()).expect("readers hold less than 4 GiB");
        self.text.push_str(&other.text);
        self.spans.extend(other.spans.iter().map(|(start, length)| match *start {
            Self::NONE => (Self::NONE, 0),
            start => (start.checked_add(offset).expect("less than 4 GiB"), *length),
        }));
    }

    fn length(&self, number: u32) -> Option<usize> {
        let (start, length) = *self.spans.get(number as usize)?;
        (start != Self::NONE).then_some(length as usize)
    }
}

impl<'t> FromIterator<Option<&'t str>> for TextList {
    fn from_iter<T: IntoIterator<Item = Option<&'t str>>>(texts: T) -> Self {
        let mut list = Self::default();
        for text in texts {
            list.push(text);
        }
        list
    }
}

/// What a column holds, row by row.
pub enum WholeColumn<'a> {
    /// The same text in every row.
    Same(&'a str),
    /// The number of a text; one that the list has not is null.
    Texts(&'a TextList, &'a [u32]),
    /// Days.
    Dates(&'a [NaiveDate]),
    /// Days, or null.
    SomeDates(&'a [Option<NaiveDate>]),
    /// Lines of a file.
    Lines(&'a [u32]),
    /// Mantissas at the column's scale; `i128::MIN` is null.
    Mantissas(Vec<i128>),
}

/// Makes a table of whole columns; those that are not given are null.
///
/// # Panics
/// If there is no such table or column, or a column has another number of rows: readers name both
/// in code.
pub fn whole(
    table: &str,
    n_rows: usize,
    columns: Vec<(&str, WholeColumn<'_>)>,
) -> Result<RecordBatch, FactError> {
    /// Below that many rows a thread costs more than it saves.
    const MIN_ROWS: usize = 20_000;
    let table = tables::find(table).expect("a fact table of this crate");
    let all = COMMON_COLUMNS.iter().chain(table.columns).collect::<Vec<_>>();
    let mut work = all.iter().map(|_| None).collect::<Vec<_>>();
    for (name, column) in columns {
        let index = all.iter().position(|known| known.name == name);
        work[index.expect("a column of the table")] = Some(column);
    }
    let queue = Mutex::new(work.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    let make = || {
        loop {
            let next = queue.lock().expect("no worker panics while it holds the list").next();
            let Some((index, column)) = next else { break };
            let made = array(table, all[index], n_rows, column);
            done.lock().expect("no worker panics while it holds the list").push((index, made));
        }
    };
    let n_threads = match n_rows < MIN_ROWS {
        true => 1,
        false => thread::available_parallelism().map_or(1, usize::from).min(8),
    };
    thread::scope(|scope| {
        (1..n_threads).for_each(|_| drop(scope.spawn(make)));
        make();
    });
    let mut done = done.into_inner().expect("the workers have ended");
    done.sort_by_key(|(index, _)| *index);
    let arrays = done.into_iter().map(|(_, made)| made).collect::<Result<Vec<_>, _>>()?;
    Ok(RecordBatch::try_new(arrow_schema(table), arrays)
        .expect("columns follow the table's schema and required cells were checked"))
}

fn array(
    table: &Table,
    column: &ColumnDef,
    n_rows: usize,
    given: Option<WholeColumn<'_>>,
) -> Result<ArrayRef, FactError> {
    let (table_name, name) = (table.name, column.name);
    let required = FactError::Required { table: table_name, column: name };
    let expected = column.column_type.as_str();
    let wrong = FactError::Type { table: table_name, column: name, expected };
    let made: ArrayRef = match (column.column_type, given) {
        (_, None) => {
            let schema = arrow_schema(table);
            let field = schema.field_with_name(name).expect("a column of the table");
            new_null_array(field.data_type(), n_rows)
        }
        (ColumnType::Text, Some(WholeColumn::Texts(list, numbers))) if name == "file" => {
            let names = (0..list.spans.len() as u32).map(|number| list.get(number));
            let keys = numbers.iter().map(|number| i32::try_from(*number).ok());
            let keys = keys.collect::<arrow::array::Int32Array>();
            let files = Arc::new(names.collect::<StringArray>());
            Arc::new(
                DictionaryArray::<Int32Type>::try_new(keys, files).map_err(|_| required.clone())?,
            )
        }
        (ColumnType::Text, Some(WholeColumn::Texts(list, numbers))) => {
            return texts(table, column, list, numbers).map(|made| Arc::new(made) as _);
        }
        (ColumnType::Text, Some(WholeColumn::Same(text))) => {
            let end =
                |row: usize| i32::try_from(row * text.len()).map_err(|_| too_large(table, column));
            let ends = (0..=n_rows).map(end).collect::<Result<Vec<_>, _>>()?;
            Arc::new(strings(ends, text.repeat(n_rows).into_bytes(), None))
        }
        (ColumnType::Date, Some(WholeColumn::Dates(dates))) => {
            Arc::new(dates.iter().map(|date| Some(days(*date))).collect::<Date32Array>())
        }
        (ColumnType::Date, Some(WholeColumn::SomeDates(dates))) => {
            Arc::new(dates.iter().map(|date| date.map(days)).collect::<Date32Array>())
        }
        (ColumnType::Integer, Some(WholeColumn::Lines(lines))) => {
            let lines = lines.iter().map(|line| i64::from(*line)).collect::<Vec<_>>();
            Arc::new(Int64Array::from(lines))
        }
        (ColumnType::Number | ColumnType::Cost, Some(WholeColumn::Mantissas(mantissas))) => {
            return numbers(table, column, mantissas).map(|made| Arc::new(made) as _);
        }
        (_, Some(_)) => return Err(wrong),
    };
    assert_eq!(made.len(), n_rows, "one cell for each row");
    match made.null_count() > 0 && !column.is_optional {
        true => Err(required),
        false => Ok(made),
    }
}

fn texts(
    table: &Table,
    column: &ColumnDef,
    list: &TextList,
    numbers: &[u32],
) -> Result<StringArray, FactError> {
    let (mut ends, mut end, mut n_null) = (Vec::with_capacity(numbers.len() + 1), 0usize, 0);
    ends.push(0);
    for number in numbers {
        match list.length(*number) {
            Some(length) => end += length,
            None => n_null += 1,
        }
        ends.push(i32::try_from(end).map_err(|_| too_large(table, column))?);
    }
    if n_null > 0 && !column.is_optional {
        return Err(FactError::Required { table: table.name, column: column.name });
    }
    let mut bytes = Vec::with_capacity(end);
    for number in numbers {
        bytes.extend_from_slice(list.get(*number).unwrap_or_default().as_bytes());
    }
    let is_some = |row: usize| list.length(numbers[row]).is_some();
    let nulls =
        (n_null > 0).then(|| NullBuffer::new(BooleanBuffer::collect_bool(numbers.len(), is_some)));
    Ok(strings(ends, bytes, nulls))
}

fn strings(ends: Vec<i32>, bytes: Vec<u8>, nulls: Option<NullBuffer>) -> StringArray {
    StringArray::try_new(OffsetBuffer::new(ends.into()), Buffer::from_vec(bytes), nulls)
        .expect("texts end to end are valid text")
}

fn numbers(
    table: &Table,
    column: &ColumnDef,
    mantissas: Vec<i128>,
) -> Result<Decimal128Array, FactError> {
    let (scale, precision) = digits_of(column);
    let most = 10u128.pow(u32::from(precision));
    let wrong = mantissas.iter().find(|mantissa| {
        **mantissa != i128::MIN && mantissa.unsigned_abs() >= most
            || **mantissa == i128::MIN && !column.is_optional
    });
    match wrong {
        Some(&i128::MIN) => {
            return Err(FactError::Required { table: table.name, column: column.name });
        }
        Some(mantissa) => {
            let number = Decimal::new(*mantissa, scale);
            let (table, column) = (table.name, column.name);
            return Err(FactError::Digits { table, column, scale, number });
        }
        None => {}
    }
    let is_some = |row: usize| mantissas[row] != i128::MIN;
    let nulls = mantissas
        .contains(&i128::MIN)
        .then(|| NullBuffer::new(BooleanBuffer::collect_bool(mantissas.len(), is_some)));
    let array = Decimal128Array::new(mantissas.into(), nulls);
    // Bills are held below 10^12 in a column of 38 digits.
    let declared = if column.column_type == ColumnType::Cost { 38 } else { precision };
    Ok(array.with_precision_and_scale(declared, scale as i8).expect("a valid precision and scale"))
}

fn too_large(table: &Table, column: &ColumnDef) -> FactError {
    FactError::TooLarge { table: table.name, column: column.name }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray};
    use qd_model::{Decimal, EntityKey, Evidence, SourceId};

    use super::{TextList, WholeColumn, whole};
    use crate::batch::FactError;
    use crate::facts::{Facts, Row};

    /// Three prices as whole columns.
    fn prices(
        mantissas: Vec<i128>,
        commodities: &[u32],
    ) -> Result<arrow::array::RecordBatch, FactError> {
        let list = [Some("EUR"), Some("£"), None].into_iter().collect::<TextList>();
        let files = [Some("a.journal"), Some("b.journal")].into_iter().collect::<TextList>();
        let dates = ["2026-09-30".parse().unwrap(); 3];
        let columns = vec![
            ("entity", WholeColumn::Same("p/jada")),
            ("source", WholeColumn::Same("books")),
            ("file", WholeColumn::Texts(&files, &[0, 1, 1])),
            ("line", WholeColumn::Lines(&[3, 4, 5])),
            ("date", WholeColumn::Dates(&dates)),
            ("commodity", WholeColumn::Texts(&list, commodities)),
            ("price", WholeColumn::Mantissas(mantissas)),
            ("quote", WholeColumn::Same("USD")),
        ];
        whole("price", 3, columns)
    }

    #[test]
    fn whole_columns_are_the_rows_that_single_cells_make() {
        let unit = 10i128.pow(12);
        let batch = prices(vec![unit, 2 * unit, unit / 2], &[0, 1, 0]).unwrap();
        let mut facts = Facts::default();
        let (entity, source) =
            (EntityKey::parse("p/jada").unwrap(), SourceId::new("books").unwrap());
        for (file, line, commodity, price) in [
            ("a.journal", 3, "EUR", "1"),
            ("b.journal", 4, "£", "2"),
            ("b.journal", 5, "EUR", "0.5"),
        ] {
            let row = Row::of("price")
                .set("date", "2026-09-30".parse::<chrono::NaiveDate>().unwrap())
                .set("commodity", commodity)
                .set("price", price.parse::<Decimal>().unwrap())
                .set("quote", "USD");
            facts.push(&entity, &source, &Evidence::line(file, line), &row).unwrap();
        }
        assert_eq!(facts.finish()["price"], batch);
        let mut both = Facts::default();
        both.append("price", batch.clone());
        both.append("price", batch);
        assert_eq!(both.counts(), [("price".to_owned(), 6)]);
        assert_eq!(both.finish()["price"].num_rows(), 6);
    }

    #[test]
    fn what_a_column_does_not_hold_is_refused() {
        let most = 10i128.pow(28);
        let refused = |mantissas, commodities: &[u32]| {
            prices(mantissas, commodities).unwrap_err().to_string()
        };
        assert_eq!(refused(vec![0; 3], &[0, 2, 0]), "`price.commodity` has no value");
        assert_eq!(refused(vec![0, i128::MIN, 0], &[0; 3]), "`price.price` has no value");
        assert!(refused(vec![0, most, 0], &[0; 3]).contains("16 digits before the point"));
        assert!(prices(vec![1 - most; 3], &[0; 3]).is_ok());
        let lines = vec![("line", WholeColumn::Same("x"))];
        let typed = whole("price", 3, lines).unwrap_err();
        assert!(matches!(typed, FactError::Type { .. } | FactError::Required { .. }), "{typed}");
    }

    #[test]
    fn optional_columns_have_nulls() {
        let list = [Some("x"), None].into_iter().collect::<TextList>();
        let mut twice = TextList::default();
        twice.append(&list);
        twice.append(&list);
        let texts = (0..5).map(|number| twice.get(number)).collect::<Vec<_>>();
        assert_eq!(texts, [Some("x"), None, Some("x"), None, None]);
        let date = "2026-09-30".parse().unwrap();
        let (dates, some) = ([date; 2], [None, Some(date)]);
        let files = [Some("a.journal")].into_iter().collect::<TextList>();
        let columns = vec![
            ("entity", WholeColumn::Same("p/jada")),
            ("source", WholeColumn::Same("books")),
            ("file", WholeColumn::Texts(&files, &[0, 0])),
            ("date", WholeColumn::Dates(&dates)),
            ("effective_date", WholeColumn::SomeDates(&some)),
            ("transaction", WholeColumn::Same("t")),
            ("account", WholeColumn::Same("Bank")),
            ("account_type", WholeColumn::Same("asset")),
            ("commodity", WholeColumn::Same("USD")),
            ("amount", WholeColumn::Mantissas(vec![0, 1])),
            ("weight", WholeColumn::Mantissas(vec![i128::MIN, 1])),
            ("payee", WholeColumn::Texts(&list, &[TextList::NONE, 0])),
        ];
        let batch = whole("posting", 2, columns).unwrap();
        let nulls = |name: &str| batch.column_by_name(name).unwrap().null_count();
        assert_eq!(
            ["effective_date", "weight", "payee", "tags", "line"].map(nulls),
            [1, 1, 1, 2, 2]
        );
        assert_eq!(batch.column_by_name("payee").unwrap().as_string::<i32>().value(1), "x");
    }
}
