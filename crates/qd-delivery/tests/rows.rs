//! The table of faults in `docs/delivery.md` against the tests: each of the 24 rows has a test by its
//! name in every file that the table names, and no file has one that the table does not know.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const N_ROWS: usize = 24;

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The files of each row, as the table has them.
fn table() -> BTreeMap<usize, BTreeSet<String>> {
    let page = fs::read_to_string(crates().parent().unwrap().join("docs/delivery.md")).unwrap();
    let (_, section) = page.split_once("## Faults that are tested").unwrap();
    let rows = section.lines().filter_map(|line| {
        let cells = line.split('|').map(str::trim).collect::<Vec<_>>();
        let row = cells.get(1)?.parse().ok()?;
        let files = cells[3].split('`').skip(1).step_by(2).map(str::to_owned);
        Some((row, files.collect()))
    });
    rows.collect()
}

/// The files that have a test of each row, by the tests' names.
fn tests() -> BTreeMap<usize, BTreeSet<String>> {
    let mut found = BTreeMap::<usize, BTreeSet<String>>::new();
    let mut open = vec![crates()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(crates()).unwrap().to_str().unwrap().to_owned();
                for row in rows_of(&fs::read_to_string(&path).unwrap()) {
                    found.entry(row).or_default().insert(name.clone());
                }
            }
        }
    }
    found
}

/// The rows that a file's tests are named after. A function without `#[test]` above it is none.
fn rows_of(text: &str) -> Vec<usize> {
    let lines = text.lines().map(str::trim).collect::<Vec<_>>();
    let row = |(index, line): (usize, &&str)| {
        let row = line.strip_prefix("fn row_")?.get(..2)?.parse().ok()?;
        let above = lines[..index].iter().rev().take_while(|line| !line.is_empty());
        above.take(4).any(|line| *line == "#[test]").then_some(row)
    };
    lines.iter().enumerate().filter_map(row).collect()
}

#[test]
fn every_row_of_the_fault_table_has_its_tests_by_name() {
    let table = table();
    assert_eq!(table.keys().copied().collect::<Vec<_>>(), (1..=N_ROWS).collect::<Vec<_>>());
    assert_eq!(table, tests());
}

#[test]
fn a_function_is_a_test_only_where_it_is_marked() {
    assert_eq!(rows_of("#[test]\nfn row_07_x() {}\n\nfn row_08_x() {}\n"), [7]);
}
