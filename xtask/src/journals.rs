//! Journals of stated size that every tool reads alike, for benchmarks: the same arguments write the
//! same bytes.
//!
//! One body of transactions is included by a wrapper for each language. Amounts stand before their
//! commodity and have no thousands marks; the other leg of an exchange has all its digits, so that
//! no tool needs a tolerance.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::fixtures::Random;

/// The wrappers, by the language that reads them; each includes the bodies.
pub(crate) const WRAPPERS: [(&str, &str); 3] =
    [("beancount", "main.beancount"), ("hledger", "main.journal"), ("ledger", "main.ledger")];

const BANK: &str = "Assets:Bank:Checking";
const RECEIVABLE: &str = "Assets:Receivable:Charters";
const INCOMES: [&str; 4] =
    ["Income:Charters:Day", "Income:Charters:Sunset", "Income:Hauling", "Income:Agency:Retainers"];
const EXPENSES: [&str; 12] = [
    "Expenses:Fuel",
    "Expenses:Crew:Captains",
    "Expenses:Crew:Deckhands",
    "Expenses:Slip",
    "Expenses:Insurance",
    "Expenses:Repairs:Engine",
    "Expenses:Repairs:Sails",
    "Expenses:Software",
    "Expenses:Office:Supplies",
    "Expenses:Disposal:Fees",
    "Expenses:Marketing:Ads",
    "Expenses:Travel",
];
const TAX: &str = "Assets:Receivable:Tax";

/// How many postings a body has at most: readers refuse files of half a gigabyte.
const MOST_OF_BODY: u32 = 4_000_000;

/// Writes the bodies and the three wrappers into a folder; returns the size of the bodies.
pub(crate) fn write(folder: &Path, postings: u32) -> Result<usize> {
    fs::create_dir_all(folder)?;
    let (mut names, mut n_bytes) = (Vec::new(), 0);
    for number in 0..postings.div_ceil(MOST_OF_BODY) {
        let name = format!("body-{}.journal", number + 1);
        let text = body((postings - number * MOST_OF_BODY).min(MOST_OF_BODY));
        fs::write(folder.join(&name), &text)?;
        n_bytes += text.len();
        names.push(name);
    }
    let accounts = [BANK, RECEIVABLE, TAX].into_iter().chain(INCOMES).chain(EXPENSES);
    let accounts = accounts.collect::<Vec<_>>();
    let lines = |head: &str, start: &str, end: &str| {
        let opened = accounts.iter().map(|account| format!("{start}{account}\n"));
        format!("{head}{}{end}", opened.collect::<String>())
    };
    let include = names.iter().map(|name| format!("include {name}\n")).collect::<String>();
    let quoted = names.iter().map(|name| format!("include \"{name}\"\n")).collect::<String>();
    let currency = "option \"operating_currency\" \"USD\"\n";
    let beancount = lines(currency, "2020-01-01 open ", &quoted);
    let hledger = lines("commodity 1000.00 USD\ncommodity 1000.00 EUR\n", "account ", &include);
    let formats = "commodity USD\n    format 1000.00 USD\ncommodity EUR\n    format 1000.00 EUR\n";
    let ledger = lines(formats, "account ", &include);
    for ((_, name), text) in WRAPPERS.iter().zip([beancount, hledger, ledger]) {
        fs::write(folder.join(name), text)?;
    }
    Ok(n_bytes)
}

/// The mix: 15% invoices, 15% receipts, 40% expenses of three legs, 5% in a foreign currency, 25%
/// expenses of two legs.
fn body(postings: u32) -> String {
    let mut random = Random::seeded(u64::from(postings));
    let mut text = String::with_capacity(postings as usize * 60);
    let (mut left, mut number) = (postings.max(2), 0u64);
    while left > 0 {
        number += 1;
        let kind = match left {
            2 | 4 => 99,
            3 => 50,
            _ => random.below(100),
        };
        // The dates of three years, in order.
        let done = u64::from(postings - left.min(postings));
        let day = done * 1080 / u64::from(postings.max(1));
        let (year, month, day) = (2024 + day / 360, day / 30 % 12 + 1, (day % 30).min(27) + 1);
        _ = writeln!(
            text,
            "{year}-{month:02}-{day:02} * \"Payee {:04}\" \"txn {number:07}\"",
            random.below(2000)
        );
        let cents = 100 + random.below(1_000_000);
        let expense = EXPENSES[random.below(EXPENSES.len() as u64) as usize];
        let income = INCOMES[random.below(INCOMES.len() as u64) as usize];
        left -= match kind {
            0..15 => legs(&mut text, &[(RECEIVABLE, cents, ""), (income, cents, "-")]),
            15..30 => legs(&mut text, &[(BANK, cents, ""), (RECEIVABLE, cents, "-")]),
            30..70 => {
                let tax = cents / 12;
                let all = [(expense, cents - tax, ""), (TAX, tax, ""), (BANK, cents, "-")];
                legs(&mut text, &all)
            }
            70..75 => exchange(&mut text, expense, cents, 105 + random.below(10)),
            _ => legs(&mut text, &[(expense, cents, ""), (BANK, cents, "-")]),
        };
        text.push('\n');
    }
    text
}

fn legs(text: &mut String, legs: &[(&str, u64, &str)]) -> u32 {
    for (account, cents, sign) in legs {
        _ = writeln!(text, "  {account}  {sign}{}.{:02} USD", cents / 100, cents % 100);
    }
    legs.len() as u32
}

/// So many cents of the euro at so many of the dollar.
fn exchange(text: &mut String, account: &str, cents: u64, price: u64) -> u32 {
    let (euros, dollars) = (format!("{}.{:02}", cents / 100, cents % 100), cents * price);
    _ = writeln!(text, "  {account}  {euros} EUR @ {}.{:02} USD", price / 100, price % 100);
    _ = writeln!(text, "  {BANK}  -{}.{:04} USD", dollars / 10_000, dollars % 10_000);
    2
}
