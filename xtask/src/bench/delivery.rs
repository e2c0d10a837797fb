//! `bench delivery`: planning, durable deliveries into a folder, and sends to the simulator of SES, in
//! release, beside the disk's own syncs. Links no engine, so that it is built and run in minutes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::page::write_section;
use super::target;
use crate::step;

/// How many deliveries are measured, and how many more to see whether memory stays.
const SMALL: &str = "10000";
const LARGE: &str = "100000";

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
    let mut section = String::from(
        "Written by `cargo xtask bench delivery`: release, one message with an audit copy for each \
         recipient, 3 kB, intents and answers synced. The disk's own syncs stand beside, and the \
         processor's time, because other work may go on. Plan, send and verify are processes of their \
         own; the simulator is part of the process that sends to it.\n\
         Bounds: 10,000 planned in 2 s, 300 deliveries a second into a folder, 500 messages a second \
         to the simulator, memory flat.\n\n```\n",
    );
    for n in [SMALL, LARGE] {
        _ = write!(section, "{}", measure("throughput", n)?);
    }
    _ = writeln!(section, "{}```", measure("ses_throughput", "5000")?);
    write_section(root, "Delivery", &section)
}
