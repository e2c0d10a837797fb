//! `demo`: writes the demo portfolio and runs it end to end, into an outbox on this machine.

use std::collections::BTreeSet;
use std::env;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use qd_delivery::{Blocked, OutgoingCheck, Sha256Hex};
use qd_secrets::Guard;

use crate::cli::{Formats, Global, Selection};
use crate::commands::plan::planned;
use crate::commands::send::{say, sent};
use crate::demo_folder::{DemoError, write};
use crate::documents::Wanting;
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::printed::out_folder;
use crate::problem::Problem;
use crate::run::{Opened, Run};

pub(crate) fn run(
    global: &Global,
    folder: &Path,
    selection: &Selection,
    formats: &Formats,
    output: &Output,
) -> Result<Exit, Problem> {
    output.progress("writing the demo portfolio");
    write(folder).map_err(problem)?;
    let global = Global { portfolio: folder.to_owned(), ..global.clone() };
    let run = Run::start(&global, output)?;
    let check = Remembering::new(run.secrets.guard());
    let wanting = Wanting { formats: formats.wanted(), ..Wanting::ALL };
    let plan = planned(&run, selection, wanting, &check, output)?;
    let out = out_folder(&run);
    let n_entities = run.config.entities.len() - 1;
    let n_sources = run.config.sources.len();
    let opened = Opened::open(&global)?;
    let report = sent(&opened, false, &[], &check, output)?;
    let exit = mail::exit(plan.outcome()).worst(mail::exit(report.outcome()));
    if output.is_json {
        output.json(
            &serde_json::json!({ "folder": folder, "out": out, "plan": plan, "sent": report }),
        )?;
        return Ok(exit);
    }
    output.say(&format!("Read {n_sources} sources of {n_entities} entities."));
    say(&report, output);
    output.say(&format!(
        "\nLook at\n  {}/*.html   the reports (also .txt, .pdf, .xlsx and .json)\n  {}/new/   the messages\n\nAsk\n  {program} trace portfolio/net_burn_t3m/2026-09 --portfolio {folder}\n  {program} status --portfolio {folder}",
        out.display(),
        mail::maildir(&opened).display(),
        folder = folder.display(),
        program = program(),
    ));
    Ok(exit)
}

/// A guard that reads the same bytes once: the demo plans and sends in one run, which learns no value
/// between the two.
struct Remembering<'a> {
    guard: Guard<'a>,
    clean: Mutex<BTreeSet<Sha256Hex>>,
}

impl<'a> Remembering<'a> {
    fn new(guard: Guard<'a>) -> Self {
        Self { guard, clean: Mutex::default() }
    }

    fn clean(&self) -> MutexGuard<'_, BTreeSet<Sha256Hex>> {
        self.clean.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OutgoingCheck for Remembering<'_> {
    fn check_message(&self, eml: &[u8]) -> Vec<Blocked> {
        let name = Sha256Hex::of(eml);
        if self.clean().contains(&name) {
            return Vec::new();
        }
        let blocked = OutgoingCheck::check_message(&self.guard, eml);
        if blocked.is_empty() {
            self.clean().insert(name);
        }
        blocked
    }
}

/// What to type to run this program again: cargo's alias, where cargo runs it from a clone.
fn program() -> &'static str {
    if env::var_os("CARGO").is_some() { "cargo quarterdeck" } else { "quarterdeck" }
}

fn problem(error: DemoError) -> Problem {
    match error {
        DemoError::Occupied(folder) => Problem::usage(
            "occupied",
            format!("{} holds something else", folder.display()),
            "choose another folder with --dir DIR",
        ),
        DemoError::Io(path, error) => Problem::usage(
            "unwritable",
            format!("{} cannot be written: {}", path.display(), error.kind()),
            "choose another folder with --dir DIR",
        ),
        DemoError::History(why) => Problem::bug(why),
    }
}
