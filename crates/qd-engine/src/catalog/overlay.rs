//! Lays catalog layers over each other: same kind and id, the later file replaces the whole.

use std::collections::BTreeMap;

use qd_model::{Decimal, Diagnostic, Evidence, MetricId, ReportId, RuleId, ViewId};

use super::header::{did_you_mean, problem, shown};
use super::{CatalogFile, DefaultParameter};

/// The files that count, by kind and id.
#[derive(Default)]
pub(super) struct Files {
    pub(super) metrics: BTreeMap<MetricId, CatalogFile>,
    pub(super) rules: BTreeMap<RuleId, CatalogFile>,
    pub(super) views: BTreeMap<ViewId, CatalogFile>,
    pub(super) reports: BTreeMap<ReportId, CatalogFile>,
    pub(super) parameters: BTreeMap<String, DefaultParameter>,
    pub(super) tests: Vec<CatalogFile>,
}

const FOLDERS: [&str; 4] = ["metrics", "rules", "views", "reports"];

/// Sorts files by kind and id.
pub(super) fn overlay(layers: &[Vec<CatalogFile>], errors: &mut Vec<Diagnostic>) -> Files {
    let mut files = Files::default();
    let mut tests = BTreeMap::new();
    for layer in layers {
        let mut seen = BTreeMap::new();
        let mut ordered = layer.iter().collect::<Vec<_>>();
        ordered.sort_by(|a, b| a.path.cmp(&b.path));
        for file in ordered {
            let folder = file.path.split_once('/').map_or("", |(folder, _)| folder);
            let extension = file.path.rsplit_once('.').map_or("", |(_, extension)| extension);
            if matches!(extension, "sql" | "md") {
                let earlier = seen.insert((folder, file.stem().to_owned()), &file.path);
                if let Some(earlier) = earlier {
                    let message = format!("the id `{}` is taken by {earlier}", file.stem());
                    errors.push(problem("catalog-id", Evidence::line(file.place(), 1), message));
                }
            }
            match (folder, extension) {
                ("", _) if file.path == "parameters.toml" => {
                    read_parameters(file, &mut files.parameters, errors);
                }
                ("metrics", "sql") => put(file, MetricId::new, &mut files.metrics, errors),
                ("rules", "sql") => put(file, RuleId::new, &mut files.rules, errors),
                ("views", "sql") => put(file, ViewId::new, &mut files.views, errors),
                ("reports", "md") => put(file, ReportId::new, &mut files.reports, errors),
                ("metrics" | "rules" | "views", "slt") => {
                    tests.insert((folder.to_owned(), file.stem().to_owned()), file.clone());
                }
                _ if FOLDERS.contains(&folder) || matches!(extension, "sql" | "slt") => {
                    let message = "a catalog holds `metrics/*.sql`, `rules/*.sql`, `views/*.sql` \
                         (each with its `.slt`), `reports/*.md` and `parameters.toml`";
                    let mut error = problem("catalog-file", Evidence::place(file.place()), message);
                    error.help = did_you_mean(folder, FOLDERS);
                    errors.push(error);
                }
                _ => {}
            }
        }
    }
    files.tests = tests.into_values().collect();
    files.tests.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn put<Id: Ord, E: std::fmt::Display>(
    file: &CatalogFile,
    id: impl Fn(String) -> Result<Id, E>,
    files: &mut BTreeMap<Id, CatalogFile>,
    errors: &mut Vec<Diagnostic>,
) {
    match id(file.stem().to_owned()) {
        Ok(id) => {
            files.insert(id, file.clone());
        }
        Err(error) => {
            let message = format!("the file's name is no id: {error}");
            errors.push(problem("catalog-id", Evidence::place(file.place()), message));
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterFile {
    #[serde(default)]
    parameter: Vec<toml::Spanned<ParameterEntry>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterEntry {
    name: String,
    value: toml::Value,
    unit: Option<String>,
    #[serde(default)]
    assumed: bool,
    source: Option<String>,
}

fn read_parameters(
    file: &CatalogFile,
    parameters: &mut BTreeMap<String, DefaultParameter>,
    errors: &mut Vec<Diagnostic>,
) {
    let line = |at: usize| 1 + file.text[..at.min(file.text.len())].matches('\n').count() as u32;
    let parsed = match toml::from_str::<ParameterFile>(&file.text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let place = Evidence::line(file.place(), line(error.span().map_or(0, |s| s.start)));
            errors.push(problem("catalog-parameter", place, error.message().to_owned()));
            return;
        }
    };
    for entry in parsed.parameter {
        let place = Evidence::line(file.place(), line(entry.span().start));
        let entry = entry.into_inner();
        // TOML's floats print as their shortest form, which is what the file says.
        let text = shown(&entry.value);
        match text.parse::<Decimal>() {
            Ok(value) if MetricId::new(entry.name.as_str()).is_ok() => {
                let (unit, source) = (entry.unit, entry.source);
                let parameter =
                    DefaultParameter { value, unit, is_assumed: entry.assumed, source, place };
                parameters.insert(entry.name, parameter);
            }
            Ok(_) => {
                let message = format!("a parameter's name is in snake case, found: {}", entry.name);
                errors.push(problem("catalog-parameter", place, message));
            }
            Err(error) => {
                let message = format!("`{}`: {error}: {text}", entry.name);
                errors.push(problem("catalog-parameter", place, message));
            }
        }
    }
}
