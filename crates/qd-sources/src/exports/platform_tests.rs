//! The profiles of Xero, Wave, Airbnb and IIF: a sound file, what is counted once, and every bad
//! file that they must name.

use qd_facts::Source;

use super::Export;
use crate::csv::workbook::tests::workbook_of_csv;
use crate::testing::{NoSecrets, codes, collect, mutate, rows, spec, with_context};

const XERO_GL: &str = "profile = \"xero-gl\"\ndate_format = \"%d %b %Y\"\naccount_types = { \"Business Account\" = \"asset\", \"Loan\" = \"liability\", \"Sales\" = \"income\" }\n";
const XERO_GL_FILE: &str = include_str!("../../tests/exports/xero-general-ledger.csv");
const XERO_JOURNAL: &str = "profile = \"xero-journal\"\ndate_format = \"%d/%m/%Y\"\naccounts = { \"200\" = \"Income:Sales\", \"610\" = \"Assets:Receivable\" }\n";
const XERO_JOURNAL_FILE: &str = include_str!("../../tests/exports/xero-manual-journals.csv");
const XERO_BANK: &str = "profile = \"xero-bank\"\ndate_format = \"%d/%m/%Y\"\naccount = \"Assets:Bank\"\nrules = [ { match = \"tour\", account = \"Income:Tours\" }, { match = \"fuel\", account = \"Expenses:Fuel\" } ]\n";
const XERO_BANK_FILE: &str = include_str!("../../tests/exports/xero-bank-statement.csv");
const WAVE: &str = "profile = \"wave-transactions\"\n";
const WAVE_FILE: &str = include_str!("../../tests/exports/wave-accounting.csv");
const IIF: &str = "profile = \"quickbooks-iif\"\ndate_format = \"%m/%d/%y\"\n";
const IIF_FILE: &str = include_str!("../../tests/exports/quickbooks.iif");
const AIRBNB: &str = "profile = \"airbnb\"\ndate_format = \"%m/%d/%Y\"\naccounts = { clearing = \"Assets:Airbnb\", fee = \"Expenses:Host-fee\", cleaning = \"Income:Cleaning\", Payout = \"Assets:Bank\", Reservation = \"Income:Stays\", Adjustment = \"Income:Stays\", \"Pass Through Tot\" = \"Liabilities:Occupancy-tax\" }\n";
const AIRBNB_FILE: &str = include_str!("../../tests/exports/airbnb-transaction-history.csv");
const BOOKING: &str = "profile = \"booking-com\"\naccounts = { clearing = \"Assets:Booking\", fee = \"Expenses:Booking\", Payout = \"Assets:Bank\", Reservation = \"Income:Stays\" }\n";
const BOOKING_FILE: &str = include_str!("../../tests/exports/booking-payout.csv");
const VRBO: &str = "profile = \"vrbo\"\ndate_format = \"%m/%d/%Y\"\naccounts = { fee = \"Expenses:Vrbo\", Payout = \"Assets:Bank\", Reservation = \"Income:Stays\", tax = \"Liabilities:Lodging-tax\", withheld = \"Assets:Tax-withheld\" }\n";
const VRBO_FILE: &str = include_str!("../../tests/exports/vrbo-payout-summary.csv");
const COLUMNS: &str = "line date account account_type commodity amount";

fn check(settings: &str, text: &str, postings: &[&str], diagnostics: &[&str]) {
    let collected = collect(&Export, settings, text.as_bytes());
    assert_eq!(codes(&collected), diagnostics, "{text} {:?}", collected.diagnostics);
    assert_eq!(rows(collected, "posting", COLUMNS), postings, "{text}");
}

/// Only the diagnostics, how many postings there are, and how many items are lost.
fn check_codes(settings: &str, text: &str, n_postings: usize, n_lost: u64, diagnostics: &[&str]) {
    let collected = collect(&Export, settings, text.as_bytes());
    assert_eq!(codes(&collected), diagnostics, "{text} {:?}", collected.diagnostics);
    assert_eq!(collected.n_skipped, n_lost, "{text} {:?}", collected.diagnostics);
    assert_eq!(rows(collected, "posting", "line").len(), n_postings, "{text}");
}

