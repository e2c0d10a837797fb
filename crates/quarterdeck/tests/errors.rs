//! Every mistake that a user or a file can make, one TOML file each in `tests/errors/`: the folder it
//! happens in, the command, the exit code, and the lines that must be said. `docs/errors.md` is
//! written from the same files (`cargo xtask tidy` compares).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde::Deserialize;

/// What stands above each case's own configuration.
const BASE: &str = "[portfolio]\nname = \"Case\"\ntimezone = \"UTC\"\nas_of = \"2026-09-30\"\n";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[expect(dead_code, reason = "read by the page")]
    title: String,
    /// Commands that come first and must not fail.
    #[serde(default)]
    before: Vec<Vec<String>>,
    /// Takes the place of `config` after them.
    then_config: Option<String>,
    /// Runs the command in a copy of the folder.
    #[serde(default)]
    in_copy: bool,
    /// Arguments; the portfolio's folder is added. `HASH` stands for what waits for approval,
    /// `DELIVERY` for the first delivery.
    command: Vec<String>,
    exit: i32,
    /// Lines, or parts of lines, of stdout and stderr together.
    says: Vec<String>,
    /// What may not be said.
    #[serde(default)]
    never_says: Vec<String>,
    /// Appended to [`BASE`]; the line numbers of the result count from there.
    #[serde(default)]
    config: String,
    #[serde(default)]
    has_no_config: bool,
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Files of bytes that are no text, in hexadecimal.
    #[serde(default)]
    bytes: BTreeMap<String, String>,
    /// Symbolic links, from name to target.
    #[serde(default)]
    links: BTreeMap<String, String>,
    /// Files that hold one line of so many bytes after a first line.
    #[serde(default)]
    long_lines: BTreeMap<String, (String, usize)>,
}

#[test]
fn every_case_says_what_it_should() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let mut cases =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    cases.sort();
    assert!(cases.len() > 15, "the cases are gone");
    let failures = cases.iter().filter_map(|path| failure(path)).collect::<Vec<_>>();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

fn quarterdeck(arguments: &[String], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_quarterdeck"))
        .args(arguments)
        .arg("--portfolio")
        .arg(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("COLUMNS", "100")
        .output()
        .unwrap()
}

/// The arguments, with what only a run can know filled in.
fn filled(arguments: &[String], folder: &Path) -> Vec<String> {
    let ask = |verb: &str| -> serde_json::Value {
        let output = quarterdeck(&[verb.to_owned(), "--json".to_owned()], folder);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let fill = |argument: &String| match argument.as_str() {
        "HASH" => ask("plan")["approval"].as_str().unwrap().to_owned(),
        "DELIVERY" => ask("status")["lines"][0]["delivery"]["id"].as_str().unwrap().to_owned(),
        _ => argument.clone(),
    };
    arguments.iter().map(fill).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

fn failure(path: &Path) -> Option<String> {
    let case: Case = toml::from_str(&fs::read_to_string(path).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let first = tempfile::tempdir().unwrap();
    let folder = first.path().join("portfolio");
    fs::create_dir(&folder).unwrap();
    write(&case, &folder);
    for command in &case.before {
        let output = quarterdeck(&filled(command, &folder), &folder);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{}: {command:?}: {errors}", path.display());
    }
    if let Some(config) = &case.then_config {
        fs::write(folder.join("quarterdeck.toml"), format!("{BASE}{config}")).unwrap();
    }
    let place = if case.in_copy { first.path().join("copy") } else { folder.clone() };
    if case.in_copy {
        copy(&folder, &place);
    }
    let output = quarterdeck(&filled(&case.command, &place), &place);
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let said = said.replace(&place.display().to_string(), "PORTFOLIO");
    let mut wrong = Vec::new();
    if output.status.code() != Some(case.exit) {
        wrong.push(format!("exit {:?}, expected {}", output.status.code(), case.exit));
    }
    wrong.extend(
        case.says
            .iter()
            .filter(|line| !said.contains(*line))
            .map(|line| format!("does not say: {line}")),
    );
    wrong.extend(
        case.never_says
            .iter()
            .filter(|line| said.contains(*line))
            .map(|line| format!("says: {line}")),
    );
    let shown = said.chars().take(4_000).collect::<String>();
    (!wrong.is_empty())
        .then(|| format!("{}:\n  {}\nit said:\n{shown}", path.display(), wrong.join("\n  ")))
}

fn write(case: &Case, folder: &Path) {
    let place = |name: &String| -> PathBuf {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    };
    if !case.has_no_config {
        fs::write(folder.join("quarterdeck.toml"), format!("{BASE}{}", case.config)).unwrap();
    }
    for (name, text) in &case.files {
        fs::write(place(name), text).unwrap();
    }
    for (name, digits) in &case.bytes {
        let bytes = (0..digits.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap());
        fs::write(place(name), bytes.collect::<Vec<_>>()).unwrap();
    }
    for (name, target) in &case.links {
        std::os::unix::fs::symlink(target, place(name)).unwrap();
    }
    for (name, (first_line, n_bytes)) in &case.long_lines {
        fs::write(place(name), format!("{first_line}\n{}\n", "x".repeat(*n_bytes))).unwrap();
    }
}
