//! Directives of hledger and ledger.

use crate::ledger::date;
use crate::ledger::declarations::{DeclaredType, Quote};
use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{CommodityId, Journal, Place};
use crate::ledger::lines::{Line, Lines};
use crate::ledger::notices::Notices;
use crate::ledger::number::{self, Mark};
use crate::ledger::plain::amount;
use crate::ledger::plain::scope::Scope;
use crate::ledger::plain::transaction::skip_block;
use crate::ledger::trouble::Trouble;
use crate::problems::nearest;

/// What a directive needs.
pub(crate) struct Read<'r, 's, 'a> {
    /// Its line, taken.
    pub(crate) line: Line<'a>,
    /// Its place.
    pub(crate) place: Place,
    /// The lines after it.
    pub(crate) lines: &'r mut Lines<'a>,
    /// The directives in force.
    pub(crate) scope: &'r mut Scope<'a>,
    /// Where declarations go.
    pub(crate) journal: &'r mut Journal<'a>,
    /// Where diagnostics go.
    pub(crate) notices: &'r mut Notices<'s>,
}

/// What is left to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// Nothing.
    Done,
    /// To read the files that the line includes.
    Include,
}

/// Claims that a line may change how the lines below it are read. Words that are not known here are
/// taken for such.
pub(crate) fn changes_what_follows(line: &str, dialect: Dialect) -> bool {
    let Some(first) = line.bytes().next() else { return false };
    if matches!(first, b';' | b'#' | b'*' | b'%' | b'|' | b' ' | b'\t' | b'0'..=b'9' | b'=' | b'~')
    {
        return false;
    }
    let end = line.find([' ', '\t', ';']).unwrap_or(line.len());
    match &line[..end] {
        "P" | "payee" | "tag" | "comment" | "test" => false,
        // ledger declares other names of an account below it.
        "account" => dialect == Dialect::Ledger,
        _ => true,
    }
}

/// Reads one directive with its indented lines. (One flat match: longer than most functions here.)
pub(crate) fn read(read: &mut Read<'_, '_, '_>) -> Outcome {
    if changes_what_follows(read.line.text, read.journal.dialect) {
        read.scope.n_changes += 1;
    }
    let text = read.line.text.strip_prefix(['!', '@']).unwrap_or(read.line.text);
    let end = text.find([' ', '\t', ';']).unwrap_or(text.len());
    let (word, rest) = (&text[..end], text[end..].trim_ascii());
    let done = match word {
        "include" => return Outcome::Include,
        "comment" | "test" => block(read, word),
        "account" => account(read, rest),
        "commodity" => commodity(read, rest),
        "D" => sample(read, rest, true),
        "decimal-mark" => decimal_mark(read, rest),
        "P" => quote(read, rest),
        "alias" => alias(read, rest),
        "apply" => apply(read, rest),
        "end" => ending(read, rest),
        "Y" | "year" => year(read, rest),
        "A" | "bucket" if read.journal.dialect == Dialect::Ledger => bucket(read, rest),
        _ if is_year(word) => year(read, &word[1..]),
        // Words that check, format or document, and leave amounts alone.
        "payee" | "tag" | "N" | "assert" | "check" | "expr" | "eval" | "capture" | "define"
        | "def" => {
            skip_block(read.lines);
            unread(read, word, false)
        }
        // Time logs, conversions between units, and code.
        "C" | "i" | "I" | "o" | "O" | "b" | "h" | "import" | "python" | "value" => {
            skip_block(read.lines);
            unread(read, word, true)
        }
        _ => {
            skip_block(read.lines);
            Err(unknown(word))
        }
    };
    if let Err(trouble) = done {
        let trouble = trouble.written(written(word));
        read.notices.error(trouble.code, read.place, &trouble.message, trouble.help);
        read.notices.n_skipped += 1;
    }
    Outcome::Done
}

type Done = Result<(), Trouble>;

/// Directives that a person may have meant.
const KNOWN: [&str; 14] = [
    "account",
    "alias",
    "apply",
    "bucket",
    "comment",
    "commodity",
    "decimal-mark",
    "end",
    "include",
    "payee",
    "tag",
    "test",
    "year",
    "P",
];

fn unknown(word: &str) -> Trouble {
    let near = nearest(word, KNOWN).map(|near| format!(", did you mean `{near}`?"));
    let trouble = Trouble::unexpected("unknown directive", word);
    Trouble {
        message: format!("{}{}", trouble.message, near.unwrap_or_default()).into(),
        ..trouble
    }
}

/// How a directive is written.
fn written(word: &str) -> &'static str {
    match word {
        "account" => "write `account Assets:Bank`",
        "alias" => "write `alias OLD=NEW`",
        "apply" => "write `apply account Business`, and `end apply account` below",
        "end" => "remove the line, or open above what it ends: `comment`, `apply account`",
        "commodity" | "D" => "write `commodity 1,000.00 USD`",
        "decimal-mark" => "write `decimal-mark .`",
        "P" => "write `P 2026-01-31 EUR 1.05 USD`",
        "A" | "bucket" => "write `bucket Assets:Bank`",
        "Y" | "year" => "write `Y 2026`",
        _ => "begin a transaction with its day, `2026-01-31 * Payee`, and a comment with `;`",
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 5 && word.starts_with('Y') && word[1..].bytes().all(|byte| byte.is_ascii_digit())
}

