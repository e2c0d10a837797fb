//! Makes a repository from a `git fast-import` stream, without a git binary: the demo's histories
//! are committed as such text, because a repository cannot hold another.
//!
//! It understands what those streams use (commits with inline files, merges, resets, tags) and
//! refuses everything else with the line. Ids are those that git itself would make, and nothing of
//! the user's configuration counts.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::bstr::BString;
use gix::objs::tree::{Entry, EntryKind};
use gix::objs::{Commit, Kind, Tag, Tree};

use super::open;
use super::stream::{Command, File, Stream, SyntaxError};
use crate::files::stays_inside;

/// The branch that is checked out.
const MAIN: &str = "refs/heads/main";
const CONFIG: &str = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n";

/// Why no repository was made.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is one already.
    #[error("the folder holds a repository already: {}", .0.display())]
    Exists(PathBuf),
    /// A file cannot be written.
    #[error("the file cannot be written: {}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The stream says what is not understood.
    #[error("the stream is not understood in line {line}: {what}")]
    Syntax {
        /// The line, from 1.
        line: u32,
        /// What is wrong.
        what: String,
    },
    /// An object or the index cannot be stored.
    #[error("the repository cannot store: {0}")]
    Store(&'static str),
}

impl From<SyntaxError> for ImportError {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax { line: error.line, what: error.what }
    }
}

/// A version of all files.
type Files = BTreeMap<String, (EntryKind, ObjectId)>;

/// Makes a repository in a folder, which may hold other files, and checks `main` out.
pub fn import_history(stream: &[u8], folder: &Path) -> Result<(), ImportError> {
    let git_dir = folder.join(".git");
    if git_dir.exists() {
        return Err(ImportError::Exists(folder.to_owned()));
    }
    for name in ["objects/info", "objects/pack", "refs/heads", "refs/tags"] {
        make_folder(&git_dir.join(name))?;
    }
    write(&git_dir.join("HEAD"), format!("ref: {MAIN}\n").as_bytes())?;
    write(&git_dir.join("config"), CONFIG.as_bytes())?;
    let shared = open::open_own(folder).ok_or(ImportError::Store("its first files"))?;
    let repo = shared.to_thread_local();
    let mut import = Import {
        repo: &repo,
        commits: BTreeMap::new(),
        marks: BTreeMap::new(),
        tips: BTreeMap::new(),
    };
    let mut stream = Stream::new(stream);
    while let Some(command) = stream.next()? {
        import.apply(command, stream.line())?;
    }
    for (name, id) in &import.tips {
        write(&git_dir.join(name), format!("{id}\n").as_bytes())?;
    }
    let files = import.tips.get(MAIN).and_then(|tip| import.commits.get(tip));
    let (tree, files) =
        files.ok_or(ImportError::Store("a branch `main`, which the stream lacks"))?;
    check_out(&repo, *tree, files, folder)
}

struct Import<'a> {
    repo: &'a gix::Repository,
    /// The tree and files of each commit.
    commits: BTreeMap<ObjectId, (ObjectId, Files)>,
    marks: BTreeMap<String, ObjectId>,
    /// What each reference names.
    tips: BTreeMap<String, ObjectId>,
}

