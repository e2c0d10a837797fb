//! Frozen bytes, by their hash: `archive/ab/ab12....eml`. Written once, read back only if unchanged.
//!
//! A file is there whole or not at all, also after a power cut: temporary name, sync, rename, sync.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use crate::{DeliveryError, Sha256Hex};

/// How many files are open at once; a process may have 1,024.
const MAX_OPEN: usize = 512;

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
    #[cfg(test)]
    pub(crate) fn put(&self, bytes: &[u8]) -> Result<Sha256Hex, DeliveryError> {
        let sha256 = Sha256Hex::of(bytes);
        self.put_all(&[(&sha256, bytes)])?;
        Ok(sha256)
    }

    /// Keeps many, each under its hash, with few syncs for all: one costs as much as hundreds.
    pub(crate) fn put_all(&self, all: &[(&Sha256Hex, &[u8])]) -> Result<(), DeliveryError> {
        // In one order and each once, so that two writers who hold locks do not wait for each other.
        let mut all = all.to_vec();
        all.sort_by_key(|(sha256, _)| *sha256);
        all.dedup_by_key(|(sha256, _)| *sha256);
        for some in all.chunks(MAX_OPEN) {
            let mut writing = vec![];
            for (sha256, bytes) in some {
                if self.get(sha256).is_err() {
                    writing.extend(self.begin(sha256, bytes)?);
                }
            }
            let fail = |path: &Path| {
                let path = path.to_owned();
                |source| DeliveryError::File { path, action: "written", source }
            };
            let Some((last, _)) = writing.last() else { continue };
            sync_all(last).map_err(fail(&self.root))?;
            for (_, path) in &writing {
                fs::rename(path.with_extension("tmp"), path).map_err(fail(path))?;
            }
            sync_all(last).map_err(fail(&self.root))?;
        }
        Ok(())
    }

    /// Writes bytes under their temporary name, which stays locked as long as the file is open.
    /// Of several writers of one file the first writes and the others wait for it; `None` if it is
    /// there by then.
    fn begin(
        &self,
        sha256: &Sha256Hex,
        bytes: &[u8],
    ) -> Result<Option<(File, PathBuf)>, DeliveryError> {
        let path = self.path(sha256);
        let fail = |source| DeliveryError::File { path: path.clone(), action: "written", source };
        let folder = path.parent().expect("a file stands in a folder");
        make_folder(folder).map_err(fail)?;
        let temporary = path.with_extension("tmp");
        loop {
            // A temporary file that a crash left behind has no lock and is written over.
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(false);
            let mut file = options.open(&temporary).map_err(fail)?;
            file.lock().map_err(fail)?;
            if self.get(sha256).is_ok() {
                // What was opened may be the file itself by now, renamed by the one before us, or an
                // empty name that came after it.
                if is_same_file(&file, &temporary).map_err(fail)? {
                    fs::remove_file(&temporary).map_err(fail)?;
                }
                return Ok(None);
            }
            if is_same_file(&file, &temporary).map_err(fail)? {
                file.set_len(0).and_then(|()| file.write_all(bytes)).map_err(fail)?;
                return Ok(Some((file, path)));
            }
        }
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

/// Makes everything durable that was written to the file system of a file.
#[cfg(target_os = "linux")]
pub(crate) fn sync_all(file: &File) -> std::io::Result<()> {
    rustix::fs::syncfs(file).map_err(Into::into)
}

/// Claims that a name still leads to an open file.
fn is_same_file(file: &File, path: &Path) -> std::io::Result<bool> {
    match fs::metadata(path) {
        Ok(found) => Ok(found.ino() == file.metadata()?.ino()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
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
    use std::fs::{self, File};
    use std::io::Write;
    use std::path::PathBuf;

    use super::{Archive, make_levels};
    use crate::{DeliveryError, Sha256Hex};

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
    fn two_writers_of_equal_bytes_do_not_spoil_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::new(folder.path().join("archive"));
        let bytes = vec![b'x'; 100_000];
        let sha256 = Sha256Hex::of(&bytes);
        let (path, temporary) =
            (archive.path(&sha256), archive.path(&sha256).with_extension("tmp"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // Another process is half way through the same bytes.
        let mut other = File::create(&temporary).unwrap();
        other.lock().unwrap();
        other.write_all(&bytes[..50_000]).unwrap();
        std::thread::scope(|scope| {
            let ours = scope.spawn(|| archive.put(&bytes));
            // Long enough for a writer that does not wait to be through.
            std::thread::sleep(std::time::Duration::from_millis(50));
            other.write_all(&bytes[50_000..]).unwrap();
            fs::rename(&temporary, &path).unwrap();
            drop(other);
            assert_eq!(ours.join().unwrap().unwrap(), sha256);
        });
        assert_eq!(archive.get(&sha256).unwrap(), bytes);
        assert!(!temporary.exists());
    }

    #[test]
    fn many_at_once_the_same_twice_and_from_two_sides() {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::new(folder.path().join("archive"));
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
        let archive = Archive::new(folder.path().join("archive"));
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
