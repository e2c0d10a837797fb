//! One sender at a time. The system frees the lock when its process dies, however it dies, so a row
//! found in flight under the lock is from a run that is over.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::Outbox;
use crate::DeliveryError;

/// The right to send from an outbox, until it is dropped.
#[derive(Debug)]
pub struct RunLock {
    file: File,
    path: PathBuf,
}

impl RunLock {
    /// Claims that the file under the lock's name is still the one that was locked: neither was it
    /// removed nor its folder replaced, after which another process could hold one of the same name.
    pub(crate) fn is_in_place(&self) -> bool {
        match (fs::metadata(&self.path), self.file.metadata()) {
            (Ok(named), Ok(held)) => (named.dev(), named.ino()) == (held.dev(), held.ino()),
            _ => false,
        }
    }
}

impl Drop for RunLock {
    fn drop(&mut self) {
        // Closing would do, but for a child that another thread is just starting: until it becomes
        // another program it holds the same open file.
        drop(self.file.unlock());
    }
}

impl Outbox {
    /// Takes the right to send, unless the outbox is a copy. `holder` says to others who has it:
    /// `process 4711 on db1`.
    pub fn lock_run(&mut self, holder: &str, now: DateTime<Utc>) -> Result<RunLock, DeliveryError> {
        let lock = self.take_lock(holder)?;
        self.pass_fence(holder, now)?;
        Ok(lock)
    }

    /// Takes the lock alone.
    pub(super) fn take_lock(&self, holder: &str) -> Result<RunLock, DeliveryError> {
        let path = self.path.with_file_name("send.lock");
        let fail = |source| DeliveryError::File { path: path.clone(), action: "locked", source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(fail)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(source)) => return Err(fail(source)),
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(fail)?;
                return Err(DeliveryError::Busy { holder });
            }
        }
        file.set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(holder.as_bytes()))
            .map_err(fail)?;
        Ok(RunLock { file, path })
    }
}
