//! Headline figures, measured on the release build and the dev build, written to `docs/benchmarks.md`;
//! the benches of single crates beside it write sections of the same page.

pub(crate) mod analysis;
pub(crate) mod delivery;
pub(crate) mod ledgers;
pub(crate) mod look;
mod page;
pub(crate) mod secrets;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{fixtures, step};

/// The reports that the bound on the demo is set for.
const BOUNDED: [&str; 8] = [
    "ceo",
    "cto",
    "cfo",
    "cmo",
    "accounting",
    "operator-rental",
    "operator-delivery",
    "operator-agency",
];

/// One measured command.
pub(crate) struct Sample {
    pub(crate) wall_ms: f64,
    pub(crate) peak_mb: f64,
}

/// Builds both profiles, measures, and writes the page.
pub(crate) fn run(root: &Path) -> Result<()> {
    let started = Instant::now();
    step(root, "cargo", &["build", "--release", "--locked", "--bin", "quarterdeck"])?;
    let release_build = started.elapsed();
    step(root, "cargo", &["build", "--locked", "--bin", "quarterdeck"])?;
    let target = target(root)?;
    let work = target.join("bench");
    fs::create_dir_all(&work)?;
    let mut page = String::from(
        "# Benchmarks\n\nWritten by `cargo xtask bench`; each figure is the median of the runs named, with the slowest in brackets.\n\n",
    );
    _ = writeln!(page, "Machine: {} cores, {}.\n", thread::available_parallelism()?, rustc()?);
    page.push_str("| what | bound | release | peak memory | dev |\n|---|---|---:|---:|---:|\n");
    let demo = work.join("demo");
    let demo_path = demo.display().to_string();
    let mut bounded = vec!["demo", "--quiet", "--dir", &demo_path, "--format", "html,text,json"];
    bounded.extend(BOUNDED.iter().flat_map(|report| ["--report", report]));
    row(
        &mut page,
        &target,
        "`quarterdeck demo --format html,text,json`, eight reports into the outbox: what the bound is set for",
        "2 s, 250 MB; dev 5 s",
        7,
        &bounded,
        || {
            _ = fs::remove_dir_all(&demo);
        },
    )?;
    row(
        &mut page,
        &target,
        "`quarterdeck demo`, all reports and a crew sheet in five formats into the outbox",
        "",
        7,
        &["demo", "--quiet", "--dir", &demo_path],
        || {
            _ = fs::remove_dir_all(&demo);
        },
    )?;
    row(&mut page, &target, "`quarterdeck --help`", "20 ms", 15, &["--help"], || {})?;
    let portfolio = work.join("postings");
    _ = fs::remove_dir_all(&portfolio);
    fixtures::write_portfolio(&portfolio, 1, 100_000)?;
    let path = portfolio.display().to_string();
    row(
        &mut page,
        &target,
        "`quarterdeck build`, a book of 100,000 postings, two reports",
        "",
        5,
        &["build", "--quiet", "--portfolio", &path],
        || {},
    )?;
    _ = writeln!(
        page,
        "\nRelease build in this run: {} s of wall time (0 to 2 s where it was built before).",
        release_build.as_secs()
    );
    let docs = root.join("docs");
    fs::create_dir_all(&docs)?;
    let kept = fs::read_to_string(docs.join("benchmarks.md")).unwrap_or_default();
    if let Some((_, budget)) = kept.split_once("\n## Build budget") {
        page.push_str("\n## Build budget");
        page.push_str(budget);
    }
    fs::write(docs.join("benchmarks.md"), &page)?;
    println!("{page}");
    Ok(())
}

fn row(
    page: &mut String,
    target: &Path,
    what: &str,
    bound: &str,
    n_runs: usize,
    arguments: &[&str],
    before_each: impl Fn(),
) -> Result<()> {
    let measure = |profile: &str| -> Result<(f64, f64, f64)> {
        let binary = target.join(profile).join("quarterdeck");
        let mut samples = Vec::new();
        for _ in 0..n_runs {
            before_each();
            samples.push(sample(&binary, arguments)?);
        }
        samples.sort_by(|a, b| a.wall_ms.total_cmp(&b.wall_ms));
        let peak = samples.iter().map(|sample| sample.peak_mb).fold(0.0, f64::max);
        let last = samples.last().map_or(0.0, |sample| sample.wall_ms);
        Ok((samples[samples.len() / 2].wall_ms, last, peak))
    };
    let (median, slowest, peak) = measure("release")?;
    let (dev_median, dev_slowest, _) = measure("debug")?;
    _ = writeln!(
        page,
        "| {what}; {n_runs} runs | {bound} | {median:.0} ms ({slowest:.0}) | {peak:.0} MB | {dev_median:.0} ms ({dev_slowest:.0}) |"
    );
    Ok(())
}

/// Runs a command to its end; the peak is the high-water mark of its resident memory.
pub(crate) fn sample(binary: &Path, arguments: &[&str]) -> Result<Sample> {
    let started = Instant::now();
    let mut child = Command::new(binary)
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot run {}", binary.display()))?;
    let status_file = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak_kb = 0u64;
    let status = loop {
        peak_kb = peak_kb.max(high_water_kb(&status_file));
        match child.try_wait()? {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(1)),
        }
    };
    let wall_ms = started.elapsed().as_secs_f64() * 1_000.0;
    if !status.success() {
        bail!("{} {arguments:?} failed: {status}", binary.display());
    }
    Ok(Sample { wall_ms, peak_mb: peak_kb as f64 / 1_024.0 })
}

fn high_water_kb(status: &Path) -> u64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

pub(crate) fn target(root: &Path) -> Result<PathBuf> {
    let output = Command::new("cargo")
        .current_dir(root)
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let folder =
        metadata["target_directory"].as_str().context("cargo names no target directory")?;
    Ok(PathBuf::from(folder))
}

fn rustc() -> Result<String> {
    let output = Command::new("rustc").arg("--version").output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