/// `comment` to `end comment`, or to the end of the file.
fn block(read: &mut Read<'_, '_, '_>, word: &str) -> Done {
    while let Some(line) = read.lines.next() {
        let line = line.text.trim_ascii_end();
        if line.strip_prefix("end ").is_some_and(|ended| ended.trim_ascii() == word)
            || line == "end"
        {
            break;
        }
    }
    Ok(())
}

fn account<'a>(read: &mut Read<'_, '_, 'a>, rest: &'a str) -> Done {
    let cut = [rest.find("  "), rest.find('\t'), rest.find(';')];
    let end = cut.into_iter().flatten().min().unwrap_or(rest.len());
    let name = rest[..end].trim_ascii();
    if name.is_empty() {
        return Err(Trouble::syntax("`account` names no account"));
    }
    let account = read.scope.account(name, read.journal);
    read.journal.declared.entry(account).or_insert(read.place);
    let mut comments = vec![&rest[end..]];
    while let Some(line) = read.lines.peek().filter(Line::is_indented) {
        read.lines.next();
        let text = line.trimmed();
        let (word, value) = text.split_once([' ', '\t']).unwrap_or((text, ""));
        match (read.journal.dialect, word) {
            (_, _) if text.starts_with(';') => comments.push(text),
            (Dialect::Ledger, "alias") => {
                read.scope.add_alias(value.trim_ascii(), name, Dialect::Ledger);
            }
            (Dialect::Ledger, "default") => read.journal.bucket = Some(account),
            _ => {}
        }
    }
    if read.journal.dialect == Dialect::Hledger {
        for comment in comments {
            if let Some(declared) = declared_type(comment) {
                read.journal.types.insert(account, declared);
            }
        }
    }
    Ok(())
}

/// Reads `type: X` in a comment of hledger's `account`.
fn declared_type(comment: &str) -> Option<DeclaredType> {
    let value = comment.split_once("type:")?.1;
    let word = value.trim_ascii().split([',', ' ', '\t']).next()?.to_ascii_lowercase();
    let (account_type, is_cash) = match word.as_str() {
        "a" | "asset" => ("asset", false),
        "c" | "cash" => ("asset", true),
        "l" | "liability" => ("liability", false),
        "e" | "equity" | "v" | "conversion" => ("equity", false),
        "r" | "revenue" => ("income", false),
        "x" | "expense" => ("expense", false),
        _ => return None,
    };
    Some(DeclaredType { account_type, is_cash })
}

fn commodity<'a>(read: &mut Read<'_, '_, 'a>, rest: &'a str) -> Done {
    let text = rest.split(';').next().unwrap_or_default().trim_ascii();
    let has_number = text.bytes().any(|byte| byte.is_ascii_digit()) && !text.ends_with('"');
    let own = match has_number {
        true => return sample(read, text, false),
        false => read.journal.commodity(text.trim_matches('"')),
    };
    while let Some(line) = read.lines.peek().filter(Line::is_indented) {
        read.lines.next();
        let text = line.trimmed();
        let (word, value) = text.split_once([' ', '\t']).unwrap_or((text, ""));
        let value = value.split(';').next().unwrap_or_default().trim_ascii();
        match word {
            "format" => sample(read, value, false)?,
            "alias" if read.journal.dialect == Dialect::Ledger => {
                let alias = read.journal.commodity(value.trim_matches('"'));
                read.scope.commodity_aliases.insert(alias, own);
            }
            _ => {}
        }
    }
    Ok(())
}

/// A sample amount tells the decimal mark, for ledger the digits, for hledger's `D` the default.
fn sample<'a>(read: &mut Read<'_, '_, 'a>, text: &'a str, is_default: bool) -> Done {
    let text = text.split(';').next().unwrap_or_default().trim_ascii();
    let parts = amount::split(text, read.journal.dialect)?;
    let commodity = parts.symbol.map_or(CommodityId::NONE, |symbol| read.journal.commodity(symbol));
    match number::mark_of_sample(parts.digits) {
        Some(mark) => {
            read.scope.marks.insert(commodity, mark);
        }
        None if parts.digits.contains([',', '.']) => {
            return Err(Trouble::unsupported(
                "ambiguous-number",
                "the sample amount does not tell the decimal mark",
                "write the sample with a fraction: `1,000.00`",
            ));
        }
        None => {}
    }
    let digits = amount::digits_of_sample(parts.digits);
    match (read.journal.dialect, is_default) {
        (Dialect::Ledger, _) => {
            read.journal.precisions.insert(commodity, digits);
        }
        (_, true) => read.scope.default_commodity = Some(commodity),
        (_, false) => {}
    }
    Ok(())
}

