//! Small journals, each a trap: a tool takes one as a whole exactly if we do.

use super::tools::{Tool, beancount, hledger, ledger};
use super::{balances, collect};
use qd_model::Level;

/// What we make of a journal that its tool rejects or takes: all of it, or not all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kept {
    All,
    NotAll,
    /// We and the tool differ, and mean to.
    Declared,
}

/// Small journals, each a trap: a tool takes one as a whole exactly if we do.
fn check_traps(extension: &str, head: &str, traps: &[(Kept, &str)], tool: Tool) {
    let folder = tempfile::tempdir().unwrap();
    let paths = (0..traps.len()).map(|index| format!("{index}.{extension}")).collect::<Vec<_>>();
    for ((_, text), path) in traps.iter().zip(&paths) {
        std::fs::write(folder.path().join(path), format!("{head}{text}\n")).unwrap();
    }
    let files = paths.iter().map(|path| folder.path().join(path)).collect::<Vec<_>>();
    let Some(verdicts) = tool(&files) else { return };
    for (((kept, text), path), verdict) in traps.iter().zip(&paths).zip(verdicts) {
        let collected = collect(folder.path(), path);
        let failed = collected.diagnostics.iter().any(|found| found.level != Level::Note);
        let is_all = !failed && collected.n_skipped == 0;
        match (kept, verdict) {
            (Kept::Declared, verdict) => assert_ne!(verdict.is_ok(), is_all, "{text}"),
            (kept, Ok(theirs)) => {
                assert!(is_all && *kept == Kept::All, "{:?}\n{text}", collected.diagnostics);
                let tables = collected.facts.finish();
                assert_eq!(
                    tables.get("posting").map(balances).unwrap_or_default(),
                    theirs,
                    "{text}"
                );
            }
            (kept, Err(error)) => assert!(!is_all && *kept == Kept::NotAll, "{error}\n{text}"),
        }
    }
}

use Kept::{All, Declared, NotAll};

#[test]
fn hledger_takes_what_we_take() {
    let traps = [
        (All, "2026-01-02 x\n a  10.00 EUR @ 1.0833 USD\n b  -10.83 USD\n c  0.00 USD"),
        // The rule since 1.50; the 1.25 of Debian takes this one.
        (Declared, "commodity 1.00 USD\n2026-01-02 x\n a  10.00 USD\n b  -9.996 USD"),
        (NotAll, "2026-01-02 x\n a  10.00 USD\n b  -9.996 USD"),
        (All, "2026-01-02 x\n a  10.000 USD\n b  -9.9995 EUR @ 1 USD\n c  -0.000 USD"),
        // Without a directive it reads 1.000, ledger 1000.
        (Declared, "2026-01-02 x\n a  1,000 USD\n b"),
        (All, "commodity 1,000.00 USD\n2026-01-02 x\n a  1,000 USD\n b"),
        (All, "2026-01-02 x\n a  -10 AAPL\n a  -5 AAPL\n b  60 USD"),
        (NotAll, "2026-01-02 x\n a  10 AAPL\n b  60 USD"),
        (All, "2026-01-02 x\n a  10 AAPL {5 USD}\n b"),
        (All, "2026-01-02 x\n a  1 USD\n b\n [c]  5 USD\n [d]\n (e)  7 USD"),
        (NotAll, "2026-01-02 x\n a  1 USD\n [b]  -1 USD"),
        (NotAll, "2026-01-02 x\n a  1 USD\n b\n c"),
        (All, "2026-01-03 x\n a  1 USD = 3 USD\n b\n2026-01-02 x\n a  2 USD = 2 USD\n b"),
        (
            All,
            "2026-01-02 x\n a  1 EUR @ 2 USD = 1 EUR @ 9 USD\n a:s  1 EUR\n a  0 EUR =* 2 EUR\n a  0 EUR == 1 EUR\n b",
        ),
        (NotAll, "2026-01-02 x\n a  1 EUR\n a  1 USD == 1 USD\n b"),
        (
            All,
            "2026-01-03 x\n a  = 25 USD\n b\n2026-01-02 x\n a  10 USD\n b\n2026-01-04 x\n a  == 5 EUR\n c",
        ),
        (All, "2026-01-02 x\n a:s  5 USD\n b\n2026-01-03 x\n a  =* 7 USD\n b"),
        (
            All,
            "2026-01-02 x\n a  5 USD  ; date:2026-02-01\n b\n2026-01-03 x\n a  0 USD = 0 USD\n b",
        ),
        (
            All,
            "alias c = assets:cash\napply account biz\n2026-01-02 x\n c  1 USD\n c:box  2 USD\n d\nend apply account",
        ),
        (All, "alias /^(.*):old(.*)$/ = \\1:new\\2\n2026-01-02 x\n a:older:b  1 USD\n d"),
        (All, "D $1,000.00\n2026-01-02 x\n a  1,000\n d"),
        (All, "2026-01-02 x\n a  1E3 USD\n b  -1 000.00 USD"),
        (All, "2026-01-02 x ; c\n a b  \"x y\" 1 @@ $5\n d\ncomment\n2026"),
        (All, "Y2025\n1/2=1/5 * (c) x\n a  -$5\n b  $-5\n c  5 EUR\n d"),
        (NotAll, "2026-02-30 x\n a  1 USD\n b"),
        (NotAll, "nonsense"),
    ];
    check_traps("journal", "", &traps, hledger);
}

