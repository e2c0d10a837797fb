//! Parts of a file that are read side by side.
//!
//! The first part is read with what is in force; the others are guesses that nothing before them
//! changes that, made on threads of their own. A guess stops before the first line that would change
//! what is in force, and counts only if the text before it ended exactly where it began. What is
//! left is read in the next round, so that the journal is the one that a single reader makes.

use std::ops::Range;

/// How files are cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    /// How long a part is at least.
    pub(crate) n_bytes: usize,
    /// How many are read at once.
    pub(crate) n_threads: usize,
}

impl Parts {
    /// One part for each core, each long enough to be worth a thread.
    pub(crate) fn of_machine() -> Self {
        let n_threads = std::thread::available_parallelism().map_or(1, usize::from).min(16);
        Self { n_bytes: 1 << 20, n_threads }
    }

    /// Cuts the next parts of a text, from a position on: at least one, the last ones possibly short.
    /// A cut stands before a line that begins with a digit, as entries do in all languages.
    pub(crate) fn cut(&self, text: &str, from: usize) -> Vec<Range<usize>> {
        let mut parts = Vec::with_capacity(self.n_threads);
        let mut start = from;
        while parts.len() < self.n_threads && start < text.len() {
            let end = entry_from(text, start.saturating_add(self.n_bytes));
            parts.push(start..end);
            start = end;
        }
        parts
    }
}

/// The start of the first line at or after a position that begins with a digit; the end of the text
/// if there is none.
fn entry_from(text: &str, near: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = near.min(bytes.len());
    while let Some(end) = bytes[at..].iter().position(|byte| *byte == b'\n') {
        at += end + 1;
        if bytes.get(at).is_some_and(u8::is_ascii_digit) {
            return at;
        }
    }
    bytes.len()
}

/// How many lines end in a piece of text.
pub(crate) fn n_lines(text: &str) -> u32 {
    text.bytes().map(|byte| u32::from(byte == b'\n')).sum()
}

#[cfg(test)]
mod tests {
    use super::Parts;

    #[test]
    fn cuts_stand_before_lines_that_begin_with_a_digit() {
        let text = "head\n\n2026 a\n  b\n3 c\nd\n4 e";
        let check = |n_bytes, n_threads, from, expected: &[std::ops::Range<usize>]| {
            assert_eq!(Parts { n_bytes, n_threads }.cut(text, from), expected, "{n_bytes}");
        };
        check(1, 2, 0, &[0..6, 6..17]);
        check(1, 9, 0, &[0..6, 6..17, 17..23, 23..26]);
        check(7, 9, 0, &[0..17, 17..26]);
        check(100, 9, 17, std::slice::from_ref(&(17..26)));
        assert!(Parts { n_bytes: 1, n_threads: 2 }.cut(text, 26).is_empty());
    }
}
