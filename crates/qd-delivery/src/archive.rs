//! Frozen bytes, by their hash: `archive/ab/ab12....eml`. Written once, read back only if unchanged.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::{DeliveryError, Sha256Hex};

/// A folder of frozen messages.
#[derive(Debug)]
pub(crate) struct Archive {
    root: PathBuf,
}

impl Archive {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Keeps bytes. They are on the disk, name included, when this returns.
    pub(crate) fn put(&self, bytes: &[u8]) -> Result<Sha256Hex, DeliveryError> {
        let sha256 = Sha256Hex::of(bytes);
        if self.get(&sha256).is_err() {
            write_durably(&self.path(&sha256), bytes)?;
        }
        Ok(sha256)
    }

    /// Returns the bytes of a hash, or an error if they are gone or changed.
    pub(crate) fn get(&self, sha256: &Sha256Hex) -> Result<Vec<u8>, DeliveryError> {
        let path = self.path(sha256);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(DeliveryError::ArchiveMissing { sha256: sha256.to_string() });
            }
            Err(source) => return Err(DeliveryError::File { path, action: "read", source }),
        };
        match Sha256Hex::of(&bytes) == *sha256 {
            true => Ok(bytes),
            false => Err(DeliveryError::ArchiveChanged { sha256: sha256.to_string() }),
        }
    }

    /// Removes the bytes of a hash: a replaced draft, or blocked mail. The caller holds the outbox's
    /// write lock and has seen that no row names them.
    pub(crate) fn remove(&self, sha256: &Sha256Hex) -> Result<(), DeliveryError> {
        let path = self.path(sha256);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != ErrorKind::NotFound => {
                Err(DeliveryError::File { path, action: "removed", source })
            }
            _ => Ok(()),
        }
    }

    fn path(&self, sha256: &Sha256Hex) -> PathBuf {
        self.root.join(&sha256.as_str()[..2]).join(format!("{sha256}.eml"))
    }
}

/// Writes a file so that it is there whole or not at all, also after a power cut:
/// temporary name, fsync, rename, fsync of the folder.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), DeliveryError> {
    let fail = |source| DeliveryError::File { path: path.to_owned(), action: "written", source };
    let folder = path.parent().expect("a file stands in a folder");
    make_folder(folder).map_err(fail)?;
    let temporary = path.with_extension("tmp");
    let mut file = File::create(&temporary).map_err(fail)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(fail)?;
    fs::rename(&temporary, path).and_then(|()| sync_folder(folder)).map_err(fail)
}

/// Makes a folder and its parents, and their names durable.
pub(crate) fn make_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent),
        _ => Ok(()),
    }
}

pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::Archive;
    use crate::DeliveryError;

    #[test]
    fn bytes_come_back_or_the_damage_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::new(folder.path().join("archive"));
        let kept = archive.put(b"kept").unwrap();
        let dropped = archive.put(b"dropped").unwrap();
        assert_eq!(archive.put(b"kept").unwrap(), kept);
        archive.remove(&dropped).unwrap();
        archive.remove(&dropped).unwrap();
        assert_eq!(archive.get(&kept).unwrap(), b"kept");
        assert!(matches!(archive.get(&dropped), Err(DeliveryError::ArchiveMissing { .. })));
        std::fs::write(archive.path(&kept), b"forged").unwrap();
        assert!(matches!(archive.get(&kept), Err(DeliveryError::ArchiveChanged { .. })));
        archive.put(b"kept").unwrap();
        assert_eq!(archive.get(&kept).unwrap(), b"kept");
    }
}
