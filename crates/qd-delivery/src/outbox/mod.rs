//! The outbox: a SQLite file that knows, after any crash, what may have been sent.
//!
//! Every write is one immediate transaction, synced before it returns. No state changes but through
//! [`ledger`], which checks the step and appends to the log. Next: `schema/1.sql` and on.

mod schema;
mod stored;

mod dead_letter;
pub(crate) mod delivery;
pub(crate) mod edition;
pub(crate) mod feedback;
pub(crate) mod ledger;
mod scheduled;
pub(crate) mod suppression;

mod log;
mod verify;

mod fence;
mod run_lock;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

pub use dead_letter::DeadLetter;
pub use delivery::Delivery;
pub use edition::{EditionRecord, EditionSlot, FindingKey, KeptFigure, NewEdition};
pub use feedback::{Applied, Feedback, Notice};
pub use log::LogRecord;
pub use run_lock::RunLock;
pub use scheduled::{Done, ScheduleRecord};
pub use suppression::Suppression;
pub use verify::Verified;

use crate::archive::{Archive, make_folder};
use crate::{DeliveryError, Sha256Hex};
use fence::Host;

/// How long a write waits for another process, in milliseconds. Writes are short.
const BUSY_TIMEOUT_MS: u64 = 5000;

/// How many statements are kept ready: more than there are, so that a long run parses each once.
const N_STATEMENTS: usize = 64;

/// How much of the database is kept in memory, in KiB: the one transaction of a plan writes tens of
/// thousands of rows in the order of their hashes.
const CACHE_KIB: i64 = 16_384;

/// The outbox of a portfolio, with the archive of its frozen bytes.
#[derive(Debug)]
pub struct Outbox {
    path: PathBuf,
    connection: Connection,
    archive: Archive,
    origins: Archive,
    host: Host,
}

impl Outbox {
    /// Opens or makes the database `state.db` and the folder `archive` in a folder. An older database
    /// is brought up to date.
    pub fn open(folder: &Path) -> Result<Self, DeliveryError> {
        Self::open_on(folder, Host::current())
    }

    /// As [`Outbox::open`], on a machine of the test's making.
    pub(crate) fn open_on(folder: &Path, host: Host) -> Result<Self, DeliveryError> {
        let path = folder.join("state.db");
        make_folder(folder).map_err(|source| DeliveryError::File {
            path: folder.to_owned(),
            action: "made",
            source,
        })?;
        let archive = Archive::new(folder.join("archive"), "eml");
        let origins = Archive::new(folder.join("archive"), "kept");
        let connection = Connection::open(&path)
            .and_then(|connection| prepare(&connection).map(|()| connection))
            .map_err(|source| explain(&path, source))?;
        let mut outbox = Self { path, connection, archive, origins, host };
        match outbox.read(schema::version)? {
            schema::CURRENT => {}
            found if found > schema::CURRENT => {
                return Err(DeliveryError::OutboxNewer { path: outbox.path, found });
            }
            _ => outbox.write(schema::migrate)?,
        }
        outbox.raise_fence()?;
        Ok(outbox)
    }

    /// The database's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the frozen bytes of a hash, checked.
    pub fn bytes(&self, sha256: &Sha256Hex) -> Result<Vec<u8>, DeliveryError> {
        self.archive.get(sha256)
    }

    pub(crate) fn archive(&self) -> &Archive {
        &self.archive
    }

    /// What editions are made from.
    pub(crate) fn origins(&self) -> &Archive {
        &self.origins
    }

    /// Runs a query.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, DeliveryError> {
        query(&self.connection).map_err(|error| error.at(&self.path))
    }

    /// Runs one transaction that holds the write lock from its start. It is on the disk when this
    /// returns `Ok`, and has left no trace when it returns an error.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, DeliveryError> {
        self.write_or_undo(|tx| work(tx).map(|value| (value, true)))
    }

    /// As [`Outbox::write`], but undone if the work says `false`: a rehearsal.
    pub(crate) fn write_or_undo<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<(T, bool), StoreError>,
    ) -> Result<T, DeliveryError> {
        let connection = &mut self.connection;
        let run = || {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let (value, is_kept) = work(&tx)?;
            if is_kept {
                tx.commit()?
            } else {
                tx.rollback()?
            };
            Ok(value)
        };
        run().map_err(|error: StoreError| error.at(&self.path))
    }

    /// Removes archived bytes that no row names any more.
    pub(crate) fn discard(&mut self, unused: &BTreeSet<Sha256Hex>) -> Result<(), DeliveryError> {
        if unused.is_empty() {
            return Ok(());
        }
        // The write lock keeps others from naming them again meanwhile.
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|source| explain(&self.path, source))?;
        for sha256 in unused {
            let is_named: bool = tx
                .query_row(
                    "SELECT EXISTS (SELECT 1 FROM delivery WHERE sha256 = ?1)",
                    [sha256.as_str()],
                    |row| row.get(0),
                )
                .map_err(|source| explain(&self.path, source))?;
            if !is_named {
                self.archive.remove(sha256)?;
            }
        }
        tx.commit().map_err(|source| explain(&self.path, source))
    }
}

/// What can fail inside a transaction; the path is added outside.
#[derive(Debug)]
pub(crate) enum StoreError {
    /// SQLite.
    Sql(rusqlite::Error),
    /// Anything else.
    Other(DeliveryError),
}

impl StoreError {
    fn at(self, path: &Path) -> DeliveryError {
        match self {
            Self::Sql(source) => explain(path, source),
            Self::Other(error) => error,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<DeliveryError> for StoreError {
    fn from(error: DeliveryError) -> Self {
        Self::Other(error)
    }
}

/// WAL lets readers go on beside a writer; FULL syncs each commit, which the guarantee rests on.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS))?;
    connection.set_prepared_statement_cache_capacity(N_STATEMENTS);
    // Negative is SQLite's word for KiB; positive would be pages.
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)
}

fn explain(path: &Path, source: rusqlite::Error) -> DeliveryError {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            DeliveryError::OutboxLocked { path }
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            DeliveryError::OutboxReadOnly { path }
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            DeliveryError::OutboxCorrupt { path }
        }
        Some(ErrorCode::DiskFull) => DeliveryError::OutboxFull { path },
        _ => DeliveryError::Outbox { path, source },
    }
}
