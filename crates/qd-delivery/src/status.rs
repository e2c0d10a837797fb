//! Who did not get it, and why.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Delivery, DeliveryError, Outbox, State};

/// Whether a recipient has the report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "reached", content = "why", rename_all = "snake_case")]
pub enum Reached {
    /// As far as anybody told us.
    Yes,
    /// Not yet: it is on its way or waits for something.
    NotYet(String),
    /// No, and nothing will change that by itself.
    No(String),
    /// It cannot be told.
    Unknown(String),
}

/// One delivery of the latest edition of its series.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StatusLine {
    /// The delivery or audit copy.
    pub delivery: Delivery,
    /// Whether it reached its recipient.
    #[serde(flatten)]
    pub reached: Reached,
}

/// Where the latest editions stand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Status {
    /// By series, edition and recipient. Doubts of earlier editions are among them.
    pub lines: Vec<StatusLine>,
}

impl Status {
    /// Who does not have it.
    pub fn missing(&self) -> impl Iterator<Item = &StatusLine> {
        self.lines.iter().filter(|line| line.reached != Reached::Yes)
    }
}

/// Reads where each delivery of each latest edition stands.
pub fn status(outbox: &Outbox) -> Result<Status, DeliveryError> {
    let deliveries = outbox.deliveries()?;
    let mut latest = BTreeMap::new();
    for row in &deliveries {
        let number = latest.entry(&row.series).or_insert(row.edition);
        *number = row.edition.max(*number);
    }
    let is_current = |row: &&Delivery| {
        latest.get(&row.series) == Some(&row.edition) || row.state == State::InDoubt
    };
    let line = |row: &Delivery| StatusLine { reached: reached(row), delivery: row.clone() };
    Ok(Status { lines: deliveries.iter().filter(is_current).map(line).collect() })
}

fn reached(row: &Delivery) -> Reached {
    let because = |default: &str| row.last_error.clone().unwrap_or_else(|| default.to_owned());
    match row.state {
        State::Accepted | State::Delivered | State::Complained => Reached::Yes,
        State::Planned if row.is_manual => Reached::NotYet(because("waits for approval")),
        State::Planned | State::Approved => Reached::NotYet("waits for `quarterdeck send`".into()),
        State::InFlight => Reached::Unknown("a run is sending it, or broke off".into()),
        State::Deferred => Reached::NotYet(because("the next run tries again")),
        State::InDoubt => Reached::Unknown(because("the transport did not answer")),
        State::Bounced => Reached::No(because("the recipient's server refused it")),
        State::Rejected => Reached::No(because("the transport refused it")),
        State::Suppressed => Reached::No(because("the address is on the suppression list")),
        State::Expired => Reached::No("its deadline passed".into()),
        State::Cancelled => Reached::No("a person withdrew it".into()),
        State::Blocked => Reached::No(because("the guard found a secret")),
    }
}
