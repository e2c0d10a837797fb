//! `status`: every delivery of the latest editions: who has it, who has not, and why.

use qd_delivery::{Reached, Status, StatusLine, status};
use serde_json::json;

use crate::cli::Global;
use crate::exit::Exit;
use crate::jobs::jobs;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Opened;
use crate::tabular::Tabular;

pub(crate) fn run(global: &Global, is_due: bool, output: &Output) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let outbox = mail::outbox(&opened.state())?;
    let status = status(&outbox).map_err(mail::delivery_problem)?;
    let mut overdue = Vec::new();
    for job in if is_due { jobs(&opened.config)? } else { Vec::new() } {
        overdue.extend(job.overdue(&outbox, opened.instant)?);
    }
    let exit = match is_due {
        false => Exit::Fine,
        true if overdue.is_empty() => exit(&status),
        true => exit(&status).worst(Exit::Incomplete),
    };
    if output.is_json {
        match is_due {
            true => output.json(&json!({ "lines": status.lines, "overdue": overdue }))?,
            false => output.json(&status)?,
        }
        return Ok(exit);
    }
    for one in &overdue {
        output
            .alarm(&format!("`{}` was due at {} and is not out: {}", one.report, one.due, one.why));
    }
    let mut table = Tabular::new(&[
        "report",
        "edition",
        "recipient",
        "state",
        "has it",
        "message id",
        "delivery",
    ]);
    for line in &status.lines {
        table.row(cells(line));
    }
    if table.is_empty() {
        output.say("Nothing is planned yet. `quarterdeck plan` shows who would get what.");
    } else {
        output.data(&table.print());
        let n_missing = status.missing().filter(|line| !line.delivery.is_audit()).count();
        if n_missing > 0 {
            output.say(&format!("{n_missing} recipients do not have their report."));
        }
    }
    Ok(exit)
}

/// The alarm: somebody who should have a report does not, or nobody can tell. A report that was never
/// planned is missing too.
fn exit(status: &Status) -> Exit {
    if status.lines.is_empty() {
        return Exit::Incomplete;
    }
    status.missing().fold(Exit::Fine, |exit, line| {
        exit.worst(match line.reached {
            Reached::Unknown(_) => Exit::InDoubt,
            _ => Exit::Incomplete,
        })
    })
}

fn cells(line: &StatusLine) -> [String; 7] {
    let delivery = &line.delivery;
    let audit = if delivery.is_audit() { " (audit copy)" } else { "" };
    let reached = match &line.reached {
        Reached::Yes => "yes".to_owned(),
        Reached::NotYet(why) => format!("not yet: {why}"),
        Reached::No(why) => format!("no: {why}"),
        Reached::Unknown(why) => format!("unknown: {why}"),
    };
    [
        format!("{}/{}", delivery.series.report, delivery.series.scope),
        delivery.edition.to_string(),
        format!("{}{audit}", delivery.recipient),
        delivery.state.as_str().replace('_', " "),
        reached,
        delivery.message_id.clone().unwrap_or_else(|| "-".into()),
        delivery.id.to_string(),
    ]
}
