//! Bank statements in OFX, QFX, QBO, QIF, MT940 or CAMT.053 to postings: two legs a transaction,
//! and the stated balance reconciled.
//!
//! A transaction is known by its account and FITID, or by its content where the bank gives none or
//! gives one twice, so that overlapping downloads count once. If the raw file promises more
//! transactions than were read, it is an error that says how many. Dates are the bank's own day, as
//! written. A file's format is known by its content. Formats: `ofx.rs`, `qif.rs`, `mt940.rs`,
//! `camt.rs`, into `statement.rs`. Fields: `fields.rs`. Balances: `balances.rs`. The other leg:
//! `legs.rs`.

mod balances;
mod camt;
mod distinct;
mod fields;
pub(crate) mod legs;
mod mt940;
mod ofx;
mod qif;
mod statement;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qd_facts::{CollectContext, Collected, Facts, Setting, SettingError, Source, SourceSpec};
use qd_model::{Decimal, Evidence, Level};

use crate::assignments;
use crate::files::{self, FoundFile};
use crate::problems::{Problems, nearest, quoted};
use balances::StatedBalance;
use distinct::distinct;
use legs::{BankRow, Legs, Rules};
use qif::DateOrder;
use statement::{Parsed, Statement};

/// The reader of `kind = "bank"`.
pub struct Bank;

static SETTINGS: &[Setting] = &[
    Setting { key: "account", doc: "The account: account = \"Assets:Bank:Checking\"" },
    Setting {
        key: "accounts",
        doc: "Where files hold several, by ACCTID: accounts = { \"5550142\" = \"Assets:Bank\" }",
    },
    Setting {
        key: "rules",
        doc: "The other account: rules = [ { match = \"RENT\", account = \"Income:Rent\" } ]; skip = true leaves rows out",
    },
    Setting { key: "date_order", doc: "For QIF: \"mdy\", \"dmy\" or \"ymd\"" },
    Setting { key: "decimal_mark", doc: "\".\" or \",\" for OFX and QIF; else `1,234` is refused" },
];

/// A transaction, understood.
struct BankTransaction {
    place: Evidence,
    /// Which file of the source, in order.
    file: usize,
    account_id: String,
    account: String,
    fit_id: String,
    date: NaiveDate,
    amount: Decimal,
    commodity: String,
    name: String,
    memo: String,
}

/// What all files of a source hold.
#[derive(Default)]
struct Read {
    /// The `ACCTID` of the first statement.
    first_id: Option<String>,
    transactions: Vec<BankTransaction>,
    balances: Vec<StatedBalance>,
}

/// What a source declares, checked.
struct BankSettings {
    accounts: Accounts,
    rules: Rules,
    date_order: Option<DateOrder>,
    decimal_mark: Option<char>,
}

/// Which account of the books an ACCTID is.
struct Accounts {
    one: Option<String>,
    by_id: BTreeMap<String, String>,
}

