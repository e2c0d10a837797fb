//! The git reader beside git itself, on the demo's two histories and on repositories with every
//! kind of damage.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use qd_sources::{Git, ImportError, import_history};
use support::{Read, Repo, demo, read, read_with, secrets};

/// Compares commits, branches, tags and the working copy with what git prints.
fn check(folder: &Path, repo: &Repo, name: &str) -> Read {
    let found = read(&Git, folder, name);
    let facts = &found.rows("repository")[0];
    check_commits(&found, repo);
    let format = "%(refname:short)\t%(objectname)\t%(symref)";
    let branches = repo.lines(&["for-each-ref", "--format", format, "refs/heads", "refs/remotes"]);
    let branches = branches.iter().filter_map(|line| line.strip_suffix('\t').map(str::to_owned));
    let ours = found.rows("git_branch").iter();
    let mut ours = ours.map(|row| format!("{}\t{}", row["name"], row["tip"])).collect::<Vec<_>>();
    ours.sort();
    assert_eq!(ours, branches.collect::<Vec<_>>());
    let format = "%(refname:short)\t%(objectname)\t%(*objectname)\t%(creatordate:unix)";
    let tags = repo.lines(&["for-each-ref", "--format", format, "refs/tags"]);
    let tags = tags.iter().map(|line| {
        let cells = line.split('\t').collect::<Vec<_>>();
        let target = if cells[2].is_empty() { cells[1] } else { cells[2] };
        format!("{} {target} {}", cells[0], cells[3])
    });
    let ours = found.rows("git_tag").iter();
    let ours = ours.map(|row| format!("{} {} {}", row["name"], row["target"], unix(&row["at"])));
    assert_eq!(ours.collect::<Vec<_>>(), tags.collect::<Vec<_>>());
    let status = repo.lines(&["status", "--porcelain", "--untracked-files=all", "--no-renames"]);
    let n_untracked = status.iter().filter(|line| line.starts_with("??")).count();
    assert_eq!(facts["untracked"], n_untracked.to_string(), "{status:?}");
    assert_eq!(facts["dirty"], (status.len() - n_untracked).to_string(), "{status:?}");
    assert_eq!(facts["stashes"], repo.lines(&["stash", "list"]).len().to_string());
    assert_eq!(facts["has_remote"], (!repo.lines(&["remote"]).is_empty()).to_string());
    found
}

fn check_commits(found: &Read, repo: &Repo) {
    let format = "--format=%H\t%at\t%ct\t%ae\t%P\t%s";
    let log = repo.lines(&["log", "--branches", "--remotes", "--tags", "HEAD", format]);
    let facts = &found.rows("repository")[0];
    assert_eq!(facts["commits"], log.len().to_string());
    let names =
        repo.lines(&["log", "--branches", "--remotes", "--tags", "HEAD", "--format=%H\t%aN"]);
    let names = names.iter().filter_map(|line| line.split_once('\t')).collect::<BTreeMap<_, _>>();
    let ours = found.rows("git_commit").iter().map(|row| (row["id"].as_str(), row));
    let ours = ours.collect::<BTreeMap<_, _>>();
    assert_eq!(ours.len(), log.len());
    for line in &log {
        let cells = line.split('\t').collect::<Vec<_>>();
        let row = ours[cells[0]];
        assert_eq!(unix(&row["at"]), cells[1]);
        assert_eq!(unix(&row["committed_at"]), cells[2]);
        assert_eq!(row["parents"], cells[4].split_whitespace().count().to_string());
        assert_eq!(row["subject"], cells[5]);
        assert_eq!(row["author"], names[cells[0]]);
        assert_eq!(row["file"].len(), facts["name"].len() + 13);
    }
    let times = found.column("git_commit", "at");
    assert!(times.is_sorted(), "ordered by time");
}

/// The seconds of a printed instant.
fn unix(at: &str) -> String {
    at.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp().to_string()
}

fn is_true(found: &Read, table: &str, column: &str) -> Vec<String> {
    let rows = found.rows(table).iter().filter(|row| row[column] == "true");
    rows.map(|row| row["name"].clone()).collect()
}

#[test]
fn the_demo_repositories_read_as_git_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["booking-api", "client-sites"] {
        let repo = Repo::demo(folder.path(), name);
        let found = check(folder.path(), &repo, name);
        assert_eq!(found.codes(), [""; 0], "{name}");
        let merged = repo.lines(&["branch", "--merged", "main", "--format=%(refname:short)"]);
        assert_eq!(is_true(&found, "git_branch", "merged"), merged);
        let in_main = repo.lines(&["log", "main", "--format=%H"]).len();
        let ours = found.column("git_commit", "in_default");
        assert_eq!(ours.iter().filter(|cell| **cell == "true").count(), in_main);
    }
}

