//! What carries frozen bytes away, and what it must tell about it.
//!
//! A transport is asked once per delivery and attempt. Its answer decides whether the mail may be sent
//! again, so [`TransportErrorClass`] is the heart of the contract: what may have left is `Unknown`,
//! and nothing but certainty is anything else. [`contract::check_contract`] tests any transport.

pub mod contract;
mod maildir;
mod smtp;

use std::fmt;

use crate::{Address, DeliveryId};

pub use maildir::{Maildir, MaildirStep};
pub use smtp::{Smtp, SmtpOptions};

/// Carries messages. Calls block.
pub trait Transport {
    /// The word in configuration and outbox: `maildir`, `ses`, `smtp`.
    fn name(&self) -> &'static str;

    /// Claims that sending the same delivery twice leaves one copy, so that a crash leaves no doubt.
    fn is_idempotent(&self) -> bool {
        false
    }

    /// Finds out, before anything is sent, whether everything may be. Called once per run.
    fn preflight(&self, preflight: &Preflight) -> Result<Ready, PreflightError>;

    /// How many recipients, copies counted, may be under way together from now on. The intents of such
    /// a group are recorded at once, and after a crash all of it may be in doubt: so it is as small as
    /// speed allows, and one message goes also where it has more recipients.
    fn group_recipients(&self) -> u64 {
        1
    }

    /// Sends a group of messages. Each that begins is answered exactly once; what `course` did not let
    /// begin is not, and not a byte of it may have left.
    fn send_group(&self, group: &[Frozen], course: &mut dyn Course) {
        for (index, frozen) in group.iter().enumerate() {
            if !course.may_begin(index) {
                return;
            }
            course.answered(vec![(index, self.send(frozen))]);
        }
    }

    /// Sends one message. An implementation may repeat what was surely not sent, and only that.
    fn send(&self, frozen: &Frozen) -> Result<Receipt, TransportError>;
}

/// What becomes of one message of a group: its place in the group, and the answer.
pub type Answer = (usize, Result<Receipt, TransportError>);

/// The run's side of a group that is under way.
pub trait Course {
    /// Asked right before the first byte of a message may leave, once for each, in any order. After the
    /// first `false` no other message of the group begins either.
    fn may_begin(&mut self, index: usize) -> bool;

    /// Claims that a message that was surely not sent may be tried again: nobody asked the run to stop.
    fn may_try_again(&self) -> bool;

    /// Takes answers. They are on the disk when it returns, or nothing begins any more.
    fn answered(&mut self, answers: Vec<Answer>);
}

/// What a run is about to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preflight {
    /// The senders, each once, in order.
    pub senders: Vec<Address>,
    /// The recipients, each once, in order; those of audit copies too.
    pub recipients: Vec<Address>,
    /// Recipients over all messages, audit copies included: what quotas count.
    pub n_recipients: u64,
}

/// What preflight found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ready {
    /// Recipients that may still be mailed today; `None` if there is no limit.
    pub quota_left: Option<u64>,
    /// Recipients per second; `None` if there is no limit.
    pub max_recipients_per_second: Option<f64>,
    /// What a person should know, one sentence each.
    pub notes: Vec<String>,
}

/// One message, frozen: the same at every attempt but for its number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frozen {
    /// The delivery.
    pub id: DeliveryId,
    /// The attempt, from 1.
    pub attempt: u32,
    /// Claims that a run that broke off may have sent this attempt already. Only a transport that is
    /// idempotent sees it true.
    pub is_rewrite: bool,
    /// The sender.
    pub from: Address,
    /// The recipient.
    pub to: Address,
    /// Who gets the audit copy. On the envelope, in no header.
    pub bcc: Vec<Address>,
    /// The message.
    pub bytes: Vec<u8>,
}

impl Frozen {
    /// The names and values that come back with the provider's events. All are `[A-Za-z0-9_-]`.
    pub fn tags(&self) -> [(&'static str, String); 2] {
        [("delivery_id", self.id.to_string()), ("attempt", self.attempt.to_string())]
    }

    /// How many recipients quotas and rates count for it.
    pub fn n_recipients(&self) -> u64 {
        1 + self.bcc.len() as u64
    }
}

/// The transport's word that it has the message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// What the transport calls it.
    pub message_id: String,
}

/// What is known about a message that was not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransportErrorClass {
    /// Surely not sent; the next run tries again.
    NotSentRetry,
    /// Surely not sent, and nothing else can be today: the run stops.
    NotSentLater,
    /// Surely not sent, and never will be as it is.
    NotSentPermanent,
    /// Surely not sent, for a reason that holds for all (credentials, paused account): the run stops.
    StopRun,
    /// It may have been sent.
    Unknown,
}

/// Why a message was not accepted.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{code}: {message}")]
pub struct TransportError {
    /// What is known.
    pub class: TransportErrorClass,
    /// A word for machines, kebab case.
    pub code: String,
    /// A sentence for people, without the message's content.
    pub message: String,
}

impl TransportError {
    /// Makes an error. The texts may come from a server: control characters become blanks.
    pub fn new(class: TransportErrorClass, code: &str, message: impl fmt::Display) -> Self {
        let line = |text: &str| text.replace(char::is_control, " ");
        Self { class, code: line(code), message: line(&message.to_string()) }
    }
}

/// What kind of thing keeps a run from starting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PreflightKind {
    /// Something to set up: exit code 2.
    Configuration,
    /// Something to wait for, such as a network: exit code 3.
    Temporary,
}

/// Why nothing was sent.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct PreflightError {
    /// To mend or to wait for.
    pub kind: PreflightKind,
    /// A word for machines, kebab case: `unverified-sender`.
    pub code: &'static str,
    /// What is wrong, with the identity or account and region that it concerns.
    pub message: String,
    /// The one thing to do now.
    pub cure: String,
}
