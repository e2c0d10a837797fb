//! What a run did, delivery by delivery, and what its exit code rests on.

use serde::Serialize;

use super::entries::Entries;
use crate::{Delivery, State};

/// What a run did with a delivery.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// An earlier run left it in flight.
    Recovered,
    /// It was handed to the transport.
    Sent,
    /// It may not go; its state or its error says why.
    Held,
    /// It waits for a person's approval.
    Waiting,
    /// The run stopped before it.
    NotReached,
    /// A dry run: it would be handed to the transport.
    WouldSend,
    /// It stands from an earlier run and needs a person.
    Standing,
}

/// One delivery of a run, as it stands after it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SendEntry {
    /// What was done.
    pub action: Action,
    /// The delivery or audit copy.
    pub delivery: Delivery,
}

/// Why a run stopped before its end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Stop {
    /// A word for machines.
    pub code: String,
    /// A sentence for people.
    pub message: String,
}

/// What a run did.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct SendReport {
    /// The deliveries, in the order they were dealt with.
    pub entries: Entries,
    /// Why it stopped before its end, if it did.
    pub stop: Option<Stop>,
    /// What the transport said beforehand.
    pub notes: Vec<String>,
    /// Claims that it was a rehearsal: nothing was sent, nothing was recorded.
    pub is_dry_run: bool,
}

/// What the exit code of a verb rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Outcome {
    /// Some delivery did not go.
    pub is_incomplete: bool,
    /// The guard blocked some delivery.
    pub is_blocked: bool,
    /// Some delivery may or may not have been sent.
    pub is_in_doubt: bool,
}

impl Outcome {
    /// The exit code: 4 before 5 before 3, 0 if all is well.
    pub fn exit_code(self) -> u8 {
        match self {
            Self { is_blocked: true, .. } => 4,
            Self { is_in_doubt: true, .. } => 5,
            Self { is_incomplete: true, .. } => 3,
            _ => 0,
        }
    }
}

impl SendReport {
    /// How many deliveries the transport took in this run, audit copies not counted.
    pub fn n_accepted(&self) -> usize {
        let is_accepted = |entry: &SendEntry| {
            matches!(entry.action, Action::Sent | Action::Recovered)
                && entry.delivery.state == State::Accepted
                && !entry.delivery.is_audit()
        };
        self.entries.iter().filter(is_accepted).count()
    }

    /// What the exit code rests on. What waits for approval is no failure.
    pub fn outcome(&self) -> Outcome {
        let mut outcome = Outcome { is_incomplete: self.stop.is_some(), ..Outcome::default() };
        let failed = [State::Deferred, State::Rejected, State::Suppressed, State::Expired];
        for entry in self.entries.iter() {
            let state = entry.delivery.state;
            outcome.is_incomplete |= failed.contains(&state)
                || matches!(entry.action, Action::NotReached | Action::Held);
            outcome.is_blocked |= state == State::Blocked;
            outcome.is_in_doubt |= state == State::InDoubt;
        }
        outcome
    }

    pub(super) fn push(&mut self, delivery: Delivery, action: Action) {
        self.entries.push(action, delivery);
    }

    pub(super) fn list(&mut self, rows: impl IntoIterator<Item = Delivery>, action: Action) {
        rows.into_iter().for_each(|delivery| self.push(delivery, action));
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn the_gravest_outcome_wins() {
        let all = Outcome { is_incomplete: true, is_blocked: true, is_in_doubt: true };
        assert_eq!(all.exit_code(), 4);
        assert_eq!(Outcome { is_blocked: false, ..all }.exit_code(), 5);
        assert_eq!(Outcome { is_incomplete: true, ..Outcome::default() }.exit_code(), 3);
        assert_eq!(Outcome::default().exit_code(), 0);
    }
}