#[test]
fn the_demo_key_is_found_in_history_alone_and_its_value_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::demo(folder.path(), "booking-api");
    let run = secrets();
    let found = read_with(&Git, folder.path(), "booking-api", "", &run);
    let hits = found.rows("secret_hit");
    let brought = repo.git(&["log", "--diff-filter=A", "--format=%H", "--", "config/.env"]);
    let places = hits.iter().map(|hit| (hit["path"].as_str(), hit["line"].as_str()));
    assert_eq!(places.collect::<Vec<_>>(), [("config/.env", "3"), ("config/.env", "4")]);
    for hit in hits {
        assert_eq!(hit["in_head"], "false");
        assert_eq!(hit["first_commit"], brought.trim());
        assert_eq!(hit["file"], format!("booking-api@{}:config/.env", &brought[..12]));
    }
    for part in ["AKIAQDEMO", "7xKq9"] {
        assert!(!found.everything().contains(part), "a secret in a fact");
    }
    assert_eq!(qd_facts::SecretSink::mask(&run, "AKIAQDEMOFAKEKEY2345").find("AKIAQ"), None);
    assert!(!run.seen().is_empty());
}

#[test]
fn tests_and_continuous_integration_show_in_the_tree() {
    let folder = tempfile::tempdir().unwrap();
    Repo::demo(folder.path(), "booking-api");
    Repo::demo(folder.path(), "client-sites");
    let facts = |name: &str| {
        let found = read(&Git, folder.path(), name);
        let row = &found.rows("repository")[0];
        ["test_files", "has_ci", "ci_runs_tests", "bots"].map(|column| row[column].clone())
    };
    assert_eq!(facts("booking-api"), ["1", "true", "true", "1"]);
    assert_eq!(facts("client-sites"), ["0", "false", "false", "1"]);
}

#[test]
fn a_working_copy_shows_what_stands_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let origin = Repo::demo(folder.path(), "booking-api");
    let repo = origin.clone_to("copy", &[]);
    check(folder.path(), &repo, "copy");
    repo.write("src/handler.py", "changed = True\n");
    repo.git(&["stash"]);
    repo.write("README.md", "again\n");
    repo.git(&["stash"]);
    repo.write("one.txt", "1\n");
    repo.commit("one that is not pushed");
    repo.write("README.md", "staged\n");
    repo.git(&["add", "README.md"]);
    repo.write("README.md", "and changed again\n");
    fs::remove_file(repo.path.join("one.txt")).unwrap();
    repo.write("src/handler.py", "not staged = 1\n");
    repo.write("new/a.txt", "a\n");
    repo.write("new/b.txt", "b\n");
    repo.write(".env", "ignored\n");
    let found = check(folder.path(), &repo, "copy");
    let facts = &found.rows("repository")[0];
    let ahead = repo.git(&["rev-list", "--count", "@{upstream}..HEAD"]);
    assert_eq!(facts["ahead"], ahead.trim());
    assert_eq!(["dirty", "untracked", "stashes"].map(|c| facts[c].as_str()), ["3", "2", "2"]);
    assert_eq!(is_true(&found, "git_branch", "is_default"), ["main"]);
    let remote = is_true(&found, "git_branch", "is_remote");
    assert!(remote.contains(&"origin/main".to_owned()) && !remote.contains(&"origin".to_owned()));
}

#[test]
fn a_detached_head_and_a_feature_branch_keep_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::demo(folder.path(), "booking-api");
    repo.git(&["checkout", "--quiet", "waitlist"]);
    let found = check(folder.path(), &repo, "booking-api");
    assert_eq!(found.rows("repository")[0]["default_branch"], "main");
    repo.git(&["checkout", "--quiet", "--detach", "HEAD~1"]);
    repo.write("lost.txt", "on no branch\n");
    repo.commit("work on no branch");
    let found = check(folder.path(), &repo, "booking-api");
    let facts = &found.rows("repository")[0];
    assert_eq!([&facts["detached"], &facts["ahead"]], ["true", ""]);
    let found =
        read_with(&Git, folder.path(), "booking-api", "default_branch = 'none'", &secrets());
    assert_eq!(found.codes(), ["missing-default-branch"]);
    assert!(found.column("git_branch", "merged").iter().all(|merged| merged.is_empty()));
}