#[test]
fn ledger_takes_what_we_take() {
    let traps = [
        (NotAll, "2026-01-02 x\n a  10.00 USD\n b  -9.996 USD"),
        (All, "commodity USD\n    format 1.00 USD\n2026-01-02 x\n a  10.00 USD\n b  -9.996 USD"),
        (All, "2026-01-02 x\n a  10.00 EUR @ 1.0833 USD\n b  -10.83 USD"),
        (
            NotAll,
            "2026-01-01 x\n c  0.0010 USD\n d\n2026-01-02 x\n a  10.00 EUR @ 1.0833 USD\n b  -10.83 USD",
        ),
        (NotAll, "2026-01-02 x\n a  1 USD\n b\n [c]  5 USD\n [d]"),
        (All, "2026-01-02 x\n a  1 USD\n [b]  -1 USD"),
        (All, "A cash\n2026-01-02 x\n a  1 USD"),
        (NotAll, "2026-01-03 x\n a  1 USD = 3 USD\n b\n2026-01-02 x\n a  2 USD = 3 USD\n b"),
        (All, "2026-01-02 x\n (a)  10 USD\n a:s  5 USD\n b\n2026-01-03 x\n a  1 USD = 1 USD\n b"),
        (
            All,
            "2026-01-02 x\n a  10 USD\n b\n2026-01-03 x\n a  = 25 USD\n b\n2026-01-04 x\n a  = 0\n b",
        ),
        (
            All,
            "2026-01-02 x\n a  -10 AAPL {5 USD} [2026-01-01] (note) @ 6 USD\n b  60 USD\n gain  -10 USD",
        ),
        (All, "2026-01-02 x\n a  -10 AAPL {5 USD} @ 6 USD\n b"),
        (All, "2026-01-02 x\n a  10 AAPL {5 USD}\n b  -50 USD"),
        (All, "2026-01-02 x\n a  10 AAPL {{50 USD}}\n b  -50 USD"),
        (All, "2026-01-02 x\n a  10 AAPL @@ 50 USD\n b\n2026-01-03 x\n a  -10 AAPL @@ 40 USD\n b"),
        (All, "2026-01-02 x\n a  -10 AAPL\n a  -5 AAPL\n b  60 USD"),
        (
            All,
            "alias Chk=Assets:Bank\napply account Biz\n2026-01-02 x\n Chk  1 USD\n b\nend apply account\n2026-01-02 x\n Chk:Sub  1 USD\n b",
        ),
        // Without a directive it reads 1000, hledger 1.000.
        (Declared, "2026-01-02 x\n a  1,000 USD\n b"),
        (All, "commodity USD\n    format 1,000.00 USD\n2026-01-02 x\n a  1,000 USD\n b"),
        (All, "2026-01-02 x\n a  (2 USD * 3)\n b"),
        (All, "2026-01-02 x\n a  ($10 * 5)\n b  (-$100 / 4)\n c  (abs(-$1) - $2)\n d"),
        (All, "2026-01-02 x\n a  1 EUR @ (2 USD * 3)\n b\n2026-01-03 x\n a  1 EUR @@ (2 USD)\n b"),
        (All, "2026-01-02 x\n a  10 USD = (5 USD * 2)\n b\n2026-01-03 x\n a  = (3 USD * 5)\n b"),
        (NotAll, "2026-01-02 x\n a  (1 USD + 2 EUR)\n b"),
        (NotAll, "2026-01-02 x\n a  (1 USD + 2)\n b"),
        (NotAll, "2026-01-02 x\n a  (1 USD / 0)\n b"),
        (NotAll, "2026-01-02 x\n a  1 USD * 2\n b"),
        // Digits of an expression's amounts are shown, what it makes of them is not.
        (
            NotAll,
            "2026-01-02 x\n a  (10.000 USD)\n b\n2026-01-02 x\n a  10.004 USD\n b  (-10.00 USD)",
        ),
        (All, "2026-01-02 x\n a  (10.00 USD / 8)\n b  -1.25 USD"),
        // Names and functions are not read.
        (Declared, "define r=2\n2026-01-02 x\n a  (2 USD * r)\n b"),
        (Declared, "2026-01-02 x\n a  (round(2.5 USD))\n b"),
        (All, "= /a/\n (c)  1\n2026-01-02 x\n a  2 USD\n b"),
        (All, "2026-01-01 x\n a  2 USD\n b\n= a\n c  0.5\n d  -0.5\n2026-01-02 x\n a  2 USD\n b"),
        (All, "= a\n (a)  1\n= a\n (c)  1\n2026-01-02 x\n a  2 USD\n [v]  1 EUR\n [a]  -1 EUR\n b"),
        (NotAll, "= /a/\n c  1\n2026-01-02 x\n a  2 USD\n b"),
        (
            NotAll,
            "= expr (account =~ /a/ and abs(amount) < 5)\n (c)  1\n2026-01-02 x\n a  2 USD\n b",
        ),
        (All, "= a\n c  0.5\n d  -0.5\n2026-01-02 x\n a  2 USD\n b  -3 EUR"),
        (NotAll, "= /a/\n c\n2026-01-02 x\n a  2 USD\n b"),
        (NotAll, "= /a/\n c  *1\n2026-01-02 x\n a  2 USD\n b"),
        // What a rule adds weighs by its units, whatever price it is given.
        (NotAll, "= /a/\n c  1 EUR @ 2 USD\n d  -2 USD\n2026-01-02 x\n a  2 USD\n b"),
        (All, "= /a/\n c  1 @ 2 EUR\n d  -1\n2026-01-02 x\n a  2 EUR @ 3 USD\n b"),
        (All, "= /a/\n (c)  1\n2026-01-02 x\n e  2 USD\n e  3 EUR\n e  4 CAD\n a"),
        // An amount that follows from a balance is not met.
        (Declared, "= /a/\n a  -0.5\n c  0.5\n2026-01-02 x\n a  = 10 USD\n b  -10 USD\n"),
        (
            All,
            "= /b/\n a  -0.5\n c  0.5\n2026-01-02 x\n a  10 USD\n b\n2026-01-03 x\n a  1 USD = 16 USD\n e\n2026-01-03 x\n a  = 1 USD\n e",
        ),
        (
            All,
            "alias k=cash\napply account biz\n= /x:a/\n k  1\n t:$account  -1\nend apply account\n2026-01-02 x\n x:a  2 USD\n b",
        ),
        (All, "= expr 'amount > 5'\n (c)  1\n2026-01-02 x\n a  2 USD\n a  8 EUR\n b"),
        // Amounts of two commodities compare by name in ledger; dates of a month, other queries.
        (Declared, "= expr 'amount > 5 EUR'\n (c)  1\n2026-01-02 x\n a  2 USD\n b"),
        (Declared, "= expr 'date >= [2026]'\n (c)  1\n2026-01-02 x\n a  2 USD\n b"),
        (Declared, "= note x\n (c)  1\n2026-01-02 x\n a  2 USD\n b"),
        (Declared, "= a ; b\n (c)  1\n2026-01-02 x\n a  2 USD\n b"),
        (All, "Y2025\n1/2=1/5 * (c) x\n a  -$5\n b  $-5\n c  5 EUR\n d"),
        (All, "2026/01/02 x  ; [2026/01/03]\n a  -$5  ; [2026/02/03=2026/02/05]\n ! d\n ; note"),
        // A comment is read for its dates or for its tags.
        (All, "2026/01/02 x\n a  -$5  ; [2026/02/03] :x:\n d"),
        (NotAll, "2026-02-30 x\n a  1 USD\n b"),
    ];
    check_traps("ledger", "", &traps, ledger);
}

