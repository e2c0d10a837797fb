//! `trace`: a figure, its formula with the numbers in it, its inputs, and the rows it ends at.

use std::fmt::Write as _;

use qd_model::{FigureId, Measure, Trace, TraceInput, Value};

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
    let id = FigureId::parse(figure, &run.config.root).map_err(|error| {
        let help = "a figure is ENTITY/METRIC/PERIOD[/DIMENSION]; reports print them in their JSON";
        Problem::usage("unknown-figure", error.to_string(), help)
    })?;
    let trace = run.engine.trace(&id, limit).map_err(engine_problem)?;
    let guard = run.secrets.guard();
    if output.is_json {
        let text = serde_json::to_string_pretty(&trace)
            .map_err(|error| Problem::bug(error.to_string()))?;
        output.data(&guard.mask(&text));
    } else {
        let mut text = String::new();
        print(&trace, 0, &mut text);
        let clean = text.chars().filter(|c| !c.is_control() || *c == '\n').collect::<String>();
        output.data(&guard.mask(&clean));
    }
    Ok(Exit::Fine)
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
    for row in &trace.rows.rows {
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
    let n_more = trace.rows.count.saturating_sub(trace.rows.rows.len() as u64);
    if n_more > 0 {
        _ = writeln!(text, "{indent}  ... and {n_more} more rows: --limit {}", trace.rows.count);
    }
}

fn value(measure: &Measure) -> String {
    match &measure.value {
        Value::Number(number) => format!("{} {}", number.normalized(), measure.unit),
        Value::Missing(reason) => reason.sentence(),
    }
}
