//! Journals with every directive that the languages have, as people and programs write them; each is
//! taken by its tool, or carries one fault that the tool names too.
//!
//! What a journal states of its balances is computed here, from accounts to which only written
//! amounts come. What the two sides mean differently on purpose is in `docs/sources.md` and not
//! generated.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use qd_model::Decimal;

use super::ours;
use super::random::Seeded;
use super::tools::{Tool, beancount, hledger, ledger};

/// How many journals of each language are generated: more than two thousand in all.
const N_JOURNALS: u64 = 700;

/// A journal: its files, the first of which is read.
type Journal = Vec<(String, String)>;

/// Compares what we and the tool make of generated journals; says all differences at once.
fn check_generated(extension: &str, generate: impl Fn(u64, &str) -> Journal, tool: Tool) {
    let set = |name: &str| env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let first = set("LEDGER_SEED").unwrap_or(1);
    let seeds = first..first + set("LEDGER_JOURNALS").unwrap_or(N_JOURNALS);
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for seed in seeds {
        let journal = generate(seed, extension);
        for (name, text) in &journal {
            let path = folder.path().join(format!("{seed}/{name}"));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        paths.push(format!("{seed}/{}", journal[0].0));
    }
    let files = paths.iter().map(|path| folder.path().join(path)).collect::<Vec<_>>();
    let Some(verdicts) = tool(&files) else { return };
    assert_eq!(verdicts.len(), paths.len());
    let (mut refused, mut different) = (Vec::new(), Vec::new());
    for (path, theirs) in paths.iter().zip(verdicts) {
        let difference = match (ours(folder.path(), path), theirs) {
            (Err(_), Err(error)) => {
                refused.push(format!("{path}: {error}"));
                None
            }
            (Ok(ours), Ok(theirs)) if ours == theirs => None,
            (Ok(ours), Ok(theirs)) => {
                let other = |from: &super::Balances, than: &super::Balances| {
                    let only = from.iter().filter(|(key, sum)| than.get(*key) != Some(*sum));
                    only.take(5).map(|found| format!("{found:?}")).collect::<Vec<_>>().join("\n")
                };
                Some(format!("ours\n{}\ntheirs\n{}", other(&ours, &theirs), other(&theirs, &ours)))
            }
            (Ok(_), Err(error)) => Some(format!("only the tool refuses: {error}")),
            (Err(said), Ok(_)) => Some(format!("only we refuse: {said}")),
        };
        if let Some(difference) = difference {
            different.push(format!("{path}: {difference}"));
        }
    }
    let kept = different.first().map(|_| keep(folder.path()));
    let shown = different.iter().take(10).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(different.is_empty(), "{} differ, see {kept:?}:\n{shown}", different.len());
    // A fault in every other journal would hide what is to be compared.
    let is_few = refused.len() * 5 < paths.len();
    let shown = refused.iter().take(10).cloned().collect::<Vec<_>>().join("\n");
    assert!(is_few, "{} of {} are refused:\n{shown}", refused.len(), paths.len());
}

/// Keeps the journals of a failed run for a look at them.
fn keep(folder: &Path) -> String {
    let kept = env::temp_dir().join("quarterdeck-journals");
    _ = fs::remove_dir_all(&kept);
    _ = fs::rename(folder, &kept);
    kept.display().to_string()
}

#[test]
fn generated_journals_have_the_balances_of_hledger() {
    check_generated("journal", |seed, extension| plain(seed, extension, true), hledger);
}

#[test]
fn generated_journals_have_the_balances_of_ledger() {
    check_generated("ledger", |seed, extension| plain(seed, extension, false), ledger);
}

#[test]
fn generated_journals_have_the_balances_of_beancount() {
    check_generated("beancount", of_beancount, beancount);
}

const ACCOUNTS: [&str; 6] = [
    "Assets:Bank",
    "Assets:Bank:Savings",
    "Expenses:Food",
    "Income:Sales",
    "Liabilities:Card",
    "Equity:Rest",
];
/// Accounts whose balance is assigned or stated: only written amounts come to them, at no price.
const COUNTED: [&str; 3] = ["Assets:Cash", "Assets:Cash:Box", "Assets:Till"];
const COMMODITIES: [&str; 3] = ["USD", "EUR", "HOOL"];

/// Amounts by account and commodity with their day, in the order of the text.
type Counted = BTreeMap<(String, String), Vec<(NaiveDate, Decimal)>>;

fn count(counted: &mut Counted, account: &str, commodity: &str, date: NaiveDate, number: Decimal) {
    let key = (account.to_owned(), commodity.to_owned());
    counted.entry(key).or_default().push((date, number));
}

/// The sum of what counts.
fn counted_sum(
    counted: &Counted,
    commodity: &str,
    is_account: impl Fn(&str) -> bool,
    counts: impl Fn(NaiveDate) -> bool,
) -> Decimal {
    let all = counted.iter().filter(|((account, of), _)| of == commodity && is_account(account));
    let amounts = all.flat_map(|(_, amounts)| amounts);
    Decimal::sum(amounts.filter(|(date, _)| counts(*date)).map(|(_, number)| *number)).unwrap()
}

/// A number as the language may write it.
struct Style {
    is_hledger: bool,
    /// `1.000,00`; hledger is told so by a directive.
    is_comma: bool,
    /// Whether thousands have marks.
    is_grouped: bool,
    /// `Y2025`: dates of that year may leave it out.
    has_year: bool,
    /// `bucket` (ledger): one posting is enough. `D` (hledger): a number without a commodity is euros.
    has_default: bool,
}

impl Style {
    fn write(&self, seeded: &mut Seeded, number: Decimal, commodity: &str) -> String {
        let plain = number.abs().to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let (mark, group) = if self.is_comma { (',', '.') } else { ('.', ',') };
        let mut digits = whole.to_owned();
        if self.is_grouped && commodity == "USD" && whole.len() > 3 && whole.len() < 7 {
            digits.insert(whole.len() - 3, group);
        }
        if !fraction.is_empty() {
            digits.push(mark);
            digits += fraction;
        }
        let sign = if number.is_negative() { "-" } else { "" };
        match seeded.below(8) {
            0 => format!("{commodity} {sign}{digits}"),
            1 => format!("{sign}{commodity}{digits}"),
            2 if self.is_hledger => format!("{sign} {digits}{commodity}"),
            3 => format!("{sign}{digits}{commodity}"),
            _ => format!("{sign}{digits} {commodity}"),
        }
    }
}

/// A journal of hledger or ledger: entries in any order of dates.
fn plain(seed: u64, extension: &str, is_hledger: bool) -> Journal {
    let mut seeded = Seeded::new(seed);
    let style = Style {
        is_hledger,
        is_comma: is_hledger && seeded.one_in(5),
        is_grouped: seeded.one_in(2),
        has_year: seeded.one_in(3),
        has_default: seeded.one_in(3),
    };
    let mut text = String::from("; generated\n");
    plain_head(&mut text, &mut seeded, &style);
    let moves = (0..8).map(|_| Move::new(&mut seeded)).collect::<Vec<_>>();
    let mut n_moved = 0;
    let n_entries = 12 + seeded.below(20);
    let mut included = String::new();
    for index in 0..n_entries {
        if n_moved < moves.len() && seeded.one_in(4) {
            stated(&mut text, &mut seeded, &style, &moves, n_moved);
            n_moved += 1;
            continue;
        }
        // What is stated counts in the order of each tool, so that it stays in the first file.
        if seeded.one_in(6) {
            let date = seeded.date();
            let date = if seeded.one_in(2) {
                date.to_string()
            } else {
                date.format("%Y/%m/%d").to_string()
            };
            _ = writeln!(included, "{date} Included {index}");
            included += &plain_legs(&mut seeded, &style);
            included.push('\n');
            continue;
        }
        plain_entry(&mut text, &mut seeded, &style, index);
    }
    // What is stated counts them all.
    while n_moved < moves.len() {
        stated(&mut text, &mut seeded, &style, &moves, n_moved);
        n_moved += 1;
    }
    let mut files = Vec::new();
    if !included.is_empty() {
        let is_glob = seeded.one_in(2);
        let path =
            if is_glob { format!("more/*.{extension}") } else { format!("more/one.{extension}") };
        _ = writeln!(text, "include {path}");
        let mut head = String::new();
        if is_hledger {
            // In hledger what is in force reaches included files, in ledger too.
            head += "; more\n";
        }
        files.push((format!("more/one.{extension}"), head + &included));
    }
    if seeded.one_in(20) {
        text += "2025-05-05 * a fault\n  Assets:Bank  10.00 USD\n  Expenses:Food  -9.00 USD\n\n";
    }
    files.insert(0, (format!("main.{extension}"), text));
    files
}

fn plain_head(text: &mut String, seeded: &mut Seeded, style: &Style) {
    if style.is_hledger {
        let mark = if style.is_comma { "," } else { "." };
        _ = writeln!(text, "decimal-mark {mark}");
        *text += match style.is_comma {
            true => "commodity 1.000,00 USD\ncommodity 1.000,00 EUR\n",
            false => "commodity 1,000.00 USD\ncommodity 1000.00 EUR\n",
        };
        *text += "account Assets:Bank  ; type:C\npayee Someone\ntag k\n";
        *text += "~ monthly\n  Expenses:Food  10 USD\n  Assets:Bank\n\n";
        *text += "= Expenses:Food\n  (Budget:Food)  *-1\n\n";
    } else {
        *text += "commodity USD\n    format 1,000.00 USD\n    note dollars\n";
        *text += "commodity EUR\n    format 1000.00 EUR\n";
        *text += "account Assets:Bank\n    note the bank\n    alias Chk\npayee Someone\ntag k\n";
        *text += "~ monthly\n  Expenses:Food  10 USD\n  Assets:Bank\n\n";
    }
    *text += match style.is_comma {
        true => "P 2025-01-01 HOOL 12,50 USD\nP 2025-06-01 EUR 1,05 USD\n",
        false => "P 2025-01-01 HOOL 12.50 USD\nP 2025-06-01 EUR 1.05 USD\n",
    };
    *text += "comment\n2025-01-01 not read\n  a  1 USD\nend comment\n\n";
    if style.has_year {
        let words = ["Y2025\n", "Y 2025\n", "year 2025\n"];
        *text += seeded.pick(if style.is_hledger { &words[..2] } else { &words });
    }
    *text += match (style.has_default, style.is_hledger, style.is_comma) {
        (false, _, _) => "",
        (true, true, true) => "D 1.000,00 EUR\n",
        (true, true, false) => "D 1,000.00 EUR\n",
        (true, false, _) => seeded.pick(&["bucket Equity:Rest\n", "A Equity:Rest\n"]),
    };
    *text += "alias Plastic=Liabilities:Card\n";
    for _ in 0..if style.is_hledger { 0 } else { seeded.below(3) } {
        rule(text, seeded);
    }
    if style.is_hledger {
        *text += "alias /^Spent:([^:]+)$/=Expenses:\\1\n";
    }
}

/// An automated transaction of ledger; it meets no account that follows from a balance. One digit more
/// than the amounts have is all that ledger prints of a product.
fn rule(text: &mut String, seeded: &mut Seeded) {
    let query = seeded.pick(&[
        "/Food/",
        "food",
        "^Income and @Payee",
        "Food or Sales",
        "(Food Sales) and not @/payee 1/",
        "/^Liabilities:(Card|Loan)$/",
        "expr 'account =~ /Savings/ && amount > 5'",
        "expr account =~ /Bank/ and payee =~ /Payee .*[1-5]$/",
        "expr 'account == \"Expenses:Food\" or !(account !~ /Sales/)'",
        "expr 'account =~ /Food/ and date >= [2025-07-01]'",
        "Card & !@Included",
        "Food and code 17",
        "Bank and %k",
        "expr (account =~ /Food/ and amount < 100)",
        "expr 'account =~ /Food/ and abs(amount) < 100'",
    ]);
    let additions = seeded.pick(&[
        "  (Budget:Food)  -1\n",
        "  Tax:Due  0.10\n  Tax:Paid  -0.10\n",
        "  [Tax:Due]  -0.5  ; k: v\n  [Tax:Paid]  0.5\n",
        "  $account  -1\n  Moved:$account  1\n",
        "  (Fixed)  5.25 USD\n  Fee  1.50 EUR\n  Fee:Paid  -1.50 EUR\n",
        "  (Half)  (amount / 2)\n  (Other)  (-amount * 0.4)\n",
        "  ; of the rule\n  (Third)  (abs(amount) * 0.3 - amount)\n",
        "  * (Cleared)  (0.5)  ; [2026-02-03]\n",
    ]);
    _ = writeln!(text, "= {query}\n{additions}");
}

fn plain_entry(text: &mut String, seeded: &mut Seeded, style: &Style, index: u64) {
    let date = seeded.date();
    let written = match seeded.below(4) {
        0 => date.format("%Y/%m/%d").to_string(),
        1 => date.format("%Y.%m.%d").to_string(),
        2 => date.format("%Y-%-m-%-d").to_string(),
        _ => date.to_string(),
    };
    let second = if seeded.one_in(6) { format!("={}", seeded.date()) } else { String::new() };
    let written = match style.has_year && date.format("%Y").to_string() == "2025" {
        true => date.format("%-m/%d").to_string(),
        false => written,
    };
    let status = seeded.pick(&["", "* ", "! "]);
    let code = seeded.pick(&["", "", "(17) ", "(A-b c) "]);
    let note = seeded.pick(&["", " | note", "  ; k: v", "  ; :a:b:"]);
    if !style.is_hledger && seeded.one_in(12) {
        rule(text, seeded);
    }
    let is_below = seeded.one_in(10);
    if is_below {
        *text += "apply account Group\n";
    } else if !style.is_hledger && seeded.one_in(10) {
        _ = writeln!(text, "apply tag tagged\n{written} Tagged {index}");
        *text += &plain_legs(seeded, style);
        *text += "\nend apply tag\n\n";
        return;
    }
    _ = writeln!(text, "{written}{second} {status}{code}Payee {index}{note}");
    if is_below {
        *text += &plain_legs(seeded, style);
        *text += "\nend apply account\n\n";
        return;
    }
    match seeded.below(8) {
        2 => {
            let number = seeded.number(2);
            let [one, two] =
                [number, number.neg()].map(|number| style.write(seeded, number, "EUR"));
            let alone = seeded.number(2);
            let alone = style.write(seeded, alone, "USD");
            _ = writeln!(text, "  (Virtual:Alone)  {alone}");
            _ = writeln!(text, "  [Virtual:One]  {one}\n  [Virtual:Two]  {two}");
        }
        3 => {
            let (from, to) = (seeded.amount(2).neg(), seeded.amount(2));
            let (from, to) = (style.write(seeded, from, "EUR"), style.write(seeded, to, "USD"));
            _ = writeln!(text, "  Assets:Bank  {from}\n  Assets:Bank:Savings  {to}");
        }
        4 => {
            // A purchase into a lot, as both write it.
            let (units, cost) = (1 + seeded.below(40), seeded.amount(2));
            let units = style.write(seeded, Decimal::from(units as i64), "LOT");
            // hledger takes no blank after the brace.
            let cost = style.write(seeded, cost, "USD").trim_start().to_owned();
            let date = seeded.pick(&["", " [2025-01-05]", " [2025-01-05] (note)"]);
            let date = if style.is_hledger { "" } else { date };
            let price = if style.is_hledger { format!(" @ {cost}") } else { String::new() };
            _ = writeln!(text, "  Assets:Lots  {units} {{{cost}}}{date}{price}\n  Assets:Bank");
        }
        5 if style.has_default => {
            let number = seeded.number(2);
            let amount = style.write(seeded, number, if style.is_hledger { "" } else { "EUR" });
            _ = writeln!(text, "  Expenses:Food  {amount}");
            *text += if style.is_hledger { "  Assets:Bank\n" } else { "" };
        }
        6 if !style.is_hledger => {
            // A sale from a lot weighs its cost, and the rest is the gain.
            let (units, cost, price) = (1 + seeded.below(9), seeded.amount(2), seeded.amount(2));
            _ = writeln!(text, "  Assets:Lots  -{units} LOT {{{cost} USD}} @ {price} USD");
            _ = writeln!(text, "  Assets:Bank  {} USD\n  Income:Sales", seeded.amount(2));
        }
        _ => *text += &plain_legs(seeded, style),
    }
    text.push('\n');
}

/// An amount that comes to a counted account.
struct Move {
    date: NaiveDate,
    account: &'static str,
    commodity: &'static str,
    number: Decimal,
}

impl Move {
    fn new(seeded: &mut Seeded) -> Self {
        let (date, number) = (seeded.date(), seeded.number(2));
        let (account, commodity) = (seeded.pick(&COUNTED), seeded.pick(&COMMODITIES[..2]));
        Self { date, account, commodity, number }
    }
}

/// An entry that moves a counted account, and may state or assign what it then holds: by what the
/// tool has counted so far, hledger by date and then as written, ledger as written.
fn stated(text: &mut String, seeded: &mut Seeded, style: &Style, moves: &[Move], at: usize) {
    let own = &moves[at];
    let is_before = |index: usize| match style.is_hledger {
        true => (moves[index].date, index) <= (own.date, at),
        false => index <= at,
    };
    let before = |commodity: &str, is_inclusive: bool| {
        let prefix = format!("{}:", own.account);
        let is_part = |of: &Move| {
            of.commodity == commodity
                && (of.account == own.account || is_inclusive && of.account.starts_with(&prefix))
        };
        let indices = (0..moves.len()).filter(|index| is_before(*index) && is_part(&moves[*index]));
        Decimal::sum(indices.map(|index| moves[index].number)).unwrap()
    };
    let other = if own.commodity == "USD" { "EUR" } else { "USD" };
    let is_sole = |is_inclusive| before(other, is_inclusive).is_zero();
    let sum = before(own.commodity, false);
    let wrong = if seeded.one_in(150) { Decimal::ONE } else { Decimal::ZERO };
    let (number, sum) = (own.number, sum.add(wrong).unwrap());
    let amount = style.write(seeded, number, own.commodity);
    let sum = style.write(seeded, sum, own.commodity);
    let inclusive = style.write(seeded, before(own.commodity, true), own.commodity);
    let posting = match seeded.below(6) {
        0 => format!("{amount} = {sum}"),
        1 => format!("= {sum}"),
        2 if style.is_hledger && is_sole(false) => format!("{amount} == {sum}"),
        3 if style.is_hledger => format!("{amount} =* {inclusive}"),
        4 if style.is_hledger && is_sole(true) => format!("{amount} ==* {inclusive}"),
        _ => amount,
    };
    _ = writeln!(text, "{} Move {at}\n  {}  {posting}\n  Equity:Rest\n", own.date, own.account);
}

/// A value expression of ledger, whose quotients have an end.
fn computed(seeded: &mut Seeded, style: &Style, number: Decimal, commodity: &str) -> String {
    let amount = style.write(seeded, number, commodity);
    let n = 2 + seeded.below(8);
    let divisor = seeded.pick(&["2", "4", "5", "8", "2.5"]);
    match seeded.below(6) {
        0 => format!("({amount} * {n})"),
        1 => format!("({n} * {amount})"),
        2 => format!("({amount} / {divisor})"),
        3 => {
            let other = seeded.number(2);
            let other = style.write(seeded, other, commodity);
            format!("({amount} + {other} * 0.5)")
        }
        4 => format!("(-({amount}) * ({n} - 0.25))"),
        _ => format!("(abs({amount}) - {amount} * 3)"),
    }
}

/// Legs that the tools take: some at a price, the last one left blank.
fn plain_legs(seeded: &mut Seeded, style: &Style) -> String {
    let mut text = String::new();
    for _ in 0..1 + seeded.below(4) {
        let commodity = seeded.pick(&COMMODITIES);
        // ledger reads digits beyond a commodity's own as one more way to be unequal.
        let number = seeded.number(if commodity == "HOOL" { 3 } else { 2 });
        let units = match style.is_hledger || !seeded.one_in(8) {
            true => style.write(seeded, number, commodity),
            false => computed(seeded, style, number, commodity),
        };
        let price = match seeded.below(4) {
            0 if commodity != "USD" => {
                let price = seeded.number(4).abs();
                format!(" @ {}", style.write(seeded, price, "USD"))
            }
            1 if commodity != "USD" => {
                let price = seeded.number(2).abs();
                format!(" @@ {}", style.write(seeded, price, "USD"))
            }
            _ => String::new(),
        };
        let comment = seeded.pick(&["", "", "  ; c", "  ; k: v", " ; x"]);
        let comment = if style.is_hledger && seeded.one_in(12) {
            format!("  ; date:{}", seeded.date())
        } else if !style.is_hledger && seeded.one_in(12) {
            format!("  ; [{}]", seeded.date())
        } else {
            comment.to_owned()
        };
        let account = match seeded.below(10) {
            0 => "Plastic",
            1 if style.is_hledger => "Spent:Food",
            2 => "Plastic:Gold",
            3 if !style.is_hledger => "Chk",
            _ => seeded.pick(&ACCOUNTS),
        };
        let status = seeded.pick(&["", "", "", "* ", "! "]);
        _ = writeln!(text, "  {status}{account}  {units}{price}{comment}");
    }
    text + &format!("  {}\n", seeded.pick(&ACCOUNTS))
}

/// A journal of beancount: lots by every method, paddings, tolerances, and directives between.
fn of_beancount(seed: u64, extension: &str) -> Journal {
    let mut seeded = Seeded::new(seed);
    let mut text = beancount_head(&mut seeded);
    let mut counted = Counted::new();
    let mut included = String::from("2020-01-01 open Assets:Included\n\n");
    for index in 0..8 + seeded.below(14) {
        if seeded.one_in(6) {
            let (date, number) = (seeded.date(), seeded.number(2));
            _ = writeln!(
                included,
                "{date} * \"Included {index}\"\n  Assets:Included  {number} USD\n  Equity:Rest\n"
            );
            continue;
        }
        beancount_entry(&mut text, &mut seeded, index, &mut counted);
    }
    for method in ["STRICT", "STRICT_WITH_SIZE", "FIFO", "LIFO", "HIFO", "NONE"] {
        lots(&mut text, &mut seeded, method);
    }
    for account in COUNTED {
        for _ in 0..seeded.below(3) {
            let date = seeded.date();
            let commodity = seeded.pick(&COMMODITIES[..2]);
            let prefix = format!("{account}:");
            let below = |of: &str| of == account || of.starts_with(&prefix);
            let sum = counted_sum(&counted, commodity, below, |day| day < date);
            let off = match seeded.below(40) {
                0 => Decimal::new(3, 2),
                1 | 2 => Decimal::new(1, 2),
                _ => Decimal::ZERO,
            };
            // Two digits always: the tolerance follows from them.
            let sum = Decimal::new(sum.add(off).unwrap().mantissa_at(2).unwrap(), 2);
            _ = writeln!(text, "{date} balance {account}  {sum} {commodity}");
        }
    }
    for year in [2025, 2026] {
        let target = seeded.number(2);
        _ = writeln!(text, "{year}-03-01 pad Assets:Padded Equity:Rest");
        _ = writeln!(text, "{year}-04-01 balance Assets:Padded {target} USD");
        if seeded.one_in(2) {
            let other = seeded.number(2);
            _ = writeln!(text, "{year}-04-01 balance Assets:Padded {other} EUR");
        }
    }
    if seeded.one_in(20) {
        text +=
            "2025-05-05 * \"a fault\"\n  Assets:Bank  10.00 USD\n  Expenses:Food  -9.00 USD\n\n";
    }
    let path = seeded.pick(&["more/one.", "more/*.", "**/one."]);
    _ = writeln!(text, "include \"{path}{extension}\"");
    vec![(format!("main.{extension}"), text), (format!("more/one.{extension}"), included)]
}

fn beancount_head(seeded: &mut Seeded) -> String {
    let mut text =
        String::from("option \"title\" \"Generated\"\noption \"operating_currency\" \"USD\"\n");
    if seeded.one_in(6) {
        text += "option \"inferred_tolerance_default\" \"USD:0.005\"\n";
    }
    if seeded.one_in(8) {
        text += "option \"tolerance_multiplier\" \"0.6\"\n";
    }
    if seeded.one_in(8) {
        text += "option \"infer_tolerance_from_cost\" \"TRUE\"\n";
    }
    for account in ACCOUNTS.iter().chain(&COUNTED).chain(&["Assets:Padded", "Expenses:Closed"]) {
        let commodities = if *account == "Assets:Till" { " USD,EUR" } else { "" };
        _ = writeln!(text, "2020-01-01 open {account}{commodities}");
    }
    text += "2026-12-31 close Expenses:Closed\n2020-01-01 commodity USD\n  name: \"US dollar\"\n";
    text += "2025-02-01 price HOOL 12.50 USD\n2025-03-01 price EUR (2.10/2) USD\n";
    text += "2025-02-01 note Assets:Bank \"called\"\n2025-02-01 event \"place\" \"here\"\n";
    text += "2025-02-01 custom \"budget\" Expenses:Food \"monthly\" 10.00 USD\n";
    text += "2025-02-01 query \"food\" \"SELECT account\"\n* A heading\n\n";
    text
}

fn beancount_entry(text: &mut String, seeded: &mut Seeded, index: u64, counted: &mut Counted) {
    let date = seeded.date();
    if seeded.one_in(8) {
        *text += "pushtag #pushed\npushmeta place: \"here\"\n\n";
        beancount_head_line(text, seeded, date, index);
        *text += &beancount_legs(seeded);
        *text += "\npopmeta place:\npoptag #pushed\n\n";
        return;
    }
    beancount_head_line(text, seeded, date, index);
    match seeded.below(7) {
        0 | 1 => {
            let (account, commodity) = (seeded.pick(&COUNTED), seeded.pick(&COMMODITIES[..2]));
            let number = Decimal::new(seeded.below(200_000) as i128 - 100_000, 2);
            count(counted, account, commodity, date, number);
            _ = writeln!(text, "  {account}  {number} {commodity}\n  Equity:Rest");
        }
        2 => {
            // A residue that may or may not be within the tolerance.
            let (digits, finer) = (seeded.below(3) as u8, 1 + seeded.below(2) as u8);
            let number = seeded.amount(digits);
            let off = Decimal::new(seeded.below(16) as i128 - 8, digits + finer);
            let other = if seeded.one_in(3) { number } else { number.add(off).unwrap() };
            _ = writeln!(text, "  Expenses:Food  {number} USD\n  Assets:Bank  {} USD", other.neg());
            if other != number {
                // Half of these would be refused, and their journals with them.
                _ = writeln!(text, "  Equity:Rest  {} USD", other.sub(number).unwrap());
            }
        }
        3 => {
            // A number alone is left out, by commodity.
            let (one, two) = (seeded.number(2), seeded.number(2));
            _ = writeln!(text, "  Expenses:Food  {one} EUR\n  Expenses:Food  {two} USD");
            *text += "  Assets:Bank  USD\n  Equity:Rest  EUR\n";
        }
        4 => {
            let (units, price) = (seeded.amount(2), seeded.amount(4));
            let cost = units.mul(price).unwrap();
            _ = writeln!(
                text,
                "  Assets:Bank  {units} EUR @ {price} USD\n  Equity:Rest  {} USD",
                cost.neg()
            );
        }
        5 => {
            let (whole, part) = (seeded.amount(2), 1 + seeded.below(9));
            _ = writeln!(
                text,
                "  Expenses:Closed  ({whole} * {part} - 3.5 / 2) USD\n  Assets:Bank"
            );
        }
        _ => *text += &beancount_legs(seeded),
    }
    text.push('\n');
}

fn beancount_head_line(text: &mut String, seeded: &mut Seeded, date: NaiveDate, index: u64) {
    let date =
        if seeded.one_in(5) { date.format("%Y/%m/%d").to_string() } else { date.to_string() };
    let flag = seeded.pick(&["*", "!", "txn", "P", "#", "?"]);
    let payee = seeded.pick(&["", "\"Payee\" ", "\"A \\\"quoted\\\" one\" "]);
    let words = seeded.pick(&["", " #t", " #t ^l-1", " ; c"]);
    _ = writeln!(text, "{date} {flag} {payee}\"note {index}\"{words}");
    *text += seeded.pick(&[
        "",
        "",
        "  key: \"value\"\n",
        "  ; comment\n",
        "  on: 2025-01-01\n  no: 5\n",
    ]);
}

/// Legs of which the last is left blank.
fn beancount_legs(seeded: &mut Seeded) -> String {
    let mut text = String::new();
    for _ in 0..1 + seeded.below(4) {
        let (number, commodity) = (seeded.number(3), seeded.pick(&COMMODITIES));
        let price = match seeded.below(4) {
            0 if commodity != "USD" => format!(" @ {} USD", seeded.number(4).abs()),
            _ => String::new(),
        };
        let flag = seeded.pick(&["", "", "", "! ", "* "]);
        let after = seeded.pick(&["", "", " ; c", "\n    meta: \"x\""]);
        _ = writeln!(
            text,
            "  {flag}{}  {number} {commodity}{price}{after}",
            seeded.pick(&ACCOUNTS)
        );
    }
    text + &format!("  {}\n", seeded.pick(&ACCOUNTS))
}

/// Purchases and sales of lots that are reduced by a method.
fn lots(text: &mut String, seeded: &mut Seeded, method: &str) {
    let account = format!("Assets:Lots:{}", method.replace('_', "-"));
    _ = writeln!(text, "2020-01-01 open {account} \"{method}\"");
    let mut held: Vec<(u64, Decimal, NaiveDate)> = Vec::new();
    for month in 1..=1 + seeded.below(5) {
        let bought = NaiveDate::from_ymd_opt(2025, month as u32, 3).unwrap();
        let (units, cost) = (1 + seeded.below(50), seeded.amount(2));
        let label = if seeded.one_in(3) { format!(", \"lot-{month}\"") } else { String::new() };
        let own = if seeded.one_in(4) { ", 2024-12-31" } else { "" };
        // A fee that divides: beancount divides it, and what is left blank would show that.
        let fee = Decimal::new(5 * units as i128, 2);
        let fee = if seeded.one_in(5) { format!(" # {fee}") } else { String::new() };
        _ = writeln!(
            text,
            "{bought} * \"buy\"\n  {account}  {units} BOAT {{{cost}{fee} USD{own}{label}}}\n  Assets:Bank\n"
        );
        held.push((units, cost, bought));
        if seeded.one_in(3) {
            continue;
        }
        let sold = bought + chrono::Days::new(10);
        let price = seeded.amount(2);
        let (of_lot, lot_cost, _) = held[seeded.below(held.len() as u64) as usize];
        let all = held.iter().map(|(units, _, _)| units).sum::<u64>();
        let (number, spec) = match method {
            // Only what is sure to be found: the whole of everything, or of the one lot there is.
            "STRICT" if held.len() == 1 && fee.is_empty() => {
                (1 + seeded.below(of_lot), format!("{lot_cost} USD"))
            }
            "STRICT" => (all, String::new()),
            "STRICT_WITH_SIZE" => (of_lot, String::new()),
            "NONE" => (1 + seeded.below(all), format!("{lot_cost} USD")),
            _ => (1 + seeded.below(all), String::new()),
        };
        _ = writeln!(
            text,
            "{sold} * \"sell\"\n  {account}  -{number} BOAT {{{spec}}} @ {price} USD\n  Income:Sales\n"
        );
        // What is left of it is the booking's affair; the next sales sell less than there is.
        match method {
            "NONE" => {}
            _ if number == all => held.clear(),
            "STRICT_WITH_SIZE" => break,
            _ => {
                let left = all - number;
                held = vec![(left, cost, bought)];
                if method == "STRICT" {
                    break;
                }
            }
        }
    }
}
