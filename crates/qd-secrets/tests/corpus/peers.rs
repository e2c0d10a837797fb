//! Other scanners as black boxes: which lines of which files they point at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub const ALL: &[&str] = &["detect-secrets", "kingfisher"];

/// The lines that a peer points at, by path below the folder; `None` where it is not installed.
pub fn lines_of(peer: &str, folder: &Path) -> Option<BTreeMap<String, BTreeSet<usize>>> {
    let Some(program) = program(peer) else {
        assert!(std::env::var_os("CI").is_none(), "{peer} is not installed: `cargo xtask peers`");
        println!("{peer} is not installed (`cargo xtask peers`); its part is skipped");
        return None;
    };
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null()).stderr(Stdio::null());
    match peer {
        "detect-secrets" => {
            command.args(["scan", "--all-files", "--no-verify", "."]);
        }
        _ => {
            command.args(["scan", ".", "--format", "json", "--no-validate", "--confidence", "low"]);
            command.args(["--no-update-check", "--no-dedup"]);
        }
    }
    let output = command.output().expect("the program was found");
    let text = String::from_utf8_lossy(&output.stdout);
    Some(pairs(&text, folder))
}

fn program(peer: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("QUARTERDECK_PEERS")?);
    Some(folder.join("bin").join(peer)).filter(|path| path.exists())
}

/// Path and line of each result, from the JSON of either program: the members `filename` or `path`,
/// and `line_number` or `line`, that stand in one object.
fn pairs(json: &str, folder: &Path) -> BTreeMap<String, BTreeSet<usize>> {
    let mut found: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let (mut path, mut line) = (None, None);
    for piece in json.split([',', '{', '}', '\n']) {
        let Some((key, value)) = piece.split_once(':') else { continue };
        let value = value.trim().trim_matches('"');
        match key.trim().trim_matches('"') {
            "filename" | "path" => path = Some(relative(value, folder)),
            "line_number" | "line" => line = value.parse::<usize>().ok(),
            _ => continue,
        }
        if let (Some(at), Some(n)) = (&path, line) {
            found.entry(String::clone(at)).or_default().insert(n);
            (path, line) = (None, None);
        }
    }
    found
}

fn relative(path: &str, folder: &Path) -> String {
    let path = Path::new(path);
    let path = path.strip_prefix(folder).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    path.to_string_lossy().into_owned()
}
