//! What stands in a working copy and nowhere else: changes, untracked files, stashes, commits that
//! the upstream lacks.

use std::collections::BTreeSet;

use gix::ObjectId;
use gix::bstr::ByteSlice;
use gix::status::index_worktree::Item as CopyItem;
use gix::status::{Item, Submodule, UntrackedFiles, tree_index::TrackRenames};

use super::history::History;
use super::references::References;
use super::report::{Fault, Report};

/// The state of a working copy; all zero for a bare repository.
#[derive(Default)]
pub(super) struct WorkingCopy {
    /// Files that differ from HEAD, staged or not.
    pub(super) n_dirty: u64,
    /// Files that git does not know and is not told to ignore.
    pub(super) n_untracked: u64,
    pub(super) n_stashes: u64,
    /// Commits of HEAD that its upstream lacks; `None` without an upstream, or where that cannot
    /// be told.
    pub(super) ahead: Option<u64>,
    pub(super) has_remote: bool,
}

/// Looks at the working copy and at what configuration says of remotes.
pub(super) fn look(
    repo: &gix::Repository,
    references: &References,
    history: &History,
    report: &mut Report<'_>,
) -> WorkingCopy {
    let mut copy = WorkingCopy {
        n_stashes: stashes(repo, references.has_stash),
        ahead: ahead(repo, references, history),
        has_remote: has_remote(repo),
        ..WorkingCopy::default()
    };
    if repo.workdir().is_some_and(|folder| folder.is_dir()) {
        match changes(repo) {
            Some((n_dirty, n_untracked)) => {
                (copy.n_dirty, copy.n_untracked) = (n_dirty, n_untracked);
            }
            None => report.note(Fault::UnreadableWorkingCopy, ""),
        }
    }
    copy
}

/// Counts changed and untracked files; submodules are not entered.
fn changes(repo: &gix::Repository) -> Option<(u64, u64)> {
    let submodules =
        Submodule::Given { ignore: gix::submodule::config::Ignore::All, check_dirty: false };
    let status = repo
        .status(gix::progress::Discard)
        .ok()?
        .untracked_files(UntrackedFiles::Files)
        .index_worktree_submodules(submodules)
        .index_worktree_rewrites(None)
        .tree_index_track_renames(TrackRenames::Disabled);
    let (mut dirty, mut n_untracked) = (BTreeSet::new(), 0);
    for item in status.into_iter(None).ok()? {
        let item = item.ok()?;
        match &item {
            Item::TreeIndex(change) => {
                dirty.insert(change.location().to_owned());
            }
            Item::IndexWorktree(CopyItem::Modification { rela_path, .. }) => {
                let Item::IndexWorktree(change) = &item else { continue };
                if change.summary().is_some() {
                    dirty.insert(rela_path.clone());
                }
            }
            Item::IndexWorktree(CopyItem::DirectoryContents { entry, .. }) => {
                if entry.status == gix::dir::entry::Status::Untracked {
                    n_untracked += 1;
                }
            }
            Item::IndexWorktree(CopyItem::Rewrite { dirwalk_entry, .. }) => {
                dirty.insert(dirwalk_entry.rela_path.clone());
            }
        }
    }
    Some((dirty.len() as u64, n_untracked))
}

/// Counts the lines of the stash's log; a stash without a log is one.
fn stashes(repo: &gix::Repository, has_stash: bool) -> u64 {
    if !has_stash {
        return 0;
    }
    let Ok(Some(stash)) = repo.try_find_reference("refs/stash") else { return 1 };
    let mut log = stash.log_iter();
    match log.all() {
        Ok(Some(lines)) => (lines.filter(Result::is_ok).count() as u64).max(1),
        _ => 1,
    }
}

fn has_remote(repo: &gix::Repository) -> bool {
    let config = repo.config_snapshot();
    let names = config.plumbing().sections_by_name("remote");
    names.into_iter().flatten().any(|section| section.value("url").is_some())
}

fn ahead(repo: &gix::Repository, references: &References, history: &History) -> Option<u64> {
    let branch = references.head_branch.as_deref()?;
    let (head, upstream) = (references.head?, upstream(repo, references, branch)?);
    let (head, upstream) = (history.find(&head)?, history.find(&upstream)?);
    let of_head = history.reachable([head]);
    let of_upstream = history.reachable([upstream]);
    let both = of_head.iter().zip(&of_upstream);
    let n_ahead = both.filter(|(in_head, in_upstream)| **in_head && !**in_upstream).count() as u64;
    Some(n_ahead)
}

/// The last known tip of the branch that `branch.NAME.merge` names, through the remote's refspecs.
fn upstream(repo: &gix::Repository, references: &References, branch: &str) -> Option<ObjectId> {
    let snapshot = repo.config_snapshot();
    let config = snapshot.plumbing();
    let subsection = Some(branch.as_bytes().as_bstr());
    let remote = config.string_by("branch", subsection, "remote")?;
    let merge = config.string_by("branch", subsection, "merge")?;
    let merge = merge.to_str().ok()?.to_owned();
    let local = merge.strip_prefix("refs/heads/")?;
    if remote == "." {
        return references.branch(local).map(|place| references.branches[place].tip);
    }
    let specs = config.strings_by("remote", Some(remote.as_bstr()), "fetch").unwrap_or_default();
    let tracking = specs.iter().find_map(|spec| {
        let (from, to) = spec.to_str().ok()?.trim_start_matches('+').split_once(':')?;
        if from == merge {
            return Some(to.to_owned());
        }
        let rest = merge.strip_prefix(from.strip_suffix('*')?)?;
        Some(format!("{}{rest}", to.strip_suffix('*')?))
    })?;
    let name = tracking.strip_prefix("refs/remotes/").or(tracking.strip_prefix("refs/heads/"))?;
    references.branch(name).map(|place| references.branches[place].tip)
}
