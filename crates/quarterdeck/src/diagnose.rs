//! What readers and settings had to say, for people and machines.

use qd_model::{Diagnostic, Level};
use serde_json::Value;

use crate::output::Output;
use crate::problem::plain;
use crate::run::Run;

/// How many diagnostics a terminal shows at once; `doctor` and JSON show all.
const SHOWN: usize = 12;

/// Says the gravest diagnostics, and how many there are.
pub(crate) fn say(run: &Run, output: &Output) {
    let mut serious =
        run.diagnostics.iter().filter(|one| one.level != Level::Note).collect::<Vec<_>>();
    serious.sort_by_key(|diagnostic| diagnostic.level);
    for diagnostic in serious.iter().take(SHOWN) {
        output.say(&plain(diagnostic));
    }
    if serious.len() > SHOWN {
        output.say(&format!("... and {} more: see `quarterdeck doctor`", serious.len() - SHOWN));
    }
}

/// Every diagnostic, as data.
pub(crate) fn json(run: &Run) -> Vec<Value> {
    run.diagnostics.iter().map(one).collect()
}

fn one(diagnostic: &Diagnostic) -> Value {
    serde_json::to_value(diagnostic).unwrap_or(Value::Null)
}
