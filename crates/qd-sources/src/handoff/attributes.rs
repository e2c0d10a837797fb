//! The attributes of a task or risk: `(anna, h: 2..5, due: 2026-10-10, gain: 2400)` at its end.
//!
//! Their names are those of DESIGN section 10, the same as in rules. A wrong one is a problem to
//! report; the others and the text survive. A range is p10..p90: it stands in a low and a high column,
//! its middle in the column of the plain name, where the table has one.

use chrono::NaiveDate;
use qd_facts::FactCell;
use qd_model::{Decimal, kebab};

use crate::csv::number::NumberFormat;
use crate::problems::{nearest, quoted};

/// What a name's value is, and the columns that hold it.
#[derive(Clone, Copy)]
enum Kind {
    /// One column, a low and a high one, or both and one for the middle.
    Number(&'static [&'static str]),
    /// 0 to 1, `60%` too.
    Share(&'static [&'static str]),
    Date(&'static str),
    Owner,
    Id,
    Needs,
    Roles,
}

const NAMES: [(&str, Kind); 17] = [
    ("h", Kind::Number(&["hours_low", "hours_high"])),
    ("hours", Kind::Number(&["hours_low", "hours_high"])),
    ("$", Kind::Number(&["cash_low", "cash_high", "cash"])),
    ("cash", Kind::Number(&["cash_low", "cash_high", "cash"])),
    ("gain", Kind::Number(&["gain_low", "gain_high", "gain"])),
    ("per_day", Kind::Number(&["per_day_low", "per_day_high", "per_day"])),
    (
        "hazard_per_year",
        Kind::Number(&["hazard_per_year_low", "hazard_per_year_high", "hazard_per_year"]),
    ),
    ("loss", Kind::Number(&["loss_low", "loss_high"])),
    ("averts", Kind::Share(&["averts_low", "averts_high", "averts"])),
    ("once", Kind::Number(&["once_low", "once_high", "once"])),
    ("decay_per_day", Kind::Number(&["decay_per_day"])),
    ("p", Kind::Share(&["p_low", "p_high", "p"])),
    ("owner", Kind::Owner),
    ("from", Kind::Date("from")),
    ("due", Kind::Date("due")),
    ("id", Kind::Id),
    ("for", Kind::Roles),
];

/// An item's text, parted.
#[derive(Debug, Default)]
pub(super) struct Parted {
    /// The text without its attributes.
    pub(super) text: String,
    /// Column and cell.
    pub(super) cells: Vec<(&'static str, FactCell)>,
    /// What is wrong: code and message.
    pub(super) problems: Vec<(&'static str, String)>,
}

/// Parts the attributes from the end of an item's text.
pub(super) fn part(text: &str, is_task: bool) -> Parted {
    let text = text.trim();
    let whole = || Parted { text: text.to_owned(), ..Parted::default() };
    let Some((before, group)) = last_group(text) else { return whole() };
    let parts = group.split(',').map(str::trim).collect::<Vec<_>>();
    let named = parts.iter().filter_map(|part| part.split_once(':')).map(|(name, _)| name.trim());
    let is_known = named.clone().any(|name| find(name).is_some());
    let is_owner_alone = parts.len() == 1 && is_bare_owner(parts[0]);
    let looks_meant = is_task && named.clone().next().is_some() && named.clone().all(is_name);
    if !(is_known || (is_task && is_owner_alone) || looks_meant) {
        return whole();
    }
    let mut parted = Parted { text: before.trim_end().to_owned(), ..Parted::default() };
    read_parts(&parts, &mut parted);
    if !is_known && !is_owner_alone {
        // Nothing in it was understood: it may be prose, so it stays in the text.
        return Parted { problems: parted.problems, ..whole() };
    }
    parted
}

fn find(name: &str) -> Option<Kind> {
    if name == "needs" {
        return Some(Kind::Needs);
    }
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    name == "$" || (!name.is_empty() && name.bytes().all(is_letter))
}

fn is_bare_owner(part: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    part.len() <= 40
        && part.starts_with(char::is_alphabetic)
        && part.chars().all(is_letter)
        && part.to_lowercase() == part
}

/// Splits a text that ends in `(...)` before that pair.
fn last_group(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(')')?;
    let mut depth = 1;
    for (at, c) in inner.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&text[..at], &inner[at + 1..]));
        }
    }
    None
}

