//! Credentials that people paste into notes and tables: `password: xyz` in running text.
//!
//! What the run's sink takes for a secret is masked before it becomes a fact. Finding every key in
//! every file is the detector's work, not this module's.

use std::borrow::Cow;

use qd_facts::SecretSink;

/// The longest value: a session token fits, a page of text that has no blanks does not.
const MAX_VALUE_CHARS: usize = 4096;
/// Parts of names whose value may be a credential; the sink decides.
const TELLING: [&str; 9] =
    ["pass", "pwd", "secret", "token", "key", "credential", "dsn", "auth", "pin"];

/// Claims that a name is worth asking the sink about.
pub(crate) fn is_telling(name: &str) -> bool {
    let name = name.to_lowercase();
    TELLING.iter().any(|part| name.contains(part))
}

/// Registers what looks like an assignment of a credential in a text, and returns the text with
/// what was registered masked.
pub(crate) fn register_in<'t>(text: &'t str, secrets: &dyn SecretSink) -> Cow<'t, str> {
    let (mut is_secret, mut passed) = (false, 0);
    for (at, mark) in text.match_indices([':', '=']) {
        if at < passed {
            continue;
        }
        let name = text[..at].trim_end().trim_end_matches(['"', '\'', '`', '*']);
        let start = name
            .char_indices()
            .rev()
            .find(|(_, c)| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))
            .map_or(0, |(before, c)| before + c.len_utf8());
        let name = &name[start..];
        if name.is_empty() || name.len() > 80 || !is_telling(name) {
            continue;
        }
        let rest = text[at + mark.len()..].trim_start_matches([' ', '\t', '"', '\'', '`', '*']);
        let is_end = |c: char| c.is_whitespace() || "\"'`*|<>,;)".contains(c);
        let mut value = rest.char_indices().take(MAX_VALUE_CHARS + 1);
        match value.find(|(_, c)| is_end(*c)).map(|(end, _)| end) {
            Some(end) if end > 0 => is_secret |= secrets.register_assignment(name, &rest[..end]),
            Some(_) => {}
            None if rest.chars().nth(MAX_VALUE_CHARS).is_some() => passed = at + MAX_VALUE_CHARS,
            None if rest.is_empty() => {}
            None => is_secret |= secrets.register_assignment(name, rest),
        }
    }
    if is_secret { Cow::Owned(secrets.mask(text)) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::register_in;
    use crate::testing::Recording;

    #[test]
    fn assignments_in_prose_are_registered_and_masked() {
        let check = |text: &str, expected: &str| {
            assert_eq!(register_in(text, &Recording::default()), expected, "{text}");
        };
        check("the password: hunter2-x, ask Kai", "the password: [secret], ask Kai");
        check("API_KEY=`abcdef123`", "API_KEY=`[secret]`");
        check("we meet at 10:30 (anna, h: 2)", "we meet at 10:30 (anna, h: 2)");
        check("key: ", "key: ");
        check("key=key=xyz1", "key=[secret]");
    }

    #[test]
    fn text_without_blanks_is_searched_once() {
        let secrets = Recording::default();
        register_in(&"key=".repeat(1_000_000), &secrets);
        assert!(secrets.0.lock().unwrap().len() < 2000);
    }
}
