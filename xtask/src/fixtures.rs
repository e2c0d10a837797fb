//! Seeded portfolios of stated size, for benchmarks: the same arguments write the same bytes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// What to write.
struct Options {
    portfolios: u32,
    postings: u32,
    is_journal: bool,
    out: String,
}

/// Writes `--portfolios N` folders below `--out DIR`, each with a book of `--postings N` postings; or
/// with `--journals` one journal of that size in the three languages.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let options = parse(arguments)?;
    if options.is_journal {
        crate::journals::write(Path::new(&options.out), options.postings)?;
        println!("{} postings in {}", options.postings, options.out);
        return Ok(());
    }
    for number in 1..=options.portfolios {
        let folder = Path::new(&options.out).join(format!("portfolio-{number:05}"));
        write_portfolio(&folder, number, options.postings)?;
    }
    println!(
        "{} portfolios of {} postings in {}",
        options.portfolios, options.postings, options.out
    );
    Ok(())
}

fn parse(arguments: &[&str]) -> Result<Options> {
    let mut options =
        Options { portfolios: 1, postings: 1_000, is_journal: false, out: String::new() };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        if *name == "--journals" {
            options.is_journal = true;
            continue;
        }
        let value = rest.next().with_context(|| format!("{name} takes a value"))?;
        match *name {
            "--portfolios" => {
                options.portfolios = value.parse().context("--portfolios takes a number")?
            }
            "--postings" => {
                options.postings = value.parse().context("--postings takes a number")?
            }
            "--out" => options.out = (*value).to_owned(),
            other => bail!("unknown option {other}"),
        }
    }
    if options.out.is_empty() {
        bail!("name the folder with --out DIR");
    }
    Ok(options)
}

/// Writes one portfolio: a charter venture with a beancount book.
pub(crate) fn write_portfolio(folder: &Path, number: u32, postings: u32) -> Result<()> {
    fs::create_dir_all(folder)?;
    let configuration = format!(
        "[portfolio]\nname = \"Portfolio {number:05}\"\ncurrency = \"USD\"\ntimezone = \"America/Los_Angeles\"\nas_of = \"2026-09-30\"\n\n[[entity]]\nid = \"boats\"\nname = \"Boats {number:05}\"\nmodel = \"charter\"\n\n[[source]]\nid = \"books\"\nkind = \"ledger\"\nentity = \"boats\"\npath = \"books.beancount\"\n\n[[account]]\nentity = \"boats\"\naccount = \"Assets:Bank\"\ntype = \"asset\"\nis_cash = true\nline = \"Cash\"\n\n[[recipient]]\nemail = \"owner@portfolio-{number:05}.example\"\nroles = [\"ceo\", \"cfo\"]\nentities = [\"*\"]\n\n[delivery]\nfrom = \"reports@portfolio-{number:05}.example\"\n"
    );
    fs::write(folder.join("quarterdeck.toml"), configuration)?;
    fs::write(folder.join("books.beancount"), book(number, postings))?;
    Ok(())
}

fn book(seed: u32, postings: u32) -> String {
    let mut random = Random(u64::from(seed) * 0x9E37_79B9 + 1);
    let accounts =
        ["Assets:Bank", "Income:Charters", "Expenses:Fuel", "Expenses:Crew", "Expenses:Rent"];
    let mut text = String::from("option \"operating_currency\" \"USD\"\n");
    for account in accounts {
        _ = writeln!(text, "2025-01-01 open {account}");
    }
    let n_transactions = postings / 2;
    for index in 0..n_transactions {
        // Dates run evenly over the 21 months to September 2026, in order.
        let day = u64::from(index) * 630 / u64::from(n_transactions.max(1));
        let (month, day) = (day / 30, day % 28 + 1);
        let (year, month) = (2025 + month / 12, month % 12 + 1);
        let cents = 1_000 + random.below(99_000);
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        let kind = random.below(5) as usize;
        let (account, sign) =
            if kind < 2 { ("Income:Charters", "-") } else { (accounts[kind], "") };
        let other = if sign.is_empty() { "-" } else { "" };
        _ = writeln!(
            text,
            "\n{year}-{month:02}-{day:02} * \"Payee {:04}\" \"txn {index:07}\"\n  {account}  {sign}{amount} USD\n  Assets:Bank  {other}{amount} USD",
            random.below(500)
        );
    }
    text
}

/// A small seeded generator (xorshift64*): fixtures need repeatable numbers, not good ones.
pub(crate) struct Random(u64);

impl Random {
    /// Starts with a seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }
}
