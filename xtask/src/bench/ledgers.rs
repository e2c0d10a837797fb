//! The reader of journals beside the tools whose languages it reads, on the same transactions: a
//! section of `docs/benchmarks.md`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::page::write_section;
use super::{sample, target};
use crate::{journals, peers, step};

/// How many postings the journals have.
const SIZES: [u32; 4] = [10_000, 100_000, 1_000_000, 10_000_000];
/// Peers take a minute and more above that.
const MOST_OF_PEERS: u32 = 1_000_000;

/// Builds the reader alone, measures, and writes the section.
pub(crate) fn run(root: &Path) -> Result<()> {
    let build = ["build", "--release", "--locked", "-p", "qd-sources", "--example", "read_journal"];
    step(root, "cargo", &build)?;
    let target = target(root)?;
    let reader = target.join("release/examples/read_journal");
    let mut section = String::from(
        "Written by `cargo xtask bench ledgers`: from a cold process to the columns of the facts, everything booked and checked, secrets looked for; the median of 5 runs, and the largest resident memory. The recipe is `cargo xtask fixtures --journals`.\n\n| postings | size | beancount | hledger | ledger | memory |\n|---:|---:|---:|---:|---:|---:|\n",
    );
    let mut ours = Vec::new();
    for size in SIZES {
        let folder = target.join(format!("bench/journals-{size}"));
        let bytes = journals::write(&folder, size)?;
        let mut cells = Vec::new();
        let mut peak = 0f64;
        for (language, file) in journals::WRAPPERS {
            let (wall_ms, peak_mb) = median(&reader, &[&folder.display().to_string(), file], 5)?;
            cells.push(format!("{wall_ms:.0} ms"));
            peak = peak.max(peak_mb);
            ours.push((size, language, wall_ms));
        }
        _ = writeln!(
            section,
            "| {size} | {:.1} MB | {} | {peak:.0} MB |",
            bytes as f64 / 1e6,
            cells.join(" | ")
        );
        if size > MOST_OF_PEERS {
            fs::remove_dir_all(&folder)?;
        }
    }
    section += &beside(&target, &ours)?;
    write_section(root, "Journals", &section)
}

/// The tools on the same files: what they take for all balances, and how many times ours that is.
fn beside(target: &Path, ours: &[(u32, &str, f64)]) -> Result<String> {
    let mut text = String::from(
        "\nThe tools on the same files, one run each, balances of all accounts printed:\n\n| postings | tool | time | memory | times ours |\n|---:|---|---:|---:|---:|\n",
    );
    let python = peers::find().map(|folder| folder.join("bin"));
    for size in SIZES.into_iter().filter(|size| *size <= MOST_OF_PEERS) {
        let folder = target.join(format!("bench/journals-{size}"));
        let path = |name: &str| folder.join(name).display().to_string();
        let (beancount, hledger, ledger) =
            (path("main.beancount"), path("main.journal"), path("main.ledger"));
        let check = python.as_ref().map(|folder| folder.join("bean-check"));
        let runs: [(&str, &str, Option<PathBuf>, Vec<&str>); 3] = [
            ("bean-check", "beancount", check, vec!["--no-cache", &beancount]),
            (
                "hledger",
                "hledger",
                Some("hledger".into()),
                vec!["-f", &hledger, "balance", "--flat"],
            ),
            ("ledger", "ledger", Some("ledger".into()), vec!["-f", &ledger, "balance", "--flat"]),
        ];
        for (name, language, program, arguments) in runs {
            let Some(program) = program.filter(|program| is_there(program)) else { continue };
            let sample = sample(&program, &arguments)?;
            let known = ours.iter().find(|(of, known, _)| *of == size && *known == language);
            let (_, _, wall_ms) = known.context("measured before")?;
            _ = writeln!(
                text,
                "| {size} | {name} | {:.2} s | {:.0} MB | {:.0} |",
                sample.wall_ms / 1e3,
                sample.peak_mb,
                sample.wall_ms / wall_ms
            );
        }
    }
    Ok(text)
}

fn is_there(program: &Path) -> bool {
    Command::new(program).arg("--help").output().is_ok()
}

fn median(program: &Path, arguments: &[&str], n_runs: usize) -> Result<(f64, f64)> {
    let mut samples = Vec::new();
    for _ in 0..n_runs {
        samples.push(sample(program, arguments)?);
    }
    samples.sort_by(|a, b| a.wall_ms.total_cmp(&b.wall_ms));
    let peak = samples.iter().map(|sample| sample.peak_mb).fold(0.0, f64::max);
    Ok((samples[n_runs / 2].wall_ms, peak))
}
