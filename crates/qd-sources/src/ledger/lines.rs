//! A file as lines, with the longer reach that strings over several lines need.

/// The longest line that is read; a longer one is not a journal's.
pub(crate) const MAX_LINE_BYTES: usize = 64 << 10;

/// One line without its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// The text.
    pub(crate) text: &'a str,
    /// The number from 1.
    pub(crate) number: u32,
    start: usize,
}

impl<'a> Line<'a> {
    /// Claims that the line begins with a blank and holds something.
    pub(crate) fn is_indented(&self) -> bool {
        self.text.starts_with([' ', '\t']) && !self.is_blank()
    }

    /// Claims that the line holds nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_whitespace())
    }

    /// Claims that the line is too long to read.
    pub(crate) fn is_too_long(&self) -> bool {
        self.text.len() > MAX_LINE_BYTES
    }

    /// The text without blanks around it.
    pub(crate) fn trimmed(&self) -> &'a str {
        self.text.trim_ascii()
    }
}

/// The start of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Position {
    /// How many bytes are before it.
    pub(crate) byte: usize,
    /// The line from 1.
    pub(crate) line: u32,
}

impl Position {
    /// The start of a text.
    pub(crate) const START: Self = Self { byte: 0, line: 1 };
}

/// Goes through a text line by line, with one line in sight.
pub(crate) struct Lines<'a> {
    text: &'a str,
    after: usize,
    n_taken: u32,
    current: Option<Line<'a>>,
}

impl<'a> Lines<'a> {
    /// Starts at the first line.
    pub(crate) fn new(text: &'a str) -> Self {
        Self::from(text, Position::START)
    }

    /// Starts at a position that is the start of a line.
    pub(crate) fn from(text: &'a str, position: Position) -> Self {
        let Position { byte, line } = position;
        let mut lines = Self { text, after: byte, n_taken: line - 1, current: None };
        lines.current = lines.line_at(byte, line);
        lines
    }

    /// Where the line in sight begins; the end of the text if there is none.
    pub(crate) fn position(&self) -> Position {
        match self.current {
            Some(line) => Position { byte: line.start, line: line.number },
            None => Position { byte: self.text.len(), line: self.n_taken + 1 },
        }
    }

    /// The line in sight; `None` at the end.
    pub(crate) fn peek(&self) -> Option<Line<'a>> {
        self.current
    }

    /// Takes the line in sight.
    pub(crate) fn next(&mut self) -> Option<Line<'a>> {
        let taken = self.current?;
        self.n_taken = taken.number;
        self.current = self.line_at(self.after, taken.number + 1);
        Some(taken)
    }

    /// Takes further lines onto a taken one while a string is open at its end; `step` tells whether
    /// one is, from whether one was before a piece of text. `None` (and nothing taken) if it is not
    /// closed within a hundred lines and the bounds of one line.
    pub(crate) fn complete(
        &mut self,
        line: Line<'a>,
        step: impl Fn(bool, &str) -> bool,
    ) -> Option<&'a str> {
        // A string that is never closed must not swallow the book.
        const MAX_LINES: usize = 100;
        let mut is_open = step(false, line.text);
        let mut end = line.start + line.text.len();
        let mut n_lines = 0;
        while is_open {
            let next = if n_lines == 0 { self.current?.start } else { end + 1 };
            let rest = self.text.get(next..).filter(|_| n_lines < MAX_LINES)?;
            end = next + rest.find('\n').unwrap_or(rest.len());
            if end - line.start > MAX_LINE_BYTES {
                return None;
            }
            is_open = step(true, &self.text[next..end]);
            n_lines += 1;
        }
        for _ in 0..n_lines {
            self.next();
        }
        Some(self.text[line.start..end].trim_end_matches('\r'))
    }

    /// The number of the last line that was taken.
    pub(crate) fn n_taken(&self) -> u32 {
        self.n_taken
    }

    /// Claims that the text ends without a line end.
    pub(crate) fn ends_open(&self) -> bool {
        !self.text.is_empty() && !self.text.ends_with('\n')
    }

    fn line_at(&mut self, start: usize, number: u32) -> Option<Line<'a>> {
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').unwrap_or(rest.len());
        self.after = start + length + 1;
        let text = &rest[..length];
        Some(Line { text: text.strip_suffix('\r').unwrap_or(text), number, start })
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn lines_have_numbers_and_strings_may_span_them() {
        let mut lines = Lines::new("a\r\n\n \"b\nc\" d\nlast");
        assert_eq!(lines.next().map(|line| (line.text, line.number)), Some(("a", 1)));
        assert!(lines.next().is_some_and(|line| line.is_blank()));
        let open = lines.next().unwrap();
        assert!(open.is_indented());
        let step = |is_open: bool, text: &str| {
            (text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1) != is_open
        };
        assert_eq!(lines.complete(open, step), Some(" \"b\nc\" d"));
        assert_eq!(lines.next().map(|line| (line.text, line.number)), Some(("last", 5)));
        assert!(lines.next().is_none() && lines.ends_open());
    }
}
