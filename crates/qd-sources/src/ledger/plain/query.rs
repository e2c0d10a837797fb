//! Which postings an automated transaction of ledger meets: `/food/ and @shop`, `expr 'amount > 5'`.
//!
//! Only what is sure to mean here what it means in ledger is read; of everything else it is said that
//! the rule is not applied.

use regex::{Regex, RegexBuilder};

use super::scope::Scope;
use super::value;
use crate::ledger::date;
use crate::ledger::journal::Journal;
use crate::ledger::rules::{Comparison, Expression, Query};
use crate::ledger::trouble::Trouble;

/// How deep parentheses and `not` may nest.
const MAX_DEPTH: usize = 64;
/// Words of ledger's queries that are not read here.
const UNREAD: [&str; 16] = [
    "note", "meta", "data", "for", "since", "until", "from", "to", "in", "begin", "end", "show",
    "only", "bold", "date", "period",
];

/// Reads the line of a rule, without its mark.
pub(crate) fn query<'a>(
    text: &'a str,
    scope: &Scope<'a>,
    journal: &mut Journal<'a>,
) -> Result<Query, Trouble> {
    let mut reader = Reader { rest: text.trim_ascii(), depth: 0, scope, journal };
    let query = reader.either()?;
    match reader.rest.trim_ascii() {
        "" => Ok(query),
        rest => Err(unread(rest)),
    }
}

struct Reader<'r, 'a> {
    rest: &'a str,
    depth: usize,
    scope: &'r Scope<'a>,
    journal: &'r mut Journal<'a>,
}

impl<'a> Reader<'_, 'a> {
    /// Terms that stand side by side, or have `or` between them.
    fn either(&mut self) -> Result<Query, Trouble> {
        let mut query = self.both()?;
        loop {
            let is_joined = self.mark(&["||", "|"]) || self.word("or");
            let rest = self.rest.trim_ascii_start();
            if !is_joined && (rest.is_empty() || rest.starts_with(')')) {
                return Ok(query);
            }
            query = Query::Or(Box::new((query, self.both()?)));
        }
    }

    fn both(&mut self) -> Result<Query, Trouble> {
        let mut query = self.term()?;
        while self.mark(&["&&", "&"]) || self.word("and") {
            query = Query::And(Box::new((query, self.term()?)));
        }
        Ok(query)
    }

    fn term(&mut self) -> Result<Query, Trouble> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Trouble::syntax("the query nests too deep"));
        }
        let query = if self.mark(&["!"]) || self.word("not") {
            Query::Not(Box::new(self.term()?))
        } else if self.mark(&["("]) {
            let inner = self.either()?;
            if !self.mark(&[")"]) {
                return Err(unread(self.rest));
            }
            inner
        } else if self.word("expr") {
            self.expression()?
        } else if self.mark(&["@"]) || self.word("payee") || self.word("desc") {
            Query::Payee(self.pattern()?)
        } else if self.mark(&["#"]) || self.word("code") {
            Query::Code(self.pattern()?)
        } else if self.mark(&["%"]) || self.word("tag") {
            Query::Tag(self.pattern()?)
        } else {
            self.word("account");
            Query::Account(self.pattern()?)
        };
        self.depth -= 1;
        Ok(query)
    }

    /// A value expression that is true or not: within quotes, or all of the line that is left.
    fn expression(&mut self) -> Result<Query, Trouble> {
        let text = self.rest.trim_ascii_start();
        let quote = text.chars().next().filter(|first| matches!(first, '\'' | '"'));
        let (inner, rest) = match quote.and_then(|quote| text[1..].split_once(quote)) {
            Some(quoted) => quoted,
            // Without quotes ledger ends it at the first parenthesis that closes, and reads `!` and
            // `not` in its own way.
            None if text.contains(['!', '"', '\'']) || text.contains("not ") => {
                return Err(unread(text));
            }
            None => match text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
                Some(inner) if !inner.contains('(') => (inner, ""),
                None if !text.contains(['(', ')']) => (text, ""),
                _ => return Err(unread(text)),
            },
        };
        let mut predicate =
            Predicate { rest: inner, depth: 0, scope: self.scope, journal: self.journal };
        let query = predicate.either()?;
        let left = predicate.rest.trim_ascii();
        self.rest = rest;
        if left.is_empty() { Ok(query) } else { Err(unread(left)) }
    }

    /// `/pattern/`, a quoted one, or a word.
    fn pattern(&mut self) -> Result<Regex, Trouble> {
        let text = self.rest.trim_ascii_start();
        let first = text.chars().next().unwrap_or(' ');
        if matches!(first, '/' | '\'' | '"') {
            let (pattern, rest) = delimited(text, first)?;
            let is_ended = rest.is_empty() || rest.starts_with([' ', '\t', ')', '&', '|']);
            if !is_ended {
                return Err(unread(rest));
            }
            self.rest = rest;
            return regex(pattern);
        }
        let ends = |next: char| next.is_whitespace() || matches!(next, '(' | ')' | '&' | '|' | '!');
        let (word, rest) = text.split_at(text.find(ends).unwrap_or(text.len()));
        let is_read = !word.is_empty()
            && !word.contains([';', '@', '#', '%', '=', '\'', '"', '/'])
            && !rest.starts_with(['(', '!'])
            && !UNREAD.contains(&word);
        if !is_read {
            return Err(unread(text));
        }
        self.rest = rest;
        regex(word)
    }

    fn word(&mut self, word: &str) -> bool {
        take_word(&mut self.rest, word)
    }

    fn mark(&mut self, marks: &[&str]) -> bool {
        take_mark(&mut self.rest, marks)
    }
}

