//! Secrets in rows, known by the name of their column: dumps of databases and exported lists.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::{Regex, RegexBuilder};

use super::{Confidence, Kind, Place};
use crate::inert::is_inert;
use crate::keyname::is_secret_name;
use crate::seen::{ASSIGNED, Strength};

/// Columns of a table.
const MAX_COLUMNS: usize = 512;

static HEADS: LazyLock<Regex> = LazyLock::new(|| {
    let name = r#"[`"\[\]\w.]{1,128}"#;
    let heads = format!(
        r"(?i)\b(?:insert\s{{1,4}}(?:ignore\s{{1,4}})?into\s{{1,4}}(?P<insert>{name})\s{{0,4}}(?:\((?P<columns>[^()]{{1,8000}})\)\s{{0,4}})?values\b|create\s{{1,4}}table\s{{1,4}}(?:if\s{{1,4}}not\s{{1,4}}exists\s{{1,4}})?(?P<create>{name})\s{{0,4}}\(|copy\s{{1,4}}(?P<copy>{name})\s{{0,4}}\((?P<copied>[^()]{{1,8000}})\)\s{{1,4}}from\s{{1,4}}stdin)"
    );
    RegexBuilder::new(&heads).unicode(false).build().expect("the heads are constant and tested")
});

/// `INSERT INTO users (id, password) VALUES (1, 'x'), ...`, with the columns there or in the table's
/// definition, and `COPY users (id, password) FROM stdin`.
pub(super) fn sql(text: &[u8], found: &mut Vec<Place>) {
    let mut tables: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    for head in HEADS.captures_iter(text) {
        let end = head.get(0).map_or(0, |all| all.end());
        if let Some(table) = head.name("create") {
            tables.insert(bare(table.as_bytes()), defined(text, end));
        } else if let Some(table) = head.name("insert") {
            let columns = match head.name("columns") {
                Some(columns) => secret_columns(columns.as_bytes(), b','),
                None => tables.get(&bare(table.as_bytes())).cloned().unwrap_or_default(),
            };
            if !columns.is_empty() {
                tuples(text, end, &columns, found);
            }
        } else if let Some(columns) = head.name("copied") {
            let columns = secret_columns(columns.as_bytes(), b',');
            let start = text[end..].iter().position(|byte| *byte == b'\n').map(|at| end + at + 1);
            if let Some(start) = start.filter(|_| !columns.is_empty()) {
                rows(text, start, b'\t', &columns, found);
            }
        }
    }
}

/// A file whose first line names its columns.
pub(super) fn csv(text: &[u8], found: &mut Vec<Place>) {
    let Some(end) = text.iter().position(|byte| *byte == b'\n') else { return };
    let head = &text[..end];
    let count = |mark: u8| head.iter().filter(|byte| **byte == mark).count();
    let mark = [b',', b';', b'\t'].into_iter().max_by_key(|mark| count(*mark)).unwrap_or(b',');
    let columns = secret_columns(head, mark);
    if !columns.is_empty() {
        rows(text, end + 1, mark, &columns, found);
    }
}

fn bare(name: &[u8]) -> Vec<u8> {
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or(name);
    last.iter().filter(|byte| !b"`\"[]".contains(byte)).map(u8::to_ascii_lowercase).collect()
}

fn is_secret_column(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name.trim_ascii());
    let name = name.trim_matches(['`', '"', '[', ']', '\'', '\u{feff}']);
    is_secret_name(name) || name.to_ascii_lowercase().ends_with("password_hash")
}

fn secret_columns(head: &[u8], mark: u8) -> Vec<usize> {
    let names = head.split(|byte| *byte == mark).take(MAX_COLUMNS).enumerate();
    names.filter(|(_, name)| is_secret_column(name)).map(|(place, _)| place).collect()
}

/// The secret columns of a table's definition: one a line, as dumps write them.
fn defined(text: &[u8], at: usize) -> Vec<usize> {
    let body = &text[at..text.len().min(at + 64 * 1024)];
    let mut columns = Vec::new();
    let mut n = 0;
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii();
        if line.starts_with(b")") {
            break;
        }
        let word = line.split(|byte| b" \t".contains(byte)).next().unwrap_or_default();
        let keys =
            ["primary", "key", "unique", "constraint", "index", "foreign", "fulltext", "check"];
        let is_column =
            !word.is_empty() && !keys.iter().any(|key| word.eq_ignore_ascii_case(key.as_bytes()));
        if is_column {
            if is_secret_column(word) {
                columns.push(n);
            }
            n += 1;
        }
        if n > MAX_COLUMNS {
            break;
        }
    }
    columns
}

