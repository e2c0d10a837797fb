//! `archive`: what was sent, and the proof that it is what was sent.

use std::io::Write;

use qd_delivery::{DeliveryId, Outbox};

use crate::cli::{ArchiveVerb, Global};
use crate::commands::replay;
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Opened;

pub(crate) fn run(global: &Global, verb: &ArchiveVerb, output: &Output) -> Result<Exit, Problem> {
    let outbox = || mail::outbox(&Opened::open(global)?.state());
    match verb {
        ArchiveVerb::Show { delivery } => show(&outbox()?, delivery, output),
        ArchiveVerb::Verify => verify(&outbox()?, output),
        ArchiveVerb::Replay { editions, inputs } => {
            replay::run(global, editions, inputs.as_deref(), output)
        }
    }
}

fn show(outbox: &Outbox, delivery: &str, output: &Output) -> Result<Exit, Problem> {
    let id = DeliveryId::parse(delivery).map_err(mail::delivery_problem)?;
    let row = outbox.delivery(&id).map_err(mail::delivery_problem)?;
    if output.is_json {
        let history = outbox.history(&id).map_err(mail::delivery_problem)?;
        output.json(&serde_json::json!({ "delivery": row, "history": history }))?;
        return Ok(Exit::Fine);
    }
    let Some(sha256) = &row.sha256 else {
        let help = "`quarterdeck archive show DELIVERY --json` prints its history";
        let message = format!("the delivery `{id}` has no message: it is {}", row.state);
        return Err(Problem::usage("no-message", message, help));
    };
    let bytes = outbox.bytes(sha256).map_err(mail::delivery_problem)?;
    // A pipe that closes early is no error.
    drop(std::io::stdout().lock().write_all(&bytes));
    Ok(Exit::Fine)
}

fn verify(outbox: &Outbox, output: &Output) -> Result<Exit, Problem> {
    let verified = outbox.verify().map_err(mail::delivery_problem)?;
    if output.is_json {
        output.json(&verified)?;
    } else {
        output.data(&format!(
            "{} records of the log, {} deliveries and copies, {} messages: as they were written",
            verified.n_records, verified.n_deliveries, verified.n_messages
        ));
    }
    Ok(Exit::Fine)
}
