//! `build`: collect, evaluate, render into `out/`, and draft the editions.

use qd_model::Severity;
use serde::Serialize;

use crate::cli::{Global, Selection};
use crate::diagnose;
use crate::documents::{Wanting, assembled};
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::pages;
use crate::printed::{Printed, Unwritten, print};
use crate::problem::Problem;
use crate::run::Run;

/// One document on disk.
#[derive(Serialize)]
struct Written {
    report: String,
    scope: String,
    period: String,
    edition: u32,
    subject: String,
    files: Vec<String>,
    n_figures: usize,
    n_findings: usize,
}

pub(crate) fn run(
    global: &Global,
    selection: &Selection,
    wanting: Wanting<'_>,
    fail_on: Option<Severity>,
    output: &Output,
) -> Result<Exit, Problem> {
    let run = Run::start(global, output)?;
    let printed = built(&run, selection, wanting, output)?;
    let documents = printed.iter().map(|document| written(&run, document)).collect::<Vec<_>>();
    if output.is_json {
        output.json(&serde_json::json!({
            "as_of": run.as_of, "documents": documents, "diagnostics": diagnose::json(&run),
        }))?;
    } else {
        diagnose::say(&run, output);
        for document in &documents {
            let scope = if document.scope == "portfolio" {
                String::new()
            } else {
                format!(" {}", document.scope)
            };
            output.data(&format!(
                "{}{scope}  edition {}  {}",
                document.report,
                document.edition,
                document.files.first().map_or("", String::as_str)
            ));
        }
    }
    Ok(exit(&printed, fail_on))
}

/// Makes the documents, writes their files and drafts their editions.
pub(crate) fn built(
    run: &Run,
    selection: &Selection,
    wanting: Wanting<'_>,
    output: &Output,
) -> Result<Vec<Printed>, Problem> {
    let mut outbox = mail::outbox(&run.state())?;
    let documents = assembled(run, &outbox, &selection.reports, wanting.correction, output)?;
    if documents.is_empty() {
        let help =
            "give a [[recipient]] the role of a report; `quarterdeck catalog list` names them";
        output.say(&format!("no document: no recipient has the role of a report\n  help: {help}"));
    }
    output.progress("rendering");
    let guard = run.secrets.guard();
    let mask = |text: &str| guard.mask(text);
    let printed = pages::in_parallel(documents, |document| print(run, document, wanting, &mask));
    output.progress_end();
    let printed = printed.into_iter().collect::<Result<Vec<_>, _>>().map_err(unwritable)?;
    for document in &printed {
        for error in &document.errors {
            output.say(&format!("{}: {error}", document.report));
        }
        outbox.draft_edition(&document.edition, run.instant).map_err(mail::delivery_problem)?;
    }
    Ok(printed)
}

fn unwritable(Unwritten { path, error }: Unwritten) -> Problem {
    let message = format!("{} cannot be written: {}", path.display(), error.kind());
    Problem::usage("unwritable", message, "check that the folder may be written")
}

fn written(run: &Run, document: &Printed) -> Written {
    let files = document.files.iter().map(|path| path.display().to_string());
    Written {
        report: document.report.to_string(),
        scope: document.series.scope.clone(),
        period: document.period.to_string(),
        edition: document.slot.number,
        subject: run.secrets.guard().mask(&document.content.subject),
        files: files.collect(),
        n_figures: document.n_figures,
        n_findings: document.findings.len(),
    }
}

fn exit(printed: &[Printed], fail_on: Option<Severity>) -> Exit {
    let is_over = fail_on.is_some_and(|limit| {
        printed.iter().flat_map(|one| &one.findings).any(|finding| finding.severity <= limit)
    });
    if is_over { Exit::Findings } else { Exit::Fine }
}
