//! Which files a source means, and their bytes, within bounds.
//!
//! Paths are relative to the portfolio's folder and stay inside it, links followed: what leads out
//! of it is refused, a loop of links ends. Files come sorted, so that two runs read in one order.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use globset::GlobBuilder;
use qd_facts::{CollectContext, SourceSpec};
use qd_model::{Diagnostic, Evidence, Level};
use walkdir::WalkDir;

/// The largest file that a reader holds in memory.
pub const MAX_FILE_BYTES: u64 = 512 << 20;
/// What some editors put before UTF-8 text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// How deep folders may nest below a source's path.
const MAX_DEPTH: usize = 32;
/// How many files one source may name.
const MAX_FILES: usize = 100_000;

/// A file that exists.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FoundFile {
    /// Relative to the portfolio's folder, with `/` between its parts: what evidence shows.
    pub relative: String,
    /// Where to open it.
    pub path: PathBuf,
}

/// Text of a file, made valid where it was not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileText {
    /// The text without a byte order mark.
    pub text: String,
    /// The line of the first byte that is not UTF-8, replaced in `text`.
    pub first_invalid_line: Option<u32>,
}

/// Finds the files of a source: one file, a folder's files (any depth), or a glob's, sorted.
/// Returns diagnostics for what was refused; no file at all is one of them.
pub fn find(spec: &SourceSpec, context: &CollectContext<'_>) -> (Vec<FoundFile>, Vec<Diagnostic>) {
    find_below(&spec.path, spec, context)
}

/// As [`find`], for a path that a file of the source names (`include`), relative to the folder.
pub fn find_below(
    pattern: &str,
    spec: &SourceSpec,
    context: &CollectContext<'_>,
) -> (Vec<FoundFile>, Vec<Diagnostic>) {
    let report = |code: &str, message: String, help: &str| {
        Diagnostic::new(Level::Error, code, spec.id.as_str(), Evidence::place(pattern), message)
            .with_help(help)
    };
    if !stays_inside(pattern) {
        let message = format!("the path leaves the portfolio's folder: {pattern}");
        let help = "move the file below the folder of quarterdeck.toml and name it from there";
        return (Vec::new(), vec![report("path-outside-portfolio", message, help)]);
    }
    let base = literal_base(pattern);
    let start = context.folder.join(&base);
    let (mut found, mut diagnostics) = (Vec::new(), Vec::new());
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    let matcher = glob.ok().filter(|_| has_wildcard(pattern)).map(|glob| glob.compile_matcher());
    for entry in WalkDir::new(&start).follow_links(true).max_depth(MAX_DEPTH).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let relative = relative_name(context.folder, entry.path());
                if matcher.as_ref().is_some_and(|matcher| !matcher.is_match(&relative)) {
                    continue;
                }
                if let Some(diagnostic) = leads_out(context.folder, entry.path(), &relative, spec) {
                    diagnostics.push(diagnostic);
                } else if found.len() < MAX_FILES {
                    found.push(FoundFile { relative, path: entry.into_path() });
                }
            }
            Ok(_) => {}
            Err(error) => diagnostics.push(walk_diagnostic(&error, pattern, spec, context)),
        }
    }
    if found.is_empty() && diagnostics.is_empty() {
        let message = format!("no file matches: {pattern}");
        diagnostics.push(report("missing-source", message, "check `path` in quarterdeck.toml"));
    }
    found.sort();
    (found, diagnostics)
}

/// Reads a file's bytes, up to [`MAX_FILE_BYTES`].
pub fn read(file: &FoundFile, spec: &SourceSpec) -> Result<Vec<u8>, Diagnostic> {
    let refuse = |code: &str, message: String, help: &str| {
        let place = Evidence::place(&file.relative);
        Diagnostic::new(Level::Error, code, spec.id.as_str(), place, message).with_help(help)
    };
    let unreadable = |error: io::Error| {
        let help = "check that the file exists and may be read";
        refuse("unreadable-file", format!("the file cannot be read: {}", error.kind()), help)
    };
    let opened = fs::File::open(&file.path).map_err(unreadable)?;
    // With room for all of it from the start: growing would have the file in memory twice.
    let length = opened.metadata().map_or(0, |known| known.len().min(MAX_FILE_BYTES));
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    opened.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let message = format!("the file is larger than the limit of {} MiB", MAX_FILE_BYTES >> 20);
        return Err(refuse("file-too-large", message, "split the export by year"));
    }
    Ok(bytes)
}

