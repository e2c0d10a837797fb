//! The log: append-only, each record's digest over the one before it and over the row that its step
//! left. `verify.rs` reads it whole.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::delivery::stamp;
use super::stored::Stored;
use super::{Outbox, StoreError, delivery, edition};
use crate::{DeliveryError, DeliveryId, Sha256Hex};

/// The subject of records about the outbox itself.
pub(super) const OUTBOX: &str = "outbox";
/// How digests are made now.
pub(super) const SCHEME: i64 = 2;

/// One step of a delivery, an edition or the outbox.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LogRecord {
    /// Its place in the log, from 1.
    pub seq: i64,
    /// A delivery's id, `edition PORTFOLIO/REPORT/SCOPE/NUMBER`, or `outbox`.
    pub subject: String,
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

impl Outbox {
    /// Returns the steps of a delivery, oldest first.
    pub fn history(&self, id: &DeliveryId) -> Result<Vec<LogRecord>, DeliveryError> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT seq, subject, at, from_state, to_state, attempt, note, digest
                 FROM log
                 WHERE subject = ?1
                 ORDER BY seq",
            )?;
            let mut rows = statement.query([id.as_str()])?;
            let mut records = vec![];
            while let Some(row) = rows.next()? {
                let row = Stored::new(row, "log record", &["seq"]);
                records.push(LogRecord {
                    seq: row.get("seq")?,
                    subject: row.get("subject")?,
                    at: row.instant("at")?,
                    from_state: row.get("from_state")?,
                    to_state: row.get("to_state")?,
                    attempt: row.get("attempt")?,
                    note: row.get("note")?,
                    digest: row.get("digest")?,
                });
            }
            Ok(records)
        })
    }

    /// When the bytes of a delivery were frozen: the instant of the run that drafted them last.
    pub fn frozen_at(&self, id: &DeliveryId) -> Result<Option<DateTime<Utc>>, DeliveryError> {
        let history = self.history(id)?;
        // A new version's seal over an old row drafts nothing.
        let mut drafts = history
            .iter()
            .filter(|record| record.to_state == "planned" && !record.note.starts_with(SEALED));
        Ok(drafts.next_back().map(|record| record.at))
    }
}

/// How the note begins of a record that seals what an older version left.
pub(super) const SEALED: &str = "brought from version";

/// A step to be recorded.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) subject: &'a str,
    pub(super) from_state: &'a str,
    pub(super) to_state: &'a str,
    pub(super) attempt: u32,
    pub(super) note: &'a str,
    /// The digest of the subject's row after the step; `None` if it is gone.
    pub(super) row: Option<&'a Sha256Hex>,
}

pub(super) fn append(
    db: &Connection,
    entry: &Entry<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    append_at(db, entry, &stamp(now))
}

fn append_at(db: &Connection, entry: &Entry<'_>, at: &str) -> Result<(), StoreError> {
    let last: Option<(i64, String)> = db
        .prepare_cached("SELECT seq, digest FROM log ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last_seq, previous) = last.unwrap_or_default();
    let (seq, row_digest) = (last_seq + 1, entry.row.map_or("", Sha256Hex::as_str));
    let fields = Fields {
        seq,
        subject: entry.subject,
        at,
        from_state: entry.from_state,
        to_state: entry.to_state,
        attempt: entry.attempt.into(),
        note: entry.note,
        row_digest,
    };
    let digest = fields.digest_after(&previous);
    db.prepare_cached(
        "INSERT INTO log
           (seq, subject, at, from_state, to_state, attempt, note, row_digest, scheme, digest)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        fields.seq,
        fields.subject,
        fields.at,
        fields.from_state,
        fields.to_state,
        fields.attempt,
        fields.note,
        fields.row_digest,
        SCHEME,
        digest,
    ])?;
    Ok(())
}

/// A record's fields as they are stored, readable or not.
pub(super) struct Fields<'a> {
    pub(super) seq: i64,
    pub(super) subject: &'a str,
    pub(super) at: &'a str,
    pub(super) from_state: &'a str,
    pub(super) to_state: &'a str,
    pub(super) attempt: i64,
    pub(super) note: &'a str,
    pub(super) row_digest: &'a str,
}

impl Fields<'_> {
    /// The digest over the record and the one before it.
    pub(super) fn digest_after(&self, previous: &str) -> String {
        let (seq, attempt) = (self.seq.to_string(), self.attempt.to_string());
        let parts = [
            "qd-log-2",
            previous,
            &seq,
            self.subject,
            self.at,
            self.from_state,
            self.to_state,
            &attempt,
            self.note,
            self.row_digest,
        ];
        Sha256Hex::of_parts(parts.map(str::as_bytes)).to_string()
    }

    /// As version 1 made it: joined without lengths, blind to the row.
    pub(super) fn first_digest_after(&self, previous: &str) -> String {
        let (seq, attempt) = (self.seq.to_string(), self.attempt.to_string());
        let parts = [
            previous,
            &seq,
            self.subject,
            self.at,
            self.from_state,
            self.to_state,
            &attempt,
            self.note,
        ];
        Sha256Hex::of(parts.join("\0").as_bytes()).to_string()
    }
}

/// Appends a record for every delivery and frozen edition as it stands, at the time of the last
/// record: a migration has no clock.
pub(super) fn seal_all(db: &Connection, note: &str) -> Result<(), StoreError> {
    let last = db
        .query_row("SELECT at FROM log ORDER BY seq DESC LIMIT 1", [], |row| row.get(0))
        .optional()?;
    let at: String = last.unwrap_or_else(|| stamp(DateTime::UNIX_EPOCH));
    for row in delivery::all(db)? {
        let (state, seal) = (row.state.as_str(), delivery::digest(&row));
        let entry = Entry {
            subject: row.id.as_str(),
            from_state: state,
            to_state: state,
            attempt: row.attempt,
            note,
            row: Some(&seal),
        };
        append_at(db, &entry, &at)?;
    }
    for (subject, seal) in edition::frozen_seals(db)? {
        append_at(db, &frozen(&subject, note, &seal), &at)?;
    }
    Ok(())
}

/// The record of a frozen edition.
pub(super) fn frozen<'a>(subject: &'a str, note: &'a str, seal: &'a Sha256Hex) -> Entry<'a> {
    Entry { subject, from_state: "", to_state: "frozen", attempt: 0, note, row: Some(seal) }
}
