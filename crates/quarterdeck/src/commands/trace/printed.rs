//! What `trace` says of a figure that is no measure: a cell of a list, a claim, a finding, an
//! action, or a comparison, as the documents print it.
//!
//! Lists are cut by scope, so one place may hold different figures in different documents: each is
//! shown with the documents that print it. Nothing is computed here.

use std::fmt::Write as _;

use qd_model::report::{Figure, FigureRef};
use qd_model::{EntityKey, EvidenceRows, FigureId, Trace};
use serde::Serialize;

use super::{print, print_rows, say, say_json};
use crate::config::nearest;
use crate::documents::{Assembled, assemble_all};
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::{Run, engine_problem};

/// The first words of ids that no measure has.
const PLACES: [&str; 6] = ["view", "finding", "claim", "action", "change", "difference"];

/// Claims that an id names a place in a document, and no measure.
pub(super) fn is_place(figure: &str) -> bool {
    figure.split_once('/').is_some_and(|(first, _)| PLACES.contains(&first))
}

/// A figure as documents print it.
#[derive(Serialize)]
struct Printed {
    figure: String,
    label: String,
    display: String,
    formula: String,
    reports: Vec<String>,
    inputs: Vec<Trace>,
    rows: EvidenceRows,
}

pub(super) fn run(run: &Run, id: &str, limit: usize, output: &Output) -> Result<Exit, Problem> {
    let outbox = mail::outbox(&run.state())?;
    let documents = assemble_all(run, &outbox, &[], output)?;
    output.progress_end();
    let mut found = Vec::<(&Figure, Vec<String>)>::new();
    for document in &documents {
        for figure in figures(document).filter(|figure| figure.id.to_string() == id) {
            match found.iter_mut().find(|(known, _)| is_same(known, figure)) {
                Some((_, reports)) => reports.push(document.name()),
                None => found.push((figure, vec![document.name()])),
            }
        }
    }
    if found.is_empty() {
        return Err(unknown(id, &documents));
    }
    let root = &run.config.root;
    let opened = found.into_iter().map(|(figure, reports)| open(run, root, figure, reports, limit));
    let opened = opened.collect::<Result<Vec<_>, _>>()?;
    if output.is_json {
        say_json(run, &opened, output)?;
    } else {
        let mut text = String::new();
        opened.iter().for_each(|figure| write(figure, &mut text));
        say(run, &text, output);
    }
    Ok(Exit::Fine)
}

/// The printed figures of a document, each once.
fn figures(document: &Assembled) -> impl Iterator<Item = &Figure> {
    let mut printed = document.report.printed().into_iter().collect::<Vec<_>>();
    printed.sort_unstable();
    printed.dedup();
    let figures = printed.into_iter().map(|index| document.report.figure(index));
    let mut seen = std::collections::BTreeSet::new();
    figures.filter(move |figure| seen.insert(&figure.id))
}

fn is_same(one: &Figure, other: &Figure) -> bool {
    one.value == other.value && one.evidence == other.evidence && one.inputs == other.inputs
}

/// Opens what a comparison is made from, and the figures that a cell rests on.
fn open(
    run: &Run,
    root: &EntityKey,
    figure: &Figure,
    reports: Vec<String>,
    limit: usize,
) -> Result<Printed, Problem> {
    let mut rows = figure.evidence.clone();
    let mut ids = figure.inputs.clone();
    // A cell that was computed from a measure names it where others name their file.
    rows.rows.retain(|row| match (row.evidence.line, FigureId::parse(&row.evidence.file, root)) {
        (None, Ok(id)) if run.engine.catalog().metrics.contains_key(&id.key().metric) => {
            ids.push(id);
            false
        }
        _ => true,
    });
    rows.count = rows.count.saturating_sub((figure.evidence.rows.len() - rows.rows.len()) as u64);
    rows.rows.truncate(limit);
    let inputs = ids.iter().map(|id| run.engine.trace(id, limit).map_err(engine_problem));
    Ok(Printed {
        figure: figure.id.to_string(),
        label: figure.label.clone(),
        display: qd_report::format::figure(figure),
        formula: figure.formula.clone(),
        reports,
        inputs: inputs.collect::<Result<_, _>>()?,
        rows,
    })
}

fn write(printed: &Printed, text: &mut String) {
    let Printed { figure, label, display, formula, reports, inputs, rows } = printed;
    _ = writeln!(text, "{figure} = {display}  {label}");
    _ = writeln!(text, "  printed in {}", reports.join(", "));
    if !formula.is_empty() {
        _ = writeln!(text, "  {formula}");
    }
    inputs.iter().for_each(|input| print(input, 1, text));
    print_rows(rows, "", text);
}

fn unknown(id: &str, documents: &[Assembled]) -> Problem {
    let known = documents.iter().flat_map(figures).filter_map(|figure| match &figure.id {
        FigureRef::Cell(place) => Some(place.as_str()),
        FigureRef::Measure(_) => None,
    });
    let known = known.collect::<std::collections::BTreeSet<_>>();
    let message = format!("no report prints a figure `{id}`");
    let help = match nearest(id, known) {
        Some(near) => format!("the nearest that one prints is `{near}`"),
        None => "`quarterdeck build` writes every printed figure's id into out/*/*.json".into(),
    };
    Problem::usage("unknown-figure", message, help)
}
