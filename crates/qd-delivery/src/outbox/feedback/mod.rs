//! What the provider reports. It comes late, twice, in any order, and even before its delivery is
//! known; the end is the same, because a state is derived from all that was reported and not from the
//! last thing: a complaint outweighs a bounce, a bounce a delivery, a delivery an acceptance.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use serde::Serialize;

use super::delivery::stamp;
use super::stored::Stored;
use super::{Delivery, Outbox, StoreError, delivery, edition, ledger, suppression};
use crate::{DeliveryError, DeliveryId, State};

/// What a provider says about one recipient of one message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Feedback {
    /// The provider has it: this ends a doubt.
    Sent,
    /// The provider refused it after it had taken it.
    Rejected,
    /// The recipient's server took it.
    Delivered,
    /// The recipient's server refused it.
    Bounced {
        /// Claims that the address will never work.
        is_permanent: bool,
    },
    /// The recipient called it spam.
    Complained,
}

impl Feedback {
    const ALL: [Self; 6] = [
        Self::Sent,
        Self::Rejected,
        Self::Delivered,
        Self::Bounced { is_permanent: false },
        Self::Bounced { is_permanent: true },
        Self::Complained,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Rejected => "rejected",
            Self::Delivered => "delivered",
            Self::Bounced { is_permanent: false } => "bounced",
            Self::Bounced { is_permanent: true } => "bounced-for-good",
            Self::Complained => "complained",
        }
    }

    fn parse(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|feedback| feedback.as_str() == word).ok_or(())
    }

    /// Why the address goes on the list, if it does.
    fn suppresses(self) -> Option<&'static str> {
        match self {
            Self::Bounced { is_permanent: true } => Some(suppression::BOUNCE),
            Self::Complained => Some(suppression::COMPLAINT),
            Self::Sent | Self::Delivered | Self::Rejected | Self::Bounced { .. } => None,
        }
    }
}

/// One event about one recipient.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Notice {
    /// The delivery that the event's tags name.
    pub delivery: Option<DeliveryId>,
    /// The attempt that they name.
    pub attempt: Option<u32>,
    /// What the provider calls the message.
    pub message_id: Option<String>,
    /// Whose mailbox it is about.
    pub recipient: String,
    /// What happened.
    pub feedback: Feedback,
    /// When, as the provider says.
    pub at: DateTime<Utc>,
    /// The server's words; empty if there are none.
    pub detail: String,
}

/// What an event changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Applied {
    /// A delivery's state.
    Changed,
    /// Nothing: as much was known already.
    Known,
    /// Nothing yet: it waits until its delivery appears.
    Parked,
}

impl Outbox {
    /// Keeps events and applies them, all or none; the same one twice is the same as once.
    pub fn apply(
        &mut self,
        notices: &[Notice],
        now: DateTime<Utc>,
    ) -> Result<Vec<Applied>, DeliveryError> {
        self.write(|tx| notices.iter().map(|notice| apply(tx, notice, now)).collect())
    }
}

fn apply(db: &Connection, notice: &Notice, now: DateTime<Utc>) -> Result<Applied, StoreError> {
    let notice = Notice { recipient: notice.recipient.to_ascii_lowercase(), ..notice.clone() };
    keep(db, &notice)?;
    if let Some(reason) = notice.feedback.suppresses() {
        suppression::add(db, &notice.recipient, reason, now)?;
    }
    let mut rows = match (&notice.delivery, &notice.message_id) {
        (Some(id), _) => delivery::envelope(db, id)?,
        (None, Some(message_id)) => delivery::by_message(db, message_id)?,
        (None, None) => vec![],
    };
    rows.retain(|row| row.recipient == notice.recipient);
    let mut applied = if rows.is_empty() { Applied::Parked } else { Applied::Known };
    for row in &mut rows {
        if settle(db, row, now)? {
            applied = Applied::Changed;
        }
    }
    Ok(applied)
}

fn keep(db: &Connection, notice: &Notice) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO feedback (delivery, message_id, recipient, attempt, kind, at, detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        notice.delivery.as_ref().map_or("", DeliveryId::as_str),
        notice.message_id.as_deref().unwrap_or_default(),
        notice.recipient,
        notice.attempt.unwrap_or(0),
        notice.feedback.as_str(),
        stamp(notice.at),
        notice.detail.replace(char::is_control, " "),
    ])?;
    Ok(())
}

