//! The files of a source and everything that they include, as text.
//!
//! Includes stay inside the portfolio's folder; what is missing, leads out or is included in a loop
//! is a diagnostic at the line that says `include`. Parsing later asks for the targets of a line.

use std::collections::{BTreeMap, BTreeSet};

use qd_facts::{CollectContext, SourceSpec};
use qd_model::{Diagnostic, Evidence, Level};

use super::dialect::Dialect;
use super::journal::Place;
use super::notices::Notices;
use crate::files::{self, FoundFile};

/// How many bytes one source may hold in memory.
const MAX_TOTAL_BYTES: usize = 1 << 30;

/// One file.
pub(crate) struct LoadedFile {
    /// Its text.
    pub(crate) text: String,
    /// The files that a line includes.
    includes: BTreeMap<u32, Vec<usize>>,
}

/// All files of a source.
#[derive(Default)]
pub(crate) struct Loaded {
    /// The files; numbers are those of [`Notices`].
    pub(crate) files: Vec<LoadedFile>,
    /// The files that no other one includes, with their language: each is a journal of its own.
    pub(crate) tops: Vec<(usize, Dialect)>,
}

impl Loaded {
    /// The files that a line of a file includes.
    pub(crate) fn targets(&self, file: usize, line: u32) -> &[usize] {
        self.files[file].includes.get(&line).map_or(&[], Vec::as_slice)
    }
}

/// Reads the files of a source. No file at all is told by an empty list of tops.
pub(crate) fn load(
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    dialect: Option<Dialect>,
    notices: &mut Notices<'_>,
) -> Loaded {
    let (found, diagnostics) = files::find(spec, context);
    notices.extend(diagnostics);
    let is_one = found.len() == 1;
    let mut loader = Loader {
        spec,
        context,
        notices,
        loaded: Loaded::default(),
        known: BTreeMap::new(),
        n_bytes: 0,
    };
    let mut tops = Vec::new();
    for file in found {
        // A folder holds statements and notes too; only a file named by itself may have any name.
        let by_name = dialect.or_else(|| Dialect::of_name(&file.relative));
        if by_name.is_none() && !is_one {
            continue;
        }
        let Some(index) = loader.read(&file) else { continue };
        let text = &loader.loaded.files[index].text;
        let dialect = by_name.unwrap_or_else(|| Dialect::of_content(text));
        loader.follow(index, dialect);
        tops.push((index, dialect));
    }
    let mut loaded = loader.loaded;
    loaded.tops = without_included(&loaded, &tops);
    loaded
}

/// Leaves out the tops that another top reaches; of a loop of tops the first remains.
fn without_included(loaded: &Loaded, tops: &[(usize, Dialect)]) -> Vec<(usize, Dialect)> {
    let included = loaded.files.iter().flat_map(|file| file.includes.values().flatten());
    let included = included.copied().collect::<BTreeSet<_>>();
    let (mut chosen, mut reached) = (Vec::new(), BTreeSet::new());
    let (free, bound): (Vec<_>, Vec<_>) =
        tops.iter().partition(|(index, _)| !included.contains(index));
    for (index, dialect) in free.into_iter().chain(bound) {
        if !reached.contains(&index) {
            reach(loaded, index, &mut reached);
            chosen.push((index, dialect));
        }
    }
    chosen
}

fn reach(loaded: &Loaded, from: usize, reached: &mut BTreeSet<usize>) {
    let mut waiting = vec![from];
    while let Some(index) = waiting.pop() {
        if reached.insert(index) {
            waiting.extend(loaded.files[index].includes.values().flatten());
        }
    }
}

struct Loader<'l, 's> {
    spec: &'l SourceSpec,
    context: &'l CollectContext<'l>,
    notices: &'l mut Notices<'s>,
    loaded: Loaded,
    known: BTreeMap<String, usize>,
    n_bytes: usize,
}

