//! Exports of bookkeeping and payment platforms to postings: `kind = "export"` and a profile.
//!
//! A profile knows the shape of one report and every figure in it that proves the others: running
//! balances, totals, debits against credits. What does not agree is an error, and the period it
//! stands in is called unreliable; nothing is put in to make it agree.
//! Profiles: `general_ledger.rs`, `journal.rs`, `stripe.rs`. Columns: `sheet.rs`. Legs: `entry.rs`.

mod entry;
mod general_ledger;
mod journal;
mod sheet;
mod stripe;

use std::collections::{BTreeMap, BTreeSet};

use qd_facts::{CollectContext, Collected, Facts, Setting, SettingError, Source, SourceSpec};
use qd_model::{Evidence, Level};

use crate::csv::cells::{CellFormat, is_date_format};
use crate::csv::number::NumberFormat;
use crate::csv::{delimited_files, text_of};
use crate::problems::{Problems, nearest};
use entry::Book;

/// The reader of `kind = "export"`.
pub struct Export;

static SETTINGS: &[Setting] = &[
    Setting { key: "profile", doc: "quickbooks-gl, quickbooks-journal or stripe-balance" },
    Setting { key: "date_format", doc: "strftime, for QuickBooks: date_format = \"%m/%d/%Y\"" },
    Setting { key: "decimal_mark", doc: "\".\" or \",\"; without it `1,234` is refused" },
    Setting {
        key: "account_types",
        doc: "For quickbooks-gl, where the chart is silent: account_types = { \"Checking\" = \"asset\" }",
    },
    Setting {
        key: "accounts",
        doc: "For stripe-balance, by reporting category, and `clearing` and `fee`: accounts = { charge = \"Income:Sales\" }",
    },
];

/// The kinds of accounts; those of the first two grow by a debit.
const ACCOUNT_TYPES: [&str; 5] = ["asset", "expense", "liability", "equity", "income"];

/// The report that a file holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Profile {
    GeneralLedger,
    Journal,
    StripeBalance,
}

/// What a source declares, checked.
struct ExportSettings {
    profile: Profile,
    cells: CellFormat,
    account_types: BTreeMap<String, String>,
    accounts: BTreeMap<String, String>,
}

impl Source for Export {
    fn kind(&self) -> &'static str {
        "export"
    }

    fn settings(&self) -> &'static [Setting] {
        SETTINGS
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        ExportSettings::parse(&spec.settings).map(|_| ())
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        let mut problems = Problems::new(spec, context);
        let mut facts = Facts::default();
        let mut is_missing = true;
        match ExportSettings::parse(&spec.settings) {
            Ok(settings) => {
                let mut book = Book::new(spec, context);
                let mut seen = BTreeSet::new();
                for file in delimited_files(spec, context, &mut problems) {
                    let Some(text) = text_of(&file, spec, &mut problems) else { continue };
                    let name = &file.relative;
                    let is_read = match settings.profile {
                        Profile::GeneralLedger => general_ledger::read(
                            name,
                            &text,
                            &settings,
                            &mut book,
                            &mut facts,
                            &mut problems,
                        ),
                        Profile::Journal => journal::read(
                            name,
                            &text,
                            &settings,
                            &mut book,
                            &mut facts,
                            &mut problems,
                        ),
                        Profile::StripeBalance => stripe::read(
                            name,
                            &text,
                            &settings,
                            &mut seen,
                            &mut book,
                            &mut facts,
                            &mut problems,
                        ),
                    };
                    is_missing &= !is_read;
                }
                book.finish(&mut facts, &mut problems);
            }
            Err(error) => {
                let place = Evidence::place("quarterdeck.toml");
                problems.report(Level::Error, "wrong-setting", place, error.message, "mend it");
            }
        }
        let (diagnostics, n_skipped) = problems.finish();
        Collected { facts, diagnostics, n_skipped, is_missing }
    }
}

