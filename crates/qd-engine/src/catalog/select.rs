//! The SELECT of a catalog file, and what it reads.

use std::collections::BTreeSet;

use qd_model::{Diagnostic, Evidence, ViewId};

use super::CatalogFile;
use super::header::{Parts, problem};
use crate::session::{self, Parsed, SqlError};

/// A parsed SELECT, and its place for messages.
#[derive(Clone, Debug)]
pub(crate) struct Select {
    pub(crate) parsed: Parsed,
    /// The SELECT's text, for traces.
    pub(crate) text: String,
    file: String,
    line: u32,
    /// The fact tables read, views opened, filled in by the link step.
    pub(crate) facts: BTreeSet<&'static str>,
    /// Every relation read, views opened.
    pub(crate) opened: BTreeSet<String>,
}

impl Select {
    /// Parses; an error names the line of the file.
    pub(super) fn parse(
        file: &CatalogFile,
        parts: &Parts<'_>,
        errors: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let text = parts.sql.trim().trim_end_matches(';').trim_end().to_owned();
        let skipped = parts.sql.len() - parts.sql.trim_start().len();
        let line = parts.sql_line + parts.sql[..skipped].matches('\n').count() as u32;
        if text.is_empty() {
            let place = Evidence::line(file.place(), parts.sql_line);
            errors.push(problem("catalog-sql", place, "the file has no SELECT"));
            return None;
        }
        match session::parse(&text) {
            Ok(parsed) => {
                let (facts, opened) = (BTreeSet::new(), BTreeSet::new());
                Some(Self { parsed, text, file: file.place(), line, facts, opened })
            }
            Err(error) => {
                errors.push(at(&file.place(), line, &error));
                None
            }
        }
    }

    /// All of a view, for a file that is a header alone: what many files ask is written once.
    pub(super) fn of_view(
        file: &CatalogFile,
        parts: &Parts<'_>,
        view: &str,
        errors: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let mistake = if !parts.sql.trim().is_empty() {
            "a file with `view` is a header alone: leave out one of the two".to_owned()
        } else if ViewId::new(view).is_err() {
            format!("`view` takes a view's id, found: {view}")
        } else {
            let text = format!("SELECT * FROM {view}");
            let parts = Parts { header: parts.header, sql: &text, sql_line: 1 };
            return Self::parse(file, &parts, errors);
        };
        errors.push(problem("catalog-header", Evidence::line(file.place(), 1), mistake));
        None
    }

    /// Says where and what.
    pub(crate) fn problem(&self, message: impl Into<String>) -> Diagnostic {
        problem("catalog-sql", Evidence::line(self.file.as_str(), self.line), message)
    }

    /// Says where inside the file SQL went wrong.
    pub(crate) fn sql_problem(&self, error: &SqlError) -> Diagnostic {
        at(&self.file, self.line, error)
    }
}

fn at(file: &str, first_line: u32, error: &SqlError) -> Diagnostic {
    let line = first_line + error.line.unwrap_or(1).saturating_sub(1);
    problem("catalog-sql", Evidence::line(file, line), error.message.as_str())
}
