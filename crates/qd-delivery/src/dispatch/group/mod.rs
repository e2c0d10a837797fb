//! A group under way: what may still begin, and what is known of each of its messages.
//!
//! Its intents are on the disk before the first byte of any leaves. A crash leaves all of it without an
//! answer in doubt; any other end hands back what did not begin.

#[cfg(test)]
mod tests;

use std::time::Duration;

use super::attempt::Ended;
use super::{Action, Run, Step, ends_run};
use crate::transport::{Answer, Course};
use crate::{Delivery, DeliveryError, State, TransportError, TransportErrorClass};

/// How long after its intents a group may begin another message. What the second look saw (deadlines,
/// suppressed addresses) is not older than that, except of a message that goes alone.
const MAX_AGE: Duration = Duration::from_secs(1);

/// What became of a message of a group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Its intent is on the disk.
    Intended,
    /// Its first byte may have left.
    Begun,
    /// Its answer was taken.
    Answered,
}

/// A message of a group.
pub(super) struct Member {
    pub(super) row: Delivery,
    /// Its state before the intent.
    pub(super) was: State,
    pub(super) n_recipients: u64,
    stage: Stage,
}

impl Member {
    pub(super) fn new(row: Delivery, was: State, n_recipients: u64) -> Self {
        Self { row, was, n_recipients, stage: Stage::Intended }
    }
}

/// A group under way.
pub(super) struct Group<'g, 'a> {
    run: &'g mut Run<'a>,
    members: Vec<Member>,
    action: Action,
    /// When its intents came to the disk, by the run's own time.
    since: Duration,
    /// Claims that nothing of it begins any more.
    is_over: bool,
    errors: Vec<TransportError>,
    /// Why an answer could not be recorded.
    failure: Option<DeliveryError>,
}

impl<'g, 'a> Group<'g, 'a> {
    pub(super) fn new(run: &'g mut Run<'a>, members: Vec<Member>, action: Action) -> Self {
        let since = (run.options.elapsed)();
        Self { run, members, action, since, is_over: false, errors: vec![], failure: None }
    }

    /// Sees to what has no answer: what did not begin is handed back, and about the rest nothing is
    /// known.
    pub(super) fn end(mut self) -> Result<Ended, DeliveryError> {
        let lost = self.members.iter().enumerate().filter(|(_, m)| m.stage == Stage::Begun);
        let lost = lost.map(|(index, _)| (index, Err(no_answer()))).collect::<Vec<_>>();
        self.answered(lost);
        // An intent of an earlier run says that the earlier run may have begun.
        let back = self.members.iter().filter(|m| m.stage == Stage::Intended);
        let back = back.filter(|m| m.was != State::InFlight).collect::<Vec<_>>();
        let back = match back.is_empty() {
            true => Ok(vec![]),
            false => self.run.hand_back(&back),
        };
        match self.failure {
            Some(failure) => Err(failure),
            None => Ok(Ended { errors: self.errors, back: back? }),
        }
    }

    fn is_old(&self) -> bool {
        let has_begun = self.members.iter().any(|member| member.stage != Stage::Intended);
        has_begun && (self.run.options.elapsed)().saturating_sub(self.since) >= MAX_AGE
    }
}

impl Course for Group<'_, '_> {
    fn may_begin(&mut self, index: usize) -> bool {
        let member = &self.members[index];
        let is_too_late = member.was != State::InFlight && self.run.is_late(&member.row);
        self.is_over = self.is_over || !self.may_try_again() || is_too_late || self.is_old();
        if self.is_over {
            return false;
        }
        self.run.observe(Step::Begin, &member.row);
        self.members[index].stage = Stage::Begun;
        true
    }

    fn may_try_again(&self) -> bool {
        let is_ended = self.errors.iter().any(ends_run);
        !is_ended
            && self.failure.is_none()
            && !(self.run.options.is_stopping)()
            && self.run.has_lock()
    }

    fn answered(&mut self, answers: Vec<Answer>) {
        if answers.is_empty() || self.failure.is_some() {
            return;
        }
        for (index, _) in &answers {
            self.run.observe(Step::AfterReply, &self.members[*index].row);
        }
        match self.run.record(&self.members, &answers) {
            Ok(recorded) => self.run.report.list(recorded, self.action),
            Err(failure) => {
                self.failure = Some(failure);
                return;
            }
        }
        for (index, result) in answers {
            self.members[index].stage = Stage::Answered;
            self.run.observe(Step::AfterRecord, &self.members[index].row);
            self.errors.extend(result.err());
        }
    }
}

fn no_answer() -> TransportError {
    let why = "the transport began it and gave no answer";
    TransportError::new(TransportErrorClass::Unknown, "no-answer", why)
}
