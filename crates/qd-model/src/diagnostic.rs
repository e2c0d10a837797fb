//! What a reader could not understand, with the place and the mend.

use std::fmt;

use serde::Serialize;

use crate::Evidence;

/// How much a diagnostic matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something was lost or is wrong: numbers may be incomplete.
    Error,
    /// Something is doubtful; numbers hold.
    Warning,
    /// Something was left out on purpose.
    Note,
}

impl Level {
    /// The word for people and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One message about one place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub level: Level,
    /// A kebab-case noun that names the problem: `unbalanced-transaction`.
    pub code: String,
    /// The source's id, or `configuration`, `catalog`.
    pub source: String,
    /// The place.
    pub place: Evidence,
    /// The message: lower case, no final stop, the value last after a colon. Never holds a secret.
    pub message: String,
    /// One thing that the reader can do now.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Makes a diagnostic without help.
    pub fn new(
        level: Level,
        code: &str,
        source: &str,
        place: Evidence,
        message: impl Into<String>,
    ) -> Self {
        let (code, source) = (code.to_owned(), source.to_owned());
        Self { level, code, source, place, message: message.into(), help: None }
    }

    /// Adds what the reader can do now.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {} [{}]", self.place, self.level.as_str(), self.message, self.code)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}
