//! Delimited text, cut into records: every record with the line that it starts on, every record and
//! field bounded, and nothing swallowed by a quote that never closes.
//!
//! RFC 4180 with `\n`, `\r\n` or `\r` between records. A record that breaks its rules is an error,
//! and reading goes on at the next line of text.

use std::borrow::Cow;

/// The largest record, so that an open quote or a line without end costs a bounded search.
const MAX_RECORD_BYTES: usize = 1 << 20;

/// One record.
pub(crate) struct Record<'a> {
    /// The line that it starts on, from 1; of a workbook, the row.
    pub(crate) line: u32,
    /// Its fields, quotes taken off.
    pub(crate) fields: Vec<Cow<'a, str>>,
    /// What a workbook says of each field; nothing for plain text.
    pub(crate) kinds: &'a [CellKind],
}

impl Record<'_> {
    /// What the field at a place is.
    pub(crate) fn kind(&self, place: usize) -> CellKind {
        self.kinds.get(place).copied().unwrap_or_default()
    }
}

/// What a field is before anybody reads it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum CellKind {
    /// Text, to be read as the source declares it.
    #[default]
    Text,
    /// A number, a day, an instant or a truth value: written with a point and as ISO 8601.
    Typed,
    /// A share that is shown in percent: 0.625 for 62.5%.
    Share,
    /// An error that the spreadsheet shows, such as `#REF!`.
    Error,
    /// A formula whose value was not saved.
    NoCachedValue,
    /// A length of time, or a day that no calendar has.
    NotADay,
}

impl CellKind {
    /// Claims that the text is plain already, whatever format the source declares.
    pub(crate) fn is_typed(self) -> bool {
        matches!(self, Self::Typed | Self::Share)
    }

    /// Why a cell has no value to read, its code, and what to do; `None` if it has one.
    pub(crate) fn refusal(self) -> Option<(&'static str, &'static str, &'static str)> {
        match self {
            Self::Text | Self::Typed | Self::Share => None,
            Self::Error => Some((
                "cell-error",
                "the cell shows an error",
                "mend the formula in the spreadsheet and save it again",
            )),
            Self::NoCachedValue => Some((
                "missing-cached-value",
                "the formula's value is not in the file",
                "open the workbook in a spreadsheet and save it, formulas are not computed here",
            )),
            Self::NotADay => Some((
                "unreadable-date",
                "a length of time, or a day that no calendar has",
                "write hours as a plain number, and days as days",
            )),
        }
    }
}

/// Why a record could not be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RecordError {
    /// A quote opens and does not close.
    UnclosedQuote,
    /// Something other than a delimiter follows a closing quote.
    TextAfterQuote,
    /// The record is larger than the limit.
    TooLong,
}

impl RecordError {
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::UnclosedQuote => "a quoted field opens on this line and does not close",
            Self::TextAfterQuote => "text follows a closing quote",
            Self::TooLong => "the record is longer than the limit of 1 MiB",
        }
    }
}

/// Cuts text into records; records whose fields are all blank are left out.
pub(crate) struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    line: u32,
}

impl<'a> Records<'a> {
    /// Starts after `skip` lines of text.
    pub(crate) fn new(text: &'a str, delimiter: u8, skip: usize) -> Self {
        let mut records = Self { text, delimiter, at: 0, line: 1 };
        for _ in 0..skip {
            if records.at < text.len() {
                records.next_line(records.at);
            }
        }
        records
    }

    /// Moves to the start of the line after the one that `from` lies in.
    fn next_line(&mut self, from: usize) {
        let rest = &self.text[from..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let end = line.find('\r').or((line.len() < rest.len()).then_some(line.len()));
        self.at = end.map_or(self.text.len(), |end| self.after_break(from + end));
        self.line += 1;
    }

    /// Returns the place after the line break at `at`.
    fn after_break(&self, at: usize) -> usize {
        if self.text.as_bytes()[at..].starts_with(b"\r\n") { at + 2 } else { at + 1 }
    }

    /// Reads the record at the current place, and leaves the place after it.
    fn record(&mut self) -> Result<Vec<Cow<'a, str>>, RecordError> {
        let bytes = self.text.as_bytes();
        let (start, mut fields) = (self.at, Vec::new());
        loop {
            let field = match bytes.get(self.at) {
                Some(b'"') => self.quoted(start)?,
                _ => self.plain(start)?,
            };
            fields.push(field);
            match bytes.get(self.at) {
                Some(byte) if *byte == self.delimiter => self.at += 1,
                Some(b'\n' | b'\r') => {
                    self.at = self.after_break(self.at);
                    self.line += 1;
                    return Ok(fields);
                }
                Some(_) => return Err(RecordError::TextAfterQuote),
                None => return Ok(fields),
            }
        }
    }

