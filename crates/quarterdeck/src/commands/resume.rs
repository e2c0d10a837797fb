//! `resume`: the recovery alone, or a person's word on a delivery in doubt.

use std::time::Instant;

use qd_delivery::{DeliveryId, Resolution, SendOptions, resume};

use crate::cli::{Global, Word};
use crate::commands::send::say;
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Opened;

pub(crate) fn run(global: &Global, word: &Word, output: &Output) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let mut outbox = mail::outbox(&opened.state())?;
    let (holder, started) = (mail::holder(), Instant::now());
    if let Some(why) = &word.adopt {
        let why = format!("{}: {why}", mail::person(None));
        outbox.adopt(&holder, &why, opened.instant).map_err(mail::delivery_problem)?;
        output.say("This outbox sends from here now. Look at `quarterdeck send --dry-run` first.");
    }
    for (id, word) in [(&word.sent, Resolution::Sent), (&word.unsent, Resolution::Unsent)] {
        let Some(id) = id else { continue };
        let id = DeliveryId::parse(id).map_err(mail::delivery_problem)?;
        outbox.resolve(&id, word, &holder, opened.instant).map_err(mail::delivery_problem)?;
    }
    let transport = mail::transport(&opened)?;
    let check = opened.secrets.guard();
    let options =
        SendOptions { elapsed: &|| started.elapsed(), ..SendOptions::new(opened.instant, &holder) };
    let report = resume(&mut outbox, transport.as_ref(), &check, &options)
        .map_err(mail::delivery_problem)?;
    if output.is_json {
        output.json(&report)?;
    } else if report.entries.is_empty() {
        output.say("Nothing is in doubt.");
    } else {
        say(&report, output);
    }
    Ok(mail::exit(report.outcome()))
}
