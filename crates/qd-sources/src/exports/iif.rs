//! QuickBooks' Intuit Interchange Format: tab-separated records whose columns `!` lines name.
//!
//! `TRNS` begins a transaction, `SPL` are its splits, `ENDTRNS` ends it; a debit is positive, and the
//! amounts must give zero. `ACCNT` records give accounts their type. What posts nothing, such as an
//! estimate, is left out. The format has no lasting id: `TRNSID` begins anew in each file.

use std::collections::BTreeMap;

use qd_model::{Evidence, Level};

use super::entry::{Book, Entry, Leg, period};
use super::settings::ExportSettings;
use crate::csv::document::Document;
use crate::csv::records::Record;
use crate::problems::{Problems, quoted};

/// Kinds of transactions that move nothing in the books.
const WITHOUT_POSTING: [&str; 6] =
    ["ESTIMATES", "ESTIMATE", "PURCHORD", "PURCHASE ORDER", "SALESORDER", "SALES ORDER"];

/// A transaction whose end has not come yet.
struct Open {
    place: Evidence,
    entry: Option<Entry>,
    n_rows: u64,
    is_whole: bool,
    /// Whether it moves nothing by its kind or by an account.
    is_memo: bool,
}

struct Reader<'r, 'c, 'b> {
    document: &'r Document,
    settings: &'r ExportSettings,
    book: &'b mut Book<'c>,
    commodity: String,
    /// By kind of record: its columns.
    columns: BTreeMap<String, Vec<String>>,
    /// Accounts that no posting reaches.
    non_posting: Vec<String>,
    open: Option<Open>,
    days: Vec<chrono::NaiveDate>,
    n_memos: u64,
    is_wrong: bool,
    /// Kinds of records that hold no transaction, and how many there are.
    lists: BTreeMap<String, u64>,
}

/// Reads one file; says whether it holds transactions.
pub(super) fn read(
    document: &Document,
    settings: &ExportSettings,
    book: &mut Book<'_>,
    problems: &mut Problems<'_>,
) -> bool {
    let commodity = book.context.currency.as_str().to_owned();
    let mut reader = Reader {
        document,
        settings,
        book,
        commodity,
        columns: BTreeMap::new(),
        non_posting: Vec::new(),
        open: None,
        days: Vec::new(),
        n_memos: 0,
        is_wrong: false,
        lists: BTreeMap::new(),
    };
    for record in document.records(settings.delimiter, 0) {
        match record {
            Ok(record) => reader.record(&record, problems),
            Err((line, error)) => {
                reader.break_open();
                let place = document.line(line);
                problems.skip("broken-record", place, error.message(), "mend the line");
            }
        }
    }
    reader.finish(problems)
}

