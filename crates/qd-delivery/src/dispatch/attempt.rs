//! One attempt: intent on the disk, the transport, its answer on the disk.

use super::{Action, Run, Step};
use crate::outbox::{StoreError, delivery, edition, feedback, ledger, suppression};
use crate::{Delivery, DeliveryError, Frozen, Receipt, State, TransportError, TransportErrorClass};

/// What a second look finds, right before a delivery goes.
enum Intended {
    /// It is in flight, on the disk.
    Flying(Box<(Delivery, Frozen)>),
    /// It is not the row that was read: a draft was replaced, or a person withdrew it.
    Changed,
    /// It may not go any more; its state from now on, and why.
    Held(State, String),
}

impl Run<'_> {
    /// Sends one delivery and records what came of it. An error in recording leaves it in flight,
    /// which the next run takes for what it is.
    pub(super) fn attempt(
        &mut self,
        row: Delivery,
        action: Action,
    ) -> Result<Option<TransportError>, DeliveryError> {
        self.observe(Step::BeforeIntent, &row);
        let frozen = match self.frozen(&row) {
            Ok(bytes) => bytes,
            Err(error) => {
                let row = Delivery { last_error: Some(format!("archive: {error}")), ..row };
                self.report.push(row, Action::Held);
                return Ok(None);
            }
        };
        let (row, frozen) = match self.intend(&row, frozen)? {
            Intended::Flying(flying) => *flying,
            Intended::Held(state, why) => return self.hold(row, state, &why).map(|()| None),
            Intended::Changed => {
                let why = "changed: a new draft replaced it while the run was going on";
                let row = Delivery { last_error: Some(why.into()), ..row };
                self.report.push(row, Action::Held);
                return Ok(None);
            }
        };
        self.observe(Step::AfterIntent, &row);
        let result = self.transport.send(&frozen);
        self.observe(Step::AfterReply, &row);
        let rows = self.record(&row, &result)?;
        self.observe(Step::AfterRecord, &row);
        self.report.list(rows, action);
        Ok(result.err())
    }

    /// Reads the frozen bytes back, checked against their hash.
    fn frozen(&self, row: &Delivery) -> Result<Vec<u8>, DeliveryError> {
        match &row.sha256 {
            Some(sha256) => self.outbox.bytes(sha256),
            None => Err(DeliveryError::ArchiveMissing { sha256: "none".into() }),
        }
    }

    /// Approves what is only planned and marks it in flight, in one transaction that is synced before
    /// this returns. Audit copies whose address is suppressed leave the envelope. A long run looks
    /// again at what may have changed since the queue was made: the row, its deadline, the list.
    fn intend(&mut self, read: &Delivery, bytes: Vec<u8>) -> Result<Intended, DeliveryError> {
        let (now, transport) = (self.options.now, self.transport.name());
        let is_late = self.is_late(read);
        let is_rewrite = read.state == State::InFlight;
        let intended = self.outbox.write(|tx| {
            let mut bcc = vec![];
            let Some(mut row) = delivery::one(tx, &read.id)?.filter(|row| row == read) else {
                return Ok(Err(Intended::Changed));
            };
            if is_late && !is_rewrite {
                return Ok(Err(Intended::Held(State::Expired, super::queue::LATE.into())));
            }
            match suppression::reason(tx, &row.recipient)? {
                Some(reason) if !is_rewrite => {
                    let why = format!("suppressed: {reason}");
                    return Ok(Err(Intended::Held(State::Suppressed, why)));
                }
                _ => {}
            }
            let attempt = row.attempt + u32::from(!is_rewrite);
            let mut copies = delivery::copies(tx, &row.id)?;
            for copy in &mut copies {
                match suppression::reason(tx, &copy.recipient)? {
                    Some(reason) if !is_rewrite => {
                        copy.last_error = Some(format!("suppressed: {reason}"));
                        if copy.state != State::Suppressed {
                            ledger::change(tx, copy, State::Suppressed, &reason, now)?;
                        }
                    }
                    _ if copy.state.can_become(State::InFlight) || copy.state == State::Planned => {
                        bcc.push(copy.recipient_address()?);
                        fly(tx, copy, attempt, transport, now)?;
                    }
                    _ => {}
                }
            }
            fly(tx, &mut row, attempt, transport, now)?;
            Ok(Ok((row, bcc)))
        })?;
        let (row, bcc) = match intended {
            Ok(flying) => flying,
            Err(other) => return Ok(other),
        };
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

    fn record(
        &mut self,
        row: &Delivery,
        result: &Result<Receipt, TransportError>,
    ) -> Result<Vec<Delivery>, DeliveryError> {
        let now = self.options.now;
        let (to, note) = match result {
            Ok(receipt) => (State::Accepted, receipt.message_id.clone()),
            Err(error) => (state_after(error.class), error.to_string()),
        };
        self.outbox.write(|tx| {
            let mut rows = delivery::envelope(tx, &row.id)?;
            // An event of the provider may have come before its answer, and says more.
            for row in rows.iter_mut().filter(|row| row.state == State::InFlight) {
                row.message_id = result.as_ref().ok().map(|receipt| receipt.message_id.clone());
                row.last_error = result.as_ref().err().map(ToString::to_string);
                ledger::change(tx, row, to, &note, now)?;
                // Some events know the message by the id that the answer just told us.
                feedback::settle(tx, row, now)?;
            }
            Ok(rows)
        })
    }

    /// Marks deliveries that the run will not reach today as surely not sent.
    pub(super) fn defer(
        &mut self,
        rows: Vec<Delivery>,
        error: &TransportError,
    ) -> Result<(), DeliveryError> {
        let now = self.options.now;
        let deferred = self.outbox.write(|tx| {
            let mut deferred = vec![];
            for row in rows {
                for mut row in delivery::envelope(tx, &row.id)? {
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

/// Approves what is only planned, which freezes its edition.
fn approve(
    db: &rusqlite::Connection,
    row: &mut Delivery,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), StoreError> {
    if row.state != State::Planned {
        return Ok(());
    }
    edition::freeze(db, &row.series, row.edition, now)?;
    ledger::change(db, row, State::Approved, "approved when sent", now)
}

fn fly(
    db: &rusqlite::Connection,
    row: &mut Delivery,
    attempt: u32,
    transport: &str,
    now: chrono::DateTime<chrono::Utc>,
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
