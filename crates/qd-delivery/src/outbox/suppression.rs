//! Addresses that mail is not sent to.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::delivery::{instant, stamp};
use super::{Outbox, StoreError};
use crate::{Address, DeliveryError};

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
                let since = instant(&row.get::<_, String>(2)?)?;
                list.push(Suppression { address: row.get(0)?, reason: row.get(1)?, since });
            }
            Ok(list)
        })
    }
}

pub(super) fn add(
    db: &Connection,
    address: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO suppression (address, reason, since)
         VALUES (?1, ?2, ?3)
         ON CONFLICT (address) DO NOTHING",
        params![address, reason, stamp(now)],
    )?;
    Ok(())
}

/// Why an address is on the list, if it is.
pub(crate) fn reason(db: &Connection, address: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT reason FROM suppression WHERE address = ?1";
    Ok(db.query_row(sql, [address], |row| row.get(0)).optional()?)
}
