use qd_facts::Source;

use super::Export;
use crate::testing::{codes, collect, mutate, rows, spec};

const LEDGER: &str = r#"
profile = "quickbooks-gl"
date_format = "%m/%d/%Y"
account_types = { Checking = "asset", Sales = "income", "Sales:Tours" = "income", Loan = "liability" }
"#;
const JOURNAL: &str = "profile = \"quickbooks-journal\"\ndate_format = \"%m/%d/%Y\"\n";
const STRIPE: &str = r#"
profile = "stripe-balance"
accounts = { clearing = "Assets:Stripe", fee = "Expenses:Fees", charge = "Income:Sales", payout = "Assets:Bank" }
"#;
const LEDGER_FILE: &str = include_str!("../../tests/exports/quickbooks-general-ledger.csv");
const JOURNAL_FILE: &str = include_str!("../../tests/exports/quickbooks-journal.csv");
const STRIPE_FILE: &str = include_str!("../../tests/exports/stripe-balance.csv");
const COLUMNS: &str = "line transaction date account account_type amount payee";

fn check(settings: &str, text: &str, postings: &[&str], diagnostics: &[&str]) {
    let collected = collect(&Export, settings, text.as_bytes());
    assert_eq!(codes(&collected), diagnostics, "{text} {:?}", collected.diagnostics);
    assert_eq!(rows(collected, "posting", COLUMNS), postings, "{text}");
}

/// Only the diagnostics, and how many postings there are.
fn check_codes(settings: &str, text: &str, n_postings: usize, diagnostics: &[&str]) {
    let collected = collect(&Export, settings, text.as_bytes());
    assert_eq!(codes(&collected), diagnostics, "{text} {:?}", collected.diagnostics);
    assert_eq!(rows(collected, "posting", "line").len(), n_postings, "{text}");
}

#[test]
fn a_general_ledger_is_signed_by_its_accounts() {
    check(
        LEDGER,
        LEDGER_FILE,
        &[
            "8|data:8|2026-01-05|Checking|asset|1250|Ann",
            "16|data:8|2026-01-05|Sales:Tours|income|-1250|Ann",
            "9|data:9|2026-01-06|Checking|asset|-250|Bank",
            "12|data:9|2026-01-06|Loan|liability|250|Bank",
        ],
        &["export-basis:21"],
    );
}

#[test]
fn a_general_ledger_that_does_not_add_is_called_unreliable() {
    let basis = "export-basis:21";
    let text = LEDGER_FILE.replace("(250.00),\"1,000.00\"", "(200.00),\"1,000.00\"");
    let expected = [
        "balance-mismatch:9",
        "total-mismatch:10",
        basis,
        "unreliable-period",
        "unreliable-period",
    ];
    let with_day = [&["balance-mismatch:9", "unbalanced-transaction:9"], &expected[1..]].concat();
    check_codes(LEDGER, &text, 4, &with_day);
    let text =
        LEDGER_FILE.replace("Total for Loan,,,,,,,-$250.00", "Total for Loan,,,,,,,-$260.00");
    check_codes(LEDGER, &text, 4, &["total-mismatch:13", basis, "unreliable-period"]);
    let text = LEDGER_FILE.replace("Beginning Balance,,,,,,,0.00", ",,,,Beginning Balance,,,5.00");
    let codes = ["opening-balance:7", "balance-mismatch:8", basis, "unreliable-period"];
    check_codes(LEDGER, &text, 4, &codes);
    let untyped = LEDGER.replace("Loan", "Loans");
    let codes = ["unbalanced-transaction:9", "unknown-account-type:11", basis, "unreliable-period"];
    check_codes(&untyped, LEDGER_FILE, 3, &codes);
}

#[test]
fn bad_cells_are_named_and_the_rest_is_kept() {
    let text = LEDGER_FILE
        .replace("01/06/2026,Check,7,Bank,,Checking", "13/06/2026,Check,7,Bank,,Checking");
    let codes =
        ["unbalanced-transaction:9", "unreadable-date:12", "export-basis:21", "unreliable-period"];
    check_codes(LEDGER, &text, 3, &codes);
    check_codes(LEDGER, "a,b\n1,2\n", 0, &["missing-header"]);
}

