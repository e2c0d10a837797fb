//! Repositories that are empty, cut off, damaged or elsewhere: a diagnostic each, and the rest kept.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use qd_facts::SecretSink;
use qd_sources::{Git, RunSecrets};
use support::{Read, Repo, read, read_with, secrets};

/// How many torn repositories are read.
const ROUNDS: usize = 300;

fn check(folder: &Path, name: &str, codes: &[&str]) -> Read {
    let found = read(&Git, folder, name);
    assert_eq!(found.codes(), codes, "{name}: {:?}", found.diagnostics);
    for diagnostic in &found.diagnostics {
        assert!(diagnostic.help.is_some() && !diagnostic.message.contains("gix"), "{diagnostic}");
    }
    found
}

#[test]
fn an_empty_repository_and_an_unborn_branch() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::init(folder.path(), "empty");
    repo.write("draft.txt", "not committed\n");
    let found = check(folder.path(), "empty", &["empty-repository"]);
    let facts = &found.rows("repository")[0];
    assert_eq!(["commits", "head", "untracked"].map(|c| facts[c].as_str()), ["0", "", "1"]);
    assert_eq!(facts["file"], "empty");
    let repo = Repo::demo(folder.path(), "booking-api");
    repo.git(&["checkout", "--quiet", "--orphan", "fresh"]);
    let found = check(folder.path(), "booking-api", &[]);
    let facts = &found.rows("repository")[0];
    assert_eq!(
        ["head", "default_branch", "detached"].map(|c| facts[c].as_str()),
        ["", "main", "false"]
    );
    assert!(facts["commits"] != "0");
}

#[test]
fn folders_that_are_no_repository_or_lie_outside() {
    let folder = tempfile::tempdir().unwrap();
    let portfolio = folder.path().join("portfolio");
    fs::create_dir_all(portfolio.join("plain")).unwrap();
    let outer = Repo::demo(folder.path(), "booking-api");
    assert!(check(&portfolio, "plain", &["not-a-repository"]).is_missing);
    assert!(check(&portfolio, "nowhere", &["missing-source"]).is_missing);
    assert!(check(&portfolio, "../booking-api", &["path-outside-portfolio"]).is_missing);
    // A folder inside a repository is none itself: parents are not searched.
    assert!(check(&outer.path, "src", &["not-a-repository"]).is_missing);
    outer.git(&["worktree", "add", "--quiet", "../portfolio/linked", "waitlist"]);
    assert!(check(&portfolio, "linked", &["path-outside-portfolio"]).is_missing);
    let borrower = Repo::init(&portfolio, "borrower");
    let objects = outer.path.join(".git/objects");
    fs::write(
        borrower.path.join(".git/objects/info/alternates"),
        format!("{}\n", objects.display()),
    )
    .unwrap();
    assert!(check(&portfolio, "borrower", &["path-outside-portfolio"]).is_missing);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&outer.path, portfolio.join("link")).unwrap();
        assert!(check(&portfolio, "link", &["path-outside-portfolio"]).is_missing);
    }
}

#[test]
fn a_shallow_clone_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::demo(folder.path(), "booking-api");
    let shallow = repo.clone_to("shallow", &["--depth", "2", "--no-single-branch"]);
    let found = check(folder.path(), "shallow", &["shallow-clone"]);
    let facts = &found.rows("repository")[0];
    let log = shallow.lines(&["log", "--all", "--format=%H"]);
    assert_eq!([facts["commits"].as_str(), &facts["shallow"]], [&log.len().to_string(), "true"]);
    let merged = found.rows("git_branch").iter().find(|row| row["name"] == "origin/waitlist");
    assert_eq!(merged.unwrap()["merged"], "", "cannot tell");
}

#[test]
fn a_clone_without_blobs_keeps_its_history() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::demo(folder.path(), "booking-api");
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    repo.clone_to("partial.git", &["--bare", "--filter=blob:none"]);
    let found = check(folder.path(), "partial.git", &["missing-object", "unread-manifest"]);
    let whole = read(&Git, folder.path(), "booking-api");
    assert_eq!(found.column("git_commit", "id"), whole.column("git_commit", "id"));
    assert!(found.n_skipped > 5 && found.rows("secret_hit").is_empty());
}

