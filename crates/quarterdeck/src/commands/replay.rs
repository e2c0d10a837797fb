//! `archive replay`: makes editions again from what they were made from, and compares every byte.
//!
//! Nothing is drafted, kept or sent. The inputs are those of the portfolio's folder, or of another clone
//! of it; the record is this portfolio's.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use qd_delivery::{Address, Delivery, Envelope, Origin, Outbox, build_message};
use serde::Serialize;

use crate::cli::Global;
use crate::documents::{Issue, Wanting, assembled_again};
use crate::edition_name::{self, Named};
use crate::exit::Exit;
use crate::mail;
use crate::origin;
use crate::output::Output;
use crate::printed::mail_of;
use crate::problem::Problem;
use crate::run::{Opened, Run, configuration, layers};
use crate::tabular::Tabular;

/// What became of one message.
#[derive(Serialize)]
struct Replayed {
    edition: String,
    delivery: String,
    recipient: String,
    sha256: String,
    is_identical: bool,
    /// Where the first byte differs.
    first_difference: Option<String>,
    /// What is not as it was.
    reasons: Vec<String>,
}

pub(crate) fn run(
    global: &Global,
    names: &[String],
    inputs: Option<&Path>,
    output: &Output,
) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let outbox = mail::outbox(&opened.state())?;
    let mut runs = Runs {
        opened: &opened,
        folder: inputs.unwrap_or(&global.portfolio),
        made: BTreeMap::new(),
    };
    let mut replayed = Vec::new();
    for named in named(&outbox, names)? {
        let origin = origin_of(&named)?;
        let run = runs.at(&origin, output)?;
        replayed.extend(replay(run, &outbox, &named, &origin, output)?);
    }
    let is_identical = replayed.iter().all(|one| one.is_identical);
    if output.is_json {
        output.json(&serde_json::json!({ "is_identical": is_identical, "messages": replayed }))?;
    } else {
        say(&replayed, output);
    }
    Ok(if is_identical { Exit::Fine } else { Exit::Usage })
}

fn say(replayed: &[Replayed], output: &Output) {
    let mut table = Tabular::new(&["edition", "recipient", "hash", "made again"]);
    for one in replayed {
        let result = match &one.first_difference {
            None => "identical".to_owned(),
            Some(place) => format!("DIFFERS {place}"),
        };
        table.row([
            one.edition.clone(),
            one.recipient.clone(),
            one.sha256[..12].to_owned(),
            result,
        ]);
    }
    output.data(&table.print());
    let n_identical = replayed.iter().filter(|one| one.is_identical).count();
    output.data(&format!("{n_identical} of {} messages are identical.", replayed.len()));
    let mut reasons = replayed
        .iter()
        .filter(|one| !one.is_identical)
        .flat_map(|one| &one.reasons)
        .collect::<Vec<_>>();
    reasons.sort();
    reasons.dedup();
    for reason in reasons {
        output.data(&format!("  {reason}"));
    }
}

/// The editions that are meant: those named, else the last of each series that has messages.
fn named(outbox: &Outbox, names: &[String]) -> Result<Vec<Named>, Problem> {
    if !names.is_empty() {
        return names.iter().map(|name| edition_name::find(outbox, name)).collect();
    }
    let mut last = BTreeMap::new();
    for row in outbox.deliveries().map_err(mail::delivery_problem)? {
        if row.sha256.is_some() {
            let number = last.entry(row.series.clone()).or_insert(row.edition);
            *number = row.edition.max(*number);
        }
    }
    let of = |(series, number)| {
        let record = outbox.edition(&series, number).map_err(mail::delivery_problem)?;
        Ok(record.map(|record| Named { series, record }))
    };
    let named = last.into_iter().map(of).collect::<Result<Vec<_>, Problem>>()?;
    let named = named.into_iter().flatten().collect::<Vec<_>>();
    match named.is_empty() {
        true => Err(Problem::usage(
            "no-message",
            "nothing was planned yet, so there is nothing to make again",
            "`quarterdeck plan` drafts the first editions",
        )),
        false => Ok(named),
    }
}

/// What an edition was made from, where that was kept.
pub(crate) fn origin_of(named: &Named) -> Result<Origin, Problem> {
    named.record.origin.clone().ok_or_else(|| {
        Problem::usage(
            "no-origin",
            format!("what `{}` was made from was not kept", named.name()),
            "an older version made it, or `build` alone; `quarterdeck plan` keeps it from now on",
        )
    })
}

/// Runs by their day and instant: most editions of a day share one.
struct Runs<'a> {
    opened: &'a Opened,
    folder: &'a Path,
    made: BTreeMap<(NaiveDate, DateTime<Utc>), Run>,
}

