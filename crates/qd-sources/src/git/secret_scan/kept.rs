//! What was made of a repository, as bytes for the next run: hits by commit id, and coverage.
//!
//! The bytes come back from a sealed cache, so that reading them checks their form and no more.

use gix::ObjectId;
use qd_facts::SecretPlace;

use super::super::history::History;
use super::super::objects::MAX_BLOB_BYTES;
use super::super::report::{Fault, Report};
use super::{SecretHit, SecretScan};

/// What the result depends on beside the rules: HEAD, every commit without children, and the limit.
pub(super) fn state(history: &History, head: Option<ObjectId>) -> Vec<u8> {
    let mut has_children = vec![false; history.commits.len()];
    for parent in history.commits.iter().flat_map(|commit| &commit.parents) {
        has_children[*parent] = true;
    }
    let tips = history.commits.iter().zip(has_children).filter(|(_, has)| !has);
    let mut tips: Vec<ObjectId> = tips.map(|(commit, _)| commit.id).collect();
    tips.sort_unstable();
    let mut state = MAX_BLOB_BYTES.to_le_bytes().to_vec();
    state.push(u8::from(history.is_incomplete));
    state.extend_from_slice(&(history.commits.len() as u64).to_le_bytes());
    state.extend(head.iter().flat_map(|id| id.as_slice().iter().copied()));
    state.push(b'|');
    state.extend(tips.iter().flat_map(|id| id.as_slice().iter().copied()));
    state
}

pub(super) fn write(found: &SecretScan, faults: &[(Fault, String)], history: &History) -> Vec<u8> {
    let mut out = Vec::new();
    for number in [found.n_searched, found.n_unsearched, faults.len() as u64] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    for (fault, detail) in faults {
        out.push(u8::from(*fault == Fault::LargeBlob));
        text(detail, &mut out);
    }
    for hit in &found.hits {
        text(&hit.path, &mut out);
        for word in [&hit.place.rule, &hit.place.severity, &hit.place.fingerprint] {
            text(word, &mut out);
        }
        out.extend_from_slice(&hit.place.line.to_le_bytes());
        out.push(u8::from(hit.in_head));
        for commit in [hit.first_commit, hit.last_commit] {
            let id = commit.map_or_else(String::new, |n| history.commits[n].id.to_string());
            text(&id, &mut out);
        }
    }
    out
}

/// Reads what [`write`] wrote, and notes its faults; `None` if the history does not know a commit.
pub(super) fn read(bytes: &[u8], history: &History, report: &mut Report<'_>) -> Option<SecretScan> {
    let mut rest = bytes;
    let (n_searched, n_unsearched, n_faults) =
        (take_long(&mut rest)?, take_long(&mut rest)?, take_long(&mut rest)?);
    let mut faults = Vec::new();
    for _ in 0..n_faults {
        let is_large = take(&mut rest, 1)? == [1];
        let fault = if is_large { Fault::LargeBlob } else { Fault::Submodule };
        faults.push((fault, take_text(&mut rest)?));
    }
    let mut hits = Vec::new();
    while !rest.is_empty() {
        let mut word = || take_text(&mut rest);
        let (path, rule, severity, fingerprint) = (word()?, word()?, word()?, word()?);
        let line = u32::from_le_bytes(take(&mut rest, 4)?.try_into().ok()?);
        let in_head = take(&mut rest, 1)? == [1];
        let mut commit = || match take_text(&mut rest)?.as_str() {
            "" => Some(None),
            id => history.find(&ObjectId::from_hex(id.as_bytes()).ok()?).map(Some),
        };
        let (first_commit, last_commit) = (commit()?, commit()?);
        let place = SecretPlace { line, rule, severity, fingerprint };
        hits.push(SecretHit { path, place, in_head, first_commit, last_commit });
    }
    faults.into_iter().for_each(|(fault, detail)| report.note(fault, detail));
    Some(SecretScan { hits, n_searched, n_unsearched })
}

fn text(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn take<'a>(rest: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (first, after) = rest.split_at_checked(n)?;
    *rest = after;
    Some(first)
}

fn take_long(rest: &mut &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(take(rest, 8)?.try_into().ok()?))
}

fn take_text(rest: &mut &[u8]) -> Option<String> {
    let length = u32::from_le_bytes(take(rest, 4)?.try_into().ok()?) as usize;
    String::from_utf8(take(rest, length)?.to_vec()).ok()
}
