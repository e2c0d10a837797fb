//! HEAD, branches and tags, and which branch is the main one.

use gix::ObjectId;
use gix::bstr::ByteSlice;
use gix::refs::{Category, TargetRef};

use super::history::short;
use super::objects;
use super::report::{Fault, Report};

/// How many names a symbolic reference may lead through.
const MAX_HOPS: usize = 5;

/// A branch.
pub(super) struct Branch {
    /// `main`, or with its remote `origin/main`.
    pub(super) name: String,
    pub(super) tip: ObjectId,
    pub(super) is_remote: bool,
}

/// A tag of a commit.
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) commit: ObjectId,
    /// When it was made, in seconds since 1970; `None` for a name alone.
    pub(super) tagged_at: Option<i64>,
}

/// What names commits.
pub(super) struct References {
    /// Ordered by name, local ones first.
    pub(super) branches: Vec<Branch>,
    /// Ordered by name.
    pub(super) tags: Vec<Tag>,
    /// The commit that HEAD names; `None` before the first commit.
    pub(super) head: Option<ObjectId>,
    /// The branch that HEAD names, born or not; `None` when detached.
    pub(super) head_branch: Option<String>,
    /// The main branch's name without a remote.
    pub(super) default_branch: Option<String>,
    /// The main branch's place in `branches`: the local one, else the remote's.
    pub(super) default: Option<usize>,
    /// The newest stash, if there is one.
    pub(super) has_stash: bool,
}

impl References {
    /// Reads all of them; a broken one is noted and left out.
    pub(super) fn read(
        repo: &gix::Repository,
        configured: Option<&str>,
        report: &mut Report<'_>,
    ) -> Self {
        let mut found = Self {
            branches: Vec::new(),
            tags: Vec::new(),
            head: None,
            head_branch: None,
            default_branch: None,
            default: None,
            has_stash: false,
        };
        let remote_default = found.read_all(repo, report);
        found.branches.sort_by(|a, b| (a.is_remote, &a.name).cmp(&(b.is_remote, &b.name)));
        found.tags.sort_by(|a, b| a.name.cmp(&b.name));
        found.read_head(repo, report);
        found.choose_default(repo.is_bare(), configured, remote_default, report);
        found
    }

    /// Where the walk over commits begins: every branch and tag, and HEAD.
    pub(super) fn tips(&self) -> Vec<ObjectId> {
        let branches = self.branches.iter().map(|branch| branch.tip);
        let tags = self.tags.iter().map(|tag| tag.commit);
        branches.chain(tags).chain(self.head).collect()
    }

    /// Claims that HEAD names a commit and no branch.
    pub(super) fn is_detached(&self) -> bool {
        self.head.is_some() && self.head_branch.is_none()
    }

    /// Finds a branch by its name.
    pub(super) fn branch(&self, name: &str) -> Option<usize> {
        self.branches.iter().position(|branch| branch.name == name)
    }

    /// Returns the branch that a remote calls its own, without the remote's name.
    fn read_all(&mut self, repo: &gix::Repository, report: &mut Report<'_>) -> Option<String> {
        let mut remote_default = None;
        let Ok(platform) = repo.references() else {
            report.note(Fault::BrokenReference, "the folder `refs`");
            return None;
        };
        let Ok(all) = platform.all() else {
            report.note(Fault::BrokenReference, "the folder `refs`");
            return None;
        };
        for reference in all {
            let Ok(reference) = reference else {
                report.note(Fault::BrokenReference, "a file below `refs`");
                continue;
            };
            let name = reference.name().as_bstr().to_str_lossy().into_owned();
            if name == "refs/stash" {
                self.has_stash = true;
                continue;
            }
            let short_name = reference.name().shorten().to_str_lossy().into_owned();
            let category = reference.name().category();
            if let (Some(Category::RemoteBranch), TargetRef::Symbolic(target)) =
                (category, reference.target())
            {
                // `origin/HEAD` names the remote's main branch and is none itself.
                let target = target.shorten().to_str_lossy().into_owned();
                let is_origin = short_name == "origin/HEAD";
                if let Some((_, branch)) = target.split_once('/')
                    && (is_origin || remote_default.is_none())
                {
                    remote_default = Some(branch.to_owned());
                }
                continue;
            }
            let Some(Category::LocalBranch | Category::RemoteBranch | Category::Tag) = category
            else {
                continue;
            };
            let peeled = direct(repo, &reference).and_then(|id| objects::peel(repo, id));
            let Some(peeled) = peeled else {
                report.note(Fault::BrokenReference, name);
                continue;
            };
            if category == Some(Category::Tag) {
                let (commit, tagged_at) = (peeled.commit, peeled.tagged_at);
                self.tags.push(Tag { name: short_name, commit, tagged_at });
            } else {
                let is_remote = category == Some(Category::RemoteBranch);
                self.branches.push(Branch { name: short_name, tip: peeled.commit, is_remote });
            }
        }
        remote_default
    }