/// The inside of `expr`.
struct Predicate<'r, 'a> {
    rest: &'a str,
    depth: usize,
    scope: &'r Scope<'a>,
    journal: &'r mut Journal<'a>,
}

impl<'a> Predicate<'_, 'a> {
    fn either(&mut self) -> Result<Query, Trouble> {
        let mut query = self.both()?;
        while take_mark(&mut self.rest, &["||", "|"]) || take_word(&mut self.rest, "or") {
            query = Query::Or(Box::new((query, self.both()?)));
        }
        Ok(query)
    }

    fn both(&mut self) -> Result<Query, Trouble> {
        let mut query = self.term()?;
        while take_mark(&mut self.rest, &["&&", "&"]) || take_word(&mut self.rest, "and") {
            query = Query::And(Box::new((query, self.term()?)));
        }
        Ok(query)
    }

    fn term(&mut self) -> Result<Query, Trouble> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Trouble::syntax("the expression nests too deep"));
        }
        let text = self.rest.trim_ascii_start();
        let query = if take_mark(&mut self.rest, &["!("]) {
            Query::Not(Box::new(self.closed()?))
        } else if take_mark(&mut self.rest, &["("]) {
            self.closed()?
        } else if take_word(&mut self.rest, "true") {
            Query::All
        } else if take_word(&mut self.rest, "account") {
            self.account()?
        } else if take_word(&mut self.rest, "payee") {
            self.matching(Query::Payee)?
        } else if take_word(&mut self.rest, "code") {
            self.matching(Query::Code)?
        } else if take_mark(&mut self.rest, &["has_tag("]) {
            let inner = self.rest.trim_ascii_start();
            let (pattern, rest) = match inner.chars().next() {
                Some('/') => delimited(inner, '/')?,
                _ => return Err(unread(text)),
            };
            self.rest = rest;
            if !take_mark(&mut self.rest, &[")"]) {
                return Err(unread(text));
            }
            Query::Tag(regex(pattern)?)
        } else if take_word(&mut self.rest, "date") {
            let comparison = self.comparison()?;
            let inner = self.rest.trim_ascii_start().strip_prefix('[');
            let inner = inner.and_then(|inner| inner.split_once(']'));
            let (day, rest) = inner.ok_or_else(|| unread(text))?;
            self.rest = rest;
            // A month or a year alone means its first day; that is not read.
            let day = date::parse(day.trim_ascii(), self.scope.year).map_err(|_| unread(text))?;
            Query::Date(comparison, day)
        } else {
            self.amount()?
        };
        self.depth -= 1;
        Ok(query)
    }

    fn closed(&mut self) -> Result<Query, Trouble> {
        let inner = self.either()?;
        match take_mark(&mut self.rest, &[")"]) {
            true => Ok(inner),
            false => Err(unread(self.rest)),
        }
    }

    fn account(&mut self) -> Result<Query, Trouble> {
        if !take_mark(&mut self.rest, &["=="]) {
            return self.matching(Query::Account);
        }
        let text = self.rest.trim_ascii_start();
        let first = text.chars().next().filter(|first| matches!(first, '"' | '\''));
        let (name, rest) = delimited(text, first.ok_or_else(|| unread(text))?)?;
        self.rest = rest;
        Ok(Query::AccountIs(name.to_owned()))
    }

    /// `=~ /pattern/` or `!~ /pattern/`.
    fn matching(&mut self, of: fn(Regex) -> Query) -> Result<Query, Trouble> {
        let is_negated = take_mark(&mut self.rest, &["!~"]);
        if !is_negated && !take_mark(&mut self.rest, &["=~"]) {
            return Err(unread(self.rest));
        }
        let text = self.rest.trim_ascii_start();
        let (pattern, rest) = delimited(text, '/')?;
        self.rest = rest;
        let query = of(regex(pattern)?);
        Ok(if is_negated { Query::Not(Box::new(query)) } else { query })
    }

    fn amount(&mut self) -> Result<Query, Trouble> {
        let text = self.rest.trim_ascii_start();
        let (left, rest) = value::side(text, self.scope, self.journal)?;
        self.rest = rest;
        let comparison = self.comparison()?;
        let (right, rest) = value::side(self.rest, self.scope, self.journal)?;
        self.rest = rest;
        let right = right.value(None).map_err(|_| unread(text))?;
        if matches!(left, Expression::Literal(_)) {
            return Err(unread(text));
        }
        Ok(Query::Amount(left, comparison, right))
    }

    fn comparison(&mut self) -> Result<Comparison, Trouble> {
        let marks = [
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<", Comparison::Less),
            (">", Comparison::More),
        ];
        let found = marks.iter().find(|(mark, _)| take_mark(&mut self.rest, &[mark]));
        found.map(|(_, comparison)| *comparison).ok_or_else(|| unread(self.rest))
    }
}

