//! `send`: recovers, then sends what is planned and may go. It never renders, and a second run sends
//! nothing twice.

use qd_delivery::{Action, Delivery, InDoubt, SendOptions, SendReport, State, Step, send};

use crate::cli::Global;
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Opened;
use crate::tabular::Tabular;

pub(crate) fn run(global: &Global, is_dry_run: bool, output: &Output) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let report = sent(&opened, is_dry_run, output)?;
    if output.is_json {
        output.json(&report)?;
    } else {
        say(&report, is_dry_run, output);
    }
    Ok(mail::exit(report.outcome()))
}

/// Sends from the outbox of a portfolio.
pub(crate) fn sent(
    opened: &Opened,
    is_dry_run: bool,
    output: &Output,
) -> Result<SendReport, Problem> {
    let mut outbox = mail::outbox(&opened.state())?;
    let transport = mail::transport(opened)?;
    let check = opened.secrets.guard();
    let observe = |step: Step, delivery: &Delivery| {
        if step == Step::AfterIntent {
            output
                .progress(&format!("sending {} to {}", delivery.series.report, delivery.recipient));
        }
    };
    let in_doubt =
        if opened.config.delivery.resends_doubtful { InDoubt::Resend } else { InDoubt::Hold };
    let options = SendOptions {
        now: opened.instant,
        is_dry_run,
        in_doubt,
        holder: &format!("process {}", std::process::id()),
        observe: &observe,
    };
    let report = send(&mut outbox, transport.as_ref(), &check, &options);
    output.progress_end();
    report.map_err(mail::delivery_problem)
}

/// Says what a run did: a line a delivery, then the sum.
pub(crate) fn say(report: &SendReport, is_dry_run: bool, output: &Output) {
    let mut table = Tabular::new(&["report", "recipient", "state", "message id or reason"]);
    for entry in report.entries.iter().filter(|entry| !entry.delivery.is_audit()) {
        let delivery = &entry.delivery;
        let state = match entry.action {
            Action::WouldSend => "would send".to_owned(),
            _ => delivery.state.as_str().replace('_', " "),
        };
        let id = delivery.message_id.clone().or_else(|| delivery.last_error.clone());
        table.row([
            format!("{}/{}", delivery.series.report, delivery.series.scope),
            delivery.recipient.clone(),
            state,
            id.unwrap_or_default(),
        ]);
    }
    if !table.is_empty() {
        output.data(&table.print());
    }
    for note in &report.notes {
        output.say(note);
    }
    if let Some(stop) = &report.stop {
        output.say(&format!("stopped [{}]: {}", stop.code, stop.message));
    }
    let n_accepted = report.n_accepted();
    let n_blocked =
        report.entries.iter().filter(|entry| entry.delivery.state == State::Blocked).count();
    if is_dry_run {
        output.say("DRY RUN: nothing was sent, nothing was recorded.");
    } else if report.entries.is_empty() {
        output.say("Nothing to send: every planned report was sent before, or none is planned.");
    } else {
        output.say(&format!("Sent {n_accepted} of {} deliveries.", table_len(report)));
    }
    if n_blocked > 0 {
        output.say(
            "Blocked deliveries hold a secret: remove it at its source, then build and send again.",
        );
    }
}

fn table_len(report: &SendReport) -> usize {
    report.entries.iter().filter(|entry| !entry.delivery.is_audit()).count()
}