impl Runs<'_> {
    fn at(&mut self, origin: &Origin, output: &Output) -> Result<&Run, Problem> {
        let time = (origin.as_of, origin.at);
        if !self.made.contains_key(&time) {
            let config = configuration(self.folder)?;
            let layers = layers(&config)?;
            let opened = Opened::at(config, time, Some(self.opened.state()))?;
            self.made.insert(time, Run::of(opened, layers, output)?);
        }
        Ok(&self.made[&time])
    }
}

fn replay(
    run: &Run,
    outbox: &Outbox,
    named: &Named,
    origin: &Origin,
    output: &Output,
) -> Result<Vec<Replayed>, Problem> {
    let issue = Issue {
        series: &named.series,
        number: named.record.number,
        correction: named.record.correction.as_deref(),
        scope: origin::scope(run, origin),
    };
    let document = assembled_again(run, outbox, &issue, output)?;
    let (guard, formats) = (run.secrets.guard(), origin::formats(origin));
    let wanting = Wanting { formats: &formats, correction: issue.correction, ..Wanting::ALL };
    let mask = |text: &str| guard.mask(text);
    let content = document.map(|document| mail_of(run, &document, wanting, &mask));
    let rows = outbox.deliveries_of(&named.series, named.record.number);
    let rows = rows.map_err(mail::delivery_problem)?.into_iter();
    let mut replayed = Vec::new();
    for row in rows.filter(|row| !row.is_audit()) {
        let Some(sha256) = &row.sha256 else { continue };
        let kept = outbox.bytes(sha256).map_err(mail::delivery_problem)?;
        let bytes = match &content {
            None => Vec::new(),
            Some(content) => {
                let envelope = envelope(outbox, &row)?;
                let frozen_at = outbox.frozen_at(&row.id).map_err(mail::delivery_problem)?;
                let instant = frozen_at.unwrap_or(origin.at);
                build_message(&row.id, &row.series, content, &envelope, instant)
                    .map_err(mail::delivery_problem)?
            }
        };
        replayed.push(Replayed {
            edition: named.name(),
            delivery: row.id.to_string(),
            recipient: row.recipient.clone(),
            sha256: sha256.to_string(),
            is_identical: bytes == kept,
            first_difference: first_difference(&kept, &bytes),
            reasons: Vec::new(),
        });
    }
    if replayed.iter().any(|one| !one.is_identical) {
        let reasons = reasons(run, outbox, origin)?;
        replayed
            .iter_mut()
            .filter(|one| !one.is_identical)
            .for_each(|one| one.reasons.clone_from(&reasons));
    }
    Ok(replayed)
}

fn envelope(outbox: &Outbox, row: &Delivery) -> Result<Envelope, Problem> {
    let copies = outbox.copies(&row.id).map_err(mail::delivery_problem)?;
    let bcc = copies
        .iter()
        .map(|copy| mail::parse(&copy.address))
        .collect::<Result<Vec<Address>, _>>()?;
    Ok(Envelope { from: mail::parse(&row.sender)?, to: mail::parse(&row.address)?, bcc })
}

/// What is not as it was when the edition was made.
fn reasons(run: &Run, outbox: &Outbox, origin: &Origin) -> Result<Vec<String>, Problem> {
    let mut reasons = Vec::new();
    if origin.tool != origin::TOOL {
        reasons.push(format!("tool: it was {}, this is {}", origin.tool, origin::TOOL));
    }
    let old = origin::kept_inputs(outbox, origin)?;
    let inputs = origin::changed_inputs(&old, &origin::inputs(run));
    reasons.extend(inputs.iter().map(|path| format!("input: {path} is not what it was")));
    let old = origin::definitions(outbox, origin)?;
    let guard = run.secrets.guard();
    let definitions = origin::changed_definitions(&old, &origin::masked(&run.layers, &guard));
    reasons.extend(definitions.iter().map(|path| format!("definition: {path} is not what it was")));
    if origin::kept_configuration(outbox, origin)? != origin::configuration(run) {
        reasons.push("configuration: quarterdeck.toml is not what it was".to_owned());
    }
    Ok(reasons)
}

/// Where two messages part: the line, and the part that it stands in. Never what stands there.
fn first_difference(kept: &[u8], made: &[u8]) -> Option<String> {
    if kept == made {
        return None;
    }
    if made.is_empty() {
        return Some("whole: its report or entity is not there any more".to_owned());
    }
    let at = kept.iter().zip(made).take_while(|(a, b)| a == b).count();
    let before = String::from_utf8_lossy(&kept[..at]).into_owned();
    let line = before.matches('\n').count() + 1;
    let part = before
        .rsplit_once("Content-Type: ")
        .and_then(|(_, after)| after.split([';', '\r']).next())
        .unwrap_or("the headers");
    Some(format!("from line {line} on, in {part}"))
}
