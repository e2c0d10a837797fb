//! `send`: recovers, then sends what is planned and may go. It never renders, and a second run sends
//! nothing twice.

use std::time::Instant;

use qd_delivery::{
    Action, Delivery, InDoubt, OutgoingCheck, SendOptions, SendReport, State, Step, StopSignal,
    resume, send,
};
use qd_model::ReportId;

use crate::cli::Global;
use crate::commands::events::settle_doubts;
use crate::exit::Exit;
use crate::expected;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Opened;
use crate::tabular::Tabular;

pub(crate) fn run(global: &Global, is_dry_run: bool, output: &Output) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    if !is_dry_run {
        recover(&opened, output)?;
    }
    let report = sent(&opened, is_dry_run, &[], &opened.secrets.guard(), output)?;
    if output.is_json {
        output.json(&report)?;
    } else {
        say(&report, output);
    }
    Ok(mail::exit(report.outcome()))
}

/// Where events come by a queue: finds what an earlier run left in doubt, and waits for word about it.
pub(crate) fn recover(opened: &Opened, output: &Output) -> Result<(), Problem> {
    if opened.config.delivery.events_queue.is_none() {
        return Ok(());
    }
    let mut outbox = mail::outbox(&opened.state())?;
    let transport = mail::transport(opened)?;
    let holder = mail::holder();
    let options = SendOptions::new(opened.instant, &holder);
    let check = opened.secrets.guard();
    resume(&mut outbox, transport.as_ref(), &check, &options).map_err(mail::delivery_problem)?;
    settle_doubts(opened, &mut outbox, output)
}

/// Sends from the outbox of a portfolio, all reports or those named.
pub(crate) fn sent(
    opened: &Opened,
    is_dry_run: bool,
    only: &[ReportId],
    check: &dyn OutgoingCheck,
    output: &Output,
) -> Result<SendReport, Problem> {
    let mut outbox = mail::outbox(&opened.state())?;
    expected::check(opened, &outbox, only)?;
    let (transport, started) = (mail::transport(opened)?, Instant::now());
    let observe = |step: Step, delivery: &Delivery| {
        if step == Step::Begin {
            output
                .progress(&format!("sending {} to {}", delivery.series.report, delivery.recipient));
        }
    };
    let in_doubt =
        if opened.config.delivery.resends_doubtful { InDoubt::Resend } else { InDoubt::Hold };
    let holder = mail::holder();
    let signal = StopSignal::listen()
        .map_err(|error| Problem::bug(format!("signals cannot be listened to: {error}")))?;
    let options = SendOptions {
        is_dry_run,
        in_doubt,
        only,
        elapsed: &|| started.elapsed(),
        observe: &observe,
        is_stopping: &|| signal.is_asked(),
        ..SendOptions::new(opened.instant, &holder)
    };
    let report = send(&mut outbox, transport.as_ref(), check, &options);
    output.progress_end();
    report.map_err(mail::delivery_problem)
}

/// What a rehearsal says first and last, also where `--quiet` silences the rest.
const DRY_RUN: &str = "DRY RUN: nothing was sent, nothing was recorded.";

/// Says what a run did: a line a delivery, then the sum.
pub(crate) fn say(report: &SendReport, output: &Output) {
    let mut table = Tabular::new(&["report", "recipient", "state", "message id or reason"]);
    // Above a list as well as below it; where nothing stands between the two, once is loud enough.
    if report.is_dry_run && !report.entries.is_empty() {
        output.data(DRY_RUN);
    }
    for entry in report.entries.iter().filter(|entry| !entry.delivery.is_audit()) {
        let delivery = &entry.delivery;
        let state = match entry.action {
            Action::WouldSend => "would send".to_owned(),
            Action::Waiting => "waits".to_owned(),
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
    if report.entries.is_empty() {
        output.say("Nothing to send: every planned report was sent before, or none is planned.");
    }
    if report.is_dry_run {
        output.data(DRY_RUN);
    } else if !report.entries.is_empty() {
        output.say(&format!("Sent {n_accepted} of {} deliveries.", table_len(report)));
    }
    let n_waiting = report.entries.iter().filter(|e| e.action == Action::Waiting).count();
    if n_waiting > 0 {
        output.say(&format!(
            "{n_waiting} wait for approval: `quarterdeck plan` shows them and the hash to approve."
        ));
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
