//! `completions`: a script for a shell, from the command line's own declaration.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::Cli;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

pub(crate) fn run(shell: Shell, output: &Output) -> Result<Exit, Problem> {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "quarterdeck", &mut script);
    output.data(&String::from_utf8_lossy(&script));
    Ok(Exit::Fine)
}
