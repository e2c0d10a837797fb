//! The `quarterdeck` command: configuration, clock, wiring, diagnostics.
//!
//! The only crate that sees all others, and the only one that reads the clock and the environment.
//! [`cli`] says what can be asked, `commands` has one file a verb, `config` reads
//! `quarterdeck.toml`, `collect` runs the readers. Data goes to stdout, everything else to stderr.

mod cli;
mod collect;
mod config;
mod embedded;
mod environment;
mod exit;
mod problem;
mod secrets;

fn main() {}
