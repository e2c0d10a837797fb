use qd_facts::Source;

use super::Bank;
use crate::testing::{
    NoSecrets, codes, collect, collect_demo, demo_line, mutate, rows, spec, with_context,
};

const SETTINGS: &str = r#"
account = "Assets:Bank"
rules = [ { match = "shop", account = "Expenses:Shop" }, { match = "saldo", skip = true } ]
"#;

fn transaction(id: &str, date: &str, amount: &str, name: &str) -> String {
    let id = if id.is_empty() { String::new() } else { format!("<FITID>{id}") };
    format!("<STMTTRN><DTPOSTED>{date}<TRNAMT>{amount}{id}<NAME>{name}</STMTTRN>\n")
}

fn statement(account: &str, transactions: &[String], balance: &str) -> String {
    let all = transactions.concat();
    format!(
        "<OFX>\n<STMTRS><CURDEF>USD<BANKACCTFROM><ACCTID>{account}</BANKACCTFROM>\n{all}{balance}</STMTRS></OFX>\n"
    )
}

fn check(text: &str, table: &str, columns: &str, expected: &[&str], diagnostics: &[&str]) {
    let collected = collect(&Bank, SETTINGS, text.as_bytes());
    assert_eq!(codes(&collected), diagnostics, "{text} {:?}", collected.diagnostics);
    assert_eq!(rows(collected, table, columns), expected, "{text}");
}

#[test]
fn a_statement_gives_two_legs_a_row_and_a_checked_balance() {
    let text = statement(
        "42",
        &[
            transaction("a", "20260401120000[-8:PST]", "-5.00", "SHOP"),
            transaction("b", "20260402", "7,50", "J. DOE"),
            transaction("c", "20260403", "99.00", "saldo"),
        ],
        "<LEDGERBAL><BALAMT>2.50<DTASOF>20260403</LEDGERBAL>",
    );
    let columns = "line transaction date account amount payee status";
    check(
        &text,
        "posting",
        columns,
        &[
            "3|data:3|2026-04-01|Assets:Bank|-5|SHOP|cleared",
            "3|data:3|2026-04-01|Expenses:Shop|5|SHOP|cleared",
            "4|data:4|2026-04-02|Assets:Bank|7.5|J. DOE|cleared",
            "4|data:4|2026-04-02|Income:Uncategorised|-7.5|J. DOE|cleared",
        ],
        &["uncategorised-rows:4", "balance-row:5"],
    );
    let columns = "line date account stated computed passes";
    let passed = ["6|2026-04-03|Assets:Bank|2.5|2.5|true"];
    check(&text, "balance_assertion", columns, &passed, &["uncategorised-rows:4", "balance-row:5"]);
    let accounts =
        ["3|Assets:Bank|asset", "3|Expenses:Shop|expense", "4|Income:Uncategorised|income"];
    check(
        &text,
        "account",
        "line account account_type",
        &accounts,
        &["uncategorised-rows:4", "balance-row:5"],
    );
}

#[test]
fn balances_that_do_not_reconcile_are_errors() {
    let row = transaction("a", "20260401", "-5.00", "SHOP");
    let stated = "<LEDGERBAL><BALAMT>100<DTASOF>20260401</LEDGERBAL>";
    let text = statement("42", std::slice::from_ref(&row), stated);
    check(
        &text,
        "balance_assertion",
        "stated computed passes",
        &["100|-5|false"],
        &["balance-mismatch:4"],
    );
    let text = statement("42", &[row], "<LEDGERBAL><BALAMT><DTASOF>0</LEDGERBAL>");
    check(&text, "balance_assertion", "stated", &[], &["unreadable-balance:4"]);
}

#[test]
fn transactions_count_once() {
    let check = |transactions: &[String], expected: &[&str], diagnostics: &[&str]| {
        let text = statement("42", transactions, "");
        let collected = collect(&Bank, SETTINGS, text.as_bytes());
        assert_eq!(codes(&collected), diagnostics, "{text}");
        let found = rows(collected, "posting", "line account amount");
        let found =
            found.iter().filter_map(|row| row.strip_suffix("")).filter(|row| row.contains("Bank"));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    };
    let shop = |id: &str, amount: &str| transaction(id, "20260401", amount, "SHOP");
    check(&[shop("a", "1"), shop("a", "1")], &["3|Assets:Bank|1"], &["repeated-transaction:4"]);
    check(&[shop("", "1"), shop("", "1")], &["3|Assets:Bank|1", "4|Assets:Bank|1"], &[]);
    check(
        &[shop("0", "1"), shop("0", "2"), shop("0", "1")],
        &["3|Assets:Bank|1", "4|Assets:Bank|2", "5|Assets:Bank|1"],
        &["reused-fitid:4"],
    );
}

#[test]
fn a_reused_fitid_and_a_cut_file_name_file_and_line() {
    let shop = |id: &str, amount: &str| transaction(id, "20260401", amount, "SHOP");
    let text = statement("42", &[shop("0", "1"), shop("0", "2")], "");
    let found = collect(&Bank, SETTINGS, text.as_bytes()).diagnostics;
    let shown = found.iter().map(|d| format!("{} {}", d.place, d.message)).collect::<Vec<_>>();
    assert_eq!(shown, ["data:4 the bank gives the FITID `0` twice, the other: data:3"]);
    // Both rows are kept: a bank that numbers every day anew has lost nothing.
    let collected = collect(&Bank, SETTINGS, text.as_bytes());
    assert_eq!(rows(collected, "posting", "line").len(), 4);
    let cut = &text[..text.rfind("<NAME>").unwrap()];
    let collected = collect(&Bank, SETTINGS, cut.as_bytes());
    let shown = collected.diagnostics.iter().map(|d| format!("{} {}", d.place, d.message));
    assert_eq!(
        shown.collect::<Vec<_>>(),
        ["data:4 the file ends inside this transaction", "data:4 the file ends before `</OFX>`"]
    );
    // The row that is left out makes the source one that has lost entries.
    assert_eq!(collected.n_skipped, 1);
}

