//! Secrets in every version of every file, each version read once.
//!
//! History is walked parents first, and each folder's tree once, so that a version is met in the
//! commit that brought it. HEAD's files are then read a second time with the values of the whole
//! history known, which finds a key that a page of documentation repeats. Values go to the run's
//! set through the scanner; what is kept here is a place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use gix::hashtable::{HashMap, HashSet};
use gix::objs::tree::EntryKind;
use gix::objs::{Kind, TreeRefIter};
use gix::{ObjectId, ThreadSafeRepository};
use qd_facts::{SecretPlace, SecretSink};

use super::head_tree::{HeadTree, MAX_DEPTH, join};
use super::history::{History, short};
use super::objects::{self, MAX_BLOB_BYTES, Read};
use super::open;
use super::report::{Fault, Report};

/// How many files a thread takes at once: neighbours in history share their deltas.
const CHUNK: usize = 64;
const MAX_THREADS: usize = 8;

/// A secret at a place.
pub(super) struct SecretHit {
    pub(super) path: String,
    pub(super) place: SecretPlace,
    pub(super) in_head: bool,
    /// The commit that brought it, by its place in the history.
    pub(super) first_commit: Option<usize>,
}

/// A version of a file, and the commit that brought it.
struct Version {
    id: ObjectId,
    path: String,
    commit: usize,
}

/// Searches the history and HEAD; hits come ordered by path and line.
pub(super) fn scan(
    shared: &ThreadSafeRepository,
    history: &History,
    head: &HeadTree,
    sink: &dyn SecretSink,
    report: &mut Report<'_>,
) -> Vec<SecretHit> {
    let repo = open::for_one_pass(shared);
    let versions = versions(&repo, history, report);
    let scanner = sink.scanner();
    let in_history = in_parallel(shared, versions.len(), &|repo, place, buffer| {
        let version = &versions[place];
        read(repo, version.id, buffer).map(|bytes| scanner.scan(&version.path, bytes))
    });
    let in_head = in_parallel(shared, head.files.len(), &|repo, place, buffer| {
        let file = &head.files[place];
        read(repo, file.id, buffer).map(|bytes| scanner.scan_again(&file.path, bytes))
    });
    for (version, outcome) in versions.iter().zip(&in_history) {
        match outcome {
            Ok(_) => {}
            Err(fault @ Fault::LargeBlob) => report.note(*fault, version.path.as_str()),
            Err(fault) => report.note(*fault, short(&version.id)),
        }
    }
    join_hits(&versions, in_history, head, in_head)
}

/// Joins what was found in history and in HEAD: in HEAD one hit a place, in history alone one hit
/// for each path, rule and value, where it first stood.
fn join_hits(
    versions: &[Version],
    in_history: Vec<Result<Vec<SecretPlace>, Fault>>,
    head: &HeadTree,
    in_head: Vec<Result<Vec<SecretPlace>, Fault>>,
) -> Vec<SecretHit> {
    // Versions come parents first, so the first entry is the commit that brought it.
    let mut first: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut first_of_blob: HashMap<ObjectId, usize> = HashMap::default();
    for (version, places) in versions.iter().zip(&in_history) {
        first_of_blob.entry(version.id).or_insert(version.commit);
        for place in places.iter().flatten() {
            let key = (version.path.as_str(), place.fingerprint.clone());
            first.entry(key).or_insert(version.commit);
        }
    }
    let (mut hits, mut known) = (Vec::new(), BTreeSet::new());
    for (file, places) in head.files.iter().zip(in_head) {
        for place in places.into_iter().flatten() {
            let key = (file.path.as_str(), place.fingerprint.clone());
            let first_commit = first.get(&key).or_else(|| first_of_blob.get(&file.id)).copied();
            known.insert(key);
            hits.push(SecretHit { path: file.path.clone(), place, in_head: true, first_commit });
        }
    }
    for (version, places) in versions.iter().zip(in_history) {
        for place in places.into_iter().flatten() {
            if known.insert((version.path.as_str(), place.fingerprint.clone())) {
                let (path, first_commit) = (version.path.clone(), Some(version.commit));
                hits.push(SecretHit { path, place, in_head: false, first_commit });
            }
        }
    }
    // Never by fingerprint: another clone has another key and must write the same.
    hits.sort_by(|a, b| {
        let key = |hit: &SecretHit| (hit.place.line, !hit.in_head, hit.first_commit);
        (&a.path, key(a), &a.place.rule).cmp(&(&b.path, key(b), &b.place.rule))
    });
    hits
}

