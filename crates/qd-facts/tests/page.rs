//! `docs/tables.md` is written from the declarations: the test compares, and writes it anew when
//! `QUARTERDECK_BLESS` is set.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on has failed"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use qd_facts::{COMMON_COLUMNS, ColumnDef, tables};

#[test]
fn the_page_of_tables_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tables.md");
    if std::env::var_os("QUARTERDECK_BLESS").is_some() {
        fs::write(&path, page()).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page(), "docs/tables.md: run `QUARTERDECK_BLESS=1 cargo test --test page`");
}

fn page() -> String {
    let mut page = String::from(
        "# Fact tables\n\nWhat readers fill and SQL reads. Money is Decimal128(28, 12) beside a `commodity`; `?` marks columns that may be null. Each table begins with:\n\n",
    );
    columns(&mut page, &COMMON_COLUMNS);
    page.push_str("\nSQL sees `evidence` (`file:line`) beside them.\n");
    for table in tables::ALL {
        _ = write!(page, "\n## {}\n\n{} {}\n", table.name, table.doc, table.grain);
        if let Some(date) = table.business_date {
            _ = writeln!(page, "Cut and covered by `{date}`.");
        }
        page.push('\n');
        columns(&mut page, table.columns);
    }
    page
}

fn columns(page: &mut String, columns: &[ColumnDef]) {
    page.push_str("| column | holds | |\n|---|---|---|\n");
    for column in columns {
        let mark = if column.is_optional { "?" } else { "" };
        let doc = column.doc.replace('|', "\\|");
        _ = writeln!(page, "| `{}`{mark} | {} | {doc} |", column.name, column.column_type.as_str());
    }
}
