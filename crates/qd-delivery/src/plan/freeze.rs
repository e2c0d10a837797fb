//! One message of a plan and its rows: the delivery's own and its audit copies'.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{Approval, Change, Document, PlanItem, item};
use crate::check::Distinct;
use crate::message::Prepared;
use crate::outbox::{StoreError, delivery, ledger};
use crate::{
    Address, Blocked, Delivery, DeliveryError, DeliveryId, Envelope, OutboxKey, OutgoingCheck,
    Sha256Hex, State,
};

/// A message as it would be frozen.
pub(super) struct Message {
    key: OutboxKey,
    id: DeliveryId,
    to: Address,
    bcc: Vec<Address>,
    blocked: Vec<Blocked>,
    size_bytes: u64,
    subject: String,
    content_sha256: Sha256Hex,
    /// `None` if blocked: such bytes reach no disk.
    pub(super) sha256: Option<Sha256Hex>,
}

/// How many messages are in memory at once, and how many bytes.
const MAX_BATCH: usize = 512;
const MAX_BATCH_BYTES: usize = 32_000_000;

/// Takes the bytes of a message that may leave.
pub(super) type Keep<'a> = dyn FnMut(&Sha256Hex, &[u8]) -> Result<(), DeliveryError> + 'a;

/// Builds the messages of documents, one for each distinct recipient, shows them to the guard, and
/// hands their bytes on, some at a time.
pub(super) fn all(
    documents: &[Document],
    check: &dyn OutgoingCheck,
    now: DateTime<Utc>,
    keep: &mut Keep<'_>,
) -> Result<Vec<Vec<Message>>, DeliveryError> {
    let prepared = side_by_side(documents, &|document| Prepared::new(&document.content))?;
    let check = Distinct::new(check);
    let jobs =
        documents.iter().zip(&prepared).enumerate().flat_map(|(index, (document, prepared))| {
            let mut seen = BTreeSet::new();
            let distinct = document.to.iter().filter(move |to| seen.insert(to.key()));
            distinct.map(move |to| Job { index, document, prepared, to })
        });
    let jobs = jobs.collect::<Vec<_>>();
    let mut messages = documents.iter().map(|_| vec![]).collect::<Vec<_>>();
    let mut rest = jobs.as_slice();
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch_size(rest));
        rest = later;
        let built = side_by_side(batch, &|job| message(job, &check, now))?;
        for (job, (message, bytes)) in batch.iter().zip(built) {
            if let Some((sha256, bytes)) = message.sha256.as_ref().zip(bytes) {
                keep(sha256, &bytes)?;
            }
            messages[job.index].push(message);
        }
    }
    Ok(messages)
}

/// One message to be built.
struct Job<'a> {
    /// The place of its document.
    index: usize,
    document: &'a Document,
    prepared: &'a Prepared,
    to: &'a Address,
}

fn batch_size(jobs: &[Job<'_>]) -> usize {
    let mut n_bytes = 0;
    let fits = |job: &&Job<'_>| {
        n_bytes += job.prepared.size_bytes();
        n_bytes <= MAX_BATCH_BYTES
    };
    jobs.iter().take(MAX_BATCH).take_while(fits).count().max(1)
}

