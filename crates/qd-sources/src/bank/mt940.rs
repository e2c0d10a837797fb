//! MT940, the statement of SWIFT: `:61:` lines between an opening and a closing balance.
//!
//! The day is the booking day where the line has one; its year is the one nearest to the value
//! date, because it is written without. `RC` is a credit taken back, `RD` a debit taken back.
//! The bank's reference is no id (banks repeat `NONREF`): rows are known by their content.

use chrono::{Datelike, NaiveDate};

use super::statement::{Flaw, Parsed, Statement, Transaction, WrittenBalance};

/// How much of `:86:` is kept.
const MAX_INFORMATION_BYTES: usize = 4 << 10;

/// Claims that a text is MT940.
pub(super) fn is_mt940(text: &str) -> bool {
    let has = |tag: &str| text.lines().any(|line| line.trim_start().starts_with(tag));
    text.contains(":61:") && has(":25") || has(":60F:") || has(":60M:")
}

/// Reads the statements of a file.
pub(super) fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mut open: Option<Statement> = None;
    let mut field: Option<(u32, &str, String)> = None;
    for (index, raw) in text.lines().enumerate() {
        let line = raw.trim_end().trim_start_matches('\u{feff}');
        let n = u32::try_from(index + 1).unwrap_or(u32::MAX);
        // Counted apart from the fields: a row that the fields lose shows.
        parsed.n_promised += usize::from(line.starts_with(":61:"));
        match tag_of(line) {
            Some((tag, value)) => {
                take(field.replace((n, tag, value.to_owned())), &mut open, &mut parsed);
            }
            None if line == "-" || line.starts_with("-}") || line.starts_with('{') => {
                take(field.take(), &mut open, &mut parsed);
            }
            None => {
                if let Some((_, _, value)) = &mut field
                    && value.len() < MAX_INFORMATION_BYTES
                {
                    value.push('\n');
                    value.push_str(line);
                }
            }
        }
    }
    take(field, &mut open, &mut parsed);
    parsed.statements.extend(open);
    parsed
}

/// Cuts `:61:value`.
fn tag_of(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.strip_prefix(':')?.split_once(':')?;
    let is_tag = (2..=3).contains(&tag.len())
        && tag.bytes().take(2).all(|byte| byte.is_ascii_digit())
        && tag.bytes().skip(2).all(|byte| byte.is_ascii_uppercase());
    is_tag.then_some((tag, value))
}

fn take(field: Option<(u32, &str, String)>, open: &mut Option<Statement>, parsed: &mut Parsed) {
    let Some((line, tag, value)) = field else { return };
    let mut flaw = |code, message: String, is_row| {
        let help = "download the statement again, or correct the line";
        parsed.flaws.push(Flaw { line, code, message, help, is_row });
    };
    match tag {
        "20" => parsed.statements.extend(open.take()),
        "25" | "25P" => {
            let id = value.lines().next().unwrap_or_default().trim();
            statement(open).account_id = Some(id.to_owned());
        }
        "60F" | "60M" | "62F" | "62M" => match balance(line, &value) {
            Some((balance, currency)) => {
                let statement = statement(open);
                statement.currency.get_or_insert(currency);
                let is_opening = tag.starts_with("60");
                let side = if is_opening { &mut statement.opening } else { &mut statement.balance };
                *side = Some(balance);
            }
            None => flaw("unreadable-balance", format!("`:{tag}:` is no balance: {value}"), false),
        },
        "61" => match row(line, &value) {
            Some(row) => statement(open).transactions.push(row),
            None => flaw("unreadable-row", format!("`:61:` cannot be read: {value}"), true),
        },
        // `:86:` belongs to the row before it; after the closing balance, to the statement.
        "86" => {
            let row = open.as_mut().filter(|open| open.balance.is_none());
            if let Some(row) = row.and_then(|open| open.transactions.last_mut()) {
                (row.name, row.memo) = information(&value, &row.memo);
            }
        }
        _ => {}
    }
}

fn statement(open: &mut Option<Statement>) -> &mut Statement {
    open.get_or_insert_with(|| Statement { decimal_mark: Some(','), ..Statement::default() })
}

/// Reads `C260401EUR1234,56`.
fn balance(line: u32, value: &str) -> Option<(WrittenBalance, String)> {
    let value = value.lines().next()?.trim();
    let sign = match value.get(..1)? {
        "C" => "",
        "D" => "-",
        _ => return None,
    };
    let date = day(value.get(1..7)?)?;
    let currency = value.get(7..10)?;
    Some(((line, format!("{sign}{}", value.get(10..)?), date.to_string()), currency.to_owned()))
}

