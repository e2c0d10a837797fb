//! Rows of the outbox as values.

use chrono::{DateTime, Utc};
use qd_model::{Period, ReportId, Role};
use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::stored::Stored;
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
    /// The role by which the recipient gets it; `None` where an older version planned it.
    pub role: Option<Role>,
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

    /// The sender, read back.
    pub(crate) fn sender_address(&self) -> Result<Address, DeliveryError> {
        self.address_of("sender", &self.sender)
    }

    /// The recipient, read back.
    pub(crate) fn recipient_address(&self) -> Result<Address, DeliveryError> {
        self.address_of("address", &self.address)
    }

    fn address_of(&self, column: &'static str, text: &str) -> Result<Address, DeliveryError> {
        let record = format!("delivery {}", self.id);
        Address::parse(text).map_err(|_| DeliveryError::Stored {
            record,
            column,
            value: text.to_owned(),
        })
    }
}

impl Outbox {
    /// Returns every delivery, by series, edition, recipient; an audit copy follows its delivery.
    pub fn deliveries(&self) -> Result<Vec<Delivery>, DeliveryError> {
        self.read(|db| select(db, "1 = 1", &[]))
    }

    /// Returns the deliveries in a state, audit copies included.
    pub fn deliveries_in(&self, state: State) -> Result<Vec<Delivery>, DeliveryError> {
        self.read(|db| in_state(db, state))
    }

    /// Returns the deliveries of an edition, audit copies included.
    pub fn deliveries_of(
        &self,
        series: &Series,
        edition: u32,
    ) -> Result<Vec<Delivery>, DeliveryError> {
        self.read(|db| of_edition(db, series, edition))
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

pub(crate) fn in_state(db: &Connection, state: State) -> Result<Vec<Delivery>, StoreError> {
    select(db, "state = ?1", &[state.as_str()])
}

/// The drafts that a person has to approve.
pub(crate) fn waiting(db: &Connection) -> Result<Vec<Delivery>, StoreError> {
    select(db, "state = ?1 AND is_manual", &[State::Planned.as_str()])
}

/// The ids of what a run may send, in order, audit copies left out. With `with_doubts` also of what
/// may have been sent.
pub(crate) fn ids_to_send(
    db: &Connection,
    with_doubts: bool,
) -> Result<Vec<DeliveryId>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id
         FROM delivery
         WHERE copy_of = ''
           AND (state IN ('planned', 'approved', 'deferred') OR (?1 AND state = 'in_doubt'))
         ORDER BY portfolio, report, scope, edition, period, recipient",
    )?;
    let mut rows = statement.query([with_doubts])?;
    let mut ids = vec![];
    while let Some(row) = rows.next()? {
        ids.push(Stored::new(row, "delivery", &["id"]).parse("id", DeliveryId::parse)?);
    }
    Ok(ids)
}

/// Every row, in order.
pub(crate) fn all(db: &Connection) -> Result<Vec<Delivery>, StoreError> {
    select(db, "1 = 1", &[])
}

/// Shows every row, by id, one at a time.
pub(super) fn for_each(
    db: &Connection,
    see: &mut dyn FnMut(Delivery) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = db.prepare(&format!("SELECT {COLUMNS} FROM delivery ORDER BY id"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        see(read_row(row)?)?;
    }
    Ok(())
}

/// The rows of a message, by the provider's id for it.
pub(super) fn by_message(db: &Connection, message_id: &str) -> Result<Vec<Delivery>, StoreError> {
    select(db, "message_id = ?1", &[message_id])
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
    transport, message_id, last_error, created_at, updated_at, role";

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
    let row = Stored::new(row, "delivery", &["id"]);
    Ok(Delivery {
        id: row.parse("id", DeliveryId::parse)?,
        series: Series {
            portfolio: row.get("portfolio")?,
            report: row.parse("report", |id| ReportId::new(id))?,
            scope: row.get("scope")?,
        },
        period: row.parse("period", Period::parse)?,
        edition: row.get("edition")?,
        recipient: row.get("recipient")?,
        copy_of: row.parse("copy_of", |id| match id.is_empty() {
            true => Ok(None),
            false => DeliveryId::parse(id).map(Some),
        })?,
        state: row.parse("state", |word| State::parse(word).ok_or(()))?,
        is_manual: row.get("is_manual")?,
        sender: row.get("sender")?,
        address: row.get("address")?,
        subject: row.get("subject")?,
        content_sha256: row.parse("content_sha256", Sha256Hex::parse)?,
        sha256: row.parse_optional("sha256", Sha256Hex::parse)?,
        size_bytes: row.get::<i64>("size_bytes")?.unsigned_abs(),
        expires_at: row.parse_optional("expires_at", str::parse)?,
        attempt: row.get("attempt")?,
        transport: row.get("transport")?,
        message_id: row.get("message_id")?,
        last_error: row.get("last_error")?,
        created_at: row.instant("created_at")?,
        updated_at: row.instant("updated_at")?,
        role: row.parse("role", |word| match word.is_empty() {
            true => Ok(None),
            false => Role::new(word).map(Some),
        })?,
    })
}

/// The digest that the log keeps of a row: over every column.
pub(crate) fn digest(row: &Delivery) -> Sha256Hex {
    let texts = [
        "qd-row-1",
        row.id.as_str(),
        &row.series.portfolio,
        row.series.report.as_str(),
        &row.series.scope,
        &row.recipient,
        row.copy_of.as_ref().map_or("", DeliveryId::as_str),
        row.role.as_ref().map_or("", Role::as_str),
        row.state.as_str(),
        &row.sender,
        &row.address,
        &row.subject,
        row.content_sha256.as_str(),
    ];
    let printed = [
        row.period.to_string(),
        row.edition.to_string(),
        row.is_manual.to_string(),
        row.size_bytes.to_string(),
        row.attempt.to_string(),
        stamp(row.created_at),
        stamp(row.updated_at),
    ];
    // A mark tells nothing from an empty text.
    let optional = [
        row.sha256.as_ref().map(Sha256Hex::to_string),
        row.expires_at.map(stamp),
        row.transport.clone(),
        row.message_id.clone(),
        row.last_error.clone(),
    ]
    .map(|text| text.map_or_else(String::new, |text| format!("={text}")));
    let texts = texts.into_iter().map(str::as_bytes);
    Sha256Hex::of_parts(texts.chain(printed.iter().chain(&optional).map(String::as_bytes)))
}

/// Writes an instant as the outbox keeps it.
pub(crate) fn stamp(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

/// Inserts a row, or replaces all of one but its creation time.
pub(crate) fn upsert(db: &Connection, row: &Delivery) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO delivery ({COLUMNS})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
           ?19, ?20, ?21, ?22, ?23, ?24)
         ON CONFLICT (id) DO UPDATE SET
           state = excluded.state, is_manual = excluded.is_manual, sender = excluded.sender,
           address = excluded.address, subject = excluded.subject,
           content_sha256 = excluded.content_sha256, sha256 = excluded.sha256,
           size_bytes = excluded.size_bytes, expires_at = excluded.expires_at,
           attempt = excluded.attempt, transport = excluded.transport,
           message_id = excluded.message_id, last_error = excluded.last_error,
           updated_at = excluded.updated_at, role = excluded.role"
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
        row.role.as_ref().map_or("", Role::as_str),
    ])?;
    Ok(())
}
