//! Frozen bytes, by their hash: `archive/ab/ab12....eml` for messages, `.kept` for what editions are
//! made from. Written once, read back only if unchanged.
//!
//! A file is there whole or not at all, also after a power cut: temporary name, sync, rename, sync.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::{DeliveryError, Sha256Hex};

/// After how many files they are synced and take their names: what is not there yet is held in memory.
const MAX_PENDING: usize = 10_000;

/// A folder of frozen bytes.
#[derive(Debug)]
pub(crate) struct Archive {
    root: PathBuf,
    /// The ending of its files' names, which no other archive in the folder has.
    extension: &'static str,
}

impl Archive {
    pub(crate) fn new(root: PathBuf, extension: &'static str) -> Self {
        Self { root, extension }
    }

    /// Keeps bytes. They are on the disk, name included, when this returns.
    #[cfg(test)]
    pub(crate) fn put(&self, bytes: &[u8]) -> Result<Sha256Hex, DeliveryError> {
        let sha256 = Sha256Hex::of(bytes);
        self.put_all(&[(&sha256, bytes)])?;
        Ok(sha256)
    }

    /// Keeps several, each under its hash.
    pub(crate) fn put_all(&self, all: &[(&Sha256Hex, &[u8])]) -> Result<(), DeliveryError> {
        let mut writer = self.writer()?;
        all.iter().try_for_each(|(sha256, bytes)| writer.add(sha256, bytes))?;
        writer.finish()
    }

    /// Begins to keep many, with few syncs for all: one costs as much as hundreds. Other writers of
    /// this archive wait until it is finished or dropped.
    pub(crate) fn writer(&self) -> Result<Writer<'_>, DeliveryError> {
        let fail =
            |source| DeliveryError::File { path: self.root.clone(), action: "written", source };
        make_folder(&self.root).map_err(fail)?;
        // Beside the folder, which holds nothing but what is kept.
        let path = self.root.with_extension(format!("{}.lock", self.extension));
        let lock = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let lock = lock.map_err(fail)?;
        lock.lock().map_err(fail)?;
        Ok(Writer { archive: self, lock, folders: BTreeSet::new(), pending: BTreeSet::new() })
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
        self.root.join(&sha256.as_str()[..2]).join(format!("{sha256}.{}", self.extension))
    }
}

/// Bytes on their way into an archive.
pub(crate) struct Writer<'a> {
    archive: &'a Archive,
    /// Held as long as this lives. A file of the same file system, too.
    lock: File,
    folders: BTreeSet<PathBuf>,
    pending: BTreeSet<PathBuf>,
}

impl Writer<'_> {
    /// Writes bytes under a temporary name, unless the archive has them. A temporary file that a crash
    /// left behind is written over.
    pub(crate) fn add(&mut self, sha256: &Sha256Hex, bytes: &[u8]) -> Result<(), DeliveryError> {
        let path = self.archive.path(sha256);
        if self.pending.contains(&path) || self.archive.get(sha256).is_ok() {
            return Ok(());
        }
        let fail = |source| DeliveryError::File { path: path.clone(), action: "written", source };
        let folder = path.parent().expect("a file stands in a folder");
        if !self.folders.contains(folder) {
            match fs::DirBuilder::new().mode(0o700).create(folder) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(fail(error)),
                _ => _ = self.folders.insert(folder.to_owned()),
            }
        }
        fs::write(path.with_extension("tmp"), bytes).map_err(fail)?;
        self.pending.insert(path);
        if self.pending.len() >= MAX_PENDING { self.flush() } else { Ok(()) }
    }

    /// Makes all that was added durable, names included.
    pub(crate) fn finish(mut self) -> Result<(), DeliveryError> {
        self.flush()
    }

    fn flush(&mut self) -> Result<(), DeliveryError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let fail = |path: &Path| {
            let path = path.to_owned();
            |source| DeliveryError::File { path, action: "written", source }
        };
        // What stands under its name is whole, also after a power cut.
        sync_all(&self.lock).map_err(fail(&self.archive.root))?;
        for path in std::mem::take(&mut self.pending) {
            fs::rename(path.with_extension("tmp"), &path).map_err(fail(&path))?;
        }
        sync_all(&self.lock).map_err(fail(&self.archive.root))
    }
}

