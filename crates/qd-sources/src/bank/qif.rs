//! QIF, Quicken's records: a letter a field, `^` after each record.
//!
//! A date of QIF may be month first or day first. The setting `date_order` decides; without it a
//! file is read in the one order that all its dates allow, and where both are allowed only the
//! dates that are the same in both. A split becomes a row for each part, where they add up.

use chrono::NaiveDate;
use qd_model::Decimal;

use super::fields;
use super::statement::{Flaw, Parsed, Statement, Transaction};

/// How dates are written: the order of month, day and year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DateOrder {
    Mdy,
    Dmy,
    Ymd,
}

/// What records are, by the header above them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Transactions,
    Account,
    Other,
}

/// A record as written.
#[derive(Default)]
struct Written {
    line: u32,
    date: String,
    amount: String,
    payee: String,
    memo: String,
    category: String,
    /// Category, memo and amount of each split.
    splits: Vec<[String; 3]>,
    has_fields: bool,
}

/// Claims that a text is QIF.
pub(super) fn is_qif(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    ["!type:", "!account", "!option:", "!clear:"]
        .iter()
        .any(|mark| first.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)))
}

/// Reads the statements of a file, one for each account that it names.
pub(super) fn parse(text: &str, declared: Option<DateOrder>, mark: Option<char>) -> Parsed {
    let mut parsed = Parsed::default();
    let mut accounts: Vec<(Option<String>, Vec<Written>)> = vec![(None, Vec::new())];
    let (mut section, mut record) = (Section::Other, Written::default());
    for (index, raw) in text.lines().enumerate() {
        let n = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let line = raw.trim();
        if let Some(header) = line.strip_prefix('!') {
            section = section_of(header, section);
            record = Written::default();
            if header.to_ascii_lowercase().starts_with("type:invst") {
                let message = "trades of investments are not read".to_owned();
                parsed.flaws.push(flaw(n, "unread-investments", message, false));
            }
            continue;
        }
        let Some(letter) = line.chars().next() else { continue };
        if letter != '^' {
            record.field(n, letter, line[letter.len_utf8()..].trim());
            continue;
        }
        let ended = std::mem::take(&mut record);
        match section {
            Section::Transactions if ended.has_fields => {
                parsed.n_promised += 1;
                if let Some((_, records)) = accounts.last_mut() {
                    records.push(ended);
                }
            }
            Section::Account if !ended.account().is_empty() => {
                accounts.push((Some(ended.account().to_owned()), Vec::new()));
            }
            _ => {}
        }
    }
    if section == Section::Transactions && record.has_fields {
        parsed.n_promised += 1;
        let message = "the file ends inside this record".to_owned();
        parsed.flaws.push(flaw(record.line, "truncated-file", message, true));
    }
    let order = declared.or_else(|| order_of(accounts.iter().flat_map(|(_, records)| records)));
    for (account_id, records) in accounts.into_iter().filter(|(_, records)| !records.is_empty()) {
        let mut statement = Statement { account_id, decimal_mark: mark, ..Statement::default() };
        for record in records {
            match day(&record.date, order) {
                Ok(date) => record.into_rows(date, mark, &mut statement, &mut parsed.flaws),
                Err((code, message)) => {
                    let message = format!("{message}: {}", record.date);
                    parsed.flaws.push(flaw(record.line, code, message, true));
                }
            }
        }
        parsed.statements.push(statement);
    }
    parsed
}

fn flaw(line: u32, code: &'static str, message: String, is_row: bool) -> Flaw {
    let help = match code {
        "ambiguous-date" => "set date_order = \"mdy\" or \"dmy\" for this source",
        "unread-investments" => "enter them by hand",
        _ => "correct the record in the file",
    };
    Flaw { line, code, message, help, is_row }
}

fn section_of(header: &str, before: Section) -> Section {
    let header = header.trim().to_ascii_lowercase();
    match header.strip_prefix("type:") {
        Some("bank" | "cash" | "ccard" | "oth a" | "oth l") => Section::Transactions,
        Some(_) => Section::Other,
        None if header == "account" => Section::Account,
        // `!Option:AutoSwitch` and its like change nothing.
        None => before,
    }
}

