//! `repository`: a git repository.

use crate::schema::{Table, boolean, integer, text, timestamp};

/// A git repository.
pub(super) static TABLE: Table = Table {
    name: "repository",
    doc: "A git repository.",
    grain: "One repository as found.",
    business_date: None,
    columns: &[
        text("name", "The name in the configuration"),
        text("head", "The commit that HEAD names").optional(),
        text("default_branch", "Its main branch").optional(),
        integer("commits", "Commits reachable from any branch"),
        integer("authors", "People among the authors, identities merged"),
        integer("bots", "Bots among the authors"),
        timestamp("first_commit_at", "The oldest commit's author time").optional(),
        timestamp("last_commit_at", "The newest commit's author time").optional(),
        boolean("has_remote", "Whether a remote is declared"),
        integer("dirty", "Changed files in the working copy"),
        integer("untracked", "Files that git does not know"),
        integer("stashes", "Stashes"),
        integer("ahead", "Commits that the upstream lacks").optional(),
        boolean("detached", "Whether HEAD names no branch"),
        boolean("shallow", "Whether history was cut off when it was cloned").optional(),
        integer("code_files", "Source files in HEAD, tests left out").optional(),
        integer("test_files", "Source files of tests in HEAD").optional(),
        boolean("has_ci", "Whether HEAD holds a CI configuration").optional(),
        boolean("ci_runs_tests", "Whether a command in it runs tests").optional(),
        integer("files_searched", "Versions of files searched for secrets, history included")
            .optional(),
        integer("files_unsearched", "Versions that could not be: missing, too large, a submodule")
            .optional(),
    ],
};
