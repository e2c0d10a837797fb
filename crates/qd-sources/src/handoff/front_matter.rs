//! The front matter of a handoff: `key: value` lines between two `---`.
//!
//! Not YAML: what people write there is flat, and a flat reader cannot be surprised. The one list it
//! knows is `claims`.

/// A value and the line it stands on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// The key.
    pub(crate) key: String,
    /// The value, quotes taken off.
    pub(crate) value: String,
    /// The line, from 1.
    pub(crate) line: u32,
}

/// The front matter, and the text below it.
#[derive(Default, Debug)]
pub(crate) struct FrontMatter {
    /// Its entries in order.
    pub(crate) entries: Vec<Entry>,
    /// The items of the list `claims`.
    pub(crate) claims: Vec<Vec<Entry>>,
    /// Lines that are no `key: value`, and a missing end.
    pub(crate) problems: Vec<(u32, &'static str)>,
    /// How many lines it takes, marks included.
    pub(crate) n_lines: usize,
}

const MAX_LINES: usize = 1000;

impl FrontMatter {
    /// Reads it from the top of a text; empty if the text does not begin with `---`.
    pub(crate) fn parse(text: &str) -> Self {
        let mut lines = text.lines().map(str::trim_end);
        if lines.next() != Some("---") {
            return Self::default();
        }
        let body = lines.take(MAX_LINES).collect::<Vec<_>>();
        let Some(end) = body.iter().position(|line| matches!(*line, "---" | "...")) else {
            let problems = vec![(1, "the front matter has no end")];
            return Self { problems, ..Self::default() };
        };
        let mut front = Self { n_lines: end + 2, ..Self::default() };
        let mut is_in_claims = false;
        for (index, line) in body[..end].iter().enumerate() {
            front.line(line, index as u32 + 2, &mut is_in_claims);
        }
        front
    }

    /// Finds the entry of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    fn line(&mut self, line: &str, number: u32, is_in_claims: &mut bool) {
        let text = line.trim_start();
        if text.is_empty() || text.starts_with('#') {
            return;
        }
        let is_indented = text.len() < line.len() || text.starts_with('-');
        let (starts_item, text) = match text.strip_prefix("- ") {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text),
        };
        let Some((key, value)) = text.split_once(':').filter(|(key, _)| is_key(key)) else {
            // Items of lists of other tools (`consulted`) are no mistake.
            if !is_indented || *is_in_claims {
                self.problems.push((number, "the line is no `key: value`"));
            }
            return;
        };
        let entry = Entry { key: key.trim().into(), value: unquoted(value.trim()), line: number };
        match (is_indented, *is_in_claims) {
            (false, _) => {
                *is_in_claims = entry.key == "claims" && entry.value.is_empty();
                if !*is_in_claims {
                    self.entries.push(entry);
                }
            }
            (true, true) if starts_item || self.claims.is_empty() => self.claims.push(vec![entry]),
            (true, true) => {
                self.claims.last_mut().into_iter().for_each(|claim| claim.push(entry.clone()))
            }
            (true, false) => {}
        }
    }
}

fn is_key(key: &str) -> bool {
    let key = key.trim();
    !key.is_empty()
        && key.len() <= 60
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
}

fn unquoted(value: &str) -> String {
    for quote in ['"', '\''] {
        let inner = value.strip_prefix(quote);
        if let Some((inside, _)) = inner.and_then(|inner| inner.split_once(quote)) {
            return inside.to_owned();
        }
    }
    let end = value.find(" #").unwrap_or(value.len());
    value[..end].trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::FrontMatter;

    fn check(text: &str, entries: &[&str], claims: &[&str], problems: &[u32], n_lines: usize) {
        let front = FrontMatter::parse(text);
        let shown = |entry: &super::Entry| format!("{} {}={}", entry.line, entry.key, entry.value);
        assert_eq!(front.entries.iter().map(shown).collect::<Vec<_>>(), entries, "{text}");
        let found = front.claims.iter().map(|c| c.iter().map(shown).collect::<Vec<_>>().join(" "));
        assert_eq!(found.collect::<Vec<_>>(), claims, "{text}");
        let found = front.problems.iter().map(|(line, _)| *line).collect::<Vec<_>>();
        assert_eq!((found.as_slice(), front.n_lines), (problems, n_lines), "{text}");
    }

    #[test]
    fn entries_claims_and_damage() {
        check("", &[], &[], &[], 0);
        check("# Title\n---\n", &[], &[], &[], 0);
        check("---\nproject: x\n", &[], &[], &[1], 0);
        check(
            "---\r\nproject: \"JADA: boats\"\r\n# note\nstatus: active # really\nconsulted:\n  - ben\nwhat is this\n---\nbody",
            &["2 project=JADA: boats", "4 status=active", "5 consulted="],
            &[],
            &[7],
            8,
        );
        check(
            "---\nclaims:\n  - id: a\n    match: 'is {value} a'\n  - id: b\nowner: anna\n---\n",
            &["6 owner=anna"],
            &["3 id=a 4 match=is {value} a", "5 id=b"],
            &[],
            7,
        );
    }
}