/// Reads the same file twice under two names: everything must count once.
fn check_twice(settings: &str, text: &str, n_postings: usize, n_repeated: usize) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.csv", "b.csv"] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let spec = spec("export", &format!("path = \"*.csv\"\n{settings}"));
    Export.check(&spec).unwrap();
    let collected =
        with_context(folder.path(), &NoSecrets, |context| Export.collect(&spec, context));
    let repeated = collected.diagnostics.iter().filter(|d| d.code == "repeated-transaction");
    assert_eq!(repeated.count(), n_repeated, "{:?}", collected.diagnostics);
    assert_eq!(collected.n_skipped, 0);
    let files = rows(collected, "posting", "file");
    assert_eq!(files.len(), n_postings);
    assert!(files.iter().all(|file| file == "a.csv"));
}

#[test]
fn xero_general_ledger_books_rows_and_checks_sums() {
    check(
        XERO_GL,
        XERO_GL_FILE,
        &[
            "8|2026-01-05|Business Account|asset|USD|1250",
            "20|2026-01-05|Sales|income|USD|-1250",
            "9|2026-01-06|Business Account|asset|USD|-250",
            "15|2026-01-06|Loan|liability|USD|250",
        ],
        &["opening-balance:7", "opening-balance:14"],
    );
    check_twice(XERO_GL, XERO_GL_FILE, 4, 2);
    // The same with a column for the account, in another currency than the portfolio's.
    let flat = "Account,Date,Source,Reference,Debit (EUR),Credit (EUR)\nBusiness Account,05 Jan 2026,Receive Money,R1,10.00,\nSales,05 Jan 2026,Receive Money,R1,,10.00\nTotal,,,,10.00,10.00\n";
    check(
        XERO_GL,
        flat,
        &["2|2026-01-05|Business Account|asset|EUR|10", "3|2026-01-05|Sales|income|EUR|-10"],
        &[],
    );
}

#[test]
fn xero_general_ledger_that_does_not_add_is_called_unreliable() {
    let openings = ["opening-balance:7", "opening-balance:14"];
    let text = XERO_GL_FILE.replace(",,250.00,1100.00", ",,250.00,1150.00");
    check_codes(
        XERO_GL,
        &text,
        4,
        1,
        &[openings[0], "balance-mismatch:9", openings[1], "unreliable-period"],
    );
    let text = XERO_GL_FILE.replace("Total Sales,,,,0.00,1250.00", "Total Sales,,,,0.00,1260.00");
    check_codes(
        XERO_GL,
        &text,
        4,
        1,
        &[openings[0], openings[1], "total-mismatch:21", "unreliable-period"],
    );
    let text = XERO_GL_FILE.replace("Closing Balance,,,,1100.00", "Closing Balance,,,,1200.00");
    check_codes(
        XERO_GL,
        &text,
        4,
        1,
        &[openings[0], "total-mismatch:11", openings[1], "unreliable-period"],
    );
    let text = XERO_GL_FILE.replace(
        "06 Jan 2026,Spend Money,Loan payment,LOAN,250",
        "06/01/2026,Spend Money,Loan payment,LOAN,250",
    );
    check_codes(
        XERO_GL,
        &text,
        3,
        1,
        &[
            openings[0],
            "unbalanced-transaction:9",
            openings[1],
            "unreadable-date:15",
            "unreliable-period",
            "unreliable-period",
        ],
    );
    check_codes(XERO_GL, "Date,Debit (Source),Credit (Source)\n", 0, 1, &["missing-header"]);
}

#[test]
fn xero_journals_balance_by_themselves() {
    let postings = [
        "2|2026-01-31|Assets:Receivable|asset|USD|500",
        "3|2026-01-31|Income:Sales|income|USD|-500",
        "4|2026-02-28|Assets:Receivable|asset|USD|300",
        "5|2026-02-28|Income:Sales|income|USD|-200",
        "6|2026-02-28|260|unknown|USD|-100",
    ];
    check(XERO_JOURNAL, XERO_JOURNAL_FILE, &postings, &[]);
    check_twice(XERO_JOURNAL, XERO_JOURNAL_FILE, 5, 2);
    let text = XERO_JOURNAL_FILE.replace("-500.00", "-400.00");
    check_codes(XERO_JOURNAL, &text, 3, 2, &["unbalanced-transaction:2", "unreliable-period"]);
    let text = XERO_JOURNAL_FILE.replace("Tax Exempt,-500.00", "Sales Tax,-500.00");
    check_codes(XERO_JOURNAL, &text, 5, 0, &["tax-not-in-export:3"]);
    let text = XERO_JOURNAL_FILE.replace("31/01/2026", "01/31/2026");
    check_codes(
        XERO_JOURNAL,
        &text,
        3,
        2,
        &["unreadable-date:2", "unreadable-date:3", "unreliable-period"],
    );
}

