//! The files that HEAD holds, and what they tell about tests.

use gix::ObjectId;
use gix::bstr::ByteSlice;
use gix::objs::tree::EntryKind;
use gix::objs::{Kind, TreeRefIter};

use super::history::short;
use super::objects;
use super::report::{Fault, Report};

/// How deep folders may nest.
pub(super) const MAX_DEPTH: usize = 128;
/// How many files are listed.
const MAX_FILES: usize = 2_000_000;

/// A file of a tree.
pub(super) struct TreeFile {
    pub(super) path: String,
    pub(super) id: ObjectId,
}

/// HEAD's files, in the order of the tree.
#[derive(Default)]
pub(super) struct HeadTree {
    pub(super) files: Vec<TreeFile>,
    /// What the files tell; `None` where the tree is not complete.
    pub(super) tests: Option<Tests>,
}

/// Tests and continuous integration, as the tree shows them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Tests {
    pub(super) n_code_files: u64,
    pub(super) n_test_files: u64,
    pub(super) has_ci: bool,
    pub(super) ci_runs_tests: bool,
}

impl HeadTree {
    /// Lists HEAD's files.
    pub(super) fn read(
        repo: &gix::Repository,
        head: Option<ObjectId>,
        report: &mut Report<'_>,
    ) -> Self {
        let mut buffer = Vec::new();
        let root = head.and_then(|id| {
            let data = objects::read(repo, &id, Kind::Commit, &mut buffer)?;
            let commit = gix::objs::CommitRef::from_bytes(data, repo.object_hash()).ok()?;
            Some(commit.tree())
        });
        let Some(root) = root else { return Self::default() };
        let mut tree = Self::default();
        let is_complete = tree.list(repo, root, report);
        if is_complete {
            tree.tests = Some(tree.look_for_tests(repo));
        }
        tree
    }

    fn list(&mut self, repo: &gix::Repository, root: ObjectId, report: &mut Report<'_>) -> bool {
        let mut is_complete = true;
        let mut waiting = vec![(root, String::new(), 0)];
        while let Some((id, folder, depth)) = waiting.pop() {
            let mut buffer = Vec::new();
            let data = objects::read(repo, &id, Kind::Tree, &mut buffer);
            // The empty tree need not be stored.
            let is_empty = id == ObjectId::empty_tree(repo.object_hash());
            let Some(data) = data.or(is_empty.then_some(&[])) else {
                report.note(Fault::MissingObject, short(&id));
                is_complete = false;
                continue;
            };
            for entry in TreeRefIter::from_bytes(data, repo.object_hash()) {
                let Ok(entry) = entry else {
                    report.note(Fault::MissingObject, short(&id));
                    is_complete = false;
                    break;
                };
                let path = join(&folder, entry.filename);
                match entry.mode.kind() {
                    EntryKind::Tree if depth < MAX_DEPTH => {
                        waiting.push((entry.oid.to_owned(), path, depth + 1));
                    }
                    EntryKind::Blob | EntryKind::BlobExecutable if self.files.len() < MAX_FILES => {
                        self.files.push(TreeFile { path, id: entry.oid.to_owned() });
                    }
                    // Links and submodules hold no text of this repository.
                    EntryKind::Link | EntryKind::Commit => {}
                    _ => is_complete = false,
                }
            }
        }
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        is_complete
    }

    fn look_for_tests(&self, repo: &gix::Repository) -> Tests {
        let mut tests = Tests::default();
        let mut buffer = Vec::new();
        for file in &self.files {
            if is_code(&file.path) {
                let count = if is_test(&file.path) {
                    &mut tests.n_test_files
                } else {
                    &mut tests.n_code_files
                };
                *count += 1;
            }
            if is_ci(&file.path) {
                tests.has_ci = true;
                if let objects::Read::Bytes(bytes) = objects::read_blob(repo, file.id, &mut buffer)
                {
                    tests.ci_runs_tests |= runs_tests(&bytes.to_str_lossy());
                }
            }
        }
        tests
    }
}

/// Joins a folder and a name, which is outside text.
pub(super) fn join(folder: &str, name: &gix::bstr::BStr) -> String {
    match folder {
        "" => name.to_str_lossy().into_owned(),
        _ => format!("{folder}/{}", name.to_str_lossy()),
    }
}

