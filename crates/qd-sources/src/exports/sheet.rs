//! An export as records with named columns: title rows above the header are passed over.

use std::borrow::Cow;

use chrono::NaiveDate;
use qd_model::{Decimal, Evidence};

use super::settings::ExportSettings;
use crate::csv::cells::CellFormat;
use crate::csv::document::Document;
use crate::csv::number::NumberFormat;
use crate::csv::records::{CellKind, Record};
use crate::problems::{Problems, quoted};

/// How many records may stand above the header.
const MAX_TITLE_ROWS: usize = 20;

/// An export, cut into records below its header.
pub(super) struct Sheet<'a> {
    document: &'a Document,
    header: Vec<String>,
    /// The records below the header, in order.
    pub(super) records: Vec<Record<'a>>,
}

impl<'a> Sheet<'a> {
    /// Finds the header that has all of `needed`; a file without is a problem.
    pub(super) fn read(
        document: &'a Document,
        settings: &ExportSettings,
        needed: &[&str],
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let is_header =
            |names: &[String]| needed.iter().all(|name| names.iter().any(|found| found == name));
        Self::read_where(document, settings, is_header, &needed.join(", "), problems)
    }

    /// Finds the header that `is_header` knows; `expected` are the names for a message.
    pub(super) fn read_where(
        document: &'a Document,
        settings: &ExportSettings,
        is_header: impl Fn(&[String]) -> bool,
        expected: &str,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let mut header: Option<Vec<String>> = None;
        let (mut records, mut n_title_rows) = (Vec::new(), 0);
        for record in document.records(settings.delimiter, 0) {
            let record = match record {
                Ok(record) => record,
                Err((line, error)) => {
                    let place = document.line(line);
                    problems.skip("broken-record", place, error.message(), "mend the line");
                    continue;
                }
            };
            if header.is_some() {
                records.push(record);
                continue;
            }
            let names = record.fields.iter().map(|name| plain_name(name)).collect::<Vec<_>>();
            if is_header(&names) {
                header = Some(names);
            }
            n_title_rows += 1;
            if n_title_rows > MAX_TITLE_ROWS {
                break;
            }
        }
        if header.is_none() {
            let message = format!("no row of the file is a header with: {expected}");
            let help = "check that `profile` names the report, and that it was exported in English";
            let place = Evidence::place(&document.name);
            problems.skip("missing-header", place, message, help);
        }
        Some(Self { document, header: header?, records })
    }

    /// The names of the columns, as [`plain_name`] makes them.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|of| of == name))
    }

    /// The cell of a column by the first of its names that the file has, trimmed.
    pub(super) fn cell<'r>(&self, record: &'r Record<'_>, names: &[&str]) -> &'r str {
        let field = self.column(names).and_then(|place| record.fields.get(place));
        field.map_or("", Cow::as_ref).trim()
    }

    /// The place of a record.
    pub(super) fn place(&self, record: &Record<'_>) -> Evidence {
        self.document.line(record.line)
    }

    /// The number of a column; a blank cell is none, what is no number is a problem and an error.
    pub(super) fn number(
        &self,
        record: &Record<'_>,
        name: &str,
        format: NumberFormat,
        problems: &mut Problems<'_>,
    ) -> Result<Option<Decimal>, ()> {
        let kind = self.column(&[name]).map(|place| record.kind(place)).unwrap_or_default();
        let text = self.cell(record, &[name]);
        if let Some((code, why, help)) = kind.refusal() {
            let message = format!("`{name}`: {why}: {}", quoted(text));
            problems.skip(code, self.place(record), message, help);
            return Err(());
        }
        if text.is_empty() {
            return Ok(None);
        }
        let format = if kind.is_typed() { CellFormat::PLAIN.number } else { format };
        format.parse(text, false).map(Some).map_err(|error| {
            let message = format!("`{name}`: {}: {}", error.message(), quoted(text));
            problems.skip("unreadable-number", self.place(record), message, error.help());
        })
    }

    /// The day of a column; nothing if it is none in the source's format.
    pub(super) fn date(
        &self,
        record: &Record<'_>,
        names: &[&str],
        format: &CellFormat,
    ) -> Option<NaiveDate> {
        let kind = self.column(names).map(|place| record.kind(place)).unwrap_or_default();
        let text = self.cell(record, names);
        match kind {
            CellKind::Text => format.date(text),
            kind if kind.is_typed() => CellFormat::PLAIN.date(text),
            _ => None,
        }
    }

    /// Claims that a row sums others up: a total, or a balance before or after them.
    pub(super) fn is_summary(&self, record: &Record<'_>) -> bool {
        let mut cells = record.fields.iter().map(|field| field.trim());
        let first = cells.find(|cell| !cell.is_empty()).unwrap_or_default().to_lowercase();
        let is_word = |word: &str| {
            first.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        ["total", "opening balance", "closing balance", "net movement"].into_iter().any(is_word)
    }

    /// Says that a day cannot be read, and counts its row as lost.
    pub(super) fn refuse_date(
        &self,
        record: &Record<'_>,
        names: &[&str],
        format: &CellFormat,
        problems: &mut Problems<'_>,
    ) {
        let written = self.cell(record, names);
        let error = format.why_no_date(written);
        let message = format!("`{}`: {}: {}", names[0], error.message(), quoted(written));
        problems.skip(error.code(), self.place(record), message, error.help());
    }
}

/// A header as it is compared: in lower case, without the mark of a required column.
fn plain_name(name: &str) -> String {
    name.trim().trim_start_matches('*').trim().to_lowercase()
}
