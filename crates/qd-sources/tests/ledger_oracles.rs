//! The tools themselves as judges: balances by account and commodity that hledger, ledger and
//! beancount compute equal ours, on the demo's journals and on generated ones.
//!
//! A tool that is not installed is said and skipped, except where `CI` is `true`. `QUARTERDECK_PEERS`
//! names a Python environment that holds beancount.

#![expect(clippy::disallowed_methods, reason = "where the tools are is told by the environment")]
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "this file is a test")]

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Decimal128Type;
use qd_facts::{Chart, CollectContext, Collected, NoSecrets, SourceSpec};
use qd_model::{Commodity, Decimal, EntityKey, Level, SourceId};

type Balances = BTreeMap<(String, String), Decimal>;

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

/// Our balances; nothing may have been left out.
fn ours(folder: &Path, path: &str) -> Balances {
    let collected = collect(folder, path);
    let errors = collected.diagnostics.iter().filter(|found| found.level != Level::Note);
    assert_eq!(errors.map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new(), "{path}");
    assert_eq!(collected.n_skipped, 0, "{path}");
    balances(&collected.facts.finish()["posting"])
}

fn balances(batch: &RecordBatch) -> Balances {
    let text = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>();
    let (accounts, commodities) = (text("account"), text("commodity"));
    let amounts = batch.column_by_name("amount").unwrap().as_primitive::<Decimal128Type>();
    let mut balances = Balances::new();
    for row in 0..batch.num_rows() {
        let number = Decimal::new(amounts.value(row), 12);
        add(&mut balances, accounts.value(row), commodities.value(row), number);
    }
    balances.retain(|_, sum| !sum.is_zero());
    balances
}

fn add(balances: &mut Balances, account: &str, commodity: &str, number: Decimal) {
    let sum = balances.entry((account.to_owned(), commodity.to_owned())).or_insert(Decimal::ZERO);
    *sum = sum.add(number).unwrap();
}

/// Runs a tool; `None` if it is not there, which fails in CI.
fn run(command: &mut Command) -> Option<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.output() {
        Ok(output) => {
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{name}: {error}");
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(_) => {
            assert_ne!(env::var("CI").as_deref(), Ok("true"), "{name} is not installed");
            eprintln!("skipped: {name} is not installed");
            None
        }
    }
}

/// Adds up lines of account, commodity and number, a tab between; marks of virtual postings go.
fn sum_lines(text: &str) -> Balances {
    let mut balances = Balances::new();
    for line in text.lines() {
        let [account, commodity, number] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let account = account.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
        let number = number.replace(',', "").parse().unwrap_or_else(|_| panic!("{line}"));
        add(&mut balances, account, commodity.trim_matches('"'), number);
    }
    balances.retain(|_, sum| !sum.is_zero());
    balances
}

fn hledger(file: &Path) -> Option<Balances> {
    let mut command = Command::new("hledger");
    command.arg("-f").arg(file).args(["print", "-x", "-O", "csv"]);
    let csv = run(&mut command)?;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let columns = ["account", "commodity", "amount"]
        .map(|name| headers.iter().position(|header| header == name).unwrap());
    let lines = reader.records().map(|record| {
        let record = record.unwrap();
        columns.map(|column| record[column].to_owned()).join("\t")
    });
    Some(sum_lines(&lines.collect::<Vec<_>>().join("\n")))
}

fn ledger(file: &Path) -> Option<Balances> {
    // One line a posting, the number without rounding.
    let format = "%(account)\t%(commodity(scrub(amount)))\t%(quantity(scrub(amount)))\n";
    let mut command = Command::new("ledger");
    command.args(["--args-only", "-f"]).arg(file);
    command.args(["csv", "--unround", "--csv-format", format]);
    run(&mut command).map(|text| sum_lines(&text))
}

const BEANCOUNT: &str = r#"
import sys
from beancount import loader
from beancount.core import data
entries, errors, _ = loader.load_file(sys.argv[1])
for error in errors:
    print(error.source, error.message, file=sys.stderr)
if errors:
    sys.exit(1)
for entry in entries:
    if isinstance(entry, data.Transaction):
        for posting in entry.postings:
            units = posting.units
            print(posting.account, units.currency, "{:f}".format(units.number), sep="\t")
"#;

fn beancount(file: &Path) -> Option<Balances> {
    let Ok(peers) = env::var("QUARTERDECK_PEERS") else {
        assert_ne!(env::var("CI").as_deref(), Ok("true"), "QUARTERDECK_PEERS is not set");
        eprintln!("skipped: beancount is not asked, as QUARTERDECK_PEERS is not set");
        return None;
    };
    let mut command = Command::new(Path::new(&peers).join("bin/python"));
    command.args(["-c", BEANCOUNT]).arg(file);
    run(&mut command).map(|text| sum_lines(&text))
}

/// Compares our balances of a file with those of its tool.
fn check(folder: &Path, path: &str, tool: fn(&Path) -> Option<Balances>) {
    if let Some(theirs) = tool(&folder.join(path)) {
        assert_eq!(ours(folder, path), theirs, "{path}");
        assert!(!theirs.is_empty(), "{path}");
    }
}

#[test]
fn the_demo_has_the_balances_of_its_tools() {
    let folder = demo();
    check(&folder, "books/quickdumpnow.journal", hledger);
    check(&folder, "books/dangerous-centaur.ledger", ledger);
    let books = ["portfolio.beancount", "queen-of-san-diego.beancount", "jada/main.beancount"];
    for book in books {
        check(&folder, &format!("books/{book}"), beancount);
    }
}