/// A kept event, as far as it bears on a row.
struct Fact {
    feedback: Feedback,
    attempt: u32,
    message_id: String,
    detail: String,
}

/// Brings a row to what was reported about it, if that says more. Says whether it did.
pub(crate) fn settle(
    db: &Connection,
    row: &mut Delivery,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let facts = facts(db, row)?;
    let Some(fact) = verdict(&facts, row.attempt) else { return Ok(false) };
    let to = match fact.feedback {
        Feedback::Sent => State::Accepted,
        Feedback::Rejected => State::Rejected,
        Feedback::Delivered => State::Delivered,
        Feedback::Bounced { .. } => State::Bounced,
        Feedback::Complained => State::Complained,
    };
    if !row.state.can_be_told(to) {
        return Ok(false);
    }
    if !row.state.may_have_left() {
        // Somebody has it who, as far as we knew, was not sent it: the edition is out.
        edition::freeze(db, &row.series, row.edition, now)?;
    }
    if !fact.message_id.is_empty() {
        row.message_id = Some(fact.message_id.clone());
    }
    row.last_error = (!fact.detail.is_empty()).then(|| fact.detail.clone());
    ledger::learn(db, row, to, "event of the provider", now)?;
    Ok(true)
}

/// The fact that outweighs the others. That an attempt was sent says nothing if the same attempt was
/// rejected afterwards; that it was rejected says something about the last attempt only.
fn verdict(facts: &[Fact], attempt: u32) -> Option<&Fact> {
    let of = |wanted: fn(&Fact) -> bool| facts.iter().find(|fact| wanted(fact));
    let is_rejected = |fact: &Fact| fact.feedback == Feedback::Rejected;
    let complained = of(|fact| fact.feedback == Feedback::Complained);
    let bounced = || of(|fact| matches!(fact.feedback, Feedback::Bounced { .. }));
    let delivered = || of(|fact| fact.feedback == Feedback::Delivered);
    let stands = |sent: &&Fact| {
        sent.feedback == Feedback::Sent
            && !facts.iter().any(|fact| is_rejected(fact) && fact.attempt == sent.attempt)
    };
    let sent = || facts.iter().find(stands);
    let rejected = || {
        let is_of_last = |fact: &&Fact| is_rejected(fact) && [0, attempt].contains(&fact.attempt);
        facts.iter().find(is_of_last)
    };
    complained.or_else(bounced).or_else(delivered).or_else(sent).or_else(rejected)
}

/// What is kept about a row: by the delivery's id, or by the message's where an event has no tags.
fn facts(db: &Connection, row: &Delivery) -> Result<Vec<Fact>, StoreError> {
    // Asked of every row of a plan, and before the first event there is nothing to look through.
    let mut any = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM feedback)")?;
    if !any.query_row([], |row| row.get::<_, bool>(0))? {
        return Ok(vec![]);
    }
    let id = row.copy_of.as_ref().unwrap_or(&row.id);
    let mut statement = db.prepare_cached(
        "SELECT kind, attempt, message_id, detail, recipient
         FROM feedback
         WHERE delivery = ?1 AND recipient = ?2
         UNION
         SELECT kind, attempt, message_id, detail, recipient
         FROM feedback
         WHERE delivery = '' AND message_id <> '' AND message_id = ?3 AND recipient = ?2
         ORDER BY attempt DESC, kind, message_id",
    )?;
    let message_id = row.message_id.as_deref().unwrap_or_default();
    let mut rows = statement.query(params![id.as_str(), row.recipient, message_id])?;
    let mut facts = vec![];
    while let Some(row) = rows.next()? {
        let row = Stored::new(row, "event for", &["recipient"]);
        facts.push(Fact {
            feedback: row.parse("kind", Feedback::parse)?,
            attempt: row.get("attempt")?,
            message_id: row.get("message_id")?,
            detail: row.get("detail")?,
        });
    }
    Ok(facts)
}