fn decimal_mark(read: &mut Read<'_, '_, '_>, rest: &str) -> Done {
    read.scope.mark = Some(match rest.split(';').next().unwrap_or_default().trim_ascii() {
        "." => Mark::Period,
        "," => Mark::Comma,
        other => return Err(Trouble::unexpected("a decimal mark is `.` or `,`", other)),
    });
    Ok(())
}

/// `P 2026-01-31 EUR 1.05 USD`, a time of day after the date allowed.
fn quote<'a>(read: &mut Read<'_, '_, 'a>, rest: &'a str) -> Done {
    let (date, rest) =
        date::read(rest, read.scope.year).map_err(|error| Trouble::date(error, rest))?;
    let mut rest = rest.trim_ascii_start();
    let (first, after) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
    if first.contains(':') && first.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') {
        rest = after.trim_ascii_start();
    }
    let (name, rest) = match rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some(quoted) => quoted,
        None => rest
            .split_once([' ', '\t'])
            .ok_or_else(|| Trouble::syntax("the price has no amount"))?,
    };
    let commodity = read.journal.commodity(name);
    let commodity = read.scope.commodity_aliases.get(&commodity).copied().unwrap_or(commodity);
    let (price, _) = amount::amount(rest, read.scope, read.journal)?;
    read.journal.quotes.push(Quote { place: read.place, date, commodity, price });
    Ok(())
}

fn alias<'a>(read: &mut Read<'_, '_, 'a>, rest: &'a str) -> Done {
    let missing = || Trouble::syntax("an alias is `alias OLD=NEW`");
    if let Some(pattern) =
        rest.strip_prefix('/').filter(|_| read.journal.dialect == Dialect::Hledger)
    {
        let ends = pattern.match_indices('/').find(|(end, _)| !pattern[..*end].ends_with('\\'));
        let (pattern, to) = pattern.split_at(ends.ok_or_else(missing)?.0);
        let to = to[1..].trim_ascii_start().strip_prefix('=').ok_or_else(missing)?;
        let added = read.scope.add_pattern(pattern, to.trim_ascii());
        return added.ok_or_else(|| Trouble::unexpected("not a regular expression", pattern));
    }
    let (from, to) = rest.split_once('=').ok_or_else(missing)?;
    read.scope.add_alias(from.trim_ascii(), to.trim_ascii(), read.journal.dialect);
    Ok(())
}

fn apply<'a>(read: &mut Read<'_, '_, 'a>, rest: &'a str) -> Done {
    let (word, rest) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
    let rest = rest.trim_ascii();
    Trouble::too_many_open(read.scope.parents.len().max(read.scope.tags.len()))?;
    match word {
        "account" if !rest.is_empty() => read.scope.push_parent(rest),
        "tag" => read.scope.tags.push(rest.trim_matches(':')),
        "year" => year(read, rest)?,
        _ => return unread(read, "apply", true),
    }
    Ok(())
}

fn ending(read: &mut Read<'_, '_, '_>, rest: &str) -> Done {
    let what = rest.strip_prefix("apply").unwrap_or(rest).trim_ascii();
    let had_one = match what {
        "account" | "" => read.scope.pop_parent(),
        "tag" => read.scope.tags.pop().is_some(),
        "aliases" => {
            read.scope.end_aliases();
            true
        }
        _ => true,
    };
    if had_one { Ok(()) } else { Err(Trouble::syntax("`end` ends nothing")) }
}

fn year(read: &mut Read<'_, '_, '_>, rest: &str) -> Done {
    let year = rest.split(';').next().unwrap_or_default().trim_ascii();
    match year.parse::<i32>() {
        Ok(number) if (1000..=9999).contains(&number) => {
            read.scope.year = Some(number);
            Ok(())
        }
        _ => Err(Trouble::unexpected("expected a year of four digits", year)),
    }
}

fn bucket<'a>(read: &mut Read<'_, '_, 'a>, rest: &'a str) -> Done {
    if rest.is_empty() {
        return Err(Trouble::syntax("`bucket` names no account"));
    }
    let account = read.scope.account(rest, read.journal);
    read.journal.bucket = Some(account);
    Ok(())
}

/// Says that a directive is not read, and whether that changes numbers.
fn unread(read: &mut Read<'_, '_, '_>, word: &str, changes_numbers: bool) -> Done {
    if changes_numbers {
        return Err(Trouble {
            code: "unsupported-directive",
            message: format!("the directive is not read, and balances may depend on it: `{word}`")
                .into(),
            help: "write what it stands for as transactions",
        });
    }
    let silent = ["payee", "tag", "N"];
    if !silent.contains(&word) {
        let message = format!("the directive is not read; it changes no balance: `{word}`");
        read.notices.note("unsupported-directive", read.place, &message, "none is needed");
    }
    Ok(())
}
