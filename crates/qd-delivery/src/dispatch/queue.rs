//! Which deliveries may go now. What may not is recorded with its reason.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Action, InDoubt, Run};
use crate::check::Distinct;
use crate::outbox::{StoreError, delivery, edition, ledger, suppression};
use crate::{Delivery, DeliveryError, DeliveryId, Preflight, Sha256Hex, State};

/// Why a delivery is too late.
pub(super) const LATE: &str = "expired: its deadline passed";

/// A delivery that may go. Of a long queue no more than this is in memory.
pub(super) struct Queued {
    pub(super) id: DeliveryId,
    /// The digest of its row as it was looked at.
    pub(super) seal: Sha256Hex,
    pub(super) size_bytes: u64,
    /// Those of its copies counted.
    pub(super) n_recipients: u64,
}

impl Queued {
    pub(super) fn of(row: &Delivery, n_recipients: u64) -> Self {
        let (id, seal) = (row.id.clone(), delivery::digest(row));
        Self { id, seal, size_bytes: row.size_bytes, n_recipients }
    }
}

/// What is found about a delivery that could be sent.
enum Triage {
    /// It may go.
    Go,
    /// A person has not approved it yet.
    Wait,
    /// It may not go; this is its state from now on, and why.
    Hold(State, String),
    /// It stays as it is because its bytes are gone or changed.
    Damaged(String),
}

impl Run<'_> {
    /// Returns what may go, in the outbox's order, and what to ask the transport about it; records
    /// what may not.
    pub(super) fn queue(&mut self) -> Result<(VecDeque<Queued>, Preflight), DeliveryError> {
        let mut queue = VecDeque::new();
        let (mut senders, mut recipients) = (BTreeMap::new(), BTreeMap::new());
        let mut n_recipients = 0;
        let check = Distinct::new(self.check);
        let resends = self.options.in_doubt == InDoubt::Resend;
        for id in self.outbox.read(|db| delivery::ids_to_send(db, resends))? {
            let mut envelope = self.outbox.read(|db| delivery::envelope(db, &id))?;
            if envelope.is_empty() {
                continue;
            }
            let row = envelope.remove(0);
            let only = self.options.only;
            if !(only.is_empty() || only.contains(&row.series.report)) {
                continue;
            }
            match self.triage(&row, &check)? {
                Triage::Go if self.options.is_dry_run => {
                    self.report.push(row, Action::WouldSend);
                }
                Triage::Go => {
                    let n_of_row = 1 + envelope.len() as u64;
                    n_recipients += n_of_row;
                    queue.push_back(Queued::of(&row, n_of_row));
                    let sender = row.sender_address()?;
                    senders.insert(sender.key(), sender);
                    for row in [row].into_iter().chain(envelope) {
                        let address = row.recipient_address()?;
                        recipients.insert(row.recipient, address);
                    }
                }
                Triage::Wait => self.report.push(row, Action::Waiting),
                Triage::Hold(state, why) => self.hold(row, state, &why)?,
                Triage::Damaged(why) => {
                    let row = Delivery { last_error: Some(why), ..row };
                    self.report.push(row, Action::Held);
                }
            }
        }
        let senders = senders.into_values().collect();
        let recipients = recipients.into_values().collect();
        Ok((queue, Preflight { senders, recipients, n_recipients }))
    }

    /// Lists what the run did not come to.
    pub(super) fn not_reached(&mut self, rest: VecDeque<Queued>) -> Result<(), DeliveryError> {
        for queued in rest {
            if let Some(row) = self.outbox.read(|db| delivery::one(db, &queued.id))? {
                self.report.push(row, Action::NotReached);
            }
        }
        Ok(())
    }

    fn triage(&self, row: &Delivery, check: &Distinct<'_>) -> Result<Triage, DeliveryError> {
        if row.state == State::Planned && row.is_manual {
            return Ok(Triage::Wait);
        }
        if self.is_late(row) {
            return Ok(Triage::Hold(State::Expired, LATE.into()));
        }
        if let Some(reason) = self.outbox.read(|db| suppression::reason(db, &row.recipient))? {
            return Ok(Triage::Hold(State::Suppressed, format!("suppressed: {reason}")));
        }
        let bytes = match row.sha256.as_ref().map(|sha256| self.outbox.bytes(sha256)) {
            Some(Ok(bytes)) => bytes,
            Some(Err(error)) => return Ok(Triage::Damaged(format!("archive: {error}"))),
            None => return Ok(Triage::Damaged("archive: the delivery has no bytes".into())),
        };
        let blocked = check.check_message(&bytes);
        Ok(match blocked.is_empty() {
            true => Triage::Go,
            false => Triage::Hold(
                State::Blocked,
                format!("blocked: {}", crate::check::describe(&blocked)),
            ),
        })
    }

    /// Claims that a delivery's deadline has passed by now, however long the run has taken.
    pub(super) fn is_late(&self, row: &Delivery) -> bool {
        let now = self.options.now + (self.options.elapsed)();
        row.expires_at.is_some_and(|deadline| deadline <= now)
    }

    /// Records that a delivery and its copies may not go. What may have left before stays in doubt.
    pub(super) fn hold(
        &mut self,
        row: Delivery,
        to: State,
        why: &str,
    ) -> Result<(), DeliveryError> {
        if !row.state.can_become(to) || self.options.is_dry_run {
            let state = if row.state.can_become(to) { to } else { row.state };
            let row = Delivery { state, last_error: Some(why.to_owned()), ..row };
            self.report.push(row, Action::Held);
            return Ok(());
        }
        let dropped = row.sha256.clone().filter(|_| to == State::Blocked);
        let now = self.options.now;
        let rows = self.outbox.write(|tx| {
            let mut rows = delivery::envelope(tx, &row.id)?;
            for row in rows.iter_mut().filter(|row| row.state.can_become(to)) {
                row.last_error = Some(why.to_owned());
                if to == State::Blocked {
                    (row.sha256, row.subject) = (None, delivery::BLOCKED_SUBJECT.into());
                }
                ledger::change(tx, row, to, why, now)?;
            }
            Ok(rows)
        })?;
        self.outbox.discard(&dropped.into_iter().collect())?;
        self.report.list(rows, Action::Held);
        Ok(())
    }

    /// Adds what stands from earlier runs and needs a person: doubts, and blocked mail of the latest
    /// edition of a series.
    pub(super) fn list_standing(&mut self) -> Result<(), DeliveryError> {
        let mut standing = self.outbox.deliveries_in(State::InDoubt)?;
        for row in self.outbox.deliveries_in(State::Blocked)? {
            let latest = |db: &_| -> Result<_, StoreError> { edition::latest(db, &row.series) };
            if self.outbox.read(latest)? == Some(row.edition) {
                standing.push(row);
            }
        }
        if standing.is_empty() {
            return Ok(());
        }
        let listed = self.report.entries.iter().map(|entry| entry.delivery.id.clone());
        let listed = listed.collect::<BTreeSet<_>>();
        standing.retain(|row| !listed.contains(&row.id));
        self.report.list(standing, Action::Standing);
        Ok(())
    }
}
