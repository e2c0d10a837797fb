//! QuickBooks' Journal: entries with debits and credits, each closed by its own total.

use qd_model::{Decimal, Level};

use super::entry::{Book, Entry, Leg, period};
use super::settings::ExportSettings;
use super::sheet::Sheet;
use crate::csv::document::Document;
use crate::problems::{Problems, quoted};

/// An entry whose total has not come yet.
struct Open {
    entry: Entry,
    /// Whether all of its legs were understood.
    is_whole: bool,
    /// The sums of its debits and of its credits.
    columns: [Decimal; 2],
}

/// Reads one file; says whether its header was understood.
pub(super) fn read(
    document: &Document,
    settings: &ExportSettings,
    book: &mut Book<'_>,
    problems: &mut Problems<'_>,
) -> bool {
    let needed = ["date", "account", "debit", "credit"];
    let Some(sheet) = Sheet::read(document, settings, &needed, problems) else { return false };
    let number = settings.cells.number;
    let commodity = book.context.currency.as_str().to_owned();
    let mut open: Option<Open> = None;
    let (mut dates, mut is_wrong) = (Vec::new(), false);
    let mut end =
        |open: &mut Option<Open>, total: Option<[Decimal; 2]>, problems: &mut Problems<'_>| {
            let Some(Open { entry, is_whole, columns }) = open.take() else { return };
            let Some(first) = entry.legs.first() else { return };
            let is_total = total.is_none_or(|total| total == columns);
            if is_whole && is_total && entry.sum().is_some_and(Decimal::is_zero) {
                dates.push(entry.date);
                book.push(entry, None);
                return;
            }
            is_wrong = true;
            let n_legs = entry.legs.len() as u64;
            let sum = entry.sum().map_or("too long".into(), |sum| sum.to_string());
            let [debits, credits] = columns;
            let message =
                format!("the entry was left out: debits {debits}, credits {credits}, sum: {sum}");
            let help = "complete the entry in QuickBooks and export again";
            problems.skip("unbalanced-transaction", first.place.clone(), message, help);
            problems.skip_silently(n_legs.saturating_sub(1));
        };
    for record in &sheet.records {
        let account = sheet.cell(record, &["account"]);
        let (debit, credit) = (
            sheet.number(record, "debit", number, problems),
            sheet.number(record, "credit", number, problems),
        );
        let date = sheet.cell(record, &["date"]);
        if account.is_empty() {
            if let (Ok(Some(debit)), Ok(Some(credit))) = (debit, credit) {
                end(&mut open, Some([debit, credit]), problems);
            } else if let Some(basis) = basis(&record.fields) {
                let help = "nothing; compare it with the basis of the reports";
                let message = format!("the export says of its basis: {}", quoted(basis));
                problems.report(Level::Note, "export-basis", sheet.place(record), message, help);
            }
            continue;
        }
        if !date.is_empty() {
            end(&mut open, None, problems);
            match sheet.date(record, &["date"], &settings.cells) {
                Some(date) => {
                    let entry = Entry { date, commodity: commodity.clone(), legs: Vec::new() };
                    let columns = [Decimal::ZERO; 2];
                    open = Some(Open { entry, is_whole: true, columns });
                }
                None => {
                    sheet.refuse_date(record, &["date"], &settings.cells, problems);
                    continue;
                }
            }
        }
        let Some(Open { entry, is_whole, columns }) = &mut open else {
            problems.skip_silently(1);
            continue;
        };
        let (Ok(debit), Ok(credit)) = (debit, credit) else {
            *is_whole = false;
            continue;
        };
        let (debit, credit) = (debit.unwrap_or(Decimal::ZERO), credit.unwrap_or(Decimal::ZERO));
        let sums = (columns[0].add(debit), columns[1].add(credit), debit.sub(credit));
        let (Ok(debits), Ok(credits), Ok(amount)) = sums else {
            *is_whole = false;
            continue;
        };
        *columns = [debits, credits];
        entry.legs.push(Leg {
            place: sheet.place(record),
            account: account.to_owned(),
            amount,
            payee: sheet.cell(record, &["name"]).to_owned(),
            narration: sheet.cell(record, &["memo/description", "memo", "description"]).to_owned(),
        });
    }
    end(&mut open, None, problems);
    if is_wrong {
        let period = period(dates.iter().copied());
        Book::unreliable(&document.name, "entries do not balance", &period, problems);
    }
    true
}

/// The last row's `Accrual Basis` or `Cash Basis`.
pub(super) fn basis<'f>(fields: &'f [std::borrow::Cow<'_, str>]) -> Option<&'f str> {
    let is_basis = |text: &&str| {
        let text = text.to_lowercase();
        text.contains("accrual basis") || text.contains("cash basis")
    };
    fields.iter().map(|field| field.trim()).find(is_basis)
}
