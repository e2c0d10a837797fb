//! `plan`: who would get what, and what changed. Drafts the deliveries; sends nothing.

use qd_delivery::{Change, OutgoingCheck, Plan, PlanItem, PlanOptions, plan};
use qd_model::{Decimal, DecimalError, Rounding};

use crate::cli::{Global, Selection};
use crate::commands::build::built;
use crate::config::{Delivery, TransportKind};
use crate::diagnose;
use crate::documents::Wanting;
use crate::exit::Exit;
use crate::mail;
use crate::origin::KeptRun;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Run;
use crate::tabular::Tabular;

/// How many digits of a hash are shown; as many as `approve` asks for.
const HASH_DIGITS: usize = 12;

pub(crate) fn run(
    global: &Global,
    selection: &Selection,
    reissue: Option<&str>,
    output: &Output,
) -> Result<Exit, Problem> {
    let run = Run::start(global, output)?;
    let reason = reissue.map(reason).transpose()?;
    let wanting = Wanting { correction: reason, ..Wanting::ALL };
    let plan = planned(&run, selection, wanting, &run.secrets.guard(), output)?;
    if output.is_json {
        output.json(&plan)?;
    } else {
        diagnose::say(&run, output);
        output.data(&table(&plan));
        if let Some(reason) = reason {
            output.data(&format!("Correction: {reason}"));
        }
        output.data(&cost(&plan, &run.config.delivery).map_err(|error| {
            Problem::usage("price", format!("the cost cannot be computed: {error}"), PRICE_HELP)
        })?);
        if let Some(hash) = &plan.approval {
            output.data(&format!("Waits for approval: quarterdeck approve {hash}"));
        }
        output.say("Nothing was sent. `quarterdeck send` sends what is planned.");
    }
    Ok(mail::exit(plan.outcome()))
}

const PRICE_HELP: &str = "check `price_per_thousand` and `price_per_gigabyte` in [delivery]";

/// Builds the documents and freezes their messages in the outbox.
pub(crate) fn planned(
    run: &Run,
    selection: &Selection,
    wanting: Wanting<'_>,
    check: &dyn OutgoingCheck,
    output: &Output,
) -> Result<Plan, Problem> {
    let printed = built(run, selection, wanting, output)?;
    let mut outbox = mail::outbox(&run.state())?;
    let kept = KeptRun::keep(run, &outbox, wanting.formats)?;
    let documents = mail::documents(run, printed, &kept)?;
    let is_whole = selection.reports.is_empty();
    let options = PlanOptions { now: run.instant, is_dry_run: false, is_whole };
    plan(&mut outbox, &documents, check, options).map_err(mail::delivery_problem)
}

/// The reason of a correction, which stands in a subject.
fn reason(text: &str) -> Result<&str, Problem> {
    let text = text.trim();
    match (1..=120).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
        true => Ok(text),
        false => Err(Problem::usage(
            "no-reason",
            "a correction has a reason of 1 to 120 characters in one line",
            "say what was wrong: `quarterdeck plan --reissue \"a fee was booked twice\"`",
        )),
    }
}

fn table(plan: &Plan) -> String {
    let mut table = Tabular::new(&[
        "report",
        "edition",
        "recipient",
        "copies",
        "size",
        "hash",
        "change",
        "since",
        "subject",
    ]);
    for item in &plan.items {
        table.row([
            format!("{}/{}", item.series.report, item.series.scope),
            item.edition.to_string(),
            item.recipient.clone(),
            item.bcc.len().to_string(),
            format!("{:.1} kB", item.size_bytes as f64 / 1_000.0),
            item.sha256.as_ref().map_or("-".into(), |hash| hash.as_str()[..HASH_DIGITS].to_owned()),
            change(item),
            since(item),
            item.subject.clone(),
        ]);
    }
    table.print()
}

fn change(item: &PlanItem) -> String {
    if let Some(why) = &item.held {
        return format!("HELD: {}", why.strip_prefix("held: ").unwrap_or(why));
    }
    match &item.change {
        Change::New => "new".into(),
        Change::Changed { .. } => "changed".into(),
        Change::Unchanged => "unchanged".into(),
        Change::Frozen => format!("stays: {}", item.state.as_str().replace('_', " ")),
        Change::Late => "waits for the next edition".into(),
        Change::Blocked => format!("BLOCKED: {}", item.blocked.as_deref().unwrap_or("a secret")),
        Change::Withdrawn => "withdrawn".into(),
    }
}

/// What is new since the edition that the recipient had last.
fn since(item: &PlanItem) -> String {
    let Some(since) = item.since else { return "first edition".into() };
    format!(
        "edition {}: {} figures, +{} -{} findings",
        since.edition, since.n_figures, since.n_findings_new, since.n_findings_gone
    )
}

/// What sending costs: recipients as SES counts them, copies included, and attached bytes.
fn cost(plan: &Plan, delivery: &Delivery) -> Result<String, DecimalError> {
    let goes = |item: &&PlanItem| {
        matches!(item.change, Change::New | Change::Changed { .. } | Change::Unchanged)
    };
    let (mut n_recipients, mut n_bytes) = (0u64, 0u64);
    for item in plan.items.iter().filter(goes) {
        let n = 1 + item.bcc.len() as u64;
        n_recipients += n;
        n_bytes += n * item.attached_bytes;
    }
    let amount = |price: Decimal, n: u64, per: u64| -> Result<Decimal, DecimalError> {
        let product = price.mul(decimal(n))?;
        Ok(product.div(decimal(per), 6, Rounding::HalfEven)?.normalized())
    };
    let (price, attached_price) = (delivery.price_per_thousand, delivery.price_per_gigabyte);
    let mail = amount(price, n_recipients, 1_000)?;
    let files = amount(attached_price, n_bytes, 1_000_000_000)?;
    let sum = mail.add(files)?.normalized();
    let where_to = match delivery.transport {
        TransportKind::Maildir => "into a folder on this machine; by SES it would cost",
        TransportKind::Ses => "by SES it costs",
        TransportKind::Smtp => "through an SMTP server; by SES it would cost",
    };
    Ok(format!(
        "{n_recipients} recipients, copies counted, {where_to} USD {sum}: {mail} at {price} a \
         thousand, {files} for {n_bytes} attached bytes at {attached_price} a gigabyte"
    ))
}

fn decimal(n: u64) -> Decimal {
    Decimal::from(i64::try_from(n).unwrap_or(i64::MAX))
}