    fn read_head(&mut self, repo: &gix::Repository, report: &mut Report<'_>) {
        let Ok(head) = repo.head() else {
            report.note(Fault::BrokenHead, "HEAD");
            return;
        };
        let name = head.referent_name().map(|name| name.shorten().to_str_lossy().into_owned());
        self.head_branch = name.filter(|_| !head.is_detached());
        if head.is_unborn() {
            if self.branches.is_empty() && self.tags.is_empty() {
                report.note(Fault::EmptyRepository, "");
            }
            return;
        }
        let Some(id) = head.id().map(|id| id.detach()) else {
            report.note(Fault::BrokenHead, "HEAD");
            return;
        };
        match objects::peel(repo, id) {
            Some(peeled) => self.head = Some(peeled.commit),
            None => report.note(Fault::BrokenHead, short(&id)),
        }
    }

    fn choose_default(
        &mut self,
        is_bare: bool,
        configured: Option<&str>,
        remote_default: Option<String>,
        report: &mut Report<'_>,
    ) {
        if let Some(name) = configured {
            self.default = self.local_or_remote(name);
            if self.default.is_none() {
                report.note(Fault::MissingDefaultBranch, name);
            }
            self.default_branch = Some(name.to_owned());
            return;
        }
        // In a bare repository HEAD says which branch is the main one; in a working copy it says
        // which one is checked out.
        let bare = self.head_branch.clone().filter(|_| is_bare);
        let usual = ["main", "master", "trunk"].map(|name| Some(name.to_owned()));
        let mut names = vec![remote_default, bare];
        names.extend(usual);
        names.push(self.head_branch.clone());
        let known = names.into_iter().flatten().find_map(|name| {
            let place = self.local_or_remote(&name)?;
            Some((name, place))
        });
        match known {
            Some((name, place)) => {
                (self.default_branch, self.default) = (Some(name), Some(place));
            }
            None => self.default_branch = self.head_branch.clone(),
        }
    }

    fn local_or_remote(&self, name: &str) -> Option<usize> {
        let local = self.branch(name).filter(|place| !self.branches[*place].is_remote);
        let origin = || self.branch(&format!("origin/{name}"));
        let any_remote = || {
            let is_it = |branch: &Branch| {
                branch.is_remote
                    && branch.name.split_once('/').is_some_and(|(_, rest)| rest == name)
            };
            self.branches.iter().position(is_it)
        };
        local.or_else(origin).or_else(any_remote)
    }
}

/// Follows names to an object.
fn direct(repo: &gix::Repository, reference: &gix::Reference<'_>) -> Option<ObjectId> {
    let mut target = reference.target().into_owned();
    for _ in 0..MAX_HOPS {
        match target {
            gix::refs::Target::Object(id) => return Some(id),
            gix::refs::Target::Symbolic(name) => {
                let next = repo.try_find_reference(name.as_ref()).ok()??;
                target = next.target().into_owned();
            }
        }
    }
    None
}
