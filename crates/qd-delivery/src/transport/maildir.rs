//! The default transport: a Maildir on this machine. Nothing leaves it, and each delivery is there
//! exactly once, because its file's name is its id and a crash only ever writes it again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{
    Frozen, Preflight, PreflightError, PreflightKind, Ready, Receipt, Transport, TransportError,
    TransportErrorClass,
};
use crate::archive::{make_folder, sync_folder};

/// Where a write stands; for tests that break it off.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MaildirStep {
    /// Nothing is written.
    Begin,
    /// The bytes are in `tmp/` and synced.
    Written,
    /// The file is in `new/`.
    Renamed,
}

/// A Maildir: `tmp/`, `new/`, `cur/` below a folder.
pub struct Maildir {
    folder: PathBuf,
    observe: Box<dyn Fn(MaildirStep)>,
}

impl Maildir {
    /// Names the folder; it is made when first needed.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), observe: Box::new(|_| {}) }
    }

    /// Calls back at each step of a write.
    pub fn observed(self, observe: impl Fn(MaildirStep) + 'static) -> Self {
        Self { observe: Box::new(observe), ..self }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn make_folders(&self) -> io::Result<()> {
        ["tmp", "new", "cur"].iter().try_for_each(|name| make_folder(&self.folder.join(name)))
    }

    fn write(&self, frozen: &Frozen) -> io::Result<()> {
        (self.observe)(MaildirStep::Begin);
        self.make_folders()?;
        let name = format!("{}.eml", frozen.id);
        if frozen.is_rewrite && self.was_read(&name)? {
            return Ok(());
        }
        let (temporary, new) = (self.folder.join("tmp").join(&name), self.folder.join("new"));
        fs::write(&temporary, &frozen.bytes)?;
        fs::File::open(&temporary)?.sync_all()?;
        (self.observe)(MaildirStep::Written);
        fs::rename(&temporary, new.join(&name))?;
        (self.observe)(MaildirStep::Renamed);
        sync_folder(&new)
    }

    /// Claims that a mail reader moved the file to `cur/`, where it appends flags to the name.
    fn was_read(&self, name: &str) -> io::Result<bool> {
        for entry in fs::read_dir(self.folder.join("cur"))? {
            if entry?.file_name().to_string_lossy().starts_with(name) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Transport for Maildir {
    fn name(&self) -> &'static str {
        "maildir"
    }

    fn is_idempotent(&self) -> bool {
        true
    }

    fn preflight(&self, _: &Preflight) -> Result<Ready, PreflightError> {
        let probe = self.folder.join("tmp").join("preflight");
        self.make_folders()
            .and_then(|()| fs::write(&probe, b""))
            .and_then(|()| fs::remove_file(&probe))
            .map_err(|error| PreflightError {
                kind: PreflightKind::Configuration,
                code: "outbox-folder",
                message: format!("`{}` cannot be written: {error}", self.folder.display()),
                cure: "make the folder writable, or name another outbox in `[delivery]`".into(),
            })?;
        Ok(Ready::default())
    }

    fn send(&self, frozen: &Frozen) -> Result<Receipt, TransportError> {
        // Whatever failed, writing it again is safe.
        self.write(frozen).map_err(|error| {
            TransportError::new(TransportErrorClass::NotSentRetry, "outbox-folder", error)
        })?;
        Ok(Receipt { message_id: frozen.id.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::Maildir;
    use crate::transport::contract::{check_contract, sample};
    use crate::{PreflightKind, Transport};

    #[test]
    fn the_contract_holds() {
        let folder = tempfile::tempdir().unwrap();
        let maildir = Maildir::new(folder.path().join("outbox"));
        let new = folder.path().join("outbox/new");
        check_contract(&maildir, &|id| {
            let file = std::fs::read(new.join(format!("{id}.eml")));
            file.into_iter().collect()
        })
        .unwrap();
        assert_eq!(std::fs::read_dir(folder.path().join("outbox/tmp")).unwrap().count(), 0);
    }

    #[test]
    fn a_mail_that_was_read_is_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let maildir = Maildir::new(folder.path());
        let mut frozen = sample("read");
        maildir.send(&frozen).unwrap();
        let name = format!("{}.eml", frozen.id);
        let (new, cur) = (folder.path().join("new"), folder.path().join("cur"));
        std::fs::rename(new.join(&name), cur.join(format!("{name}:2,S"))).unwrap();
        frozen.is_rewrite = true;
        maildir.send(&frozen).unwrap();
        assert!(!new.join(&name).exists());
    }

    #[test]
    fn a_folder_that_cannot_be_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), b"").unwrap();
        let maildir = Maildir::new(folder.path().join("file/outbox"));
        let preflight = crate::Preflight { senders: vec![], recipients: vec![], n_recipients: 0 };
        let error = maildir.preflight(&preflight).unwrap_err();
        assert_eq!((error.kind, error.code), (PreflightKind::Configuration, "outbox-folder"));
        assert!(maildir.send(&sample("x")).is_err());
    }
}
