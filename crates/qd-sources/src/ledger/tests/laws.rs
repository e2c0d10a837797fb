//! Laws: what is printed is read back, what is kept balances, and no bytes make the reader panic.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use qd_model::Decimal;

use super::{read, read_files, rows};

const NAMES: [&str; 3] = ["x.beancount", "x.journal", "x.ledger"];
const ACCOUNTS: [&str; 5] =
    ["Assets:Bank", "Assets:Bank:Savings", "Expenses:Food", "Income:Sales", "Liabilities:Card"];
const COMMODITIES: [&str; 3] = ["USD", "EUR", "AAPL"];

/// A transaction whose legs may leave one commodity off by something.
#[derive(Clone, Debug)]
struct Entry {
    day: u64,
    payee: String,
    /// Account, mantissa, digits, commodity.
    legs: Vec<(usize, i64, u8, usize)>,
    /// A price in USD of each unit of the first leg, where that is not USD.
    price: Option<i64>,
    is_blank: bool,
    off: i64,
}

fn entry() -> impl Strategy<Value = Entry> {
    let leg = (0..ACCOUNTS.len(), -100_000i64..100_000, 0u8..4, 0..COMMODITIES.len());
    (
        0u64..700,
        "[A-Z][a-z]{1,8}( [a-z]{1,6})?",
        prop::collection::vec(leg, 1..5),
        prop::option::of(1i64..20_000),
        any::<bool>(),
        prop_oneof![4 => Just(0i64), 1 => -60i64..60],
    )
        .prop_map(|(day, payee, legs, price, is_blank, off)| Entry {
            day,
            payee,
            legs,
            price,
            is_blank,
            off,
        })
}

impl Entry {
    fn date(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + Days::new(self.day)
    }

    /// The price of the first leg, 4 digits.
    fn price(&self) -> Option<Decimal> {
        self.price.filter(|_| self.legs[0].3 != 0).map(|price| Decimal::new(price.into(), 4))
    }

    /// The legs as written, the last ones balancing each commodity except for `off`.
    fn written(&self) -> Vec<(&'static str, Decimal, &'static str)> {
        let mut sums = BTreeMap::<&str, Decimal>::new();
        let mut written = Vec::new();
        for (index, (account, mantissa, digits, commodity)) in self.legs.iter().enumerate() {
            let number = Decimal::new((*mantissa).into(), *digits);
            let commodity = COMMODITIES[*commodity];
            let (weight, of) = match self.price().filter(|_| index == 0) {
                Some(price) => (number.mul(price).unwrap(), "USD"),
                None => (number, commodity),
            };
            let sum = sums.entry(of).or_insert(Decimal::ZERO);
            *sum = sum.add(weight).unwrap();
            written.push((ACCOUNTS[*account], number, commodity));
        }
        if !self.is_blank {
            for (commodity, sum) in sums {
                let off = if commodity == "USD" {
                    Decimal::new(self.off.into(), 4)
                } else {
                    Decimal::ZERO
                };
                written.push(("Equity:Rest", sum.neg().add(off).unwrap(), commodity));
            }
        }
        written
    }

    fn print(&self, name: &str) -> String {
        let mut text = match name {
            "x.beancount" => format!("{} * \"{}\" \"n\"\n", self.date(), self.payee),
            _ => format!("{} * {} | n\n", self.date(), self.payee),
        };
        for (index, (account, number, commodity)) in self.written().into_iter().enumerate() {
            let _ = write!(text, "  {account}  {number} {commodity}");
            if let Some(price) = self.price().filter(|_| index == 0) {
                let _ = write!(text, " @ {price} USD");
            }
            text.push('\n');
        }
        if self.is_blank {
            text.push_str("  Equity:Rest\n");
        }
        text + "\n"
    }
}

fn journal(entries: &[Entry], name: &str) -> String {
    let mut text = String::new();
    if name == "x.beancount" {
        for account in ACCOUNTS.iter().chain(&["Equity:Rest"]) {
            let _ = writeln!(text, "2020-01-01 open {account}");
        }
    }
    text + &entries.iter().map(|entry| entry.print(name)).collect::<String>()
}

