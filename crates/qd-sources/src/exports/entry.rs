//! Balanced entries as postings, each once though exports overlap.
//!
//! An entry is known by the platform's id, else by its content and the how manieth alike it is in
//! its file. One id with two contents is a conflict: neither is kept, and the source counts as
//! having lost both.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qd_facts::{CollectContext, Facts, Row, SourceSpec};
use qd_model::{Decimal, Evidence, Level};

use crate::assignments;
use crate::problems::{Problems, quoted};

/// A leg of an entry, debit-positive.
#[derive(Clone)]
pub(super) struct Leg {
    pub(super) place: Evidence,
    pub(super) account: String,
    pub(super) amount: Decimal,
    pub(super) payee: String,
    pub(super) narration: String,
}

/// An entry of one day in one commodity.
pub(super) struct Entry {
    pub(super) date: NaiveDate,
    pub(super) commodity: String,
    pub(super) legs: Vec<Leg>,
}

/// What an entry moves.
type Moves = (NaiveDate, String, Vec<(String, Decimal)>);
/// What else an entry says.
type Words = Vec<(String, String)>;

/// An entry in waiting, and the platform's id of it.
struct Pending {
    id: Option<String>,
    entry: Entry,
}

/// Gathers entries and writes them, and the accounts that they touch.
pub(super) struct Book<'c> {
    spec: &'c SourceSpec,
    pub(super) context: &'c CollectContext<'c>,
    /// Types that settings or exports declare.
    types: BTreeMap<String, String>,
    pending: Vec<Pending>,
    /// By name: the place that first names it.
    accounts: BTreeMap<String, Evidence>,
}

impl Entry {
    /// The sum of its legs; `None` if it has too many digits.
    pub(super) fn sum(&self) -> Option<Decimal> {
        Decimal::sum(self.legs.iter().map(|leg| leg.amount)).ok()
    }

    fn moves(&self) -> Moves {
        let legs = self.legs.iter().map(|leg| (leg.account.clone(), leg.amount.normalized()));
        (self.date, self.commodity.clone(), legs.collect())
    }

    fn words(&self) -> Words {
        self.legs.iter().map(|leg| (leg.payee.clone(), leg.narration.clone())).collect()
    }
}

impl<'c> Book<'c> {
    pub(super) fn new(
        spec: &'c SourceSpec,
        context: &'c CollectContext<'c>,
        types: BTreeMap<String, String>,
    ) -> Self {
        Self { spec, context, types, pending: Vec::new(), accounts: BTreeMap::new() }
    }

    /// The type of an account, by the chart, else as declared.
    pub(super) fn account_type(&self, account: &str) -> String {
        let declared = self.types.get(account).map(String::as_str);
        self.context.chart.account_type(&self.spec.entity, account, declared)
    }

    /// Takes the type that an export gives an account; what the settings say is stronger.
    pub(super) fn declare(&mut self, account: &str, account_type: &str) {
        self.types.entry(account.to_owned()).or_insert_with(|| account_type.to_owned());
    }

    /// Adds an entry and, where the platform gives one, its id.
    pub(super) fn push(&mut self, entry: Entry, id: Option<&str>) {
        if !entry.legs.is_empty() {
            self.pending.push(Pending { id: id.map(str::to_owned), entry });
        }
    }

    /// Says that what a file states disagrees with itself, so that nobody relies on its period.
    pub(super) fn unreliable(file: &str, why: &str, period: &str, problems: &mut Problems<'_>) {
        let message = format!("{why}; do not rely on the period: {period}");
        let help = "export the report again, whole, and compare it with the books";
        problems.report(Level::Error, "unreliable-period", Evidence::place(file), message, help);
        // No figure rests on a file that contradicts itself: its months are insufficient data.
        if problems.n_skipped() == 0 {
            problems.skip_silently(1);
        }
    }

