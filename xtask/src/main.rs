//! Chores of the repository: `cargo xtask tidy|test|peers|errors|bench|gallery|fixtures`.
//!
//! Nothing here ships. `tidy` keeps the promises that a compiler cannot (crate edges, twins, sizes),
//! `test` is the README's second command.

#![expect(clippy::print_stdout, reason = "a chore talks to the person who runs it")]

mod bench;
mod errors;
mod fixtures;
mod gallery;
mod journals;
mod peers;
mod tidy;

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

const USAGE: &str = "usage: cargo xtask COMMAND

  tidy                             check edges, twins, sizes, features, paths
  test [FILTER]                    tidy, format, lints, then every test
  peers                            install the Python peers of the tests into a folder of the cache
  errors                           write docs/errors.md from the reproducers
  bench                            measure the headline figures, write docs/benchmarks.md
  bench delivery                   measure planning and sending, without the engine
  bench ledgers                    measure the reader of journals beside other tools
  bench analysis                   measure the pooling grid and the agenda's solver
  bench look [--pages]             measure the renderers, and with pages (builds Typst) PDF too
  gallery                          write docs/gallery.md and take its pictures
  bench secrets                    measure the search for secrets beside kingfisher, and the guard
  fixtures --portfolios N --out DIR [--postings N]
                                   generate seeded portfolios
  fixtures --journals --out DIR [--postings N]
                                   generate a journal in three languages";

fn main() -> Result<()> {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let root = root()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["tidy"] => tidy::run(&root),
        ["test", filter @ ..] => test(&root, filter),
        ["peers"] => peers::install().map(|folder| println!("{}", folder.display())),
        ["bench"] => bench::run(&root),
        ["bench", "analysis"] => bench::analysis::run(&root),
        ["bench", "delivery"] => bench::delivery::run(&root),
        ["bench", "ledgers"] => bench::ledgers::run(&root),
        ["bench", "look"] => bench::look::run(&root, false),
        ["bench", "look", "--pages"] => bench::look::run(&root, true),
        ["gallery"] => gallery::write(&root),
        ["bench", "secrets"] => bench::secrets::run(&root),
        ["errors"] => errors::write(&root),
        ["fixtures", options @ ..] => fixtures::run(options),
        _ => bail!("{USAGE}"),
    }
}

/// Runs everything that must hold before a change lands. Where peers are not installed their tests
/// say so and pass; in CI they fail instead.
fn test(root: &Path, filter: &[&str]) -> Result<()> {
    let started = Instant::now();
    tidy::run(root)?;
    step(root, "cargo", &["fmt", "--all", "--check"])?;
    let mut tests = Command::new("cargo");
    tests
        .current_dir(root)
        .args(["test", "--workspace", "--locked", "--no-fail-fast"])
        .args(filter);
    // Laws hold for the same seeded inputs on every machine; `cargo test` alone draws new ones.
    tests.env("PROPTEST_RNG_SEED", "20260930");
    match peers::find() {
        Some(folder) => _ = tests.env("QUARTERDECK_PEERS", folder),
        None => println!("peers: not installed (`cargo xtask peers`); their tests are skipped"),
    }
    run(tests)?;
    println!("test: {} s in all", started.elapsed().as_secs());
    Ok(())
}

fn step(root: &Path, program: &str, arguments: &[&str]) -> Result<()> {
    let mut command = Command::new(program);
    command.current_dir(root).args(arguments);
    run(command)
}

fn run(mut command: Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
    if !status.success() {
        bail!("{command:?} failed: {status}");
    }
    Ok(())
}

/// The repository's root: the parent of this crate's folder. Cargo names it at run time; the path
/// known at compile time may be another clone's, where both share a target directory.
fn root() -> Result<PathBuf> {
    let folder =
        env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let folder = Path::new(&folder);
    folder.parent().map(Path::to_owned).context("xtask stands below the repository's root")
}
