//! QuickBooks' General Ledger: a section for each account, natural-signed amounts, running balances.
//!
//! A section's amounts are positive where they raise its account, so nothing can be added up before
//! its type is known: an account without one is left out and named. Checked: the running balance,
//! `Total for`, and that all debits and credits of the file give zero. The export has no id of a
//! transaction: legs of one day, type, number and name are one, or of one day where only the day's
//! legs balance.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qd_model::{Decimal, Evidence, Level};

use super::entry::{Book, Entry, Leg, period};
use super::journal::basis;
use super::settings::ExportSettings;
use super::sheet::Sheet;
use crate::csv::document::Document;
use crate::csv::records::Record;
use crate::problems::{Problems, quoted};

/// A section that is open: its account and what its rows give.
struct Section {
    name: String,
    /// +1 if a debit raises the account, -1 if a credit does, nothing if nobody says.
    is_debit: Option<bool>,
    running: Decimal,
    sum: Decimal,
    n_left_out: u64,
    place: Evidence,
}

/// What tells legs of one transaction: day, type, number, name.
pub(super) type Key = (NaiveDate, String, String, String);

struct Reader<'r> {
    sheet: &'r Sheet<'r>,
    settings: &'r ExportSettings,
    sections: Vec<Section>,
    legs: Vec<(Key, Leg)>,
    is_wrong: bool,
}

/// Reads one file; says whether its header was understood.
pub(super) fn read(
    document: &Document,
    settings: &ExportSettings,
    book: &mut Book<'_>,
    problems: &mut Problems<'_>,
) -> bool {
    let file = document.name.as_str();
    let needed = ["date", "amount", "balance"];
    let Some(sheet) = Sheet::read(document, settings, &needed, problems) else { return false };
    let mut reader =
        Reader { sheet: &sheet, settings, sections: Vec::new(), legs: Vec::new(), is_wrong: false };
    for record in &sheet.records {
        reader.record(record, book, problems);
    }
    while let Some(section) = reader.sections.pop() {
        section.end(problems);
    }
    let total = Decimal::sum(reader.legs.iter().map(|(_, leg)| leg.amount)).ok();
    let period = period(reader.legs.iter().map(|((date, ..), _)| *date));
    if total.is_none_or(|total| !total.is_zero()) {
        let total = total.map_or("too long".into(), |total| total.to_string());
        let why = format!("debits less credits of the file give {total}");
        Book::unreliable(file, &why, &period, problems);
    }
    if reader.is_wrong {
        Book::unreliable(file, "balances or totals do not add up", &period, problems);
    }
    push_entries(entries(reader.legs, book.context.currency.as_str()), book, problems);
    true
}

/// Adds entries; one that does not balance is named, and kept as it is.
pub(super) fn push_entries(entries: Vec<Entry>, book: &mut Book<'_>, problems: &mut Problems<'_>) {
    for entry in entries {
        if let (Some(first), false) =
            (entry.legs.first(), entry.sum().is_some_and(Decimal::is_zero))
        {
            let message = format!("legs of this day do not balance: {}", entry.date);
            let help = "a leg is missing from the export, or its account has no type";
            let place = first.place.clone();
            problems.report(Level::Error, "unbalanced-transaction", place, message, help);
        }
        book.push(entry, None);
    }
}

impl Section {
    /// Says what was left out for want of a type.
    fn end(self, problems: &mut Problems<'_>) {
        if self.n_left_out > 0 {
            let message = format!("no type is known of the account: {}", quoted(&self.name));
            let help = "name it in `account_types`, or in the chart";
            problems.skip("unknown-account-type", self.place, message, help);
            problems.skip_silently(self.n_left_out - 1);
        }
    }
}

