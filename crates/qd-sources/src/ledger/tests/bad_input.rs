//! What is wrong in a journal is named with its file and line, its transaction left out as a whole,
//! and nothing of it guessed. A source that skipped something speaks for no month.

use super::{read, read_files, rows};

/// Reads a journal of which one entry is bad; returns its diagnostics as `code file:line`. The entry
/// before and the one after are read as if nothing were between them.
fn faults(name: &str, entry: &str) -> Vec<String> {
    let good = match name {
        "x.beancount" => {
            "2020-01-01 open Assets:A\n2020-01-01 open Assets:B\n2026-01-02 * \"good\"\n  Assets:A  1 USD\n  Assets:B\n"
        }
        _ => "2026-01-02 good\n    a  1 USD\n    b\n",
    };
    let text =
        format!("{good}\n{entry}\n\n{}", good.rsplit("2020-01-01 open Assets:B\n").next().unwrap());
    let read = read(name, &text);
    assert!(read.n_skipped > 0, "{entry}: a period that lost something is not complete");
    let said = read.diagnostics.iter().map(|found| format!("{} {}", found.code, found.place));
    let said = said.collect();
    assert_eq!(
        rows(read.facts.finish().get("posting"), &["amount"]),
        ["1", "-1", "1", "-1"],
        "{entry}"
    );
    said
}

fn check(name: &str, entry: &str, expected: &[&str]) {
    assert_eq!(faults(name, entry), expected, "{entry}");
}

#[test]
fn unbalanced_transactions_are_named() {
    let plain = "2026-01-03 x\n    a  10.00 USD\n    b  -9.00 USD";
    check("x.journal", plain, &["unbalanced-transaction x.journal:5"]);
    check("x.ledger", plain, &["unbalanced-transaction x.ledger:5"]);
    let beancount = "2026-01-03 * \"x\"\n  Assets:A  10.00 USD\n  Assets:B  -9.00 USD";
    check("x.beancount", beancount, &["unbalanced-transaction x.beancount:7"]);
}

#[test]
fn dates_that_may_be_two_days_are_no_dates() {
    for date in ["01/02/2026", "1.2.26", "13/13", "2026-13-01", "2026-02-29"] {
        let said = faults("x.journal", &format!("{date} x\n    a  1 USD\n    b"));
        assert_eq!(said.len(), 1, "{date}: {said:?}");
        assert!(said[0].ends_with(" x.journal:5"), "{date}: {said:?}");
    }
}

#[test]
fn marks_that_may_be_two_are_no_numbers() {
    check("x.journal", "2026-01-03 x\n    a  1,000 USD\n    b", &["ambiguous-number x.journal:6"]);
    check("x.ledger", "2026-01-03 x\n    a  1.2.3 USD\n    b", &["syntax-error x.ledger:6"]);
    check(
        "x.beancount",
        "2026-01-03 * \"x\"\n  Assets:A  1,00 USD\n  Assets:B",
        &["syntax-error x.beancount:8"],
    );
}

#[test]
fn numbers_that_no_column_holds_are_named() {
    let digits = "9".repeat(39);
    let entry = |amount: &str| format!("2026-01-03 x\n    a  {amount}\n    b");
    check("x.journal", &entry(&format!("{digits} USD")), &["too-many-digits x.journal:6"]);
    check("x.journal", &entry("12345678901234567 USD"), &["too-many-digits x.journal:6"]);
    check("x.ledger", &entry("0.0000000000001 USD"), &["too-many-digits x.ledger:6"]);
    let product = "99999999999999999999 EUR @ 99999999999999999999 USD";
    check("x.journal", &entry(product), &["too-many-digits x.journal:5"]);
    check(
        "x.beancount",
        "2026-01-03 * \"x\"\n  Assets:A  (99999999999999999999 * 99999999999999999999) USD\n  Assets:B",
        &["too-many-digits x.beancount:8"],
    );
}

#[test]
fn a_sum_that_no_column_holds_is_not_cut() {
    // Each amount is held, their sum is not: it is not told, and does not hold what is stated.
    let one = "2026-01-02 x\n    a  9999999999999999.999999999999 USD\n    b\n";
    let stated = "2026-01-03 y\n    a  0 USD = 1 USD\n    b\n";
    let read = read("x.journal", &format!("{}{stated}", one.repeat(12)));
    let tables = read.facts.finish();
    assert_eq!(
        rows(tables.get("balance_assertion"), &["stated", "computed", "passes"]),
        ["1 false"]
    );
    assert_eq!(tables["posting"].num_rows(), 25);
}

#[test]
fn encodings_other_than_utf8_are_named_with_their_line() {
    let cp1252 =
        b"2026-01-02 good\n    a  1 USD\n    b\n2026-01-03 caf\xe9 \x80 5\n    a  1 USD\n    b\n";
    let read = read_files(&[("x.journal", cp1252)], "");
    let first = &read.diagnostics[0];
    assert_eq!(
        (first.code.as_str(), first.place.to_string().as_str()),
        ("not-utf8", "x.journal:4")
    );
    assert_eq!(read.facts.finish()["posting"].num_rows(), 4);
    let text = "2026-01-02 good\n    a  1 USD\n    b\n";
    let utf16 = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes));
    let read = read_files(&[("x.journal", &utf16.collect::<Vec<_>>())], "");
    assert!(read.n_skipped > 0 && !read.facts.finish().contains_key("posting"));
    assert_eq!(read.diagnostics[0].code, "not-utf8");
    // A byte order mark of UTF-8 is no damage.
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let read = read_files(&[("x.journal", &marked)], "");
    assert_eq!((read.diagnostics.len(), read.n_skipped), (0, 0));
}
