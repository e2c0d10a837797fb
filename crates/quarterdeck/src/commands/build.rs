//! `build`: collect, evaluate, render into `out/`, and draft the editions.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use qd_model::Severity;
use serde::Serialize;

use crate::cli::{Global, Selection};
use crate::diagnose;
use crate::documents::{Made, make};
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Run;

/// The folder of rendered reports below a portfolio's folder.
const OUT_FOLDER: &str = "out";

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
    fail_on: Option<Severity>,
    output: &Output,
) -> Result<Exit, Problem> {
    let run = Run::start(global, output)?;
    let made = built(&run, selection, None, output)?;
    let documents = made.iter().map(|made| written(&run, made)).collect::<Result<Vec<_>, _>>()?;
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
                document.report, document.edition, document.files[0]
            ));
        }
    }
    Ok(exit(&made, fail_on))
}

/// Makes the documents, drafts their editions and writes their files.
pub(crate) fn built(
    run: &Run,
    selection: &Selection,
    correction: Option<&str>,
    output: &Output,
) -> Result<Vec<Made>, Problem> {
    let mut outbox = mail::outbox(&run.state())?;
    let made = make(run, &outbox, &selection.reports, correction, output)?;
    if made.is_empty() {
        let help =
            "give a [[recipient]] the role of a report; `quarterdeck catalog list` names them";
        output.say(&format!("no document: no recipient has the role of a report\n  help: {help}"));
    }
    let mask = |text: &str| run.secrets.guard().mask(text);
    for document in &made {
        outbox
            .draft_edition(&document.edition(&mask), run.instant)
            .map_err(mail::delivery_problem)?;
        for (extension, text) in renderings(document) {
            let path = path(run, document, extension);
            write(&path, mask(&text).as_bytes()).map_err(|error| unwritable(&path, &error))?;
        }
        for picture in &document.rendered.pictures {
            let path = path(run, document, &picture.file_name);
            write(&path, &picture.png).map_err(|error| unwritable(&path, &error))?;
        }
    }
    Ok(made)
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    let message = format!("{} cannot be written: {}", path.display(), error.kind());
    Problem::usage("unwritable", message, "check that the folder may be written")
}

/// The documents of a folder; the pictures of the HTML are files beside it.
fn renderings(made: &Made) -> [(&'static str, String); 3] {
    let rendered = &made.rendered;
    let html = rendered.html_beside(|picture| format!("{}.{}", made.stem(), picture.file_name));
    [("html", html), ("txt", rendered.text.clone()), ("json", rendered.json.clone())]
}

/// The folder that a run writes its documents to.
pub(crate) fn out_folder(run: &Run) -> PathBuf {
    run.config.folder.join(OUT_FOLDER).join(run.as_of.to_string())
}

fn path(run: &Run, made: &Made, extension: &str) -> PathBuf {
    out_folder(run).join(format!("{}.{extension}", made.stem()))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

fn written(run: &Run, made: &Made) -> Result<Written, Problem> {
    let files =
        renderings(made).map(|(extension, _)| path(run, made, extension).display().to_string());
    Ok(Written {
        report: made.report.id.to_string(),
        scope: made.series.scope.clone(),
        period: made.report.period.to_string(),
        edition: made.slot.number,
        subject: run.secrets.guard().mask(&made.rendered.subject),
        files: files.to_vec(),
        n_figures: made.report.printed().len(),
        n_findings: made.findings.len(),
    })
}

fn exit(made: &[Made], fail_on: Option<Severity>) -> Exit {
    let is_over = fail_on.is_some_and(|limit| {
        made.iter().flat_map(|made| &made.findings).any(|finding| finding.severity <= limit)
    });
    if is_over { Exit::Findings } else { Exit::Fine }
}
