//! Bank statements in OFX or QFX to postings: two legs a transaction, and the stated balance
//! reconciled.
//!
//! A transaction is known by its account and FITID, or by its content where the bank gives none or
//! gives one twice, so that overlapping downloads count once. If the raw file promises more
//! transactions than were read, it is an error that says how many. Dates are the bank's own day, as
//! written. Tags: `ofx.rs`. Fields: `fields.rs`. The other leg: `legs.rs`.

mod distinct;
mod fields;
pub(crate) mod legs;
pub(crate) mod ofx;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qd_facts::{CollectContext, Collected, Facts, Row, Setting, SettingError, Source, SourceSpec};
use qd_model::{Decimal, Evidence, Level};

use crate::assignments;
use crate::files::{self, FoundFile};
use crate::problems::{Problems, nearest, quoted};
use distinct::distinct;
use legs::{BankRow, Legs, Rules};

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

/// A balance that the bank states.
struct StatedBalance {
    place: Evidence,
    account_id: String,
    account: String,
    date: NaiveDate,
    amount: Decimal,
    commodity: String,
}

/// What all files of a source hold.
#[derive(Default)]
struct Read {
    /// The `ACCTID` of the first statement.
    first_id: Option<String>,
    transactions: Vec<BankTransaction>,
    balances: Vec<StatedBalance>,
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
        Accounts::parse(&spec.settings)?;
        Rules::from_settings(&spec.settings).map(|_| ())
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        let mut problems = Problems::new(spec, context);
        let mut facts = Facts::default();
        let mut is_missing = true;
        let settings = Accounts::parse(&spec.settings)
            .and_then(|accounts| Ok((accounts, Rules::from_settings(&spec.settings)?)));
        match settings {
            Ok((accounts, rules)) => {
                let (found, diagnostics) = files::find(spec, context);
                problems.extend(diagnostics);
                let mut read = Read::default();
                for (index, file) in found.iter().enumerate() {
                    is_missing &=
                        !read_file(index, file, spec, context, &accounts, &mut read, &mut problems);
                }
                write(read, &rules, spec, context, &mut facts, &mut problems);
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
    accounts: &Accounts,
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
    let statements = ofx::statements(&text);
    let n_read = statements.iter().map(|statement| statement.transactions.len()).sum::<usize>();
    let n_promised = ofx::promised(&text);
    if n_read != n_promised {
        let message = format!("the file holds {n_promised} transactions, read: {n_read}");
        let help = "download the statement again, or send us the file without its numbers";
        problems.report(Level::Error, "lost-transactions", place(), message, help);
        problems.skip_silently(n_promised.abs_diff(n_read) as u64);
    }
    if statements.is_empty() {
        let message = "the file holds no statement";
        problems.report(Level::Error, "no-statement", place(), message, "check that it is OFX");
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
        let account = match &accounts.one {
            // One account is declared: the first that the files name is it, another is not.
            Some(account) => {
                let first = read.first_id.get_or_insert_with(|| account_id.clone());
                (*first == account_id).then_some(account)
            }
            None => accounts.by_id.get(&account_id),
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

fn read_statement(
    index: usize,
    file: &FoundFile,
    statement: &ofx::Statement,
    account: &str,
    context: &CollectContext<'_>,
    read: &mut Read,
    problems: &mut Problems<'_>,
) {
    let account_id = statement.account_id.clone().unwrap_or_default();
    let currency = statement.currency.as_deref().unwrap_or(context.currency.as_str());
    for transaction in &statement.transactions {
        let place = Evidence::line(&file.relative, transaction.line);
        let commodity = transaction.currency.as_deref().unwrap_or(currency);
        let Some(date) = fields::day(&transaction.posted) else {
            let message = format!("DTPOSTED is no date: {}", quoted(&transaction.posted));
            problems.skip("unreadable-date", place, message, "correct the date in the file");
            continue;
        };
        let amount = match fields::amount(&transaction.amount, commodity) {
            Ok(amount) => amount,
            Err(error) => {
                let message =
                    format!("TRNAMT: {}: {}", error.message(), quoted(&transaction.amount));
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
    if let Some((line, amount, date)) = &statement.balance {
        let place = Evidence::line(&file.relative, *line);
        match (fields::amount(amount, currency), fields::day(date)) {
            (Ok(amount), Some(date)) => read.balances.push(StatedBalance {
                place,
                account_id,
                account: account.to_owned(),
                date,
                amount,
                commodity: currency.to_owned(),
            }),
            _ => {
                let message =
                    format!("LEDGERBAL cannot be read: {} {}", quoted(amount), quoted(date));
                let help = "nothing checks the rows now; download the statement again";
                problems.report(Level::Warning, "unreadable-balance", place, message, help);
            }
        }
    }
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
    let sums = running_sums(&written);
    for balance in &read.balances {
        let sums = sums.get(&(balance.account_id.as_str(), balance.commodity.as_str()));
        let sums = sums.map(Vec::as_slice).unwrap_or_default();
        let n_before = sums.partition_point(|(date, _)| *date <= balance.date);
        let sum = n_before.checked_sub(1).map_or(Some(Decimal::ZERO), |last| sums[last].1);
        let row = Row::of("balance_assertion")
            .set("date", balance.date)
            .set("account", balance.account.as_str())
            .set("commodity", balance.commodity.as_str())
            .set("stated", balance.amount)
            .set("computed", sum)
            .set("passes", sum.map(|sum| sum == balance.amount));
        problems.push(facts, &spec.entity, &balance.place, &row);
        if let Some(sum) = sum.filter(|sum| *sum != balance.amount) {
            let message = format!("the rows add up to {sum}, the bank says: {}", balance.amount);
            let help = "rows are missing, or the account held the difference before the first row";
            problems.report(Level::Error, "balance-mismatch", balance.place.clone(), message, help);
        }
    }
}

/// Days and the sums up to them; no sum where it has too many digits.
type Sums = Vec<(NaiveDate, Option<Decimal>)>;

/// The sum up to each transaction, in the order of days, by account and commodity.
fn running_sums<'t>(written: &[&'t BankTransaction]) -> BTreeMap<(&'t str, &'t str), Sums> {
    let mut in_time = written.to_vec();
    in_time.sort_by_key(|transaction| transaction.date);
    let mut sums = BTreeMap::<_, Sums>::new();
    for transaction in in_time {
        let key = (transaction.account_id.as_str(), transaction.commodity.as_str());
        let so_far = sums.entry(key).or_default();
        let before = so_far.last().map_or(Some(Decimal::ZERO), |(_, sum)| *sum);
        let sum = before.and_then(|before| before.add(transaction.amount).ok());
        so_far.push((transaction.date, sum));
    }
    sums
}

#[cfg(test)]
mod tests;
