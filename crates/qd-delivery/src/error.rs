//! What can go wrong before or beside a transport. Messages never hold the content of a mail.

use std::path::PathBuf;

use crate::{PreflightError, State};

/// Why delivery could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// An address cannot be used.
    #[error("the address `{address}` cannot be used: {why}")]
    Address {
        /// As it was written.
        address: String,
        /// What is wrong.
        why: &'static str,
    },
    /// A message has more recipients than SES takes in one call.
    #[error("a message has at most 50 recipients, copies included, found: {0}")]
    TooManyRecipients(usize),
    /// An attachment's name or type cannot stand in a header.
    #[error("the attachment `{name}` cannot be attached: {why}")]
    Attachment {
        /// Its file name.
        name: String,
        /// What is wrong.
        why: &'static str,
    },
    /// The finished bytes break a rule of mail.
    #[error("the message is not valid mail: {0}")]
    Malformed(&'static str),
    /// The library that writes MIME refused.
    #[error("the message cannot be written")]
    Mime(#[from] lettre::error::Error),

    /// The database is held by another process.
    #[error("the outbox `{path}` is locked by another process")]
    OutboxLocked {
        /// The database.
        path: PathBuf,
    },
    /// The database cannot be written.
    #[error("the outbox `{path}` is read-only")]
    OutboxReadOnly {
        /// The database.
        path: PathBuf,
    },
    /// The file is damaged or is no database.
    #[error("the outbox `{path}` is damaged or is not a database")]
    OutboxCorrupt {
        /// The database.
        path: PathBuf,
    },
    /// There is no room for a record, so nothing may be sent.
    #[error("the disk that holds the outbox `{path}` is full")]
    OutboxFull {
        /// The database.
        path: PathBuf,
    },
    /// A newer Quarterdeck wrote the database.
    #[error("the outbox `{path}` was written by a newer version, schema: {found}")]
    OutboxNewer {
        /// The database.
        path: PathBuf,
        /// Its schema's number.
        found: i64,
    },
    /// Anything else that SQLite says.
    #[error("the outbox `{path}` cannot be used")]
    Outbox {
        /// The database.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A stored row does not read back.
    #[error("the outbox's record `{record}` cannot be read, `{column}` is: {value}")]
    Stored {
        /// What the record is about.
        record: String,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
    },
    /// The database does not fit the folder: it may be a copy, and both would send the same mail.
    #[error("the outbox `{path}` may not send from here: {why}")]
    Fenced {
        /// The database.
        path: PathBuf,
        /// What does not fit.
        why: String,
    },
    /// Another process is sending from this outbox.
    #[error("another process is sending from this outbox: {holder}")]
    Busy {
        /// What the other process wrote about itself.
        holder: String,
    },

    /// A file or folder could not be read or written.
    #[error("`{path}` cannot be {action}")]
    File {
        /// The file.
        path: PathBuf,
        /// `read`, `written`.
        action: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
    /// Archived bytes are gone.
    #[error("the archive lacks the bytes of a delivery: {sha256}")]
    ArchiveMissing {
        /// Their hash.
        sha256: String,
    },
    /// Archived bytes are not the ones that were frozen.
    #[error("the archive's bytes of a delivery were changed: {sha256}")]
    ArchiveChanged {
        /// The hash that they should have.
        sha256: String,
    },
    /// The log of events was changed after it was written.
    #[error("the delivery log was changed, first at record: {seq}")]
    LogChanged {
        /// The record's number.
        seq: i64,
    },

    /// A row is not as the log says, or the log's end was cut off.
    #[error("`{subject}` is not as the log's last record about it says, record: {seq}")]
    RowChanged {
        /// A delivery's id, an edition, or the outbox.
        subject: String,
        /// The record's number; 0 if there is none.
        seq: i64,
    },

    /// No delivery has this id.
    #[error("no delivery has the id: {0}")]
    UnknownDelivery(String),
    /// A text is not a delivery's id.
    #[error("a delivery's id is 26 letters and digits, found: {0}")]
    DeliveryId(String),
    /// A text is not a hash.
    #[error("a hash is 64 digits and letters from a to f, found: {0}")]
    Hash(String),
    /// A delivery cannot go from one state to another.
    #[error("the delivery `{id}` is {from} and cannot become: {to}")]
    Transition {
        /// The delivery.
        id: String,
        /// Its state.
        from: State,
        /// The state asked for.
        to: State,
    },
    /// A document carries another edition's number than the outbox would give.
    #[error("the document of `{series}` says edition {found}, the outbox expects: {expected}")]
    EditionNumber {
        /// Portfolio, report and scope.
        series: String,
        /// The document's number.
        found: u32,
        /// The slot's number.
        expected: u32,
    },
    /// A correction needs a reason and an edition to correct.
    #[error("the report `{series}` has no sent edition to correct for: {period}")]
    NothingToCorrect {
        /// Portfolio, report and scope.
        series: String,
        /// The period.
        period: String,
    },

    /// Nothing waits for a person.
    #[error("nothing waits for approval")]
    NothingToApprove,
    /// What waits is not what the person saw.
    #[error("the plan is not the one that was looked at: {given} was, {found} is")]
    PlanChanged {
        /// The hash that the person gave.
        given: String,
        /// The hash of what waits.
        found: String,
    },

    /// A certificate cannot be used.
    #[error("the certificates for SMTP cannot be used: {0}")]
    Tls(String),
    /// The transport is not ready; nothing was sent.
    #[error(transparent)]
    Preflight(#[from] PreflightError),
}

impl DeliveryError {
    /// The one thing that the reader can do now, where there is one.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Address { .. } => "write `name@example.com` or `Name <name@example.com>`",
            Self::TooManyRecipients(_) => "list fewer addresses in `[delivery] bcc`",
            Self::OutboxLocked { .. } | Self::Busy { .. } => {
                "wait for the other run to end, then try again"
            }
            Self::Fenced { .. } => {
                "send from the other one; or, if nothing sends from it any more, run \
                 `quarterdeck resume --adopt` here, and before you send compare \
                 `quarterdeck send --dry-run` with what was sent already"
            }
            Self::OutboxReadOnly { .. } => "make the file and its folder writable for this user",
            Self::OutboxCorrupt { .. } => {
                "restore `.quarterdeck/state.db` from a backup; without one, move it aside and check \
                 by hand what was sent before you send again"
            }
            Self::OutboxFull { .. } => "free some space; nothing was sent without a record",
            Self::OutboxNewer { .. } => {
                "use the version of quarterdeck that wrote it, or a later one"
            }
            Self::ArchiveMissing { .. } | Self::ArchiveChanged { .. } => {
                "restore `.quarterdeck/archive` from a backup, or build again if it was never sent"
            }
            Self::Stored { .. } | Self::LogChanged { .. } | Self::RowChanged { .. } => {
                "restore `.quarterdeck/state.db` from a backup, and find out who changed it"
            }
            Self::UnknownDelivery(_) | Self::DeliveryId(_) => "`quarterdeck status` lists the ids",
            Self::NothingToApprove => {
                "`quarterdeck plan` drafts; reports named in `needs_approval` of [delivery] wait"
            }
            Self::PlanChanged { .. } => {
                "look again with `quarterdeck plan`, then approve the hash that it prints \
                 (at least 12 of its digits)"
            }
            Self::NothingToCorrect { .. } => {
                "plan without `--reissue`: what was not sent is simply drafted anew; or name the \
                 reports that were sent with `--report`"
            }
            Self::Transition { .. } => "`quarterdeck status` says where it stands",
            Self::EditionNumber { .. } => "build again: another run drafted in between",
            Self::Preflight(error) => return Some(error.cure.clone()),
            _ => return None,
        };
        Some(help.to_owned())
    }
}