impl Written {
    fn field(&mut self, line: u32, letter: char, text: &str) {
        if !self.has_fields {
            (self.line, self.has_fields) = (line, true);
        }
        let last = self.splits.len().checked_sub(1);
        match (letter, last) {
            ('D', _) => text.clone_into(&mut self.date),
            ('T', _) => text.clone_into(&mut self.amount),
            ('U', _) if self.amount.is_empty() => text.clone_into(&mut self.amount),
            ('P', _) => text.clone_into(&mut self.payee),
            ('M', _) => text.clone_into(&mut self.memo),
            ('L', _) => text.clone_into(&mut self.category),
            ('N', _) if self.payee.is_empty() => text.clone_into(&mut self.payee),
            ('S', _) => self.splits.push([text.to_owned(), String::new(), String::new()]),
            ('E', Some(last)) => text.clone_into(&mut self.splits[last][1]),
            ('$', Some(last)) => text.clone_into(&mut self.splits[last][2]),
            _ => {}
        }
    }

    /// The name of an account's record, which stands where a cheque's number does.
    fn account(&self) -> &str {
        &self.payee
    }

    fn into_rows(
        self,
        date: NaiveDate,
        mark: Option<char>,
        statement: &mut Statement,
        flaws: &mut Vec<Flaw>,
    ) {
        let number = |text: &str| fields::amount_with(text, mark, "").ok();
        let parts = self.splits.iter().map(|split| number(&split[2])).collect::<Option<Vec<_>>>();
        let sum = parts.and_then(|parts| Decimal::sum(parts).ok());
        let is_split = !self.splits.is_empty() && sum.is_some() && sum == number(&self.amount);
        if !self.splits.is_empty() && !is_split {
            let message = format!("the splits do not add up to the amount: {}", self.amount);
            flaws.push(flaw(self.line, "unsplit-record", message, false));
        }
        let row = |memo: &str, category: &str, amount: &str, is_further_part: bool| {
            let texts = [memo, category].into_iter().filter(|text| !text.is_empty());
            Transaction {
                line: self.line,
                posted: date.to_string(),
                amount: amount.to_owned(),
                name: self.payee.clone(),
                memo: texts.collect::<Vec<_>>().join(" / "),
                is_further_part,
                ..Transaction::default()
            }
        };
        if !is_split {
            statement.transactions.push(row(&self.memo, &self.category, &self.amount, false));
        }
        for (index, [category, memo, amount]) in self.splits.iter().enumerate().filter(|_| is_split)
        {
            let memo = if memo.is_empty() { &self.memo } else { memo };
            statement.transactions.push(row(memo, category, amount, index > 0));
        }
    }
}

/// The one order that all dates allow, if it is one.
fn order_of<'w>(records: impl Iterator<Item = &'w Written> + Clone) -> Option<DateOrder> {
    let parts = || records.clone().filter_map(|record| parts(&record.date));
    let is_allowed = |at: usize| parts().all(|parts| parts[0] > 31 || parts[at] <= 12);
    match (is_allowed(0), is_allowed(1)) {
        (true, false) => Some(DateOrder::Mdy),
        (false, true) => Some(DateOrder::Dmy),
        _ => None,
    }
}

