//! An export as records with named columns: title rows above the header are passed over.

use std::borrow::Cow;

use qd_model::{Decimal, Evidence, Level};

use crate::csv::number::NumberFormat;
use crate::csv::records::{Record, Records};
use crate::problems::{Problems, quoted};

/// How many records may stand above the header.
const MAX_TITLE_ROWS: usize = 20;

/// An export, cut into records below its header.
pub(super) struct Sheet<'a> {
    file: &'a str,
    header: Vec<String>,
    /// The records below the header, in order.
    pub(super) records: Vec<Record<'a>>,
}

impl<'a> Sheet<'a> {
    /// Finds the header that has all of `needed`; a file without is a problem.
    pub(super) fn read(
        file: &'a str,
        text: &'a str,
        needed: &[&str],
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let mut header: Option<Vec<String>> = None;
        let (mut records, mut n_title_rows) = (Vec::new(), 0);
        for record in Records::new(text, b',', 0) {
            let record = match record {
                Ok(record) => record,
                Err((line, error)) => {
                    let place = Evidence::line(file, line);
                    problems.skip("broken-record", place, error.message(), "mend the line");
                    continue;
                }
            };
            if header.is_some() {
                records.push(record);
                continue;
            }
            let names = record.fields.iter().map(|field| field.trim().to_lowercase());
            let names = names.collect::<Vec<_>>();
            if needed.iter().all(|name| names.iter().any(|found| found == name)) {
                header = Some(names);
            }
            n_title_rows += 1;
            if n_title_rows > MAX_TITLE_ROWS {
                break;
            }
        }
        if header.is_none() {
            let message = format!("no row of the file is a header with: {}", needed.join(", "));
            let help = "check that `profile` names the report that was exported";
            problems.report(Level::Error, "missing-header", Evidence::place(file), message, help);
        }
        Some(Self { file, header: header?, records })
    }

    /// The cell of a column by the first of its names that the file has, trimmed.
    pub(super) fn cell<'r>(&self, record: &'r Record<'_>, names: &[&str]) -> &'r str {
        let place = names.iter().find_map(|name| self.header.iter().position(|of| of == name));
        let field = place.and_then(|place| record.fields.get(place));
        field.map_or("", Cow::as_ref).trim()
    }

    /// The place of a record.
    pub(super) fn place(&self, record: &Record<'_>) -> Evidence {
        Evidence::line(self.file, record.line)
    }

    /// The number of a column; a blank cell is none, what is no number is a problem and an error.
    pub(super) fn number(
        &self,
        record: &Record<'_>,
        name: &str,
        format: NumberFormat,
        problems: &mut Problems<'_>,
    ) -> Result<Option<Decimal>, ()> {
        let text = self.cell(record, &[name]);
        if text.is_empty() {
            return Ok(None);
        }
        format.parse(text, false).map(Some).map_err(|error| {
            let message = format!("`{name}`: {}: {}", error.message(), quoted(text));
            problems.skip("unreadable-number", self.place(record), message, error.help());
        })
    }
}
