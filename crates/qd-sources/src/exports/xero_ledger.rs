//! Xero's General Ledger and Account Transactions: a section for each account, debits and credits.
//!
//! Columns: `Date, Source, Description, Reference, Debit (USD), Credit (USD), Running Balance (USD)`,
//! also with an `Account` column instead of sections; `Debit (Source)` is in the currency of the
//! document and is not read. Checked: the running balance, whichever side an account counts as
//! positive, each `Total`, each `Closing Balance`, and that debits and credits of the file give
//! zero. Rows of totals and balances are never booked.

use qd_model::{Decimal, Level};

use super::entry::{Book, Leg, period};
use super::general_ledger::{Key, entries, push_entries};
use super::settings::ExportSettings;
use super::sheet::Sheet;
use crate::csv::document::Document;
use crate::csv::records::Record;
use crate::problems::{Problems, quoted};

/// Where the amounts of the organisation's own currency stand.
struct Columns {
    debit: String,
    credit: String,
    balance: Option<String>,
    /// What the header says of the currency.
    commodity: Option<String>,
}

/// A section that is open: its account and what its rows give.
struct Section {
    name: String,
    /// Debits less credits before the period.
    opening: Decimal,
    debits: Decimal,
    credits: Decimal,
    /// The last balance that was stated.
    balance: Option<Decimal>,
    /// Whether debits, and whether credits, may be what raises the balance.
    is_debit: bool,
    is_credit: bool,
}

struct Reader<'r> {
    sheet: &'r Sheet<'r>,
    settings: &'r ExportSettings,
    columns: Columns,
    section: Option<Section>,
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
    let is_header = |names: &[String]| {
        names.iter().any(|name| name == "date") && Columns::find(names).is_some()
    };
    let sheet = Sheet::read_where(document, settings, is_header, "date, debit, credit", problems);
    let Some(sheet) = sheet else { return false };
    let Some(columns) = Columns::find(sheet.header()) else { return false };
    let commodity = columns.commodity.clone();
    let commodity = commodity.unwrap_or_else(|| book.context.currency.as_str().to_owned());
    let mut reader = Reader {
        sheet: &sheet,
        settings,
        columns,
        section: None,
        legs: Vec::new(),
        is_wrong: false,
    };
    for record in &sheet.records {
        reader.record(record, problems);
    }
    let total = Decimal::sum(reader.legs.iter().map(|(_, leg)| leg.amount)).ok();
    let days = period(reader.legs.iter().map(|((date, ..), _)| *date));
    if total.is_none_or(|total| !total.is_zero()) {
        let total = total.map_or("too long".into(), |total| total.to_string());
        let why = format!("debits less credits of the file give {total}");
        Book::unreliable(&document.name, &why, &days, problems);
    }
    if reader.is_wrong {
        Book::unreliable(&document.name, "balances or totals do not add up", &days, problems);
    }
    push_entries(entries(reader.legs, &commodity), book, problems);
    true
}

impl Columns {
    fn find(names: &[String]) -> Option<Self> {
        let of = |word: &str| {
            let is_own = |name: &&String| {
                name.strip_prefix(word).is_some_and(|rest| {
                    rest.is_empty() || (rest.starts_with(" (") && rest != " (source)")
                })
            };
            names.iter().find(is_own).cloned()
        };
        let debit = of("debit")?;
        let inner = debit.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
        let commodity = inner.map(|inner| inner.trim().to_ascii_uppercase());
        let is_code =
            |code: &String| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        Some(Self {
            commodity: commodity.filter(is_code),
            credit: of("credit")?,
            balance: of("running balance").or_else(|| of("balance")),
            debit,
        })
    }
}

