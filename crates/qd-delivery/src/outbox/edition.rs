//! Numbered issues of a report for a scope, and what each one said.
//!
//! A draft replaces the draft before it under the same number. Once one of its deliveries is approved
//! it is frozen, and changed data waits for the next period or for a correction.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use qd_model::{Decimal, EntityKey, Finding, Period, ReportId, RuleId};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use serde::{Deserialize, Serialize};

use super::delivery::stamp;
use super::stored::Stored;
use super::{Outbox, StoreError, log};
use crate::{DeliveryError, Origin, Series, Sha256Hex};

/// A figure as an edition printed it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeptFigure {
    /// The number; `None` if it was missing.
    pub value: Option<Decimal>,
    /// As it was displayed.
    pub display: String,
    /// Claims that its period was not over, so that a later number is no correction of it.
    #[serde(default)]
    pub is_partial: bool,
}

/// What makes a finding the same finding in two editions.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct FindingKey {
    /// The rule.
    pub rule: RuleId,
    /// Whose it is.
    pub entity: EntityKey,
    /// What offends. Outside text, bare as in [`Finding::identity`]: to be compared, not printed.
    pub subject: String,
}

impl FindingKey {
    /// Names a finding.
    pub fn of(finding: &Finding) -> Self {
        let (rule, entity, subject) = finding.identity();
        Self { rule, entity, subject }
    }
}

/// A frozen edition: what the recipients were told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EditionRecord {
    /// Its number.
    pub number: u32,
    /// Its period.
    pub period: Period,
    /// Why it corrects an earlier edition of its period.
    pub correction: Option<String>,
    /// Its figures, by id as written.
    pub figures: BTreeMap<String, KeptFigure>,
    /// Its findings, each with the number of the edition that first showed it.
    pub findings: BTreeMap<FindingKey, u32>,
    /// What it was made from; `None` where an older version made it.
    pub origin: Option<Origin>,
}

/// Where a document that is about to be made stands among the editions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditionSlot {
    /// The number that it will carry.
    pub number: u32,
    /// Claims that this number was frozen already: what is made now is to look at only.
    pub is_frozen: bool,
    /// The frozen edition before it, which "since the last edition" compares with.
    pub previous: Option<EditionRecord>,
}

/// An edition to be drafted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEdition {
    /// Portfolio, report and scope.
    pub series: Series,
    /// The period.
    pub period: Period,
    /// The number that the document prints: the slot's.
    pub number: u32,
    /// Why an edition of the same period is issued again.
    pub correction: Option<String>,
    /// The document's figures, by id as written.
    pub figures: BTreeMap<String, KeptFigure>,
    /// Its findings.
    pub findings: Vec<FindingKey>,
    /// What it is made from, where it is to be made again.
    pub origin: Option<Origin>,
}

impl Outbox {
    /// Returns the latest frozen edition of a series.
    pub fn previous_edition(
        &self,
        series: &Series,
    ) -> Result<Option<EditionRecord>, DeliveryError> {
        self.read(|db| frozen_before(db, series, u32::MAX))
    }

    /// Says which number a document will carry and what it compares with; ask before rendering.
    /// `is_correction` asks for the number after a frozen edition of the same period.
    pub fn edition_slot(
        &self,
        series: &Series,
        period: Period,
        is_correction: bool,
    ) -> Result<EditionSlot, DeliveryError> {
        self.read(|db| slot(db, series, period, is_correction))
    }

    /// Drafts an edition without deliveries. [`crate::plan()`] does so too, in one step with them.
    /// Returns whether it was kept; a frozen one is left as it is, and so is one with planned
    /// deliveries, whose bytes say what it says.
    pub fn draft_edition(
        &mut self,
        edition: &NewEdition,
        now: DateTime<Utc>,
    ) -> Result<bool, DeliveryError> {
        self.write(|tx| match has_deliveries(tx, &edition.series, edition.number)? {
            true => Ok(false),
            false => draft(tx, edition, now),
        })
    }

    /// Returns an edition, frozen or drafted.
    pub fn edition(
        &self,
        series: &Series,
        number: u32,
    ) -> Result<Option<EditionRecord>, DeliveryError> {
        self.read(|db| one(db, series, number))
    }

    /// Returns the frozen edition that one compares with: the last before its number.
    pub fn edition_before(
        &self,
        series: &Series,
        number: u32,
    ) -> Result<Option<EditionRecord>, DeliveryError> {
        self.read(|db| frozen_before(db, series, number))
    }

