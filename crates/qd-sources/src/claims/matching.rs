//! Finding a bound sentence in a note: white space, line breaks and emphasis do not count.

use regex::Regex;

use super::value::{self, Stated};

/// The longest pattern.
const MAX_PATTERN_BYTES: usize = 400;
/// How many matches of one sentence are told apart.
const MAX_MATCHES: usize = 10;
/// The longest statement that is kept.
const MAX_STATEMENT_BYTES: usize = 600;

/// A sentence with one hole, ready to be found.
#[derive(Debug)]
pub(super) struct Pattern {
    /// The hole filled by the grammar of values.
    exact: Regex,
    /// The hole filled by anything short, to say that the sentence stands there after all.
    loose: Option<Regex>,
}

/// Where a sentence was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) line: u32,
    /// The sentence, as written.
    pub(super) statement: String,
    /// What fills the hole; `None` if it is no number.
    pub(super) stated: Option<Stated>,
    /// The text in the hole.
    pub(super) hole: String,
    /// The lines of further matches.
    pub(super) other_lines: Vec<u32>,
}

impl Pattern {
    /// Reads `break-even is {value} charters`; the error says what is wrong.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let flat = Flat::new(text).text;
        if text.len() > MAX_PATTERN_BYTES {
            return Err("`match` is too long");
        }
        let (before, after) = flat.split_once("{value}").ok_or("`match` needs one `{value}`")?;
        if after.contains("{value}") {
            return Err("`match` takes one `{value}` only");
        }
        if before.trim().is_empty() && after.trim().is_empty() {
            return Err("`match` needs words around `{value}`");
        }
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let start = match before.chars().next() {
            None => r"(?:^|[^A-Za-z0-9_.,$€£])",
            first if is_word(first) => r"(?-u:\b)",
            _ => "",
        };
        let end = match after.chars().last() {
            None => r"(?:$|[^A-Za-z0-9_])",
            last if is_word(last) => r"(?-u:\b)",
            _ => "",
        };
        let (before, after) = (regex::escape(before), regex::escape(after));
        let build = |hole: &str| Regex::new(&format!("{start}{before}({hole}){after}{end}"));
        let exact = build(value::PATTERN).map_err(|_| "`match` cannot be used")?;
        let loose = (!before.is_empty() && !after.is_empty()).then(|| build(r"[^\n]{1,60}?").ok());
        Ok(Self { exact, loose: loose.flatten() })
    }

    /// Finds the sentence.
    pub(super) fn find(&self, note: &Flat) -> Option<Found> {
        let all = self.exact.captures_iter(&note.text).take(MAX_MATCHES).collect::<Vec<_>>();
        let loose = || self.loose.as_ref().and_then(|loose| loose.captures(&note.text));
        let first =
            all.first().map(|found| found.get(1)).or_else(|| loose().map(|f| f.get(1)))??;
        let whole =
            all.first().map(|found| found.get(0)).or_else(|| loose().map(|f| f.get(0)))??;
        let lead = whole.as_str().len() - whole.as_str().trim_start().len();
        let start =
            if whole.start() == first.start() { first.start() } else { whole.start() + lead };
        let starts = all.iter().skip(1).filter_map(|found| found.get(1));
        Some(Found {
            line: note.line(start),
            statement: note.sentence(start, first.end()),
            stated: value::parse(first.as_str()),
            hole: first.as_str().to_owned(),
            other_lines: starts.map(|other| note.line(other.start())).collect(),
        })
    }
}

/// A note with its white space collapsed, its blocks parted by `\n`, and the way back to lines.
pub(super) struct Flat {
    text: String,
    /// Where each line begins in `text`.
    lines: Vec<usize>,
}

impl Flat {
    pub(super) fn new(note: &str) -> Self {
        let (mut text, mut lines) = (String::with_capacity(note.len()), Vec::new());
        let mut is_new_block = true;
        for line in note.lines() {
            let words = line.trim_start_matches(['>', ' ', '\t']).trim();
            let marks = ["#", "- ", "* ", "+ ", "|", "```", "---"];
            is_new_block |= words.is_empty() || marks.iter().any(|mark| words.starts_with(mark));
            if !text.is_empty() {
                text.push(if is_new_block { '\n' } else { ' ' });
            }
            lines.push(text.len());
            let plain = words.replace(['*', '`'], "");
            for (index, word) in plain.split_whitespace().enumerate() {
                if index > 0 {
                    text.push(' ');
                }
                text.push_str(word);
            }
            is_new_block = words.is_empty() || words.starts_with('#');
        }
        Self { text, lines }
    }

