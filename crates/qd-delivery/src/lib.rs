//! Mail, the outbox and what carries it: from a rendered document to a recorded receipt.
//!
//! [`plan()`] freezes bytes into the [`Outbox`], [`send()`] carries them by a [`Transport`], and
//! [`status()`] says who did not get what, and why. Nothing here renders, and nothing is sent except
//! from an outbox row: a crash at any point leaves a row that says what is known.
//! No clock and no environment: the run's instant is an argument. The guard is the binary's
//! [`OutgoingCheck`]; it sees the final bytes before they are kept and again before they leave.
//! Start with [`State`], then `outbox/schema/1.sql` and on.

mod address;
mod check;
mod error;
mod identity;
mod message;
mod origin;
mod state;

mod archive;
mod outbox;

mod plan;

pub mod schedule;

mod dispatch;
pub mod transport;

mod status;

#[cfg(test)]
mod sample;

pub use address::Address;
pub use check::{Blocked, OutgoingCheck};
pub use dispatch::{
    Action, Entries, InDoubt, Outcome, Resolution, SendEntry, SendOptions, SendReport, Step, Stop,
    StopSignal, resume, send,
};
pub use error::DeliveryError;
pub use identity::{DeliveryId, OutboxKey, Series, Sha256Hex};
pub use message::{Attachment, Content, Envelope, build_message};
pub use origin::{Input, Origin, RowRecord};
pub use outbox::{
    Applied, DeadLetter, Delivery, Done, EditionRecord, EditionSlot, Feedback, FindingKey,
    KeptFigure, LogRecord, NewEdition, Notice, Outbox, RunLock, ScheduleRecord, Suppression,
    Verified,
};
pub use plan::{Approval, Change, Document, Plan, PlanItem, PlanOptions, Since, plan};
pub use state::State;
pub use status::{Reached, Status, StatusLine, status};
pub use transport::{
    Answer, Course, Frozen, Maildir, MaildirStep, Preflight, PreflightError, PreflightKind, Ready,
    Receipt, Smtp, SmtpOptions, Transport, TransportError, TransportErrorClass,
};
