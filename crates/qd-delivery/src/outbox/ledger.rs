//! The one place where a delivery's state changes.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::delivery::{self, Delivery};
use super::{StoreError, log};
use crate::{DeliveryError, State};

/// Moves a delivery to a state, writes the row and appends the event, or refuses the step.
/// What else changes with it (attempt, transport, error) the caller has set on the row.
pub(crate) fn change(
    db: &Connection,
    row: &mut Delivery,
    to: State,
    note: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let from = row.state;
    if !from.can_become(to) {
        return Err(DeliveryError::Transition { id: row.id.to_string(), from, to }.into());
    }
    row.state = to;
    row.updated_at = now;
    delivery::upsert(db, row)?;
    log::append(db, &row.id, from.as_str(), to.as_str(), row.attempt, note, now)
}

/// Writes a row for the first time.
pub(crate) fn begin(
    db: &Connection,
    row: &Delivery,
    note: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    delivery::upsert(db, row)?;
    log::append(db, &row.id, "", row.state.as_str(), row.attempt, note, now)
}

/// Takes back a draft that a new one left out. Only what was never frozen may go.
pub(crate) fn withdraw(
    db: &Connection,
    row: &Delivery,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if !row.state.can_become(State::Planned) {
        let (id, from, to) = (row.id.to_string(), row.state, State::Planned);
        return Err(DeliveryError::Transition { id, from, to }.into());
    }
    db.execute("DELETE FROM delivery WHERE id = ?1", [row.id.as_str()])?;
    log::append(db, &row.id, row.state.as_str(), "withdrawn", row.attempt, "left out", now)
}
