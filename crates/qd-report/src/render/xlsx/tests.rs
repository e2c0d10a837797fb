//! The workbook, read back by a reader that we did not write.
#![cfg(test)]

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use qd_model::report::Report;

use super::{sheet_name, workbook};
use crate::{DocumentContext, assemble, zoo};

fn report() -> Report {
    assemble(&zoo::template(), &zoo::evaluation(), &zoo::root(), &DocumentContext::default())
}

fn read(report: &Report) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(workbook(report, &str::to_owned).unwrap())).unwrap()
}

#[test]
fn every_figure_stands_in_the_workbook_as_a_number_with_its_evidence() {
    let report = report();
    let mut book = read(&report);
    let figures = book.worksheet_range("Figures").unwrap();
    let printed = report.printed().into_iter().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(figures.height(), printed.len() + 1);
    for (row, index) in figures.rows().skip(1).zip(printed) {
        let figure = report.figure(index);
        assert_eq!(row[0], Data::String(figure.id.to_string()));
        match figure.value.number() {
            Some(number) => match &row[3] {
                Data::Float(found) => assert!((found - number.to_f64()).abs() < 1e-6),
                Data::DateTime(date) => assert!(date.as_f64() > 40_000.0),
                other => panic!("{}: {other:?}", figure.id),
            },
            None => assert!(matches!(row[3], Data::String(_)), "a missing value is words"),
        }
    }
}

#[test]
fn the_same_report_has_the_same_bytes() {
    assert_eq!(
        workbook(&report(), &str::to_owned).unwrap(),
        workbook(&report(), &str::to_owned).unwrap()
    );
}

#[test]
fn outside_text_is_never_a_formula() {
    for text in
        ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|'x'!A0", "\t=1+1", "[a]:*?/\\'"]
    {
        let mut evaluation = zoo::evaluation();
        zoo::hostile(&mut evaluation, text);
        let context = DocumentContext::default();
        let report = assemble(&zoo::template(), &evaluation, &zoo::root(), &context);
        let mut book = read(&report);
        for name in book.sheet_names() {
            let formulas = book.worksheet_formula(&name).unwrap();
            assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{text} in {name}");
            let range = book.worksheet_range(&name).unwrap();
            for (_, _, cell) in range.used_cells() {
                if let Data::String(words) = cell {
                    assert!(!words.starts_with(['=', '@', '\t']), "{words} in {name}");
                }
            }
        }
    }
}

#[test]
fn sheets_have_names_of_their_own() {
    let mut taken = std::collections::BTreeSet::new();
    let mut check = |wanted: &str, expected: &str| {
        assert_eq!(sheet_name(wanted, &mut taken), expected);
    };
    check("By venture", "By venture");
    check("by Venture", "by Venture 2");
    check("a/b:c", "a b c");
    check("", "Table");
    check("''", "Table 2");
    check(&"long name ".repeat(9), "long name long name long name l");
    check(&"long name ".repeat(9), "long name long name long name 2");
}
