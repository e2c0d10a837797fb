//! `trace`: a figure, its formula with the numbers in it, its inputs, and the rows it ends at.

mod printed;

use std::fmt::Write as _;

use qd_engine::EngineError;
use qd_model::{EvidenceRows, FigureId, Measure, Trace, TraceInput, Value};
use serde::Serialize;

use self::printed::{Places, Printed};
use crate::cli::Global;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::{Run, engine_problem};

/// How deep inputs of inputs are printed.
const MAX_DEPTH: usize = 8;

/// What was asked for: a measure, or what documents print at a place.
#[derive(Serialize)]
#[serde(untagged)]
enum Opened {
    Measure(Box<Trace>),
    Printed(Vec<Printed>),
}

pub(crate) fn run(
    global: &Global,
    figures: &[String],
    limit: usize,
    output: &Output,
) -> Result<Exit, Problem> {
    let run = Run::start(global, output)?;
    let mut places = Places::new(&run, output);
    let opened = figures.iter().map(|figure| open(&run, &mut places, figure, limit));
    let opened = opened.collect::<Result<Vec<_>, _>>()?;
    if output.is_json {
        match &opened[..] {
            [one] => say_json(&run, one, output)?,
            several => say_json(&run, &several, output)?,
        }
        return Ok(Exit::Fine);
    }
    let mut text = String::new();
    for opened in &opened {
        match opened {
            Opened::Measure(trace) => print(trace, 0, &mut text),
            Opened::Printed(printed) => printed.iter().for_each(|printed| printed.write(&mut text)),
        }
    }
    say(&run, &text, output);
    Ok(Exit::Fine)
}

fn open(run: &Run, places: &mut Places<'_>, figure: &str, limit: usize) -> Result<Opened, Problem> {
    let id = FigureId::parse(figure, &run.config.root);
    let error = match id.as_ref().map(|id| run.engine.trace(id, limit)) {
        Ok(Ok(trace)) => return Ok(Opened::Measure(Box::new(trace))),
        Ok(Err(error @ EngineError::UnknownFigure { .. })) => engine_problem(error),
        Ok(Err(error)) => return Err(engine_problem(error)),
        Err(error) => {
            let help = "a figure is ENTITY/METRIC/PERIOD[/DIMENSION], or any other id that a report's JSON prints";
            Problem::usage("unknown-figure", error.to_string(), help)
        }
    };
    // Documents print more than measures: cells of lists, claims, comparisons, and `n/a` where a
    // metric is not for an entity.
    match places.open(figure, limit)? {
        Ok(printed) => Ok(Opened::Printed(printed)),
        Err(Some(near)) if id.is_err() => {
            let help = format!("the nearest that one prints is `{near}`");
            Err(Problem::usage(
                "unknown-figure",
                format!("no report prints a figure `{figure}`"),
                help,
            ))
        }
        Err(_) => Err(error),
    }
}

/// Prints without secrets and terminal codes.
fn say(run: &Run, text: &str, output: &Output) {
    let clean = text.chars().filter(|c| !c.is_control() || *c == '\n').collect::<String>();
    output.data(&run.secrets.guard().mask(&clean));
}

fn say_json(run: &Run, data: &impl Serialize, output: &Output) -> Result<(), Problem> {
    let text =
        serde_json::to_string_pretty(data).map_err(|error| Problem::bug(error.to_string()))?;
    output.data(&run.secrets.guard().mask(&text));
    Ok(())
}

fn print(trace: &Trace, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let metric = &trace.metric;
    _ = writeln!(text, "{indent}{} = {}  {}", trace.figure, value(&trace.measure), metric.title);
    _ = writeln!(text, "{indent}  {} [{}]", metric.formula, metric.defined_in);
    if let Some(substituted) = &trace.substituted {
        _ = writeln!(text, "{indent}  = {substituted}");
    }
    if depth == MAX_DEPTH {
        return;
    }
    for input in &trace.inputs {
        match input {
            TraceInput::Figure(input) => print(input, depth + 1, text),
            TraceInput::Parameter { name, value, is_assumed, source, evidence } => {
                let assumed = if *is_assumed { ", assumed" } else { "" };
                _ = writeln!(
                    text,
                    "{indent}  param.{name} = {value}  ({source}{assumed}) {evidence}"
                );
            }
        }
    }
    print_rows(&trace.rows, &indent, text);
}

fn print_rows(rows: &EvidenceRows, indent: &str, text: &mut String) {
    for row in &rows.rows {
        let amount =
            row.value.map_or_else(|| "-".to_owned(), |value| value.normalized().to_string());
        let commodity = row.commodity.as_deref().unwrap_or_default();
        let rate = row.rate.as_deref().map(|rate| format!("  ({rate})")).unwrap_or_default();
        _ = writeln!(
            text,
            "{indent}  {:10}  {amount:>16} {commodity:4} {}{rate}",
            row.date, row.evidence
        );
    }
    let n_more = rows.count.saturating_sub(rows.rows.len() as u64);
    if n_more > 0 {
        _ = writeln!(text, "{indent}  ... and {n_more} more rows: --limit {}", rows.count);
    }
}

fn value(measure: &Measure) -> String {
    match &measure.value {
        Value::Number(number) => format!("{} {}", number.normalized(), measure.unit),
        Value::Missing(reason) => reason.sentence(),
    }
}
