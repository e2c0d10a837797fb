//! Finished tables: joining those of several sources, and the days they cover.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::{concat_batches, filter_record_batch};
use arrow::datatypes::Date32Type;
use chrono::{Days, NaiveDate};

use crate::schema::arrow_schema;
use crate::tables;

/// One batch for each table that has rows.
pub type Batches = BTreeMap<&'static str, RecordBatch>;

/// Joins the tables of several sources, in their order.
pub fn join(parts: &[Batches]) -> Batches {
    let mut joined = Batches::new();
    for table in tables::ALL {
        let batches = parts.iter().filter_map(|part| part.get(table.name)).collect::<Vec<_>>();
        if !batches.is_empty() {
            let batch = concat_batches(&arrow_schema(table), batches)
                .expect("batches of one table have one schema");
            let batch =
                if table.name == "account" { first_of_each(&batch, "account") } else { batch };
            joined.insert(table.name, batch);
        }
    }
    joined
}

/// Keeps the first row of each entity and name: two sources of one venture may book one account, and
/// a chart that held it twice would double every balance that joins it.
fn first_of_each(batch: &RecordBatch, column: &str) -> RecordBatch {
    let text =
        |name: &str| batch.column_by_name(name).expect("a column of the table").as_string::<i32>();
    let (entities, names) = (text("entity"), text(column));
    let mut seen = BTreeSet::new();
    let is_first =
        (0..batch.num_rows()).map(|row| Some(seen.insert((entities.value(row), names.value(row)))));
    let is_first = is_first.collect::<BooleanArray>();
    filter_record_batch(batch, &is_first).expect("one flag for each row")
}

/// Tells the first and last business day of a source's rows, days after `as_of` left out.
pub fn business_span(batches: &Batches, as_of: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a valid date");
    let columns = batches.iter().filter_map(|(name, batch)| {
        let column = batch.column_by_name(tables::find(name)?.business_date?)?;
        column.as_primitive_opt::<Date32Type>()
    });
    let days = columns.flat_map(|column| column.iter().flatten());
    let last_day = i32::try_from((as_of - EPOCH).num_days()).ok()?;
    let span = days.filter(|day| *day <= last_day).fold(None, |span: Option<(i32, i32)>, day| {
        Some(span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))))
    });
    let date = |day: i32| {
        let distance = Days::new(u64::from(day.unsigned_abs()));
        if day < 0 { EPOCH - distance } else { EPOCH + distance }
    };
    span.map(|(first, last)| (date(first), date(last)))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use qd_model::{Decimal, EntityKey, Evidence, SourceId};

    use super::{Batches, business_span, join};
    use crate::facts::{Facts, Row};

    fn invoices(days: &[&str]) -> Batches {
        let (entity, source) = (EntityKey::parse("p/a").unwrap(), SourceId::new("s").unwrap());
        let mut facts = Facts::default();
        for (line, day) in (2..).zip(days) {
            let row = Row::of("invoice")
                .set("id", "1")
                .set("customer", "c")
                .set("date", day.parse::<NaiveDate>().unwrap())
                .set("amount", Decimal::ONE)
                .set("commodity", "USD");
            facts.push(&entity, &source, &Evidence::line("i.csv", line), &row).unwrap();
        }
        facts.finish()
    }

    #[test]
    fn an_account_of_two_sources_stands_once() {
        let account = |entity: &str| {
            let (entity, source) = (EntityKey::parse(entity).unwrap(), SourceId::new("s").unwrap());
            let row = Row::of("account").set("account", "Bank").set("account_type", "asset");
            let row = row.set("is_cash", true).set("is_restricted", false);
            let mut facts = Facts::default();
            facts.push(&entity, &source, &Evidence::line("b.csv", 1), &row).unwrap();
            facts.finish()
        };
        let joined = join(&[account("p/a"), account("p/b"), account("p/a")]);
        assert_eq!(joined["account"].num_rows(), 2);
    }

    #[test]
    fn tables_join_and_tell_their_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (a, b) = (invoices(&["2026-02-03", "1969-12-30"]), invoices(&["2026-10-01"]));
        assert_eq!(
            business_span(&a, day("2026-09-30")),
            Some((day("1969-12-30"), day("2026-02-03")))
        );
        assert_eq!(business_span(&b, day("2026-09-30")), None);
        assert_eq!(join(&[a, b, Batches::new()])["invoice"].num_rows(), 3);
    }
}