fn read_parts(parts: &[&str], parted: &mut Parted) {
    let mut needs = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let next = parts.get(index + 1).filter(|next| !next.contains(':'));
        let is_cut = next.is_some_and(|next| is_digit(next.as_bytes().first()))
            && is_digit(part.as_bytes().last());
        match part.split_once(':') {
            // `gain: 2,400` was cut at its comma: the number before it would be wrong.
            Some((name, value)) if is_cut => {
                let message =
                    format!("`{}` is cut by a comma: {}", name.trim(), quoted(value.trim()));
                parted.problems.push(("bad-attribute", message));
            }
            Some((name, value)) => read_part(name.trim(), value.trim(), parted, &mut needs),
            None if index == 0 && is_bare_owner(part) => set(parted, "owner", *part),
            None if part.is_empty() => {}
            None => {
                let message = format!("an attribute has no name: {}", quoted(part));
                parted.problems.push(("bad-attribute", message));
            }
        }
    }
    if !needs.is_empty() {
        set(parted, "needs", needs.join(" "));
    }
}

fn read_part(name: &str, value: &str, parted: &mut Parted, needs: &mut Vec<String>) {
    let Some(kind) = find(name) else {
        let near = nearest(name, NAMES.iter().map(|(known, _)| *known).chain(["needs"]));
        let near = near.map(|near| format!(", nearest is `{near}`")).unwrap_or_default();
        let message = format!("there is no attribute of that name{near}: {}", quoted(name));
        parted.problems.push(("unknown-attribute", message));
        return;
    };
    let before = (parted.cells.len(), needs.len());
    match kind {
        Kind::Number(columns) => set_range(parted, columns, range(value, false)),
        Kind::Share(columns) => {
            let share = range(value, true).filter(|(_, high)| *high <= Decimal::ONE);
            set_range(parted, columns, share);
        }
        Kind::Date(column) => {
            let date = NaiveDate::parse_from_str(value, "%Y-%m-%d").ok();
            let date = date.filter(|_| value.len() == 10);
            date.into_iter().for_each(|date| set(parted, column, date));
        }
        Kind::Owner if !value.is_empty() && value.len() <= 80 => set(parted, "owner", value),
        Kind::Id if is_id(value) => set(parted, "id", value),
        Kind::Needs if value.split_whitespace().all(is_id) => {
            needs.extend(value.split_whitespace().map(str::to_owned));
        }
        Kind::Roles if value.split_whitespace().all(is_id) && !value.is_empty() => {
            set(parted, "roles", value.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        Kind::Owner | Kind::Id | Kind::Needs | Kind::Roles => {}
    }
    if (parted.cells.len(), needs.len()) == before {
        let message = format!("`{name}` has a wrong or second value: {}", quoted(value));
        parted.problems.push(("bad-attribute", message));
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 80 && kebab(id) == id
}

/// Sets a cell that is not set yet.
fn set(parted: &mut Parted, column: &'static str, cell: impl Into<FactCell>) {
    if parted.cells.iter().all(|(set, _)| *set != column) {
        parted.cells.push((column, cell.into()));
    }
}

/// Sets the ends of a range, or the one number, where each has its column.
fn set_range(parted: &mut Parted, columns: &[&'static str], range: Option<(Decimal, Decimal)>) {
    let Some((low, high)) = range else { return };
    let (ends, plain) = match columns {
        [low, high] => (Some((low, high)), None),
        [low, high, plain] => (Some((low, high)), Some(plain)),
        [plain] => (None, Some(plain)),
        _ => (None, None),
    };
    // A second value must be refused whole, not fill the columns that the first left empty.
    if parted.cells.iter().any(|(set, _)| columns.contains(set)) {
        return;
    }
    if let Some((low_column, high_column)) = ends.filter(|_| plain.is_none() || low != high) {
        set(parted, low_column, low);
        set(parted, high_column, high);
    }
    if let Some((column, number)) = plain.zip(middle((low, high))) {
        set(parted, column, number);
    }
}

/// Reads `2`, `2..5`, `$40`, `60%` where a share is meant; nothing below zero.
fn range(value: &str, is_share: bool) -> Option<(Decimal, Decimal)> {
    let (low, high) = value.split_once("..").unwrap_or((value, value));
    let number = |text: &str| {
        let format = NumberFormat { decimal_mark: '.', is_declared: true };
        let is_percent = is_share && text.trim().ends_with('%');
        format.parse(text, is_percent).ok().filter(|number| !number.is_negative())
    };
    let (low, high) = (number(low)?, number(high)?);
    (low <= high).then_some((low, high))
}

/// The middle of a range, exactly.
fn middle((low, high): (Decimal, Decimal)) -> Option<Decimal> {
    if low == high {
        return Some(low);
    }
    low.add(high).and_then(|sum| sum.mul(Decimal::new(5, 1))).ok()
}

#[cfg(test)]
mod tests {
    use qd_facts::FactCell;

    use super::part;

    fn check(text: &str, is_task: bool, expected: &str, problems: &[&str]) {
        let parted = part(text, is_task);
        let cells = parted.cells.iter().map(|(column, cell)| match cell {
            FactCell::Text(text) => format!(" {column}={text}"),
            FactCell::Date(date) => format!(" {column}={date}"),
            FactCell::Number(number) => format!(" {column}={number}"),
            other => format!(" {column}={other:?}"),
        });
        let shown = format!("{}{}", parted.text, cells.collect::<String>());
        assert_eq!(shown, expected, "{text}");
        let found = parted.problems.iter().map(|(_, message)| message.as_str());
        assert_eq!(found.collect::<Vec<_>>(), problems, "{text}");
    }

    #[test]
    fn attributes_of_tasks() {
        check(
            "get the quote (anna, h: 2..5, $: 310, due: 2026-10-10, gain: 2400, p: 0.5..0.8, for: cfo cmo, id: renewal)",
            true,
            "get the quote owner=anna hours_low=2 hours_high=5 cash=310 due=2026-10-10 gain=2400 p_low=0.5 p_high=0.8 p=0.65 roles=cfo cmo id=renewal",
            &[],
        );
        check(
            "stair (hazard_per_year: 0.1, loss: 2000..40000, averts: 95%, needs: a b, needs: c)",
            false,
            "stair hazard_per_year=0.1 loss_low=2000 loss_high=40000 averts=0.95 needs=a b c",
            &[],
        );
        check("call (anna)", true, "call owner=anna", &[]);
        check("port fee (owner: Anna Okafor)", false, "port fee owner=Anna Okafor", &[]);
        check(
            "x (from: 2026-10-01, hours: 1)",
            true,
            "x from=2026-10-01 hours_low=1 hours_high=1",
            &[],
        );
    }

    #[test]
    fn prose_in_parentheses_stays() {
        for text in [
            "start (Was that wise?)",
            "a (b) c",
            "x (two, three)",
            "see (https://x.example)",
            "open)",
            "(",
            "()",
        ] {
            check(text, false, text, &[]);
        }
        check("call (URGENT)", true, "call (URGENT)", &[]);
        check(
            "costs (two crew at 25, three hours)",
            true,
            "costs (two crew at 25, three hours)",
            &[],
        );
    }

    #[test]
    fn wrong_attributes_are_named_and_the_rest_survives() {
        check(
            "x (anna, gian: 5, h: 1)",
            true,
            "x owner=anna hours_low=1 hours_high=1",
            &["there is no attribute of that name, nearest is `gain`: gian"],
        );
        check(
            "x (anna, gain: 2,400, h: 1)",
            true,
            "x owner=anna hours_low=1 hours_high=1",
            &["`gain` is cut by a comma: 2", "an attribute has no name: 400"],
        );
        check(
            "x (h: 5..2, due: 10/10/2026, p: 1.2)",
            true,
            "x",
            &[
                "`h` has a wrong or second value: 5..2",
                "`due` has a wrong or second value: 10/10/2026",
                "`p` has a wrong or second value: 1.2",
            ],
        );
        check(
            "x (h: 1, h: 2, id: Bad Id)",
            true,
            "x hours_low=1 hours_high=1",
            &["`h` has a wrong or second value: 2", "`id` has a wrong or second value: Bad Id"],
        );
        check("x (gain: -5)", true, "x", &["`gain` has a wrong or second value: -5"]);
        check(
            "x (see: below)",
            true,
            "x (see: below)",
            &["there is no attribute of that name: see"],
        );
    }
}