#[test]
fn xero_bank_lines_have_two_legs_and_a_running_balance() {
    let postings = [
        "2|2026-01-13|Assets:Bank|asset|USD|100",
        "2|2026-01-13|Income:Tours|income|USD|-100",
        "3|2026-01-14|Assets:Bank|asset|USD|-40.5",
        "3|2026-01-14|Expenses:Fuel|expense|USD|40.5",
    ];
    check(XERO_BANK, XERO_BANK_FILE, &postings, &[]);
    check_twice(XERO_BANK, XERO_BANK_FILE, 4, 2);
    let wide = "Date,Payee,Reference,Spent,Received,Balance\nOpening Balance,,,,,0.00\n13/01/2026,tour,,,100.00,100.00\n14/01/2026,fuel,,40.50,,59.50\nTotal,,,40.50,100.00,\n";
    let shifted = postings.map(|row| {
        let (line, rest) = row.split_once('|').unwrap();
        format!("{}|{rest}", line.parse::<u32>().unwrap() + 1)
    });
    check(XERO_BANK, wide, &shifted.each_ref().map(String::as_str), &["summary-rows:2"]);
    check_codes(
        XERO_BANK,
        &wide.replace("40.50,,59.50", "-40.50,,59.50"),
        2,
        1,
        &["summary-rows:2", "refused-row:4"],
    );
    check_codes(
        XERO_BANK,
        &wide.replace("40.50,,59.50", "40.50,,60.00"),
        4,
        0,
        &["summary-rows:2", "balance-mismatch:4"],
    );
    check_codes(
        XERO_BANK,
        &XERO_BANK_FILE.replace("-40.50", "\"1,234\""),
        2,
        1,
        &["unreadable-number:3"],
    );
}

#[test]
fn wave_transactions_are_gathered_by_their_id() {
    let postings = [
        "2|2025-10-24|Owner Investment / Drawings|equity|USD|-6.68",
        "3|2025-10-24|Computer – Hosting|expense|USD|6.68",
        "4|2025-10-26|Cash on Hand|asset|USD|500",
        "6|2025-10-26|Sales|income|USD|-450",
        "7|2025-10-26|Sales Tax Payable|liability|USD|-50",
    ];
    check(WAVE, WAVE_FILE, &postings, &[]);
    check_twice(WAVE, WAVE_FILE, 5, 2);
    let text = WAVE_FILE.replace(",450.00,,,450.00", ",450.00,,,440.00");
    check_codes(WAVE, &text, 2, 4, &["unbalanced-transaction:4", "unreliable-period"]);
    let text = WAVE_FILE.replace("2025-10-24", "10/11/2025");
    check_codes(WAVE, &text, 3, 2, &["ambiguous-date:2", "ambiguous-date:3", "unreliable-period"]);
    // One id with two contents: nobody knows which is right.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), WAVE_FILE).unwrap();
    std::fs::write(folder.path().join("b.csv"), WAVE_FILE.replace("6.68", "7.68")).unwrap();
    let spec = spec("export", &format!("path = \"*.csv\"\n{WAVE}"));
    let collected =
        with_context(folder.path(), &NoSecrets, |context| Export.collect(&spec, context));
    assert_eq!(codes(&collected), ["conflicting-transactions:2", "repeated-transaction:4"]);
    assert_eq!(collected.n_skipped, 2);
    assert_eq!(rows(collected, "posting", "line"), ["4", "6", "7"]);
}

