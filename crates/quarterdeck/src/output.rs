//! Where words go: data to stdout, everything else to stderr, secrets to neither.

#![expect(clippy::print_stderr, reason = "the one place that prints")]

use std::io::{IsTerminal, Write};

use serde::Serialize;

use crate::problem::Problem;

/// How a command talks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) is_json: bool,
    pub(crate) is_quiet: bool,
}

impl Output {
    /// Prints data: a pipe that closes early is no error.
    pub(crate) fn data(&self, text: &str) {
        let mut stdout = std::io::stdout().lock();
        let text = text.trim_end_matches('\n');
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
            eprintln!("{text}");
        }
    }

    /// Shows a step of long work on a terminal; the next step takes its line.
    pub(crate) fn progress(&self, text: &str) {
        if !self.is_quiet && std::io::stderr().is_terminal() {
            let line = text.chars().filter(|c| !c.is_control()).take(78).collect::<String>();
            eprint!("\r\x1b[2K{line}");
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
            eprintln!("{value}");
        } else {
            eprint!("{problem}");
        }
    }
}
