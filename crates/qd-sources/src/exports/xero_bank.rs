//! Xero's bank statement lines: `Date, Amount, Payee, Description, Reference, Cheque Number`, or with
//! `Spent` and `Received` instead of `Amount`, and with `Balance`.
//!
//! Two legs a line, as of a bank's own CSV: see [`crate::csv::postings`].

use qd_facts::{CollectContext, Facts};
use qd_model::{Decimal, EntityKey, Evidence, Level};

use super::settings::ExportSettings;
use super::sheet::Sheet;
use crate::assignments;
use crate::bank::legs::BankRow;
use crate::csv::document::Document;
use crate::csv::postings::BankLegs;
use crate::csv::records::Record;
use crate::problems::{Problems, quoted};

/// Reads one file; says whether its header was understood.
pub(super) fn read(
    document: &Document,
    settings: &ExportSettings,
    entity: &EntityKey,
    context: &CollectContext<'_>,
    bank: &mut BankLegs<'_>,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) -> bool {
    let is_header = |names: &[String]| {
        let has = |name: &str| names.iter().any(|found| found == name);
        has("date") && (has("amount") || (has("spent") && has("received")))
    };
    let expected = "date, and amount or spent and received";
    let sheet = Sheet::read_where(document, settings, is_header, expected, problems);
    let Some(sheet) = sheet else { return false };
    let has_balance = sheet.header().iter().any(|name| name == "balance");
    let mut summaries: Option<(Evidence, u64)> = None;
    for record in &sheet.records {
        let place = sheet.place(record);
        if sheet.is_summary(record) {
            summaries.get_or_insert((place, 0)).1 += 1;
            continue;
        }
        let Ok(amount) = amount(&sheet, record, settings, problems) else { continue };
        let Some(amount) = amount else {
            let message = "the line has no amount";
            problems.skip("refused-row", place, message, "export the statement again");
            continue;
        };
        let Some(date) = sheet.date(record, &["date"], &settings.cells) else {
            sheet.refuse_date(record, &["date"], &settings.cells, problems);
            continue;
        };
        let balance = if has_balance {
            sheet.number(record, "balance", settings.cells.number, problems)
        } else {
            Ok(None)
        };
        let Ok(balance) = balance else { continue };
        let words = [
            sheet.cell(record, &["description", "particulars"]),
            sheet.cell(record, &["reference"]),
            sheet.cell(record, &["cheque number", "cheque no.", "check number"]),
        ];
        let masked = |text: &str| {
            let text = assignments::register_in(text, context.secrets).into_owned();
            Some(text).filter(|text| !text.is_empty())
        };
        let narration = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>();
        let (payee, narration) =
            (masked(sheet.cell(record, &["payee", "contact"])), masked(&narration.join(" / ")));
        let row = BankRow {
            transaction: place.to_string(),
            place,
            date,
            amount,
            commodity: context.currency.as_str(),
            payee: payee.as_deref(),
            narration: narration.as_deref(),
            account: &settings.account,
            effective_date: None,
            status: Some("cleared"),
            tags: None,
            links: None,
        };
        bank.add(entity, &row, balance, facts, problems);
    }
    bank.end_file(facts, problems);
    if let Some((place, n_rows)) = summaries {
        let message = format!("rows of totals and balances, not counted: {n_rows}");
        problems.report(Level::Note, "summary-rows", place, message, "nothing");
    }
    true
}

/// The amount of a line: one signed column, or one of two that have no sign.
fn amount(
    sheet: &Sheet<'_>,
    record: &Record<'_>,
    settings: &ExportSettings,
    problems: &mut Problems<'_>,
) -> Result<Option<Decimal>, ()> {
    let number = settings.cells.number;
    let amount = sheet.number(record, "amount", number, problems)?;
    let spent = sheet.number(record, "spent", number, problems)?;
    let received = sheet.number(record, "received", number, problems)?;
    let given = |part: Option<Decimal>| part.filter(|part| !part.is_zero());
    let refuse = |problems: &mut Problems<'_>, found: Decimal| {
        let message = format!(
            "`Spent` and `Received` take one amount without a sign, found: {}",
            quoted(&found.to_string())
        );
        let help = "correct the line, or export the statement again";
        problems.skip("refused-row", sheet.place(record), message, help);
        Err(())
    };
    match (amount, given(spent), given(received)) {
        (Some(amount), None, None) => Ok(Some(amount)),
        (None, Some(spent), None) if !spent.is_negative() => Ok(Some(spent.neg())),
        (None, None, Some(received)) if !received.is_negative() => Ok(Some(received)),
        (None, None, None) => Ok(spent.or(received)),
        (_, Some(found), _) | (_, _, Some(found)) => refuse(problems, found),
    }
}
