//! The rows of books as an edition remembers them, and what became of them since.
//!
//! What is remembered of a month is small and tells little: for each account the sum, and of each row
//! its day and a keyed mark of what it says. No amount of a row can be read from it, and which file and
//! line it stood in is no part of it: a moved line is no change. [`Engine::row_changes`] holds what is
//! remembered against the rows of now; [`Engine::changed_rows_of`] says which figures rest on them.

mod changes;
mod figures;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use data_encoding::BASE64;
use qd_model::{Decimal, EntityKey, Evidence, Month};
use serde::{Deserialize, Serialize};

pub use changes::{Changes, RowChange, RowOfNow};
pub use figures::Contribution;

use crate::Engine;
use crate::session::Columns;

/// Bytes of a row's mark, its day left out: enough that two rows of one account and month differ.
pub const MARK_BYTES: usize = 5;

/// Marks the content of a row under the run's key.
pub type Marker<'a> = dyn Fn(&[u8]) -> [u8; MARK_BYTES] + 'a;

/// A row's day of the month and its mark.
type Mark = [u8; 1 + MARK_BYTES];

/// The rows of books up to a day, by month.
pub struct Books {
    months: BTreeMap<Month, Groups>,
}

/// The accounts of a month.
type Groups = BTreeMap<Account, Group>;

/// Whose rows, and of what.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Account {
    entity: EntityKey,
    name: String,
    commodity: String,
}

/// The rows of an account in a month.
#[derive(Clone, Default, Debug)]
struct Group {
    kind: String,
    /// The other entity of an intercompany account.
    counterparty: Option<String>,
    /// `None` if it cannot be told.
    sum: Option<Decimal>,
    /// In order; with the number of the posting where the rows are those of now.
    marks: Vec<(Mark, usize)>,
}

/// A group as it is kept: entity, account, its type and counterparty, commodity, sum, marks.
#[derive(Serialize, Deserialize)]
struct KeptGroup(EntityKey, String, String, Option<String>, String, Option<Decimal>, String);

impl Engine {
    /// The rows of all books up to a day that included. `mask` hides what must not be kept of a name.
    pub fn books(
        &self,
        through: NaiveDate,
        mark: &Marker<'_>,
        mask: &dyn Fn(&str) -> String,
    ) -> Books {
        let mut books = Books { months: BTreeMap::new() };
        let Some(batch) = self.facts.get("posting") else { return books };
        let columns = Columns(batch);
        let texts = |name| columns.texts(name).expect("a column of postings");
        let numbers = |name| columns.numbers(name).expect("a column of postings");
        let (entity, account, kind) = (texts("entity"), texts("account"), texts("account_type"));
        let other = texts("counterparty");
        let (commodity, weighed) = (texts("commodity"), texts("weight_commodity"));
        let (amount, weight) = (numbers("amount"), numbers("weight"));
        let dates = columns.dates("date").expect("a column of postings");
        let mut accounts = BTreeMap::<(&str, &str, &str), Option<Account>>::new();
        for row in 0..batch.num_rows() {
            let Some(date) = dates.get(row).filter(|date| *date <= through) else { continue };
            let Some(amount) = amount.get(row).map(Decimal::normalized) else { continue };
            let key = (entity.text(row), account.text(row), commodity.text(row));
            let known = accounts.entry(key).or_insert_with(|| {
                let entity = EntityKey::parse(key.0).ok()?;
                Some(Account { entity, name: mask(key.1), commodity: mask(key.2) })
            });
            let Some(known) = known else { continue };
            let weight = weight.get(row).map(|weight| weight.normalized().to_string());
            let says = format!("{amount}|{}|{}", weight.unwrap_or_default(), weighed.text(row));
            let mut whole = [0; 1 + MARK_BYTES];
            whole[0] = date.day() as u8;
            whole[1..].copy_from_slice(&mark(says.as_bytes()));
            let month = books.months.entry(Month::of(date)).or_default();
            let group = match month.get_mut(known) {
                Some(group) => group,
                None => {
                    let (kind, sum) = (kind.text(row).to_owned(), Some(Decimal::ZERO));
                    let counterparty = other.get(row).map(str::to_owned);
                    let group = Group { kind, counterparty, sum, marks: Vec::new() };
                    month.entry(known.clone()).or_insert(group)
                }
            };
            group.sum = group.sum.and_then(|sum| sum.add(amount).ok());
            group.marks.push((whole, row));
        }
        for group in books.months.values_mut().flat_map(BTreeMap::values_mut) {
            group.sum = group.sum.map(Decimal::normalized);
            group.marks.sort_unstable();
        }
        books
    }

    /// What is said of a row to people: payee or narration, and where it stands.
    fn row_of_now(&self, row: usize) -> Option<RowOfNow> {
        let batch = self.facts.get("posting")?.slice(row, 1);
        let columns = Columns(&batch);
        let text = |name| Some(columns.texts(name)?.get(0)?.to_owned());
        let line = columns.numbers("line").and_then(|line| line.get(0));
        let place: Evidence = crate::evidence::place(&text("file").unwrap_or_default(), line);
        let words = ["payee", "narration"].into_iter().filter_map(text);
        let words = words.filter(|word: &String| !word.is_empty()).collect::<Vec<_>>();
        Some(RowOfNow { row, words: words.join(", "), place })
    }

    /// The amounts and days of rows by their numbers among the postings.
    fn amounts(&self, rows: &BTreeSet<usize>) -> BTreeMap<usize, (NaiveDate, Decimal)> {
        let Some(batch) = self.facts.get("posting") else { return BTreeMap::new() };
        let columns = Columns(batch);
        let (Some(dates), Some(amounts)) = (columns.dates("date"), columns.numbers("amount"))
        else {
            return BTreeMap::new();
        };
        let known = |row: &usize| Some((*row, (dates.get(*row)?, amounts.get(*row)?.normalized())));
        rows.iter().filter_map(known).collect()
    }
}

impl Books {
    /// What is kept of each month, under its key (`2026-08`). The same rows give the same bytes, in
    /// whatever order and place they stand.
    pub fn kept(&self) -> BTreeMap<String, Vec<u8>> {
        let month = |(month, groups): (&Month, &Groups)| {
            let groups = groups.iter().map(|(account, group)| {
                let marks = group.marks.iter().flat_map(|(mark, _)| *mark).collect::<Vec<_>>();
                let Account { entity, name, commodity } = account.clone();
                let marks = BASE64.encode(&marks);
                let (kind, other) = (group.kind.clone(), group.counterparty.clone());
                KeptGroup(entity, name, kind, other, commodity, group.sum, marks)
            });
            let groups = groups.collect::<Vec<_>>();
            (month.to_string(), serde_json::to_vec(&groups).expect("groups are JSON"))
        };
        self.months.iter().map(month).collect()
    }
}

/// Reads what was kept of a month.
fn read(bytes: &[u8]) -> Result<Groups, String> {
    let kept: Vec<KeptGroup> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let group = |KeptGroup(entity, name, kind, counterparty, commodity, sum, marks): KeptGroup| {
        let bytes = BASE64.decode(marks.as_bytes()).map_err(|error| error.to_string())?;
        let marks = bytes.chunks_exact(1 + MARK_BYTES).map(|bytes| {
            let mut mark = [0; 1 + MARK_BYTES];
            mark.copy_from_slice(bytes);
            (mark, usize::MAX)
        });
        let group = Group { kind, counterparty, sum, marks: marks.collect() };
        Ok((Account { entity, name, commodity }, group))
    };
    kept.into_iter().map(group).collect()
}
