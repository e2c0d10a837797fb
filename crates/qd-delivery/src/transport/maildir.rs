//! The default transport: a Maildir on this machine. Nothing leaves it, and each delivery is there
//! exactly once, because its file's name is its id and a crash only ever writes it again.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{
    Course, Frozen, Preflight, PreflightError, PreflightKind, Ready, Receipt, Transport,
    TransportError, TransportErrorClass,
};
use crate::archive::{make_folder, sync_all, sync_folder};

/// How many files are open at once; a process may have 1,024.
const MAX_OPEN: usize = 512;

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

    /// Writes a message under its temporary name; `None` if a reader has it already.
    fn begin(&self, frozen: &Frozen) -> io::Result<Option<fs::File>> {
        (self.observe)(MaildirStep::Begin);
        if frozen.is_rewrite && self.was_read(&name(frozen))? {
            return Ok(None);
        }
        let mut file = fs::File::create(self.folder.join("tmp").join(name(frozen)))?;
        file.write_all(&frozen.bytes)?;
        Ok(Some(file))
    }

    /// Writes messages, and answers for each in order.
    fn write_all(&self, batch: &[Frozen]) -> Vec<Result<Receipt, TransportError>> {
        // Whatever failed, writing it again is safe.
        let fail = |error: io::Error| {
            TransportError::new(TransportErrorClass::NotSentRetry, "outbox-folder", error)
        };
        if let Err(error) = self.make_folders() {
            let error = fail(error);
            return batch.iter().map(|_| Err(error.clone())).collect();
        }
        let mut results = vec![];
        for some in batch.chunks(MAX_OPEN) {
            let written = self.write_some(some).into_iter().zip(some);
            results.extend(written.map(|(written, frozen)| {
                written.map(|()| Receipt { message_id: frozen.id.to_string() }).map_err(fail)
            }));
        }
        results
    }

    /// Writes some messages with two syncs for all of them.
    fn write_some(&self, some: &[Frozen]) -> Vec<io::Result<()>> {
        let begun = some.iter().map(|frozen| self.begin(frozen)).collect::<Vec<_>>();
        let Some(file) = begun.iter().find_map(|file| file.as_ref().ok()?.as_ref()) else {
            return begun.into_iter().map(|begun| begun.map(drop)).collect();
        };
        let again = |error: &io::Error| io::Error::new(error.kind(), error.to_string());
        let new = self.folder.join("new");
        let synced = sync_all(file);
        let renamed = begun.iter().zip(some).map(|(begun, frozen)| {
            begun.as_ref().map_err(again)?;
            synced.as_ref().map_err(again)?;
            if matches!(begun, Ok(Some(_))) {
                (self.observe)(MaildirStep::Written);
                let name = name(frozen);
                fs::rename(self.folder.join("tmp").join(&name), new.join(&name))?;
                (self.observe)(MaildirStep::Renamed);
            }
            Ok(())
        });
        let renamed = renamed.collect::<Vec<io::Result<()>>>();
        let synced = sync_folder(&new);
        let end = |renamed: io::Result<()>| renamed.and(synced.as_ref().copied().map_err(again));
        renamed.into_iter().map(end).collect()
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

    /// Groups are as large as the run makes them: nothing of them is ever in doubt.
    fn group_recipients(&self) -> u64 {
        u64::MAX
    }

    fn send_group(&self, group: &[Frozen], course: &mut dyn Course) {
        let n_begun = (0..group.len()).take_while(|index| course.may_begin(*index)).count();
        let results = self.write_all(&group[..n_begun]);
        course.answered(results.into_iter().enumerate().collect());
    }

    fn send(&self, frozen: &Frozen) -> Result<Receipt, TransportError> {
        let mut results = self.write_all(std::slice::from_ref(frozen));
        results.pop().expect("one answer for one message")
    }
}

/// The file's name: from the delivery's id, so that writing it again writes the same file.
fn name(frozen: &Frozen) -> String {
    format!("{}.eml", frozen.id)
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
