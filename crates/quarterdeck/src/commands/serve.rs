//! `serve --schedule`: runs what is due, in the foreground, until it is stopped.
//!
//! Everything it does survives being killed: what an occurrence led to is recorded after it was done, and
//! doing it again sends nothing twice.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use qd_delivery::schedule::{Due, Occurrence};
use qd_delivery::{Done, Reached, StopSignal, status};

use crate::cli::{Global, Selection};
use crate::commands::plan::planned;
use crate::commands::send::{recover, sent};
use crate::documents::Wanting;
use crate::environment::now;
use crate::exit::Exit;
use crate::jobs::{Job, jobs};
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::{Opened, Run, configuration, layers, state_folder};

/// The longest sleep: a clock that is set, and a configuration that changes, are seen after it.
const MAX_SLEEP: Duration = Duration::from_secs(60);
/// How long a run that could not be made is left alone.
const RETRY_AFTER: TimeDelta = TimeDelta::minutes(5);

pub(crate) fn run(global: &Global, is_once: bool, output: &Output) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let is_fixed = global.as_of.or(opened.config.as_of).is_some();
    if opened.config.schedules.is_empty() {
        let help = "add a [[schedule]] to quarterdeck.toml";
        return Err(Problem::usage("no-schedule", "nothing is scheduled", help));
    }
    if is_once {
        return tick(global, opened.instant, &mut BTreeMap::new(), output);
    }
    if is_fixed {
        let help = "take `as_of` out of [portfolio], or run what is due on that day with --once";
        return Err(Problem::usage(
            "fixed-clock",
            "the clock is fixed, so nothing comes due",
            help,
        ));
    }
    let mut retries = BTreeMap::new();
    loop {
        // One bad moment, such as a configuration in editing, is no reason to stop.
        match tick(global, now(), &mut retries, output) {
            Ok(_) => {}
            Err(problem) => output.problem(&problem),
        }
        if StopSignal::was_asked() {
            return Ok(Exit::Fine);
        }
        thread::sleep(sleep(global));
    }
}

/// How long until something is due.
fn sleep(global: &Global) -> Duration {
    let next = || -> Option<Duration> {
        let config = configuration(&global.portfolio).ok()?;
        let instant = now();
        let next = jobs(&config)
            .ok()?
            .iter()
            .filter_map(|job| job.next_after(instant))
            .map(|o| o.at)
            .min()?;
        (next - instant).to_std().ok()
    };
    next().map_or(MAX_SLEEP, |wait| wait.clamp(Duration::from_secs(1), MAX_SLEEP))
}

/// Does what is due.
fn tick(
    global: &Global,
    now: DateTime<Utc>,
    retries: &mut BTreeMap<String, DateTime<Utc>>,
    output: &Output,
) -> Result<Exit, Problem> {
    let config = configuration(&global.portfolio)?;
    let jobs = jobs(&config)?;
    let state = state_folder(&config);
    let mut exit = Exit::Fine;
    for job in &jobs {
        let key = job.schedule.key();
        if retries.get(&key).is_some_and(|until| now < *until) {
            continue;
        }
        let mut outbox = mail::outbox(&state)?;
        let report = &job.schedule.report;
        match job.due(&outbox, now)? {
            Due::NotYet => {}
            Due::New => job.record_end(&mut outbox, now, now, (Done::New, ""))?,
            Due::TooLate(occurrence) => {
                let note = "nobody was there in time";
                output.alarm(&format!(
                    "`{report}` was due at {} and is left out: {note}",
                    occurrence.at
                ));
                job.record_end(&mut outbox, occurrence.at, now, (Done::Missed, note))?;
                exit = exit.worst(Exit::Incomplete);
            }
            Due::Now(occurrence) => {
                drop(outbox);
                let result = carried_out(global, job, &occurrence, now, output);
                if StopSignal::was_asked() {
                    // It stays due: whoever starts next sends the rest.
                    return Ok(exit.worst(Exit::Incomplete));
                }
                let mut outbox = mail::outbox(&state)?;
                match result {
                    Ok((ended, missing)) if missing.is_empty() => {
                        output.say(&format!("`{report}` for {} is out", occurrence.period));
                        job.record_end(&mut outbox, occurrence.at, now, (Done::Sent, ""))?;
                        exit = exit.worst(ended);
                    }
                    Ok((ended, missing)) => {
                        let note = missing.join("; ");
                        output.alarm(&format!(
                            "`{report}` for {} is not out: {note}",
                            occurrence.period
                        ));
                        job.record_end(&mut outbox, occurrence.at, now, (Done::Incomplete, &note))?;
                        exit = exit.worst(ended).worst(Exit::Incomplete);
                    }
                    // It stays due: the next try may find what was in the way gone.
                    Err(problem) => {
                        output.alarm(&format!(
                            "`{report}` for {} could not be made",
                            occurrence.period
                        ));
                        output.problem(&problem);
                        retries.insert(key, now + RETRY_AFTER);
                        exit = exit.worst(problem.exit).worst(Exit::Incomplete);
                    }
                }
            }
        }
    }
    Ok(exit)
}

/// Plans and sends one report. Returns who does not have it, and why.
fn carried_out(
    global: &Global,
    job: &Job<'_>,
    occurrence: &Occurrence,
    now: DateTime<Utc>,
    output: &Output,
) -> Result<(Exit, Vec<String>), Problem> {
    let report = &job.schedule.report;
    let open = || Opened::at(configuration(&global.portfolio)?, (occurrence.as_of, now), None);
    let opened = open()?;
    let definitions = layers(&opened.config)?;
    let run = Run::of(opened, definitions, output)?;
    let selection = Selection { reports: vec![report.to_string()] };
    let plan = planned(&run, &selection, Wanting::ALL, &run.secrets.guard(), output)?;
    let opened = open()?;
    recover(&opened, output)?;
    let sent = sent(&opened, false, std::slice::from_ref(report), &opened.secrets.guard(), output)?;
    let exit = mail::exit(plan.outcome()).worst(mail::exit(sent.outcome()));
    let outbox = mail::outbox(&opened.state())?;
    let lines = status(&outbox).map_err(mail::delivery_problem)?.lines;
    let lines = lines.iter().filter(|line| {
        line.delivery.series.report == *report && line.delivery.period == occurrence.period
    });
    let lines = lines.collect::<Vec<_>>();
    if lines.is_empty() {
        return Ok((exit, vec!["nobody gets it".to_owned()]));
    }
    let missing = lines.into_iter().filter_map(|line| match &line.reached {
        Reached::Yes => None,
        Reached::NotYet(why) | Reached::No(why) | Reached::Unknown(why) => {
            Some(format!("{}: {why}", line.delivery.recipient))
        }
    });
    Ok((exit, missing.collect()))
}