#[test]
fn a_journal_has_whole_entries_only() {
    let postings = [
        "5|data:5|2026-01-05|Checking|unknown|100|Ann",
        "6|data:5|2026-01-05|Sales|unknown|-100|Ann",
        "8|data:8|2026-01-06|Loan|unknown|50|Bank",
        "9|data:8|2026-01-06|Checking|unknown|-50|",
    ];
    check(JOURNAL, JOURNAL_FILE, &postings, &[]);
    let text = JOURNAL_FILE.replace("Sales,,100.00", "Sales,,90.00");
    check(JOURNAL, &text, &postings[2..], &["unbalanced-transaction:5", "unreliable-period"]);
    // A leg that both columns lost leaves the entry balanced; only its total tells.
    let text = JOURNAL_FILE.replace("$100.00,$100.00", "$120.00,$120.00");
    check(JOURNAL, &text, &postings[2..], &["unbalanced-transaction:5", "unreliable-period"]);
    let text = JOURNAL_FILE.replace("Sales,,100.00", "Sales,,x");
    let codes = ["unbalanced-transaction:5", "unreadable-number:6", "unreliable-period"];
    check(JOURNAL, &text, &postings[2..], &codes);
}

#[test]
fn stripe_clears_what_it_pays_out() {
    let postings = [
        "2|data:2|2026-01-05|Assets:Stripe|asset|96.8|",
        "2|data:2|2026-01-05|Expenses:Fees|expense|3.2|",
        "2|data:2|2026-01-05|Income:Sales|income|-100|",
        "3|data:3|2026-01-07|Assets:Stripe|asset|-96.8|",
        "3|data:3|2026-01-07|Assets:Bank|asset|96.8|",
    ];
    check(STRIPE, STRIPE_FILE, &postings, &[]);
    let check_first = |from: &str, to: &str, code: &str| {
        check(STRIPE, &STRIPE_FILE.replacen(from, to, 1), &postings[3..], &[code]);
    };
    check_first("3.20", "3.30", "unbalanced-transaction:2");
    check_first("usd", "dollars", "unknown-currency:2");
    check_first("charge", "dispute", "unknown-category:2");
    check_first("100.00", "1e2", "unreadable-number:2");
    let twice = format!("{STRIPE_FILE}{}", STRIPE_FILE.lines().last().unwrap());
    check(STRIPE, &twice, &postings, &["repeated-transaction:4"]);
}

#[test]
fn settings_are_checked() {
    let check = |settings: &str, message: &str| {
        let error = Export.check(&spec("export", settings)).unwrap_err();
        assert_eq!(error.message, message, "{settings}");
    };
    check("", "`profile` names no report that is read");
    check("profil = \"x\"", "there is no setting of export: profil");
    check("profile = \"quickbooks-gl\"", "QuickBooks needs `date_format`");
    check("profile = \"stripe-balance\"", "`accounts` lacks: clearing");
    check(
        &LEDGER.replace("\"asset\"", "\"bank\""),
        "the account has a type that there is not: Checking",
    );
}

#[test]
fn mutations_do_not_panic() {
    let dictionary = [
        ",",
        "\n",
        "\"",
        "Total for ",
        "Beginning Balance",
        "99999999999999999999999999999999999999",
        "é",
    ];
    for (settings, seed) in [(LEDGER, LEDGER_FILE), (JOURNAL, JOURNAL_FILE), (STRIPE, STRIPE_FILE)]
    {
        mutate(seed.as_bytes(), &dictionary, 800, |bytes| {
            let collected = collect(&Export, settings, bytes);
            assert!(collected.diagnostics.len() < 300);
            let has_error = collected.diagnostics.iter().any(|d| d.level == qd_model::Level::Error);
            let amounts = rows(collected, "posting", "amount");
            let sum = qd_model::Decimal::sum(amounts.iter().map(|leg| leg.parse().unwrap()));
            assert!(has_error || sum.unwrap().is_zero());
        });
    }
}
