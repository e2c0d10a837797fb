//! Opens one repository with bounded trust, inside the portfolio's folder.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use gix::ThreadSafeRepository;
use qd_facts::{CollectContext, SourceSpec};
use qd_model::{Diagnostic, Evidence, Level};

use crate::files::stays_inside;

/// Bytes for objects that others are differences of. gix's default is too small by far: without it
/// a walk over trees is up to 67 times slower.
const CACHE_BYTES: usize = 64 << 20;
/// The largest object that is inflated at all.
const ALLOC_LIMIT_BYTES: usize = 256 << 20;
/// How many repositories may borrow objects from each other in a chain.
const MAX_ALTERNATES: usize = 5;

/// Opens the repository at the source's path: a working copy, or a bare repository.
pub(super) fn open(
    spec: &SourceSpec,
    context: &CollectContext<'_>,
) -> Result<ThreadSafeRepository, Diagnostic> {
    let refuse = |code: &str, message: String, help: &str| {
        let place = Evidence::place(&spec.path);
        Diagnostic::new(Level::Error, code, spec.id.as_str(), place, message).with_help(help)
    };
    let outside = |what: &str| {
        let message = format!("{what} lies outside the portfolio's folder");
        refuse(
            "path-outside-portfolio",
            message,
            "clone the repository into the portfolio's folder",
        )
    };
    if !stays_inside(&spec.path) {
        return Err(outside("the repository"));
    }
    let path = context.folder.join(&spec.path);
    let Ok(folder) = context.folder.canonicalize() else {
        return Err(refuse(
            "missing-source",
            "the portfolio's folder cannot be read".to_owned(),
            "check that it may be read",
        ));
    };
    if !path.is_dir() {
        let message = format!("the folder does not exist: {}", spec.path);
        return Err(refuse(
            "missing-source",
            message,
            "clone the repository there, or check `path` in quarterdeck.toml",
        ));
    }
    let is_inside = |path: &Path| path.canonicalize().is_ok_and(|path| path.starts_with(&folder));
    if !is_inside(&path) {
        return Err(outside("the repository"));
    }
    let not_a_repository = |message: &str| {
        let help = "name the folder that holds `.git`, or a bare repository";
        refuse("not-a-repository", format!("{message}: {}", spec.path), help)
    };
    let git_dir = git_dir(&path).ok_or_else(|| not_a_repository("the folder is no repository"))?;
    let common = common_dir(&git_dir);
    if !is_inside(&git_dir) || !is_inside(&common) {
        return Err(outside("the `.git` folder"));
    }
    let objects = common.join("objects");
    if !is_inside(&objects) || !alternates_stay_inside(&objects, &is_inside, 0) {
        return Err(outside("the folder of objects"));
    }
    let opened = options().open(&path);
    // gix's message may quote configuration, which may hold a password of a remote.
    let shared = opened.map_err(|_| not_a_repository("the repository cannot be opened"))?;
    match shared.work_dir() {
        Some(copy) if copy.exists() && !is_inside(copy) => Err(outside("the working copy")),
        _ => Ok(shared),
    }
}

/// Opens a repository that we have just made.
pub(super) fn open_own(path: &Path) -> Option<ThreadSafeRepository> {
    options().open(path).ok()
}

/// Makes a handle for one thread, its caches set.
pub(super) fn with_caches(shared: &ThreadSafeRepository) -> gix::Repository {
    let mut repo = shared.to_thread_local();
    repo.object_cache_size(CACHE_BYTES);
    repo
}

/// Makes a handle for one thread that reads each object once: it keeps no whole objects, only those
/// that others are differences of.
pub(super) fn for_one_pass(shared: &ThreadSafeRepository) -> gix::Repository {
    let mut repo = shared.to_thread_local();
    repo.object_cache_size(None);
    repo
}

/// Reads the repository's own configuration alone, and distrusts it: no filter, no program, no path
/// of it is used. The environment says nothing.
fn options() -> gix::open::Options {
    gix::open::Options::isolated()
        .with(gix::sec::Trust::Reduced)
        .strict_config(false)
        .config_overrides([
            format!("core.deltaBaseCacheLimit={CACHE_BYTES}"),
            format!("gitoxide.objects.cacheLimit={CACHE_BYTES}"),
            format!("gitoxide.objects.allocLimit={ALLOC_LIMIT_BYTES}"),
        ])
}

/// The `.git` folder of a working copy (a file may name it), or the bare repository itself.
fn git_dir(path: &Path) -> Option<PathBuf> {
    let dot_git = path.join(".git");
    if dot_git.is_dir() {
        return Some(dot_git);
    }
    if dot_git.is_file() {
        let text = short_text(&dot_git)?;
        let named = text.trim_end().strip_prefix("gitdir:")?.trim();
        return Some(path.join(named)).filter(|path| path.is_dir());
    }
    let is_bare = path.join("HEAD").is_file() && path.join("objects").is_dir();
    is_bare.then(|| path.to_owned())
}

fn common_dir(git_dir: &Path) -> PathBuf {
    match short_text(&git_dir.join("commondir")) {
        Some(named) => git_dir.join(named.trim()),
        None => git_dir.to_owned(),
    }
}

/// Claims that every folder that objects are borrowed from is inside. One that does not exist
/// lends nothing.
fn alternates_stay_inside(objects: &Path, is_inside: &dyn Fn(&Path) -> bool, depth: usize) -> bool {
    let Some(text) = short_text(&objects.join("info/alternates")) else { return true };
    if depth == MAX_ALTERNATES {
        return false;
    }
    let mut lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.all(|line| {
        let other = objects.join(line);
        !other.exists()
            || (is_inside(&other) && alternates_stay_inside(&other, is_inside, depth + 1))
    })
}

fn short_text(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(1 << 16).read_to_end(&mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}
