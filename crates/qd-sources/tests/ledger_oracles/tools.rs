//! Running the tools, as black boxes.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use super::{Balances, Verdict, add};

/// Asks a tool for its verdicts on files; `None` if it is not there.
pub(crate) type Tool = fn(&[PathBuf]) -> Option<Vec<Verdict>>;

/// Runs a tool; `None` if it is not there, which fails in CI.
fn run(command: &mut Command) -> Option<Result<String, String>> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.output() {
        Ok(output) if output.status.success() => {
            Some(Ok(String::from_utf8(output.stdout).unwrap()))
        }
        Ok(output) => Some(Err(String::from_utf8_lossy(&output.stderr).into_owned())),
        Err(_) => {
            assert_ne!(env::var("CI").as_deref(), Ok("true"), "{name} is not installed");
            eprintln!("skipped: {name} is not installed");
            None
        }
    }
}

/// Runs a tool once for each file, on all cores.
fn each(
    files: &[PathBuf],
    ask: impl Fn(&PathBuf) -> Option<Verdict> + Sync,
) -> Option<Vec<Verdict>> {
    let (queue, done) = (Mutex::new(files.iter().enumerate()), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let next = queue.lock().unwrap().next();
            let Some((index, file)) = next else { break };
            let verdict = ask(file);
            done.lock().unwrap().push((index, verdict));
        }
    };
    std::thread::scope(|scope| {
        let n = std::thread::available_parallelism().map_or(1, usize::from);
        (0..n).for_each(|_| drop(scope.spawn(work)));
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, verdict)| verdict).collect()
}

/// Adds up lines of account, commodity, number and month, a tab between; marks of virtual postings
/// go.
fn sum_lines(text: &str) -> Balances {
    let mut balances = Balances::new();
    for line in text.lines() {
        let [account, commodity, number, month] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let account = account.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
        let number = number.parse().unwrap_or_else(|_| panic!("{line}"));
        let commodity = if commodity == "$" { "USD" } else { commodity.trim_matches('"') };
        add(&mut balances, account, commodity, &month.replace('/', "-")[..7], number);
    }
    balances.retain(|_, sum| !sum.is_zero());
    balances
}

pub(crate) fn hledger(files: &[PathBuf]) -> Option<Vec<Verdict>> {
    each(files, |file| {
        let mut command = Command::new("hledger");
        command.arg("-f").arg(file).args(["print", "-x", "-O", "csv"]);
        let csv = match run(&mut command)? {
            Ok(csv) => csv,
            Err(error) => return Some(Err(error)),
        };
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let headers = reader.headers().unwrap().clone();
        let column = |name| headers.iter().position(|header| header == name).unwrap();
        let columns = ["account", "commodity", "amount", "date", "posting-comment"].map(column);
        let lines = reader.records().map(|record| {
            let record = record.unwrap();
            let [account, commodity, amount, date, comment] = columns.map(|column| &record[column]);
            // A posting's own date stands in its comment only.
            let own = comment.split_once("date:").map(|(_, own)| own.trim_start());
            let date = own.and_then(|own| own.get(..10)).unwrap_or(date);
            // The amount is printed as the commodity is: marks between thousands, any decimal mark.
            let amount = match amount.rfind(['.', ',']) {
                Some(mark) => {
                    let whole = amount[..mark].replace([',', '.', ' '], "");
                    format!("{whole}.{}", &amount[mark + 1..])
                }
                None => amount.replace(' ', ""),
            };
            format!("{account}\t{commodity}\t{amount}\t{date}")
        });
        Some(Ok(sum_lines(&lines.collect::<Vec<_>>().join("\n"))))
    })
}

pub(crate) fn ledger(files: &[PathBuf]) -> Option<Vec<Verdict>> {
    // One line a posting, the number without rounding.
    let format = "%(account)\t%(commodity(scrub(amount)))\t%(quantity(scrub(amount)))\t%(format_date(date, \"%Y-%m\"))\n";
    each(files, |file| {
        let mut command = Command::new("ledger");
        command.args(["--args-only", "-f"]).arg(file);
        command.args(["csv", "--unround", "--csv-format", format]);
        Some(run(&mut command)?.map(|text| sum_lines(&text)))
    })
}

/// One process for all files: it takes longer to start than to read them.
const BEANCOUNT: &str = r#"
import sys
from beancount import loader
from beancount.core import data
for path in sys.argv[1:]:
    entries, errors, _ = loader.load_file(path)
    print("=" + " ".join(error.message.replace("\n", " ") for error in errors))
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                units = posting.units
                print(posting.account, units.currency, "{:f}".format(units.number), entry.date.strftime("%Y-%m"), sep="\t")
"#;

pub(crate) fn beancount(files: &[PathBuf]) -> Option<Vec<Verdict>> {
    let mut command = Command::new(peer("python")?);
    command.args(["-c", BEANCOUNT]).args(files).env("BEANCOUNT_DISABLE_LOAD_CACHE", "1");
    let text = run(&mut command)?.unwrap();
    let sections = text.trim_start_matches('=').split("\n=").map(|section| {
        let (errors, lines) = section.split_once('\n').unwrap_or((section, ""));
        if errors.is_empty() { Ok(sum_lines(lines)) } else { Err(errors.to_owned()) }
    });
    Some(sections.collect())
}

/// What beancount's own generator of examples writes.
pub(crate) fn bean_example(seed: &str) -> Option<String> {
    let mut command = Command::new(peer("bean-example")?);
    command.args(["--seed", seed, "--date-begin", "2024-01-01", "--date-end", "2026-09-30"]);
    run(command.args(["--date-birth", "1990-05-12"]))?.ok()
}

/// A program of the Python environment of peers.
fn peer(name: &str) -> Option<PathBuf> {
    match env::var("QUARTERDECK_PEERS") {
        Ok(peers) => Some(Path::new(&peers).join("bin").join(name)),
        Err(_) => {
            assert_ne!(env::var("CI").as_deref(), Ok("true"), "QUARTERDECK_PEERS is not set");
            eprintln!("skipped: beancount is not asked, as QUARTERDECK_PEERS is not set");
            None
        }
    }
}
