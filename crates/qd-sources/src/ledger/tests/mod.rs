//! What a reader of the report would notice of a journal, dialect by dialect.

mod bad_input;
mod beancount;
mod demo;
mod files;
mod hledger;
mod laws;
mod ledger;
mod parts;
mod traps;

use std::fs;
use std::path::Path;

use arrow::array::{Array, RecordBatch};
use arrow::util::display::array_value_to_string;
use qd_facts::{Chart, CollectContext, Collected, NoSecrets, Source, SourceSpec};
use qd_model::{Commodity, Decimal, EntityKey, SourceId};

use super::Ledger;

/// Reads the first of some files as a source of JADA's.
fn read_files(files: &[(&str, &[u8])], settings: &str) -> Collected {
    let folder = written(files);
    read_path(folder.path(), files[0].0, settings)
}

fn written(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn read_path(folder: &Path, path: &str, settings: &str) -> Collected {
    read_by(folder, path, settings, |spec, context| {
        assert_eq!(Ledger.check(spec), Ok(()));
        Ledger.collect(spec, context)
    })
}

/// Reads a source of JADA's in some way of its own.
fn read_by(
    folder: &Path,
    path: &str,
    settings: &str,
    read: impl FnOnce(&SourceSpec, &CollectContext<'_>) -> Collected,
) -> Collected {
    let root = EntityKey::root("p").unwrap();
    let currency = Commodity::new("USD");
    let context = CollectContext {
        folder,
        root: &root,
        timezone: chrono_tz::UTC,
        currency: &currency,
        chart: &Chart::default(),
        as_of: "2026-09-30".parse().unwrap(),
        secrets: &NoSecrets,
    };
    let spec = SourceSpec {
        id: SourceId::new("books").unwrap(),
        kind: "ledger".into(),
        entity: root.member("jada").unwrap(),
        path: path.into(),
        covers: None,
        is_assumed: false,
        settings: settings.parse().unwrap(),
    };
    read(&spec, &context)
}

fn read(name: &str, text: &str) -> Collected {
    read_files(&[(name, text.as_bytes())], "")
}

/// The rows of a table as text: the named columns, blanks between, nothing for null.
fn rows(batch: Option<&RecordBatch>, columns: &[&str]) -> Vec<String> {
    let Some(batch) = batch else { return Vec::new() };
    let cell = |row: usize, column: &str| {
        let array = batch.column_by_name(column).unwrap();
        let text = array_value_to_string(array, row).unwrap();
        match text.parse::<Decimal>() {
            _ if array.is_null(row) => String::new(),
            Ok(number) if column != "line" => number.normalized().to_string(),
            _ => text,
        }
    };
    let row = |row: usize| {
        let cells = columns.iter().map(|column| cell(row, column)).filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join(" ")
    };
    (0..batch.num_rows()).map(row).collect()
}

/// Postings, quotations and stated balances, then diagnostics, one a line.
fn shown(collected: Collected) -> String {
    let diagnostics = collected.diagnostics.iter();
    let diagnostics = diagnostics.map(|found| {
        let line = found.place.line.map_or(String::new(), |line| line.to_string());
        format!("{} {} {line}: {}", found.level.as_str(), found.code, found.message)
    });
    let diagnostics = diagnostics.collect::<Vec<_>>();
    let tables = collected.facts.finish();
    let columns = ["line", "account", "amount", "commodity", "weight", "weight_commodity"];
    let mut lines = rows(tables.get("posting"), &columns);
    // A weight that says what the amount says is not repeated.
    for line in &mut lines {
        let words = line.split(' ').rev().take(4).collect::<Vec<_>>();
        if words.len() == 4 && words[0] == words[2] && words[1] == words[3] {
            let shorter = line.len() - words[0].len() - words[1].len() - 2;
            line.truncate(shorter);
        }
    }
    let price = rows(tables.get("price"), &["line", "date", "commodity", "price", "quote"]);
    lines.extend(price.into_iter().map(|row| format!("price {row}")));
    let columns = ["line", "date", "account", "stated", "commodity", "computed", "passes"];
    let stated = rows(tables.get("balance_assertion"), &columns);
    lines.extend(stated.into_iter().map(|row| format!("stated {row}")));
    lines.extend(diagnostics);
    lines.join("\n")
}

/// Compares what is read of a journal with lines that are trimmed for the eye.
fn check(name: &str, text: &str, expected: &str) {
    let expected = expected.lines().map(str::trim).filter(|line| !line.is_empty());
    let expected = expected.collect::<Vec<_>>().join("\n");
    assert_eq!(shown(read(name, text)), expected, "of:\n{text}");
}