impl Reader<'_, '_, '_> {
    fn record(&mut self, record: &Record<'_>, problems: &mut Problems<'_>) {
        let kind = record.fields.first().map_or("", |field| field.trim()).to_ascii_uppercase();
        if let Some(name) = kind.strip_prefix('!') {
            let names = record.fields.iter().map(|field| field.trim().to_ascii_uppercase());
            self.columns.insert(name.to_owned(), names.collect());
            return;
        }
        match kind.as_str() {
            "TRNS" => {
                self.end_unfinished(problems);
                let place = self.document.line(record.line);
                let open = Open { place, entry: None, n_rows: 0, is_whole: true, is_memo: false };
                self.open = Some(open);
                self.leg(record, problems);
            }
            "SPL" => self.leg(record, problems),
            "ENDTRNS" => self.end(problems),
            "ACCNT" => self.account(record),
            _ => *self.lists.entry(kind).or_default() += 1,
        }
    }

    /// The cell of a column, by the columns of the record's own kind.
    fn cell<'f>(&self, record: &'f Record<'_>, name: &str) -> &'f str {
        let kind = record.fields.first().map_or("", |field| field.trim()).to_ascii_uppercase();
        let place = self.columns.get(&kind).and_then(|names| names.iter().position(|n| n == name));
        place.and_then(|place| record.fields.get(place)).map_or("", |field| field.trim())
    }

    fn account(&mut self, record: &Record<'_>) {
        let name = self.cell(record, "NAME").to_owned();
        let account_type = match self.cell(record, "ACCNTTYPE").to_ascii_uppercase().as_str() {
            "BANK" | "AR" | "OCASSET" | "FIXASSET" | "OASSET" => "asset",
            "AP" | "CCARD" | "OCLIAB" | "LTLIAB" => "liability",
            "EQUITY" => "equity",
            "INC" | "EXINC" => "income",
            "COGS" | "EXP" | "EXEXP" => "expense",
            "NONPOSTING" => return self.non_posting.push(name),
            _ => return,
        };
        self.book.declare(&name, account_type);
    }

    fn leg(&mut self, record: &Record<'_>, problems: &mut Problems<'_>) {
        let place = self.document.line(record.line);
        if self.columns.get("TRNS").is_none_or(|names| !names.iter().any(|name| name == "AMOUNT")) {
            let message = "no `!TRNS` line above names the columns";
            return problems.skip("missing-header", place, message, "export the file again");
        }
        let account = self.cell(record, "ACCNT").to_owned();
        let written = self.cell(record, "AMOUNT").to_owned();
        let day = self.cell(record, "DATE").to_owned();
        let payee = self.cell(record, "NAME").to_owned();
        let narration = self.cell(record, "MEMO").to_owned();
        let kind = self.cell(record, "TRNSTYPE").to_ascii_uppercase();
        let is_memo =
            WITHOUT_POSTING.contains(&kind.as_str()) || self.non_posting.contains(&account);
        let Some(open) = &mut self.open else {
            let message = "a split stands outside a transaction";
            return problems.skip("refused-row", place, message, "export the file again");
        };
        open.n_rows += 1;
        open.is_memo |= is_memo;
        if open.entry.is_none() {
            let Some(date) = self.settings.cells.date(&day) else {
                open.is_whole = false;
                let error = self.settings.cells.why_no_date(&day);
                let message = format!("`DATE`: {}: {}", error.message(), quoted(&day));
                return problems.skip(error.code(), place, message, error.help());
            };
            self.days.push(date);
            let commodity = self.commodity.clone();
            open.entry = Some(Entry { date, commodity, legs: Vec::new() });
        }
        if written.is_empty() && account.is_empty() {
            return;
        }
        let amount = match self.settings.cells.number.parse(&written, false) {
            Ok(amount) if !account.is_empty() => amount,
            Ok(_) => {
                open.is_whole = false;
                let message = "the row has an amount and no account";
                return problems.skip("refused-row", place, message, "export the file again");
            }
            Err(error) => {
                open.is_whole = false;
                let message = format!("`AMOUNT`: {}: {}", error.message(), quoted(&written));
                return problems.skip("unreadable-number", place, message, error.help());
            }
        };
        if let Some(entry) = open.entry.as_mut().filter(|_| !amount.is_zero()) {
            entry.legs.push(Leg { place, account, amount, payee, narration });
        }
    }

    fn break_open(&mut self) {
        if let Some(open) = &mut self.open {
            open.is_whole = false;
        }
    }

    fn end(&mut self, problems: &mut Problems<'_>) {
        let Some(open) = self.open.take() else { return };
        if open.is_memo {
            self.n_memos += 1;
            return;
        }
        let sum = open.entry.as_ref().map(Entry::sum);
        match (open.entry, sum) {
            (Some(entry), Some(Some(sum))) if open.is_whole && sum.is_zero() => {
                self.book.push(entry, None);
            }
            (_, sum) => {
                self.is_wrong = true;
                let sum = sum.flatten().map_or("nothing".into(), |sum| sum.to_string());
                let message = format!("the transaction was left out: its rows give {sum}");
                let help = "complete the transaction and export again";
                problems.skip("unbalanced-transaction", open.place, message, help);
                problems.skip_silently(open.n_rows.saturating_sub(1));
            }
        }
    }

    /// Leaves out a transaction that no `ENDTRNS` closes: rows of it may be missing.
    fn end_unfinished(&mut self, problems: &mut Problems<'_>) {
        let Some(open) = self.open.take() else { return };
        self.is_wrong = true;
        let message = "the file or the next transaction begins before `ENDTRNS`";
        problems.skip("truncated-file", open.place, message, "export the file again");
        problems.skip_silently(open.n_rows.saturating_sub(1));
    }

    fn finish(mut self, problems: &mut Problems<'_>) -> bool {
        self.end_unfinished(problems);
        let place = || Evidence::place(&self.document.name);
        if self.n_memos > 0 {
            let message = format!("estimates and orders, which post nothing: {}", self.n_memos);
            problems.report(Level::Note, "non-posting", place(), message, "nothing");
        }
        if !self.lists.is_empty() {
            let lists = self.lists.iter().take(20).map(|(kind, n)| format!("{} {n}", quoted(kind)));
            let lists = lists.collect::<Vec<_>>().join(", ");
            let message = format!("records of lists change no number and were not read: {lists}");
            problems.report(Level::Note, "unread-lists", place(), message, "nothing");
        }
        if self.is_wrong {
            let period = period(self.days.iter().copied());
            let why = "transactions were left out";
            Book::unreliable(&self.document.name, why, &period, problems);
        }
        let is_iif = self.columns.contains_key("TRNS");
        if !is_iif {
            let message = "no line of the file is `!TRNS`";
            let help = "check that the file is IIF with transactions; lists alone have no money";
            problems.skip("missing-header", place(), message, help);
        }
        is_iif
    }
}
