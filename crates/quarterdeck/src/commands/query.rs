//! `query`: a SELECT over facts, views and results. Secrets in its answer are masked.

use qd_engine::EngineError;
use serde_json::{Map, Value};

use crate::cli::Global;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Run;
use crate::tabular::Tabular;

pub(crate) fn run(global: &Global, sql: &str, output: &Output) -> Result<Exit, Problem> {
    let run = Run::start(global, output)?;
    let result = run.engine.query(sql).map_err(|error| {
        let message = error.to_string();
        let help = match error {
            EngineError::Sql { help: Some(help), .. } => help,
            _ => "`quarterdeck query --help` has an example".to_owned(),
        };
        Problem::usage("query", message, help)
    })?;
    let guard = run.secrets.guard();
    if output.is_json {
        let rows = result.rows.into_iter().map(|row| {
            let cells = result.columns.iter().cloned().zip(row);
            cells.collect::<Map<String, Value>>()
        });
        let rows = rows.collect::<Vec<_>>();
        let text =
            serde_json::to_string_pretty(&rows).map_err(|error| Problem::bug(error.to_string()))?;
        output.data(&guard.mask(&text));
        return Ok(Exit::Fine);
    }
    let headings = result.columns.iter().map(String::as_str).collect::<Vec<_>>();
    let mut table = Tabular::new(&headings);
    for row in &result.rows {
        table.row(row.iter().map(cell));
    }
    output.data(&guard.mask(&table.print()));
    Ok(Exit::Fine)
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