    /// Returns the series and number of every edition, in order.
    pub fn editions(&self) -> Result<Vec<(Series, u32)>, DeliveryError> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT portfolio, report, scope, number
                 FROM edition
                 ORDER BY portfolio, report, scope, number",
            )?;
            let mut rows = statement.query([])?;
            let mut editions = vec![];
            while let Some(row) = rows.next()? {
                let row = Stored::new(row, "edition", &["portfolio", "report", "scope", "number"]);
                let series = Series {
                    portfolio: row.get("portfolio")?,
                    report: row.parse("report", |id| ReportId::new(id))?,
                    scope: row.get("scope")?,
                };
                editions.push((series, row.get("number")?));
            }
            Ok(editions)
        })
    }
}

fn has_deliveries(db: &Connection, series: &Series, number: u32) -> Result<bool, StoreError> {
    Ok(db.query_row(
        "SELECT EXISTS (
           SELECT 1
           FROM delivery
           WHERE portfolio = ?1 AND report = ?2 AND scope = ?3 AND edition = ?4
         )",
        params![series.portfolio, series.report.as_str(), series.scope, number],
        |row| row.get(0),
    )?)
}

fn slot(
    db: &Connection,
    series: &Series,
    period: Period,
    is_correction: bool,
) -> Result<EditionSlot, StoreError> {
    let (last_frozen, of_period): (u32, Option<u32>) = db.query_row(
        "SELECT COALESCE(MAX(number), 0), MAX(number) FILTER (WHERE period = ?4)
         FROM edition
         WHERE portfolio = ?1 AND report = ?2 AND scope = ?3 AND is_frozen",
        params![series.portfolio, series.report.as_str(), series.scope, period.to_string()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let (number, is_frozen) = match of_period {
        None if is_correction => {
            let (series, period) = (series.to_string(), period.to_string());
            return Err(DeliveryError::NothingToCorrect { series, period }.into());
        }
        Some(number) if !is_correction => (number, true),
        _ => (last_frozen + 1, false),
    };
    Ok(EditionSlot { number, is_frozen, previous: frozen_before(db, series, number)? })
}

/// Writes a draft, or returns `false` if its number is frozen.
pub(crate) fn draft(
    db: &Connection,
    edition: &NewEdition,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let series = &edition.series;
    let slot = slot(db, series, edition.period, edition.correction.is_some())?;
    if slot.number != edition.number {
        let (series, found) = (series.to_string(), edition.number);
        return Err(DeliveryError::EditionNumber { series, found, expected: slot.number }.into());
    }
    if slot.is_frozen {
        return Ok(false);
    }
    let known = slot.previous.map(|previous| previous.findings).unwrap_or_default();
    let first = |finding: &FindingKey| known.get(finding).copied().unwrap_or(edition.number);
    let findings = edition.findings.iter().map(|finding| (finding, first(finding)));
    let findings = findings.collect::<BTreeMap<_, _>>().into_iter().collect::<Vec<_>>();
    db.execute(
        "INSERT INTO edition
           (portfolio, report, scope, number, period, correction, figures, findings, drafted_at,
            made_from)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (portfolio, report, scope, number) DO UPDATE SET
           period = excluded.period, correction = excluded.correction,
           figures = excluded.figures, findings = excluded.findings,
           drafted_at = excluded.drafted_at, made_from = excluded.made_from",
        params![
            series.portfolio,
            series.report.as_str(),
            series.scope,
            edition.number,
            edition.period.to_string(),
            edition.correction,
            serde_json::to_string(&edition.figures).expect("figures are JSON"),
            serde_json::to_string(&findings).expect("findings are JSON"),
            stamp(now),
            edition
                .origin
                .as_ref()
                .map(|origin| serde_json::to_string(origin).expect("an origin is JSON")),
        ],
    )?;
    Ok(true)
}

/// Freezes an edition, which the log records; again does nothing.
pub(crate) fn freeze(
    db: &Connection,
    series: &Series,
    number: u32,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    // Asked for every delivery; parsing it each time would cost more than its one change.
    let mut statement = db.prepare_cached(
        "UPDATE edition SET is_frozen = 1, frozen_at = ?5
         WHERE portfolio = ?1 AND report = ?2 AND scope = ?3 AND number = ?4 AND NOT is_frozen",
    )?;
    let n_changed = statement.execute(params![
        series.portfolio,
        series.report.as_str(),
        series.scope,
        number,
        stamp(now),
    ])?;
    if n_changed == 0 {
        return Ok(());
    }
    let subject = format!("edition {series}/{number}");
    let filter = "portfolio = ?1 AND report = ?2 AND scope = ?3 AND number = ?4";
    let (report, scope) = (series.report.as_str(), &series.scope);
    let sealed = seals(db, filter, params![series.portfolio, report, scope, number])?;
    match sealed.first() {
        Some((_, seal)) => log::append(db, &log::frozen(&subject, "", seal), now),
        None => Ok(()),
    }
}

/// The log's subject and the digest of each frozen edition.
pub(super) fn frozen_seals(db: &Connection) -> Result<Vec<(String, Sha256Hex)>, StoreError> {
    seals(db, "is_frozen", &[])
}

fn seals(
    db: &Connection,
    filter: &str,
    values: &[&dyn ToSql],
) -> Result<Vec<(String, Sha256Hex)>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT portfolio, report, scope, number, period, is_frozen, correction, figures, findings,
           drafted_at, frozen_at, made_from
         FROM edition
         WHERE {filter}
         ORDER BY portfolio, report, scope, number"
    ))?;
    let mut rows = statement.query(values)?;
    let mut seals = vec![];
    while let Some(row) = rows.next()? {
        let row = Stored::new(row, "edition", &["portfolio", "report", "scope", "number"]);
        let number = row.get::<i64>("number")?.to_string();
        let optional = |column| -> Result<String, StoreError> {
            let text: Option<String> = row.get(column)?;
            Ok(text.map_or_else(String::new, |text| format!("={text}")))
        };
        let (portfolio, report, scope): (String, String, String) =
            (row.get("portfolio")?, row.get("report")?, row.get("scope")?);
        let parts = [
            "qd-edition-1".to_owned(),
            portfolio.clone(),
            report.clone(),
            scope.clone(),
            number.clone(),
            row.get("period")?,
            row.get::<i64>("is_frozen")?.to_string(),
            optional("correction")?,
            row.get("figures")?,
            row.get("findings")?,
            row.get("drafted_at")?,
            optional("frozen_at")?,
        ];
        // Editions of older versions were sealed without it.
        let made_from: Option<String> = row.get("made_from")?;
        let parts = parts.iter().chain(&made_from);
        let seal = Sha256Hex::of_parts(parts.map(String::as_bytes));
        seals.push((format!("edition {portfolio}/{report}/{scope}/{number}"), seal));
    }
    Ok(seals)
}

