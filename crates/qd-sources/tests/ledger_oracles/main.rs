//! The tools themselves as judges: balances by account, commodity and month that hledger, ledger and
//! beancount compute equal ours, on the demo's journals, on traps and on two thousand generated ones.
//!
//! A tool that is not installed is said and skipped, except where `CI` is `true`. `QUARTERDECK_PEERS`
//! names a Python environment that holds beancount. `LEDGER_JOURNALS` sets how many journals of each
//! language are generated, `LEDGER_SEED` where they begin.

#![expect(clippy::disallowed_methods, reason = "where the tools are is told by the environment")]
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "this file is a test")]

mod generated;
mod random;
mod tools;
mod traps;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Decimal128Type};
use chrono::{Datelike, Days, NaiveDate};
use qd_facts::{Chart, CollectContext, Collected, NoSecrets, SourceSpec};
use qd_model::{Commodity, Decimal, EntityKey, Level, SourceId};

use tools::{Tool, beancount, hledger, ledger};

/// Sums by account, commodity and month, without those that are zero.
type Balances = BTreeMap<(String, String, String), Decimal>;

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/portfolio")
}

fn collect(folder: &Path, path: &str) -> Collected {
    let root = EntityKey::root("p").unwrap();
    let currency = Commodity::new("USD");
    let context = CollectContext {
        folder,
        root: &root,
        timezone: chrono_tz::UTC,
        currency: &currency,
        chart: &Chart::default(),
        as_of: "2026-09-30".parse().unwrap(),
        secrets: &NoSecrets,
    };
    let spec = SourceSpec {
        id: SourceId::new("books").unwrap(),
        kind: "ledger".into(),
        entity: root.member("jada").unwrap(),
        path: path.into(),
        covers: None,
        is_assumed: false,
        settings: toml::Table::new(),
    };
    qd_sources::find("ledger").unwrap().collect(&spec, &context)
}

/// What we make of a file: its balances, or what was left out or doubted.
fn ours(folder: &Path, path: &str) -> Result<Balances, String> {
    let collected = collect(folder, path);
    let said = collected.diagnostics.iter().filter(|found| found.level != Level::Note);
    let said = said.map(ToString::to_string).collect::<Vec<_>>();
    if !said.is_empty() || collected.n_skipped > 0 {
        return Err(format!("{} skipped\n{}", collected.n_skipped, said.join("\n")));
    }
    Ok(collected.facts.finish().get("posting").map(balances).unwrap_or_default())
}

fn balances(batch: &RecordBatch) -> Balances {
    const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    let text = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>();
    let (accounts, commodities) = (text("account"), text("commodity"));
    let amounts = batch.column_by_name("amount").unwrap().as_primitive::<Decimal128Type>();
    let dates = batch.column_by_name("date").unwrap().as_primitive::<Date32Type>();
    let mut balances = Balances::new();
    for row in 0..batch.num_rows() {
        let number = Decimal::new(amounts.value(row), 12);
        let date = EPOCH + Days::new(dates.value(row) as u64);
        let month = format!("{}-{:02}", date.year(), date.month());
        add(&mut balances, accounts.value(row), commodities.value(row), &month, number);
    }
    balances.retain(|_, sum| !sum.is_zero());
    balances
}

fn add(balances: &mut Balances, account: &str, commodity: &str, month: &str, number: Decimal) {
    let key = (account.to_owned(), commodity.to_owned(), month.to_owned());
    let sum = balances.entry(key).or_insert(Decimal::ZERO);
    *sum = sum.add(number).unwrap();
}

/// What a tool says of a file: its balances, or why it rejects it.
type Verdict = Result<Balances, String>;

/// Compares our balances of files with those of their tool.
fn check(folder: &Path, paths: &[&str], tool: Tool) {
    let files = paths.iter().map(|path| folder.join(path)).collect::<Vec<_>>();
    let Some(verdicts) = tool(&files) else { return };
    assert_eq!(verdicts.len(), paths.len());
    for (path, verdict) in paths.iter().zip(verdicts) {
        let theirs = verdict.unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(!theirs.is_empty(), "{path}");
        assert_eq!(ours(folder, path), Ok(theirs), "{path}");
    }
}

#[test]
fn the_demo_has_the_balances_of_its_tools() {
    let folder = demo();
    check(&folder, &["books/quickdumpnow.journal"], hledger);
    check(&folder, &["books/dangerous-centaur.ledger"], ledger);
    let books = [
        "books/portfolio.beancount",
        "books/queen-of-san-diego.beancount",
        "books/jada/main.beancount",
    ];
    check(&folder, &books, beancount);
}

/// Five years of a household with lots, prices, paddings and balances, as beancount's own generator
/// writes them.
#[test]
fn beancounts_own_example_has_the_balances_of_beancount() {
    let folder = tempfile::tempdir().unwrap();
    for seed in ["1", "2", "3"] {
        let Some(text) = tools::bean_example(seed) else { return };
        std::fs::write(folder.path().join(format!("{seed}.beancount")), text).unwrap();
    }
    check(folder.path(), &["1.beancount", "2.beancount", "3.beancount"], beancount);
}