#[test]
fn missing_objects_cost_what_they_held() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::demo(folder.path(), "booking-api");
    let whole = read(&Git, folder.path(), "booking-api");
    // Loose objects, so that single ones can be lost.
    let pack = fs::read_dir(repo.path.join(".git/objects/pack")).unwrap();
    let pack = pack
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|e| e == "pack"));
    if let Some(pack) = pack {
        let moved = folder.path().join("moved.pack");
        fs::rename(&pack, &moved).unwrap();
        fs::remove_dir_all(repo.path.join(".git/objects/pack")).unwrap();
        repo.git_input(&["unpack-objects", "-q"], &fs::read(moved).unwrap());
    }
    let lose = |spec: &str| {
        let id = repo.git(&["rev-parse", spec]);
        let (folder, file) = id.trim().split_at(2);
        let path = repo.path.join(".git/objects").join(folder).join(file);
        let bytes = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        (path, bytes)
    };
    let (path, bytes) = lose("HEAD:README.md");
    let found = check(folder.path(), "booking-api", &["missing-object"]);
    assert_eq!(found.rows("git_commit"), whole.rows("git_commit"));
    fs::write(&path, &bytes).unwrap();
    let (path, bytes) = lose("HEAD^{tree}");
    let found = check(folder.path(), "booking-api", &["missing-object", "unreadable-working-copy"]);
    assert_eq!(found.rows("git_commit"), whole.rows("git_commit"));
    assert_eq!(found.rows("repository")[0]["test_files"], "", "cannot tell");
    // Damaged instead of missing.
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    check(folder.path(), "booking-api", &["missing-object", "unreadable-working-copy"]);
    fs::write(&path, b"no object at all").unwrap();
    check(folder.path(), "booking-api", &["missing-object", "unreadable-working-copy"]);
    fs::write(&path, &bytes).unwrap();
    let (path, bytes) = lose("HEAD~2");
    let found = check(folder.path(), "booking-api", &["missing-commit"]);
    let n_commits = |read: &Read| read.rows("git_commit").len();
    assert!(n_commits(&found) > 1 && n_commits(&found) < n_commits(&whole));
    fs::write(&path, &bytes).unwrap();
    lose("HEAD");
    let found = read(&Git, folder.path(), "booking-api");
    assert_eq!(found.codes()[..1], ["broken-head"], "{:?}", found.diagnostics);
    assert!(!found.is_missing && found.rows("repository").len() == 1);
}

#[test]
fn broken_references_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::demo(folder.path(), "booking-api");
    let whole = read(&Git, folder.path(), "booking-api");
    let heads = repo.path.join(".git/refs/heads");
    fs::create_dir_all(&heads).unwrap();
    fs::write(heads.join("torn"), "0123").unwrap();
    fs::write(heads.join("gone"), "00000000000000000000000000000000000000aa\n").unwrap();
    fs::write(heads.join("loop"), "ref: refs/heads/loop\n").unwrap();
    let found = check(folder.path(), "booking-api", &["broken-reference"]);
    assert_eq!(found.n_skipped, 3, "{:?}", found.diagnostics);
    assert_eq!(found.rows("git_branch"), whole.rows("git_branch"));
    fs::write(repo.path.join(".git/HEAD"), "garbage\n").unwrap();
    let found = read(&Git, folder.path(), "booking-api");
    assert!(!found.codes().is_empty(), "{:?}", found.diagnostics);
}

#[test]
fn nothing_of_the_repository_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::demo(folder.path(), "booking-api");
    let proof = folder.path().join("ran");
    let command = format!("touch {}; cat", proof.display());
    repo.write(".gitattributes", "* filter=spy\n");
    for key in ["filter.spy.clean", "filter.spy.smudge", "filter.spy.process", "core.fsmonitor"] {
        let config = repo.path.join(".git/config");
        let (section, name) = key.rsplit_once('.').unwrap();
        let section = match section.split_once('.') {
            Some((section, sub)) => format!("[{section} \"{sub}\"]"),
            None => format!("[{section}]"),
        };
        let text = fs::read_to_string(&config).unwrap();
        fs::write(&config, format!("{text}{section}\n\t{name} = {command}\n")).unwrap();
    }
    let outside = folder.path().join("outside.config");
    fs::write(&outside, "[remote \"origin\"]\n\turl = https://x.example\n").unwrap();
    let config = repo.path.join(".git/config");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{text}[include]\n\tpath = {}\n", outside.display())).unwrap();
    repo.write("README.md", "changed\n");
    let found = check(folder.path(), "booking-api", &[]);
    let facts = &found.rows("repository")[0];
    assert_eq!(
        ["dirty", "untracked", "has_remote"].map(|c| facts[c].as_str()),
        ["1", "1", "false"]
    );
    assert!(!proof.exists(), "a filter was run");
}

