//! Every version of every file of a history, once.

use gix::ObjectId;
use gix::hashtable::HashSet;
use gix::objs::tree::EntryKind;
use gix::objs::{Kind, TreeRefIter};

use super::super::head_tree::{MAX_DEPTH, join};
use super::super::history::{History, short};
use super::super::objects;
use super::super::report::Fault;

/// A version of a file, and the commit that brought it.
pub(super) struct Version {
    pub(super) id: ObjectId,
    pub(super) path: String,
    pub(super) commit: usize,
}

/// The versions, and what could not be listed.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) versions: Vec<Version>,
    pub(super) faults: Vec<(Fault, String)>,
}

/// Lists every version of every file, parents first; each tree is read once, wherever it stands.
pub(super) fn list(repo: &gix::Repository, history: &History) -> Listed {
    let (mut trees, mut blobs) = (HashSet::default(), HashSet::default());
    let mut submodules = std::collections::BTreeSet::new();
    let mut listed = Listed::default();
    let mut buffer = Vec::new();
    for commit in history.parents_first() {
        let mut waiting = vec![(history.commits[commit].tree, String::new(), 0)];
        while let Some((id, folder, depth)) = waiting.pop() {
            if !trees.insert(id) || id == ObjectId::empty_tree(repo.object_hash()) {
                continue;
            }
            let Some(data) = objects::read(repo, &id, Kind::Tree, &mut buffer) else {
                listed.faults.push((Fault::MissingObject, short(&id)));
                continue;
            };
            for entry in TreeRefIter::from_bytes(data, repo.object_hash()) {
                let Ok(entry) = entry else {
                    listed.faults.push((Fault::MissingObject, short(&id)));
                    break;
                };
                let id = entry.oid.to_owned();
                match entry.mode.kind() {
                    EntryKind::Tree if depth < MAX_DEPTH && !trees.contains(&id) => {
                        waiting.push((id, join(&folder, entry.filename), depth + 1));
                    }
                    EntryKind::Blob | EntryKind::BlobExecutable if blobs.insert(id) => {
                        let path = join(&folder, entry.filename);
                        listed.versions.push(Version { id, path, commit });
                    }
                    EntryKind::Commit => {
                        let path = join(&folder, entry.filename);
                        if submodules.insert(path.clone()) {
                            listed.faults.push((Fault::Submodule, path));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    listed
}