fn wrong(key: &str, message: impl Into<String>, help: impl Into<String>) -> SettingError {
    SettingError { key: key.into(), message: message.into(), help: Some(help.into()) }
}

impl ExportSettings {
    fn parse(settings: &toml::Table) -> Result<Self, SettingError> {
        let keys = || SETTINGS.iter().map(|setting| setting.key);
        if let Some(key) = settings.keys().find(|key| keys().all(|known| known != *key)) {
            let near = nearest(key, keys()).unwrap_or("profile");
            let message = format!("there is no setting of export: {key}");
            return Err(wrong(key, message, format!("did you mean `{near}`?")));
        }
        let text = |key| settings.get(key).map(|value| value.as_str().unwrap_or_default());
        let profile = match text("profile") {
            Some("quickbooks-gl") => Profile::GeneralLedger,
            Some("quickbooks-journal") => Profile::Journal,
            Some("stripe-balance") => Profile::StripeBalance,
            _ => {
                let message = "`profile` names no report that is read";
                let help = "write quickbooks-gl, quickbooks-journal or stripe-balance";
                return Err(wrong("profile", message, help));
            }
        };
        let date_format = text("date_format").map(str::to_owned);
        let help = "write date_format = \"%m/%d/%Y\", or \"%d/%m/%Y\" where the day comes first";
        if date_format.as_deref().is_some_and(|format| !is_date_format(format)) {
            return Err(wrong("date_format", "`date_format` is no format of a whole day", help));
        }
        // The order of a company's dates is its own choice, and no file says which it made.
        if date_format.is_none() && profile != Profile::StripeBalance {
            return Err(wrong("date_format", "QuickBooks needs `date_format`", help));
        }
        let number = match text("decimal_mark") {
            None => NumberFormat { decimal_mark: '.', is_declared: false },
            Some(".") => NumberFormat { decimal_mark: '.', is_declared: true },
            Some(",") => NumberFormat { decimal_mark: ',', is_declared: true },
            Some(_) => {
                let message = "`decimal_mark` takes a point or a comma";
                return Err(wrong("decimal_mark", message, "write decimal_mark = \".\""));
            }
        };
        let account_types = texts(settings, "account_types")?;
        if let Some((account, _)) =
            account_types.iter().find(|(_, kind)| !ACCOUNT_TYPES.contains(&kind.as_str()))
        {
            let message = format!("the account has a type that there is not: {account}");
            let help = format!("write one of: {}", ACCOUNT_TYPES.join(", "));
            return Err(wrong("account_types", message, help));
        }
        let accounts = texts(settings, "accounts")?;
        if profile == Profile::StripeBalance
            && let Some(key) = ["clearing", "fee"].iter().find(|key| !accounts.contains_key(**key))
        {
            let message = format!("`accounts` lacks: {key}");
            let help = "write accounts = { clearing = \"Assets:Stripe\", fee = \"Expenses:Fees\", charge = \"Income:Sales\", payout = \"Assets:Bank\" }";
            return Err(wrong("accounts", message, help));
        }
        let cells = CellFormat { date_format, number };
        Ok(Self { profile, cells, account_types, accounts })
    }
}

fn texts(settings: &toml::Table, key: &str) -> Result<BTreeMap<String, String>, SettingError> {
    let Some(value) = settings.get(key) else { return Ok(BTreeMap::new()) };
    let pair = |(name, value): (&String, &toml::Value)| {
        let value = value.as_str().filter(|text| !text.is_empty());
        value.map(|value| (name.clone(), value.to_owned()))
    };
    let pairs = value.as_table().and_then(|table| table.iter().map(pair).collect::<Option<_>>());
    pairs.ok_or_else(|| {
        wrong(
            key,
            format!("`{key}` takes texts by name"),
            format!("write {key} = {{ \"A\" = \"...\" }}"),
        )
    })
}

#[cfg(test)]
mod tests;
