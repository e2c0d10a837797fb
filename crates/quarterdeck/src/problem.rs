//! Problems as people see them: what, where, and what to do now. The only place that knows miette.

use std::fmt;
use std::path::Path;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use qd_model::{Diagnostic, Level};

use crate::config::{ConfigError, FILE_NAME, Mistake};
use crate::exit::Exit;

/// Why a command ends early.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) exit: Exit,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// Rendered snippets, where the problem lies in a file.
    details: Vec<String>,
}

impl Problem {
    /// A mistake in usage or configuration.
    pub(crate) fn usage(code: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Exit::Usage, code, message, Some(help.into()))
    }

    /// Something that we got wrong.
    pub(crate) fn bug(message: impl Into<String>) -> Self {
        let help = "this is a bug in Quarterdeck: please report it with this message".to_owned();
        Self::new(Exit::Bug, "internal", message, Some(help))
    }

    /// Any problem.
    pub(crate) fn new(
        exit: Exit,
        code: &str,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        Self { exit, code: code.to_owned(), message: message.into(), help, details: Vec::new() }
    }

    /// The configuration's mistakes, each with its line.
    pub(crate) fn configuration(error: ConfigError, folder: &Path) -> Self {
        match error {
            ConfigError::Unreadable { path, why } if why.kind() == std::io::ErrorKind::NotFound => {
                let message = format!("there is no {FILE_NAME} in {}", folder.display());
                let help = format!(
                    "name the portfolio's folder with --portfolio DIR, or write {} with `quarterdeck init`",
                    path.display()
                );
                Self::usage("no-configuration", message, help)
            }
            ConfigError::Unreadable { path, why } => {
                let message = format!("{} cannot be read: {}", path.display(), why.kind());
                Self::usage(
                    "unreadable-configuration",
                    message,
                    "check that the file is UTF-8 and may be read",
                )
            }
            ConfigError::Mistakes { path, text, mistakes } => {
                let n = mistakes.len();
                let s = if n == 1 { "" } else { "s" };
                let message = format!("{} has {n} mistake{s}; nothing was run", path.display());
                let mut problem = Self::new(Exit::Usage, "configuration", message, None);
                let name = path.display().to_string();
                problem.details =
                    mistakes.iter().map(|mistake| snippet(&name, &text, mistake)).collect();
                problem
            }
        }
    }

    /// Diagnostics of a catalog or a template: it cannot be used.
    pub(crate) fn diagnostics(message: impl Into<String>, diagnostics: &[Diagnostic]) -> Self {
        let mut problem = Self::new(Exit::Usage, "catalog", message, None);
        problem.details = diagnostics.iter().map(plain).collect();
        problem
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error[{}]: {}", self.code, self.message)?;
        for detail in &self.details {
            writeln!(f, "{}", detail.trim_end())?;
        }
        match &self.help {
            Some(help) => writeln!(f, "  help: {help}"),
            None => Ok(()),
        }
    }
}

/// One diagnostic of a reader, on its lines for a terminal.
pub(crate) fn plain(diagnostic: &Diagnostic) -> String {
    let word = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let head = format!("{word}[{}]: {}: {}", diagnostic.code, diagnostic.place, diagnostic.message);
    // Messages quote outside text: control codes must not reach the terminal.
    let text = match &diagnostic.help {
        Some(help) => format!("{head}\n  help: {help}"),
        None => head,
    };
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

/// A mistake with the lines around it.
fn snippet(name: &str, text: &str, mistake: &Mistake) -> String {
    let shown = Shown { source: NamedSource::new(name, text.to_owned()), mistake };
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_context_lines(1)
        .with_links(false);
    let mut rendered = String::new();
    match handler.render_report(&mut rendered, &shown) {
        Ok(()) => rendered,
        Err(_) => mistake.message.clone(),
    }
}

#[derive(Debug)]
struct Shown<'a> {
    source: NamedSource<String>,
    mistake: &'a Mistake,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.mistake.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.mistake.code))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.mistake.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = LabeledSpan::new_with_span(Some("here".to_owned()), self.mistake.span.clone());
        Some(Box::new(std::iter::once(span)))
    }
}
