//! What a run that broke off left behind.

use super::queue::Queued;
use super::{Action, Run, SendOptions, SendReport};
use crate::outbox::{delivery, ledger};
use crate::{Delivery, DeliveryError, Outbox, OutgoingCheck, State, Transport};

/// Recovers, and sends nothing new. The transport is needed because an outbox folder is written again.
pub fn resume(
    outbox: &mut Outbox,
    transport: &dyn Transport,
    check: &dyn OutgoingCheck,
    options: &SendOptions<'_>,
) -> Result<SendReport, DeliveryError> {
    let mut run = Run::begin(outbox, transport, check, options)?;
    run.recover()?;
    run.list_standing()?;
    Ok(run.report)
}

impl Run<'_> {
    /// Deals with every row in flight: at most one group. The lock says that the run that left it is
    /// over.
    pub(super) fn recover(&mut self) -> Result<(), DeliveryError> {
        let mut ours = vec![];
        for row in self.outbox.deliveries_in(State::InFlight)? {
            if row.is_audit() {
                continue;
            }
            let is_ours = row.transport.as_deref() == Some(self.transport.name());
            match is_ours && self.transport.is_idempotent() {
                _ if self.options.is_dry_run => self.report.push(row, Action::Recovered),
                true => ours.push(Queued::of(&row, 1)),
                false => self.doubt(&row)?,
            }
        }
        match ours.is_empty() {
            true => Ok(()),
            false => self.attempt(ours, Action::Recovered).map(drop),
        }
    }

    fn doubt(&mut self, row: &Delivery) -> Result<(), DeliveryError> {
        let now = self.options.now;
        let why = "interrupted: a run ended before the answer was recorded";
        let rows = self.outbox.write(|tx| {
            let mut rows = delivery::envelope(tx, &row.id)?;
            for row in rows.iter_mut().filter(|row| row.state == State::InFlight) {
                row.last_error = Some(why.into());
                ledger::change(tx, row, State::InDoubt, why, now)?;
            }
            Ok(rows)
        })?;
        self.report.list(rows, Action::Recovered);
        Ok(())
    }
}
