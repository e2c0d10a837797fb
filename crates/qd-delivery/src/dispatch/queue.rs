//! Which deliveries may go now. What may not is recorded with its reason.

use super::{Action, InDoubt, Run};
use crate::check::Distinct;
use crate::outbox::{StoreError, delivery, edition, ledger, suppression};
use crate::{Delivery, DeliveryError, State};

/// Why a delivery is too late.
pub(super) const LATE: &str = "expired: its deadline passed";

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
    /// Returns what may go, in the outbox's order, and records what may not.
    pub(super) fn queue(&mut self) -> Result<Vec<Delivery>, DeliveryError> {
        let mut queue = vec![];
        let check = Distinct::new(self.check);
        let resends = self.options.in_doubt == InDoubt::Resend;
        for row in self.outbox.deliveries()? {
            let is_candidate = match row.state {
                State::Planned | State::Approved | State::Deferred => true,
                State::InDoubt => resends,
                _ => false,
            };
            let only = self.options.only;
            let is_wanted = only.is_empty() || only.contains(&row.series.report);
            if row.is_audit() || !is_candidate || !is_wanted {
                continue;
            }
            match self.triage(&row, &check)? {
                Triage::Go if self.options.is_dry_run => {
                    self.report.push(row, Action::WouldSend);
                }
                Triage::Go => queue.push(row),
                Triage::Wait => self.report.push(row, Action::Waiting),
                Triage::Hold(state, why) => self.hold(row, state, &why)?,
                Triage::Damaged(why) => {
                    let row = Delivery { last_error: Some(why), ..row };
                    self.report.push(row, Action::Held);
                }
            }
        }
        Ok(queue)
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
        for row in standing {
            if !self.report.entries.iter().any(|entry| entry.delivery.id == row.id) {
                self.report.push(row, Action::Standing);
            }
        }
        Ok(())
    }
}
