//! The demo portfolio on disk: the embedded files, and the git histories that a stream describes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use qd_sources::import_history;

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
    /// An embedded history cannot be made a repository.
    History(String),
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
            import_history(stream, &repository)
                .map_err(|error| DemoError::History(error.to_string()))?;
        }
    }
    Ok(())
}