    fn line(&self, at: usize) -> u32 {
        let n_before = self.lines.partition_point(|start| *start <= at);
        u32::try_from(n_before).unwrap_or(u32::MAX).max(1)
    }

    /// The sentence around a place, or the whole block if it has no ends.
    fn sentence(&self, start: usize, end: usize) -> String {
        let block_start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let ends = [". ", "! ", "? "];
        let before = &self.text[block_start..start];
        let last = ends.iter().filter_map(|mark| before.rfind(mark)).max();
        let from = last.map_or(block_start, |at| block_start + at + 2);
        let block_end = self.text[end..].find('\n').map_or(self.text.len(), |at| end + at);
        let after = &self.text[end..block_end];
        let next = ends.iter().filter_map(|mark| after.find(mark)).min();
        let mut until = next.map_or(block_end, |at| end + at + 1).min(from + MAX_STATEMENT_BYTES);
        while !self.text.is_char_boundary(until) {
            until -= 1;
        }
        self.text[from..until.max(from)].trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Flat, Pattern};

    fn check(pattern: &str, note: &str, expected: &str) {
        let found = Pattern::parse(pattern).unwrap().find(&Flat::new(note));
        let shown = found.map(|found| {
            let low =
                found.stated.map_or("?".into(), |s| s.low.map_or("-".into(), |n| n.to_string()));
            let others = found.other_lines.iter().map(|line| format!(" also {line}"));
            format!("{} {low} [{}]{}", found.line, found.statement, others.collect::<String>())
        });
        assert_eq!(shown.as_deref().unwrap_or("none"), expected, "{pattern} in {note}");
    }

    #[test]
    fn sentences_are_found_across_lines_and_marks() {
        let pattern = "break-even is {value} charters";
        let said = "[So break-even is 6 charters a month.]";
        check(pattern, "Hi. So break-even is 6 charters a month. Bye.", &format!("1 6 {said}"));
        check(
            pattern,
            "#T\n\nHi there. So\nbreak-even is\n **6**\n charters a month. Bye",
            &format!("4 6 {said}"),
        );
        check(pattern, "> So break-even\n> is 6  charters a month.\n", &format!("1 6 {said}"));
        check(pattern, "break-even is\n\n6 charters", "none");
        check(pattern, "- break-even is\n- 6 charters", "none");
        check(pattern, "break-even is 16,000 charters", "1 16000 [break-even is 16,000 charters]");
        check(pattern, "break-even is six charters", "1 ? [break-even is six charters]");
        check(
            pattern,
            "break-even is 6 charters.\nbreak-even is 7 charters.",
            "1 6 [break-even is 6 charters.] also 2",
        );
        check("rates: {value}", "it rates: 5.", "1 5 [it rates: 5.]");
        check("{value} trailers", "We have 4 trailers", "1 4 [We have 4 trailers]");
        check("{value} trailers", "We have 1,004 trailers", "1 1004 [We have 1,004 trailers]");
        check(
            "Also, {value} rate limit",
            "x.\nAlso, no rate limit applies",
            "2 - [Also, no rate limit applies]",
        );
        check("is {value} a", "costs $0.0005, is 5 a day", "1 5 [costs $0.0005, is 5 a day]");
        check("is {value} a", "this 5 a", "none");
        check("is {value} a", "", "none");
    }

    #[test]
    fn patterns_are_checked() {
        for (text, message) in [
            ("no hole", "`match` needs one `{value}`"),
            ("{value} and {value}", "`match` takes one `{value}` only"),
            (" {value} ", "`match` needs words around `{value}`"),
        ] {
            assert_eq!(Pattern::parse(text).unwrap_err(), message);
        }
        assert!(Pattern::parse(&format!("{{value}} {}", "x".repeat(500))).is_err());
        assert!(Pattern::parse("a (b) [c] {value} .*+?").is_ok());
    }
}
