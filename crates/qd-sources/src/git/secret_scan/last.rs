//! The last commit that held a secret which HEAD does not.
//!
//! Commits are looked at newest first, and only the folders on the way to a wanted file. A folder
//! that was seen once says nothing new.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use gix::ObjectId;
use gix::bstr::ByteSlice;
use gix::objs::{Kind, TreeRefIter};

use super::super::history::History;
use super::super::objects;
use super::SecretHit;

/// Folders that are read at most: where a long history still hides the answer, there is none.
const MAX_FOLDERS: usize = 60_000;

/// Which versions hold a value, by its fingerprint.
pub(super) type Holders = BTreeMap<String, BTreeSet<ObjectId>>;

/// Fills in the last commit of every hit that is not in HEAD.
pub(super) fn find(
    repo: &gix::Repository,
    history: &History,
    holders: &Holders,
    hits: &mut [SecretHit],
) {
    let mut search = Search::default();
    for (n, hit) in hits.iter().enumerate().filter(|(_, hit)| !hit.in_head) {
        search.open.entry(hit.path.clone()).or_default().push(n);
        let folders = hit.path.match_indices('/').map(|(at, _)| hit.path[..at].to_owned());
        search.folders.extend(folders);
    }
    for commit in history.parents_first().into_iter().rev() {
        if search.open.is_empty() || search.n_read >= MAX_FOLDERS {
            return;
        }
        let found = search.look(repo, history.commits[commit].tree, holders, hits);
        found.into_iter().for_each(|n| hits[n].last_commit = Some(commit));
    }
}

#[derive(Default)]
struct Search {
    /// Hits without an answer yet, by path.
    open: BTreeMap<String, Vec<usize>>,
    /// Folders on the way to them.
    folders: BTreeSet<String>,
    seen: HashSet<(String, ObjectId)>,
    n_read: usize,
}

impl Search {
    /// The hits that stand in this tree.
    fn look(
        &mut self,
        repo: &gix::Repository,
        root: ObjectId,
        holders: &Holders,
        hits: &[SecretHit],
    ) -> Vec<usize> {
        let mut found = Vec::new();
        let mut buffer = Vec::new();
        let mut waiting = vec![(String::new(), root)];
        while let Some((folder, id)) = waiting.pop() {
            if !self.seen.insert((folder.clone(), id)) {
                continue;
            }
            self.n_read += 1;
            let Some(data) = objects::read(repo, &id, Kind::Tree, &mut buffer) else { continue };
            for entry in TreeRefIter::from_bytes(data, repo.object_hash()).map_while(Result::ok) {
                let name = entry.filename.to_str_lossy();
                let path = match folder.as_str() {
                    "" => name.into_owned(),
                    folder => format!("{folder}/{name}"),
                };
                if entry.mode.is_tree() {
                    if self.folders.contains(&path) {
                        waiting.push((path, entry.oid.to_owned()));
                    }
                } else if let Some(wanted) = self.open.get_mut(&path) {
                    let holds = |n: &usize| {
                        let holders = holders.get(&hits[*n].place.fingerprint);
                        holders.is_some_and(|ids| ids.contains(entry.oid))
                    };
                    found.extend(wanted.iter().copied().filter(holds));
                    wanted.retain(|n| !holds(n));
                    if wanted.is_empty() {
                        self.open.remove(&path);
                    }
                }
            }
        }
        found
    }
}
