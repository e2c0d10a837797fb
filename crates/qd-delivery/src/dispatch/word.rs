//! A person's word: that a plan may go, that a delivery may not, and what became of a doubtful one.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use crate::outbox::{StoreError, delivery, edition, ledger};
use crate::{Delivery, DeliveryError, DeliveryId, Outbox, Sha256Hex, State};

/// The fewest digits of a hash that stand for it.
const MIN_HASH: usize = 12;

/// A person's word on a delivery.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// It was sent: it becomes `accepted`.
    Sent,
    /// It was not sent, or what it was rejected for is mended: it becomes `approved`, and the next
    /// `send` sends it.
    Unsent,
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

    /// The hash of all that waits for a person's approval; `None` if nothing does. Any change of a
    /// message, an address or a copy gives another.
    pub fn approval_hash(&self) -> Result<Option<Sha256Hex>, DeliveryError> {
        self.read(|db| Ok(waiting(db)?.0))
    }

    /// Approves all that waits, if it is still what the hash stands for, and freezes its editions.
    /// `hash` may be cut to its first digits; `by` goes to the log.
    pub fn approve(
        &mut self,
        hash: &str,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<Delivery>, DeliveryError> {
        self.write(|tx| {
            let (found, rows) = waiting(tx)?;
            let found = found.ok_or(DeliveryError::NothingToApprove)?;
            if hash.len() < MIN_HASH || !found.as_str().starts_with(hash) {
                let (given, found) = (hash.to_owned(), found.to_string());
                return Err(DeliveryError::PlanChanged { given, found }.into());
            }
            let note = format!("approved by {by}");
            let approve = |row: Delivery| {
                edition::freeze(tx, &row.series, row.edition, now)?;
                change_envelope(tx, row, State::Approved, &note, now)
            };
            rows.into_iter().filter(|row| !row.is_audit()).map(approve).collect()
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

/// What waits for approval, and the hash over it.
pub(crate) fn waiting(db: &Connection) -> Result<(Option<Sha256Hex>, Vec<Delivery>), StoreError> {
    let rows = delivery::waiting(db)?;
    let seals = rows.iter().map(delivery::digest).collect::<Vec<_>>();
    let hash = Sha256Hex::of_parts(seals.iter().map(|seal| seal.as_str().as_bytes()));
    Ok(((!rows.is_empty()).then_some(hash), rows))
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
