//! Who would get what: builds each message, shows it to the guard, and freezes its bytes in the
//! outbox as `planned`. Sends nothing.
//!
//! Drafts replace drafts. What has been approved or sent is left as it is and said so.

mod freeze;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use qd_model::{Period, Role};
use rusqlite::Connection;
use serde::Serialize;

use crate::dispatch::{Outcome, word};
use crate::outbox::{KeptFigure, NewEdition, StoreError, delivery, edition, ledger};
use crate::{
    Address, Blocked, Content, Delivery, DeliveryError, DeliveryId, Outbox, OutgoingCheck, Series,
    Sha256Hex, State,
};

/// How a delivery comes to be approved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Approval {
    /// When it is sent.
    #[default]
    Auto,
    /// By a person, before it is sent.
    Manual,
}

/// A rendered document and who gets it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The edition: series, period, number, figures, findings.
    pub edition: NewEdition,
    /// The rendered mail, alike for every recipient.
    pub content: Content,
    /// The sender.
    pub from: Address,
    /// The role by which its recipients get it.
    pub role: Role,
    /// The recipients, one message each.
    pub to: Vec<Address>,
    /// Who gets the audit copy of each message.
    pub bcc: Vec<Address>,
    /// How it is approved.
    pub approval: Approval,
    /// Why it waits for a person, whatever its approval says: what it rests on is not ready.
    pub hold: Option<String>,
    /// From when on it is too late to send.
    pub expires_at: Option<DateTime<Utc>>,
}

/// How to plan.
#[derive(Clone, Copy, Debug)]
pub struct PlanOptions {
    /// The run's instant.
    pub now: DateTime<Utc>,
    /// Claims that nothing is to be written: only say what would be.
    pub is_dry_run: bool,
    /// Claims that the documents are all that there are: drafts of other series are withdrawn.
    pub is_whole: bool,
}

/// What an edition says that the one before it did not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Since {
    /// The number of the last edition that was sent.
    pub edition: u32,
    /// Figures that read otherwise, or are new.
    pub n_figures: usize,
    /// Findings that it did not have.
    pub n_findings_new: usize,
    /// Findings that are gone.
    pub n_findings_gone: usize,
}

/// What planning does to one delivery.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// It is new.
    New,
    /// It replaces a draft that said something else.
    Changed {
        /// The draft's hash; `None` if it was blocked.
        previous: Option<Sha256Hex>,
    },
    /// The draft says the same; its bytes stay.
    Unchanged,
    /// Its edition was approved or sent: it stays as it is.
    Frozen,
    /// Its edition was approved or sent with other content, so this recipient waits for the next.
    Late,
    /// The guard found a secret: no bytes are kept.
    Blocked,
    /// The new draft leaves it out.
    Withdrawn,
}

/// One delivery of a plan.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PlanItem {
    /// The delivery.
    pub id: DeliveryId,
    /// Portfolio, report and scope.
    pub series: Series,
    /// The period.
    pub period: Period,
    /// The edition's number.
    pub edition: u32,
    /// The recipient's mailbox.
    pub recipient: String,
    /// Who gets the audit copy.
    pub bcc: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The size of the message in bytes.
    pub size_bytes: u64,
    /// The size of its files and pictures before encoding, in bytes: what SES bills apart.
    pub attached_bytes: u64,
    /// The hash of the frozen bytes; `None` if there are none.
    pub sha256: Option<Sha256Hex>,
    /// Where it stands.
    pub state: State,
    /// What planning did.
    pub change: Change,
    /// Why it is blocked: rules and places.
    pub blocked: Option<String>,
    /// Claims that it waits for a person's approval.
    pub is_manual: bool,
    /// Why it is held until a person approves it or the next draft finds its sources ready.
    pub held: Option<String>,
    /// Why it corrects an earlier edition of its period.
    pub correction: Option<String>,
    /// What is new since the edition before it; `None` if it is the first.
    pub since: Option<Since>,
}

/// Who would get what.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Plan {
    /// The deliveries, by document and recipient. Audit copies are named in `bcc`.
    pub items: Vec<PlanItem>,
    /// The hash to approve, if anything waits for a person.
    pub approval: Option<Sha256Hex>,
}

impl Plan {
    /// What the exit code rests on: only a block counts, since nothing was to be sent.
    pub fn outcome(&self) -> Outcome {
        let is_blocked = self.items.iter().any(|item| item.change == Change::Blocked);
        Outcome { is_blocked, ..Outcome::default() }
    }
}

