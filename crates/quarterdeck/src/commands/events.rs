//! `events`: applies what SES reported. A body that is no event is kept, and stops nothing.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use qd_aws::events::{Consumed, Queue, QueueError, SnsPolicy, consume, consume_posts};
use qd_aws::https::Https;
use qd_aws::{AwsError, SesTransport};
use qd_delivery::{Outbox, State};

use crate::cli::Global;
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Opened;

/// The most that is read at once: some hundred thousand events.
const MAX_BYTES: u64 = 256_000_000;
/// How long a certificate of SNS may take.
const CERTIFICATE_TIMEOUT: Duration = Duration::from_secs(10);
/// The wait of one poll, in seconds: as long as SQS has.
const POLL_SECONDS: u32 = 20;

pub(crate) fn run(
    global: &Global,
    file: Option<&Path>,
    is_sns: bool,
    output: &Output,
) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let mut outbox = mail::outbox(&opened.state())?;
    let bytes = match file {
        Some(path) => File::open(path).and_then(bounded),
        None => bounded(io::stdin().lock()),
    };
    let bytes = bytes.map_err(|error| {
        let name = file.map_or_else(|| "standard input".to_owned(), |p| p.display().to_string());
        let message = format!("{name} cannot be read: {error}");
        Problem::usage("unreadable-events", message, "give a file with one body a line")
    })?;
    let bodies = bytes.split(|byte| *byte == b'\n').filter(|body| !body.trim_ascii().is_empty());
    let now = opened.instant;
    let consumed = match is_sns {
        false => consume(&mut outbox, bodies, now),
        true => {
            let topics = &opened.config.delivery.sns_topics;
            if topics.is_empty() {
                let help = "add `sns_topics = [\"arn:aws:sns:...\"]` to [delivery]";
                return Err(Problem::usage("no-topic", "no topic of SNS is believed", help));
            }
            let policy = SnsPolicy::of(topics.iter().cloned());
            let https = Https::new(CERTIFICATE_TIMEOUT).map_err(aws_problem)?;
            consume_posts(&mut outbox, bodies, &policy, &https, now)
        }
    };
    said(&consumed.map_err(mail::delivery_problem)?, output)
}

/// Polls the queue until it is empty.
pub(crate) fn from_queue(global: &Global, output: &Output) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let mut outbox = mail::outbox(&opened.state())?;
    let Some(queue) = queue(&opened)? else {
        let help = "add `events_queue = \"https://sqs...\"` to [delivery]";
        return Err(Problem::usage("no-queue", "no queue of events is configured", help));
    };
    output.progress("polling the queue");
    let consumed = queue.drain(&mut outbox, POLL_SECONDS, opened.instant, &|_| Ok(false));
    output.progress_end();
    said(&consumed.map_err(queue_problem)?, output)
}

/// Reads the queue before a run sends, and while mail is in doubt waits for word about it: what an event
/// settles need not be held.
pub(crate) fn settle_doubts(
    opened: &Opened,
    outbox: &mut Outbox,
    output: &Output,
) -> Result<(), Problem> {
    let Some(queue) = queue(opened)? else { return Ok(()) };
    let minutes = u64::from(opened.config.delivery.events_wait_minutes);
    let (started, patience) = (Instant::now(), Duration::from_secs(60 * minutes));
    let doubts = |outbox: &Outbox| Ok(!outbox.deliveries_in(State::InDoubt)?.is_empty());
    let has_doubts = doubts(outbox).map_err(mail::delivery_problem)?;
    if has_doubts {
        output.progress("waiting for events about mail in doubt");
    }
    let waits_on = |outbox: &Outbox| Ok(started.elapsed() < patience && doubts(outbox)?);
    let wait_seconds = if has_doubts { POLL_SECONDS } else { 0 };
    let drained = queue.drain(outbox, wait_seconds, opened.instant, &waits_on);
    output.progress_end();
    drained.map(drop).map_err(queue_problem)
}

/// Holds the suppression list and that of SES alike.
pub(crate) fn mirror(global: &Global, output: &Output) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let mut outbox = mail::outbox(&opened.state())?;
    let options = opened.settings.ses_options(&opened.config.delivery);
    let transport = SesTransport::new(options).map_err(aws_problem)?;
    let mirrored = transport.mirror(&mut outbox, opened.instant).map_err(mail::delivery_problem)?;
    if output.is_json {
        output.json(&mirrored)?;
    } else {
        let (learned, told) = (mirrored.n_learned, mirrored.n_told);
        output.data(&format!("{learned} addresses learned from SES, {told} told to it"));
    }
    Ok(Exit::Fine)
}

fn queue(opened: &Opened) -> Result<Option<Queue>, Problem> {
    let delivery = &opened.config.delivery;
    let Some(url) = &delivery.events_queue else { return Ok(None) };
    let options = opened.settings.ses_options(delivery);
    Queue::new(&options, url).map(Some).map_err(aws_problem)
}

fn said(consumed: &Consumed, output: &Output) -> Result<Exit, Problem> {
    let exit = if consumed.n_dead > 0 { Exit::Incomplete } else { Exit::Fine };
    if output.is_json {
        output.json(consumed)?;
        return Ok(exit);
    }
    output.data(&format!(
        "{} changed a delivery, {} told nothing new, {} wait for their delivery, {} say nothing \
         about one, {} could not be read and are kept",
        consumed.n_changed,
        consumed.n_known,
        consumed.n_parked,
        consumed.n_ignored,
        consumed.n_dead
    ));
    Ok(exit)
}

fn aws_problem(error: AwsError) -> Problem {
    mail::aws_problem(&error)
}

fn queue_problem(error: QueueError) -> Problem {
    match error {
        QueueError::Outbox(error) => mail::delivery_problem(error),
        QueueError::Queue(_) => {
            let help =
                "check `events_queue`, the credentials, and that they may receive and delete";
            Problem::new(Exit::Incomplete, "queue", error.to_string(), Some(help.to_owned()))
        }
    }
}

fn bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("it holds more than 256 MB"));
    }
    Ok(bytes)
}