#[test]
fn iif_transactions_are_whole_or_left_out() {
    let postings = [
        "10|1998-07-16|Accounts Receivable|asset|USD|205",
        "11|1998-07-16|Construction:Labor|income|USD|-55",
        "12|1998-07-16|Construction:Materials|income|USD|-150",
    ];
    check(IIF, IIF_FILE, &postings, &["non-posting", "unread-lists"]);
    check_twice(IIF, IIF_FILE, 3, 1);
    let text = IIF_FILE.replace("\t-55\t", "\t-50\t");
    let rest = ["unreliable-period", "non-posting", "unread-lists"];
    check_codes(IIF, &text, 0, 4, &[&["unbalanced-transaction:10"], &rest[..]].concat());
    let text = IIF_FILE.replace("\nENDTRNS\t\t\n", "\n");
    check_codes(IIF, &text, 0, 4, &[&["truncated-file:10"], &rest[..]].concat());
    let text = IIF_FILE.replace("7/16/98\tAccounts", "16.7.98\tAccounts");
    let found = codes(&collect(&Export, IIF, text.as_bytes()));
    assert_eq!(found[..2], ["unbalanced-transaction:10", "unreadable-date:10"]);
    check_codes(IIF, "!CUST\tNAME\nCUST\tAnn\n", 0, 1, &["missing-header", "unread-lists"]);
}

#[test]
fn airbnb_payouts_are_not_revenue() {
    check(
        AIRBNB,
        AIRBNB_FILE,
        &[
            "2|2026-08-04|Assets:Airbnb|asset|USD|504.4",
            "2|2026-08-04|Expenses:Host-fee|expense|USD|15.6",
            "2|2026-08-04|Income:Stays|income|USD|-435",
            "2|2026-08-04|Income:Cleaning|income|USD|-85",
            "3|2026-08-04|Assets:Bank|asset|USD|504.4",
            "3|2026-08-04|Assets:Airbnb|asset|USD|-504.4",
            "4|2026-08-20|Assets:Airbnb|asset|USD|-60",
            "4|2026-08-20|Expenses:Host-fee|expense|USD|-1.86",
            "4|2026-08-20|Income:Stays|income|USD|61.86",
            "5|2026-08-21|Assets:Airbnb|asset|USD|1000",
            "5|2026-08-21|Expenses:Host-fee|expense|USD|30",
            "5|2026-08-21|Income:Stays|income|USD|-1030",
            "6|2026-08-21|Assets:Airbnb|asset|USD|120",
            "6|2026-08-21|Liabilities:Occupancy-tax|liability|USD|-120",
            "7|2026-08-22|Assets:Bank|asset|USD|1045",
            "7|2026-08-22|Expenses:Host-fee|expense|USD|15",
            "7|2026-08-22|Assets:Airbnb|asset|USD|-1060",
        ],
        &["remitted-tax:2"],
    );
    // Revenue is what guests paid, whatever was paid out when.
    let collected = collect(&Export, AIRBNB, AIRBNB_FILE.as_bytes());
    let income = rows(collected, "posting", "account amount");
    let income = income.iter().filter_map(|row| row.strip_prefix("Income:")?.split_once('|'));
    let sum = qd_model::Decimal::sum(income.map(|(_, amount)| amount.parse().unwrap()));
    assert_eq!(sum.unwrap().to_string(), "-1488.14");
    check_twice(AIRBNB, AIRBNB_FILE, 17, 6);
}

#[test]
fn airbnb_rows_that_contradict_themselves_are_named() {
    let left = |sum: &str| {
        let collected = collect(&Export, AIRBNB, sum.as_bytes());
        let found = collected.diagnostics.iter().find(|d| d.code == "clearing-balance");
        found.map(|found| found.message.clone())
    };
    assert_eq!(left(AIRBNB_FILE), None);
    let text = AIRBNB_FILE.replace(",504.40,,15.60", ",504.40,,16.60");
    check_codes(AIRBNB, &text, 13, 1, &["unbalanced-transaction:2", "clearing-balance"]);
    assert_eq!(left(&text).unwrap(), "earned less paid out in this file, USD: -504.40");
    let text = AIRBNB_FILE.replace("Adjustment", "Co-Host Payout");
    check_codes(
        AIRBNB,
        &text,
        14,
        1,
        &["remitted-tax:2", "unknown-category:4", "clearing-balance"],
    );
    let text = AIRBNB_FILE.replace("08/20/2026", "20/08/2026");
    check_codes(AIRBNB, &text, 14, 1, &["remitted-tax:2", "unreadable-date:4", "clearing-balance"]);
    // A fee with a minus is a fee, because gross and amount say so.
    let text = AIRBNB_FILE.replace(",504.40,,15.60", ",504.40,,-15.60");
    check_codes(AIRBNB, &text, 17, 0, &["remitted-tax:2"]);
    // Older files: other names, no gross.
    let old = "Date,Type,Confirmation Code,Currency,Amount,Paid Out,Host Fee,Cleaning Fee\n07/15/2019,Reservation,HM1,USD,194.00,,6.00,40.00\n";
    check_codes(AIRBNB, old, 4, 0, &["clearing-balance"]);
    check_codes(AIRBNB, "Data;Tipo;Valuta\n", 0, 1, &["missing-header"]);
}

