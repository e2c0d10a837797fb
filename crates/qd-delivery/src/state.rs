//! The states of a delivery, and every step between them that is allowed.

use std::fmt;

use serde::Serialize;

/// Where a delivery stands. The words are those of the design, the outbox and `status`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Drafted: its bytes are kept, and a new draft may replace them.
    Planned,
    /// Frozen: it may go.
    Approved,
    /// Handed to a transport, no answer recorded. Found at start-up, it is a doubt.
    InFlight,
    /// The transport took it.
    Accepted,
    /// The recipient's server took it.
    Delivered,
    /// The recipient's server refused it.
    Bounced,
    /// The recipient called it spam.
    Complained,
    /// Surely not sent; a later run tries again.
    Deferred,
    /// Refused for good by the transport.
    Rejected,
    /// Not sent: the address is on the suppression list.
    Suppressed,
    /// It may or may not have been sent; events or a person will say.
    InDoubt,
    /// Not sent: its deadline passed.
    Expired,
    /// Not sent: a person withdrew it.
    Cancelled,
    /// Not sent: the guard found a secret. Its bytes are not kept.
    Blocked,
}

impl State {
    /// Every state, in the order of the design.
    pub const ALL: [Self; 14] = [
        Self::Planned,
        Self::Approved,
        Self::InFlight,
        Self::Accepted,
        Self::Delivered,
        Self::Bounced,
        Self::Complained,
        Self::Deferred,
        Self::Rejected,
        Self::Suppressed,
        Self::InDoubt,
        Self::Expired,
        Self::Cancelled,
        Self::Blocked,
    ];

    /// The word in the outbox and for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Approved => "approved",
            Self::InFlight => "in_flight",
            Self::Accepted => "accepted",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::Deferred => "deferred",
            Self::Rejected => "rejected",
            Self::Suppressed => "suppressed",
            Self::InDoubt => "in_doubt",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Blocked => "blocked",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Claims that a step of ours to `next` is allowed. With [`State::can_be_told`] this is the only
    /// list of steps.
    pub fn can_become(self, next: Self) -> bool {
        use State::*;
        match self {
            // A new draft replaces what has not been frozen, also what the guard, the deadline or
            // the list held back.
            Planned => {
                matches!(next, Planned | Approved | Blocked | Suppressed | Expired | Cancelled)
            }
            Blocked | Suppressed | Expired => matches!(next, Planned | Blocked | Cancelled),
            Approved | Deferred => {
                matches!(next, InFlight | Deferred | Blocked | Suppressed | Expired | Cancelled)
            }
            // To itself: the outbox folder is written again, to the same name. Back to `approved`: its
            // group ended before its turn, and the transport had not begun it.
            InFlight => {
                matches!(next, InFlight | Approved | Accepted | Deferred | Rejected | InDoubt)
            }
            // `approved` is a person's word that it was not sent, `in_flight` the policy to resend.
            InDoubt => matches!(next, Approved | InFlight | Accepted),
            // A person mended the cause.
            Rejected => matches!(next, Approved | Cancelled),
            Accepted | Delivered | Bounced | Complained | Cancelled => false,
        }
    }

    /// Claims that an event of the provider may bring it to `next`. The provider knows what left, also
    /// where we do not: a person's word, an older copy of the outbox or a transport's answer may be
    /// wrong about it. A complaint outweighs a bounce, a bounce a delivery, a delivery an acceptance.
    pub fn can_be_told(self, next: Self) -> bool {
        use State::*;
        let weight = |state: Self| match state {
            Planned | Approved | InFlight | Deferred | Rejected | Suppressed | InDoubt
            | Expired | Cancelled | Blocked => 0,
            Accepted => 1,
            Delivered => 2,
            Bounced => 3,
            Complained => 4,
        };
        match next {
            // What was not sent cannot be refused after it was taken.
            Rejected => matches!(self, InFlight | InDoubt | Accepted),
            _ => weight(next) > weight(self),
        }
    }

    /// Claims that the bytes may have reached a transport, so that nothing may send them again unasked.
    pub fn may_have_left(self) -> bool {
        match self {
            Self::InFlight
            | Self::Accepted
            | Self::Delivered
            | Self::Bounced
            | Self::Complained
            | Self::InDoubt => true,
            Self::Planned
            | Self::Approved
            | Self::Deferred
            | Self::Rejected
            | Self::Suppressed
            | Self::Expired
            | Self::Cancelled
            | Self::Blocked => false,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn words_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
        assert_eq!(State::parse("sent"), None);
    }

    #[test]
    fn only_a_person_a_policy_or_the_outbox_folder_leads_back_to_the_wire() {
        let back = State::ALL
            .into_iter()
            .filter(|state| state.may_have_left())
            .filter(|state| state.can_become(State::InFlight) || state.can_become(State::Approved));
        assert_eq!(back.collect::<Vec<_>>(), [State::InFlight, State::InDoubt]);
    }

    #[test]
    fn nothing_is_handed_over_before_it_is_approved() {
        let before = State::ALL.into_iter().filter(|state| state.can_become(State::InFlight));
        assert_eq!(
            before.collect::<Vec<_>>(),
            [State::Approved, State::InFlight, State::Deferred, State::InDoubt]
        );
    }
}
