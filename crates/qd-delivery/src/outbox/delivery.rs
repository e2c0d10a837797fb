//! Rows of the outbox as values.

use chrono::{DateTime, Utc};
use qd_model::{Period, ReportId};
use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::{Outbox, StoreError};
use crate::{Address, DeliveryError, DeliveryId, OutboxKey, Series, Sha256Hex, State};

/// What stands for the subject of a blocked message, which may itself hold the secret.
pub(crate) const BLOCKED_SUBJECT: &str = "[blocked]";

/// One document for one recipient: a row of the outbox.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Delivery {
    /// The id, from the key.
    pub id: DeliveryId,
    /// Portfolio, report and scope.
    pub series: Series,
    /// The document's period.
    pub period: Period,
    /// The edition's number.
    pub edition: u32,
    /// The recipient's mailbox in lower case.
    pub recipient: String,
    /// The delivery whose envelope an audit copy shares.
    pub copy_of: Option<DeliveryId>,
    /// Where it stands.
    pub state: State,
    /// Claims that a person has to approve it.
    pub is_manual: bool,
    /// The sender as configured.
    pub sender: String,
    /// The recipient as configured.
    pub address: String,
    /// The subject.
    pub subject: String,
    /// What is said, without addresses and dates.
    pub content_sha256: Sha256Hex,
    /// The frozen bytes; `None` if blocked.
    pub sha256: Option<Sha256Hex>,
    /// Their size in bytes.
    pub size_bytes: u64,
    /// From when on it is too late to send.
    pub expires_at: Option<DateTime<Utc>>,
    /// How many times it was handed to a transport.
    pub attempt: u32,
    /// The transport of the last attempt.
    pub transport: Option<String>,
    /// What the transport called it.
    pub message_id: Option<String>,
    /// Why it is not further: `code: message`.
    pub last_error: Option<String>,
    /// When it was first drafted.
    pub created_at: DateTime<Utc>,
    /// When its state last changed.
    pub updated_at: DateTime<Utc>,
}

impl Delivery {
    /// Claims that it is the audit copy of another.
    pub fn is_audit(&self) -> bool {
        self.copy_of.is_some()
    }

    /// The key that makes it one delivery.
    pub fn key(&self) -> OutboxKey {
        OutboxKey {
            series: self.series.clone(),
            period: self.period,
            edition: self.edition,
            recipient: self.recipient.clone(),
            copy_of: self.copy_of.clone(),
        }
    }
}

impl Outbox {
    /// Returns every delivery, by series, edition, recipient; an audit copy follows its delivery.
    pub fn deliveries(&self) -> Result<Vec<Delivery>, DeliveryError> {
        self.read(|db| select(db, "1 = 1", &[]))
    }

    /// Returns the deliveries in a state, audit copies included.
    pub fn deliveries_in(&self, state: State) -> Result<Vec<Delivery>, DeliveryError> {
        self.read(|db| select(db, "state = ?1", &[state.as_str()]))
    }

    /// Returns one delivery.
    pub fn delivery(&self, id: &DeliveryId) -> Result<Delivery, DeliveryError> {
        self.read(|db| one(db, id))
            .and_then(|row| row.ok_or_else(|| DeliveryError::UnknownDelivery(id.to_string())))
    }

    /// Returns the audit copies that share a delivery's envelope.
    pub fn copies(&self, id: &DeliveryId) -> Result<Vec<Delivery>, DeliveryError> {
        self.read(|db| copies(db, id))
    }
}

pub(crate) fn one(db: &Connection, id: &DeliveryId) -> Result<Option<Delivery>, StoreError> {
    Ok(select(db, "id = ?1", &[id.as_str()])?.pop())
}

pub(crate) fn copies(db: &Connection, id: &DeliveryId) -> Result<Vec<Delivery>, StoreError> {
    select(db, "copy_of = ?1", &[id.as_str()])
}

/// The rows of one envelope: the delivery's own, then its copies'. Empty if it is gone.
pub(crate) fn envelope(db: &Connection, id: &DeliveryId) -> Result<Vec<Delivery>, StoreError> {
    select(db, "id = ?1 OR copy_of = ?1", &[id.as_str()])
}

pub(crate) fn of_edition(
    db: &Connection,
    series: &Series,
    edition: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let number = edition.to_string();
    select(
        db,
        "portfolio = ?1 AND report = ?2 AND scope = ?3 AND edition = CAST(?4 AS INTEGER)",
        &[&series.portfolio, series.report.as_str(), &series.scope, &number],
    )
}

const COLUMNS: &str = "id, portfolio, report, scope, period, edition, recipient, copy_of, state, \
    is_manual, sender, address, subject, content_sha256, sha256, size_bytes, expires_at, attempt, \
    transport, message_id, last_error, created_at, updated_at";