#[test]
fn beancount_takes_what_we_take() {
    let accounts = ["Assets:B", "Assets:B:S", "Assets:C", "Equity:O", "Expenses:A", "Income:I"];
    let head = accounts.map(|account| format!("2020-01-01 open {account}\n")).concat();
    let buy = "2026-01-02 * \"\"\n  Assets:C  10 HOOL {5.00 USD}\n  Assets:B\n2026-01-03 * \"\"\n  Assets:C  10 HOOL {6.00 USD}\n  Assets:B\n2026-01-04 * \"\"\n";
    let sale = |sale: &str| format!("{buy}  Assets:C  {sale}\n  Assets:B  30.00 USD\n  Income:I");
    let balance = |stated: &str| {
        format!(
            "2026-01-02 * \"\"\n  Assets:B:S  100.00 USD\n  Equity:O\n2026-01-03 balance Assets:B {stated} USD"
        )
    };
    let entry = |legs: &str| format!("2026-01-02 * \"\"\n  {}", legs.replace(", ", "\n  "));
    let traps = [
        (All, entry("Expenses:A  10.00 USD, Assets:B  -9.996 USD")),
        (All, entry("Expenses:A  10.00 USD, Assets:B  -9.995 USD")),
        (NotAll, entry("Expenses:A  10.00 USD, Assets:B  -9.994 USD")),
        (NotAll, entry("Expenses:A  10 USD, Assets:B  -9.996 USD")),
        (All, entry("Expenses:A  10.0 USD, Assets:B  -9.951 USD")),
        (All, entry("Expenses:A  10.00 EUR @ 1.0833 USD, Assets:B")),
        (All, entry("Expenses:A  10.00 EUR @ 1.0833 USD, Income:I  1.00 USD, Assets:B")),
        (All, entry("Expenses:A  10.01 EUR, Expenses:A  5 USD, Assets:B  USD, Equity:O  EUR")),
        (NotAll, entry("Expenses:A  10 EUR, Assets:B, Equity:O")),
        // A total is divided and leaves -1E-24: here it is the weight.
        (Declared, entry("Assets:B  42.30 USD @@ 5640 MR, Equity:O  -5640 MR")),
        (All, entry("Assets:C  10 HOOL {5.00 # 9.95 USD}, Assets:B")),
        (All, entry("Expenses:A  (40.00/4 + 5 * -(2 - 1)) USD, Assets:B")),
        (NotAll, entry("Expenses:A  1,5 USD, Assets:B")),
        (All, entry("Expenses:A  1,500.5 USD, Assets:B, #tag, key: \"v\"").replace("\n  #tag\n  key", "\n    key")),
        (All, format!("option \"inferred_tolerance_default\" \"USD:0.01\"\n{}", entry("Expenses:A  10 USD, Assets:B  -9.99 USD"))),
        (All, format!("option \"inferred_tolerance_default\" \"*:0.1\"\n{}", entry("Expenses:A  10 USD, Assets:B  -9 EUR @ 1.1 USD"))),
        (All, format!("option \"tolerance_multiplier\" \"1.1\"\n{}", entry("Expenses:A  10.00 USD, Assets:B  -9.989 USD"))),
        (All, format!("option \"infer_tolerance_from_cost\" \"True\"\n{}", entry("Assets:C  10.27 HOOL {100.03 USD}, Assets:B  -1027.00 USD"))),
        (NotAll, entry("Assets:C  10.27 HOOL {100.03 USD}, Assets:B  -1027.00 USD")),
        (All, balance("100.01")),
        (All, balance("100.1")),
        (NotAll, balance("100.02")),
        (NotAll, balance("101")),
        (NotAll, balance("100.01 ~ 0")),
        (All, balance("101 ~ 1")),
        (All, sale("-4 HOOL {5.00 USD} @ 7.50 USD")),
        (All, sale("-4 HOOL {2026-01-03}")),
        (All, sale("-20 HOOL {}")),
        (NotAll, sale("-4 HOOL {}")),
        (NotAll, sale("-4 HOOL {7.00 USD}")),
        (NotAll, sale("-11 HOOL {5.00 USD}")),
        (All, sale("-4 HOOL")),
        (All, "2026-01-01 * \"\"\n  Assets:B  -30 USD\n  Expenses:A\n2026-01-02 pad Assets:B Equity:O\n2026-01-05 balance Assets:B 100 USD\n2026-01-05 balance Equity:O -130 USD".to_owned()),
        (NotAll, "2026-01-02 pad Assets:B Equity:O\n2026-01-05 balance Assets:B 5 USD\n2026-01-06 balance Assets:B 6 USD".to_owned()),
        (NotAll, "2026-01-02 pad Assets:B Equity:O\n2026-01-05 balance Assets:B 0 USD".to_owned()),
        (NotAll, entry("Assets:Never  1 USD, Assets:B")),
        (NotAll, "2026-01-02 open Assets:B".to_owned()),
        (All, "2026-01-05 close Assets:B\n2026-01-05 * \"\"\n  Assets:B  1 USD\n  Equity:O".to_owned()),
        (NotAll, "2026-01-05 close Assets:B\n2026-01-06 * \"\"\n  Assets:B  1 USD\n  Equity:O".to_owned()),
        (NotAll, "2026-01-01 open Assets:N USD\n2026-01-06 * \"\"\n  Assets:N  1 EUR\n  Equity:O".to_owned()),
        (NotAll, "2026-01-02 * \"x\"\n\n  Assets:B  1 USD\n  Equity:O".to_owned()),
        (All, "* heading\n2026-01-02 X \"p\" \"two\nlines\" #t ^l\n  ; c\n  ! Assets:B  1 USD ; c\n  Equity:O".to_owned()),
        (NotAll, "2026-01-02 nonsense".to_owned()),
        // The name until version 3 is still read, with a word of its own: here without.
        (Declared, format!("option \"inferred_tolerance_multiplier\" \"1.1\"\n{}", entry("Expenses:A  10.00 USD, Assets:B  -9.989 USD"))),
        // A key of metadata has two characters or more.
        (NotAll, entry("Expenses:A  1 USD, Assets:B").replace("\"\"\n", "\"\"\n  n: 5\n")),
        (All, entry("Expenses:A  1 USD, Assets:B").replace("\"\"\n", "\"\"\n  no: 5\n")),
    ];
    let traps = traps.iter().map(|(kept, text)| (*kept, text.as_str())).collect::<Vec<_>>();
    check_traps("beancount", &head, &traps, beancount);
}

