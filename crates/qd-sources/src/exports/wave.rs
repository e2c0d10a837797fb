//! Wave's accounting transactions (`accounting.csv` of its data export): a row for each leg.
//!
//! Legs of one `Transaction ID` must balance by the two columns of debits and credits. The one
//! column beside them is positive for what raises an account, and is not read. `Account Group`
//! gives each account its type. Amounts are in the business's own currency.

use std::collections::BTreeMap;

use qd_model::{Decimal, Level};

use super::entry::{Book, Entry, Leg, period};
use super::settings::ExportSettings;
use super::sheet::Sheet;
use crate::csv::document::Document;
use crate::problems::{Problems, quoted};

const DEBIT: &str = "debit amount (two column approach)";
const CREDIT: &str = "credit amount (two column approach)";

/// A transaction whose legs are being gathered.
struct Open {
    entry: Entry,
    is_whole: bool,
    /// Rows that no diagnostic has counted as lost.
    n_rows: u64,
}

/// Reads one file; says whether its header was understood.
pub(super) fn read(
    document: &Document,
    settings: &ExportSettings,
    book: &mut Book<'_>,
    problems: &mut Problems<'_>,
) -> bool {
    let needed = ["transaction id", "transaction date", "account name", DEBIT, CREDIT];
    let Some(sheet) = Sheet::read(document, settings, &needed, problems) else { return false };
    let commodity = book.context.currency.as_str().to_owned();
    let mut order = Vec::new();
    let mut by_id = BTreeMap::<String, Open>::new();
    for record in &sheet.records {
        let place = sheet.place(record);
        let id = sheet.cell(record, &["transaction id"]);
        if sheet.is_summary(record) {
            problems.report(Level::Note, "summary-rows", place, "a total, not counted", "nothing");
            continue;
        }
        let account = sheet.cell(record, &["account name"]);
        if id.is_empty() || account.is_empty() {
            let message = "the row lacks its transaction or its account";
            problems.skip("refused-row", place, message, "export the transactions again");
            continue;
        }
        let date = sheet.date(record, &["transaction date"], &settings.cells);
        let number = settings.cells.number;
        let (debit, credit) = (
            sheet.number(record, DEBIT, number, problems),
            sheet.number(record, CREDIT, number, problems),
        );
        if date.is_none() {
            sheet.refuse_date(record, &["transaction date"], &settings.cells, problems);
        }
        let amount = match (debit, credit) {
            (Ok(debit), Ok(credit)) => {
                debit.unwrap_or(Decimal::ZERO).sub(credit.unwrap_or(Decimal::ZERO)).ok()
            }
            _ => None,
        };
        let open = by_id.entry(id.to_owned()).or_insert_with(|| {
            order.push(id.to_owned());
            let entry = Entry {
                date: date.unwrap_or_default(),
                commodity: commodity.clone(),
                legs: Vec::new(),
            };
            Open { entry, is_whole: true, n_rows: 0 }
        });
        let (Some(amount), Some(_)) = (amount, date.filter(|date| *date == open.entry.date)) else {
            // Another day than the transaction's own is no diagnostic of its own.
            open.n_rows += u64::from(amount.is_some() && date.is_some());
            open.is_whole = false;
            continue;
        };
        open.n_rows += 1;
        if let Some(group) = account_type(sheet.cell(record, &["account group"])) {
            book.declare(account, group);
        }
        let text = |names: &[&str]| {
            let cells = names.iter().map(|name| sheet.cell(record, &[name]));
            cells.into_iter().find(|cell| !cell.is_empty()).unwrap_or_default().to_owned()
        };
        open.entry.legs.push(Leg {
            place,
            account: account.to_owned(),
            amount,
            payee: text(&["customer", "vendor"]),
            narration: text(&[
                "transaction line description",
                "transaction description",
                "notes / memo",
            ]),
        });
    }
    let days = period(by_id.values().map(|open| open.entry.date));
    let mut is_wrong = false;
    for id in order {
        let Some(Open { mut entry, is_whole, n_rows }) = by_id.remove(&id) else { continue };
        if is_whole && entry.sum().is_some_and(Decimal::is_zero) {
            entry.legs.retain(|leg| !leg.amount.is_zero());
            book.push(entry, Some(&id));
            continue;
        }
        is_wrong = true;
        if let Some(first) = entry.legs.first() {
            let sum = entry.sum().map_or("too long".into(), |sum| sum.to_string());
            let message = format!("`{}` was left out: its rows give {sum}", quoted(&id));
            let help = "export the transactions again, whole";
            problems.skip("unbalanced-transaction", first.place.clone(), message, help);
        }
        problems.skip_silently(n_rows.saturating_sub(1));
    }
    if is_wrong {
        Book::unreliable(&document.name, "transactions were left out", &days, problems);
    }
    true
}

/// The type of an account by the name of its group.
fn account_type(group: &str) -> Option<&'static str> {
    let group = group.to_lowercase();
    let known = [
        ("asset", "asset"),
        ("liabilit", "liability"),
        ("equity", "equity"),
        ("income", "income"),
        ("expense", "expense"),
    ];
    known.into_iter().find(|(word, _)| group.starts_with(word)).map(|(_, kind)| kind)
}