impl Reader<'_> {
    fn record(&mut self, record: &Record<'_>, problems: &mut Problems<'_>) {
        let sheet = self.sheet;
        let first = record.fields.iter().map(|field| field.trim()).find(|field| !field.is_empty());
        let first = first.unwrap_or_default();
        let lower = first.to_lowercase();
        let is_lone = record.fields.iter().filter(|field| !field.trim().is_empty()).count() == 1;
        let account = sheet.cell(record, &["account"]);
        if lower == "date" {
            // The header again, above the next account.
        } else if lower.starts_with("opening balance") {
            self.opening(record, problems);
        } else if lower.starts_with("closing balance") {
            self.closing(record, problems);
        } else if lower.starts_with("net movement") || lower.starts_with("total") {
            self.total(record, &lower, problems);
        } else if is_lone {
            self.open(first);
        } else {
            if !account.is_empty() && self.section.as_ref().is_none_or(|s| s.name != account) {
                self.open(account);
            }
            self.row(record, problems);
        }
    }

    fn open(&mut self, name: &str) {
        self.section = Some(Section {
            name: name.to_owned(),
            opening: Decimal::ZERO,
            debits: Decimal::ZERO,
            credits: Decimal::ZERO,
            balance: None,
            is_debit: true,
            is_credit: true,
        });
    }

    /// The debit, the credit and the balance of a row; blanks are zero, and a balance none.
    fn amounts(
        &self,
        record: &Record<'_>,
        problems: &mut Problems<'_>,
    ) -> Option<(Decimal, Decimal, Option<Decimal>)> {
        let number = self.settings.cells.number;
        let debit = self.sheet.number(record, &self.columns.debit, number, problems);
        let credit = self.sheet.number(record, &self.columns.credit, number, problems);
        let balance = match &self.columns.balance {
            Some(name) => self.sheet.number(record, name, number, problems),
            None => Ok(None),
        };
        match (debit, credit, balance) {
            (Ok(debit), Ok(credit), Ok(balance)) => {
                Some((debit.unwrap_or(Decimal::ZERO), credit.unwrap_or(Decimal::ZERO), balance))
            }
            _ => None,
        }
    }

    fn opening(&mut self, record: &Record<'_>, problems: &mut Problems<'_>) {
        let Some((debit, credit, balance)) = self.amounts(record, problems) else {
            self.is_wrong = true;
            return;
        };
        let Some(section) = &mut self.section else { return };
        section.opening = debit.sub(credit).unwrap_or(Decimal::ZERO);
        section.balance = balance.or(Some(section.opening));
        // Only a balance that is stated beside its side tells which side counts as positive.
        if let Some(balance) = balance.filter(|_| !section.opening.is_zero()) {
            section.is_debit = balance == section.opening;
            section.is_credit = balance == section.opening.neg();
        }
        let held = balance.unwrap_or(section.opening);
        if !held.is_zero() {
            let message = format!("`{}` held before the period: {held}", quoted(&section.name));
            let help = "import the periods before, or the account lacks this amount";
            let place = self.sheet.place(record);
            problems.report(Level::Warning, "opening-balance", place, message, help);
        }
    }

    fn closing(&mut self, record: &Record<'_>, problems: &mut Problems<'_>) {
        let amounts = self.amounts(record, problems);
        let (Some(section), Some((debit, credit, _))) = (&self.section, amounts) else { return };
        if debit.is_zero() && credit.is_zero() {
            return;
        }
        let moved = section.debits.sub(section.credits);
        let computed = moved.and_then(|moved| section.opening.add(moved)).ok();
        let stated = debit.sub(credit).ok();
        if computed != stated {
            self.mismatch(record, "total-mismatch", computed, stated, problems);
        }
    }

    fn total(&mut self, record: &Record<'_>, lower: &str, problems: &mut Problems<'_>) {
        let amounts = self.amounts(record, problems);
        let Some(section) = &self.section else { return };
        let is_own = lower == format!("total {}", section.name.to_lowercase());
        let (true, Some((debit, credit, _))) = (is_own, amounts) else { return };
        // With the opening balance or without: the report has an option for it.
        let is_debit = !section.opening.is_negative();
        let opened = |amount: Decimal, is_side: bool| {
            let opening = if is_side == is_debit { section.opening } else { Decimal::ZERO };
            amount.add(if opening.is_negative() { opening.neg() } else { opening }).ok()
        };
        let is_right = |stated: Decimal, own: Decimal, is_side: bool| {
            stated == own || Some(stated) == opened(own, is_side)
        };
        if is_right(debit, section.debits, true) && is_right(credit, section.credits, false) {
            return;
        }
        let (computed, stated) = (section.debits.sub(section.credits), debit.sub(credit));
        self.mismatch(record, "total-mismatch", computed.ok(), stated.ok(), problems);
    }

    fn mismatch(
        &mut self,
        record: &Record<'_>,
        code: &'static str,
        computed: Option<Decimal>,
        stated: Option<Decimal>,
        problems: &mut Problems<'_>,
    ) {
        self.is_wrong = true;
        let shown = |sum: Option<Decimal>| sum.map_or("too long".into(), |sum| sum.to_string());
        let (computed, stated) = (shown(computed), shown(stated));
        let message = format!("the rows give {computed}, the export says: {stated}");
        let help = "a row is missing before this one, or an amount is wrong";
        problems.report(Level::Error, code, self.sheet.place(record), message, help);
    }

    fn row(&mut self, record: &Record<'_>, problems: &mut Problems<'_>) {
        let (sheet, place) = (self.sheet, self.sheet.place(record));
        let Some((debit, credit, balance)) = self.amounts(record, problems) else {
            self.is_wrong = true;
            return;
        };
        let Some(section) = &mut self.section else {
            let message = "the row stands below no account";
            return problems.skip("refused-row", place, message, "export the report again");
        };
        let sums = (section.debits.add(debit), section.credits.add(credit), debit.sub(credit));
        let (Ok(debits), Ok(credits), Ok(amount)) = sums else {
            self.is_wrong = true;
            let message = "the account's sum has more than 38 digits";
            return problems.skip("refused-row", place, message, "correct the amount");
        };
        (section.debits, section.credits) = (debits, credits);
        let is_wrong = section.step(amount, balance);
        if let Some((computed, stated)) = is_wrong {
            self.mismatch(record, "balance-mismatch", Some(computed), Some(stated), problems);
        }
        let Some(date) = sheet.date(record, &["date"], &self.settings.cells) else {
            self.is_wrong = true;
            return sheet.refuse_date(record, &["date"], &self.settings.cells, problems);
        };
        let Some(section) = self.section.as_ref().filter(|_| !amount.is_zero()) else { return };
        let text = |names: &[&str]| sheet.cell(record, names).to_owned();
        let payee = text(&["contact", "name"]);
        let leg = Leg {
            place,
            account: section.name.clone(),
            amount,
            payee: payee.clone(),
            narration: text(&["description", "narration"]),
        };
        self.legs.push(((date, text(&["source"]), text(&["reference"]), payee), leg));
    }
}

impl Section {
    /// Follows the running balance; returns what it should be where no side explains it.
    fn step(&mut self, amount: Decimal, balance: Option<Decimal>) -> Option<(Decimal, Decimal)> {
        let (Some(stated), Some(before)) = (balance, self.balance) else {
            self.balance = balance;
            return None;
        };
        self.balance = Some(stated);
        let (debit, credit) = (before.add(amount).ok()?, before.sub(amount).ok()?);
        let (is_debit, is_credit) =
            (self.is_debit && debit == stated, self.is_credit && credit == stated);
        if is_debit || is_credit {
            (self.is_debit, self.is_credit) = (is_debit, is_credit);
            return None;
        }
        Some((if self.is_debit { debit } else { credit }, stated))
    }
}