impl Import<'_> {
    fn apply(&mut self, command: Command, line: u32) -> Result<(), ImportError> {
        match command {
            Command::Reset { reference, from } => {
                check_reference(&reference, line)?;
                if let Some(from) = from {
                    let id = self.commit_named(&from, line)?;
                    self.tips.insert(reference, id);
                }
            }
            Command::Tag { name, from, tagger, message } => {
                let reference = format!("refs/tags/{name}");
                check_reference(&reference, line)?;
                let target = self.commit_named(&from, line)?;
                let tag = Tag {
                    target,
                    target_kind: Kind::Commit,
                    name: name.into(),
                    tagger: Some(tagger),
                    message: message.into(),
                    signature: None,
                };
                let id = self.store(tag, "a tag")?;
                self.tips.insert(reference, id);
            }
            Command::Commit {
                reference,
                mark,
                author,
                committer,
                message,
                from,
                merges,
                files,
            } => {
                check_reference(&reference, line)?;
                let mut parents = Vec::new();
                match from {
                    Some(from) => parents.push(self.commit_named(&from, line)?),
                    None => parents.extend(self.tips.get(&reference)),
                }
                let first = parents.first().and_then(|parent| self.commits.get(parent));
                let mut all = first.map(|(_, files)| files.clone()).unwrap_or_default();
                for merge in merges {
                    parents.push(self.commit_named(&merge, line)?);
                }
                self.change(&mut all, files, line)?;
                let tree = self.store_tree(&all)?;
                let commit = Commit {
                    tree,
                    parents: parents.into(),
                    author,
                    committer,
                    encoding: None,
                    message: message.into(),
                    extra_headers: Vec::new(),
                };
                let id = self.store(commit, "a commit")?;
                self.commits.insert(id, (tree, all));
                if let Some(mark) = mark {
                    self.marks.insert(mark, id);
                }
                self.tips.insert(reference, id);
            }
        }
        Ok(())
    }

    fn change(&self, all: &mut Files, files: Vec<File>, line: u32) -> Result<(), ImportError> {
        for file in files {
            let (path, written) = match file {
                File::Gone(path) => (path, None),
                File::Written { path, is_executable, bytes } => {
                    (path, Some((is_executable, bytes)))
                }
            };
            let has_git = path.split('/').any(|part| part.eq_ignore_ascii_case(".git"));
            if !stays_inside(&path) || has_git || path.contains('\\') {
                let what = format!("a file lies outside the repository: {path}");
                return Err(ImportError::Syntax { line, what });
            }
            match written {
                None => {
                    all.remove(&path);
                }
                Some((is_executable, bytes)) => {
                    let id =
                        self.repo.write_blob(&bytes).map_err(|_| ImportError::Store("a file"))?;
                    let kind =
                        if is_executable { EntryKind::BlobExecutable } else { EntryKind::Blob };
                    all.insert(path, (kind, id.detach()));
                }
            }
        }
        Ok(())
    }

    fn commit_named(&self, name: &str, line: u32) -> Result<ObjectId, ImportError> {
        let known = self.marks.get(name).or_else(|| self.tips.get(name)).copied();
        known
            .filter(|id| self.commits.contains_key(id))
            .ok_or_else(|| ImportError::Syntax { line, what: format!("an unknown commit: {name}") })
    }

    /// Stores the trees of all files, the deepest first.
    fn store_tree(&self, files: &Files) -> Result<ObjectId, ImportError> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut folders: BTreeMap<&str, Files> = BTreeMap::new();
        for (path, (kind, id)) in files {
            match path.split_once('/') {
                Some((folder, rest)) => {
                    folders.entry(folder).or_default().insert(rest.to_owned(), (*kind, *id));
                }
                None => entries.push(entry(path, *kind, *id)),
            }
        }
        for (folder, files) in folders {
            entries.push(entry(folder, EntryKind::Tree, self.store_tree(&files)?));
        }
        // Git's own order: a folder sorts as if its name ended in a slash.
        entries.sort();
        self.store(Tree { entries }, "a folder")
    }

    fn store(
        &self,
        object: impl gix::objs::WriteTo,
        what: &'static str,
    ) -> Result<ObjectId, ImportError> {
        self.repo.write_object(object).map(|id| id.detach()).map_err(|_| ImportError::Store(what))
    }
}

fn entry(name: &str, kind: EntryKind, oid: ObjectId) -> Entry {
    Entry { mode: kind.into(), filename: BString::from(name), oid }
}

fn check_reference(name: &str, line: u32) -> Result<(), ImportError> {
    let is_plain = name.starts_with("refs/")
        && gix::refs::FullName::try_from(name).is_ok()
        && stays_inside(name);
    if is_plain {
        return Ok(());
    }
    Err(ImportError::Syntax { line, what: format!("no name for a branch or tag: {name}") })
}

fn check_out(
    repo: &gix::Repository,
    tree: ObjectId,
    files: &Files,
    folder: &Path,
) -> Result<(), ImportError> {
    for (path, (kind, id)) in files {
        let object = repo.find_object(*id).map_err(|_| ImportError::Store("a file"))?;
        let target = folder.join(path);
        if let Some(parent) = target.parent() {
            make_folder(parent)?;
        }
        write(&target, &object.data)?;
        #[cfg(unix)]
        if *kind == EntryKind::BlobExecutable {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(&target, mode)
                .map_err(|source| ImportError::Write { path: target.clone(), source })?;
        }
    }
    let index = repo.index_from_tree(&tree).map_err(|_| ImportError::Store("the index"));
    index?.write(gix::index::write::Options::default()).map_err(|_| ImportError::Store("the index"))
}

fn make_folder(path: &Path) -> Result<(), ImportError> {
    fs::create_dir_all(path).map_err(|source| ImportError::Write { path: path.to_owned(), source })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), ImportError> {
    if let Some(parent) = path.parent() {
        make_folder(parent)?;
    }
    fs::write(path, bytes).map_err(|source| ImportError::Write { path: path.to_owned(), source })
}
