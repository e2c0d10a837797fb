//! A file of rows, opened: delimited text, or one sheet of a workbook.

use qd_facts::{CollectContext, SettingError, SourceSpec};
use qd_model::{Evidence, Level};

use super::encoding::Encoding;
use super::records::{Record, RecordError, Records};
use super::workbook::{self, Grid, WorkbookError};
use crate::files::{self, FoundFile};
use crate::problems::Problems;

/// How the names of files of rows end.
const ENDINGS: [&str; 6] = [".csv", ".tsv", ".txt", ".iif", ".xlsx", ".xlsm"];

/// How the names of workbooks end.
const WORKBOOK_ENDINGS: [&str; 3] = [".xlsx", ".xlsm", ".xlsb"];

/// What a source declares of its files as such.
#[derive(Clone, Debug, Default)]
pub(crate) struct Opening {
    /// How plain text is written.
    encoding: Encoding,
    /// Which sheet of a workbook.
    sheet: Option<String>,
}

/// A file that was opened.
pub(crate) struct Document {
    /// The file as evidence names it; with its sheet after `#`.
    pub(crate) name: String,
    content: Content,
}

enum Content {
    Text(String),
    Grid(Grid),
}

impl Opening {
    /// Reads the settings `encoding` and `sheet`.
    pub(crate) fn from_settings(settings: &toml::Table) -> Result<Self, SettingError> {
        let text = |key: &str| match settings.get(key) {
            None => Ok(None),
            Some(toml::Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.trim())),
            Some(_) => Err(SettingError {
                key: key.into(),
                message: format!("`{key}` takes text"),
                help: Some(format!("write {key} = \"...\"")),
            }),
        };
        let encoding = match text("encoding")? {
            None => Encoding::default(),
            Some(name) => Encoding::find(name).ok_or_else(|| SettingError {
                key: "encoding".into(),
                message: format!("there is no encoding: {name}"),
                help: Some(format!("write one of: {}", Encoding::NAMES.join(", "))),
            })?,
        };
        Ok(Self { encoding, sheet: text("sheet")?.map(str::to_owned) })
    }
}

impl Document {
    /// Opens a file; what is neither text nor a workbook is a problem.
    pub(crate) fn open(
        file: &FoundFile,
        spec: &SourceSpec,
        opening: &Opening,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let bytes = match files::read(file, spec) {
            Ok(bytes) => bytes,
            Err(diagnostic) => {
                problems.extend([diagnostic]);
                problems.skip_silently(1);
                return None;
            }
        };
        let place = || Evidence::place(&file.relative);
        let name = file.relative.to_ascii_lowercase();
        let is_named = WORKBOOK_ENDINGS.iter().any(|end| name.ends_with(end));
        // What calls itself a workbook and is none is damaged; its bytes as text would be nonsense.
        if is_named && !workbook::is_workbook(&bytes) {
            let error = WorkbookError::NotAPackage;
            problems.skip(error.code(), place(), error.message(), error.help());
            return None;
        }
        if !workbook::is_workbook(&bytes) {
            let decoded = opening.encoding.decode(&bytes);
            if let Some(line) = decoded.first_invalid_line {
                let message = "characters of another encoding stand in the file and were replaced";
                let help = "set `encoding = \"windows-1252\"`, or save the file as UTF-8";
                let place = Evidence::line(&file.relative, line);
                problems.report(Level::Warning, "not-utf8", place, message, help);
            }
            let content = Content::Text(decoded.text);
            return Some(Self { name: file.relative.clone(), content });
        }
        match workbook::read(&bytes, opening.sheet.as_deref()) {
            Ok(grid) => {
                let name = format!("{}#{}", file.relative, grid.name);
                if grid.n_rounded > 0 {
                    let message = format!(
                        "numbers with more than 15 digits, or 12 after the point, as formulas leave them: {}",
                        grid.n_rounded
                    );
                    let help =
                        "nothing; they were read to those digits, as a spreadsheet shows them";
                    let place = Evidence::place(&name);
                    problems.report(Level::Note, "rounded-numbers", place, message, help);
                }
                Some(Self { name, content: Content::Grid(grid) })
            }
            Err(error) => {
                // What a file that cannot be opened holds is lost to every sum.
                problems.skip(error.code(), place(), error.message(), error.help());
                None
            }
        }
    }

    /// The records below `skip` lines or rows.
    pub(crate) fn records(
        &self,
        delimiter: u8,
        skip: usize,
    ) -> Box<dyn Iterator<Item = Result<Record<'_>, (u32, RecordError)>> + '_> {
        match &self.content {
            Content::Text(text) => Box::new(Records::new(text, delimiter, skip)),
            Content::Grid(grid) => Box::new(grid.records(skip).map(Ok)),
        }
    }

    /// The text, if it is no workbook.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Grid(_) => None,
        }
    }

    /// The place of a record.
    pub(crate) fn line(&self, line: u32) -> Evidence {
        Evidence::line(&self.name, line)
    }

    /// Claims that rows may end where their last cell does: a workbook keeps no blank ones.
    pub(crate) fn is_workbook(&self) -> bool {
        matches!(self.content, Content::Grid(_))
    }
}

/// Finds the files of a source of rows; of a folder, only those that end as such.
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
            // What a spreadsheet program leaves beside a workbook that is open is no workbook.
            let is_lock = name.rsplit('/').next().is_some_and(|name| name.starts_with("~$"));
            let is_kept = !is_lock && ENDINGS.iter().any(|end| name.ends_with(end));
            if !is_kept {
                let message = "the file is no CSV or XLSX by its name and was left out";
                let place = Evidence::place(&file.relative);
                problems.report(Level::Note, "other-file", place, message, "name a glob in `path`");
            }
            is_kept
        });
    }
    found
}
