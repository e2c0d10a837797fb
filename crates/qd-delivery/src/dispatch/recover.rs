//! What a run that broke off left behind, and a person's word on a doubt.

use chrono::{DateTime, Utc};

use super::{Action, Run, SendOptions, SendReport, envelope_rows};
use crate::outbox::{delivery, edition, ledger};
use crate::{Delivery, DeliveryError, DeliveryId, Outbox, OutgoingCheck, State, Transport};

/// A person's word on a delivery.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// It was sent: it becomes `accepted`.
    Sent,
    /// It was not sent, or what it was rejected for is mended: it becomes `approved`, and the next
    /// `send` sends it.
    Unsent,
}

/// Recovers, and sends nothing new. The transport is needed because an outbox folder is written again.
pub fn resume(
    outbox: &mut Outbox,
    transport: &dyn Transport,
    check: &dyn OutgoingCheck,
    options: &SendOptions<'_>,
) -> Result<SendReport, DeliveryError> {
    let _lock = if options.is_dry_run { None } else { Some(outbox.lock_run(options.holder)?) };
    let mut run = Run { outbox, transport, check, options, report: SendReport::default() };
    run.recover()?;
    run.list_standing()?;
    Ok(run.report)
}

impl Run<'_> {
    /// Deals with every row in flight. The lock says that the run that left it is over.
    pub(super) fn recover(&mut self) -> Result<(), DeliveryError> {
        for row in self.outbox.deliveries_in(State::InFlight)? {
            if row.is_audit() {
                continue;
            }
            let is_ours = row.transport.as_deref() == Some(self.transport.name());
            match is_ours && self.transport.is_idempotent() {
                _ if self.options.is_dry_run => self.report.push(row, Action::Recovered),
                true => drop(self.attempt(row, Action::Recovered)?),
                false => self.doubt(&row)?,
            }
        }
        Ok(())
    }

    fn doubt(&mut self, row: &Delivery) -> Result<(), DeliveryError> {
        let now = self.options.now;
        let why = "interrupted: a run ended before the answer was recorded";
        let mut rows = envelope_rows(self.outbox, &row.id)?;
        self.outbox.write(|tx| {
            for row in rows.iter_mut().filter(|row| row.state == State::InFlight) {
                row.last_error = Some(why.into());
                ledger::change(tx, row, State::InDoubt, why, now)?;
            }
            Ok(())
        })?;
        self.report.list(rows, Action::Recovered);
        Ok(())
    }
}

impl Outbox {
    /// Records a person's word on a delivery in doubt, or on a rejected one whose cause is mended.
    pub fn resolve(
        &mut self,
        id: &DeliveryId,
        resolution: Resolution,
        holder: &str,
        now: DateTime<Utc>,
    ) -> Result<Delivery, DeliveryError> {
        let _lock = self.lock_run(holder)?;
        let (to, note) = match resolution {
            Resolution::Sent => (State::Accepted, "a person says that it was sent"),
            Resolution::Unsent => (State::Approved, "a person says that it was not sent"),
        };
        let mut main = self.delivery(id)?;
        // A copy has no envelope of its own: a word on it is a word on its delivery.
        if let Some(id) = main.copy_of.clone() {
            main = self.delivery(&id)?;
        }
        let standing = main.state;
        if !matches!(standing, State::InDoubt | State::Rejected) {
            return Err(DeliveryError::Transition { id: id.to_string(), from: standing, to });
        }
        self.write(|tx| {
            ledger::change(tx, &mut main, to, note, now)?;
            for mut copy in delivery::copies(tx, &main.id)? {
                if copy.state == standing {
                    ledger::change(tx, &mut copy, to, note, now)?;
                }
            }
            Ok(())
        })?;
        self.delivery(&main.id)
    }

    /// Approves a planned delivery and its copies, which freezes their edition. `by` goes to the log.
    pub fn approve(
        &mut self,
        id: &DeliveryId,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Delivery, DeliveryError> {
        let mut main = self.delivery(id)?;
        let note = format!("approved by {by}");
        self.write(|tx| {
            edition::freeze(tx, &main.series, main.edition, now)?;
            ledger::change(tx, &mut main, State::Approved, &note, now)?;
            for mut copy in delivery::copies(tx, &main.id)? {
                if copy.state == State::Planned {
                    ledger::change(tx, &mut copy, State::Approved, &note, now)?;
                }
            }
            Ok(())
        })?;
        self.delivery(id)
    }

    /// Withdraws a delivery that was not sent, with its copies. `by` goes to the log.
    pub fn cancel(
        &mut self,
        id: &DeliveryId,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Delivery, DeliveryError> {
        let mut main = self.delivery(id)?;
        let note = format!("withdrawn by {by}");
        self.write(|tx| {
            ledger::change(tx, &mut main, State::Cancelled, &note, now)?;
            for mut copy in delivery::copies(tx, &main.id)? {
                if copy.state.can_become(State::Cancelled) {
                    ledger::change(tx, &mut copy, State::Cancelled, &note, now)?;
                }
            }
            Ok(())
        })?;
        self.delivery(id)
    }
}
