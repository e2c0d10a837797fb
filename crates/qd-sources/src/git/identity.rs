//! Who is who: the mail map, then the same address, then the same name at one shared domain.
//!
//! Nothing is guessed beyond that: two names at two domains stay two people until a mail map joins
//! them.

use std::collections::{BTreeMap, BTreeSet};

use gix::bstr::ByteSlice;

use super::history::Signature;
use super::objects;

/// Names, or first parts of addresses, of well-known automatons.
const BOTS: [&str; 18] = [
    "allcontributors",
    "codecov",
    "deepsource",
    "dependabot",
    "dependabot-preview",
    "github actions",
    "github-actions",
    "gitlab-bot",
    "greenkeeper",
    "imgbot",
    "mergify",
    "pre-commit-ci",
    "pyup-bot",
    "release-please",
    "renovate",
    "semantic-release-bot",
    "snyk-bot",
    "travis ci",
];

/// An author after merging.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) is_bot: bool,
}

/// All authors, and which signature is whose.
pub(super) struct People {
    /// For each signature of the history, its person.
    pub(super) of_signature: Vec<Person>,
    /// How many people there are, bots left out.
    pub(super) n_people: u64,
    /// How many bots.
    pub(super) n_bots: u64,
}

impl People {
    /// Merges the signatures of a history with the repository's mail map.
    pub(super) fn merge(repo: &gix::Repository, signatures: &[(Signature, u64)]) -> Self {
        let mail_map = mail_map(repo);
        let mapped =
            signatures.iter().map(|(signature, count)| (map(&mail_map, signature), *count));
        Self::join(&mapped.collect::<Vec<_>>(), signatures)
    }

    fn join(mapped: &[(Signature, u64)], raw: &[(Signature, u64)]) -> Self {
        let mut groups = Groups((0..mapped.len()).collect());
        let (mut by_email, mut by_name) = (BTreeMap::new(), BTreeMap::new());
        for (place, (signature, _)) in mapped.iter().enumerate() {
            let email = signature.email.to_lowercase();
            let name = signature.name.to_lowercase();
            let domain = email.split_once('@').map_or("", |(_, domain)| domain).to_owned();
            if !email.is_empty() {
                groups.join(place, *by_email.entry(email).or_insert(place));
            }
            if !name.is_empty() {
                groups.join(place, *by_name.entry((name, domain)).or_insert(place));
            }
        }
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for place in 0..mapped.len() {
            members.entry(groups.find(place)).or_default().push(place);
        }
        let mut of_signature = vec![None; mapped.len()];
        let (mut people, mut bots) = (BTreeSet::new(), BTreeSet::new());
        for group in members.values() {
            let person = person(group, mapped, raw);
            let known = if person.is_bot { &mut bots } else { &mut people };
            known.insert((person.name.clone(), person.email.clone()));
            for place in group {
                of_signature[*place] = Some(person.clone());
            }
        }
        Self {
            of_signature: of_signature.into_iter().flatten().collect(),
            n_people: people.len() as u64,
            n_bots: bots.len() as u64,
        }
    }
}

/// The name and address that most commits bear; equal counts: the first by name.
fn person(group: &[usize], mapped: &[(Signature, u64)], raw: &[(Signature, u64)]) -> Person {
    let mut counts: BTreeMap<&Signature, u64> = BTreeMap::new();
    for place in group {
        *counts.entry(&mapped[*place].0).or_default() += mapped[*place].1;
    }
    let best =
        counts.iter().max_by_key(|(signature, count)| (**count, std::cmp::Reverse(*signature)));
    let best = best.map(|(signature, _)| (*signature).clone());
    let best = best.unwrap_or(Signature { name: String::new(), email: String::new() });
    let is_bot = group.iter().any(|place| is_bot(&raw[*place].0) || is_bot(&mapped[*place].0));
    let name = match best.name.as_str() {
        "" => best.email.split('@').next().unwrap_or_default().to_owned(),
        name => name.to_owned(),
    };
    Person { name, email: best.email, is_bot }
}

/// Claims that no human writes under this name or address.
pub(super) fn is_bot(signature: &Signature) -> bool {
    let name = signature.name.trim().to_lowercase();
    let email = signature.email.trim().to_lowercase();
    let user = email.split('@').next().unwrap_or_default();
    // GitHub's hidden addresses: `49699333+dependabot[bot]@users.noreply.github.com`.
    let user = user.split_once('+').map_or(user, |(_, user)| user);
    let is_known = |text: &str| BOTS.contains(&text);
    let is_marked = |text: &str| {
        text.contains("[bot]") || [" bot", "-bot", "_bot"].iter().any(|end| text.ends_with(end))
    };
    is_known(&name) || is_known(user) || is_marked(&name) || is_marked(user)
}