fn is_code(path: &str) -> bool {
    const ENDINGS: [&str; 34] = [
        "c", "cc", "clj", "cpp", "cs", "css", "dart", "ex", "exs", "go", "groovy", "h", "hs",
        "html", "java", "js", "jsx", "kt", "lua", "mjs", "php", "pl", "ps1", "py", "r", "rb", "rs",
        "scala", "sh", "sql", "swift", "ts", "tsx", "vue",
    ];
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_lowercase().as_str()))
}

fn is_test(path: &str) -> bool {
    const FOLDERS: [&str; 7] = ["test", "tests", "__tests__", "spec", "specs", "e2e", "testing"];
    let path = path.to_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    folders.split('/').any(|folder| FOLDERS.contains(&folder))
        || stem.starts_with("test_")
        || ["_test", ".test", "-test", "_spec", ".spec", "-spec"]
            .iter()
            .any(|end| stem.ends_with(end))
}

fn is_ci(path: &str) -> bool {
    const FILES: [&str; 10] = [
        ".gitlab-ci.yml",
        ".circleci/config.yml",
        ".buildkite/pipeline.yml",
        ".drone.yml",
        ".travis.yml",
        "Jenkinsfile",
        "azure-pipelines.yml",
        "bitbucket-pipelines.yml",
        "buildspec.yml",
        "cloudbuild.yaml",
    ];
    let workflow = path.strip_prefix(".github/workflows/");
    workflow.is_some_and(|name| name.ends_with(".yml") || name.ends_with(".yaml"))
        || FILES.contains(&path)
}

/// Claims that a line, comments left out, calls a test runner. A name of a step is no call, but
/// cannot be told apart without running the file; such a claim errs on the side of tests.
fn runs_tests(text: &str) -> bool {
    const RUNNERS: [&str; 26] = [
        "pytest",
        "unittest",
        "tox",
        "nox",
        "npm test",
        "npm run test",
        "npm t",
        "yarn test",
        "yarn run test",
        "pnpm test",
        "pnpm run test",
        "jest",
        "vitest",
        "cargo test",
        "cargo nextest",
        "go test",
        "mvn test",
        "mvn verify",
        "gradle test",
        "gradlew test",
        "rspec",
        "phpunit",
        "dotnet test",
        "make test",
        "make check",
        "playwright test",
    ];
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.filter(|line| !line.trim_start().trim_start_matches("- ").starts_with("name:")).any(
        |line| {
            RUNNERS.iter().any(|runner| {
                line.match_indices(runner).any(|(at, _)| {
                    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
                    let before = line[..at].chars().next_back();
                    let after = line[at + runner.len()..].chars().next();
                    !before.is_some_and(is_word) && !after.is_some_and(is_word)
                })
            })
        },
    )
}

#[cfg(test)]
mod tests {
    use super::{is_ci, is_code, is_test, runs_tests};

    #[test]
    fn tests_are_known_by_their_paths() {
        for path in
            ["tests/a.py", "src/a_test.go", "web/a.spec.ts", "test_a.py", "a/__tests__/b.js"]
        {
            assert!(is_code(path) && is_test(path), "{path}");
        }
        for path in ["src/latest.py", "src/contest/a.py", "protest.rs"] {
            assert!(is_code(path) && !is_test(path), "{path}");
        }
        assert!(!is_code("README.md") && !is_code("Makefile"));
    }

    #[test]
    fn a_workflow_runs_tests_when_a_command_does() {
        assert!(is_ci(".github/workflows/test.yml") && is_ci(".gitlab-ci.yml"));
        assert!(!is_ci(".github/dependabot.yml") && !is_ci("sub/.github/workflows/a.yml"));
        assert!(runs_tests("steps:\n  - run: python -m pytest -q\n"));
        assert!(!runs_tests(
            "# pytest later\nsteps:\n  - name: pytest\n  - run: ./pytest-cache clean\n"
        ));
        assert!(!runs_tests("- run: make latest\n- uses: actions/checkout@v4\n"));
    }
}
