//! Files that are damaged, missing or too large, and what several files make.

use qd_facts::{Source, SourceSpec};
use qd_model::{EntityKey, SourceId};

use super::{Ledger, read_files, read_path, rows, shown};

/// Reads the first file; the others lie beside it.
fn check_files(files: &[(&str, &str)], expected: &str) {
    let files = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect::<Vec<_>>();
    let expected = expected.lines().map(str::trim).filter(|line| !line.is_empty());
    assert_eq!(shown(read_files(&files, "")), expected.collect::<Vec<_>>().join("\n"), "{files:?}");
}

const ENTRY: &str = "2026-01-02 x\n    a  1 USD\n    b\n";

#[test]
fn a_file_that_ends_too_early_is_said() {
    check_files(
        &[("x.journal", "2026-01-02 x\n    a  1 USD\n    b\n2026-01-03 y\n    a  2 US")],
        "2 a 1 USD\n3 b -1 USD\n\
        warning truncated-file 5: the file ends within a transaction, without a line end; its last lines may be lost\n\
        error unbalanced-transaction 4: the transaction does not balance and is left out, as the tool rejects it: 2 US",
    );
    check_files(
        &[(
            "x.beancount",
            "2026-01-01 open Assets:B\n2026-01-02 * \"x\"\n  Assets:B  1 USD\n  Assets:",
        )],
        "error syntax-error 4: expected an account: Assets:\n\
        warning truncated-file 4: the file ends within a transaction, without a line end; its last lines may be lost",
    );
}

#[test]
fn bytes_that_are_no_text() {
    let read = read_files(&[("x.journal", b"2026-01-02 caf\xe9\n    a  1 USD\n    b\n")], "");
    assert_eq!(
        rows(read.facts.finish().get("posting"), &["payee", "amount"]),
        ["caf\u{fffd} 1", "caf\u{fffd} -1"]
    );
    assert_eq!(read.diagnostics[0].code, "not-utf8");
    check_files(
        &[(
            "x.journal",
            "2026-01-02 x\n    a  1\0 USD\n    b\n2026-01-03 y\n    a  1 USD\n    b\n",
        )],
        "5 a 1 USD\n6 b -1 USD\n\
        error nul-byte 2: the file holds NUL bytes: 1\n\
        error syntax-error 2: unexpected after the amount: \u{fffd} USD",
    );
}

#[test]
fn a_huge_line_costs_itself() {
    let long = "x".repeat(200 << 20);
    let text = format!("{ENTRY}{long}\n2026-01-02 y\n    {}\n{ENTRY}", &long[..1 << 20]);
    check_files(
        &[("x.journal", &text)],
        "2 a 1 USD\n3 b -1 USD\n8 a 1 USD\n9 b -1 USD\n\
        error line-too-long 4: the line is longer than 64 KiB and was left out\n\
        error line-too-long 6: the line is longer than 64 KiB",
    );
}

#[test]
fn includes_stay_inside_and_end() {
    check_files(
        &[
            (
                "books/x.journal",
                "include y.journal\ninclude nothing.journal\ninclude ../../etc/passwd\ninclude /etc/passwd\ninclude ../z*.journal\ninclude y.journal\n",
            ),
            ("books/y.journal", "include x.journal\n2026-01-02 x\n    a  1 USD\n    b\n"),
            ("z1.journal", ENTRY),
        ],
        "3 a 1 USD\n4 b -1 USD\n2 a 1 USD\n3 b -1 USD\n\
        error missing-include 2: the file does not exist: books/nothing.journal\n\
        error path-outside-portfolio 3: the included file lies outside the portfolio's folder: ../../etc/passwd\n\
        error path-outside-portfolio 4: the included file lies outside the portfolio's folder: /etc/passwd\n\
        error include-loop 1: the include leads back to a file that is being read: books/x.journal\n\
        error duplicate-include 6: the file was included before and is not read twice: books/y.journal",
    );
    check_files(
        &[
            (
                "x.beancount",
                "include \"y.beancount\"\ninclude \"*.bean\"\n2026-01-01 open Assets:A\n",
            ),
            ("y.beancount", "include \"x.beancount\"\n2026-01-01 open Assets:B\n"),
            (
                "w.bean",
                "include \"y.beancount\"\n2026-01-02 * \"\"\n  Assets:A  1 USD\n  Assets:B\n",
            ),
        ],
        "3 Assets:A 1 USD\n4 Assets:B -1 USD\n\
        error include-loop 1: the include leads back to a file that is being read: x.beancount\n\
        error duplicate-include 1: the file was included before and is not read twice: y.beancount",
    );
}

#[test]
fn a_folder_is_the_journals_in_it_each_once() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("a.journal", "2026-01-02 x\n    a  1 USD = 1 USD\n    b\ninclude b.journal\n");
    write("b.journal", ENTRY);
    // A journal of its own does not see the balances of others.
    write("c.journal", "2026-01-02 x\n    a  2 USD = 2 USD\n    b\n");
    write("notes.md", "not a journal\n");
    let tables = read_path(folder.path(), ".", "").facts.finish();
    assert_eq!(
        rows(tables.get("posting"), &["file", "amount"]),
        [
            "a.journal 1",
            "a.journal -1",
            "b.journal 1",
            "b.journal -1",
            "c.journal 2",
            "c.journal -2"
        ]
    );
    assert_eq!(rows(tables.get("balance_assertion"), &["passes"]), ["true", "true"]);
    assert!(read_path(folder.path(), "nothing.journal", "").is_missing);
    assert!(read_path(folder.path(), "notes.md", "").n_skipped > 0);
    assert_eq!(read_path(folder.path(), "a.journal", "dialect = \"ledger\"").n_skipped, 0);
}

#[test]
fn settings_are_checked() {
    let check = |settings: &str, expected: &str| {
        let root = EntityKey::root("p").unwrap();
        let spec = SourceSpec {
            id: SourceId::new("books").unwrap(),
            kind: "ledger".into(),
            entity: root,
            path: "x".into(),
            covers: None,
            is_assumed: false,
            settings: settings.parse().unwrap(),
        };
        assert_eq!(
            Ledger.check(&spec).map_err(|error| error.message).err().unwrap_or_default(),
            expected
        );
    };
    check("", "");
    check("dialect = \"hledger\"\ndecimal_mark = \",\"\ncommodities = { \"$\" = \"CAD\" }", "");
    check(
        "dialect = \"quicken\"",
        "`dialect` of source `books` is not a journal language: quicken",
    );
    check("decimal_mark = 1", "`decimal_mark` of source `books` is not a mark: integer");
    check("commodities = \"x\"", "`commodities` of source `books` is not a table of names: x");
    check("dialekt = \"ledger\"", "`dialekt` of source `books` is not a setting of kind `ledger`");
}

#[test]
fn an_empty_file_is_said() {
    check_files(
        &[("x.journal", "; nothing\n\n")],
        "warning empty-journal 1: the file holds nothing that a journal has",
    );
    let tags = "pushtag #t\n".repeat(101);
    check_files(
        &[("x.beancount", &tags)],
        "error syntax-error 101: more than 100 of this directive are open at once",
    );
}

#[test]
fn many_faults_of_one_kind_are_counted() {
    let text = "wrong\n".repeat(1000);
    let read = read_files(&[("x.journal", text.as_bytes())], "");
    assert_eq!((read.n_skipped, read.diagnostics.len()), (1000, 101));
    assert_eq!(read.diagnostics[100].message, "more of this kind are not listed: 900");
}
