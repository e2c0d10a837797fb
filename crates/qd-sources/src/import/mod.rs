//! `import`: what other secret scanners wrote, as places of secrets.
//!
//! A scanner's report is a leak path: it quotes what it found. Of each result the rule, the place,
//! the level and a fingerprint are kept; a value that it quotes goes to the run's set, so that the
//! guard knows it, and snippets, contexts and messages are dropped. The format is known by its
//! members: SARIF ([`sarif`]), and the JSON of gitleaks, detect-secrets and kingfisher ([`json`]).

mod json;
mod sarif;

use qd_facts::{CollectContext, Collected, Facts, Row, Setting, SettingError, Source, SourceSpec};
use qd_model::{Evidence, Level};
use serde_json::Value;

use crate::files;
use crate::problems::Problems;

/// Results of one file.
const MAX_RESULTS: usize = 100_000;

/// The reader of `kind = "import"`.
pub(crate) struct Import;

/// One result of another scanner, reduced to what may be kept.
#[derive(Default, Debug, PartialEq, Eq)]
pub(super) struct Imported {
    pub(super) rule: String,
    pub(super) path: String,
    pub(super) line: Option<u32>,
    pub(super) severity: &'static str,
    /// The value itself, if the report quotes it: registered, fingerprinted and forgotten.
    pub(super) value: Option<String>,
    /// What tells this secret from others where no value is quoted.
    pub(super) identity: String,
    pub(super) commit: Option<String>,
}

impl Source for Import {
    fn kind(&self) -> &'static str {
        "import"
    }

    fn settings(&self) -> &'static [Setting] {
        &[Setting {
            key: "repository",
            doc: "The repository that was searched, as other sources name it",
        }]
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        repository(spec).map(|_| ())
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        let mut problems = Problems::new(spec, context);
        let mut facts = Facts::default();
        let mut is_missing = true;
        let (found, diagnostics) = files::find(spec, context);
        problems.extend(diagnostics);
        let repository = repository(spec).ok().flatten();
        for file in found {
            let bytes = match files::read(&file, spec) {
                Ok(bytes) => bytes,
                Err(diagnostic) => {
                    problems.extend([diagnostic]);
                    continue;
                }
            };
            let place = Evidence::place(&file.relative);
            let Some(results) = read(&bytes, &place, &mut problems) else { continue };
            is_missing = false;
            for result in results.iter().take(MAX_RESULTS) {
                let row = row(result, repository.as_deref(), context);
                // As a row of a sheet is named: the file, what of it, the line.
                let file = format!("{}#{}", file.relative, context.secrets.mask(&result.path));
                let place = match result.line {
                    Some(line) => Evidence::line(file, line),
                    None => Evidence::place(file),
                };
                problems.push(&mut facts, &spec.entity, &place, &row);
            }
            if let Some(rest) = results.len().checked_sub(MAX_RESULTS).filter(|rest| *rest > 0) {
                let message = format!("results beyond {MAX_RESULTS} are left out: {rest}");
                let help = "mend the findings of the first ones, and search again";
                problems.report(Level::Error, "too-many-results", place, message, help);
                problems.skip_silently(rest as u64);
            }
        }
        let (diagnostics, n_skipped) = problems.finish();
        Collected { facts, diagnostics, n_skipped, is_missing }
    }
}

fn repository(spec: &SourceSpec) -> Result<Option<String>, SettingError> {
    match spec.settings.get("repository") {
        None => Ok(None),
        Some(toml::Value::String(name)) if !name.trim().is_empty() => Ok(Some(name.clone())),
        Some(_) => Err(SettingError {
            key: "repository".to_owned(),
            message: "`repository` takes a text that is not empty".to_owned(),
            help: Some("write the name of the git source, or leave it out".to_owned()),
        }),
    }
}

/// The results of one file; `None` where it is no report that is known.
fn read(bytes: &[u8], place: &Evidence, problems: &mut Problems<'_>) -> Option<Vec<Imported>> {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => {
            // The error quotes a position and a kind, never the text.
            let place = Evidence::line(&place.file, u32::try_from(error.line()).unwrap_or(0));
            let message =
                format!("the file cannot be read as JSON: {:?}", error.classify()).to_lowercase();
            let help = "let the scanner write SARIF or JSON again";
            problems.skip("no-json", place, message, help);
            return None;
        }
    };
    if value.get("runs").is_some_and(Value::is_array) {
        let (results, n_others) = sarif::results(&value);
        if n_others > 0 {
            let message = format!("results that are not about secrets are left out: {n_others}");
            let help = "nothing to do: only secrets are imported from SARIF";
            problems.report(Level::Note, "other-results", place.clone(), message, help);
        }
        return Some(results);
    }
    let results = json::results(&value);
    if results.is_none() {
        let help = "import SARIF, or the JSON of gitleaks, detect-secrets or kingfisher";
        problems.skip("unknown-report", place.clone(), "the file is no scanner's report", help);
    }
    results
}

fn row(result: &Imported, repository: Option<&str>, context: &CollectContext<'_>) -> Row {
    let fingerprint = match &result.value {
        Some(value) => {
            context.secrets.register_assignment("secret", value);
            context.secrets.fingerprint(value)
        }
        None => context.secrets.fingerprint(&result.identity),
    };
    let path = context.secrets.mask(result.path.trim_start_matches("./"));
    Row::of("secret_hit")
        .set("repository", repository.map(str::to_owned))
        .set("path", path)
        .set("rule", context.secrets.mask(&result.rule))
        .set("fingerprint", fingerprint)
        .set("in_head", result.commit.is_none())
        .set("first_commit", result.commit.clone())
        .set("severity", result.severity)
}

/// A rule's id as ours are written: `AWS Access Key` is `aws-access-key`.
pub(super) fn kebab(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut id = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    id.truncate(80);
    if id.is_empty() { "secret".to_owned() } else { id }
}
