//! The solvers of the analysis crate alone: a section of `docs/benchmarks.md`.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::page::write_section;
use super::target;
use crate::step;

/// What the figures are held against, by the beginning of their names.
const BOUNDS: [(&str, &str); 3] =
    [("pooling grid", "3 s"), ("agenda of 16", "10 ms"), ("the same, 2000 draws", "3 s")];

/// Builds the crate alone, measures, and writes the section.
pub(crate) fn run(root: &Path) -> Result<()> {
    let build = ["build", "--release", "--locked", "-p", "qd-analysis", "--example", "speed"];
    step(root, "cargo", &build)?;
    let output = Command::new(target(root)?.join("release/examples/speed")).output()?;
    if !output.status.success() {
        bail!("the example `speed` failed: {}", output.status);
    }
    let mut section = String::from(
        "Written by `cargo xtask bench analysis`, release build, on every core. The middle of three runs for the grid, of 21 for an agenda, one for draws.\n\n| what | bound | time |\n|---|---:|---:|\n",
    );
    for line in String::from_utf8(output.stdout)?.lines() {
        let (what, ms) = line.split_once('\t').context("a line has no tab")?;
        let bound = BOUNDS.iter().find(|(start, _)| what.starts_with(start));
        let bound = bound.map_or("", |(_, bound)| bound);
        _ = writeln!(section, "| {what} | {bound} | {ms} ms |");
    }
    write_section(root, "Analysis", &section)
}
