//! The one place where a delivery's state changes.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::delivery::{self, Delivery};
use super::log::{self, Entry};
use super::{StoreError, feedback};
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
    step(db, row, to, row.state.can_become(to), note, now)
}

/// Moves a delivery to what the provider reported, which may be further than any step of ours.
pub(super) fn learn(
    db: &Connection,
    row: &mut Delivery,
    to: State,
    note: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    step(db, row, to, row.state.can_be_told(to), note, now)
}

fn step(
    db: &Connection,
    row: &mut Delivery,
    to: State,
    is_allowed: bool,
    note: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let from = row.state;
    if !is_allowed {
        return Err(DeliveryError::Transition { id: row.id.to_string(), from, to }.into());
    }
    row.state = to;
    row.updated_at = now;
    write(db, row, from.as_str(), note, now)
}

/// Writes a row for the first time. What was reported about it before it was known is applied.
pub(crate) fn begin(
    db: &Connection,
    row: &mut Delivery,
    note: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    write(db, row, "", note, now)?;
    feedback::settle(db, row, now).map(drop)
}

fn write(
    db: &Connection,
    row: &Delivery,
    from_state: &str,
    note: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    delivery::upsert(db, row)?;
    let seal = delivery::digest(row);
    let entry = Entry {
        subject: row.id.as_str(),
        from_state,
        to_state: row.state.as_str(),
        attempt: row.attempt,
        note,
        row: Some(&seal),
    };
    log::append(db, &entry, now)
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
    let entry = Entry {
        subject: row.id.as_str(),
        from_state: row.state.as_str(),
        to_state: "withdrawn",
        attempt: row.attempt,
        note: "left out",
        row: None,
    };
    log::append(db, &entry, now)
}