    fn plain(&mut self, start: usize) -> Result<Cow<'a, str>, RecordError> {
        let rest = &self.text.as_bytes()[self.at..];
        let end = rest
            .iter()
            .take(MAX_RECORD_BYTES)
            .position(|byte| matches!(byte, b'\n' | b'\r') || *byte == self.delimiter)
            .unwrap_or(rest.len());
        if self.at + end - start > MAX_RECORD_BYTES {
            return Err(RecordError::TooLong);
        }
        let field = &self.text[self.at..self.at + end];
        self.at += end;
        Ok(Cow::Borrowed(field))
    }

    fn quoted(&mut self, start: usize) -> Result<Cow<'a, str>, RecordError> {
        let bytes = self.text.as_bytes();
        let open = self.at + 1;
        let (mut at, mut has_doubled) = (open, false);
        loop {
            match bytes.get(at) {
                _ if at - start > MAX_RECORD_BYTES => return Err(RecordError::UnclosedQuote),
                None => return Err(RecordError::UnclosedQuote),
                Some(b'"') if bytes.get(at + 1) == Some(&b'"') => {
                    has_doubled = true;
                    at += 2;
                }
                Some(b'"') => break,
                Some(b'\n' | b'\r') => {
                    self.line += 1;
                    at = self.after_break(at);
                }
                Some(_) => at += 1,
            }
        }
        self.at = at + 1;
        let inner = &self.text[open..at];
        Ok(if has_doubled { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) })
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, (u32, RecordError)>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.text.len() {
            let (start, line) = (self.at, self.line);
            match self.record() {
                Ok(fields) if fields.iter().all(|field| field.trim().is_empty()) => {}
                Ok(fields) => return Some(Ok(Record { line, fields, kinds: &[] })),
                Err(error) => {
                    self.line = line;
                    self.next_line(start);
                    return Some(Err((line, error)));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{RecordError, Records};
    use crate::testing::mutate;

    fn check(text: &str, expected: &[&str]) {
        let shown = Records::new(text, b',', 0).map(|record| match record {
            Ok(record) => format!("{} {}", record.line, record.fields.join("|")),
            Err((line, error)) => format!("{line} {error:?}"),
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[test]
    fn records_start_on_their_line() {
        check("", &[]);
        check("a,b", &["1 a|b"]);
        check("a,b\r\n\r\n1,\"x\ny\"\n , \n2,\n", &["1 a|b", "3 1|x\ny", "6 2|"]);
        check("a\rb\r", &["1 a", "2 b"]);
        check("\"say \"\"ho\"\"\",6\" pipe", &["1 say \"ho\"|6\" pipe"]);
    }

    #[test]
    fn a_broken_quote_loses_its_line_alone() {
        check("a\n\"b\nc\nd\n", &["1 a", "2 UnclosedQuote", "3 c", "4 d"]);
        check("\"a\"b,c\nd\n", &["1 TextAfterQuote", "2 d"]);
        check("\"a\nb\" x\nd\n", &["1 TextAfterQuote", "2 b\" x", "3 d"]);
    }

    #[test]
    fn long_records_are_bounded() {
        let long = "x".repeat(3 << 20);
        for (text, error) in [
            (format!("{long}\na,b\n"), RecordError::TooLong),
            (format!("{}\na,b\n", "x,".repeat(1 << 20)), RecordError::TooLong),
            (format!("\"{long}\"\na,b\n"), RecordError::UnclosedQuote),
        ] {
            let mut records = Records::new(&text, b',', 0);
            assert_eq!(records.next().unwrap().err(), Some((1, error)));
            assert_eq!(records.next().unwrap().ok().unwrap().line, 2);
        }
    }

    #[test]
    fn sound_text_reads_as_another_reader_reads_it() {
        let seed = b"a,b,\"c\"\r\n1,\"x\ny\",\"\"\"q\"\"\"\n,,z\n\nlast,line,here";
        let mut n_compared = 0;
        mutate(seed, &["\"", ",", "\n", "\r\n", "\"\"", " "], 4000, |bytes| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let ours = Records::new(&text, b',', 0).collect::<Vec<_>>();
            if ours.iter().any(Result::is_err) {
                return;
            }
            n_compared += 1;
            let mut theirs = csv::ReaderBuilder::new()
                .flexible(true)
                .has_headers(false)
                .from_reader(text.as_bytes());
            let theirs = theirs.records().map(|record| record.unwrap());
            let theirs =
                theirs.filter(|record| record.iter().any(|field| !field.trim().is_empty()));
            let theirs = theirs.map(|record| record.iter().collect::<Vec<_>>().join("|"));
            let ours = ours.iter().map(|record| record.as_ref().ok().unwrap().fields.join("|"));
            assert_eq!(ours.collect::<Vec<_>>(), theirs.collect::<Vec<_>>(), "{text:?}");
        });
        assert!(n_compared > 1000, "{n_compared}");
    }
}
