//! Xero's manual journals: `*Narration, *Date, Description, *AccountCode, *TaxRate, *Amount`.
//!
//! A debit is positive. A journal's lines repeat its narration and day or leave them blank; each
//! journal must balance. The tax that a rate adds is no line of this report: it is named.

use qd_model::{Decimal, Evidence, Level};

use super::entry::{Book, Entry, Leg, period};
use super::settings::ExportSettings;
use super::sheet::Sheet;
use crate::csv::document::Document;
use crate::problems::{Problems, quoted};

/// Rates that add no tax.
const WITHOUT_TAX: [&str; 5] = ["tax exempt", "exempt", "no tax", "bas excluded", "none"];

/// A journal whose end has not come yet.
struct Open {
    narration: String,
    entry: Entry,
    /// Whether all of its lines were understood.
    is_whole: bool,
}

/// Reads one file; says whether its header was understood.
pub(super) fn read(
    document: &Document,
    settings: &ExportSettings,
    book: &mut Book<'_>,
    problems: &mut Problems<'_>,
) -> bool {
    let needed = ["narration", "date", "accountcode", "amount"];
    let Some(sheet) = Sheet::read(document, settings, &needed, problems) else { return false };
    let commodity = book.context.currency.as_str().to_owned();
    let (mut open, mut days, mut is_wrong) = (None::<Open>, Vec::new(), false);
    let mut taxed: Option<(Evidence, u64)> = None;
    for record in &sheet.records {
        let place = sheet.place(record);
        let narration = sheet.cell(record, &["narration"]);
        let is_dated = !sheet.cell(record, &["date"]).is_empty();
        let date = sheet.date(record, &["date"], &settings.cells);
        if is_dated && date.is_none() {
            sheet.refuse_date(record, &["date"], &settings.cells, problems);
            is_wrong = true;
        }
        let is_next = open.as_ref().is_none_or(|open| {
            let differs = narration != open.narration || date.is_some_and(|d| d != open.entry.date);
            let is_full =
                open.entry.legs.len() > 1 && open.entry.sum().is_some_and(Decimal::is_zero);
            !narration.is_empty() && (differs || is_full)
        });
        if is_next {
            is_wrong |= end(open.take(), book, problems);
            let Some(date) = date else {
                // Its further lines have no journal now, and are counted as they come.
                if !is_dated {
                    let message = "the journal's first line has no day";
                    problems.skip("refused-row", place, message, "export the journals again");
                }
                continue;
            };
            days.push(date);
            let entry = Entry { date, commodity: commodity.clone(), legs: Vec::new() };
            open = Some(Open { narration: narration.to_owned(), entry, is_whole: true });
        }
        let Some(open) = &mut open else {
            problems.skip_silently(1);
            continue;
        };
        open.is_whole &= date.is_some() || !is_dated;
        let code = sheet.cell(record, &["accountcode"]);
        let amount = sheet.number(record, "amount", settings.cells.number, problems);
        let (Ok(Some(amount)), false) = (amount, code.is_empty()) else {
            if amount.is_ok() {
                let message = format!("a line lacks its account or amount: {}", quoted(narration));
                problems.skip("refused-row", place, message, "complete the line in Xero");
            }
            open.is_whole = false;
            continue;
        };
        let rate = sheet.cell(record, &["taxrate"]).to_lowercase();
        if !rate.is_empty() && !WITHOUT_TAX.iter().any(|none| rate.contains(none)) {
            taxed.get_or_insert_with(|| (place.clone(), 0)).1 += 1;
        }
        let account = settings.accounts.get(code).map_or(code, String::as_str).to_owned();
        let described = sheet.cell(record, &["description"]);
        let narration = if described.is_empty() { open.narration.as_str() } else { described };
        let (payee, narration) = (String::new(), narration.to_owned());
        open.entry.legs.push(Leg { place, account, amount, payee, narration });
    }
    is_wrong |= end(open.take(), book, problems);
    if let Some((place, n_lines)) = taxed {
        let message =
            format!("lines with a tax rate, whose tax is not in the export nor counted: {n_lines}");
        let help = "numbers lack the tax; export the General Ledger instead";
        problems.report(Level::Warning, "tax-not-in-export", place, message, help);
    }
    if is_wrong {
        let period = period(days.iter().copied());
        Book::unreliable(&document.name, "journals were left out", &period, problems);
    }
    true
}

/// Adds a journal that balances; says whether it was left out.
fn end(open: Option<Open>, book: &mut Book<'_>, problems: &mut Problems<'_>) -> bool {
    let Some(Open { entry, is_whole, .. }) = open else { return false };
    let Some(first) = entry.legs.first() else { return !is_whole };
    if is_whole && entry.sum().is_some_and(Decimal::is_zero) {
        book.push(entry, None);
        return false;
    }
    let sum = entry.sum().map_or("too long".into(), |sum| sum.to_string());
    let message = format!("the journal was left out: its lines give {sum}");
    let help = "complete the journal in Xero and export again";
    problems.skip("unbalanced-transaction", first.place.clone(), message, help);
    problems.skip_silently(entry.legs.len() as u64 - 1);
    true
}
