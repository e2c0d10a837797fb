//! `doctor`: everything that can be known before a report is due: configuration, sources and how
//! fresh they are, catalog, recipients, sender.

use qd_delivery::Preflight;
use qd_model::{Diagnostic, Level, SourceStatus};
use serde_json::json;

use crate::cli::Global;
use crate::diagnose;
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::problem::{Problem, plain};
use crate::run::{Opened, Run};
use crate::tabular::Tabular;

/// The sender's side: what the transport said, or why it would not send.
struct Sender {
    transport: &'static str,
    from: String,
    notes: Vec<String>,
    problem: Option<Problem>,
}

pub(crate) fn run(global: &Global, output: &Output) -> Result<Exit, Problem> {
    let run = Run::start(global, output)?;
    let opened = Opened::open(global)?;
    let sender = sender(&run, &opened);
    let unread = unread(&run);
    let exit = sender.problem.as_ref().map_or(sources_exit(&run), |problem| problem.exit);
    if output.is_json {
        output.json(&json!({
            "as_of": run.as_of,
            "sources": run.statuses,
            "diagnostics": diagnose::json(&run),
            "reports_without_recipient": unread,
            "sender": {
                "transport": sender.transport, "from": sender.from, "notes": sender.notes,
                "problem": sender.problem.as_ref().map(|problem| &problem.message),
            },
        }))?;
        return Ok(exit);
    }
    output.data(&sources(&run.statuses));
    for diagnostic in sorted(&run.diagnostics) {
        output.data(&plain(diagnostic));
    }
    output.data(&format!(
        "{} entities, {} sources, {} recipients, {} reports; as of {}",
        run.config.entities.len() - 1,
        run.statuses.len(),
        run.config.recipients.len(),
        run.templates.len(),
        run.as_of
    ));
    if run.statuses.is_empty() {
        output.data("note: no [[source]] is declared, so every figure will be insufficient data");
    }
    for report in &unread {
        output.data(&format!("note: no recipient gets the report `{report}`"));
    }
    output.data(&format!("sender: {} through {}", sender.from, sender.transport));
    sender.notes.iter().for_each(|note| output.data(&format!("  {note}")));
    if let Some(problem) = &sender.problem {
        output.problem(problem);
    }
    Ok(exit)
}

/// A source that is missing, or that lost something, is a finding.
fn sources_exit(run: &Run) -> Exit {
    let is_missing = run.statuses.iter().any(|status| status.is_missing);
    let has_error = run.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    if is_missing || has_error { Exit::Findings } else { Exit::Fine }
}

fn sender(run: &Run, opened: &Opened) -> Sender {
    let from = run.settings.from.clone().unwrap_or_else(|| "nobody".to_owned());
    let asked = || -> Result<(&'static str, Vec<String>), Problem> {
        let transport = mail::transport(opened)?;
        let senders = vec![mail::sender(run)?];
        let addresses = run.config.recipients.iter().map(|recipient| recipient.email.as_str());
        let copies = run.config.delivery.bcc.iter().map(String::as_str);
        let recipients = addresses.chain(copies).map(mail::parse).collect::<Result<Vec<_>, _>>()?;
        let n_recipients = recipients.len() as u64;
        let ready = transport.preflight(&Preflight { senders, recipients, n_recipients });
        let ready = ready.map_err(|error| mail::delivery_problem(error.into()))?;
        Ok((transport.name(), ready.notes))
    };
    match asked() {
        Ok((transport, notes)) => Sender { transport, from, notes, problem: None },
        Err(problem) => {
            Sender { transport: "nothing", from, notes: Vec::new(), problem: Some(problem) }
        }
    }
}

fn unread(run: &Run) -> Vec<String> {
    let is_unread = |template: &&qd_report::Template| {
        !run.config.recipients.iter().any(|recipient| recipient.roles.contains(&template.role))
    };
    run.templates.values().filter(is_unread).map(|template| template.id.to_string()).collect()
}

fn sorted(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut shown = diagnostics.iter().collect::<Vec<_>>();
    shown.sort_by_key(|diagnostic| diagnostic.level);
    let is_shown = |diagnostic: &&Diagnostic| diagnostic.level != Level::Note;
    let (serious, notes): (Vec<_>, Vec<_>) = shown.into_iter().partition(is_shown);
    serious.into_iter().chain(notes).collect()
}

fn sources(statuses: &[SourceStatus]) -> String {
    let mut table = Tabular::new(&["source", "kind", "rows", "from", "to", "skipped", "state"]);
    for status in statuses {
        let n_rows = status.rows.iter().map(|(_, n)| n).sum::<u64>();
        let day = |date: Option<chrono::NaiveDate>| {
            date.map_or_else(|| "-".to_owned(), |date| date.to_string())
        };
        let state = match status {
            SourceStatus { is_missing: true, .. } => "MISSING",
            SourceStatus { n_diagnostics: 1.., .. } => "see below",
            SourceStatus { is_assumed: true, .. } => "ok, assumed",
            _ => "ok",
        };
        table.row([
            status.source.to_string(),
            status.kind.clone(),
            n_rows.to_string(),
            day(status.first_date),
            day(status.last_date),
            status.n_skipped.to_string(),
            state.to_owned(),
        ]);
    }
    table.print()
}