/// Works on items on every core, whoever is free taking the next, and keeps their order.
fn side_by_side<I: Sync, T: Send>(
    items: &[I],
    work: &(dyn Fn(&I) -> Result<T, DeliveryError> + Sync),
) -> Result<Vec<T>, DeliveryError> {
    let n_threads = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        while let Some((at, item)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            items.get(at).map(|item| (at, item))
        } {
            done.push((at, work(item)?));
        }
        Ok(done)
    };
    let parts = thread::scope(|scope| {
        let workers = (0..n_threads).map(|_| scope.spawn(take)).collect::<Vec<_>>();
        let parts = workers.into_iter().map(|worker| match worker.join() {
            Ok(part) => part,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        parts.collect::<Result<Vec<_>, DeliveryError>>()
    })?;
    let mut built = parts.into_iter().flatten().collect::<Vec<_>>();
    built.sort_by_key(|(at, _)| *at);
    Ok(built.into_iter().map(|(_, made)| made).collect())
}

fn message(
    job: &Job<'_>,
    check: &Distinct<'_>,
    now: DateTime<Utc>,
) -> Result<(Message, Option<Vec<u8>>), DeliveryError> {
    let Job { document, prepared, to, .. } = job;
    let key = OutboxKey {
        series: document.edition.series.clone(),
        period: document.edition.period,
        edition: document.edition.number,
        recipient: to.key(),
        copy_of: None,
    };
    let (id, bcc, to) = (key.id(), copies(document, to), (*to).clone());
    let envelope = Envelope { from: document.from.clone(), to: to.clone(), bcc: bcc.clone() };
    let bytes = prepared.message(&id, &key.series, &envelope, now)?;
    let blocked = check.check_message(&bytes);
    let size_bytes = bytes.len() as u64;
    let bytes = blocked.is_empty().then_some(bytes);
    let sha256 = bytes.as_deref().map(Sha256Hex::of);
    let subject = match blocked.is_empty() {
        true => prepared.subject.clone(),
        false => delivery::BLOCKED_SUBJECT.to_owned(),
    };
    let content_sha256 = prepared.sha256.clone();
    let message =
        Message { key, id, to, bcc, blocked, size_bytes, subject, content_sha256, sha256 };
    Ok((message, bytes))
}

/// Who gets a copy: nobody twice, and not the recipient.
fn copies(document: &Document, to: &Address) -> Vec<Address> {
    let mut seen = BTreeSet::from([to.key()]);
    document.bcc.iter().filter(|copy| seen.insert(copy.key())).cloned().collect()
}

/// What is being drafted, over the rows that were there.
pub(super) struct Draft<'a> {
    tx: &'a Connection,
    document: &'a Document,
    /// The rows of the edition that no message has taken up yet: by delivery, its own row and its
    /// copies'.
    envelopes: BTreeMap<DeliveryId, Vec<Delivery>>,
    /// What the edition says to anybody, by hash.
    told: BTreeSet<Sha256Hex>,
    now: DateTime<Utc>,
}

impl<'a> Draft<'a> {
    /// Begins a draft over the rows that its edition has.
    pub(super) fn new(
        tx: &'a Connection,
        document: &'a Document,
        rows: Vec<Delivery>,
        now: DateTime<Utc>,
    ) -> Self {
        let told = rows.iter().map(|row| row.content_sha256.clone()).collect();
        let mut envelopes = BTreeMap::<_, Vec<_>>::new();
        for row in rows {
            let id = row.copy_of.as_ref().unwrap_or(&row.id).clone();
            envelopes.entry(id).or_default().push(row);
        }
        Self { tx, document, envelopes, told, now }
    }

    /// Writes a message of a draft. Returns the item and the hash that it replaced.
    pub(super) fn write(
        &mut self,
        message: &Message,
    ) -> Result<(PlanItem, Option<Sha256Hex>), StoreError> {
        let new = self.row(message);
        let bcc = message.bcc.iter().map(Address::key).collect::<Vec<_>>();
        let old = self.take(message, &message.id);
        let old_copies = message.bcc.iter().map(|copy| self.take(message, &copy_id(message, copy)));
        let old_copies = old_copies.collect::<Vec<_>>();
        let is_blocked = !message.blocked.is_empty();
        let change = match &old {
            // A person withdrew it: a new draft does not bring it back.
            Some(old) if old.state == State::Cancelled => {
                return Ok((item(old, bcc, Change::Frozen, None), None));
            }
            _ if is_blocked => Change::Blocked,
            None => Change::New,
            Some(old) if self.says_the_same(old, &new) && self.has_copies(&old_copies, message) => {
                return Ok((item(old, bcc, Change::Unchanged, None), None));
            }
            Some(old) => Change::Changed { previous: old.sha256.clone() },
        };
        let replaced = old.as_ref().and_then(|old| old.sha256.clone());
        let rows = [(new.clone(), old)].into_iter().chain(
            message.bcc.iter().zip(old_copies).map(|(copy, old)| (copy_row(&new, copy), old)),
        );
        for (row, old) in rows {
            self.store(row, old, &message.blocked)?;
        }
        let blocked = is_blocked.then_some(message.blocked.as_slice());
        Ok((item(&new, bcc, change, blocked), replaced))
    }

    fn store(
        &self,
        mut row: Delivery,
        old: Option<Delivery>,
        blocked: &[Blocked],
    ) -> Result<(), StoreError> {
        let note = crate::check::describe(blocked);
        match old {
            None => ledger::begin(self.tx, &mut row, &note, self.now),
            Some(old) => {
                let to = row.state;
                (row.state, row.created_at, row.attempt) = (old.state, old.created_at, old.attempt);
                ledger::change(self.tx, &mut row, to, &note, self.now)
            }
        }
    }

