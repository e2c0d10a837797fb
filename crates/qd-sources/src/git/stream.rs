//! The text of `git fast-import`, as far as the demo's histories use it.
//!
//! git-fast-import(1) is the reference. What is not understood is an error with its line.

use gix::actor::{Signature, SignatureRef};

/// One step of a stream.
pub(super) enum Command {
    /// A commit on a branch.
    Commit {
        reference: String,
        mark: Option<String>,
        author: Signature,
        committer: Signature,
        message: Vec<u8>,
        from: Option<String>,
        merges: Vec<String>,
        files: Vec<File>,
    },
    /// A tag with a message.
    Tag { name: String, from: String, tagger: Signature, message: Vec<u8> },
    /// A reference that names a commit.
    Reset { reference: String, from: Option<String> },
}

/// What a commit does to a file.
pub(super) enum File {
    /// It is written.
    Written { path: String, is_executable: bool, bytes: Vec<u8> },
    /// It is removed.
    Gone(String),
}

/// What is not understood, and where.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub(super) line: u32,
    pub(super) what: String,
}

/// A stream being read.
pub(super) struct Stream<'a> {
    rest: &'a [u8],
    line: u32,
}

impl<'a> Stream<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, line: 0 }
    }

    /// The line that was read last, from 1.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// Reads the next step.
    pub(super) fn next(&mut self) -> Result<Option<Command>, SyntaxError> {
        loop {
            let Some(line) = self.take_line()? else { return Ok(None) };
            let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match word {
                "" | "feature" | "progress" => {}
                _ if word.starts_with('#') => {}
                "done" => return Ok(None),
                "commit" => return self.commit(rest).map(Some),
                "tag" => return self.tag(rest).map(Some),
                "reset" => {
                    let (reference, from) = (rest.to_owned(), self.optional("from ")?);
                    return Ok(Some(Command::Reset { reference, from }));
                }
                _ => return Err(self.fail(format!("an unknown command: {word}"))),
            }
        }
    }

    fn commit(&mut self, reference: &str) -> Result<Command, SyntaxError> {
        let mark = self.optional("mark ")?;
        let author = self.optional("author ")?;
        let committer = self.required("committer ")?;
        let committer = self.signature(&committer)?;
        let author = match author {
            Some(author) => self.signature(&author)?,
            None => committer.clone(),
        };
        let message = self.data()?;
        let from = self.optional("from ")?;
        let mut merges = Vec::new();
        while let Some(merge) = self.optional("merge ")? {
            merges.push(merge);
        }
        let mut files = Vec::new();
        loop {
            if let Some(path) = self.optional("D ")? {
                files.push(File::Gone(path));
            } else if let Some(change) = self.optional("M ")? {
                files.push(self.written(&change)?);
            } else {
                break;
            }
        }
        let reference = reference.to_owned();
        Ok(Command::Commit { reference, mark, author, committer, message, from, merges, files })
    }

    fn written(&mut self, change: &str) -> Result<File, SyntaxError> {
        let mut parts = change.splitn(3, ' ');
        let is_executable = match parts.next() {
            Some("100644" | "644") => false,
            Some("100755" | "755") => true,
            _ => return Err(self.fail("a mode that is no plain file's")),
        };
        match (parts.next(), parts.next()) {
            (Some("inline"), Some(path)) if !path.starts_with('"') => {
                let (path, bytes) = (path.to_owned(), self.data()?);
                Ok(File::Written { path, is_executable, bytes })
            }
            _ => Err(self.fail("a file that is not `inline`, or whose name is quoted")),
        }
    }

    fn tag(&mut self, name: &str) -> Result<Command, SyntaxError> {
        let from = self.required("from ")?;
        let tagger = self.required("tagger ")?;
        let tagger = self.signature(&tagger)?;
        let message = self.data()?;
        Ok(Command::Tag { name: name.to_owned(), from, tagger, message })
    }

    fn signature(&self, text: &str) -> Result<Signature, SyntaxError> {
        let parsed = SignatureRef::from_bytes(text.as_bytes()).and_then(|found| found.to_owned());
        parsed.map_err(|_| self.fail("no name, address and time"))
    }

    /// Reads `data LENGTH` and that many bytes.
    fn data(&mut self) -> Result<Vec<u8>, SyntaxError> {
        let length = self.required("data ")?;
        let Some(length) = length.parse::<usize>().ok().filter(|length| *length <= self.rest.len())
        else {
            return Err(self.fail("a length that is no number, or beyond the end"));
        };
        let (bytes, rest) = self.rest.split_at(length);
        self.line += bytes.iter().filter(|byte| **byte == b'\n').count() as u32;
        self.rest = rest;
        // One line end may follow, and belongs to nothing.
        if let Some(rest) = self.rest.strip_prefix(b"\n") {
            self.rest = rest;
            self.line += 1;
        }
        Ok(bytes.to_vec())
    }

    fn required(&mut self, start: &str) -> Result<String, SyntaxError> {
        let found = self.optional(start)?;
        found.ok_or_else(|| self.fail(format!("`{}` is expected", start.trim_end())))
    }

    /// Reads the rest of the next line if it begins so.
    fn optional(&mut self, start: &str) -> Result<Option<String>, SyntaxError> {
        if !self.rest.starts_with(start.as_bytes()) {
            return Ok(None);
        }
        let line = self.take_line()?.unwrap_or_default();
        Ok(Some(line[start.len()..].to_owned()))
    }

    fn take_line(&mut self) -> Result<Option<String>, SyntaxError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.line += 1;
        let end = self.rest.iter().position(|byte| *byte == b'\n');
        let line = &self.rest[..end.unwrap_or(self.rest.len())];
        self.rest = end.map_or(&[], |end| &self.rest[end + 1..]);
        match std::str::from_utf8(line) {
            Ok(line) => Ok(Some(line.to_owned())),
            Err(_) => Err(self.fail("a line that is not UTF-8")),
        }
    }

    fn fail(&self, what: impl Into<String>) -> SyntaxError {
        SyntaxError { line: self.line, what: what.into() }
    }
}