#[test]
fn booking_payouts_are_what_their_rows_give() {
    let postings = [
        "2|2026-03-10|Assets:Bank|asset|USD|276.11",
        "2|2026-03-10|Assets:Booking|asset|USD|-276.11",
        "3|2026-03-09|Assets:Booking|asset|USD|95.26",
        "3|2026-03-09|Expenses:Booking|expense|USD|17.24",
        "3|2026-03-09|Income:Stays|income|USD|-112.5",
        "4|2026-03-09|Assets:Booking|asset|USD|179.95",
        "4|2026-03-09|Expenses:Booking|expense|USD|35.05",
        "4|2026-03-09|Income:Stays|income|USD|-215",
        "5|2026-02-03|Assets:Booking|asset|USD|0.9",
        "5|2026-02-03|Expenses:Booking|expense|USD|-0.9",
    ];
    check(BOOKING, BOOKING_FILE, &postings, &[]);
    check_twice(BOOKING, BOOKING_FILE, 10, 4);
    let text = BOOKING_FILE.replace("276.11", "276.12");
    check_codes(BOOKING, &text, 10, 1, &["total-mismatch:2", "unreliable-period"]);
    let text = BOOKING_FILE.replace("-12.79", "-12.80");
    let codes = ["total-mismatch:2", "unbalanced-transaction:3", "unreliable-period"];
    check_codes(BOOKING, &text, 7, 1, &codes);
    let text = BOOKING_FILE.replace("179.95, USD", "179.95, EUR");
    let codes = ["total-mismatch:2", "foreign-currency:4", "unreliable-period"];
    check_codes(BOOKING, &text, 7, 1, &codes);
    let text = BOOKING_FILE.replace("Reservation, q7RkA, 4649972566", "Damage, q7RkA, 4649972566");
    let codes = ["total-mismatch:2", "unknown-category:3", "unreliable-period"];
    check_codes(BOOKING, &text, 7, 1, &codes);
    check_codes(BOOKING, "Book number,Price\n", 0, 1, &["missing-header"]);
}

#[test]
fn vrbo_rows_prove_what_they_are_made_of() {
    check(
        VRBO,
        VRBO_FILE,
        &[
            "2|2026-08-04|Assets:Bank|asset|USD|570.4",
            "2|2026-08-04|Expenses:Vrbo|expense|USD|49.6",
            "2|2026-08-04|Income:Stays|income|USD|-620",
            "3|2026-08-11|Assets:Bank|asset|USD|416",
            "3|2026-08-11|Expenses:Vrbo|expense|USD|32",
            "3|2026-08-11|Income:Stays|income|USD|-400",
            "3|2026-08-11|Liabilities:Lodging-tax|liability|USD|-48",
            "4|2026-08-21|Assets:Bank|asset|USD|940",
            "4|2026-08-21|Expenses:Vrbo|expense|USD|80",
            "4|2026-08-21|Assets:Tax-withheld|asset|USD|100",
            "4|2026-08-21|Income:Stays|income|USD|-1000",
            "4|2026-08-21|Liabilities:Lodging-tax|liability|USD|-120",
            "5|2026-08-25|Assets:Bank|asset|USD|-92",
            "5|2026-08-25|Expenses:Vrbo|expense|USD|-8",
            "5|2026-08-25|Income:Stays|income|USD|100",
        ],
        &[],
    );
    check_twice(VRBO, VRBO_FILE, 15, 4);
    let text = VRBO_FILE.replace("\"570.40\"", "\"571.40\"");
    check_codes(VRBO, &text, 12, 1, &["unbalanced-transaction:2"]);
    let without_tax = VRBO.replace("tax = ", "other = ");
    check_codes(&without_tax, VRBO_FILE, 6, 2, &["unknown-category:3", "unknown-category:4"]);
    let text = VRBO_FILE.replace("08/04/2026", "04/08/26 x");
    check_codes(VRBO, &text, 12, 1, &["unreadable-date:2"]);
}

