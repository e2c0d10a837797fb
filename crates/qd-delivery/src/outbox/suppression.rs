//! Addresses that mail is not sent to.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::delivery::stamp;
use super::stored::Stored;
use super::{Outbox, StoreError};
use crate::{Address, DeliveryError};

/// Why the provider's events put an address on the list.
pub(super) const BOUNCE: &str = "bounce";
pub(super) const COMPLAINT: &str = "complaint";

/// An address on the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Suppression {
    /// The mailbox in lower case.
    pub address: String,
    /// `bounce`, `complaint`, or a person's words.
    pub reason: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Outbox {
    /// Puts an address on the list; it keeps its first reason.
    pub fn suppress(
        &mut self,
        address: &Address,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<(), DeliveryError> {
        self.write(|tx| add(tx, &address.key(), reason, now))
    }

    /// Takes an address off the list; says whether it was there.
    pub fn unsuppress(&mut self, address: &Address) -> Result<bool, DeliveryError> {
        self.write(|tx| {
            let sql = "DELETE FROM suppression WHERE address = ?1";
            Ok(tx.execute(sql, [address.key()])? > 0)
        })
    }

    /// Returns the list, by address.
    pub fn suppressions(&self) -> Result<Vec<Suppression>, DeliveryError> {
        self.read(|db| {
            let sql = "SELECT address, reason, since FROM suppression ORDER BY address";
            let mut statement = db.prepare(sql)?;
            let mut rows = statement.query([])?;
            let mut list = vec![];
            while let Some(row) = rows.next()? {
                let row = Stored::new(row, "suppression", &["address"]);
                let (address, reason) = (row.get("address")?, row.get("reason")?);
                list.push(Suppression { address, reason, since: row.instant("since")? });
            }
            Ok(list)
        })
    }
}

/// Adds an address. Its first reason stays, but a complaint outweighs a bounce, so that the order of
/// events does not matter.
pub(super) fn add(
    db: &Connection,
    address: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO suppression (address, reason, since)
         VALUES (?1, ?2, ?3)
         ON CONFLICT (address) DO UPDATE SET reason = excluded.reason
         WHERE suppression.reason = ?4 AND excluded.reason = ?5",
        params![address, reason, stamp(now), BOUNCE, COMPLAINT],
    )?;
    Ok(())
}

/// Why an address is on the list, if it is.
pub(crate) fn reason(db: &Connection, address: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT reason FROM suppression WHERE address = ?1";
    Ok(db.query_row(sql, [address], |row| row.get(0)).optional()?)
}