/// Every version of every file, parents first; each tree is read once, wherever it stands.
fn versions(repo: &gix::Repository, history: &History, report: &mut Report<'_>) -> Vec<Version> {
    let (mut trees, mut blobs) = (HashSet::default(), HashSet::default());
    let mut found = Vec::new();
    let mut buffer = Vec::new();
    for commit in history.parents_first() {
        let mut waiting = vec![(history.commits[commit].tree, String::new(), 0)];
        while let Some((id, folder, depth)) = waiting.pop() {
            if !trees.insert(id) || id == ObjectId::empty_tree(repo.object_hash()) {
                continue;
            }
            let Some(data) = objects::read(repo, &id, Kind::Tree, &mut buffer) else {
                report.note(Fault::MissingObject, short(&id));
                continue;
            };
            for entry in TreeRefIter::from_bytes(data, repo.object_hash()) {
                let Ok(entry) = entry else {
                    report.note(Fault::MissingObject, short(&id));
                    break;
                };
                let id = entry.oid.to_owned();
                match entry.mode.kind() {
                    EntryKind::Tree if depth < MAX_DEPTH && !trees.contains(&id) => {
                        waiting.push((id, join(&folder, entry.filename), depth + 1));
                    }
                    EntryKind::Blob | EntryKind::BlobExecutable if blobs.insert(id) => {
                        let path = join(&folder, entry.filename);
                        found.push(Version { id, path, commit });
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

fn read<'a>(
    repo: &gix::Repository,
    id: ObjectId,
    buffer: &'a mut Vec<u8>,
) -> Result<&'a [u8], Fault> {
    match objects::read_blob(repo, id, buffer) {
        Read::Bytes(bytes) => Ok(bytes),
        Read::Missing => Err(Fault::MissingObject),
        Read::TooLarge => Err(Fault::LargeBlob),
    }
}

type Work<'a, T> = &'a (dyn Fn(&gix::Repository, usize, &mut Vec<u8>) -> T + Sync);

/// Does a piece of work for each place on all cores; the answers come in order.
fn in_parallel<T: Send>(shared: &ThreadSafeRepository, count: usize, work: Work<'_, T>) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || {
        let repo = open::for_one_pass(shared);
        let mut buffer = Vec::with_capacity(MAX_BLOB_BYTES as usize / 64);
        let mut done = Vec::new();
        loop {
            let start = next.fetch_add(CHUNK, Ordering::Relaxed);
            if start >= count {
                return done;
            }
            let end = (start + CHUNK).min(count);
            let answers = (start..end).map(|place| work(&repo, place, &mut buffer));
            done.push((start, answers.collect::<Vec<_>>()));
        }
    };
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    let n_threads = n_cores.min(MAX_THREADS).min(count.div_ceil(CHUNK));
    let mut chunks = if n_threads < 2 {
        take()
    } else {
        std::thread::scope(|scope| {
            let threads = (0..n_threads).map(|_| scope.spawn(take)).collect::<Vec<_>>();
            let answers = threads.into_iter().flat_map(|thread| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            answers.collect()
        })
    };
    chunks.sort_by_key(|(start, _)| *start);
    chunks.into_iter().flat_map(|(_, answers)| answers).collect()
}
