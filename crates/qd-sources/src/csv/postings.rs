//! A bank's CSV: two legs a row, each once though downloads overlap, and the running balance checked
//! row by row.
//!
//! Such files have no id of a transaction: it is known by its content and by the how manieth alike
//! it is in its file, so that overlapping files count once and two equal coffees count twice.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use qd_facts::{CollectContext, FactCell, Facts, Row, Table};
use qd_model::{Decimal, EntityKey, Evidence, Level};

use super::rows::Cells;
use crate::bank::legs::{BankRow, Legs, Rules};
use crate::problems::Problems;

/// A row whose file states the balance after it.
struct Running {
    entity: EntityKey,
    place: Evidence,
    date: chrono::NaiveDate,
    commodity: String,
    amount: Decimal,
    balance: Option<Decimal>,
}

/// What a row is known by.
type Content = (EntityKey, chrono::NaiveDate, String, Decimal, Option<String>, Option<String>);

/// Writes the rows of a bank's CSV.
pub(crate) struct BankLegs<'c> {
    account: &'c str,
    legs: Legs<'c>,
    running: Vec<Running>,
    /// How many alike the file in reading has.
    n_alike: BTreeMap<Content, usize>,
    /// The first place of each row of all files, and whether it was written.
    seen: BTreeMap<(Content, usize), (Evidence, bool)>,
}

impl<'c> BankLegs<'c> {
    pub(crate) fn new(account: &'c str, rules: &'c Rules, context: &'c CollectContext<'c>) -> Self {
        Self {
            account,
            legs: Legs::new(rules, context),
            running: Vec::new(),
            n_alike: BTreeMap::new(),
            seen: BTreeMap::new(),
        }
    }

    /// Adds a row; the cells stand in the order of `posting`.
    pub(super) fn push(
        &mut self,
        table: &Table,
        entity: &EntityKey,
        place: Evidence,
        row: Cells,
        facts: &mut Facts,
        problems: &mut Problems<'_>,
    ) {
        let cell = |name: &str| {
            let index = table.columns.iter().position(|column| column.name == name);
            index.map_or(&FactCell::Null, |index| &row.cells[index])
        };
        let text = |name: &str| match cell(name) {
            FactCell::Text(text) => Some(text.as_str()),
            _ => None,
        };
        let date = |name: &str| match cell(name) {
            FactCell::Date(date) => Some(*date),
            _ => None,
        };
        let amount = match cell("amount") {
            FactCell::Number(amount) => Some(*amount),
            _ => None,
        };
        let (Some(day), Some(amount), Some(commodity)) = (date("date"), amount, text("commodity"))
        else {
            let message = "the row lacks its date, amount or commodity";
            return problems.skip("refused-row", place, message, "complete the row in the file");
        };
        let balance = row.balance;
        let bank_row = BankRow {
            transaction: place.to_string(),
            place: place.clone(),
            date: day,
            amount,
            commodity,
            payee: text("payee"),
            narration: text("narration"),
            account: self.account,
            effective_date: date("effective_date"),
            status: text("status"),
            tags: text("tags"),
            links: text("links"),
        };
        self.add(entity, &bank_row, balance, facts, problems);
    }