#[test]
fn secrets_in_subjects_and_pages_stay_out_of_facts() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::init(folder.path(), "site");
    repo.write("prod.env", "DB_PASSWORD=Tr0ub4dor-and-3-more\n");
    repo.write("logo.png", "\u{0}PASSWORD=binary-files-are-not-read\n");
    repo.commit("settings\n\nbody with Tr0ub4dor-and-3-more");
    repo.write("docs/setup.md", "# Setup\n\nLog in with Tr0ub4dor-and-3-more and look round.\n");
    let told = repo.commit("use Tr0ub4dor-and-3-more from now on");
    repo.git(&["mv", "prod.env", "moved.env"]);
    repo.commit("move");
    let found = check(folder.path(), "site", &[]);
    let hits = found.rows("secret_hit").iter();
    let hits =
        hits.map(|hit| (hit["path"].as_str(), hit["line"].as_str(), hit["in_head"].as_str()));
    assert_eq!(
        hits.collect::<Vec<_>>(),
        [("docs/setup.md", "3", "true"), ("moved.env", "1", "true"), ("prod.env", "1", "false")]
    );
    let rows = found.rows("secret_hit");
    assert!(rows.iter().all(|hit| hit["fingerprint"] == rows[0]["fingerprint"]));
    assert_eq!(rows[0]["first_commit"], told);
    assert!(!found.everything().contains("Tr0ub4dor"));
    let again = read_with(&Git, folder.path(), "site", "", &secrets());
    assert_eq!(again.tables, found.tables);
}

#[test]
fn what_cannot_be_searched_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::init(folder.path(), "big");
    repo.write(".env", "API_TOKEN=q7Zt0Xv9LmPw3RbY8cKd2NfH\n");
    repo.commit("settings");
    // Nothing, and much of it: sparse on the disk, small once packed. What is not committed may be
    // as large as it likes.
    let sparse = |name: &str, bytes: u64| {
        let file = fs::File::create(repo.path.join(name)).unwrap();
        file.set_len(bytes).unwrap();
    };
    sparse("large.bin", (32 << 20) + 1);
    repo.git(&["-c", "core.bigFileThreshold=1m", "add", "large.bin"]);
    repo.git(&["commit", "--quiet", "-m", "a large file"]);
    sparse("untracked.bin", 1 << 30);
    let stream = b"commit refs/heads/main\ncommitter A <a@b> 1746558061 +0000\ndata 0\n\nfrom refs/heads/main^0\n\
        M 160000 0123456789012345678901234567890123456789 vendor/lib\n\
        M 100644 inline \"caf\\351.env\"\ndata <<END\nDB_PASSWORD=Harbor-Mast-482x\nEND\n\n";
    repo.git_input(&["fast-import", "--quiet", "--force"], stream);
    repo.git(&["symbolic-ref", "HEAD", "refs/heads/main"]);
    let found = read(&Git, folder.path(), "big");
    let codes = found.codes();
    assert!(codes.contains(&"large-file-not-searched"), "{codes:?}");
    assert!(codes.contains(&"submodule-not-searched"), "{codes:?}");
    let facts = &found.rows("repository")[0];
    assert_eq!(["files_searched", "files_unsearched"].map(|c| facts[c].as_str()), ["2", "2"]);
    // A name that is no UTF-8 is read and shown as well as it can be.
    let hits = found.column("secret_hit", "path");
    assert_eq!(hits, [".env", "caf\u{fffd}.env"]);
}

#[test]
fn a_repository_that_did_not_move_is_not_searched_again() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::demo(folder.path(), "booking-api");
    repo.write("docs/keys.md", "The key is fake-demo-signing-7xKq9-planted-1mVb2 since May.\n");
    repo.commit("a page");
    let cache = tempfile::tempdir().unwrap();
    let run = || secrets().with_cache(cache.path());
    let read = |run: &RunSecrets| read_with(&Git, folder.path(), "booking-api", "", run);
    let plain = read(&secrets());
    let cold = read(&run());
    assert_eq!(cold.tables, plain.tables);
    // Without the versions of files there is nothing to search: what comes back was kept.
    let later = run();
    let packs = repo.path.join(".git/objects");
    let blobs = repo.lines(&["cat-file", "--batch-all-objects", "--batch-check"]);
    for line in blobs.iter().filter(|line| line.contains(" blob ")) {
        let (folder, file) = line[..40].split_at(2);
        _ = fs::remove_file(packs.join(folder).join(file));
    }
    let warm = read(&later);
    assert_eq!(warm.rows("secret_hit"), cold.rows("secret_hit"));
    assert!(!later.mask("fake-demo-signing-7xKq9-planted-1mVb2").contains("7xKq9"));
    assert_eq!(later.seen().len(), {
        let fresh = run();
        read(&fresh);
        fresh.seen().len()
    });
}

