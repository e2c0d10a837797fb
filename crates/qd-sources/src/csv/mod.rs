//! Any fact table from a delimited file, through a declared mapping of its columns.
//!
//! Types come from the table, never from the data: a cell that does not fit its column's type, or
//! fits it in two ways, is a diagnostic and its row is left out. A header that has changed is an
//! error that names the nearest one. `table = "posting"` with `account` reads a bank's CSV: two legs
//! a row, see [`crate::bank::legs`].
//! Settings: `settings.rs`. Cells: `cells.rs`, `number.rs`. Records: `records.rs`.

pub(crate) mod cells;
pub(crate) mod number;
mod postings;
pub(crate) mod records;
mod rows;
mod settings;

use qd_facts::{CollectContext, Collected, Facts, Setting, SettingError, Source, SourceSpec};
use qd_model::{EntityKey, Evidence, Level};

use crate::files::{self, FoundFile};
use crate::problems::Problems;
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
                    if let Some(text) = text_of(&file, spec, &mut problems) {
                        is_missing &= !reader.read(&file, &text, &mut facts, &mut problems);
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

/// Finds the files of a source of delimited text; of a folder, only those that end as such.
pub(crate) fn delimited_files(
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    problems: &mut Problems<'_>,
) -> Vec<FoundFile> {
    let (mut found, diagnostics) = files::find(spec, context);
    problems.extend(diagnostics);
    if found.len() > 1 {
        found.retain(|file| {
            let name = file.relative.to_ascii_lowercase();
            let is_delimited = [".csv", ".tsv", ".txt"].iter().any(|end| name.ends_with(end));
            if !is_delimited {
                let message = "the file is no CSV by its name and was left out";
                let place = Evidence::place(&file.relative);
                problems.report(Level::Note, "other-file", place, message, "name a glob in `path`");
            }
            is_delimited
        });
    }
    found
}

/// Reads a file as text; what is no text at all is a problem.
pub(crate) fn text_of(
    file: &FoundFile,
    spec: &SourceSpec,
    problems: &mut Problems<'_>,
) -> Option<String> {
    match files::read_text(file, spec) {
        Ok((text, _)) if text.starts_with("\u{fffd}\u{fffd}") || text.starts_with("PK\u{3}") => {
            let message = "the file is no plain text: UTF-16, or a workbook";
            let place = Evidence::place(&file.relative);
            problems.report(Level::Error, "not-text", place, message, "save it as CSV in UTF-8");
            None
        }
        Ok((text, warnings)) => {
            problems.extend(warnings);
            Some(text)
        }
        Err(diagnostic) => {
            problems.extend([diagnostic]);
            None
        }
    }
}

#[cfg(test)]
mod tests;