    /// Adds a row that is understood, unless an earlier file has it.
    pub(crate) fn add(
        &mut self,
        entity: &EntityKey,
        row: &BankRow<'_>,
        balance: Option<Decimal>,
        facts: &mut Facts,
        problems: &mut Problems<'_>,
    ) {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let content = (
            entity.clone(),
            row.date,
            row.commodity.to_owned(),
            row.amount.normalized(),
            text(row.payee),
            text(row.narration),
        );
        let n = self.n_alike.entry(content.clone()).or_default();
        *n += 1;
        let is_counted = match self.seen.entry((content, *n)) {
            Entry::Occupied(known) => {
                let (first, is_written) = known.get();
                if *is_written {
                    let message = format!("the row was counted once, first: {first}");
                    let (place, help) = (row.place.clone(), "nothing, if the downloads overlap");
                    problems.report(Level::Note, "repeated-transaction", place, message, help);
                }
                *is_written
            }
            Entry::Vacant(free) => {
                let is_written = self.legs.push(entity, row, facts, problems);
                free.insert((row.place.clone(), is_written));
                is_written
            }
        };
        // A row of an overlap carries its file's balance on, too.
        if is_counted {
            self.running.push(Running {
                entity: entity.clone(),
                place: row.place.clone(),
                date: row.date,
                commodity: row.commodity.to_owned(),
                amount: row.amount,
                balance,
            });
        }
    }

    /// Checks the running balance of the file that ended.
    pub(crate) fn end_file(&mut self, facts: &mut Facts, problems: &mut Problems<'_>) {
        self.n_alike.clear();
        let rows = std::mem::take(&mut self.running);
        if rows.iter().all(|row| row.balance.is_none()) {
            return;
        }
        // Banks write the newest row first as often as last: the order that adds up is the file's.
        let oldest_first = rows.iter().collect::<Vec<_>>();
        let newest_first = rows.iter().rev().collect::<Vec<_>>();
        let n_wrong = |rows: &[&Running]| {
            computed(rows).iter().zip(rows).filter(|(sum, row)| differs(**sum, row.balance)).count()
        };
        let in_time = if n_wrong(&newest_first) < n_wrong(&oldest_first) {
            newest_first
        } else {
            oldest_first
        };
        for (index, (row, sum)) in in_time.iter().zip(computed(&in_time)).enumerate() {
            let (place, amount) = (&row.place, row.amount);
            match (row.balance, sum) {
                // Nothing before the first balance says what it should be.
                (Some(stated), None) if index == 0 && stated != amount => {
                    let opening = stated.sub(amount).unwrap_or(stated);
                    let message = format!("the account held before the first row: {opening}");
                    let help = "add a row for it, or import the months before";
                    problems.report(
                        Level::Warning,
                        "opening-balance",
                        place.clone(),
                        message,
                        help,
                    );
                }
                (Some(stated), Some(sum)) => self.assertion(row, stated, sum, facts, problems),
                _ => {}
            }
        }
    }

    /// Writes a stated balance beside what the rows give.
    fn assertion(
        &self,
        row: &Running,
        stated: Decimal,
        sum: Decimal,
        facts: &mut Facts,
        problems: &mut Problems<'_>,
    ) {
        let assertion = Row::of("balance_assertion")
            .set("date", row.date)
            .set("account", self.account)
            .set("commodity", row.commodity.as_str())
            .set("stated", stated)
            .set("computed", sum)
            .set("passes", sum == stated);
        problems.push(facts, &row.entity, &row.place, &assertion);
        if sum != stated {
            let message = format!("the rows give a balance of {sum}, the file says: {stated}");
            let help = "look for a row that is missing or was left out before this one";
            problems.report(Level::Error, "balance-mismatch", row.place.clone(), message, help);
        }
    }

    pub(crate) fn finish(self, facts: &mut Facts, problems: &mut Problems<'_>) {
        self.legs.finish(facts, problems);
    }
}

/// What the balance after each row must be: the last stated one and the amounts since. `None` until
/// a balance is stated, because a file may begin in the middle of an account's life.
fn computed(rows: &[&Running]) -> Vec<Option<Decimal>> {
    let mut running: Option<Decimal> = None;
    let next = |row: &&Running| {
        let sum = running.and_then(|balance| balance.add(row.amount).ok());
        running = row.balance.or(sum);
        sum
    };
    rows.iter().map(next).collect()
}

fn differs(sum: Option<Decimal>, stated: Option<Decimal>) -> bool {
    matches!((sum, stated), (Some(sum), Some(stated)) if sum != stated)
}
