//! `next`: the coming schedule: what is due when, and what it will be about.

use chrono::SecondsFormat;
use qd_delivery::schedule::Occurrence;
use serde_json::json;

use crate::cli::Global;
use crate::exit::Exit;
use crate::jobs::{Job, jobs};
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Opened;
use crate::tabular::Tabular;

pub(crate) fn run(global: &Global, count: usize, output: &Output) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let jobs = jobs(&opened.config)?;
    let mut coming = Vec::<(Occurrence, &Job<'_>)>::new();
    for job in &jobs {
        let mut after = opened.instant;
        for _ in 0..count {
            let Some(occurrence) = job.next_after(after) else { break };
            after = occurrence.at;
            coming.push((occurrence, job));
        }
    }
    coming.sort_by_key(|(occurrence, job)| (occurrence.at, job.schedule.report.clone()));
    coming.truncate(count);
    if output.is_json {
        let one = |(occurrence, job): &(Occurrence, &Job<'_>)| {
            json!({
                "report": job.schedule.report,
                "at": occurrence.at.to_rfc3339_opts(SecondsFormat::Secs, true),
                "local": local(occurrence, job),
                "period": occurrence.period,
                "as_of": occurrence.as_of,
                "schedule": job.schedule.to_string(),
            })
        };
        output.json(&coming.iter().map(one).collect::<Vec<_>>())?;
        return Ok(Exit::Fine);
    }
    let mut table = Tabular::new(&["report", "due", "UTC", "about", "schedule"]);
    for (occurrence, job) in &coming {
        table.row([
            job.schedule.report.to_string(),
            local(occurrence, job),
            occurrence.at.format("%Y-%m-%d %H:%M").to_string(),
            occurrence.period.to_string(),
            job.schedule.to_string(),
        ]);
    }
    match table.is_empty() {
        true => output.say("Nothing is scheduled: add a [[schedule]] to quarterdeck.toml."),
        false => output.data(&table.print()),
    }
    Ok(Exit::Fine)
}

fn local(occurrence: &Occurrence, job: &Job<'_>) -> String {
    let local = occurrence.at.with_timezone(&job.schedule.zone);
    local.format("%a %Y-%m-%d %H:%M %Z").to_string()
}