fn select(db: &Connection, filter: &str, values: &[&str]) -> Result<Vec<Delivery>, StoreError> {
    // A copy sorts behind its delivery: by the recipient of the envelope, then by being a copy.
    let sql = format!(
        "SELECT {COLUMNS}
         FROM delivery AS d
         WHERE {filter}
         ORDER BY portfolio, report, scope, edition, period,
           COALESCE((SELECT m.recipient FROM delivery AS m WHERE m.id = d.copy_of), recipient),
           copy_of <> '', recipient"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    let mut deliveries = vec![];
    while let Some(row) = rows.next()? {
        deliveries.push(read_row(row)?);
    }
    Ok(deliveries)
}

fn read_row(row: &Row<'_>) -> Result<Delivery, StoreError> {
    let text = |column: &str| row.get::<_, String>(column);
    let optional = |column: &str| row.get::<_, Option<String>>(column);
    let copy_of = text("copy_of")?;
    let state = text("state")?;
    Ok(Delivery {
        id: DeliveryId::parse(&text("id")?)?,
        series: read_series(row)?,
        period: read_period(row)?,
        edition: row.get("edition")?,
        recipient: text("recipient")?,
        copy_of: if copy_of.is_empty() { None } else { Some(DeliveryId::parse(&copy_of)?) },
        state: State::parse(&state)
            .ok_or(DeliveryError::Stored { column: "state", value: state })?,
        is_manual: row.get("is_manual")?,
        sender: text("sender")?,
        address: text("address")?,
        subject: text("subject")?,
        content_sha256: Sha256Hex::parse(&text("content_sha256")?)?,
        sha256: optional("sha256")?.map(|text| Sha256Hex::parse(&text)).transpose()?,
        size_bytes: row.get::<_, i64>("size_bytes")?.unsigned_abs(),
        expires_at: optional("expires_at")?.map(|text| instant(&text)).transpose()?,
        attempt: row.get("attempt")?,
        transport: optional("transport")?,
        message_id: optional("message_id")?,
        last_error: optional("last_error")?,
        created_at: instant(&text("created_at")?)?,
        updated_at: instant(&text("updated_at")?)?,
    })
}

pub(crate) fn read_series(row: &Row<'_>) -> Result<Series, StoreError> {
    let report: String = row.get("report")?;
    let report = ReportId::new(report.as_str())
        .map_err(|_| DeliveryError::Stored { column: "report", value: report })?;
    Ok(Series { portfolio: row.get("portfolio")?, report, scope: row.get("scope")? })
}

pub(crate) fn read_period(row: &Row<'_>) -> Result<Period, StoreError> {
    let period: String = row.get("period")?;
    let stored = |_| DeliveryError::Stored { column: "period", value: period.clone() };
    Ok(Period::parse(&period).map_err(stored)?)
}

/// Writes an instant as the outbox keeps it.
pub(crate) fn stamp(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, StoreError> {
    let stored = |_| DeliveryError::Stored { column: "time", value: text.to_owned() };
    Ok(text.parse().map_err(stored)?)
}

/// Inserts a row, or replaces all of one but its creation time.
pub(crate) fn upsert(db: &Connection, row: &Delivery) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO delivery ({COLUMNS})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
           ?19, ?20, ?21, ?22, ?23)
         ON CONFLICT (id) DO UPDATE SET
           state = excluded.state, is_manual = excluded.is_manual, sender = excluded.sender,
           address = excluded.address, subject = excluded.subject,
           content_sha256 = excluded.content_sha256, sha256 = excluded.sha256,
           size_bytes = excluded.size_bytes, expires_at = excluded.expires_at,
           attempt = excluded.attempt, transport = excluded.transport,
           message_id = excluded.message_id, last_error = excluded.last_error,
           updated_at = excluded.updated_at"
    );
    db.prepare_cached(&sql)?.execute(params![
        row.id.as_str(),
        row.series.portfolio,
        row.series.report.as_str(),
        row.series.scope,
        row.period.to_string(),
        row.edition,
        row.recipient,
        row.copy_of.as_ref().map_or("", DeliveryId::as_str),
        row.state.as_str(),
        row.is_manual,
        row.sender,
        row.address,
        row.subject,
        row.content_sha256.as_str(),
        row.sha256.as_ref().map(Sha256Hex::as_str),
        i64::try_from(row.size_bytes).unwrap_or(i64::MAX),
        row.expires_at.map(stamp),
        row.attempt,
        row.transport,
        row.message_id,
        row.last_error,
        stamp(row.created_at),
        stamp(row.updated_at),
    ])?;
    Ok(())
}

/// Reads a stored address back.
pub(crate) fn address(text: &str) -> Result<Address, DeliveryError> {
    Address::parse(text)
        .map_err(|_| DeliveryError::Stored { column: "address", value: text.to_owned() })
}
