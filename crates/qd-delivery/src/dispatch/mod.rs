//! Sends what the outbox holds and may go: recovers first, asks the guard last, and records its
//! intent before the first byte leaves and the answer after.
//!
//! One bad delivery holds up none of the others, and nothing is sent twice unasked.

mod attempt;
mod entries;
mod group;
mod queue;
mod recover;
mod report;
mod stop_signal;
pub(crate) mod word;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, Utc};
use qd_model::ReportId;

use crate::{
    Delivery, DeliveryError, Outbox, OutgoingCheck, RunLock, Transport, TransportError,
    TransportErrorClass,
};
use queue::Queued;

pub use entries::Entries;
pub use recover::resume;
pub use report::{Action, Outcome, SendEntry, SendReport, Stop};
pub use stop_signal::StopSignal;
pub use word::Resolution;

/// How many deliveries share their syncs at most, and how many bytes they hold in memory together.
const MAX_GROUP: usize = 256;
const MAX_GROUP_BYTES: u64 = 32_000_000;

/// What to do about deliveries that may or may not have been sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum InDoubt {
    /// List them and wait for an event or a person: at most once.
    #[default]
    Hold,
    /// Send them again: at least once.
    Resend,
}

/// Where an attempt stands: for progress, and for tests that break it off.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Step {
    /// Nothing is recorded yet.
    BeforeIntent,
    /// The row says `in_flight`, on the disk; so do those of its group.
    AfterIntent,
    /// Its turn has come: after this its first byte may leave.
    Begin,
    /// The transport answered; nothing of it is recorded.
    AfterReply,
    /// The answer is on the disk.
    AfterRecord,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 5] =
        [Self::BeforeIntent, Self::AfterIntent, Self::Begin, Self::AfterReply, Self::AfterRecord];
}

/// How to send.
pub struct SendOptions<'a> {
    /// The run's instant.
    pub now: DateTime<Utc>,
    /// Claims that nothing is to be sent or recorded: only say what would be.
    pub is_dry_run: bool,
    /// What to do about doubts.
    pub in_doubt: InDoubt,
    /// The reports that may go; all of them if there is none.
    pub only: &'a [ReportId],
    /// What other processes are told about this one while it sends.
    pub holder: &'a str,
    /// How long ago the run's instant was: a run may be so long that a deadline passes in it. It
    /// reaches no record.
    pub elapsed: &'a dyn Fn() -> Duration,
    /// Called at each step of each delivery.
    pub observe: &'a dyn Fn(Step, &Delivery),
    /// Asked before each delivery begins. Once it says so, what is under way is ended and recorded,
    /// and nothing else begins.
    pub is_stopping: &'a dyn Fn() -> bool,
}

impl SendOptions<'_> {
    /// Sends for real, holds doubts, and observes nothing.
    pub fn new(now: DateTime<Utc>, holder: &str) -> SendOptions<'_> {
        let in_doubt = InDoubt::Hold;
        let (elapsed, observe) = (&|| Duration::ZERO, &|_: Step, _: &Delivery| {});
        let is_stopping = &|| false;
        let (is_dry_run, only) = (false, &[] as &[ReportId]);
        SendOptions { now, is_dry_run, in_doubt, only, holder, elapsed, observe, is_stopping }
    }
}

/// A run of sending.
struct Run<'a> {
    outbox: &'a mut Outbox,
    /// The right to send; `None` in a rehearsal.
    lock: Option<RunLock>,
    transport: &'a dyn Transport,
    check: &'a dyn OutgoingCheck,
    options: &'a SendOptions<'a>,
    report: SendReport,
}

/// Recovers, then sends what is drafted and may go.
pub fn send(
    outbox: &mut Outbox,
    transport: &dyn Transport,
    check: &dyn OutgoingCheck,
    options: &SendOptions<'_>,
) -> Result<SendReport, DeliveryError> {
    let mut run = Run::begin(outbox, transport, check, options)?;
    run.recover()?;
    let (queue, preflight) = run.queue()?;
    if !queue.is_empty() && !options.is_dry_run {
        // Asks the transport about everything that is to be sent, before anything is.
        run.report.notes = run.transport.preflight(&preflight)?.notes;
        drop(preflight);
        run.send_all(queue)?;
    }
    run.list_standing()?;
    Ok(run.report)
}

impl<'a> Run<'a> {
    /// Takes the right to send, unless it is a rehearsal.
    fn begin(
        outbox: &'a mut Outbox,
        transport: &'a dyn Transport,
        check: &'a dyn OutgoingCheck,
        options: &'a SendOptions<'a>,
    ) -> Result<Self, DeliveryError> {
        let lock = match options.is_dry_run {
            true => None,
            false => Some(outbox.lock_run(options.holder, options.now)?),
        };
        let report = SendReport { is_dry_run: options.is_dry_run, ..SendReport::default() };
        Ok(Self { outbox, lock, transport, check, options, report })
    }

    fn send_all(&mut self, mut rest: VecDeque<Queued>) -> Result<(), DeliveryError> {
        while !rest.is_empty() {
            if (self.options.is_stopping)() {
                let message = "the run was asked to stop; what was under way has ended".to_owned();
                self.report.stop = Some(Stop { code: "stopped".into(), message });
                return self.not_reached(rest);
            }
            self.check_lock()?;
            let group = self.group(&mut rest);
            let ended = self.attempt(group, Action::Sent)?;
            ended.back.into_iter().rev().for_each(|queued| rest.push_front(queued));
            if let Some(error) = ended.errors.into_iter().find(ends_run) {
                let (code, message) = (error.code.clone(), error.message.clone());
                self.report.stop = Some(Stop { code, message });
                return match error.class {
                    TransportErrorClass::NotSentLater => self.defer(rest, &error),
                    _ => self.not_reached(rest),
                };
            }
        }
        Ok(())
    }

    /// Takes the next few deliveries, whose syncs are shared. They are more than one where a crash
    /// leaves no doubt, or where the transport says how many doubts speed is worth.
    fn group(&self, rest: &mut VecDeque<Queued>) -> Vec<Queued> {
        let mut group: Vec<Queued> = vec![];
        let max_recipients = self.transport.group_recipients();
        let (mut n_bytes, mut n_recipients) = (0, 0u64);
        while let Some(next) = rest.front() {
            n_bytes += next.size_bytes;
            n_recipients += next.n_recipients;
            let fits = group.len() < MAX_GROUP
                && n_bytes <= MAX_GROUP_BYTES
                && n_recipients <= max_recipients;
            if !fits && !group.is_empty() {
                break;
            }
            group.extend(rest.pop_front());
        }
        group
    }

    /// Refuses to go on where the lock is not the one that was taken: the folder was put elsewhere or
    /// replaced, and another process may be sending from what stands in its place.
    fn check_lock(&self) -> Result<(), DeliveryError> {
        match self.has_lock() {
            true => Ok(()),
            false => {
                let path = self.outbox.path().to_owned();
                let why = "its folder or its lock was replaced while the run went on".into();
                Err(DeliveryError::Fenced { path, why })
            }
        }
    }

    fn has_lock(&self) -> bool {
        self.lock.as_ref().is_none_or(RunLock::is_in_place)
    }

    fn observe(&self, step: Step, row: &Delivery) {
        (self.options.observe)(step, row);
    }
}

/// Claims that nothing else may be sent after it.
fn ends_run(error: &TransportError) -> bool {
    match error.class {
        TransportErrorClass::NotSentLater | TransportErrorClass::StopRun => true,
        TransportErrorClass::NotSentRetry
        | TransportErrorClass::NotSentPermanent
        | TransportErrorClass::Unknown => false,
    }
}