/// A text between two marks, of which the inner ones are escaped.
fn delimited(text: &str, mark: char) -> Result<(&str, &str), Trouble> {
    let inner = text.strip_prefix(mark).ok_or_else(|| unread(text))?;
    let is_end = |(at, _): &(usize, &str)| !inner[..*at].ends_with('\\');
    let (end, _) = inner.match_indices(mark).find(is_end).ok_or_else(|| unread(text))?;
    Ok((&inner[..end], &inner[end + 1..]))
}

fn regex(pattern: &str) -> Result<Regex, Trouble> {
    let pattern = pattern.replace("\\/", "/");
    let built = RegexBuilder::new(&pattern).case_insensitive(true).size_limit(1 << 20).build();
    match built {
        Ok(regex) if !pattern.is_empty() => Ok(regex),
        _ => Err(unread(&pattern)),
    }
}

fn take_mark(text: &mut &str, marks: &[&str]) -> bool {
    let rest = marks.iter().find_map(|mark| text.trim_ascii_start().strip_prefix(mark));
    *text = rest.unwrap_or(text);
    rest.is_some()
}

fn take_word(text: &mut &str, word: &str) -> bool {
    let rest = text.trim_ascii_start().strip_prefix(word);
    let is_name =
        |next: char| next.is_alphanumeric() || matches!(next, '_' | ':' | '.' | '*' | '$');
    let rest = rest.filter(|rest| !rest.starts_with(is_name));
    *text = rest.unwrap_or(text);
    rest.is_some()
}

/// A query that is not read: its rule is not applied.
fn unread(text: &str) -> Trouble {
    let help = "name accounts by `/pattern/`, payees by `@pattern`, join them by `and`, `or`, `not`; or write the postings into the transactions";
    let shown = Trouble::unexpected("which postings it meets is not understood", text);
    Trouble { code: "automated-transaction", help, ..shown }
}
