//! The demo portfolio on disk: the embedded files, and the git histories that a stream describes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::embedded::DEMO;

/// The file that marks a folder as ours to overwrite.
const MARK: &str = ".quarterdeck-demo";
/// A git history as text, in the folder `repositories`.
const STREAM: &str = ".fast-import";

/// Why the demo could not be written.
#[derive(Debug)]
pub(crate) enum DemoError {
    /// The folder holds something else.
    Occupied(PathBuf),
    /// The folder cannot be written.
    Io(PathBuf, io::Error),
    /// Git is missing or refuses.
    Git(String),
}

/// Writes the demo into a folder that is empty, absent, or an earlier demo. State and outbox of an
/// earlier demo stay: running it again sends nothing twice.
pub(crate) fn write(folder: &Path) -> Result<(), DemoError> {
    let io_error = |error| DemoError::Io(folder.to_owned(), error);
    let mark = folder.join(MARK);
    let is_occupied = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_occupied && !mark.exists() {
        return Err(DemoError::Occupied(folder.to_owned()));
    }
    fs::create_dir_all(folder).map_err(io_error)?;
    fs::write(&mark, "written by `quarterdeck demo`; may be overwritten by it\n")
        .map_err(io_error)?;
    for (name, bytes) in DEMO {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(io_error)?;
        }
        fs::write(&path, bytes).map_err(io_error)?;
    }
    for (name, stream) in DEMO.iter().filter(|(name, _)| name.ends_with(STREAM)) {
        let repository = folder.join(name.trim_end_matches(STREAM));
        if !repository.join(".git").exists() {
            import(&repository, stream)?;
        }
    }
    Ok(())
}

/// Makes a repository from a fast-import stream, whatever the user's own git configuration says.
fn import(repository: &Path, stream: &[u8]) -> Result<(), DemoError> {
    fs::create_dir_all(repository).map_err(|error| DemoError::Io(repository.to_owned(), error))?;
    git(repository, &["init", "--quiet", "--initial-branch=main"], &[])?;
    git(repository, &["fast-import", "--quiet", "--force"], stream)?;
    git(repository, &["reset", "--quiet", "--hard", "main"], &[])
}

fn git(repository: &Path, arguments: &[&str], input: &[u8]) -> Result<(), DemoError> {
    let failed = |why: String| DemoError::Git(format!("git {}: {why}", arguments[0]));
    let mut child = Command::new("git")
        .current_dir(repository)
        .args(arguments)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.kind().to_string()))?;
    if let Some(mut stdin) = child.stdin.take() {
        io::Write::write_all(&mut stdin, input).map_err(|error| failed(error.to_string()))?;
    }
    let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}
