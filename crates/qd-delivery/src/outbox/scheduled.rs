//! What was done about each schedule, in the outbox: so that the next process knows, and `status`.

use chrono::{DateTime, Utc};
use rusqlite::params;
use serde::Serialize;

use super::Outbox;
use super::delivery::stamp;
use super::stored::Stored;
use crate::DeliveryError;

/// How an occurrence ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// The schedule was seen for the first time; nothing was due.
    New,
    /// Everybody was sent it, or had it before.
    Sent,
    /// It ran, and somebody does not have it.
    Incomplete,
    /// Nobody was there in time.
    Missed,
}

impl Done {
    const ALL: [Self; 4] = [Self::New, Self::Sent, Self::Incomplete, Self::Missed];

    /// The word in the outbox and for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Sent => "sent",
            Self::Incomplete => "incomplete",
            Self::Missed => "missed",
        }
    }

    fn parse(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|done| done.as_str() == word).ok_or(())
    }
}

/// The last that was done about a schedule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ScheduleRecord {
    /// The schedule.
    pub schedule: String,
    /// The occurrence, or the moment from which the schedule is known.
    pub due: DateTime<Utc>,
    /// The run's instant.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub done: Done,
    /// Why it ended so, where that needs words.
    pub note: String,
}

impl Outbox {
    /// Returns the last that was done about a schedule.
    pub fn schedule_record(&self, key: &str) -> Result<Option<ScheduleRecord>, DeliveryError> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT schedule, due, at, done, note FROM schedule WHERE schedule = ?1",
            )?;
            let mut rows = statement.query([key])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let row = Stored::new(row, "schedule", &["schedule"]);
            Ok(Some(ScheduleRecord {
                schedule: row.get("schedule")?,
                due: row.instant("due")?,
                at: row.instant("at")?,
                done: row.parse("done", Done::parse)?,
                note: row.get("note")?,
            }))
        })
    }

    /// Keeps what was done about a schedule. An occurrence never takes the place of a later one.
    pub fn record_schedule(&mut self, record: &ScheduleRecord) -> Result<(), DeliveryError> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO schedule (schedule, due, at, done, note)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (schedule) DO UPDATE SET
                   due = excluded.due, at = excluded.at, done = excluded.done, note = excluded.note
                 WHERE excluded.due >= schedule.due",
                params![
                    record.schedule,
                    // Of one length, so that they sort as texts.
                    stamp(record.due),
                    stamp(record.at),
                    record.done.as_str(),
                    record.note,
                ],
            )?;
            Ok(())
        })
    }
}