/// Makes everything durable that was written to the file system of a file.
#[cfg(target_os = "linux")]
pub(crate) fn sync_all(file: &File) -> std::io::Result<()> {
    rustix::fs::syncfs(file).map_err(Into::into)
}

/// Makes a folder and its parents, and the name of each one durable in the folder above it.
pub(crate) fn make_folder(folder: &Path) -> std::io::Result<()> {
    make_levels(folder, &mut sync_folder)
}

fn make_levels(
    folder: &Path,
    sync: &mut dyn FnMut(&Path) -> std::io::Result<()>,
) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    make_levels(above, sync)?;
    // Mails and figures are nobody else's.
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        // Another process was faster, and may not have come to the sync yet.
        Err(error) if error.kind() != ErrorKind::AlreadyExists || !folder.is_dir() => {
            return Err(error);
        }
        _ => {}
    }
    sync(above)
}

pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::{Archive, make_levels};
    use crate::{DeliveryError, Sha256Hex};

    fn archive(folder: &Path) -> Archive {
        Archive::new(folder.join("archive"), "eml")
    }

    #[test]
    fn each_new_folder_is_synced_into_the_one_above() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b/c");
        let mut synced: Vec<PathBuf> = vec![];
        let mut sync = |path: &std::path::Path| {
            synced.push(path.to_owned());
            Ok(())
        };
        make_levels(&deep, &mut sync).unwrap();
        make_levels(&deep, &mut sync).unwrap();
        let above = [folder.path().to_owned(), folder.path().join("a"), folder.path().join("a/b")];
        assert_eq!(synced, above);
        assert!(deep.is_dir());
    }

    #[test]
    fn a_second_writer_waits_for_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let archive = archive(folder.path());
        let sha256 = Sha256Hex::of(b"kept");
        let mut first = archive.writer().unwrap();
        first.add(&sha256, b"kept").unwrap();
        assert!(archive.get(&sha256).is_err(), "it has no name before it is synced");
        std::thread::scope(|scope| {
            let second = scope.spawn(|| archive.put(b"kept"));
            first.finish().unwrap();
            assert_eq!(second.join().unwrap().unwrap(), sha256);
        });
        assert_eq!(archive.get(&sha256).unwrap(), b"kept");
        assert!(!archive.path(&sha256).with_extension("tmp").exists());
    }

    #[test]
    fn many_at_once_the_same_twice_and_from_two_sides() {
        let folder = tempfile::tempdir().unwrap();
        let archive = archive(folder.path());
        let bytes = (0..700).map(|n| format!("message {n}").into_bytes()).collect::<Vec<_>>();
        let hashes = bytes.iter().map(|bytes| Sha256Hex::of(bytes)).collect::<Vec<_>>();
        let all = hashes.iter().zip(&bytes).map(|(hash, bytes)| (hash, bytes.as_slice()));
        let all = all.clone().chain(all).collect::<Vec<_>>();
        let turned = all.iter().rev().copied().collect::<Vec<_>>();
        std::thread::scope(|scope| {
            let one = scope.spawn(|| archive.put_all(&all));
            archive.put_all(&turned).unwrap();
            one.join().unwrap().unwrap();
        });
        for (hash, bytes) in hashes.iter().zip(&bytes) {
            assert_eq!(archive.get(hash).unwrap(), *bytes);
            assert!(!archive.path(hash).with_extension("tmp").exists());
        }
    }

    #[test]
    fn a_temporary_file_of_a_crash_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let archive = archive(folder.path());
        let sha256 = Sha256Hex::of(b"kept");
        let temporary = archive.path(&sha256).with_extension("tmp");
        fs::create_dir_all(temporary.parent().unwrap()).unwrap();
        fs::write(&temporary, b"half of something longer").unwrap();
        assert_eq!(archive.put(b"kept").unwrap(), sha256);
        assert_eq!(archive.get(&sha256).unwrap(), b"kept");
        assert!(!temporary.exists());
    }

    #[test]
    fn bytes_come_back_or_the_damage_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let archive = archive(folder.path());
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
