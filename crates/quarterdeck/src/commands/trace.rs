//! `trace`: a figure, its formula with the numbers in it, its inputs, and the rows it ends at.

mod printed;

use std::fmt::Write as _;

use qd_model::{EvidenceRows, FigureId, Measure, Trace, TraceInput, Value};
use serde::Serialize;

use crate::cli::Global;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::{Run, engine_problem};

/// How deep inputs of inputs are printed.
const MAX_DEPTH: usize = 8;

pub(crate) fn run(
    global: &Global,
    figure: &str,
    limit: usize,
    output: &Output,
) -> Result<Exit, Problem> {
    let run = Run::start(global, output)?;
    if printed::is_place(figure) {
        return printed::run(&run, figure, limit, output);
    }
    let id = FigureId::parse(figure, &run.config.root).map_err(|error| {
        let help = "a figure is ENTITY/METRIC/PERIOD[/DIMENSION], or any other id that a report's JSON prints";
        Problem::usage("unknown-figure", error.to_string(), help)
    })?;
    let trace = run.engine.trace(&id, limit).map_err(engine_problem)?;
    if output.is_json {
        say_json(&run, &trace, output)?;
    } else {
        let mut text = String::new();
        print(&trace, 0, &mut text);
        say(&run, &text, output);
    }
    Ok(Exit::Fine)
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