/// Each booking method sells what beancount sells: the gain that is left blank tells the lots.
#[test]
fn beancount_books_lots_as_we_do() {
    let book = |method: &str, sale: &str| {
        let opens = ["Assets:Bank", "Income:I"].map(|name| format!("2020-01-01 open {name}\n"));
        let buys =
            [("02", 10, "5.00"), ("03", 10, "7.00"), ("04", 5, "6.00")].map(|(day, n, cost)| {
                format!(
                    "2026-01-{day} * \"\"\n  Assets:L  {n} HOOL {{{cost} USD}}\n  Assets:Bank\n"
                )
            });
        format!(
            "2020-01-01 open Assets:L \"{method}\"\n{}{}2026-01-05 * \"\"\n  Assets:L  {sale}\n  Income:I\n",
            opens.concat(),
            buys.concat()
        )
    };
    let traps = [
        (All, book("FIFO", "-12 HOOL {}")),
        (NotAll, book("FIFO", "-12 HOOL {7.00 USD}")),
        (All, book("LIFO", "-12 HOOL {}")),
        (All, book("LIFO", "-3 HOOL {2026-01-02}")),
        (All, book("HIFO", "-12 HOOL {}")),
        (All, book("STRICT_WITH_SIZE", "-5 HOOL {}")),
        (All, book("STRICT_WITH_SIZE", "-10 HOOL {}")),
        (NotAll, book("STRICT_WITH_SIZE", "-4 HOOL {}")),
        (All, book("STRICT", "-25 HOOL {}")),
        (NotAll, book("STRICT", "-5 HOOL {}")),
        (All, book("STRICT", "-4 HOOL {6.00 USD}")),
        (All, book("NONE", "-4 HOOL {9.00 USD}")),
        (All, book("NONE", "-40 HOOL {5.00 USD}")),
        (NotAll, book("AVERAGE", "-4 HOOL {5.00 USD}")),
        (NotAll, book("FIFO", "-4 HOOL {*}")),
        (All, book("STRICT", "-4 HOOL @ 9.00 USD")),
        (All, format!("pushmeta place: \"here\"\n{}popmeta place:\n", book("FIFO", "-1 HOOL {}"))),
        (NotAll, format!("{}poptag #never\n", book("FIFO", "-1 HOOL {}"))),
    ];
    let traps = traps.iter().map(|(kept, text)| (*kept, text.as_str())).collect::<Vec<_>>();
    check_traps("beancount", "", &traps, beancount);
}