    /// Lists a message whose edition is frozen. A recipient who came later joins, and one whose
    /// message was not approved yet is drafted anew, only if the edition would tell them what it told
    /// the others.
    pub(super) fn leave_frozen(
        &mut self,
        message: &Message,
    ) -> Result<(PlanItem, Option<Sha256Hex>), StoreError> {
        let bcc = message.bcc.iter().map(Address::key).collect::<Vec<_>>();
        let new = self.row(message);
        let is_same = self.told.contains(&new.content_sha256);
        let is_open = |row: &Delivery| row.state.can_become(State::Planned);
        let old = self.envelopes.get(&message.id).and_then(|rows| rows.iter().find(is_own));
        if old.is_none_or(is_open) && is_same {
            return self.write(message);
        }
        match self.take(message, &message.id) {
            Some(old) => {
                self.envelopes.remove(&message.id);
                Ok((item(&old, bcc, Change::Frozen, None), None))
            }
            None => {
                let late = Delivery { sha256: None, ..new };
                Ok((item(&late, bcc, Change::Late, None), None))
            }
        }
    }

    /// The rows of the edition that no message took up and that may still be withdrawn.
    pub(super) fn left_out(self) -> Vec<Delivery> {
        let rows = self.envelopes.into_values().flatten();
        rows.filter(|row| row.state.can_become(State::Planned)).collect()
    }

    /// Takes a row of a message's envelope up.
    fn take(&mut self, message: &Message, id: &DeliveryId) -> Option<Delivery> {
        let rows = self.envelopes.get_mut(&message.id)?;
        let place = rows.iter().position(|row| row.id == *id)?;
        Some(rows.remove(place))
    }

    fn says_the_same(&self, old: &Delivery, new: &Delivery) -> bool {
        old.state == State::Planned
            && old.sha256.is_some()
            && old.content_sha256 == new.content_sha256
            && (&old.sender, &old.address, &old.role) == (&new.sender, &new.address, &new.role)
            && (old.is_manual, old.expires_at) == (new.is_manual, new.expires_at)
            && old.last_error == new.last_error
    }

    fn has_copies(&self, old: &[Option<Delivery>], message: &Message) -> bool {
        let is_kept = |copy: &Option<Delivery>| {
            copy.as_ref().is_some_and(|copy| copy.state == State::Planned)
        };
        // A copy that the new draft lacks is still among the rows and will be withdrawn.
        old.iter().all(is_kept) && self.envelopes.get(&message.id).is_none_or(Vec::is_empty)
    }

    fn row(&self, message: &Message) -> Delivery {
        let document = self.document;
        Delivery {
            id: message.id.clone(),
            series: message.key.series.clone(),
            period: message.key.period,
            edition: message.key.edition,
            recipient: message.key.recipient.clone(),
            copy_of: None,
            role: Some(document.role.clone()),
            state: if message.blocked.is_empty() { State::Planned } else { State::Blocked },
            is_manual: document.approval == Approval::Manual || document.hold.is_some(),
            sender: document.from.to_string(),
            address: message.to.to_string(),
            subject: message.subject.clone(),
            content_sha256: message.content_sha256.clone(),
            sha256: message.sha256.clone(),
            size_bytes: message.size_bytes,
            expires_at: document.expires_at,
            attempt: 0,
            transport: None,
            message_id: None,
            last_error: match message.blocked.is_empty() {
                true => document.hold.as_ref().map(|why| format!("held: {why}")),
                false => Some(format!("blocked: {}", crate::check::describe(&message.blocked))),
            },
            created_at: self.now,
            updated_at: self.now,
        }
    }
}

fn is_own(row: &&Delivery) -> bool {
    !row.is_audit()
}

fn copy_row(main: &Delivery, copy: &Address) -> Delivery {
    let key = OutboxKey { recipient: copy.key(), copy_of: Some(main.id.clone()), ..main.key() };
    Delivery {
        id: key.id(),
        recipient: key.recipient,
        copy_of: key.copy_of,
        address: copy.to_string(),
        ..main.clone()
    }
}

fn copy_id(message: &Message, copy: &Address) -> DeliveryId {
    let (recipient, copy_of) = (copy.key(), Some(message.id.clone()));
    OutboxKey { recipient, copy_of, ..message.key.clone() }.id()
}