fn map(mail_map: &gix::mailmap::Snapshot, signature: &Signature) -> Signature {
    let asked = gix::actor::SignatureRef {
        name: signature.name.as_bytes().as_bstr(),
        email: signature.email.as_bytes().as_bstr(),
        time: "",
    };
    let Some(found) = mail_map.try_resolve_ref(asked) else { return signature.clone() };
    let text = |new: Option<&gix::bstr::BStr>, old: &str| {
        new.map_or(old.to_owned(), |new| new.to_str_lossy().into_owned())
    };
    Signature {
        name: text(found.name, &signature.name),
        email: text(found.email, &signature.email),
    }
}

/// The mail map of the working copy, else HEAD's. What configuration names elsewhere is not read.
fn mail_map(repo: &gix::Repository) -> gix::mailmap::Snapshot {
    let in_copy = repo.workdir().map(|copy| copy.join(".mailmap"));
    let is_file = |path: &std::path::PathBuf| {
        path.symlink_metadata()
            .is_ok_and(|data| data.is_file() && data.len() <= objects::MAX_BLOB_BYTES)
    };
    if let Some(bytes) = in_copy.filter(is_file).and_then(|path| std::fs::read(path).ok()) {
        return gix::mailmap::Snapshot::from_bytes(&bytes);
    }
    let entry =
        repo.head_tree().ok().and_then(|tree| tree.find_entry(".mailmap").map(|e| e.object_id()));
    let mut buffer = Vec::new();
    match entry.map(|id| objects::read_blob(repo, id, &mut buffer)) {
        Some(objects::Read::Bytes(bytes)) => gix::mailmap::Snapshot::from_bytes(bytes),
        _ => gix::mailmap::Snapshot::default(),
    }
}

/// Sets that are joined pair by pair; the smallest place stands for its set.
struct Groups(Vec<usize>);

impl Groups {
    fn find(&mut self, place: usize) -> usize {
        let mut root = place;
        while self.0[root] != root {
            root = self.0[root];
        }
        self.0[place] = root;
        root
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        let (low, high) = (a.min(b), a.max(b));
        self.0[high] = low;
    }
}

#[cfg(test)]
mod tests {
    use super::{People, Signature, is_bot};

    fn signature(name: &str, email: &str) -> Signature {
        Signature { name: name.to_owned(), email: email.to_owned() }
    }

    fn check(signatures: &[(&str, &str, u64)], expected: &[&str], n_people: u64, n_bots: u64) {
        let all: Vec<_> =
            signatures.iter().map(|(name, email, n)| (signature(name, email), *n)).collect();
        let people = People::join(&all, &all);
        let names = people.of_signature.iter().map(|person| person.name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), expected);
        assert_eq!((people.n_people, people.n_bots), (n_people, n_bots));
    }

    #[test]
    fn people_merge_by_address_and_by_name_at_one_domain() {
        check(
            &[
                ("Anna Okafor", "anna@a.example", 5),
                ("anna", "ANNA@a.example", 1),
                ("Anna Okafor", "okafor@a.example", 2),
                ("Anna Okafor", "anna@b.example", 9),
                ("", "root@c.example", 1),
                ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", 3),
            ],
            &[
                "Anna Okafor",
                "Anna Okafor",
                "Anna Okafor",
                "Anna Okafor",
                "root",
                "dependabot[bot]",
            ],
            3,
            1,
        );
        check(&[], &[], 0, 0);
    }

    #[test]
    fn automatons_are_known_by_name_or_address() {
        for (name, email) in [
            ("renovate[bot]", "x@y.example"),
            ("Renovate", "bot@renovateapp.com"),
            ("x", "41898282+github-actions[bot]@users.noreply.github.com"),
            ("acme release-bot", "a@b.example"),
        ] {
            assert!(is_bot(&signature(name, email)), "{name}");
        }
        for (name, email) in [("Abbott", "abbott@a.example"), ("Robot Chicken", "r@a.example")] {
            assert!(!is_bot(&signature(name, email)), "{name}");
        }
    }
}