#[test]
fn bare_packed_and_linked_repositories_read_alike() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::demo(folder.path(), "booking-api");
    let plain = check(folder.path(), &repo, "booking-api");
    repo.git(&["gc", "--quiet", "--aggressive"]);
    repo.git(&["pack-refs", "--all"]);
    let packed = check(folder.path(), &repo, "booking-api");
    assert_eq!(plain.tables, packed.tables);
    repo.clone_to("bare.git", &["--mirror"]);
    let bare = read_with(&Git, folder.path(), "bare.git", "name = 'booking-api'", &secrets());
    assert_eq!(plain.column("git_commit", "id"), bare.column("git_commit", "id"));
    assert_eq!(plain.rows("secret_hit"), bare.rows("secret_hit"));
    repo.git(&["worktree", "add", "--quiet", "../linked", "waitlist"]);
    let linked = Repo { path: folder.path().join("linked") };
    check(folder.path(), &linked, "linked");
    assert_eq!(read(&Git, folder.path(), "bare.git").rows("repository")[0]["name"], "bare");
}

#[test]
fn histories_are_imported_as_git_imports_them() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["booking-api", "client-sites"] {
        let theirs = Repo::demo(folder.path(), name);
        let ours = Repo { path: folder.path().join(format!("our-{name}")) };
        let stream = fs::read(demo().join(format!("repositories/{name}.fast-import"))).unwrap();
        import_history(&stream, &ours.path).unwrap();
        let references = |repo: &Repo| repo.lines(&["for-each-ref"]);
        assert_eq!(references(&ours), references(&theirs), "{name}");
        assert_eq!(ours.git(&["status", "--porcelain", "--branch"]), "## main\n");
        assert_eq!(ours.git(&["fsck", "--full", "--strict"]), "");
        check(folder.path(), &ours, &format!("our-{name}"));
        let again = import_history(&stream, &ours.path);
        assert!(matches!(again, Err(ImportError::Exists(_))));
    }
}

#[test]
fn streams_that_are_not_understood_name_their_line() {
    let commit = "commit refs/heads/main\ncommitter A <a@b> 1746558060 +0000\ndata 1\nx\n";
    for (stream, line) in [
        ("checkpoint\n".to_owned(), 1),
        ("feature done\ncommit refs/heads/main\ndata 1\nx\n".to_owned(), 2),
        (format!("{commit}M 100644 inline ../x\ndata 1\ny\n"), 7),
        (format!("{commit}M 100644 inline .git/hooks/x\ndata 1\ny\n"), 7),
        (format!("{commit}M 120000 inline x\ndata 1\ny\n"), 5),
        (format!("{commit}M 100644 inline x\ndata 99\ny\n"), 6),
        (format!("{commit}from :9\n"), 5),
        (commit.replace("refs/heads/main", "refs/heads/../../x"), 4),
        (commit.replace("refs/heads/main", "HEAD"), 4),
        (commit.replace("1746558060 +0000", "noon"), 2),
    ] {
        let folder = tempfile::tempdir().unwrap();
        match import_history(stream.as_bytes(), &folder.path().join("x")) {
            Err(ImportError::Syntax { line: found, .. }) => assert_eq!(found, line, "{stream}"),
            other => panic!("{other:?}: {stream}"),
        }
        assert!(!folder.path().join("x/.git/hooks").exists());
    }
}

#[test]
fn languages_and_versions_are_those_of_head() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::init(folder.path(), "api");
    repo.write("src/app.py", "print('one')\n");
    repo.write("src/other.py", "print('two, longer')\n");
    repo.write("web/page.ts", "export {}\n");
    repo.write("node_modules/x/index.js", "not ours\n");
    repo.write("Dockerfile", "FROM python:3.8-slim\n");
    repo.write("requirements.txt", "Django==3.2.1\nboto3>=1.2\n");
    repo.write("broken/package.json", "{ torn");
    repo.commit("all of it");
    repo.write("src/app.py", "not committed\n");
    let found = read(&Git, folder.path(), "api");
    let sizes = repo.lines(&["ls-tree", "-r", "-l", "HEAD"]);
    let bytes = |ending: &str| {
        let ours =
            sizes.iter().filter(|line| line.ends_with(ending) && !line.contains("node_modules"));
        ours.map(|line| line.split_whitespace().nth(3).unwrap().parse::<u64>().unwrap())
            .sum::<u64>()
    };
    let rows = found.rows("stack").iter();
    let shown = rows.map(|row| {
        let (name, version) = (&row["name"], &row["version"]);
        format!(
            "{} {name} {version} {} {} {}",
            row["kind"], row["path"], row["files"], row["bytes"]
        )
    });
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            format!("language Dockerfile   1 {}", bytes("Dockerfile")),
            format!("language Python   2 {}", bytes(".py")),
            format!("language TypeScript   1 {}", bytes(".ts")),
            "runtime python 3.8-slim Dockerfile  ".to_owned(),
            "framework django 3.2.1 requirements.txt  ".to_owned(),
        ]
    );
    let packages = found.column("dependency", "name");
    assert_eq!(packages, ["boto3", "django"]);
    assert!(found.codes().contains(&"unread-manifest"), "{:?}", found.codes());
    assert!(found.column("lifecycle", "product").contains(&"python"));
}
