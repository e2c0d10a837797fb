//! The database's schema. Each version has its file, which never changes again; an older database is
//! brought up version by version, in one transaction, before anything else reads it.

#[cfg(test)]
mod tests;

use rusqlite::{Connection, Transaction};

use super::{StoreError, log};

/// One file a version, from the first.
const VERSIONS: [&str; 4] =
    [include_str!("1.sql"), include_str!("2.sql"), include_str!("3.sql"), include_str!("4.sql")];

/// The version that this program reads and writes.
pub(super) const CURRENT: i64 = VERSIONS.len() as i64;

/// The version of a database; 0 if it is empty.
pub(super) fn version(db: &Connection) -> Result<i64, StoreError> {
    Ok(db.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings a database up to date.
pub(super) fn migrate(tx: &Transaction<'_>) -> Result<(), StoreError> {
    // Read under the write lock: another process may have been faster.
    let found = version(tx)?;
    for (number, sql) in (1..).zip(VERSIONS) {
        if number > found {
            tx.execute_batch(sql)?;
            tx.pragma_update(None, "user_version", number)?;
        }
    }
    if (1..CURRENT).contains(&found) {
        // What stood unsealed, or sealed by another scheme, is sealed as it was found.
        log::seal_all(tx, &format!("{} {found} to {CURRENT}", log::SEALED))?;
    }
    Ok(())
}
