//! The two legs of a bank's row: the bank account's, and the one that a rule names.
//!
//! Shared by bank CSVs and OFX files. A row that no rule names keeps its amount in an
//! `Uncategorised` account, so that cash is right and the gap is printed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qd_facts::{CollectContext, Facts, Row, SettingError};
use qd_model::{Decimal, EntityKey, Evidence, Level};

use crate::problems::{Problems, nearest, quoted};

/// A rule: rows that hold the text go to the account, or are left out.
#[derive(Clone, Debug)]
struct Rule {
    lower_text: String,
    account: Option<String>,
}

/// The rules of a source, the first that fits decides.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules(Vec<Rule>);

/// What the rules say of a row.
enum Side<'r> {
    Account(&'r str),
    LeftOut,
    Unknown,
}

impl Rules {
    /// Reads the setting `rules = [ { match = "RENT", account = "Income:Rent" }, ... ]`.
    pub(crate) fn from_settings(settings: &toml::Table) -> Result<Self, SettingError> {
        let Some(setting) = settings.get("rules") else { return Ok(Self::default()) };
        let wrong = |message: String| SettingError {
            key: "rules".into(),
            message,
            help: Some("write rules = [ { match = \"RENT\", account = \"Income:Rent\" } ]".into()),
        };
        let list = setting.as_array().ok_or_else(|| wrong("`rules` takes a list".into()))?;
        let rule = |(index, value): (usize, &toml::Value)| {
            let n = index + 1;
            let table = value.as_table().ok_or_else(|| wrong(format!("rule {n} is no table")))?;
            const KEYS: [&str; 3] = ["match", "account", "skip"];
            if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
                let near = nearest(key, KEYS).unwrap_or("match, account or skip");
                return Err(wrong(format!(
                    "rule {n} has an unknown key, expected `{near}`: {key}"
                )));
            }
            let text = table.get("match").and_then(toml::Value::as_str).map(str::trim);
            let text = text.filter(|text| !text.is_empty());
            let text = text.ok_or_else(|| wrong(format!("rule {n} has no `match`")))?;
            let account = table.get("account").and_then(toml::Value::as_str);
            let is_skip = table.get("skip").and_then(toml::Value::as_bool).unwrap_or(false);
            if account.is_some_and(str::is_empty) || account.is_some() == is_skip {
                return Err(wrong(format!("rule {n} needs `account`, or `skip = true`")));
            }
            Ok(Rule { lower_text: text.to_lowercase(), account: account.map(str::to_owned) })
        };
        list.iter().enumerate().map(rule).collect::<Result<Vec<_>, _>>().map(Self)
    }

    fn side(&self, text: &str) -> Side<'_> {
        let text = text.to_lowercase();
        match self.0.iter().find(|rule| text.contains(&rule.lower_text)) {
            Some(Rule { account: Some(account), .. }) => Side::Account(account),
            Some(Rule { account: None, .. }) => Side::LeftOut,
            None => Side::Unknown,
        }
    }
}

/// A row of a bank, understood.
pub(crate) struct BankRow<'r> {
    pub(crate) place: Evidence,
    /// Unique in the entity: `FILE:LINE`.
    pub(crate) transaction: String,
    pub(crate) date: NaiveDate,
    /// Debit-positive for the bank's account.
    pub(crate) amount: Decimal,
    pub(crate) commodity: &'r str,
    pub(crate) payee: Option<&'r str>,
    pub(crate) narration: Option<&'r str>,
    /// The bank's account.
    pub(crate) account: &'r str,
    pub(crate) effective_date: Option<NaiveDate>,
    pub(crate) status: Option<&'r str>,
    pub(crate) tags: Option<&'r str>,
    pub(crate) links: Option<&'r str>,
}

/// Writes legs and the accounts that they touch.
pub(crate) struct Legs<'c> {
    rules: &'c Rules,
    context: &'c CollectContext<'c>,
    accounts: BTreeMap<(EntityKey, String), Evidence>,
    uncategorised: BTreeMap<String, (Evidence, String, u64)>,
}

impl<'c> Legs<'c> {
    pub(crate) fn new(rules: &'c Rules, context: &'c CollectContext<'c>) -> Self {
        Self { rules, context, accounts: BTreeMap::new(), uncategorised: BTreeMap::new() }
    }

    /// Adds the two legs of a row; says whether they were added.
    pub(crate) fn push(
        &mut self,
        entity: &EntityKey,
        row: &BankRow<'_>,
        facts: &mut Facts,
        problems: &mut Problems<'_>,
    ) -> bool {
        let text = [row.payee, row.narration].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let other = match self.rules.side(&text) {
            Side::Account(account) => account,
            Side::LeftOut => return false,
            Side::Unknown => {
                let file = row.place.file.clone();
                let counted = self
                    .uncategorised
                    .entry(file)
                    .or_insert_with(|| (row.place.clone(), quoted(&text), 0));
                counted.2 += 1;
                let is_income = !row.amount.is_negative() && !row.amount.is_zero();
                if is_income { "Income:Uncategorised" } else { "Expenses:Uncategorised" }
            }
        };
        let bank = self.leg(entity, row, row.account, row.amount);
        let other_leg = self.leg(entity, row, other, row.amount.neg());
        // Both legs have the same digits: what the first holds, the second holds too.
        if !problems.push(facts, entity, &row.place, &bank) {
            return false;
        }
        problems.push(facts, entity, &row.place, &other_leg);
        for account in [row.account, other] {
            let key = (entity.clone(), account.to_owned());
            self.accounts.entry(key).or_insert_with(|| row.place.clone());
        }
        true
    }

    fn leg(&self, entity: &EntityKey, row: &BankRow<'_>, account: &str, amount: Decimal) -> Row {
        let chart = self.context.chart;
        Row::of("posting")
            .set("date", row.date)
            .set("effective_date", row.effective_date)
            .set("transaction", row.transaction.as_str())
            .set("account", account)
            .set("account_type", chart.account_type(entity, account, None))
            .set("commodity", row.commodity)
            .set("amount", amount)
            .set("weight", amount)
            .set("weight_commodity", row.commodity)
            .set("payee", row.payee)
            .set("narration", row.narration)
            .set("status", row.status)
            .set("tags", row.tags)
            .set("links", row.links)
            .set("counterparty", chart.counterparty(entity, account))
    }

    /// Adds a row for each account, and one diagnostic a file for rows that fit no rule.
    pub(crate) fn finish(self, facts: &mut Facts, problems: &mut Problems<'_>) {
        for ((entity, account), place) in &self.accounts {
            let row = self.context.chart.account_row(entity, account, None);
            problems.push(facts, entity, place, &row);
        }
        for (place, text, n_rows) in self.uncategorised.into_values() {
            let rows = if n_rows == 1 { "row fits" } else { "rows fit" };
            let message = format!("{n_rows} {rows} no rule, the first of them: {text}");
            let help = "add a rule `{ match = \"...\", account = \"...\" }` to this source";
            problems.report(Level::Warning, "uncategorised-rows", place, message, help);
        }
    }
}