/// Reads `2604010402RD12,34NTRFREFERENCE//BANK` and what stands below it.
fn row(line: u32, value: &str) -> Option<Transaction> {
    let (first, below) = value.split_once('\n').unwrap_or((value, ""));
    let value_date = day(first.get(..6)?)?;
    let mut rest = first.get(6..)?;
    let mut date = value_date;
    if let Some(booked) = rest.get(..4).filter(|text| text.bytes().all(|b| b.is_ascii_digit())) {
        date = booking_day(value_date, booked)?;
        rest = rest.get(4..)?;
    }
    let marks = [("RC", "-"), ("RD", ""), ("C", ""), ("D", "-")];
    let (mark, sign) = marks.into_iter().find(|(mark, _)| rest.starts_with(mark))?;
    rest = &rest[mark.len()..];
    // The third letter of the currency may stand before the amount.
    rest = rest.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',')?;
    let amount = rest[..end].trim_end_matches(',');
    let reference = rest[end..].get(4..)?.split("//").next().unwrap_or_default().trim();
    if amount.is_empty() || !matches!(rest[end..].get(..1)?, "N" | "F" | "S") {
        return None;
    }
    let known = Some(reference).filter(|text| !text.is_empty() && *text != "NONREF");
    let memo = known.into_iter().chain(below.lines().map(str::trim)).collect::<Vec<_>>().join(" ");
    Some(Transaction {
        line,
        posted: date.to_string(),
        amount: format!("{sign}{amount}"),
        memo,
        ..Transaction::default()
    })
}

/// Reads `YYMMDD`; SWIFT began with statements in the seventies.
fn day(text: &str) -> Option<NaiveDate> {
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year = part(0..2)?;
    let year = if year < 70 { 2000 + year } else { 1900 + year };
    NaiveDate::from_ymd_opt(year as i32, part(2..4)?, part(4..6)?)
}

/// The booking day `MMDD` in the year that brings it nearest to the value date.
fn booking_day(value_date: NaiveDate, text: &str) -> Option<NaiveDate> {
    let (month, day) = (text.get(..2)?.parse().ok()?, text.get(2..4)?.parse().ok()?);
    (-1..=1)
        .filter_map(|years| NaiveDate::from_ymd_opt(value_date.year() + years, month, day))
        .min_by_key(|date| (*date - value_date).num_days().abs())
}

/// Takes name and purpose from `:86:`; the German form has them in `?20` to `?33`.
fn information(value: &str, before: &str) -> (String, String) {
    let plain = value.lines().map(str::trim_end).collect::<Vec<_>>();
    let joined = plain.concat();
    let join = |parts: &[&str]| {
        parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
    };
    if !joined.contains("?20") && !joined.contains("?32") {
        return (String::new(), join(&[&[before], &plain[..]].concat()));
    }
    let (mut name, mut memo) = (String::new(), String::new());
    for part in joined.split('?').skip(1) {
        let number = part.get(..2).and_then(|number| number.parse::<u8>().ok());
        let text = part.get(2..).unwrap_or_default();
        match number {
            Some(32 | 33) => name.push_str(text),
            Some(20..=29 | 60..=63) => memo.push_str(text),
            _ => {}
        }
    }
    (name, join(&[before, &memo]))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn check(text: &str, expected: &[&str]) {
        let parsed = parse(text);
        assert_eq!(parsed.n_promised, parsed.n_read(), "{text}");
        let mut shown = Vec::new();
        for statement in &parsed.statements {
            let balance = |balance: &Option<(u32, String, String)>| {
                balance
                    .clone()
                    .map_or("none".into(), |(_, amount, date)| format!("{amount} {date}"))
            };
            let id = statement.account_id.as_deref().unwrap_or_default();
            let currency = statement.currency.as_deref().unwrap_or_default();
            let (from, to) = (balance(&statement.opening), balance(&statement.balance));
            shown.push(format!("{id} {currency} {from} to {to}"));
            for row in &statement.transactions {
                let parts = [&row.posted, &row.amount, &row.name, &row.memo].map(String::as_str);
                shown.push(format!("{} {}", row.line, parts.join("|")));
            }
        }
        shown.extend(parsed.flaws.iter().map(|flaw| format!("{} {}", flaw.line, flaw.code)));
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn rows_between_two_balances() {
        check(
            "{1:F01}{4:\n:20:A\n:25:DE12/77\n:28C:1/1\n:60F:C251230EUR100,00\n:61:2601021231D12,34NTRFNONREF//B1\n:86:166?00SEPA?20Rent ?21April?32J. DOE\n:61:260102RC5,NMSCR1\nmore\n:86:plain\ntext\n:62F:C260102EUR82,66\n:86:of the statement\n-}\n",
            &[
                "DE12/77 EUR 100,00 2025-12-30 to 82,66 2026-01-02",
                "6 2025-12-31|-12,34|J. DOE|Rent April",
                "8 2026-01-02|-5||R1 more plain text",
            ],
        );
        check(
            ":20:A\n:25:1\n:61:2601011231CR1,00NTRFX\n:61:260101RDR2,5FTRFX\n",
            &["1  none to none", "3 2025-12-31|1,00||X", "4 2026-01-01|2,5||X"],
        );
    }

    #[test]
    fn rows_that_cannot_be_read_are_counted() {
        check(
            ":25:1\n:60F:X\n:61:\n:61:269901D1,NTRFX\n:61:260101D1,00\n:61:260101C1,NTRFX\n:62F:D260101EUR1,0",
            &[
                "1 EUR none to -1,0 2026-01-01",
                "6 2026-01-01|1||X",
                "2 unreadable-balance",
                "3 unreadable-row",
                "4 unreadable-row",
                "5 unreadable-row",
            ],
        );
    }
}