/// Cuts `1/ 2'26`, `01.02.2026` or `2026-01-02` into its numbers; a year of two digits is whole.
fn parts(text: &str) -> Option<[i32; 3]> {
    let is_apostrophe = text.contains('\'');
    let texts = text.split(['/', '.', '-', '\'']).map(str::trim).collect::<Vec<_>>();
    let [a, b, c] = texts.as_slice() else { return None };
    let is_number = |text: &&&str| {
        (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if ![a, b, c].iter().all(is_number) {
        return None;
    }
    let mut numbers = [a.parse().ok()?, b.parse().ok()?, c.parse().ok()?];
    // POSIX's window for years of two digits; Quicken writes an apostrophe from 2000 on.
    if a.len() < 3 && c.len() < 3 {
        let is_of_this_century = is_apostrophe || numbers[2] < 70;
        numbers[2] += if is_of_this_century { 2000 } else { 1900 };
    }
    Some(numbers)
}

fn day(text: &str, order: Option<DateOrder>) -> Result<NaiveDate, (&'static str, &'static str)> {
    let wrong = ("unreadable-date", "the date cannot be read");
    let [a, b, c] = parts(text).ok_or(wrong)?;
    let order = match order {
        _ if a > 31 => DateOrder::Ymd,
        Some(order) => order,
        None if a > 12 => DateOrder::Dmy,
        None if b > 12 || a == b => DateOrder::Mdy,
        None => return Err(("ambiguous-date", "the date is month first or day first")),
    };
    let (year, month, day) = match order {
        DateOrder::Mdy => (c, a, b),
        DateOrder::Dmy => (c, b, a),
        DateOrder::Ymd => (a, b, c),
    };
    let date = NaiveDate::from_ymd_opt(year, u32::try_from(month).unwrap_or(0), day as u32);
    date.filter(|_| (1900..=2200).contains(&year)).ok_or(wrong)
}

#[cfg(test)]
mod tests {
    use super::{DateOrder, parse};

    fn check(text: &str, order: Option<DateOrder>, expected: &[&str]) {
        let parsed = parse(text, order, None);
        assert_eq!(parsed.n_promised, parsed.n_read(), "{text}");
        let mut shown = Vec::new();
        for statement in &parsed.statements {
            shown.extend(statement.account_id.clone());
            for row in &statement.transactions {
                let parts = [&row.posted, &row.amount, &row.name, &row.memo];
                shown.push(format!("{} {}", row.line, parts.map(String::as_str).join("|")));
            }
        }
        shown.extend(parsed.flaws.iter().map(|flaw| format!("{} {}", flaw.line, flaw.code)));
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn records_accounts_and_splits() {
        check(
            "!Option:AutoSwitch\n!Account\nNChecking\nTBank\n^\n!Type:Bank\nD1/13'26\nU-10.00\nT-10.00\nN101\nPShop\nSFood\nEbread\n$-4.00\nSCar\n$-6.00\n^\nD1/14'26\nT5\nPX\nSA\n$4\n^\n!Type:Cat\nNFood\n^\n",
            None,
            &[
                "Checking",
                "7 2026-01-13|-4.00|Shop|bread / Food",
                "7 2026-01-13|-6.00|Shop|Car",
                "18 2026-01-14|5|X|",
                "18 unsplit-record",
            ],
        );
        check(
            "!Type:CCard\nD2026-01-02\nT1\n^\n^\nD1.2.2026",
            None,
            &["2 2026-01-02|1||", "6 truncated-file"],
        );
    }

    #[test]
    fn the_order_of_dates_is_never_guessed() {
        let file =
            |first: &str, second: &str| format!("!Type:Bank\nD{first}\nT1\n^\nD{second}\nT2\n^\n");
        let both = file("01/02/2026", "03/03/2026");
        check(&both, None, &["5 2026-03-03|2||", "2 ambiguous-date"]);
        check(&both, Some(DateOrder::Mdy), &["2 2026-01-02|1||", "5 2026-03-03|2||"]);
        check(&both, Some(DateOrder::Dmy), &["2 2026-02-01|1||", "5 2026-03-03|2||"]);
        let month = file("01/02/99", "03/31/99");
        check(&month, None, &["2 1999-01-02|1||", "5 1999-03-31|2||"]);
        check(&month, Some(DateOrder::Dmy), &["2 1999-02-01|1||", "5 unreadable-date"]);
        let mixed = file("13/02/2026", "02/13/2026");
        check(&mixed, None, &["2 2026-02-13|1||", "5 2026-02-13|2||"]);
        check(&file("x", "13/13/2026"), None, &["2 unreadable-date", "5 unreadable-date"]);
    }
}
