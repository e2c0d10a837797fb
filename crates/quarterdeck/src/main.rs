//! The `quarterdeck` command: configuration, clock, wiring, diagnostics.
//!
//! The only crate that sees all others, and the only one that reads the clock and the environment.
//! [`cli`] says what can be asked, [`commands`] has one file a verb, [`config`] reads
//! `quarterdeck.toml`, [`run`] reads sources and computes, [`documents`] makes reports of that, and
//! [`mail`] hands them to the outbox. Data goes to stdout, everything else to stderr.

mod cli;
mod collect;
mod commands;
mod config;
mod demo_folder;
mod diagnose;
mod documents;
mod edition_name;
mod embedded;
mod environment;
mod exit;
mod expected;
mod jobs;
mod kept_rows;
mod mail;
mod origin;
mod output;
mod pages;
mod printed;
mod problem;
mod readiness;
mod run;
mod secrets;
mod settings;
mod tabular;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Verb};
use crate::documents::Wanting;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output { is_json: cli.global.json, is_quiet: cli.global.quiet };
    let exit = run(&cli, &output).unwrap_or_else(|problem| {
        output.progress_end();
        output.problem(&problem);
        problem.exit
    });
    ExitCode::from(exit.code())
}

fn run(cli: &Cli, output: &Output) -> Result<Exit, Problem> {
    let global = &cli.global;
    match &cli.verb {
        Verb::Init => commands::init::run(global, output),
        Verb::Demo { dir, selection, formats } => {
            commands::demo::run(global, dir, selection, formats, output)
        }
        Verb::Doctor => commands::doctor::run(global, output),
        Verb::Build { selection, formats, ascii, fail_on } => {
            let wanting = Wanting { formats: formats.wanted(), is_ascii: *ascii, correction: None };
            commands::build::run(global, selection, wanting, *fail_on, output)
        }
        Verb::Plan { selection, reissue } => {
            commands::plan::run(global, selection, reissue.as_deref(), output)
        }
        Verb::Approve { hash, by } => commands::approve::run(global, hash, by.as_deref(), output),
        Verb::Cancel { delivery, by } => {
            commands::cancel::run(global, delivery, by.as_deref(), output)
        }
        Verb::Send { dry_run } => commands::send::run(global, *dry_run, output),
        Verb::Status { due } => commands::status::run(global, *due, output),
        Verb::Next { count } => commands::next::run(global, *count, output),
        Verb::Serve { once, .. } => commands::serve::run(global, *once, output),
        Verb::Resume(word) => commands::resume::run(global, word, output),
        Verb::Events { queue: true, .. } => commands::events::from_queue(global, output),
        Verb::Events { mirror: true, .. } => commands::events::mirror(global, output),
        Verb::Events { file, sns, .. } => {
            commands::events::run(global, file.as_deref(), *sns, output)
        }
        Verb::Actions { post } => commands::actions::run(global, *post, output),
        Verb::Archive { verb } => commands::archive::run(global, verb, output),
        Verb::Diff { from, to, inputs } => {
            commands::diff::run(global, [from, to], inputs.as_deref(), output)
        }
        Verb::Trace { figures, limit } => commands::trace::run(global, figures, *limit, output),
        Verb::Agenda => commands::agenda::run(global, output),
        Verb::Query { sql } => commands::query::run(global, sql, output),
        Verb::Catalog { verb } => commands::catalog::run(global, verb, output),
        Verb::Completions { shell } => commands::completions::run(*shell, output),
    }
}
