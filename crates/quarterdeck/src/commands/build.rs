//! `build`: collect, evaluate, render into `out/`, and draft the editions.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use qd_model::Severity;
use serde::Serialize;

use crate::cli::{Format, Global, Selection};
use crate::diagnose;
use crate::documents::{Made, Wanting, make};
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::pages;
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
    wanting: Wanting<'_>,
    fail_on: Option<Severity>,
    output: &Output,
) -> Result<Exit, Problem> {
    let run = Run::start(global, output)?;
    let made = built(&run, selection, wanting, output)?;
    let documents = made.iter().map(|made| written(&run, made, wanting.formats));
    let documents = documents.collect::<Vec<_>>();
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
    Ok(exit(&made, fail_on))
}

/// Makes the documents, drafts their editions and writes their files.
pub(crate) fn built(
    run: &Run,
    selection: &Selection,
    wanting: Wanting<'_>,
    output: &Output,
) -> Result<Vec<Made>, Problem> {
    let mut outbox = mail::outbox(&run.state())?;
    let made = make(run, &outbox, &selection.reports, wanting, output)?;
    if made.is_empty() {
        let help =
            "give a [[recipient]] the role of a report; `quarterdeck catalog list` names them";
        output.say(&format!("no document: no recipient has the role of a report\n  help: {help}"));
    }
    let mask = |text: &str| run.secrets.guard().mask(text);
    let files = pages::in_parallel(&made, |document| files(document, wanting.formats, &mask));
    for (document, files) in made.iter().zip(files) {
        outbox.draft_edition(&document.edition, run.instant).map_err(mail::delivery_problem)?;
        for (name, bytes) in files {
            let path = path(run, &name);
            write(&path, &bytes).map_err(|error| unwritable(&path, &error))?;
        }
    }
    Ok(made)
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    let message = format!("{} cannot be written: {}", path.display(), error.kind());
    Problem::usage("unwritable", message, "check that the folder may be written")
}

/// The files of a document with their names, in the order of the formats; text is masked here, the
/// others were made of masked words.
fn files(made: &Made, formats: &[Format], mask: &dyn Fn(&str) -> String) -> Vec<(String, Vec<u8>)> {
    let (stem, rendered) = (made.stem(), &made.rendered);
    let named = |extension: &str| format!("{stem}.{extension}");
    let text = |extension: &str, text: &str| (named(extension), mask(text).into_bytes());
    let mut files = Vec::new();
    for format in Format::ALL.into_iter().filter(|format| formats.contains(format)) {
        match format {
            Format::Html => {
                // The pictures of the HTML are files beside it.
                let html = rendered.html_beside(|picture| named(&picture.file_name));
                files.push(text("html", &html));
                let pictures = rendered.pictures.iter();
                files.extend(
                    pictures.map(|picture| (named(&picture.file_name), picture.png.clone())),
                );
            }
            Format::Text => files.push(text("txt", &rendered.text)),
            Format::Json => files.push(text("json", &rendered.json)),
            Format::Pdf => files.extend(made.pages.pdf.clone().map(|pdf| (named("pdf"), pdf))),
            Format::Xlsx => {
                files.extend(made.pages.workbook.clone().map(|book| (named("xlsx"), book)));
            }
        }
    }
    files
}

/// The folder that a run writes its documents to.
pub(crate) fn out_folder(run: &Run) -> PathBuf {
    run.config.folder.join(OUT_FOLDER).join(run.as_of.to_string())
}

fn path(run: &Run, name: &str) -> PathBuf {
    out_folder(run).join(name)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

fn written(run: &Run, made: &Made, formats: &[Format]) -> Written {
    let mask = |text: &str| run.secrets.guard().mask(text);
    let pictures = made.rendered.pictures.iter();
    let pictures = pictures.map(|picture| format!("{}.{}", made.stem(), picture.file_name));
    let pictures = pictures.collect::<Vec<_>>();
    let files = files(made, formats, &str::to_owned).into_iter().map(|(name, _)| name);
    let files = files.filter(|name| !pictures.contains(name));
    Written {
        report: made.report.id.to_string(),
        scope: made.series.scope.clone(),
        period: made.report.period.to_string(),
        edition: made.slot.number,
        subject: mask(&made.rendered.subject),
        files: files.map(|name| path(run, &name).display().to_string()).collect(),
        n_figures: made.report.printed().len(),
        n_findings: made.findings.len(),
    }
}

fn exit(made: &[Made], fail_on: Option<Severity>) -> Exit {
    let is_over = fail_on.is_some_and(|limit| {
        made.iter().flat_map(|made| &made.findings).any(|finding| finding.severity <= limit)
    });
    if is_over { Exit::Findings } else { Exit::Fine }
}
