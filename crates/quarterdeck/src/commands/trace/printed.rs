//! What `trace` says of a figure that is no measure: a cell of a list, a claim, a finding, an
//! action, or a comparison, as the documents print it.
//!
//! Lists are cut by scope, so one place may hold different figures in different documents: each is
//! shown with the documents that print it. Nothing is computed here.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use qd_model::report::{Figure, FigureRef};
use qd_model::{EvidenceRows, FigureId, Trace, Value};
use serde::Serialize;

use super::{print, print_rows};
use crate::config::nearest;
use crate::documents::{Assembled, assemble_all};
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::{Run, engine_problem};

/// The documents of a run, assembled when the first place is asked for.
pub(super) struct Places<'a> {
    run: &'a Run,
    output: &'a Output,
    documents: Option<Vec<Assembled>>,
}

/// A figure as documents print it.
#[derive(Serialize)]
pub(super) struct Printed {
    figure: String,
    label: String,
    display: String,
    missing: Option<String>,
    formula: String,
    /// The view or rule that gave it.
    defined_in: Option<String>,
    reports: Vec<String>,
    inputs: Vec<Trace>,
    rows: EvidenceRows,
}

impl<'a> Places<'a> {
    /// Starts without documents.
    pub(super) fn new(run: &'a Run, output: &'a Output) -> Self {
        Self { run, output, documents: None }
    }

    fn documents(&mut self) -> Result<&[Assembled], Problem> {
        let Self { run, output, documents } = self;
        match documents {
            Some(documents) => Ok(documents),
            None => {
                let outbox = mail::outbox(&run.state())?;
                Ok(documents.insert(assemble_all(run, &outbox, &[], false, output)?))
            }
        }
    }

    /// Finds a place in every document and opens what it rests on; else the nearest that is printed.
    pub(super) fn open(
        &mut self,
        id: &str,
        limit: usize,
    ) -> Result<Result<Vec<Printed>, Option<String>>, Problem> {
        let run = self.run;
        let documents = self.documents()?;
        let mut found = Vec::<(&Figure, Vec<String>)>::new();
        for document in documents.iter() {
            for figure in figures(document).filter(|figure| figure.id.to_string() == id) {
                match found.iter_mut().find(|(known, _)| is_same(known, figure)) {
                    Some((_, reports)) => reports.push(document.name()),
                    None => found.push((figure, vec![document.name()])),
                }
            }
        }
        if found.is_empty() {
            return Ok(Err(nearest_of(id, documents)));
        }
        let opened = found.into_iter().map(|(figure, reports)| open(run, figure, reports, limit));
        opened.collect::<Result<_, _>>().map(Ok)
    }
}

impl Printed {
    /// Writes it for a terminal.
    pub(super) fn write(&self, text: &mut String) {
        let Self { figure, label, display, missing, formula, .. } = self;
        let Self { defined_in, reports, inputs, rows, .. } = self;
        _ = writeln!(text, "{figure} = {display}  {label}");
        if let Some(why) = missing {
            _ = writeln!(text, "  {why}");
        }
        _ = writeln!(text, "  printed in {}", reports.join(", "));
        if !formula.is_empty() {
            _ = writeln!(text, "  {formula}");
        }
        if let Some(id) = defined_in {
            _ = writeln!(text, "  computed by `{id}`: `quarterdeck catalog show {id}` has the SQL");
        }
        inputs.iter().for_each(|input| print(input, 1, text));
        print_rows(rows, "", text);
    }
}

/// The printed figures of a document, each once.
fn figures(document: &Assembled) -> impl Iterator<Item = &Figure> {
    let mut printed = document.report.printed().into_iter().collect::<Vec<_>>();
    printed.sort_unstable();
    printed.dedup();
    let figures = printed.into_iter().map(|index| document.report.figure(index));
    let mut seen = BTreeSet::new();
    figures.filter(move |figure| seen.insert(&figure.id))
}

fn is_same(one: &Figure, other: &Figure) -> bool {
    one.value == other.value && one.evidence == other.evidence && one.inputs == other.inputs
}

/// Opens what a comparison is made from, and the figures that a cell rests on.
fn open(
    run: &Run,
    figure: &Figure,
    reports: Vec<String>,
    limit: usize,
) -> Result<Printed, Problem> {
    let root = &run.config.root;
    // The rows of a comparison are those of its two sides, which are opened below it.
    let mut rows = match figure.inputs.is_empty() {
        true => figure.evidence.clone(),
        false => EvidenceRows::default(),
    };
    let mut ids = figure.inputs.clone();
    // A cell that was computed from a measure names it where others name their file.
    rows.rows.retain(|row| match (row.evidence.line, FigureId::parse(&row.evidence.file, root)) {
        (None, Ok(id)) if run.engine.catalog().metrics().any(|m| m.id == id.key().metric) => {
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
        display: qd_report::format::figure(figure, run.config.theme.locale),
        missing: match &figure.value {
            Value::Number(_) => None,
            Value::Missing(reason) => Some(reason.sentence()),
        },
        formula: figure.formula.clone(),
        defined_in: defined_in(run, &figure.id),
        reports,
        inputs: inputs.collect::<Result<_, _>>()?,
        rows,
    })
}

/// The view whose list a cell stands in, or the rule of a finding.
fn defined_in(run: &Run, id: &FigureRef) -> Option<String> {
    let FigureRef::Cell(place) = id else { return None };
    let mut words = place.split('/');
    let (kind, id) = (words.next()?, words.next()?);
    let is_there =
        matches!(kind, "view" | "finding" | "findings") && run.engine.catalog().text(id).is_some();
    is_there.then(|| id.to_owned())
}

fn nearest_of(id: &str, documents: &[Assembled]) -> Option<String> {
    let known = documents.iter().flat_map(figures).filter_map(|figure| match &figure.id {
        FigureRef::Cell(place) => Some(place.as_str()),
        FigureRef::Measure(_) => None,
    });
    let known = known.collect::<BTreeSet<_>>();
    nearest(id, known).map(str::to_owned)
}