    /// Writes each entry once, and a row for each account.
    pub(super) fn finish(mut self, facts: &mut Facts, problems: &mut Problems<'_>) {
        let pending = std::mem::take(&mut self.pending);
        for entry in distinct(pending, problems) {
            self.write(&entry, facts, problems);
        }
        for (account, place) in &self.accounts {
            let declared = self.types.get(account).map(String::as_str);
            let row = self.context.chart.account_row(&self.spec.entity, account, declared);
            problems.push(facts, &self.spec.entity, place, &row);
        }
    }

    /// Writes an entry, known by its first place.
    fn write(&mut self, entry: &Entry, facts: &mut Facts, problems: &mut Problems<'_>) {
        let Some(first) = entry.legs.first() else { return };
        let transaction = first.place.to_string();
        let masked = |text: &str| {
            let text = assignments::register_in(text, self.context.secrets).into_owned();
            Some(text).filter(|text| !text.is_empty())
        };
        for leg in &entry.legs {
            let account = leg.account.as_str();
            let row = Row::of("posting")
                .set("date", entry.date)
                .set("transaction", transaction.as_str())
                .set("account", account)
                .set("account_type", self.account_type(account))
                .set("commodity", entry.commodity.as_str())
                .set("amount", leg.amount)
                .set("weight", leg.amount)
                .set("weight_commodity", entry.commodity.as_str())
                .set("payee", masked(&leg.payee))
                .set("narration", masked(&leg.narration))
                .set("counterparty", self.context.chart.counterparty(&self.spec.entity, account));
            if problems.push(facts, &self.spec.entity, &leg.place, &row) {
                let place = || leg.place.clone();
                self.accounts.entry(leg.account.clone()).or_insert_with(place);
            }
        }
    }
}

/// Leaves out what another file repeats, and both sides of what contradicts itself.
fn distinct(pending: Vec<Pending>, problems: &mut Problems<'_>) -> Vec<Entry> {
    let mut by_id = BTreeMap::<String, usize>::new();
    let mut by_content = BTreeMap::<(Moves, Words, usize), usize>::new();
    let mut n_alike = BTreeMap::<(String, Moves, Words), usize>::new();
    let mut is_kept = vec![true; pending.len()];
    let place = |index: usize| &pending[index].entry.legs[0].place;
    for (index, Pending { id, entry }) in pending.iter().enumerate() {
        let first = match id {
            Some(id) => *by_id.entry(id.clone()).or_insert(index),
            None => {
                let alike = (place(index).file.clone(), entry.moves(), entry.words());
                let n = n_alike.entry(alike).or_default();
                *n += 1;
                *by_content.entry((entry.moves(), entry.words(), *n)).or_insert(index)
            }
        };
        if first == index {
            continue;
        }
        is_kept[index] = false;
        if pending[first].entry.moves() == entry.moves() {
            let is_overlap = place(first).file != place(index).file;
            let level = if is_overlap { Level::Note } else { Level::Warning };
            let message = format!("the transaction was counted once, first: {}", place(first));
            let (at, help) = (place(index).clone(), "nothing, if the exports overlap");
            problems.report(level, "repeated-transaction", at, message, help);
        } else {
            let shown = quoted(id.as_deref().unwrap_or_default());
            let message =
                format!("`{shown}` stands for two transactions, the other: {}", place(first));
            let help = "export both reports again; until then neither is counted, and no month is";
            problems.skip("conflicting-transactions", place(index).clone(), message, help);
            problems.skip_silently(u64::from(std::mem::take(&mut is_kept[first])));
        }
    }
    let entries = pending.into_iter().zip(is_kept).filter(|(_, is_kept)| *is_kept);
    entries.map(|(pending, _)| pending.entry).collect()
}

/// The first and last day of entries.
pub(super) fn period(dates: impl Iterator<Item = NaiveDate> + Clone) -> String {
    match (dates.clone().min(), dates.max()) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "all of it".into(),
    }
}
