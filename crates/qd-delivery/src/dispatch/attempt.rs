//! An attempt: intents on the disk, the transport, its answers on the disk. A group shares the syncs.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::group::{Group, Member};
use super::queue::Queued;
use super::{Action, Run, Step};
use crate::outbox::{StoreError, delivery, edition, feedback, ledger, suppression};
use crate::transport::Answer;
use crate::{Delivery, DeliveryError, Frozen, State, TransportError, TransportErrorClass};

/// What a second look finds, right before a delivery goes.
enum Intended {
    /// It is in flight, on the disk.
    Flying(Box<(Delivery, Frozen)>),
    /// It is not the row that was read: a draft was replaced, or a person withdrew it.
    Changed,
    /// It may not go any more; its state from now on, and why.
    Held(State, String),
}

/// How a group ended.
pub(super) struct Ended {
    /// The errors of those that did not go, in the order of the answers.
    pub(super) errors: Vec<TransportError>,
    /// What did not begin, in order, and is again what it was.
    pub(super) back: Vec<Queued>,
}

impl Run<'_> {
    /// Sends a group and records what came of it: one synced transaction before the first byte of any
    /// leaves, and one for each lot of answers. What the transport did not begin is handed back. An
    /// error in recording leaves the rest in flight, which the next run takes for what they are.
    pub(super) fn attempt(
        &mut self,
        group: Vec<Queued>,
        action: Action,
    ) -> Result<Ended, DeliveryError> {
        let loaded = self.load(group)?;
        let (mut members, mut batch) = (vec![], vec![]);
        for (read, intended) in self.intend(loaded)? {
            match intended {
                Intended::Flying(flying) => {
                    let (row, frozen) = *flying;
                    members.push(Member::new(row, read.state, frozen.n_recipients()));
                    batch.push(frozen);
                }
                Intended::Held(state, why) => self.hold(read, state, &why)?,
                Intended::Changed => self.hold_changed(read),
            }
        }
        members.iter().for_each(|member| self.observe(Step::AfterIntent, &member.row));
        let transport = self.transport;
        let mut group = Group::new(self, members, action);
        transport.send_group(&batch, &mut group);
        drop(batch);
        group.end()
    }

    /// Reads rows and bytes. What is not as it was when it was queued is held.
    fn load(&mut self, group: Vec<Queued>) -> Result<Vec<(Delivery, Vec<u8>)>, DeliveryError> {
        let mut loaded = vec![];
        for queued in group {
            // Gone is what a new draft left out: nobody is to get it.
            let row = self.outbox.read(|db| delivery::one(db, &queued.id))?;
            let Some(row) = row else { continue };
            if delivery::digest(&row) != queued.seal {
                self.hold_changed(row);
                continue;
            }
            self.observe(Step::BeforeIntent, &row);
            match self.frozen(&row) {
                Ok(bytes) => loaded.push((row, bytes)),
                Err(error) => {
                    let row = Delivery { last_error: Some(format!("archive: {error}")), ..row };
                    self.report.push(row, Action::Held);
                }
            }
        }
        Ok(loaded)
    }

    fn hold_changed(&mut self, row: Delivery) {
        let why = "changed: a new draft replaced it while the run was going on";
        let row = Delivery { last_error: Some(why.into()), ..row };
        self.report.push(row, Action::Held);
    }

    /// Reads the frozen bytes back, checked against their hash.
    fn frozen(&self, row: &Delivery) -> Result<Vec<u8>, DeliveryError> {
        match &row.sha256 {
            Some(sha256) => self.outbox.bytes(sha256),
            None => Err(DeliveryError::ArchiveMissing { sha256: "none".into() }),
        }
    }

    /// Marks deliveries as in flight, in one transaction that is synced before this returns.
    fn intend(
        &mut self,
        loaded: Vec<(Delivery, Vec<u8>)>,
    ) -> Result<Vec<(Delivery, Intended)>, DeliveryError> {
        let late = loaded.iter().map(|(row, _)| self.is_late(row)).collect::<Vec<_>>();
        let (now, transport) = (self.options.now, self.transport.name());
        self.outbox.write(|tx| {
            let mut all = vec![];
            for ((read, bytes), is_late) in loaded.into_iter().zip(late) {
                let intended = intend_one(tx, &read, bytes, is_late, transport, now)?;
                all.push((read, intended));
            }
            Ok(all)
        })
    }

    /// Records answers, in one transaction.
    pub(super) fn record(
        &mut self,
        members: &[Member],
        answers: &[Answer],
    ) -> Result<Vec<Delivery>, DeliveryError> {
        let now = self.options.now;
        self.outbox.write(|tx| {
            let mut recorded = vec![];
            for (index, result) in answers {
                let (to, note) = match result {
                    Ok(receipt) => (State::Accepted, receipt.message_id.clone()),
                    Err(error) => (state_after(error.class), error.to_string()),
                };
                let mut envelope = delivery::envelope(tx, &members[*index].row.id)?;
                // An event of the provider may have come before its answer, and says more.
                for row in envelope.iter_mut().filter(|row| row.state == State::InFlight) {
                    row.message_id = result.as_ref().ok().map(|receipt| receipt.message_id.clone());
                    row.last_error = result.as_ref().err().map(ToString::to_string);
                    ledger::change(tx, row, to, &note, now)?;
                    // Some events know the message by the id that the answer just told us.
                    feedback::settle(tx, row, now)?;
                }
                recorded.extend(envelope);
            }
            Ok(recorded)
        })
    }

    /// Undoes the intents of what did not begin. What was in doubt before is so again.
    pub(super) fn hand_back(&mut self, members: &[&Member]) -> Result<Vec<Queued>, DeliveryError> {
        let now = self.options.now;
        self.outbox.write(|tx| {
            let mut back = vec![];
            for member in members {
                let to = match member.was {
                    State::InDoubt => State::InDoubt,
                    _ => State::Approved,
                };
                let why = "not begun: its group ended before its turn";
                let mut envelope = delivery::envelope(tx, &member.row.id)?;
                for row in envelope.iter_mut().filter(|row| row.state == State::InFlight) {
                    ledger::change(tx, row, to, why, now)?;
                }
                let own = envelope.first().filter(|row| row.state == to);
                back.extend(own.map(|row| Queued::of(row, member.n_recipients)));
            }
            Ok(back)
        })
    }

    /// Marks deliveries that the run will not reach today as surely not sent.
    pub(super) fn defer(
        &mut self,
        rest: VecDeque<Queued>,
        error: &TransportError,
    ) -> Result<(), DeliveryError> {
        let now = self.options.now;
        let deferred = self.outbox.write(|tx| {
            let mut deferred = vec![];
            for queued in rest {
                for mut row in delivery::envelope(tx, &queued.id)? {
                    approve(tx, &mut row, now)?;
                    if row.state.can_become(State::Deferred) {
                        row.last_error = Some(error.to_string());
                        ledger::change(tx, &mut row, State::Deferred, &error.to_string(), now)?;
                    }
                    deferred.push(row);
                }
            }
            Ok(deferred)
        })?;
        self.report.list(deferred, Action::NotReached);
        Ok(())
    }
}

