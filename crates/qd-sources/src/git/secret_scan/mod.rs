//! Secrets in every version of every file, each version read once.
//!
//! [`versions`] lists what the history holds, parents first, so that a version is met in the commit
//! that brought it. HEAD's files are then looked at a second time with the values of the whole
//! history known, which finds a key that a page of documentation repeats. Values go to the run's
//! set through the scanner; what is kept here is a place. A repository whose references stand where
//! an earlier run saw them is not searched again: [`kept`] reads what that run made of it.

mod kept;
mod last;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use gix::hashtable::HashMap;
use gix::{ObjectId, ThreadSafeRepository};
use qd_facts::{SecretPlace, SecretScanner};

use super::head_tree::HeadTree;
use super::history::{History, short};
use super::objects::{self, MAX_BLOB_BYTES, Read};
use super::open;
use super::report::{Fault, Report};
use versions::Version;

/// How many files a thread takes at once: neighbours in history share their deltas.
const CHUNK: usize = 64;
const MAX_THREADS: usize = 8;

/// What the search found, and how much it could read.
#[derive(Default)]
pub(super) struct SecretScan {
    pub(super) hits: Vec<SecretHit>,
    /// Versions of files that were read, over the whole history.
    pub(super) n_searched: u64,
    /// Versions that were not: too large, missing, or in a submodule.
    pub(super) n_unsearched: u64,
}

/// A secret at a place.
#[derive(Clone)]
pub(super) struct SecretHit {
    pub(super) path: String,
    pub(super) place: SecretPlace,
    pub(super) in_head: bool,
    /// The commit that brought it, by its place in the history.
    pub(super) first_commit: Option<usize>,
    /// The last commit that held it, where HEAD does not.
    pub(super) last_commit: Option<usize>,
}

/// Searches the history and HEAD; hits come ordered by path and line.
pub(super) fn scan(
    shared: &ThreadSafeRepository,
    history: &History,
    head: &HeadTree,
    head_id: Option<ObjectId>,
    scanner: &dyn SecretScanner,
    report: &mut Report<'_>,
) -> SecretScan {
    let state = kept::state(history, head_id);
    if let Some(whole) = scanner.recall_whole(&state)
        && let Some(found) = kept::read(&whole, history, report)
    {
        return found;
    }
    let repo = open::for_one_pass(shared);
    let listed = versions::list(&repo, history);
    let in_history = in_parallel(shared, listed.versions.len(), &|repo, place, buffer| {
        let version = &listed.versions[place];
        if let Some(places) = scanner.recall(version.id.as_slice(), &version.path) {
            return Ok(places);
        }
        read(repo, version.id, buffer)
            .map(|bytes| scanner.scan_as(version.id.as_slice(), &version.path, bytes))
    });
    let by_id = listed.versions.iter().enumerate().map(|(n, version)| (version.id, n));
    let by_id: HashMap<ObjectId, usize> = by_id.collect();
    let in_head = in_parallel(shared, head.files.len(), &|repo, place, buffer| {
        let file = &head.files[place];
        let bytes = read(repo, file.id, buffer)?;
        let known = by_id.get(&file.id).copied();
        let known = known.filter(|n| scanner.reads_alike(&listed.versions[*n].path, &file.path));
        match known {
            Some(n) if !scanner.holds_known(bytes) => in_history[n].clone(),
            _ => Ok(scanner.scan_again(&file.path, bytes)),
        }
    });
    let mut faults = listed.faults;
    for (version, outcome) in listed.versions.iter().zip(&in_history) {
        match outcome {
            Ok(_) => {}
            Err(fault @ Fault::LargeBlob) => faults.push((*fault, version.path.clone())),
            Err(fault) => faults.push((*fault, short(&version.id))),
        }
    }
    let n_searched = in_history.iter().filter(|outcome| outcome.is_ok()).count() as u64;
    let n_unsearched = faults.len() as u64;
    let mut holders = last::Holders::new();
    for (version, outcome) in listed.versions.iter().zip(&in_history) {
        for place in outcome.iter().flatten() {
            holders.entry(place.fingerprint.clone()).or_default().insert(version.id);
        }
    }
    let mut hits = join_hits(&listed.versions, in_history, head, in_head);
    last::find(&repo, history, &holders, &mut hits);
    let found = SecretScan { hits, n_searched, n_unsearched };
    // What is missing today may be there tomorrow.
    let is_whole = !history.is_incomplete
        && faults.iter().all(|(fault, _)| matches!(fault, Fault::LargeBlob | Fault::Submodule));
    let whole = is_whole.then(|| kept::write(&found, &faults, history));
    scanner.keep(&state, whole);
    faults.into_iter().for_each(|(fault, detail)| report.note(fault, detail));
    found
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
            let path = file.path.clone();
            hits.push(SecretHit { path, place, in_head: true, first_commit, last_commit: None });
        }
    }
    for (version, places) in versions.iter().zip(in_history) {
        for place in places.into_iter().flatten() {
            if known.insert((version.path.as_str(), place.fingerprint.clone())) {
                let (path, first_commit) = (version.path.clone(), Some(version.commit));
                let (in_head, last_commit) = (false, None);
                hits.push(SecretHit { path, place, in_head, first_commit, last_commit });
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
