//! What a run that broke off left behind, and a person's word on a doubt.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{Action, Run, SendOptions, SendReport};
use crate::outbox::{StoreError, delivery, edition, ledger};
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
    let _lock =
        if options.is_dry_run { None } else { Some(outbox.lock_run(options.holder, options.now)?) };
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
        let rows = self.outbox.write(|tx| {
            let mut rows = delivery::envelope(tx, &row.id)?;
            for row in rows.iter_mut().filter(|row| row.state == State::InFlight) {
                row.last_error = Some(why.into());
                ledger::change(tx, row, State::InDoubt, why, now)?;
            }
            Ok(rows)
        })?;
        self.report.list(rows, Action::Recovered);
        Ok(())
    }
}

impl Outbox {
    /// Records a person's word on a delivery in doubt, or on a rejected one whose cause is mended.
    /// A word on an audit copy is a word on its delivery, whose envelope it shares.
    pub fn resolve(
        &mut self,
        id: &DeliveryId,
        resolution: Resolution,
        holder: &str,
        now: DateTime<Utc>,
    ) -> Result<Delivery, DeliveryError> {
        let _lock = self.lock_run(holder, now)?;
        let (to, note) = match resolution {
            Resolution::Sent => (State::Accepted, "a person says that it was sent"),
            Resolution::Unsent => (State::Approved, "a person says that it was not sent"),
        };
        self.write(|tx| {
            let main = main_row(tx, id)?;
            if !matches!(main.state, State::InDoubt | State::Rejected) {
                let (id, from) = (main.id.to_string(), main.state);
                return Err(DeliveryError::Transition { id, from, to }.into());
            }
            change_envelope(tx, main, to, note, now)
        })
    }

    /// Approves a planned delivery and its copies, which freezes their edition. `by` goes to the log.
    pub fn approve(
        &mut self,
        id: &DeliveryId,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Delivery, DeliveryError> {
        self.write(|tx| {
            let main = main_row(tx, id)?;
            edition::freeze(tx, &main.series, main.edition, now)?;
            change_envelope(tx, main, State::Approved, &format!("approved by {by}"), now)
        })
    }

    /// Withdraws a delivery that was not sent, with its copies. `by` goes to the log.
    pub fn cancel(
        &mut self,
        id: &DeliveryId,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Delivery, DeliveryError> {
        self.write(|tx| {
            let main = main_row(tx, id)?;
            change_envelope(tx, main, State::Cancelled, &format!("withdrawn by {by}"), now)
        })
    }
}

/// Reads a delivery, or the one whose envelope a copy shares.
fn main_row(db: &Connection, id: &DeliveryId) -> Result<Delivery, StoreError> {
    let unknown = |id: &DeliveryId| DeliveryError::UnknownDelivery(id.to_string());
    let row = delivery::one(db, id)?.ok_or_else(|| unknown(id))?;
    match row.copy_of.clone() {
        None => Ok(row),
        Some(main) => Ok(delivery::one(db, &main)?.ok_or_else(|| unknown(&main))?),
    }
}

/// Moves a delivery, and with it the copies that stand where it stood.
fn change_envelope(
    db: &Connection,
    mut main: Delivery,
    to: State,
    note: &str,
    now: DateTime<Utc>,
) -> Result<Delivery, StoreError> {
    let from = main.state;
    ledger::change(db, &mut main, to, note, now)?;
    for mut copy in delivery::copies(db, &main.id)? {
        if copy.state == from {
            ledger::change(db, &mut copy, to, note, now)?;
        }
    }
    Ok(main)
}