/// Reads a file as text; bytes that are not UTF-8 are replaced, and a warning names their line.
pub fn read_text(
    file: &FoundFile,
    spec: &SourceSpec,
) -> Result<(String, Vec<Diagnostic>), Diagnostic> {
    let bytes = read(file, spec)?;
    let bytes = match bytes.starts_with(BYTE_ORDER_MARK) {
        true => bytes[BYTE_ORDER_MARK.len()..].to_vec(),
        false => bytes,
    };
    let decoded = match String::from_utf8(bytes) {
        Ok(text) => FileText { text, first_invalid_line: None },
        Err(error) => decode(error.as_bytes()),
    };
    let warnings = decoded.first_invalid_line.map(|line| {
        let place = Evidence::line(&file.relative, line);
        let message = "the file is not UTF-8; bytes that are not were replaced";
        Diagnostic::new(Level::Warning, "not-utf8", spec.id.as_str(), place, message)
            .with_help("save the file as UTF-8")
    });
    Ok((decoded.text, warnings.into_iter().collect()))
}

/// Decodes bytes as UTF-8, a byte order mark left out.
pub fn decode(bytes: &[u8]) -> FileText {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => FileText { text: text.to_owned(), first_invalid_line: None },
        Err(error) => {
            let lines_before = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n');
            FileText {
                text: String::from_utf8_lossy(bytes).into_owned(),
                first_invalid_line: Some(lines_before.count() as u32 + 1),
            }
        }
    }
}

/// Claims that a path, as written, stays below the folder that it is relative to.
pub fn stays_inside(path: &str) -> bool {
    !path.is_empty()
        && Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

fn has_wildcard(pattern: &str) -> bool {
    pattern.contains(['*', '?', '[', '{'])
}

fn literal_base(pattern: &str) -> PathBuf {
    let whole = Path::new(pattern);
    whole
        .components()
        .take_while(|part| !has_wildcard(&part.as_os_str().to_string_lossy()))
        .collect()
}

fn relative_name(folder: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    let parts = relative.components().map(|part| part.as_os_str().to_string_lossy());
    parts.filter(|part| part != ".").collect::<Vec<_>>().join("/")
}

fn leads_out(folder: &Path, path: &Path, relative: &str, spec: &SourceSpec) -> Option<Diagnostic> {
    let inside = match (folder.canonicalize(), path.canonicalize()) {
        (Ok(folder), Ok(path)) => path.starts_with(folder),
        _ => false,
    };
    (!inside).then(|| {
        let message = format!("a link leads out of the portfolio's folder: {relative}");
        let place = Evidence::place(relative);
        Diagnostic::new(Level::Error, "path-outside-portfolio", spec.id.as_str(), place, message)
            .with_help("copy the file into the portfolio's folder")
    })
}

fn walk_diagnostic(
    error: &walkdir::Error,
    pattern: &str,
    spec: &SourceSpec,
    context: &CollectContext<'_>,
) -> Diagnostic {
    let place = error.path().map_or(pattern.to_owned(), |path| relative_name(context.folder, path));
    let not_found = error.io_error().is_some_and(|io| io.kind() == io::ErrorKind::NotFound);
    let (code, message, help) = if error.loop_ancestor().is_some() {
        ("link-loop", format!("a loop of links was left out: {place}"), "remove the link")
    } else if not_found {
        (
            "missing-source",
            format!("the file does not exist: {place}"),
            "check `path` in quarterdeck.toml",
        )
    } else {
        (
            "unreadable-file",
            format!("the path cannot be read: {place}"),
            "check that it may be read",
        )
    };
    Diagnostic::new(Level::Error, code, spec.id.as_str(), Evidence::place(place), message)
        .with_help(help)
}

#[cfg(test)]
mod tests;
