//! How fast reports are rendered: HTML, text, JSON, workbook and pictures, then pages.
//!
//! The two benches link no engine, so a release build of the first takes minutes, and of the second
//! as long as Typst does.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

/// Measures in release and writes the section `Look` of `docs/benchmarks.md`; `pages` says whether
/// Typst is built for it.
pub(crate) fn run(root: &Path, has_pages: bool) -> Result<()> {
    let mut section = String::from(
        "\n## Look\n\nWritten by `cargo xtask bench look`: the zoo report, one thread, release, median.\n\n| what | measured |\n|---|---:|\n",
    );
    let packages: &[&str] = if has_pages { &["qd-report", "qd-pdf"] } else { &["qd-report"] };
    for package in packages {
        for line in measure(root, package)?.lines() {
            let Some((name, value)) = line.split_once('\t') else { continue };
            _ = writeln!(section, "| {package}: {name} | {value} |");
        }
    }
    let file = root.join("docs/benchmarks.md");
    let page = fs::read_to_string(&file).unwrap_or_default();
    let (before, after) = match page.split_once("\n## Look\n") {
        Some((before, rest)) => {
            (before.to_owned(), rest.find("\n## ").map(|at| rest[at..].to_owned()))
        }
        None => (page, None),
    };
    fs::write(&file, format!("{}\n{section}{}", before.trim_end(), after.unwrap_or_default()))?;
    println!("{section}");
    Ok(())
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
