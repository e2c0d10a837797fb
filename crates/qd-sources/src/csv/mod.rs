//! Any fact table from a delimited file or a workbook, through a declared mapping of its columns.
//!
//! Types come from the table, never from the data: a cell that does not fit its column's type, or
//! fits it in two ways, is a diagnostic and its row is left out. A header that has changed is an
//! error that names the nearest one. `table = "posting"` with `account` reads a bank's CSV: two legs
//! a row, see [`crate::bank::legs`].
//! Settings: `settings.rs`. Files: `document.rs`, `encoding.rs`, `workbook/`. Cells: `cells.rs`,
//! `number.rs`. Records: `records.rs`.

pub(crate) mod cells;
pub(crate) mod document;
pub(crate) mod encoding;
pub(crate) mod number;
pub(crate) mod postings;
pub(crate) mod records;
mod repeats;
mod rows;
mod settings;
pub(crate) mod workbook;

use qd_facts::{CollectContext, Collected, Facts, Setting, SettingError, Source, SourceSpec};
use qd_model::{EntityKey, Evidence, Level};

use crate::problems::Problems;
use document::{Document, delimited_files};
use rows::FileReader;
use settings::CsvSettings;

/// The reader of `kind = "csv"`.
pub struct Csv;

impl Source for Csv {
    fn kind(&self) -> &'static str {
        "csv"
    }

    fn settings(&self) -> &'static [Setting] {
        settings::SETTINGS
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        CsvSettings::parse(spec).map(|_| ())
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        let mut problems = Problems::new(spec, context);
        let mut facts = Facts::default();
        let mut is_missing = true;
        match CsvSettings::parse(spec) {
            Ok(settings) => {
                let mut reader = FileReader::new(&settings, spec, context);
                for file in delimited_files(spec, context, &mut problems) {
                    let opened = Document::open(&file, spec, &settings.opening, &mut problems);
                    if let Some(document) = opened {
                        is_missing &= !reader.read(&document, &mut facts, &mut problems);
                    }
                }
                reader.finish(&mut facts, &mut problems);
            }
            Err(error) => {
                let place = Evidence::place("quarterdeck.toml");
                problems.report(Level::Error, "wrong-setting", place, error.message, "mend it");
            }
        }
        let (diagnostics, n_skipped) = problems.finish();
        Collected { facts, diagnostics, n_skipped, is_missing }
    }
}

/// The entities that a source's rows may belong to beside `entity`: those of `entity_values`. The
/// binary checks that the portfolio has them.
pub fn named_entities(spec: &SourceSpec) -> Vec<EntityKey> {
    let settings = CsvSettings::parse(spec).ok();
    let named = settings.and_then(|settings| settings.entity_column);
    named.map(|column| column.values.into_values().collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
