//! Sends what the outbox holds and may go: recovers first, asks the guard last, and records its
//! intent before the first byte leaves and the answer after.
//!
//! One bad delivery holds up none of the others, and nothing is sent twice unasked.

mod attempt;
mod queue;
mod recover;
mod report;
pub(crate) mod word;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::time::Duration;

use chrono::{DateTime, Utc};
use qd_model::ReportId;

use crate::outbox::delivery;
use crate::{
    Delivery, DeliveryError, Outbox, OutgoingCheck, Preflight, Transport, TransportErrorClass,
};

pub use recover::resume;
pub use report::{Action, Outcome, SendEntry, SendReport, Stop};
pub use word::Resolution;

/// How many deliveries share their syncs, and how many bytes they hold in memory together.
const MAX_BATCH: usize = 256;
const MAX_BATCH_BYTES: u64 = 32_000_000;

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
    /// The row says `in_flight`, on the disk.
    AfterIntent,
    /// The transport answered; nothing of it is recorded.
    AfterReply,
    /// The answer is on the disk.
    AfterRecord,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 4] =
        [Self::BeforeIntent, Self::AfterIntent, Self::AfterReply, Self::AfterRecord];
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
}

impl SendOptions<'_> {
    /// Sends for real, holds doubts, and observes nothing.
    pub fn new(now: DateTime<Utc>, holder: &str) -> SendOptions<'_> {
        let in_doubt = InDoubt::Hold;
        let (elapsed, observe) = (&|| Duration::ZERO, &|_: Step, _: &Delivery| {});
        SendOptions { now, is_dry_run: false, in_doubt, only: &[], holder, elapsed, observe }
    }
}

/// A run of sending.
struct Run<'a> {
    outbox: &'a mut Outbox,
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
    let _lock =
        if options.is_dry_run { None } else { Some(outbox.lock_run(options.holder, options.now)?) };
    let report = SendReport { is_dry_run: options.is_dry_run, ..SendReport::default() };
    let mut run = Run { outbox, transport, check, options, report };
    run.recover()?;
    let queue = run.queue()?;
    if !queue.is_empty() && !options.is_dry_run {
        run.preflight(&queue)?;
        run.send_all(queue)?;
    }
    run.list_standing()?;
    Ok(run.report)
}

impl Run<'_> {
    /// Asks the transport about everything that is to be sent, before anything is.
    fn preflight(&mut self, queue: &[Delivery]) -> Result<(), DeliveryError> {
        let (mut senders, mut recipients) = (BTreeMap::new(), BTreeMap::new());
        let mut n_recipients = 0;
        for row in queue {
            let sender = row.sender_address()?;
            senders.insert(sender.key(), sender);
            for row in self.outbox.read(|db| delivery::envelope(db, &row.id))? {
                recipients.insert(row.recipient.clone(), row.recipient_address()?);
                n_recipients += 1;
            }
        }
        let preflight = Preflight {
            senders: senders.into_values().collect(),
            recipients: recipients.into_values().collect(),
            n_recipients,
        };
        self.report.notes = self.transport.preflight(&preflight)?.notes;
        Ok(())
    }

    fn send_all(&mut self, queue: Vec<Delivery>) -> Result<(), DeliveryError> {
        let mut rest = queue.into_iter().peekable();
        while rest.peek().is_some() {
            let batch = self.batch(&mut rest);
            for error in self.attempt(batch, Action::Sent)? {
                match error.class {
                    TransportErrorClass::NotSentLater => {
                        self.report.stop =
                            Some(Stop { code: error.code.clone(), message: error.message.clone() });
                        return self.defer(rest.collect(), &error);
                    }
                    TransportErrorClass::StopRun => {
                        self.report.stop = Some(Stop { code: error.code, message: error.message });
                        self.report.list(rest, Action::NotReached);
                        return Ok(());
                    }
                    TransportErrorClass::NotSentRetry
                    | TransportErrorClass::NotSentPermanent
                    | TransportErrorClass::Unknown => {}
                }
            }
        }
        Ok(())
    }

    /// Takes the next few deliveries. Only where a crash leaves no doubt are they more than one: then
    /// their syncs are shared.
    fn batch(&self, rest: &mut Peekable<impl Iterator<Item = Delivery>>) -> Vec<Delivery> {
        let mut batch = vec![];
        let mut n_bytes = 0;
        let limit = if self.transport.is_idempotent() { MAX_BATCH } else { 1 };
        while batch.len() < limit && n_bytes < MAX_BATCH_BYTES {
            let Some(row) = rest.next() else { break };
            n_bytes += row.size_bytes;
            batch.push(row);
        }
        batch
    }

    fn observe(&self, step: Step, row: &Delivery) {
        (self.options.observe)(step, row);
    }
}
