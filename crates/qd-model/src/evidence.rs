//! Where a row came from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in a source: `file:line`, `repo@commit:path`, an ARN, a message id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Evidence {
    /// The file relative to the portfolio's folder, or whatever else names the place.
    pub file: String,
    /// The line, counted from 1; `None` where lines mean nothing.
    pub line: Option<u32>,
}

impl Evidence {
    /// Names a line of a file.
    pub fn line(file: impl Into<String>, line: u32) -> Self {
        Self { file: file.into(), line: Some(line) }
    }

    /// Names a place without lines.
    pub fn place(place: impl Into<String>) -> Self {
        Self { file: place.into(), line: None }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}
