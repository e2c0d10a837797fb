//! The log of events: append-only, each record's digest over the one before it.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::delivery::{instant, stamp};
use super::{Outbox, StoreError};
use crate::{DeliveryError, DeliveryId, Sha256Hex};

/// One step of one delivery.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Event {
    /// Its place in the log.
    pub seq: i64,
    /// The delivery.
    pub delivery: DeliveryId,
    /// The run's instant.
    pub at: DateTime<Utc>,
    /// The state before; empty for the first.
    pub from_state: String,
    /// The state after; `withdrawn` for a draft that was left out.
    pub to_state: String,
    /// The attempt that it belongs to.
    pub attempt: u32,
    /// Why.
    pub note: String,
    /// The digest over the record and the one before it.
    pub digest: String,
}

impl Event {
    fn digest_after(&self, previous: &str) -> String {
        let (seq, attempt) = (self.seq.to_string(), self.attempt.to_string());
        let at = stamp(self.at);
        let parts = [
            previous,
            &seq,
            self.delivery.as_str(),
            &at,
            &self.from_state,
            &self.to_state,
            &attempt,
            &self.note,
        ];
        Sha256Hex::of(parts.join("\0").as_bytes()).to_string()
    }
}

impl Outbox {
    /// Returns the steps of a delivery, oldest first.
    pub fn events(&self, id: &DeliveryId) -> Result<Vec<Event>, DeliveryError> {
        self.read(|db| read(db, "delivery = ?1", &[id.as_str()]))
    }

    /// Reads the whole log and returns how many records it has, or the first that was changed.
    pub fn verify_log(&self) -> Result<usize, DeliveryError> {
        let events = self.read(|db| read(db, "1 = 1", &[]))?;
        let mut previous = String::new();
        for (expected_seq, event) in (1..).zip(&events) {
            if event.seq != expected_seq || event.digest != event.digest_after(&previous) {
                return Err(DeliveryError::LogChanged { seq: event.seq });
            }
            previous.clone_from(&event.digest);
        }
        Ok(events.len())
    }
}

pub(super) fn append(
    db: &Connection,
    delivery: &DeliveryId,
    from_state: &str,
    to_state: &str,
    attempt: u32,
    note: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let last: Option<(i64, String)> = db
        .query_row("SELECT seq, digest FROM delivery_event ORDER BY seq DESC LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let (last_seq, previous) = last.unwrap_or_default();
    let mut event = Event {
        seq: last_seq + 1,
        delivery: delivery.clone(),
        at: now,
        from_state: from_state.to_owned(),
        to_state: to_state.to_owned(),
        attempt,
        note: note.to_owned(),
        digest: String::new(),
    };
    event.digest = event.digest_after(&previous);
    db.prepare_cached(
        "INSERT INTO delivery_event (seq, delivery, at, from_state, to_state, attempt, note, digest)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        event.seq,
        event.delivery.as_str(),
        stamp(event.at),
        event.from_state,
        event.to_state,
        event.attempt,
        event.note,
        event.digest,
    ])?;
    Ok(())
}

fn read(db: &Connection, filter: &str, values: &[&str]) -> Result<Vec<Event>, StoreError> {
    let sql = format!(
        "SELECT seq, delivery, at, from_state, to_state, attempt, note, digest
         FROM delivery_event
         WHERE {filter}
         ORDER BY seq"
    );
    let mut statement = db.prepare(&sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    let mut events = vec![];
    while let Some(row) = rows.next()? {
        events.push(Event {
            seq: row.get(0)?,
            delivery: DeliveryId::parse(&row.get::<_, String>(1)?)?,
            at: instant(&row.get::<_, String>(2)?)?,
            from_state: row.get(3)?,
            to_state: row.get(4)?,
            attempt: row.get(5)?,
            note: row.get(6)?,
            digest: row.get(7)?,
        });
    }
    Ok(events)
}