/// What may be left of a commodity: by the coarsest digit (beancount), the finest (hledger), the
/// finest so far in the journal (ledger).
fn tolerance(name: &str, entry: &Entry, commodity: &str, seen: u8) -> Decimal {
    let written = entry.written();
    let digits = written.iter().filter(|(_, _, written)| *written == commodity);
    let digits = digits.map(|(_, number, _)| number.scale());
    let digits = match name {
        "x.beancount" => digits.filter(|digits| *digits > 0).min(),
        "x.journal" => digits.max(),
        _ => Some(seen),
    };
    digits.map_or(Decimal::ZERO, |digits| Decimal::new(5, digits + 1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_printed_is_read_back(entries in prop::collection::vec(entry(), 1..8)) {
        let entries = entries.into_iter().map(|entry| Entry { off: 0, is_blank: false, ..entry });
        let entries = entries.collect::<Vec<_>>();
        let printed = entries.iter().flat_map(|entry| {
            let row = |(account, number, commodity): (&str, Decimal, &str)| {
                let number = number.normalized();
                format!("{} {account} {commodity} {number} {} n cleared", entry.date(), entry.payee)
            };
            entry.written().into_iter().map(row).collect::<Vec<_>>()
        });
        let printed = printed.collect::<Vec<_>>();
        for name in NAMES {
            let found = read(name, &journal(&entries, name));
            prop_assert_eq!(&found.diagnostics, &Vec::new());
            let columns = ["date", "account", "commodity", "amount", "payee", "narration", "status"];
            prop_assert_eq!(rows(found.facts.finish().get("posting"), &columns), printed.clone());
        }
    }

    #[test]
    fn what_is_kept_balances_and_what_is_left_out_does_not(entries in prop::collection::vec(entry(), 1..8)) {
        for name in NAMES {
            let text = journal(&entries, name);
            let found = read(name, &text);
            let tables = found.facts.finish();
            let mut sums = BTreeMap::<String, BTreeMap<String, Decimal>>::new();
            for row in rows(tables.get("posting"), &["transaction", "weight_commodity", "weight"]) {
                let words = row.split(' ').collect::<Vec<_>>();
                let sum = sums.entry(words[0].into()).or_default().entry(words[1].into()).or_insert(Decimal::ZERO);
                *sum = sum.add(words[2].parse().unwrap()).unwrap();
            }
            let (mut line, mut seen) = (1 + text.lines().take_while(|line| line.contains("open")).count(), BTreeMap::new());
            for entry in &entries {
                let id = format!("{name}:{line}");
                line += entry.print(name).lines().count();
                for (_, number, commodity) in entry.written() {
                    let digits = seen.entry(commodity).or_insert(0);
                    *digits = number.scale().max(*digits);
                }
                let allowed = |commodity: &str| {
                    tolerance(name, entry, commodity, seen.get(commodity).copied().unwrap_or_default())
                };
                let off = Decimal::new(if entry.is_blank { 0 } else { entry.off.into() }, 4);
                let usd = entry.written().iter().any(|(_, _, commodity)| *commodity == "USD");
                let is_off = usd && off.abs() > allowed("USD");
                let sum = sums.get(&id);
                prop_assert_eq!(sum.is_some(), !is_off, "{} of:\n{}", id, text);
                for (commodity, sum) in sum.into_iter().flatten() {
                    prop_assert!(sum.abs() <= allowed(commodity), "{} {} of:\n{}", sum, commodity, text);
                }
            }
        }
    }
}

/// A small generator of numbers, so that each run meets the same bytes.
pub(super) struct Seeded(pub(super) u64);

impl Seeded {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

const PIECES: [&[u8]; 28] = [
    b"\n",
    b" ",
    b"  ",
    b"\t",
    b"\"",
    b";",
    b"{",
    b"}",
    b"{{",
    b"@",
    b"@@",
    b"=",
    b"==*",
    b"(",
    b")",
    b"[",
    b"-",
    b"9999999999999999999999999999999999999999",
    b".",
    b",",
    b"\0",
    b"\xff",
    b"\xc3",
    b"2026-02-30",
    b"include \"x.beancount\"\n",
    b"apply account a\n",
    b"alias /(((/=x\n",
    b"\n2026-01-01 pad Assets:Bank Equity:O\n",
];

pub(super) fn mutate(bytes: &mut Vec<u8>, seeded: &mut Seeded) {
    for _ in 0..=seeded.below(6) {
        let at = seeded.below(bytes.len());
        match seeded.below(5) {
            0 => bytes.truncate(at),
            1 => {
                let end = (at + seeded.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            2 => {
                let end = (at + seeded.below(200)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = seeded.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            3 if !bytes.is_empty() => bytes[at] = seeded.below(256) as u8,
            _ => {
                let piece = PIECES[seeded.below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let books = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/portfolio/books/");
    let sources = [
        "queen-of-san-diego.beancount",
        "jada/2026.beancount",
        "quickdumpnow.journal",
        "dangerous-centaur.ledger",
    ];
    let sources = sources.map(|name| std::fs::read(format!("{books}{name}")).unwrap());
    let mut seeded = Seeded(0x9e37_79b9_7f4a_7c15);
    for round in 0..3000 {
        let source = &sources[round % sources.len()];
        let start = seeded.below(source.len());
        let end = (start + 200 + seeded.below(4000)).min(source.len());
        let mut bytes = source[start..end].to_vec();
        mutate(&mut bytes, &mut seeded);
        // Any language may be declared over any bytes.
        let name = NAMES[seeded.below(NAMES.len())];
        let found = read_files(&[(name, &bytes)], "");
        let n_lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        assert!(found.n_skipped <= 2 * n_lines, "round {round}");
        let n_rows = found.facts.counts().iter().map(|(_, rows)| rows).sum::<u64>();
        assert!(n_rows <= 20 * n_lines + 20, "round {round}: {n_rows} rows of {n_lines} lines");
    }
}