/// Drafts the editions of documents and their deliveries, all or none.
pub fn plan(
    outbox: &mut Outbox,
    documents: &[Document],
    check: &dyn OutgoingCheck,
    options: PlanOptions,
) -> Result<Plan, DeliveryError> {
    // The bytes come to the disk before the rows that name them.
    let mut writer = match options.is_dry_run {
        true => None,
        false => Some(outbox.archive().writer()?),
    };
    let mut keep = |sha256: &Sha256Hex, bytes: &[u8]| match &mut writer {
        Some(writer) => writer.add(sha256, bytes),
        None => Ok(()),
    };
    let messages = freeze::all(documents, check, options.now, &mut keep)?;
    if let Some(writer) = writer {
        writer.finish()?;
    }
    let mut plan = Plan::default();
    let mut unused = BTreeSet::new();
    let written = outbox.write_or_undo(|tx| {
        for (document, messages) in documents.iter().zip(&messages) {
            let n_before = plan.items.len();
            let since = since(tx, &document.edition)?;
            let is_draft = edition::draft(tx, &document.edition, options.now)?;
            let rows = delivery::of_edition(tx, &document.edition.series, document.edition.number)?;
            let mut draft = freeze::Draft::new(tx, document, rows, options.now);
            for message in messages {
                let (item, replaced) = match is_draft {
                    true => draft.write(message)?,
                    false => draft.leave_frozen(message)?,
                };
                unused.extend(replaced);
                plan.items.push(item);
            }
            withdraw(tx, draft.left_out(), options.now, &mut plan, &mut unused)?;
            let attached = document.content.attachments.iter().map(|file| file.bytes.len() as u64);
            let attached_bytes = attached.sum();
            for item in &mut plan.items[n_before..] {
                item.attached_bytes = attached_bytes;
                item.since = since;
                item.correction.clone_from(&document.edition.correction);
            }
        }
        if options.is_whole {
            let mut others = delivery::in_state(tx, State::Planned)?;
            others.retain(|row| documents.iter().all(|d| d.edition.series != row.series));
            withdraw(tx, others, options.now, &mut plan, &mut unused)?;
        }
        plan.approval = word::waiting(tx)?.0;
        Ok(((), !options.is_dry_run))
    });
    if !options.is_dry_run {
        // What no row names goes: replaced drafts, and bytes that turned out not to be needed.
        let named = plan.items.iter().filter_map(|item| item.sha256.as_ref());
        let named = named.filter(|_| written.is_ok()).collect::<BTreeSet<_>>();
        let built = messages.iter().flatten().filter_map(|message| message.sha256.as_ref());
        unused.extend(built.filter(|sha256| !named.contains(sha256)).cloned());
        outbox.discard(&unused)?;
    }
    written.map(|()| plan)
}

/// Takes drafts back that nothing asks for any more.
fn withdraw(
    db: &Connection,
    rows: Vec<Delivery>,
    now: DateTime<Utc>,
    plan: &mut Plan,
    unused: &mut BTreeSet<Sha256Hex>,
) -> Result<(), StoreError> {
    for row in rows {
        ledger::withdraw(db, &row, now)?;
        unused.extend(row.sha256.clone());
        if !row.is_audit() {
            plan.items.push(item(&row, vec![], Change::Withdrawn, None));
        }
    }
    Ok(())
}

/// Compares an edition with the frozen one before it. Figures of its own period are held against
/// those of the other's.
fn since(db: &Connection, new: &NewEdition) -> Result<Option<Since>, StoreError> {
    let Some(old) = edition::frozen_before(db, &new.series, new.number)? else { return Ok(None) };
    let (own, before) = (format!("/{}", new.period), format!("/{}", old.period));
    let told = |id: &str| old.figures.get(&id.replace(&own, &before)).map(|f| &f.display);
    let is_other = |(id, figure): &(&String, &KeptFigure)| told(id) != Some(&figure.display);
    let found = new.findings.iter().collect::<BTreeSet<_>>();
    Ok(Some(Since {
        edition: old.number,
        n_figures: new.figures.iter().filter(is_other).count(),
        n_findings_new: found.iter().filter(|key| !old.findings.contains_key(**key)).count(),
        n_findings_gone: old.findings.keys().filter(|key| !found.contains(key)).count(),
    }))
}

fn item(row: &Delivery, bcc: Vec<String>, change: Change, blocked: Option<&[Blocked]>) -> PlanItem {
    PlanItem {
        id: row.id.clone(),
        series: row.series.clone(),
        period: row.period,
        edition: row.edition,
        recipient: row.recipient.clone(),
        bcc,
        subject: row.subject.clone(),
        size_bytes: row.size_bytes,
        attached_bytes: 0,
        sha256: row.sha256.clone(),
        state: row.state,
        change,
        blocked: blocked.map(crate::check::describe),
        is_manual: row.is_manual,
        held: row.last_error.clone().filter(|_| row.state == State::Planned && row.is_manual),
        correction: None,
        since: None,
    }
}
