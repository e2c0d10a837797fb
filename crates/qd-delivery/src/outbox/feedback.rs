//! What events of the provider do to a delivery. They come late, twice and in any order, and the end
//! is the same: a complaint outweighs a bounce, a bounce a delivery, a delivery an acceptance.

use chrono::{DateTime, Utc};

use super::{Outbox, delivery, ledger, suppression};
use crate::{DeliveryError, DeliveryId, State};

/// What a provider reports about one recipient of one delivery.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Feedback {
    /// The provider has it: this ends a doubt.
    Sent,
    /// The recipient's server took it.
    Delivered,
    /// The provider refused it after it had taken it.
    Rejected,
    /// The recipient's server refused it.
    Bounced {
        /// Claims that the address will never work.
        is_permanent: bool,
    },
    /// The recipient called it spam.
    Complained,
}

impl Feedback {
    fn state(self) -> State {
        match self {
            Self::Sent => State::Accepted,
            Self::Delivered => State::Delivered,
            Self::Rejected => State::Rejected,
            Self::Bounced { .. } => State::Bounced,
            Self::Complained => State::Complained,
        }
    }

    /// Why the address goes on the list, if it does.
    fn suppresses(self) -> Option<&'static str> {
        match self {
            Self::Bounced { is_permanent: true } => Some("bounce"),
            Self::Complained => Some("complaint"),
            Self::Sent | Self::Delivered | Self::Rejected | Self::Bounced { .. } => None,
        }
    }
}

impl Outbox {
    /// Applies an event to the row of a recipient: the delivery's own, or the audit copy's on its
    /// envelope. Says whether a state changed; an event that says less than is known changes nothing.
    pub fn apply_feedback(
        &mut self,
        delivery: &DeliveryId,
        recipient: &str,
        feedback: Feedback,
        message_id: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<bool, DeliveryError> {
        let recipient = recipient.to_ascii_lowercase();
        self.write(|tx| {
            let rows = delivery::envelope(tx, delivery)?;
            if rows.is_empty() {
                return Err(DeliveryError::UnknownDelivery(delivery.to_string()).into());
            }
            let Some(mut row) = rows.into_iter().find(|row| row.recipient == recipient) else {
                return Ok(false);
            };
            if let Some(reason) = feedback.suppresses() {
                suppression::add(tx, &recipient, reason, now)?;
            }
            let to = feedback.state();
            if !row.state.may_have_left() || !row.state.can_become(to) || row.state == to {
                return Ok(false);
            }
            row.message_id = message_id.map(str::to_owned).or(row.message_id);
            ledger::change(tx, &mut row, to, "event of the provider", now)?;
            Ok(true)
        })
    }
}