#[test]
fn overlapping_files_and_several_accounts() {
    let folder = tempfile::tempdir().unwrap();
    let shop = |id: &str, amount: &str| transaction(id, "20260401", amount, "SHOP");
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("a.ofx", statement("42", &[shop("a", "1"), shop("", "3"), shop("", "3")], ""));
    write("b.ofx", statement("42", &[shop("a", "1"), shop("", "3"), shop("c", "4")], ""));
    write("c.ofx", statement("77", &[shop("a", "5")], ""));
    let check = |settings: &str, expected: &[&str], diagnostics: &[&str]| {
        let spec = spec("bank", &format!("path = \"*.ofx\"\n{settings}"));
        Bank.check(&spec).unwrap();
        let collected =
            with_context(folder.path(), &NoSecrets, |context| Bank.collect(&spec, context));
        assert_eq!(codes(&collected), diagnostics, "{settings}");
        let found = rows(collected, "posting", "file account amount");
        let found = found.iter().map(String::as_str).filter(|row| !row.contains("Expenses"));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{settings}");
    };
    let rules = "rules = [ { match = \"shop\", account = \"Expenses:Shop\" } ]";
    let of_42 = ["a.ofx|B|1", "a.ofx|B|3", "a.ofx|B|3", "b.ofx|B|4"];
    let repeated = ["repeated-transaction:3", "repeated-transaction:4"];
    check(
        &format!("account = \"B\"\n{rules}"),
        &of_42,
        &[&repeated[..], &["unknown-account"]].concat(),
    );
    check(
        &format!("accounts = {{ \"42\" = \"B\", \"77\" = \"C\" }}\n{rules}"),
        &[&of_42[..], &["c.ofx|C|5"]].concat(),
        &repeated,
    );
}

#[test]
fn what_cannot_be_read_is_said() {
    let text = statement(
        "42",
        &[transaction("a", "00000000", "1", "SHOP"), transaction("b", "20260401", "1.234", "SHOP")],
        "",
    );
    check(&text, "posting", "line", &[], &["unreadable-date:3", "unreadable-number:4"]);
    check("hello", "posting", "line", &[], &["no-statement"]);
    check("", "posting", "line", &[], &["no-statement"]);
    let commented =
        statement("42", &["<!--".into(), transaction("a", "20260401", "1", "SHOP")], "-->");
    check(&commented, "posting", "line", &[], &["lost-transactions"]);
    let one_line = statement(
        "42",
        &[
            transaction("", "20260401", "1", "SHOP").replace('\n', ""),
            transaction("", "20260401", "2", "SHOP"),
        ],
        "",
    )
    .replace('\n', "");
    check(&one_line, "posting", "transaction", &["data:1", "data:1", "data:1.2", "data:1.2"], &[]);
}

#[test]
fn wrong_settings_are_named() {
    let check = |settings: &str, message: &str| {
        let error = Bank.check(&spec("bank", settings)).unwrap_err();
        assert_eq!(error.message, message, "{settings}");
    };
    check("", "a bank needs `account`, or `accounts`, and not both");
    check("acount = \"A\"", "there is no setting of bank: acount");
    check("accounts = { a = 1 }", "`accounts` takes texts by ACCTID");
    check("account = \"A\"\nrules = [ {} ]", "rule 1 has no `match`");
}

#[test]
fn the_demo_statement_reconciles() {
    let collected = collect_demo(&Bank, "delivery-bank");
    assert_eq!(codes(&collected), [""; 0], "{:?}", collected.diagnostics);
    let text =
        std::fs::read_to_string(crate::testing::demo().join("books/expert-yacht-delivery.ofx"));
    let n_transactions = text.unwrap().matches("<STMTTRN>").count();
    let postings = rows(collect_demo(&Bank, "delivery-bank"), "posting", "file line");
    assert_eq!(postings.len(), 2 * n_transactions);
    assert!(postings.iter().all(|place| demo_line(place) == "<STMTTRN>"));
    let assertion = rows(collected, "balance_assertion", "date stated passes");
    assert_eq!(assertion, ["2026-09-30|6124.6|true"]);
}

#[test]
fn mutations_neither_panic_nor_lose_in_silence() {
    let seed = statement(
        "42",
        &[
            transaction("a", "20260401", "-5.00", "SHOP &amp; CO"),
            transaction("b", "20260402", "7,50", "x"),
        ],
        "<LEDGERBAL><BALAMT>2.50<DTASOF>20260403</LEDGERBAL>",
    );
    let dictionary =
        ["<", ">", "</", "<STMTTRN>", "</STMTTRN>", "&#x110000;", "<![CDATA[", "é", "\0"];
    mutate(seed.as_bytes(), &dictionary, 2500, |bytes| {
        let collected = collect(&Bank, SETTINGS, bytes);
        assert!(collected.diagnostics.len() < 200);
        let n_lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
        for line in rows(collected, "posting", "line") {
            assert!(line.parse::<usize>().unwrap() <= n_lines);
        }
    });
}
