//! Every commit that a branch, a tag or HEAD leads to, once, with what of it is missing.

use std::collections::BinaryHeap;

use chrono::{DateTime, Utc};
use gix::ObjectId;
use gix::bstr::{BStr, ByteSlice};
use gix::hashtable::HashMap;
use gix::objs::{CommitRef, Kind};

use super::objects;
use super::report::{Fault, Report};

/// The longest subject that is kept, in characters.
const MAX_SUBJECT_CHARS: usize = 200;

/// A commit.
pub(super) struct Commit {
    pub(super) id: ObjectId,
    pub(super) tree: ObjectId,
    /// The parents that are there, by their place in [`History::commits`].
    pub(super) parents: Vec<usize>,
    /// How many parents it names.
    pub(super) n_parents: usize,
    /// Its author, by the place in [`History::signatures`].
    pub(super) author: usize,
    /// The author time; the committer time where that is unusable.
    pub(super) at: Option<DateTime<Utc>>,
    pub(super) committed_at: Option<DateTime<Utc>>,
    /// The first line of the message, from outside.
    pub(super) subject: String,
}

/// A name and an address as commits write them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Signature {
    pub(super) name: String,
    pub(super) email: String,
}

/// All commits, ordered by time, then id.
pub(super) struct History {
    pub(super) commits: Vec<Commit>,
    /// Each distinct author and the number of commits.
    pub(super) signatures: Vec<(Signature, u64)>,
    /// Claims that commits are missing or were not cloned, so that absence proves nothing.
    pub(super) is_incomplete: bool,
    /// Claims that older history was not cloned.
    pub(super) is_shallow: bool,
    by_id: HashMap<ObjectId, usize>,
}

impl History {
    /// Walks from the tips to the roots; a commit that cannot be read ends its line alone.
    pub(super) fn walk(
        repo: &gix::Repository,
        tips: Vec<ObjectId>,
        report: &mut Report<'_>,
    ) -> Self {
        let shallow = repo.shallow_commits().ok().flatten();
        let is_cut = |id: &ObjectId| {
            shallow.as_ref().is_some_and(|commits| commits.binary_search(id).is_ok())
        };
        let mut walk = Walk::default();
        let (mut waiting, mut buffer) = (tips, Vec::new());
        let mut is_missing = false;
        while let Some(id) = waiting.pop() {
            if walk.by_id.contains_key(&id) {
                continue;
            }
            let data = objects::read(repo, &id, Kind::Commit, &mut buffer);
            let commit = data.and_then(|data| CommitRef::from_bytes(data, repo.object_hash()).ok());
            let Some(commit) = commit else {
                walk.by_id.insert(id, None);
                report.note(Fault::MissingCommit, short(&id));
                is_missing = true;
                continue;
            };
            let parents = if is_cut(&id) { Vec::new() } else { commit.parents().collect() };
            waiting.extend(parents.iter().filter(|parent| !walk.by_id.contains_key(*parent)));
            walk.add(id, &commit, parents);
        }
        if let Some(commits) = &shallow {
            let first = commits.first();
            report.note(Fault::ShallowClone, format!("cut at {}", short(first)));
        }
        walk.finish(shallow.is_some(), is_missing)
    }