/// What every frozen edition was made from, as far as that was kept.
pub(super) fn origins(db: &Connection) -> Result<Vec<Origin>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT portfolio, report, scope, number, made_from
         FROM edition
         WHERE is_frozen AND made_from IS NOT NULL
         ORDER BY portfolio, report, scope, number",
    )?;
    let mut rows = statement.query([])?;
    let mut origins = vec![];
    while let Some(row) = rows.next()? {
        let row = Stored::new(row, "edition", &["portfolio", "report", "scope", "number"]);
        origins.push(row.parse("made_from", |json| serde_json::from_str(json))?);
    }
    Ok(origins)
}

pub(crate) fn frozen_before(
    db: &Connection,
    series: &Series,
    number: u32,
) -> Result<Option<EditionRecord>, StoreError> {
    last_of(db, series, "is_frozen AND number < ?4", number)
}

fn one(db: &Connection, series: &Series, number: u32) -> Result<Option<EditionRecord>, StoreError> {
    last_of(db, series, "number = ?4", number)
}

fn last_of(
    db: &Connection,
    series: &Series,
    filter: &str,
    number: u32,
) -> Result<Option<EditionRecord>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT portfolio, report, scope, number, period, correction, figures, findings, made_from
         FROM edition
         WHERE portfolio = ?1 AND report = ?2 AND scope = ?3 AND {filter}
         ORDER BY number DESC
         LIMIT 1"
    ))?;
    let mut rows =
        statement.query(params![series.portfolio, series.report.as_str(), series.scope, number])?;
    rows.next()?.map(read_edition).transpose()
}

fn read_edition(row: &Row<'_>) -> Result<EditionRecord, StoreError> {
    let row = Stored::new(row, "edition", &["portfolio", "report", "scope", "number"]);
    let findings: Vec<(FindingKey, u32)> =
        row.parse("findings", |json| serde_json::from_str(json))?;
    Ok(EditionRecord {
        number: row.get("number")?,
        period: row.parse("period", Period::parse)?,
        correction: row.get("correction")?,
        figures: row.parse("figures", |json| serde_json::from_str(json))?,
        findings: findings.into_iter().collect(),
        origin: row.parse_optional("made_from", |json| serde_json::from_str(json))?,
    })
}

/// The number of the latest edition of a series, frozen or not.
pub(crate) fn latest(db: &Connection, series: &Series) -> Result<Option<u32>, StoreError> {
    let number = db
        .query_row(
            "SELECT MAX(number) FROM edition WHERE portfolio = ?1 AND report = ?2 AND scope = ?3",
            params![series.portfolio, series.report.as_str(), series.scope],
            |row| row.get(0),
        )
        .optional()?;
    Ok(number.flatten())
}