impl Reader<'_> {
    fn record(&mut self, record: &Record<'_>, book: &Book<'_>, problems: &mut Problems<'_>) {
        let sheet = self.sheet;
        let first = record.fields.first().map_or("", |field| field.trim());
        let is_beginning = record
            .fields
            .iter()
            .any(|field| field.trim().eq_ignore_ascii_case("beginning balance"));
        if let Some(basis) = basis(&record.fields) {
            let message = format!("the export says of its basis: {}", quoted(basis));
            let help = "nothing; compare it with the basis of the reports";
            problems.report(Level::Note, "export-basis", sheet.place(record), message, help);
        } else if let Some(name) = first.strip_prefix("Total for ") {
            self.total(name.trim(), record, problems);
        } else if is_beginning {
            self.beginning(record, problems);
        } else if sheet.cell(record, &["date"]).is_empty() {
            if !first.is_empty() && !first.eq_ignore_ascii_case("total") {
                self.open(first, sheet.place(record), book);
            }
        } else {
            self.row(record, problems);
        }
    }

    fn open(&mut self, name: &str, place: Evidence, book: &Book<'_>) {
        let name = match self.sections.last() {
            Some(above) => format!("{}:{name}", above.name),
            None => name.to_owned(),
        };
        let is_debit = match book.account_type(&name).as_str() {
            "asset" | "expense" => Some(true),
            "liability" | "equity" | "income" => Some(false),
            _ => None,
        };
        let (running, sum) = (Decimal::ZERO, Decimal::ZERO);
        self.sections.push(Section { name, is_debit, running, sum, n_left_out: 0, place });
    }

    fn beginning(&mut self, record: &Record<'_>, problems: &mut Problems<'_>) {
        let number = self.settings.cells.number;
        let Ok(Some(balance)) = self.sheet.number(record, "balance", number, problems) else {
            return;
        };
        let Some(section) = self.sections.last_mut() else { return };
        section.running = balance;
        if !balance.is_zero() {
            let message = format!("`{}` held before the period: {balance}", quoted(&section.name));
            let help = "import the periods before, or the account lacks this amount";
            let place = self.sheet.place(record);
            problems.report(Level::Warning, "opening-balance", place, message, help);
        }
    }

    fn row(&mut self, record: &Record<'_>, problems: &mut Problems<'_>) {
        let (sheet, number) = (self.sheet, self.settings.cells.number);
        let place = sheet.place(record);
        let amount = sheet.number(record, "amount", number, problems);
        let balance = sheet.number(record, "balance", number, problems);
        let Some(section) = self.sections.last_mut() else {
            let message = "the row stands below no account";
            return problems.skip("refused-row", place, message, "export the report again");
        };
        let Ok(Some(amount)) = amount else {
            // A row without amount, such as a voided cheque, moves nothing.
            self.is_wrong |= amount.is_err();
            return;
        };
        let (running, sum) = (section.running.add(amount), section.sum.add(amount));
        let (Ok(running), Ok(sum)) = (running, sum) else {
            self.is_wrong = true;
            let message = "the balance has more than 38 digits";
            return problems.skip("refused-row", place, message, "correct the amount");
        };
        section.sum = sum;
        section.running = running;
        if let Ok(Some(balance)) = balance
            && balance != running
        {
            self.is_wrong = true;
            section.running = balance;
            let message = format!("the rows give a balance of {running}, the file says: {balance}");
            let help = "a row is missing before this one, or an amount is wrong";
            problems.report(Level::Error, "balance-mismatch", place.clone(), message, help);
        }
        let Some(date) = sheet.date(record, &["date"], &self.settings.cells) else {
            return sheet.refuse_date(record, &["date"], &self.settings.cells, problems);
        };
        let Some(is_debit) = section.is_debit else {
            section.n_left_out += 1;
            return;
        };
        let text = |names: &[&str]| sheet.cell(record, names).to_owned();
        let key =
            (date, text(&["transaction type", "type"]), text(&["num", "no."]), text(&["name"]));
        let leg = Leg {
            place,
            account: section.name.clone(),
            amount: if is_debit { amount } else { amount.neg() },
            payee: key.3.clone(),
            narration: text(&["memo/description", "memo", "description"]),
        };
        self.legs.push((key, leg));
    }

    /// Ends the section that a total names, and those below it.
    fn total(&mut self, name: &str, record: &Record<'_>, problems: &mut Problems<'_>) {
        let name = name.strip_suffix(" with sub-accounts").unwrap_or(name);
        let is_named = |section: &Section| section.name.rsplit(':').next() == Some(name);
        let Some(at) = self.sections.iter().rposition(is_named) else { return };
        let number = self.settings.cells.number;
        let stated = self.sheet.number(record, "amount", number, problems);
        let mut ended = self.sections.split_off(at);
        let sum = Decimal::sum(ended.iter().map(|section| section.sum)).ok();
        if let Ok(Some(stated)) = stated
            && sum != Some(stated)
        {
            self.is_wrong = true;
            let sum = sum.map_or("too long".into(), |sum| sum.to_string());
            let message = format!("the rows of the account give {sum}, its total says: {stated}");
            let help = "rows are missing from the export, or an amount is wrong";
            problems.report(
                Level::Error,
                "total-mismatch",
                self.sheet.place(record),
                message,
                help,
            );
        }
        // A parent's total holds its sub-accounts, whose types are its own.
        if let (Some(above), Some(sum)) = (self.sections.last_mut(), sum) {
            above.sum = above.sum.add(sum).unwrap_or(above.sum);
        }
        while let Some(section) = ended.pop() {
            section.end(problems);
        }
    }
}

/// Gathers legs to entries: by all that tells them, else by their day.
pub(super) fn entries(legs: Vec<(Key, Leg)>, commodity: &str) -> Vec<Entry> {
    let mut by_key = BTreeMap::<Key, Vec<Leg>>::new();
    for (key, leg) in legs {
        by_key.entry(key).or_default().push(leg);
    }
    let new = |date, legs| Entry { date, commodity: commodity.to_owned(), legs };
    let (mut entries, mut by_day) = (Vec::new(), BTreeMap::<NaiveDate, Vec<Leg>>::new());
    for ((date, ..), legs) in by_key {
        let entry = new(date, legs);
        if entry.sum().is_some_and(Decimal::is_zero) {
            entries.push(entry);
        } else {
            by_day.entry(date).or_default().extend(entry.legs);
        }
    }
    entries.extend(by_day.into_iter().map(|(date, legs)| new(date, legs)));
    entries.sort_by_key(|entry| (entry.date, entry.legs.first().and_then(|leg| leg.place.line)));
    entries
}