    /// Finds a commit's place.
    pub(super) fn find(&self, id: &ObjectId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Marks everything that the tips lead to, the tips included.
    pub(super) fn reachable(&self, tips: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let mut marked = vec![false; self.commits.len()];
        let mut waiting: Vec<usize> = tips.into_iter().collect();
        while let Some(place) = waiting.pop() {
            if !std::mem::replace(&mut marked[place], true) {
                waiting.extend(&self.commits[place].parents);
            }
        }
        marked
    }

    /// Orders the places so that parents come before children, else by commit time, then id.
    pub(super) fn parents_first(&self) -> Vec<usize> {
        let mut n_waiting =
            self.commits.iter().map(|commit| commit.parents.len()).collect::<Vec<_>>();
        let mut children = vec![Vec::new(); self.commits.len()];
        for (place, commit) in self.commits.iter().enumerate() {
            for parent in &commit.parents {
                children[*parent].push(place);
            }
        }
        let key = |place: usize| {
            let commit = &self.commits[place];
            std::cmp::Reverse((commit.committed_at, commit.id, place))
        };
        let roots = (0..self.commits.len()).filter(|place| n_waiting[*place] == 0);
        let mut ready: BinaryHeap<_> = roots.map(key).collect();
        let mut ordered = Vec::with_capacity(self.commits.len());
        while let Some(std::cmp::Reverse((_, _, place))) = ready.pop() {
            ordered.push(place);
            for child in &children[place] {
                n_waiting[*child] -= 1;
                if n_waiting[*child] == 0 {
                    ready.push(key(*child));
                }
            }
        }
        ordered
    }
}

/// The walk under way: parents by id, `None` for a commit that is missing.
#[derive(Default)]
struct Walk {
    commits: Vec<(Commit, Vec<ObjectId>)>,
    by_id: HashMap<ObjectId, Option<usize>>,
    signatures: Vec<(Signature, u64)>,
    by_signature: std::collections::BTreeMap<Signature, usize>,
}

impl Walk {
    fn add(&mut self, id: ObjectId, commit: &CommitRef<'_>, parents: Vec<ObjectId>) {
        let encoding = commit.encoding;
        let author = commit.author().ok();
        let signature = Signature {
            name: one_line(&decode(author.map_or(BStr::new(""), |author| author.name), encoding)),
            email: one_line(&decode(author.map_or(BStr::new(""), |author| author.email), encoding)),
        };
        let next = self.signatures.len();
        let place = *self.by_signature.entry(signature.clone()).or_insert(next);
        if place == next {
            self.signatures.push((signature, 0));
        }
        self.signatures[place].1 += 1;
        let time = |seconds: Option<i64>| seconds.and_then(instant);
        let authored = time(author.and_then(|author| author.time().ok()).map(|time| time.seconds));
        let committer = commit.committer().ok().and_then(|committer| committer.time().ok());
        let committed_at = time(committer.map(|time| time.seconds));
        let commit = Commit {
            id,
            tree: commit.tree(),
            parents: Vec::new(),
            n_parents: commit.parents.len(),
            author: place,
            at: authored.or(committed_at),
            committed_at,
            subject: subject(commit.message, encoding),
        };
        self.by_id.insert(id, Some(self.commits.len()));
        self.commits.push((commit, parents));
    }

    fn finish(mut self, is_shallow: bool, is_missing: bool) -> History {
        self.commits.sort_by_key(|(commit, _)| (commit.at, commit.id));
        let places = self.commits.iter().enumerate().map(|(place, (commit, _))| (commit.id, place));
        let by_id: HashMap<ObjectId, usize> = places.collect();
        let commits = self.commits.into_iter().map(|(mut commit, parents)| {
            commit.parents = parents.iter().filter_map(|id| by_id.get(id).copied()).collect();
            commit
        });
        let commits = commits.collect();
        let is_incomplete = is_shallow || is_missing;
        History { commits, signatures: self.signatures, is_incomplete, is_shallow, by_id }
    }
}

/// The first twelve digits of an id, as evidence names it.
pub(super) fn short(id: &gix::oid) -> String {
    id.to_hex_with_len(12).to_string()
}

/// An instant from git's seconds, if a calendar can show it.
pub(super) fn instant(seconds: i64) -> Option<DateTime<Utc>> {
    // Years 1 to 9999: what lies outside is a mistake, and SQL dates would not hold it.
    (-62_135_596_800..253_402_300_800)
        .contains(&seconds)
        .then(|| DateTime::from_timestamp(seconds, 0))
        .flatten()
}

fn subject(message: &BStr, encoding: Option<&BStr>) -> String {
    let line = message.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    // Four bytes a character at most: what is cut off is not decoded.
    let line = &line[..line.len().min(MAX_SUBJECT_CHARS * 8)];
    let text = one_line(&decode(line.as_bstr(), encoding));
    match text.char_indices().nth(MAX_SUBJECT_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn one_line(text: &str) -> String {
    text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Decodes text of a commit: the encodings that old tools wrote, and UTF-8.
fn decode(bytes: &BStr, encoding: Option<&BStr>) -> String {
    let name = encoding.map(|name| name.to_ascii_lowercase()).unwrap_or_default();
    match name.as_slice() {
        b"iso-8859-1" | b"iso8859-1" | b"latin1" | b"latin-1" | b"iso-8859-15" => {
            bytes.iter().map(|byte| char::from(*byte)).collect()
        }
        _ => bytes.to_str_lossy().into_owned(),
    }
}