impl Loader<'_, '_> {
    /// Reads a file once; `None` if it cannot be read, which a diagnostic says.
    fn read(&mut self, file: &FoundFile) -> Option<usize> {
        if let Some(known) = self.known.get(&file.relative) {
            return Some(*known);
        }
        let (text, warnings) = match files::read_text(file, self.spec) {
            Ok(read) => read,
            Err(diagnostic) => {
                self.notices.extend([diagnostic]);
                return None;
            }
        };
        self.notices.extend(warnings);
        self.n_bytes += text.len();
        if self.n_bytes > MAX_TOTAL_BYTES {
            let message = format!(
                "the files together are larger than the limit of {} MiB",
                MAX_TOTAL_BYTES >> 20
            );
            let place = Evidence::place(&file.relative);
            let diagnostic = Diagnostic::new(
                Level::Error,
                "file-too-large",
                self.spec.id.as_str(),
                place,
                message,
            );
            self.notices.extend([diagnostic.with_help("give each year a source of its own")]);
            return None;
        }
        let index = self.notices.add_file(&file.relative) as usize;
        let text = self.without_nul(text, index);
        self.loaded.files.push(LoadedFile { text, includes: BTreeMap::new() });
        self.known.insert(file.relative.clone(), index);
        Some(index)
    }

    /// Replaces NUL bytes, which no editor shows, by a character that no number contains.
    fn without_nul(&mut self, text: String, index: usize) -> String {
        let Some(first) = text.find('\0') else { return text };
        let line = text[..first].bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
        let message = format!("the file holds NUL bytes: {}", text.matches('\0').count());
        let place = Place { file: index as u32, line };
        let help = "the file is damaged or not UTF-8: save it again as UTF-8 text";
        self.notices.error("nul-byte", place, &message, help);
        text.replace('\0', "\u{fffd}")
    }

    /// Reads what a file includes, and what those include.
    fn follow(&mut self, top: usize, dialect: Dialect) {
        let (mut waiting, mut seen) = (vec![top], BTreeSet::new());
        while let Some(index) = waiting.pop() {
            if !seen.insert(index) {
                continue;
            }
            for (line, path) in include_lines(&self.loaded.files[index].text, dialect) {
                let targets = self.targets(index, line, &path);
                waiting.extend(&targets);
                self.loaded.files[index].includes.insert(line, targets);
            }
        }
    }

    fn targets(&mut self, index: usize, line: u32, path: &str) -> Vec<usize> {
        let place = Place { file: index as u32, line };
        let from = self.notices.file(place.file).to_owned();
        let Some(pattern) = resolve(&from, path) else {
            let message = format!("the included file lies outside the portfolio's folder: {path}");
            let help = "move the file below the folder of quarterdeck.toml";
            self.notices.error("path-outside-portfolio", place, &message, help);
            return Vec::new();
        };
        let (found, diagnostics) = files::find_below(&pattern, self.spec, self.context);
        let is_glob = pattern.contains(['*', '?', '[', '{']);
        for diagnostic in diagnostics {
            // The place is the line that includes, where it can be mended, not the missing file.
            let code = if diagnostic.code == "missing-source" {
                "missing-include"
            } else {
                "unreadable-include"
            };
            self.notices.error(code, place, &diagnostic.message, "check the path of the include");
        }
        let found = found.into_iter().filter(|file| is_glob || file.relative == pattern);
        // A glob includes everything beside the file, not the file itself.
        let found = found.filter(|file| !(is_glob && file.relative == from));
        found.collect::<Vec<_>>().iter().filter_map(|file| self.read(file)).collect()
    }
}

/// Joins the path of an include to the folder of its file; `None` if that leaves the portfolio.
fn resolve(from: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.is_empty() {
        return None;
    }
    let mut parts = from.split('/').collect::<Vec<_>>();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Finds the lines that include, with their paths.
fn include_lines(text: &str, dialect: Dialect) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    if !text.contains("include") {
        return found;
    }
    let mut is_comment = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_ascii_end();
        let first = line.as_bytes().first();
        if dialect != Dialect::Beancount && matches!(first, Some(b'c' | b't' | b'e')) {
            match line {
                "comment" | "test" => is_comment = true,
                "end comment" | "end test" | "end" => is_comment = false,
                _ => {}
            }
        }
        if is_comment || !matches!(first, Some(b'i' | b'!' | b'@')) {
            continue;
        }
        if let Some(path) = include_path(line, dialect) {
            found.push((index as u32 + 1, path.to_owned()));
        }
    }
    found
}

/// The path of a line that includes; `None` for every other line.
pub(crate) fn include_path(line: &str, dialect: Dialect) -> Option<&str> {
    let rest = line.strip_prefix(['!', '@']).unwrap_or(line).strip_prefix("include")?;
    let rest = rest.strip_prefix([' ', '\t'])?.trim_ascii();
    if dialect == Dialect::Beancount {
        return rest.strip_prefix('"')?.split('"').next();
    }
    let unquoted = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    Some(unquoted.unwrap_or(rest))
}
