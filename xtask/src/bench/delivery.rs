//! `bench delivery`: planning, durable deliveries into a folder, and sends to the simulator of SES, in
//! release, beside the disk's own syncs. Links no engine, so that it is built and run in minutes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::bench::target;
use crate::step;

/// How many deliveries are measured, and how many more to see whether memory stays.
const SMALL: &str = "10000";
const LARGE: &str = "100000";
const HEADING: &str = "\n## Delivery\n";

/// Builds, measures, and writes the section of `docs/benchmarks.md`.
pub(crate) fn run(root: &Path) -> Result<()> {
    for (package, example) in [("qd-delivery", "throughput"), ("qd-aws", "ses_throughput")] {
        let arguments = ["build", "--release", "--locked", "-p", package, "--example", example];
        step(root, "cargo", &arguments)?;
    }
    let examples = target(root)?.join("release/examples");
    let work = target(root)?.join("bench");
    fs::create_dir_all(&work)?;
    let measure = |example: &str, n: &str| -> Result<String> {
        let output = Command::new(examples.join(example)).arg(&work).arg(n).output()?;
        if !output.status.success() {
            bail!("{example} failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    };
    let mut section = String::from(HEADING);
    section.push_str(
        "\nWritten by `cargo xtask bench delivery`: release, one message with an audit copy for each \
         recipient, 3 kB, intents and answers synced. The disk's own syncs stand beside.\n\
         Bounds: 10,000 planned in 2 s, 300 deliveries a second into a folder, 500 messages a second \
         to the simulator, memory flat.\n\n```\n",
    );
    for n in [SMALL, LARGE] {
        _ = write!(section, "{}", measure("throughput", n)?);
    }
    _ = writeln!(section, "{}```", measure("ses_throughput", "5000")?);
    let page = root.join("docs/benchmarks.md");
    let kept = fs::read_to_string(&page).context("docs/benchmarks.md")?;
    fs::write(&page, replaced(&kept, &section))?;
    println!("{section}");
    Ok(())
}

/// The page with its section exchanged, or with it at the end.
fn replaced(page: &str, section: &str) -> String {
    let Some((before, rest)) = page.split_once(HEADING) else {
        return format!("{}\n{section}", page.trim_end());
    };
    // What a person wrote below the figures stays.
    let after = rest.splitn(3, "```\n").nth(2).unwrap_or("");
    format!("{before}{section}{after}")
}