#[test]
fn two_equal_rows_of_one_file_count_twice() {
    let row = AIRBNB_FILE.lines().nth(1).unwrap();
    let text = format!("{AIRBNB_FILE}{row}\n");
    check_codes(AIRBNB, &text, 21, 0, &["remitted-tax:2", "clearing-balance"]);
}

#[test]
fn a_workbook_reads_as_its_csv_does() {
    for (settings, text) in [
        (XERO_GL, XERO_GL_FILE),
        (XERO_JOURNAL, XERO_JOURNAL_FILE),
        (XERO_BANK, XERO_BANK_FILE),
        (AIRBNB, AIRBNB_FILE),
        (BOOKING, BOOKING_FILE),
        (VRBO, VRBO_FILE),
    ] {
        let of_text = collect(&Export, settings, text.as_bytes());
        let of_workbook = collect(&Export, settings, &workbook_of_csv(text));
        assert_eq!(codes(&of_workbook), codes(&of_text), "{:?}", of_workbook.diagnostics);
        let places = rows(collect(&Export, settings, &workbook_of_csv(text)), "posting", "file");
        assert!(!places.is_empty() && places.iter().all(|place| place == "data#Report"));
        let (workbook, text) =
            (rows(of_workbook, "posting", COLUMNS), rows(of_text, "posting", COLUMNS));
        assert_eq!(workbook, text);
    }
}

#[test]
fn settings_of_platforms_are_checked() {
    let check = |settings: &str, message: &str| {
        let error = Export.check(&spec("export", settings)).unwrap_err();
        assert_eq!(error.message, message, "{settings}");
    };
    check("profile = \"xero-gl\"", "Xero needs `date_format`");
    check("profile = \"airbnb\"", "`accounts` lacks: clearing");
    check("profile = \"booking-com\"", "`accounts` lacks: clearing");
    check("profile = \"vrbo\"", "`accounts` lacks: fee");
    check(&VRBO.replace("date_format", "# "), "Vrbo needs `date_format`");
    check(
        &XERO_BANK.replace("\naccount = ", "\n# "),
        "`account` belongs to xero-bank, which needs it",
    );
    check(&format!("{WAVE}account = \"A\""), "`account` belongs to xero-bank, which needs it");
    check(
        &format!("{WAVE}delimiter = \"x\""),
        "`delimiter` takes a comma, a semicolon, a tab or a bar",
    );
    check(&AIRBNB.replace("%m/%d/%Y", "%m/%d"), "`date_format` is no format of a whole day");
}

#[test]
fn mutations_of_each_profile_do_not_panic() {
    let dictionary = [
        ",",
        "\n",
        "\"",
        "\t",
        "Total ",
        "Opening Balance",
        "ENDTRNS\n",
        "SPL\t",
        "!TRNS\t",
        "Payout",
        "99999999999999999999999999999999999999",
        "é",
        "\0",
    ];
    for (settings, seed) in [
        (XERO_GL, XERO_GL_FILE),
        (XERO_JOURNAL, XERO_JOURNAL_FILE),
        (XERO_BANK, XERO_BANK_FILE),
        (WAVE, WAVE_FILE),
        (IIF, IIF_FILE),
        (AIRBNB, AIRBNB_FILE),
        (BOOKING, BOOKING_FILE),
        (VRBO, VRBO_FILE),
    ] {
        mutate(seed.as_bytes(), &dictionary, 600, |bytes| {
            let collected = collect(&Export, settings, bytes);
            assert!(collected.diagnostics.len() < 300);
            let has_error = collected.diagnostics.iter().any(|d| d.level == qd_model::Level::Error);
            let amounts = rows(collected, "posting", "amount");
            let sum = qd_model::Decimal::sum(amounts.iter().map(|leg| leg.parse().unwrap()));
            assert!(has_error || sum.unwrap().is_zero(), "{}", String::from_utf8_lossy(bytes));
        });
    }
}
