//! Where words go: data to stdout, everything else to stderr, secrets to neither.

#![expect(clippy::print_stderr, reason = "the one place that prints")]

use std::io::{IsTerminal, Write};
use std::sync::{Arc, PoisonError, RwLock};

use qd_secrets::SecretKey;
use qd_sources::RunSecrets;
use serde::Serialize;

use crate::problem::Problem;

/// What this process has seen, for everything that it says. A process without a portfolio has seen
/// nothing, and its errors are read for patterns alone: a snippet of a configuration may hold a
/// password that stands where none belongs.
static SEEN: RwLock<Vec<Arc<RunSecrets>>> = RwLock::new(Vec::new());

/// Has everything that is said from now on read by this run's guard too.
pub(crate) fn guard_with(secrets: &Arc<RunSecrets>) {
    SEEN.write().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(secrets));
}

fn masked(text: &str) -> String {
    let seen = SEEN.read().unwrap_or_else(PoisonError::into_inner);
    if seen.is_empty() {
        return RunSecrets::new(SecretKey::new([0; 32])).guard().mask(text);
    }
    seen.iter().fold(text.to_owned(), |text, secrets| secrets.guard().mask(&text))
}

/// How a command talks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) is_json: bool,
    pub(crate) is_quiet: bool,
}

impl Output {
    /// Prints data: a pipe that closes early is no error.
    pub(crate) fn data(&self, text: &str) {
        let text = text.trim_end_matches('\n');
        // What no run made holds nothing of a portfolio: a script of completions, a key's name.
        let is_ours = SEEN.read().unwrap_or_else(PoisonError::into_inner).is_empty();
        let text = if is_ours { text.to_owned() } else { masked(text) };
        let mut stdout = std::io::stdout().lock();
        _ = writeln!(stdout, "{text}");
    }

    /// Prints data as JSON.
    pub(crate) fn json(&self, value: &impl Serialize) -> Result<(), Problem> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| Problem::bug(format!("data that is no JSON: {error}")))?;
        self.data(&text);
        Ok(())
    }

    /// Says something to the person at the terminal.
    pub(crate) fn say(&self, text: &str) {
        if !self.is_quiet {
            eprintln!("{}", masked(text));
        }
    }

    /// Says that something which should have happened did not; `--quiet` does not silence it.
    pub(crate) fn alarm(&self, text: &str) {
        eprintln!("ALARM: {}", masked(text));
    }

    /// Shows a step of long work on a terminal; the next step takes its line.
    pub(crate) fn progress(&self, text: &str) {
        if !self.is_quiet && std::io::stderr().is_terminal() {
            let line = text.chars().filter(|c| !c.is_control()).take(78).collect::<String>();
            eprint!("\r\x1b[2K{}", masked(&line));
        }
    }

    /// Ends the line of [`Output::progress`].
    pub(crate) fn progress_end(&self) {
        if !self.is_quiet && std::io::stderr().is_terminal() {
            eprint!("\r\x1b[2K");
        }
    }

    /// Says why a command ends early.
    pub(crate) fn problem(&self, problem: &Problem) {
        if self.is_json {
            let value = serde_json::json!({
                "error": { "code": problem.code, "message": problem.message, "help": problem.help,
                           "exit": problem.exit.code() }
            });
            eprintln!("{}", masked(&value.to_string()));
        } else {
            eprint!("{}", masked(&problem.to_string()));
        }
    }
}
