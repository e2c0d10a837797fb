//! How fast reports are rendered: HTML, text, JSON, workbook and pictures, then pages.
//!
//! The two benches link no engine, so a release build of the first takes minutes, and of the second
//! as long as Typst does.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::page::write_section;

/// Measures in release and writes the section `Look` of `docs/benchmarks.md`; `pages` says whether
/// Typst is built for it.
pub(crate) fn run(root: &Path, has_pages: bool) -> Result<()> {
    let mut section = String::from(
        "Written by `cargo xtask bench look`: the zoo report, one thread, release, median.\n\n| what | measured |\n|---|---:|\n",
    );
    let packages: &[&str] = if has_pages { &["qd-report", "qd-pdf"] } else { &["qd-report"] };
    for package in packages {
        for line in measure(root, package)?.lines() {
            let Some((name, value)) = line.split_once('\t') else { continue };
            _ = writeln!(section, "| {package}: {name} | {value} |");
        }
    }
    write_section(root, "Look", &section)
}

/// Runs a crate's bench on one core. Its features alone are built: nothing else of the workspace.
fn measure(root: &Path, package: &str) -> Result<String> {
    let output = Command::new("cargo")
        .current_dir(root)
        .args(["bench", "--locked", "--package", package, "--bench", "look"])
        .output()?;
    if !output.status.success() {
        bail!("the bench of {package} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}