/// Approves what is only planned and marks it in flight. Audit copies whose address is suppressed leave
/// the envelope. A long run looks again at what may have changed since its queue was made: the row, its
/// deadline, the list.
fn intend_one(
    db: &Connection,
    read: &Delivery,
    bytes: Vec<u8>,
    is_late: bool,
    transport: &str,
    now: DateTime<Utc>,
) -> Result<Intended, StoreError> {
    let is_rewrite = read.state == State::InFlight;
    let Some(mut row) = delivery::one(db, &read.id)?.filter(|row| row == read) else {
        return Ok(Intended::Changed);
    };
    if is_late && !is_rewrite {
        return Ok(Intended::Held(State::Expired, super::queue::LATE.into()));
    }
    match suppression::reason(db, &row.recipient)? {
        Some(reason) if !is_rewrite => {
            return Ok(Intended::Held(State::Suppressed, format!("suppressed: {reason}")));
        }
        _ => {}
    }
    let mut bcc = vec![];
    let attempt = row.attempt + u32::from(!is_rewrite);
    for copy in &mut delivery::copies(db, &row.id)? {
        match suppression::reason(db, &copy.recipient)? {
            Some(reason) if !is_rewrite => {
                copy.last_error = Some(format!("suppressed: {reason}"));
                if copy.state != State::Suppressed {
                    ledger::change(db, copy, State::Suppressed, &reason, now)?;
                }
            }
            _ if copy.state.can_become(State::InFlight) || copy.state == State::Planned => {
                bcc.push(copy.recipient_address()?);
                fly(db, copy, attempt, transport, now)?;
            }
            _ => {}
        }
    }
    fly(db, &mut row, attempt, transport, now)?;
    let frozen = Frozen {
        id: row.id.clone(),
        attempt: row.attempt,
        is_rewrite,
        from: row.sender_address()?,
        to: row.recipient_address()?,
        bcc,
        bytes,
    };
    Ok(Intended::Flying(Box::new((row, frozen))))
}

/// Approves what is only planned, which freezes its edition.
fn approve(db: &Connection, row: &mut Delivery, now: DateTime<Utc>) -> Result<(), StoreError> {
    if row.state != State::Planned {
        return Ok(());
    }
    edition::freeze(db, &row.series, row.edition, now)?;
    ledger::change(db, row, State::Approved, "approved when sent", now)
}

fn fly(
    db: &Connection,
    row: &mut Delivery,
    attempt: u32,
    transport: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    approve(db, row, now)?;
    (row.attempt, row.transport) = (attempt, Some(transport.to_owned()));
    ledger::change(db, row, State::InFlight, transport, now)
}

/// The state that an answer leads to.
fn state_after(class: TransportErrorClass) -> State {
    match class {
        TransportErrorClass::NotSentRetry
        | TransportErrorClass::NotSentLater
        | TransportErrorClass::StopRun => State::Deferred,
        TransportErrorClass::NotSentPermanent => State::Rejected,
        TransportErrorClass::Unknown => State::InDoubt,
    }
}
