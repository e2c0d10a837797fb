//! `events`: applies what SES reported. A body that is no event is kept, and stops nothing.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use qd_aws::events::consume;

use crate::cli::Global;
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Opened;

/// The most that is read at once: some hundred thousand events.
const MAX_BYTES: u64 = 256_000_000;

pub(crate) fn run(global: &Global, file: Option<&Path>, output: &Output) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let mut outbox = mail::outbox(&opened.state())?;
    let bytes = match file {
        Some(path) => File::open(path).and_then(bounded),
        None => bounded(io::stdin().lock()),
    };
    let bytes = bytes.map_err(|error| {
        let name = file.map_or_else(|| "standard input".to_owned(), |p| p.display().to_string());
        let message = format!("{name} cannot be read: {error}");
        Problem::usage("unreadable-events", message, "give a file with one body a line")
    })?;
    let bodies = bytes.split(|byte| *byte == b'\n').filter(|body| !body.trim_ascii().is_empty());
    let consumed = consume(&mut outbox, bodies, opened.instant).map_err(mail::delivery_problem)?;
    if output.is_json {
        output.json(&consumed)?;
        return Ok(Exit::Fine);
    }
    output.data(&format!(
        "{} changed a delivery, {} told nothing new, {} wait for their delivery, {} say nothing \
         about one, {} could not be read and are kept",
        consumed.n_changed,
        consumed.n_known,
        consumed.n_parked,
        consumed.n_ignored,
        consumed.n_dead
    ));
    Ok(Exit::Fine)
}

fn bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("it holds more than 256 MB"));
    }
    Ok(bytes)
}
