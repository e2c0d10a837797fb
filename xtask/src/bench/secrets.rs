//! The search for secrets beside kingfisher, on a repository made of the sources of crates: a section
//! of `docs/benchmarks.md`.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::page::write_section;
use super::target;
use crate::{peers, step};

/// Bytes of HEAD of the first repository, and of all versions of the second.
const HEAD_BYTES: u64 = 65_000_000;
const HISTORY_BYTES: u64 = 200_000_000;
/// Files of one commit of the second.
const FILES_OF_A_COMMIT: usize = 12;

/// CPU and wall seconds of one command.
struct Spent {
    wall: f64,
    cpu: f64,
}

/// Builds the readers alone, measures, and writes the section.
pub(crate) fn run(root: &Path) -> Result<()> {
    let build =
        ["build", "--release", "--locked", "-p", "qd-sources", "--example", "search_repository"];
    step(root, "cargo", &build)?;
    let build = ["build", "--release", "--locked", "-p", "qd-secrets", "--example", "guard_speed"];
    step(root, "cargo", &build)?;
    let target = target(root)?;
    let search = target.join("release/examples/search_repository");
    let work = target.join("bench/secrets");
    fs::create_dir_all(&work)?;
    let head = repository(&work, "head", HEAD_BYTES, usize::MAX)?;
    let history = repository(&work, "history", HISTORY_BYTES, FILES_OF_A_COMMIT)?;
    let mut section = String::from(
        "Written by `cargo xtask bench secrets`: the whole reading of a `git` source from a cold process, its commits too, on repositories made of the sources of the crates in the registry; the better of two runs.\n\n| what | wall | CPU |\n|---|---:|---:|\n",
    );
    let cache = work.join("cache");
    let folder = work.display().to_string();
    let mut row = |what: &str, program: &Path, arguments: &[&str], fresh: bool| -> Result<()> {
        let mut best: Option<Spent> = None;
        for _ in 0..2 {
            if fresh {
                _ = fs::remove_dir_all(&cache);
            }
            let spent = spent(program, arguments, &work)?;
            if best.as_ref().is_none_or(|best| spent.cpu < best.cpu) {
                best = Some(spent);
            }
        }
        let best = best.context("two runs")?;
        _ = writeln!(section, "| {what} | {:.2} s | {:.2} s |", best.wall, best.cpu);
        Ok(())
    };
    let cache_path = cache.display().to_string();
    row("one commit of 65 MB", &search, &[folder.as_str(), "head"], true)?;
    row(
        "history of 200 MB, cold",
        &search,
        &[folder.as_str(), "history", cache_path.as_str()],
        true,
    )?;
    row(
        "history of 200 MB, again",
        &search,
        &[folder.as_str(), "history", cache_path.as_str()],
        false,
    )?;
    if let Some(kingfisher) = peers::find().map(|folder| folder.join("bin/kingfisher")) {
        let options =
            ["--format", "json", "--no-validate", "--no-update-check", "--confidence", "low"];
        for (what, name, mode) in [
            ("kingfisher, the same 65 MB", &head, "none"),
            ("kingfisher, the same history", &history, "full"),
        ] {
            let path = name.display().to_string();
            let arguments =
                [&["scan", path.as_str(), "--git-history", mode][..], &options].concat();
            row(what, &kingfisher, &arguments, false)?;
        }
    }
    let guard = Command::new(target.join("release/examples/guard_speed")).output()?;
    let guard = String::from_utf8_lossy(&guard.stdout).trim().to_owned();
    _ = writeln!(section, "\nThe guard, on a body of 1 MB: {guard}.");
    write_section(root, "Secrets", &section)
}

/// A repository of sources of crates, packed: files until so many bytes, so many a commit.
fn repository(work: &Path, name: &str, limit: u64, files_of_a_commit: usize) -> Result<PathBuf> {
    let path = work.join(name);
    if path.join("complete").exists() {
        return Ok(path);
    }
    _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path)?;
    git(&path, &["init", "--quiet", "-b", "main"])?;
    let mut import = Command::new("git")
        .args(["fast-import", "--quiet"])
        .current_dir(&path)
        .stdin(Stdio::piped())
        .spawn()?;
    let mut stream = std::io::BufWriter::new(import.stdin.take().context("a pipe")?);
    let (mut bytes, mut in_commit, mut n_commits) = (0, 0, 0u64);
    for (relative, file) in sources()? {
        let content = fs::read(&file)?;
        if content.len() > 4 << 20 {
            continue;
        }
        if bytes + content.len() as u64 > limit {
            break;
        }
        // In a history the versions of one crate are versions of one file.
        let is_history = files_of_a_commit != usize::MAX;
        let relative = if is_history { without_version(&relative) } else { relative };
        if n_commits == 0 || in_commit >= files_of_a_commit {
            n_commits += 1;
            in_commit = 0;
            let at = 1_600_000_000 + n_commits * 3_600;
            write!(
                stream,
                "commit refs/heads/main\ncommitter A <a@b.example> {at} +0000\ndata 4\nmore\n"
            )?;
        }
        write!(stream, "M 100644 inline {relative}\ndata {}\n", content.len())?;
        stream.write_all(&content)?;
        stream.write_all(b"\n")?;
        bytes += content.len() as u64;
        in_commit += 1;
    }
    drop(stream);
    if !import.wait()?.success() {
        bail!("git fast-import failed");
    }
    git(&path, &["checkout", "--quiet", "-f", "main"])?;
    git(&path, &["repack", "-adfq"])?;
    fs::write(path.join("complete"), "")?;
    git(&path, &["status", "--short"])?;
    Ok(path)
}

/// `registry/syn-2.0.1/src/lib.rs` as `registry/syn/src/lib.rs`.
fn without_version(path: &str) -> String {
    let parts = path.split('/').enumerate().map(|(n, part)| match part.rsplit_once('-') {
        Some((name, version)) if n == 1 && version.starts_with(|c: char| c.is_ascii_digit()) => {
            name
        }
        _ => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn git(path: &Path, arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(path);
    crate::run(command)
}

/// The sources in the registry: a name for each below the repository, and its path.
fn sources() -> Result<Vec<(String, PathBuf)>> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let registry = home.context("no HOME")?.join("registry/src");
    let mut waiting = vec![registry.clone()];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder)?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(relative) = path.strip_prefix(&registry) {
                let relative = relative.to_string_lossy().into_owned();
                if !relative.contains(['"', '\n', ' ']) {
                    found.push((relative, path));
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Runs a command and asks the system what it spent: wall and CPU seconds.
fn spent(program: &Path, arguments: &[&str], folder: &Path) -> Result<Spent> {
    let script = "import resource,subprocess,sys,time\ns=time.time()\np=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)\nr=resource.getrusage(resource.RUSAGE_CHILDREN)\nprint(time.time()-s,r.ru_utime+r.ru_stime)";
    let output = Command::new("python3")
        .args(["-c", script])
        .arg(program)
        .args(arguments)
        .current_dir(folder)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
    let (wall, cpu) = (numbers.next(), numbers.next());
    Ok(Spent { wall: wall.context("no wall time")?, cpu: cpu.context("no CPU time")? })
}
