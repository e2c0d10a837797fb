//! `init`: a configuration to start from. Never overwrites one.

use std::fs;
use std::io::Write as _;

use crate::cli::Global;
use crate::config::FILE_NAME;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;

const START: &str = include_str!("init.toml");

pub(crate) fn run(global: &Global, output: &Output) -> Result<Exit, Problem> {
    let path = global.portfolio.join(FILE_NAME);
    let cannot = |error: std::io::Error| {
        let message = format!("{} cannot be written: {}", path.display(), error.kind());
        Problem::usage("unwritable", message, "choose another folder with --portfolio DIR")
    };
    fs::create_dir_all(&global.portfolio).map_err(cannot)?;
    let created = fs::OpenOptions::new().write(true).create_new(true).open(&path);
    match created {
        Ok(mut file) => file.write_all(START.as_bytes()).map_err(cannot)?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let message = format!("{} exists already", path.display());
            return Err(Problem::usage(
                "already-there",
                message,
                "edit it, then run `quarterdeck doctor`",
            ));
        }
        Err(error) => return Err(cannot(error)),
    }
    output.say(&format!(
        "Wrote {}.\nName your ventures and sources in it, then run:\n  quarterdeck doctor --portfolio {}",
        path.display(),
        global.portfolio.display()
    ));
    Ok(Exit::Fine)
}
