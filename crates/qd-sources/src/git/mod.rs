//! `git`: a repository's history, branches, working copy and secrets, read through gix.
//!
//! It opens the repository at the source's path and no other: no search in parent folders, no
//! configuration from outside the repository, no hook, filter or program of it is ever run, and
//! objects that lie outside the portfolio's folder are refused. A missing object, a broken
//! reference or an empty repository costs the facts that it held and nothing else.
//!
//! [`open`] opens, [`history`] walks the commits, [`references`] reads branches and tags,
//! [`identity`] joins the addresses of one person, [`working_copy`] looks at what is not committed,
//! [`head_tree`] at what HEAD holds, [`contents`] at what that is made of, [`secret_scan`] at every version of every file, and [`rows`]
//! writes it all down. [`import`] goes the other way: it makes the demo's repositories from text.

mod contents;
mod head_tree;
mod history;
mod identity;
mod import;
mod objects;
mod open;
mod references;
mod report;
mod rows;
mod secret_scan;
mod stream;
mod working_copy;

use qd_facts::{CollectContext, Collected, Setting, SettingError, Source, SourceSpec};

pub use import::{ImportError, import_history};

use contents::Contents;
use head_tree::HeadTree;
use history::History;
use identity::People;
use references::References;
use report::Report;
use rows::Repository;

/// The reader of git repositories.
pub struct Git;

/// What the configuration says beside the path.
struct Settings {
    name: String,
    default_branch: Option<String>,
}

impl Source for Git {
    fn kind(&self) -> &'static str {
        "git"
    }

    fn settings(&self) -> &'static [Setting] {
        &[
            Setting { key: "name", doc: "The repository's name; default: its folder's" },
            Setting {
                key: "default_branch",
                doc: "Its main branch; default: the remote's, else `main`, `master`, else HEAD's",
            },
        ]
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        settings(spec).map(|_| ())
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        match settings(spec) {
            Ok(settings) => collect(spec, context, &settings),
            // `check` stops the run before; without it, the folder's name will do.
            Err(_) => {
                collect(spec, context, &Settings { name: folder_name(spec), default_branch: None })
            }
        }
    }
}

fn collect(spec: &SourceSpec, context: &CollectContext<'_>, settings: &Settings) -> Collected {
    let mut report = Report::new(spec, &settings.name);
    let shared = match open::open(spec, context) {
        Ok(shared) => shared,
        Err(diagnostic) => {
            return Collected {
                diagnostics: vec![diagnostic],
                is_missing: true,
                ..Collected::default()
            };
        }
    };
    let repo = open::with_caches(&shared);
    let references = References::read(&repo, settings.default_branch.as_deref(), &mut report);
    let history = History::walk(&repo, references.tips(), &mut report);
    let people = People::merge(&repo, &history.signatures);
    let copy = working_copy::look(&repo, &references, &history, &mut report);
    let head = HeadTree::read(&repo, references.head, &mut report);
    let contents = Contents::read(&repo, &head, &mut report);
    let scanner = context.secrets.scanner_of(&spec.id);
    let head_id = references.head;
    let secrets =
        secret_scan::scan(&shared, &history, &head, head_id, scanner.as_ref(), &mut report);
    let repository = Repository {
        name: &settings.name,
        references: &references,
        history: &history,
        people: &people,
        copy: &copy,
        head: &head,
        contents: &contents,
        secrets: &secrets,
    };
    let facts = rows::write(&repository, spec, context, &mut report);
    let (diagnostics, n_skipped) = report.finish(context.secrets);
    Collected { facts, diagnostics, n_skipped, is_missing: false }
}

fn settings(spec: &SourceSpec) -> Result<Settings, SettingError> {
    let text = |key: &str| match spec.settings.get(key) {
        None => Ok(None),
        Some(toml::Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(SettingError {
            key: key.to_owned(),
            message: format!("`{key}` takes a text that is not empty"),
            help: Some(format!("write {key} = \"main\", or leave it out")),
        }),
    };
    if spec.path.contains(['*', '?', '[', '{']) {
        return Err(SettingError {
            key: "path".to_owned(),
            message: format!("a repository is one folder, found a pattern: {}", spec.path),
            help: Some("write one [[source]] for each repository".to_owned()),
        });
    }
    Ok(Settings {
        name: text("name")?.unwrap_or_else(|| folder_name(spec)),
        default_branch: text("default_branch")?,
    })
}

/// The last part of the path, without the `.git` of a bare repository.
fn folder_name(spec: &SourceSpec) -> String {
    let mut parts = spec.path.split('/').rev().filter(|part| !matches!(*part, "" | "." | ".git"));
    let last = parts.next().unwrap_or(spec.id.as_str());
    last.strip_suffix(".git").unwrap_or(last).to_owned()
}
