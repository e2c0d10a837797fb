//! The diagnostics of one repository: the same fault told once, with how often it was met.

use std::collections::BTreeMap;

use qd_facts::{SecretSink, SourceSpec};
use qd_model::{Diagnostic, Evidence, Level};

/// Collects faults of one repository.
pub(super) struct Report<'a> {
    spec: &'a SourceSpec,
    name: &'a str,
    faults: BTreeMap<Fault, Seen>,
}

/// A kind of fault.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// No commit yet.
    EmptyRepository,
    /// HEAD names what cannot be read.
    BrokenHead,
    /// A branch or tag names what cannot be read.
    BrokenReference,
    /// The configured default branch does not exist.
    MissingDefaultBranch,
    /// History was cut off when it was cloned.
    ShallowClone,
    /// A commit is not there.
    MissingCommit,
    /// A tree or blob is not there.
    MissingObject,
    /// A commit without a usable date.
    BadCommitDate,
    /// A blob beyond the size that is searched for secrets.
    LargeBlob,
    /// Another repository inside this one.
    Submodule,
    /// The working copy cannot be compared.
    UnreadableWorkingCopy,
    /// A manifest or lock file that cannot be parsed.
    UnreadManifest,
    /// A row that its table refused.
    RefusedRow,
}

struct Seen {
    first: String,
    count: u64,
}

impl<'a> Report<'a> {
    pub(super) fn new(spec: &'a SourceSpec, name: &'a str) -> Self {
        Self { spec, name, faults: BTreeMap::new() }
    }

    /// Notes one fault. The detail names the first: an id, a reference, never a content.
    pub(super) fn note(&mut self, fault: Fault, detail: impl Into<String>) {
        let entry = self.faults.entry(fault);
        entry.or_insert_with(|| Seen { first: detail.into(), count: 0 }).count += 1;
    }

    /// Ends with the diagnostics and how many items were skipped. Names of branches and files are
    /// outside text: they are masked.
    pub(super) fn finish(self, secrets: &dyn SecretSink) -> (Vec<Diagnostic>, u64) {
        let lost = self.faults.iter().filter(|(fault, _)| fault.loses_items());
        let n_skipped = lost.map(|(_, seen)| seen.count).sum();
        let diagnostics = self.faults.iter().map(|(fault, seen)| {
            let (level, code, message, help) = fault.text();
            let message = match (seen.count, seen.first.as_str()) {
                (1, "") => message.to_owned(),
                (1, first) => format!("{message}: {first}"),
                (count, first) => format!("{message}, {count} times, first: {first}"),
            };
            let message = secrets.mask(&message);
            let place = Evidence::place(self.name);
            Diagnostic::new(level, code, self.spec.id.as_str(), place, message).with_help(help)
        });
        (diagnostics.collect(), n_skipped)
    }
}

impl Fault {
    fn loses_items(self) -> bool {
        match self {
            Self::BrokenReference
            | Self::MissingCommit
            | Self::MissingObject
            | Self::BadCommitDate
            | Self::LargeBlob
            | Self::Submodule
            | Self::UnreadManifest
            | Self::RefusedRow => true,
            Self::EmptyRepository
            | Self::BrokenHead
            | Self::MissingDefaultBranch
            | Self::ShallowClone
            | Self::UnreadableWorkingCopy => false,
        }
    }

    fn text(self) -> (Level, &'static str, &'static str, &'static str) {
        match self {
            Self::EmptyRepository => (
                Level::Warning,
                "empty-repository",
                "the repository has no commit",
                "commit something, or remove the source",
            ),
            Self::BrokenHead => (
                Level::Error,
                "broken-head",
                "HEAD names a commit that cannot be read",
                "run `git fsck` in the repository",
            ),
            Self::BrokenReference => (
                Level::Error,
                "broken-reference",
                "a branch or tag cannot be read",
                "run `git fsck` in the repository",
            ),
            Self::MissingDefaultBranch => (
                Level::Error,
                "missing-default-branch",
                "the default branch does not exist",
                "correct `default_branch` in quarterdeck.toml",
            ),
            Self::ShallowClone => (
                Level::Warning,
                "shallow-clone",
                "older history was not cloned, so that counts and first dates are lower bounds",
                "run `git fetch --unshallow` in the repository",
            ),
            Self::MissingCommit => (
                Level::Error,
                "missing-commit",
                "a commit cannot be read, and what only it leads to is unknown",
                "run `git fsck` in the repository, and fetch again",
            ),
            Self::MissingObject => (
                Level::Error,
                "missing-object",
                "a file or folder of the history cannot be read and was not searched for secrets",
                "run `git fsck` in the repository, or fetch without a filter",
            ),
            Self::BadCommitDate => (
                Level::Warning,
                "bad-commit-date",
                "a commit has no usable date and is left out of the list of commits",
                "nothing to do, unless recent commits are named here",
            ),
            Self::LargeBlob => (
                Level::Warning,
                "large-file-not-searched",
                "a file is larger than the 32 MiB that are searched for secrets",
                "keep large files out of the repository",
            ),
            Self::Submodule => (
                Level::Warning,
                "submodule-not-searched",
                "a submodule is a repository of its own and was not read",
                "add a [[source]] of kind `git` for it",
            ),
            Self::UnreadableWorkingCopy => (
                Level::Warning,
                "unreadable-working-copy",
                "changed and untracked files cannot be told",
                "run `git status` in the repository",
            ),
            Self::UnreadManifest => (
                Level::Warning,
                "unread-manifest",
                "a manifest or lock file cannot be read or parsed, and what it names is in no figure",
                "mend the file, or fetch what is missing",
            ),
            Self::RefusedRow => (
                Level::Error,
                "refused-row",
                "a fact cannot be stored",
                "report it with the repository's `git log`",
            ),
        }
    }
}
