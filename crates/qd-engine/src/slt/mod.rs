//! Tests a catalog: the `.slt` twin of each metric, rule and view, in sqllogictest's format.
//!
//! A file's cases INSERT facts into empty tables and read `measure`, `finding` or views; what is
//! read is evaluated then, by an engine that holds the file's metric or rule and its inputs alone.
//! Every case stands beside a decoy portfolio with the same rows, and beside portfolios that hold
//! one entity alone: SQL that mixes owners, or entities without saying so, changes a row and fails.

mod case;
mod database;
mod laws;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use qd_model::{MetricId, RuleId, ViewId};

use crate::catalog::{Catalog, CatalogFile};
use crate::engine::on_large_stack;

pub(crate) use case::Case;
use database::{Database, Sessions};

/// What became of a catalog's tests.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SltReport {
    /// The files that were run.
    pub n_files: usize,
    /// The records (statements and queries) that passed.
    pub n_passed: usize,
    /// One message for each file that failed, with its place.
    pub failures: Vec<String>,
    /// Metrics and rules that have no test.
    pub untested: Vec<String>,
}

/// Runs the tests whose path contains `filter`; all without one.
pub fn run(catalog: &Catalog, filter: Option<&str>) -> SltReport {
    let wanted = |path: &str| filter.is_none_or(|filter| path.contains(filter));
    let files = catalog.tests().iter().filter(|file| wanted(&file.path)).collect::<Vec<_>>();
    // Two halves at a time; the report comes in order of path whatever ends first.
    let halves = std::thread::scope(|scope| {
        let (even, odd) = (half(&files, 0), half(&files, 1));
        let other = scope.spawn(|| run_files(catalog, odd));
        let mut outcomes = run_files(catalog, even);
        outcomes.extend(other.join().expect("a panic inside a test is ours"));
        outcomes
    });
    let mut outcomes = halves;
    outcomes.sort_by(|a, b| a.0.cmp(&b.0));
    let mut report = SltReport { n_files: files.len(), ..SltReport::default() };
    for (_, outcome) in outcomes {
        match outcome {
            Ok(n_passed) => report.n_passed += n_passed,
            Err(message) => report.failures.push(message),
        }
    }
    report.untested = untested(catalog).into_iter().filter(|id| wanted(id)).collect();
    report
}

fn half<'a>(files: &[&'a CatalogFile], remainder: usize) -> Vec<&'a CatalogFile> {
    files.iter().skip(remainder).step_by(2).copied().collect()
}

type Outcomes = Vec<(String, Result<usize, String>)>;

fn run_files(catalog: &Catalog, files: Vec<&CatalogFile>) -> Outcomes {
    on_large_stack(|| {
        let sessions = Sessions::default();
        let outcome = |file: &CatalogFile| (file.path.clone(), run_file(catalog, file, &sessions));
        files.into_iter().map(outcome).collect()
    })
}

fn run_file(catalog: &Catalog, file: &CatalogFile, sessions: &Sessions) -> Result<usize, String> {
    let Some(subject) = Subject::of(catalog, file) else {
        let what = file.path.split('/').next().unwrap_or_default().trim_end_matches('s');
        return Err(format!("{}: there is no {what} `{}`", file.place(), file.stem()));
    };
    let records =
        sqllogictest::parse_with_name::<sqllogictest::DefaultColumnType>(&file.text, file.place());
    let records = records.map_err(|error| error.to_string())?;
    let n_records = records.len();
    let catalog = subject.catalog(catalog);
    let run = |is_alone: bool| {
        let connect = || {
            let database = Database::new(catalog.clone(), subject.clone(), sessions.clone());
            std::future::ready(Ok(if is_alone { database.alone() } else { database }))
        };
        sqllogictest::Runner::new(connect).run_multi(records.clone())
    };
    let Err(error) = run(false) else { return Ok(n_records) };
    let message = error.display(false).to_string();
    match run(true) {
        Ok(()) if !message.contains("rows change it") => Err(format!(
            "passes alone and fails beside other portfolios: their rows change it\n{message}"
        )),
        _ => Err(message),
    }
}

/// Metrics and rules without an `.slt` beside them.
fn untested(catalog: &Catalog) -> Vec<String> {
    let tested = |folder: &str, id: &str| {
        let folder = format!("{folder}/");
        catalog.tests().iter().any(|file| file.path.starts_with(&folder) && file.stem() == id)
    };
    let metrics = catalog.metrics.keys().map(MetricId::as_str);
    let metrics = metrics.filter(|id| !tested("metrics", id)).map(|id| format!("metrics/{id}"));
    let rules = catalog.rules.keys().map(RuleId::as_str);
    let rules = rules.filter(|id| !tested("rules", id)).map(|id| format!("rules/{id}"));
    metrics.chain(rules).collect()
}

/// What a test file is about.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    Metric(MetricId),
    Rule(RuleId),
    View(ViewId),
}

impl Subject {
    fn of(catalog: &Catalog, file: &CatalogFile) -> Option<Self> {
        let stem = file.stem();
        match file.path.split('/').next()? {
            "metrics" => MetricId::new(stem)
                .ok()
                .filter(|id| catalog.metrics.contains_key(id))
                .map(Self::Metric),
            "rules" => {
                RuleId::new(stem).ok().filter(|id| catalog.rules.contains_key(id)).map(Self::Rule)
            }
            _ => ViewId::new(stem).ok().filter(|id| catalog.views.contains_key(id)).map(Self::View),
        }
    }

    /// The part of a catalog that the test needs.
    fn catalog(&self, whole: &Catalog) -> Catalog {
        let quoted = |text: &str| {
            let ids = whole.metrics.keys();
            ids.filter(|id| text.contains(&format!("'{id}'"))).cloned().collect::<Vec<_>>()
        };
        let mut rules = BTreeMap::new();
        let metrics = match self {
            Self::Metric(id) => vec![id.clone()],
            Self::Rule(id) => {
                let rule = &whole.rules[id];
                rules.insert(id.clone(), rule.clone());
                let views = whole.views.iter();
                let read = views.filter(|(id, _)| rule.select.opened.contains(id.as_str()));
                let texts = read.map(|(_, view)| view.text.as_str()).chain([rule.text.as_str()]);
                match rule.is_scoped() {
                    true => texts.flat_map(quoted).collect(),
                    false => Vec::new(),
                }
            }
            Self::View(id) => match whole.views[id].is_scoped() {
                true => quoted(&whole.views[id].text),
                false => Vec::new(),
            },
        };
        whole.part(metrics, rules)
    }

    /// The operating model that fits it.
    fn model(&self, catalog: &Catalog) -> Option<qd_model::OperatingModel> {
        match self {
            Self::Metric(id) => catalog.metrics[id].info.models.first().copied(),
            Self::Rule(id) => catalog.rules[id].models.first().copied(),
            Self::View(id) => {
                catalog.views[id].list.as_ref().and_then(|list| list.models.first().copied())
            }
        }
    }

    /// Claims that its rows may depend on other entities of the portfolio.
    fn spans_entities(&self, catalog: &Catalog) -> bool {
        match self {
            Self::Metric(id) => catalog.metrics[id].is_over_scope,
            Self::Rule(id) => catalog.rules[id].is_over_scope,
            Self::View(id) => catalog.views[id].is_over_scope,
        }
    }
}
