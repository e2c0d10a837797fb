//! `plan`: who would get what, and what changed. Drafts the deliveries; sends nothing.

use qd_delivery::{Change, Plan, PlanItem, PlanOptions, plan};

use crate::cli::{Global, Selection};
use crate::commands::build::built;
use crate::diagnose;
use crate::documents::Wanting;
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Run;
use crate::tabular::Tabular;

pub(crate) fn run(
    global: &Global,
    selection: &Selection,
    output: &Output,
) -> Result<Exit, Problem> {
    let run = Run::start(global, output)?;
    let plan = planned(&run, selection, output)?;
    if output.is_json {
        output.json(&plan)?;
    } else {
        diagnose::say(&run, output);
        output.data(&table(&plan));
        output.say("Nothing was sent. `quarterdeck send` sends what is planned.");
    }
    Ok(mail::exit(plan.outcome()))
}

/// Builds the documents and freezes their messages in the outbox.
pub(crate) fn planned(run: &Run, selection: &Selection, output: &Output) -> Result<Plan, Problem> {
    let made = built(run, selection, Wanting::ALL, output)?;
    let documents = mail::documents(run, &made)?;
    let mut outbox = mail::outbox(&run.state())?;
    let check = run.secrets.guard();
    let options = PlanOptions { now: run.instant, is_dry_run: false };
    plan(&mut outbox, &documents, &check, options).map_err(mail::delivery_problem)
}

fn table(plan: &Plan) -> String {
    let mut table = Tabular::new(&["report", "edition", "recipient", "size", "change", "subject"]);
    for item in &plan.items {
        table.row([
            format!("{}/{}", item.series.report, item.series.scope),
            item.edition.to_string(),
            item.recipient.clone(),
            format!("{:.1} kB", item.size_bytes as f64 / 1_000.0),
            change(item),
            item.subject.clone(),
        ]);
    }
    table.print()
}

fn change(item: &PlanItem) -> String {
    match &item.change {
        Change::New => "new".into(),
        Change::Changed { .. } => "changed".into(),
        Change::Unchanged => "unchanged".into(),
        Change::Frozen => "sent before".into(),
        Change::Late => "waits for the next edition".into(),
        Change::Blocked => format!("BLOCKED: {}", item.blocked.as_deref().unwrap_or("a secret")),
        Change::Withdrawn => "withdrawn".into(),
    }
}