impl Source for Bank {
    fn kind(&self) -> &'static str {
        "bank"
    }

    fn settings(&self) -> &'static [Setting] {
        SETTINGS
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        let keys = || SETTINGS.iter().map(|setting| setting.key);
        if let Some(key) = spec.settings.keys().find(|key| keys().all(|known| known != *key)) {
            let near = nearest(key, keys()).unwrap_or("account, accounts or rules");
            let message = format!("there is no setting of bank: {key}");
            return Err(wrong(key, message, format!("did you mean `{near}`?")));
        }
        BankSettings::parse(&spec.settings).map(|_| ())
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        let mut problems = Problems::new(spec, context);
        let mut facts = Facts::default();
        let mut is_missing = true;
        match BankSettings::parse(&spec.settings) {
            Ok(settings) => {
                let (found, diagnostics) = files::find(spec, context);
                problems.extend(diagnostics);
                let mut read = Read::default();
                for (index, file) in found.iter().enumerate() {
                    is_missing &=
                        !read_file(index, file, spec, context, &settings, &mut read, &mut problems);
                }
                write(read, &settings.rules, spec, context, &mut facts, &mut problems);
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

impl BankSettings {
    fn parse(settings: &toml::Table) -> Result<Self, SettingError> {
        let text = |key| settings.get(key).map(|value| value.as_str().unwrap_or_default());
        let date_order = match text("date_order") {
            None => None,
            Some("mdy") => Some(DateOrder::Mdy),
            Some("dmy") => Some(DateOrder::Dmy),
            Some("ymd") => Some(DateOrder::Ymd),
            Some(_) => {
                let message = "`date_order` takes mdy, dmy or ymd";
                return Err(wrong("date_order", message, "write date_order = \"mdy\""));
            }
        };
        let decimal_mark = match text("decimal_mark") {
            None => None,
            Some(".") => Some('.'),
            Some(",") => Some(','),
            Some(_) => {
                let message = "`decimal_mark` takes a point or a comma";
                return Err(wrong("decimal_mark", message, "write decimal_mark = \".\""));
            }
        };
        let accounts = Accounts::parse(settings)?;
        Ok(Self { accounts, rules: Rules::from_settings(settings)?, date_order, decimal_mark })
    }
}

impl Accounts {
    fn parse(settings: &toml::Table) -> Result<Self, SettingError> {
        let text =
            |value: &toml::Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let one = match settings.get("account") {
            None => None,
            Some(value) => Some(text(value).ok_or_else(|| {
                wrong("account", "`account` takes text", "write account = \"Assets:Bank\"")
            })?),
        };
        let help = "write accounts = { \"5550142\" = \"Assets:Bank\" }";
        let by_id = match settings.get("accounts") {
            None => BTreeMap::new(),
            Some(value) => value
                .as_table()
                .and_then(|table| {
                    let pairs = table.iter().map(|(id, value)| Some((id.clone(), text(value)?)));
                    pairs.collect::<Option<BTreeMap<_, _>>>()
                })
                .ok_or_else(|| wrong("accounts", "`accounts` takes texts by ACCTID", help))?,
        };
        if one.is_none() == by_id.is_empty() {
            let message = "a bank needs `account`, or `accounts`, and not both";
            return Err(wrong("account", message, "write account = \"Assets:Bank:Checking\""));
        }
        Ok(Self { one, by_id })
    }
}

/// Reads one file; says whether it held a statement.
fn read_file(
    index: usize,
    file: &FoundFile,
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    settings: &BankSettings,
    read: &mut Read,
    problems: &mut Problems<'_>,
) -> bool {
    let bytes = match files::read(file, spec) {
        Ok(bytes) => bytes,
        Err(diagnostic) => {
            problems.extend([diagnostic]);
            return false;
        }
    };
    let text = fields::decode(&bytes);
    let place = || Evidence::place(&file.relative);
    let parsed = parse(&text, settings);
    let (n_promised, n_read) = (parsed.n_promised, parsed.n_read());
    for flaw in parsed.flaws {
        let place = Evidence::line(&file.relative, flaw.line);
        if flaw.is_row {
            problems.skip(flaw.code, place, quoted(&flaw.message), flaw.help);
        } else {
            problems.report(Level::Warning, flaw.code, place, quoted(&flaw.message), flaw.help);
        }
    }
    if n_read != n_promised {
        let message = format!("the file holds {n_promised} transactions, read: {n_read}");
        let help = "download the statement again, or send us the file without its numbers";
        problems.report(Level::Error, "lost-transactions", place(), message, help);
        problems.skip_silently(n_promised.abs_diff(n_read) as u64);
    }
    let statements = parsed.statements;
    if statements.is_empty() {
        let message = "the file holds no statement";
        let help = "check that it is OFX, QIF, MT940 or CAMT.053; a CSV is kind = \"csv\"";
        problems.report(Level::Error, "no-statement", place(), message, help);
        return false;
    }
    if text.contains("<INVTRANLIST") {
        let message = "trades of investments are not read; only the account's cash is";
        problems.report(
            Level::Warning,
            "unread-investments",
            place(),
            message,
            "enter them by hand",
        );
    }
    for statement in statements {
        let account_id = statement.account_id.clone().unwrap_or_default();
        let account = match &settings.accounts.one {
            // One account is declared: the first that the files name is it, another is not.
            Some(account) => {
                let first = read.first_id.get_or_insert_with(|| account_id.clone());
                (*first == account_id).then_some(account)
            }
            None => settings.accounts.by_id.get(&account_id),
        };
        let Some(account) = account else {
            let ending = fields::ending(&account_id);
            let message =
                format!("no account of the books is declared for the one ending: {ending}");
            let help = "name each ACCTID in `accounts`";
            problems.report(Level::Error, "unknown-account", place(), message, help);
            problems.skip_silently(statement.transactions.len() as u64);
            continue;
        };
        read_statement(index, file, &statement, account, context, read, problems);
    }
    true
}

/// Reads a text as the format that it is in.
fn parse(text: &str, settings: &BankSettings) -> Parsed {
    if qif::is_qif(text) {
        return qif::parse(text, settings.date_order, settings.decimal_mark);
    }
    if camt::is_camt(text) {
        return camt::parse(text);
    }
    let n_promised = ofx::promised(text);
    if n_promised == 0 && mt940::is_mt940(text) {
        return mt940::parse(text);
    }
    let mut statements = ofx::statements(text);
    for statement in &mut statements {
        statement.decimal_mark = settings.decimal_mark;
    }
    let mut parsed = Parsed { statements, n_promised, ..Parsed::default() };
    // Every header of OFX has an end; without it nothing says that the rows are all there.
    if n_promised > 0 && !text.to_ascii_uppercase().contains("</OFX") {
        parsed.flaws.push(statement::Flaw {
            line: u32::try_from(text.lines().count()).unwrap_or(u32::MAX),
            code: "truncated-file",
            message: "the file ends before `</OFX>`".into(),
            help: "download the statement again",
            is_row: false,
        });
    }
    parsed
}

fn read_statement(
    index: usize,
    file: &FoundFile,
    statement: &Statement,
    account: &str,
    context: &CollectContext<'_>,
    read: &mut Read,
    problems: &mut Problems<'_>,
) {
    let account_id = statement.account_id.clone().unwrap_or_default();
    let currency = statement.currency.as_deref().unwrap_or(context.currency.as_str());
    let mark = statement.decimal_mark;
    let n_before = read.transactions.len();
    for transaction in &statement.transactions {
        let place = Evidence::line(&file.relative, transaction.line);
        if transaction.is_cut {
            let message = "the file ends inside this transaction";
            problems.skip("truncated-file", place, message, "download the statement again");
            continue;
        }
        let commodity = transaction.currency.as_deref().unwrap_or(currency);
        if !fields::is_currency(commodity) {
            let message = format!("the currency is not one of ISO 4217: {}", quoted(commodity));
            problems.skip("unknown-currency", place, message, "correct the currency in the file");
            continue;
        }
        let Some(date) = fields::day(&transaction.posted) else {
            let message = format!("the day cannot be read: {}", quoted(&transaction.posted));
            problems.skip("unreadable-date", place, message, "correct the date in the file");
            continue;
        };
        let amount = match fields::amount_with(&transaction.amount, mark, commodity) {
            Ok(amount) => amount,
            Err(error) => {
                let message =
                    format!("the amount is {}: {}", error.message(), quoted(&transaction.amount));
                problems.skip(
                    "unreadable-number",
                    place,
                    message,
                    "correct the amount in the file",
                );
                continue;
            }
        };
        let masked = |text: &str| assignments::register_in(text, context.secrets).into_owned();
        let (name, memo) = (masked(&transaction.name), masked(&transaction.memo));
        if [&name, &memo].into_iter().any(|text| fields::is_balance(text)) {
            let message =
                format!("the row looks like a balance, not a transaction: {}", quoted(&name));
            let help = "if it is one, add a rule `{ match = \"...\", skip = true }`";
            problems.report(Level::Warning, "balance-row", place.clone(), message, help);
        }
        read.transactions.push(BankTransaction {
            place,
            file: index,
            account_id: account_id.clone(),
            account: account.to_owned(),
            fit_id: transaction.fit_id.clone(),
            date,
            amount,
            commodity: commodity.to_owned(),
            name,
            memo,
        });
    }
    let rows = &read.transactions[n_before..];
    let sum = rows.iter().filter(|row| row.commodity == currency).map(|row| row.amount);
    let sum = Decimal::sum(sum).ok();
    let stated = balances::read(file, statement, account, currency, sum, problems);
    read.balances.extend(stated);
}

/// Writes what all files hold: each transaction once, then the stated balances.
fn write(
    read: Read,
    rules: &Rules,
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) {
    let transactions = distinct(read.transactions, problems);
    let mut legs = Legs::new(rules, context);
    let mut n_on_line = BTreeMap::<String, usize>::new();
    let mut written = Vec::new();
    for transaction in &transactions {
        // A file may stand on one line: the second transaction of a line is `FILE:LINE.2`.
        let n = n_on_line.entry(transaction.place.to_string()).or_default();
        *n += 1;
        let id = if *n == 1 { String::new() } else { format!(".{n}") };
        let row = BankRow {
            place: transaction.place.clone(),
            transaction: format!("{}{id}", transaction.place),
            date: transaction.date,
            amount: transaction.amount,
            commodity: &transaction.commodity,
            payee: Some(transaction.name.as_str()).filter(|name| !name.is_empty()),
            narration: Some(transaction.memo.as_str()).filter(|memo| !memo.is_empty()),
            account: &transaction.account,
            effective_date: None,
            status: Some("cleared"),
            tags: None,
            links: None,
        };
        if legs.push(&spec.entity, &row, facts, problems) {
            written.push(transaction);
        }
    }
    legs.finish(facts, problems);
    balances::write(&read.balances, &written, spec, facts, problems);
}

#[cfg(test)]
mod format_tests;
#[cfg(test)]
mod tests;