#[test]
fn one_new_one_gone_and_one_moved() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::init(folder.path(), "api");
    repo.write("a.env", "PAY_TOKEN=q7Zt0Xv9LmPw3RbY8cKd2NfH\n");
    repo.write("b.env", "DB_PASSWORD=Harbor-Mast-482x\n");
    repo.commit("settings");
    let places = |read: &Read| {
        let rows = read.rows("secret_hit").iter().map(|row| {
            let cells = ["path", "in_head", "fingerprint", "last_commit"];
            cells.map(|column| row[column].clone())
        });
        rows.collect::<Vec<_>>()
    };
    let before = places(&read(&Git, folder.path(), "api"));
    assert_eq!(before.len(), 2);
    // The second edition: one file moved, one secret purged from the history, one added.
    repo.git(&["rm", "--quiet", "--cached", "b.env"]);
    repo.git(&["commit", "--quiet", "--amend", "-m", "settings without the database"]);
    fs::remove_file(repo.path.join("b.env")).unwrap();
    let last = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["mv", "a.env", "moved.env"]);
    repo.write("c.env", "MAIL_SECRET=x9Kd82mPqL0zRt7Vw3Yb\n");
    repo.commit("move and add");
    repo.git(&["reflog", "expire", "--expire=now", "--all"]);
    repo.git(&["gc", "--quiet", "--prune=now"]);
    let after = places(&read(&Git, folder.path(), "api"));
    let paths: Vec<_> = after.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    assert_eq!(paths, [("a.env", "false"), ("c.env", "true"), ("moved.env", "true")]);
    assert_eq!(after[0][2], before[0][2], "the moved one is the one that was");
    assert_eq!(after[0][2], after[2][2]);
    assert_eq!(after[0][3], last.trim(), "the last commit that held it there");
    assert!(after.iter().all(|row| row[2] != before[1][2]), "the purged one is gone");
}

#[test]
fn odd_commits_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::init(folder.path(), "odd");
    let long = "x".repeat(5000);
    let stream = format!(
        "commit refs/heads/main\nmark :1\nauthor  <> 1746558060 -0700\ncommitter A <a@b> 1746558060 +0000\n\
         data <<END\n\n\n  {long}\nEND\n\n\
         commit refs/heads/main\nmark :2\nauthor B\u{1b}[31m <b@c> 99999999999999 +0000\n\
         committer A <a@b> 1746558061 +0000\ndata 0\n\nfrom :1\nM 160000 0123456789012345678901234567890123456789 sub\n\
         M 120000 inline link\ndata <<END\n../../../etc/passwd\nEND\n\n"
    );
    repo.git_input(&["fast-import", "--quiet"], stream.as_bytes());
    let found = read(&Git, folder.path(), "odd");
    let rows = found.rows("git_commit");
    assert_eq!(rows.len(), 2, "{:?}", found.diagnostics);
    assert_eq!(rows[0]["subject"].chars().count(), 201);
    assert_eq!(rows[0]["author"], "");
    assert!(!rows[1]["author"].contains('\u{1b}'));
    assert!(rows[1]["at"].starts_with("2025-05-06"), "{}", rows[1]["at"]);
}

/// Every file below a folder with its bytes.
fn files_of(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                found.push((path, bytes));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn reading_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::demo(folder.path(), "booking-api");
    repo.write("README.md", "changed\n");
    let before = files_of(&repo.path);
    check(folder.path(), "booking-api", &[]);
    assert!(files_of(&repo.path) == before);
}

#[test]
fn torn_repositories_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::demo(folder.path(), "booking-api");
    repo.git(&["gc", "--quiet"]);
    repo.write("loose.txt", "a loose object\n");
    repo.commit("loose");
    let git = repo.path.join(".git");
    let files = files_of(&git);
    let is_read = |path: &Path| !path.starts_with(git.join("hooks"));
    let files = files.into_iter().filter(|(path, _)| is_read(path)).collect::<Vec<_>>();
    let mut state = 20_260_930_u64;
    let mut below = |limit: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % limit.max(1)
    };
    for _ in 0..ROUNDS {
        let (path, bytes) = &files[below(files.len())];
        let mut torn = bytes.clone();
        match below(4) {
            0 => torn.truncate(below(bytes.len() + 1)),
            1 => torn.clear(),
            _ => {
                for _ in 0..1 + below(8) {
                    let at = below(torn.len());
                    if let Some(byte) = torn.get_mut(at) {
                        *byte = below(256) as u8;
                    }
                }
            }
        }
        let _ = fs::remove_file(path);
        fs::write(path, &torn).unwrap();
        let found = read(&Git, folder.path(), "booking-api");
        assert!(!found.everything().contains("7xKq9"), "{}", path.display());
        let _ = fs::remove_file(path);
        fs::write(path, bytes).unwrap();
    }
}
