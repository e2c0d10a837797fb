//! Text to HCL, within bounds.
//!
//! `hcl-edit` bounds how deep expressions nest; how large a file is and how many members its objects
//! have are bounded here, and it parses on a stack of its own, because callers may have a small one.

use std::ops::Range;
use std::sync::Arc;
use std::thread;

use hcl_edit::structure::Body;

use crate::tree::{Malformed, Place};

/// The largest file; the longest that people write have a tenth of it.
const MAX_BYTES: usize = 512 << 10;
/// How many members objects may have together: they are compared with each other.
const MAX_MEMBERS: usize = 20_000;
/// Enough for what `hcl-edit` lets through, unoptimised.
const STACK_BYTES: usize = 64 << 20;

/// A parsed file that knows its lines.
pub(super) struct File {
    pub(super) name: Arc<str>,
    pub(super) body: Body,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl File {
    /// The line of a span.
    pub(super) fn place(&self, span: Option<Range<usize>>) -> Place {
        let at = span.map_or(0, |span| span.start);
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        Place { file: Arc::clone(&self.name), line: u32::try_from(line).unwrap_or(u32::MAX) }
    }
}

/// Parses a file.
pub(super) fn parse(text: &str, name: &Arc<str>) -> Result<File, Malformed> {
    scan(text)?;
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let starts = starts.collect::<Vec<_>>();
    let body = thread::scope(|scope| {
        let parser = thread::Builder::new().stack_size(STACK_BYTES);
        let running = parser.spawn_scoped(scope, || {
            hcl_edit::parser::parse_body(text).map_err(|error| {
                let line = u32::try_from(error.location().line()).unwrap_or(u32::MAX);
                Malformed { line, what: error.message().to_owned() }
            })
        });
        let refused = |what: &str| Malformed { line: 1, what: what.to_owned() };
        match running {
            Ok(running) => running.join().unwrap_or_else(|_| Err(refused("it cannot be parsed"))),
            Err(_) => Err(refused("there is no memory to parse it")),
        }
    })?;
    Ok(File { name: Arc::clone(name), body, starts })
}

/// Refuses what would take too long.
fn scan(text: &str) -> Result<(), Malformed> {
    let fail = |what: &str| Err(Malformed { line: 1, what: what.to_owned() });
    if text.len() > MAX_BYTES {
        return fail("it is larger than half a megabyte");
    }
    if text.bytes().filter(|byte| matches!(byte, b'=' | b':')).count() > MAX_MEMBERS {
        return fail("it has too many members");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::parse;

    fn check(text: &str) -> String {
        match parse(text, &Arc::from("main.tf")) {
            Ok(file) => format!("{} structures", file.body.len()),
            Err(error) => format!("{}: {}", error.line, error.what),
        }
    }

    #[test]
    fn what_nests_without_end_is_an_error_and_the_deepest_allowed_is_parsed() {
        assert_eq!(check("a = 1\nb \"c\" {\n  d = [1, 2]\n}\n"), "2 structures");
        for open in ["[", "(", "{a = ", "\"${", "f(", "!", "-", "b ? c : ", "1 + ", "x {\n"] {
            let text = format!("a = {}1", open.repeat(10_000));
            assert!(check(&text).contains(": "), "{open}: {}", check(&text));
        }
        let deepest = format!("a = {}1{}", "[".repeat(60), "]".repeat(60));
        assert_eq!(check(&deepest), "1 structures");
        assert_eq!(check(&"a = 1\n".repeat(100_000)), "1: it is larger than half a megabyte");
        let members = format!("a = {{{}}}", "b=1,".repeat(30_000));
        assert_eq!(check(&members), "1: it has too many members");
    }

    #[test]
    fn a_mistake_has_its_line() {
        assert!(check("a = 1\nb = = 2\n").starts_with("2: "), "{}", check("a = 1\nb = = 2\n"));
        assert!(check("resource \"x\" \"y\" {\n  a = 1\n").contains(": "));
    }
}
