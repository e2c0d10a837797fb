//! Balanced entries as postings.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qd_facts::{CollectContext, Facts, Row, SourceSpec};
use qd_model::{Decimal, Evidence, Level};

use crate::assignments;
use crate::problems::Problems;

/// A leg of an entry, debit-positive.
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

/// Writes entries and the accounts that they touch.
pub(super) struct Book<'c> {
    spec: &'c SourceSpec,
    pub(super) context: &'c CollectContext<'c>,
    /// By name: the place that first names it and the type that the settings declare.
    accounts: BTreeMap<String, (Evidence, Option<String>)>,
}

impl Entry {
    /// The sum of its legs; `None` if it has too many digits.
    pub(super) fn sum(&self) -> Option<Decimal> {
        Decimal::sum(self.legs.iter().map(|leg| leg.amount)).ok()
    }
}

impl<'c> Book<'c> {
    pub(super) fn new(spec: &'c SourceSpec, context: &'c CollectContext<'c>) -> Self {
        Self { spec, context, accounts: BTreeMap::new() }
    }

    /// The type of an account, by the chart, else as declared.
    pub(super) fn account_type(&self, account: &str, declared: Option<&str>) -> String {
        self.context.chart.account_type(&self.spec.entity, account, declared)
    }

    /// Adds an entry, known by its first place; `types` are the declared types of accounts.
    pub(super) fn push(
        &mut self,
        entry: &Entry,
        types: &BTreeMap<String, String>,
        facts: &mut Facts,
        problems: &mut Problems<'_>,
    ) {
        let Some(first) = entry.legs.first() else { return };
        let transaction = first.place.to_string();
        let masked = |text: &str| {
            let text = assignments::register_in(text, self.context.secrets).into_owned();
            Some(text).filter(|text| !text.is_empty())
        };
        for leg in &entry.legs {
            let declared = types.get(&leg.account).map(String::as_str);
            let account = leg.account.as_str();
            let row = Row::of("posting")
                .set("date", entry.date)
                .set("transaction", transaction.as_str())
                .set("account", account)
                .set("account_type", self.account_type(account, declared))
                .set("commodity", entry.commodity.as_str())
                .set("amount", leg.amount)
                .set("weight", leg.amount)
                .set("weight_commodity", entry.commodity.as_str())
                .set("payee", masked(&leg.payee))
                .set("narration", masked(&leg.narration))
                .set("counterparty", self.context.chart.counterparty(&self.spec.entity, account));
            if problems.push(facts, &self.spec.entity, &leg.place, &row) {
                self.accounts
                    .entry(leg.account.clone())
                    .or_insert_with(|| (leg.place.clone(), declared.map(str::to_owned)));
            }
        }
    }

    /// Says that what a file states disagrees with itself, so that nobody relies on its period.
    pub(super) fn unreliable(file: &str, why: &str, period: &str, problems: &mut Problems<'_>) {
        let message = format!("{why}; do not rely on the period: {period}");
        let help = "export the report again, whole, and compare it with the books";
        problems.report(Level::Error, "unreliable-period", Evidence::place(file), message, help);
    }

    /// Adds a row for each account.
    pub(super) fn finish(self, facts: &mut Facts, problems: &mut Problems<'_>) {
        for (account, (place, declared)) in &self.accounts {
            let row =
                self.context.chart.account_row(&self.spec.entity, account, declared.as_deref());
            problems.push(facts, &self.spec.entity, place, &row);
        }
    }
}

/// The first and last day of entries.
pub(super) fn period(dates: impl Iterator<Item = NaiveDate> + Clone) -> String {
    match (dates.clone().min(), dates.max()) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "all of it".into(),
    }
}
