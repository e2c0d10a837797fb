//! Reads the log whole, and holds every row against what the log says of it.
//!
//! A changed record, a cut at either end, a changed row and a row without a record are all seen. What
//! is not seen is an older state put back whole, log and all: that is the fence's work.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;

use super::log::{Fields, OUTBOX, SCHEME};
use super::{Outbox, StoreError, delivery, edition, fence};
use crate::{DeliveryError, Sha256Hex};

/// How much was checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Verified {
    /// Records of the log.
    pub n_records: usize,
    /// Deliveries and audit copies.
    pub n_deliveries: usize,
    /// Archived messages that a delivery names.
    pub n_messages: usize,
    /// Kept lists of inputs, definitions, configurations and months of rows that a frozen edition names.
    pub n_origins: usize,
}

impl Outbox {
    /// Checks the log, every row against it, and every archived message against its hash; names the
    /// first that is not as it was written.
    pub fn verify(&self) -> Result<Verified, DeliveryError> {
        let n_records = self.verify_log()?;
        let mut verified = Verified { n_records, n_deliveries: 0, n_messages: 0, n_origins: 0 };
        self.read(|db| {
            delivery::for_each(db, &mut |row| {
                verified.n_deliveries += 1;
                // A copy shares its delivery's message.
                if let Some(sha256) = row.sha256.as_ref().filter(|_| !row.is_audit()) {
                    self.archive().get(sha256)?;
                    verified.n_messages += 1;
                }
                Ok(())
            })
        })?;
        let origins = self.read(edition::origins)?.into_iter();
        let (mut kept, mut records) = (BTreeSet::new(), BTreeSet::new());
        for origin in origins {
            kept.extend([origin.inputs, origin.definitions, origin.configuration]);
            records.extend(origin.rows);
        }
        for record in records {
            kept.extend(self.row_record(&record)?.months.into_values());
            kept.insert(record);
        }
        for sha256 in kept {
            self.origins().get(&sha256)?;
            verified.n_origins += 1;
        }
        Ok(verified)
    }

    /// Checks the log, and every row against it. Returns how many records there are, or the first
    /// thing that is not as it was written.
    pub fn verify_log(&self) -> Result<usize, DeliveryError> {
        self.read(|db| {
            let n_records = verify_chain(db)?;
            delivery::for_each(db, &mut |row| {
                check_row(db, row.id.as_str(), Some(&delivery::digest(&row)))
            })?;
            for (subject, seal) in edition::frozen_seals(db)? {
                check_row(db, &subject, Some(&seal))?;
            }
            if let Some(seal) = fence::seal(db)? {
                check_row(db, OUTBOX, Some(&seal))?;
            }
            check_lost(db)?;
            Ok(n_records)
        })
    }
}

fn verify_chain(db: &Connection) -> Result<usize, StoreError> {
    let mut statement = db.prepare(
        "SELECT seq, subject, at, from_state, to_state, attempt, note, row_digest, scheme, digest
         FROM log
         ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    let (mut previous, mut scheme, mut n_records) = (String::new(), 1, 0);
    while let Some(row) = rows.next()? {
        n_records += 1;
        let seq = n_records as i64;
        // A field that does not read back was changed, whatever it says.
        let found = digests(row, &previous).unwrap_or(None);
        match found {
            // Only records from before the first of the present scheme may have the old one.
            Some(found) if found.seq == seq && found.is_right && found.scheme >= scheme => {
                (previous, scheme) = (found.digest, found.scheme);
            }
            _ => return Err(DeliveryError::LogChanged { seq }.into()),
        }
    }
    Ok(n_records)
}

struct Found {
    seq: i64,
    scheme: i64,
    digest: String,
    is_right: bool,
}

fn digests(row: &Row<'_>, previous: &str) -> rusqlite::Result<Option<Found>> {
    let text = |column: &str| row.get::<_, String>(column);
    let (subject, at, note) = (text("subject")?, text("at")?, text("note")?);
    let (from_state, to_state) = (text("from_state")?, text("to_state")?);
    let (row_digest, digest) = (text("row_digest")?, text("digest")?);
    let (seq, scheme) = (row.get("seq")?, row.get("scheme")?);
    let fields = Fields {
        seq,
        subject: &subject,
        at: &at,
        from_state: &from_state,
        to_state: &to_state,
        attempt: row.get("attempt")?,
        note: &note,
        row_digest: &row_digest,
    };
    let expected = match scheme {
        1 => fields.first_digest_after(previous),
        SCHEME => fields.digest_after(previous),
        _ => return Ok(None),
    };
    let is_right = expected == digest;
    Ok(Some(Found { seq, scheme, digest, is_right }))
}

/// Compares a row with the last record about it.
fn check_row(db: &Connection, subject: &str, seal: Option<&Sha256Hex>) -> Result<(), StoreError> {
    let last: Option<(i64, String)> = db
        .prepare_cached(
            "SELECT seq, row_digest FROM log WHERE subject = ?1 ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([subject], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (seq, expected) = last.unwrap_or_default();
    match expected == seal.map_or("", Sha256Hex::as_str) && seq > 0 {
        true => Ok(()),
        false => Err(DeliveryError::RowChanged { subject: subject.to_owned(), seq }.into()),
    }
}

/// Looks for rows that the log says are there.
fn check_lost(db: &Connection) -> Result<(), StoreError> {
    // With one MAX, SQLite takes the other columns from the row that has it.
    let lost: Option<(String, i64)> = db
        .query_row(
            "SELECT l.subject, l.seq
             FROM (
               SELECT subject, row_digest, MAX(seq) AS seq
               FROM log
               GROUP BY subject
             ) AS l
             WHERE l.row_digest <> ''
               AND NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.id = l.subject)
               AND NOT EXISTS (
                 SELECT 1
                 FROM edition AS e
                 WHERE e.is_frozen
                   AND l.subject = 'edition ' || e.portfolio || '/' || e.report || '/' || e.scope
                     || '/' || e.number
               )
               AND NOT (l.subject = 'outbox' AND EXISTS (SELECT 1 FROM fence))
             ORDER BY l.seq
             LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    match lost {
        None => Ok(()),
        Some((subject, seq)) => Err(DeliveryError::RowChanged { subject, seq }.into()),
    }
}