/// Reads `(1, 'a', NULL), (2, 'b', 'c');`.
fn tuples(text: &[u8], start: usize, columns: &[usize], found: &mut Vec<Place>) {
    let (mut at, mut column) = (start, 0);
    let mut is_inside = false;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\'' => {
                let end = string_end(text, at + 1);
                if is_inside && columns.contains(&column) {
                    push(Kind::Sql, text, at + 1..end, found);
                }
                at = end;
            }
            b'(' if !is_inside => (is_inside, column) = (true, 0),
            b')' => is_inside = false,
            b',' if is_inside => column += 1,
            b';' if !is_inside => return,
            // What stands between two tuples is a comma; anything else is the next statement.
            byte if !is_inside && !byte.is_ascii_whitespace() && byte != b',' => return,
            _ => {}
        }
        at += 1;
    }
}

/// Where a string of SQL ends: `''` and `\'` are part of it.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\'' if text.get(at + 1) == Some(&b'\'') => at += 1,
            b'\'' => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// Reads lines of cells until the text or a dump's `\.` ends.
fn rows(text: &[u8], start: usize, mark: u8, columns: &[usize], found: &mut Vec<Place>) {
    let mut at = start;
    for line in text[start.min(text.len())..].split(|byte| *byte == b'\n') {
        if line.starts_with(b"\\.") {
            return;
        }
        let mut cell_start = at;
        for (n, cell) in line.split(|byte| *byte == mark).enumerate().take(MAX_COLUMNS) {
            if columns.contains(&n) {
                let blanks = cell.len() - cell.trim_ascii_start().len();
                let start = cell_start + blanks;
                let trimmed = start..start + cell.trim_ascii().len();
                let value = match &text[trimmed.clone()] {
                    [b'"', .., b'"'] if trimmed.len() > 2 => trimmed.start + 1..trimmed.end - 1,
                    _ => trimmed,
                };
                push(Kind::Csv, text, value, found);
            }
            cell_start += cell.len() + 1;
        }
        at += line.len() + 1;
    }
}

fn push(kind: Kind, text: &[u8], secret: Range<usize>, found: &mut Vec<Place>) {
    let bytes = &text[secret.clone()];
    if bytes.len() < 4 || bytes.len() > 4096 || is_inert(bytes) {
        return;
    }
    let strength = Strength::of(bytes);
    let is_common = strength == Strength::Common;
    let confidence =
        Confidence::of(if kind == Kind::Sql { Kind::Csv } else { kind }, bytes, strength);
    found.push(Place { is_common, confidence, ..Place::new(ASSIGNED, secret) });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(read: fn(&[u8], &mut Vec<Place>), text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        read(text.as_bytes(), &mut found);
        let values: Vec<&str> = found.into_iter().map(|place| &text[place.secret]).collect();
        assert_eq!(values, expected, "{text}");
    }

    #[test]
    fn columns_of_secrets() {
        check(
            sql,
            "INSERT INTO `users` (`id`, `email`, `password`) VALUES (1,'a@b.co','hunter22'),\n(2,'it''s','x;y)z22');\nINSERT INTO t (a) VALUES ('hunter33');",
            &["hunter22", "x;y)z22"],
        );
        check(
            sql,
            "CREATE TABLE `users` (\n  `id` int NOT NULL,\n  `api_token` varchar(64),\n  PRIMARY KEY (`id`)\n);\nINSERT INTO `users` VALUES (1,'hunter22');",
            &["hunter22"],
        );
        check(
            sql,
            "COPY public.users (id, password, name) FROM stdin;\n1\thunter22\tme\n2\t\\N\tyou\n\\.\n3\thunter33\tx\n",
            &["hunter22"],
        );
        check(sql, "SELECT password FROM users WHERE id = 'hunter22'", &[]);
        check(
            csv,
            "user,password,note\nme,hunter22,x\nyou,\"hunter 33\",y\n",
            &["hunter22", "hunter 33"],
        );
        check(csv, "user;amount\nme;hunter22\n", &[]);
    }
}
