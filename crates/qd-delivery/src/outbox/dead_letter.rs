//! Events that nobody could read: kept with the reason, never applied, never in the way of others.

use chrono::{DateTime, Utc};
use rusqlite::params;
use serde::Serialize;

use super::Outbox;
use super::delivery::stamp;
use super::stored::Stored;
use crate::{DeliveryError, Sha256Hex};

/// How much of a body is kept, in characters.
const MAX_KEPT: usize = 4_096;

/// A body that is no event that we know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DeadLetter {
    /// The hash of the whole body.
    pub sha256: Sha256Hex,
    /// When it was read.
    pub at: DateTime<Utc>,
    /// Why it could not be used.
    pub why: String,
    /// Its beginning.
    pub body: String,
}

impl Outbox {
    /// Keeps a body that could not be used; the same one twice is one.
    pub fn bury(
        &mut self,
        body: &[u8],
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<(), DeliveryError> {
        let kept = String::from_utf8_lossy(body);
        let kept = kept.chars().take(MAX_KEPT).map(|c| if c.is_control() { ' ' } else { c });
        let (sha256, kept) = (Sha256Hex::of(body), kept.collect::<String>());
        self.write(|tx| {
            tx.execute(
                "INSERT INTO dead_letter (sha256, at, why, body)
                 VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO NOTHING",
                params![sha256.as_str(), stamp(now), why, kept],
            )?;
            Ok(())
        })
    }

    /// Returns what was kept, by hash.
    pub fn dead_letters(&self) -> Result<Vec<DeadLetter>, DeliveryError> {
        self.read(|db| {
            let sql = "SELECT sha256, at, why, body FROM dead_letter ORDER BY sha256";
            let mut statement = db.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let mut letters = vec![];
            while let Some(row) = rows.next()? {
                let row = Stored::new(row, "dead letter", &["sha256"]);
                letters.push(DeadLetter {
                    sha256: row.parse("sha256", Sha256Hex::parse)?,
                    at: row.instant("at")?,
                    why: row.get("why")?,
                    body: row.get("body")?,
                });
            }
            Ok(letters)
        })
    }
}
