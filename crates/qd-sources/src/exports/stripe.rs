//! Stripe's itemized balance change from activity: gross, fee and net of each row.
//!
//! The net goes to the clearing account, the fee to its expense, and the gross to the account that
//! the settings give its `reporting_category`; `type` is never used. Payouts clear: give the
//! category `payout` the bank's account.

use chrono::NaiveDateTime;

use super::entry::{Book, Entry, Leg};
use super::settings::ExportSettings;
use super::sheet::Sheet;
use crate::csv::document::Document;
use crate::problems::{Problems, quoted};

/// Reads one file; says whether its header was understood.
pub(super) fn read(
    document: &Document,
    settings: &ExportSettings,
    book: &mut Book<'_>,
    problems: &mut Problems<'_>,
) -> bool {
    let needed =
        ["balance_transaction_id", "currency", "gross", "fee", "net", "reporting_category"];
    let Some(sheet) = Sheet::read(document, settings, &needed, problems) else { return false };
    let number = settings.cells.number;
    for record in &sheet.records {
        let place = sheet.place(record);
        let id = sheet.cell(record, &["balance_transaction_id"]);
        let amounts =
            ["gross", "fee", "net"].map(|name| sheet.number(record, name, number, problems));
        let [Ok(gross), Ok(fee), Ok(net)] = amounts else { continue };
        let (Some(gross), Some(fee), Some(net)) = (gross, fee, net) else {
            let message = "the row lacks its gross, fee or net";
            problems.skip("refused-row", place, message, "export the report again");
            continue;
        };
        if gross.sub(fee) != Ok(net) {
            let message = format!("gross {gross} less fee {fee} is not the net: {net}");
            problems.skip("unbalanced-transaction", place, message, "export the report again");
            continue;
        }
        let at = sheet.cell(record, &["created_utc", "created"]);
        let at_utc = NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M:%S").ok();
        let Some(date) = at_utc.map(|at| at.and_utc().with_timezone(&book.context.timezone)) else {
            let message = format!("`created` is no instant of Stripe: {}", quoted(at));
            problems.skip("unreadable-date", place, message, "export with UTC times");
            continue;
        };
        let currency = sheet.cell(record, &["currency"]).to_ascii_uppercase();
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let message = format!("the currency is not one of ISO 4217: {}", quoted(&currency));
            problems.skip("unknown-currency", place, message, "correct the currency in the file");
            continue;
        }
        let category = sheet.cell(record, &["reporting_category"]);
        let accounts = &settings.accounts;
        let (Some(other), Some(clearing), Some(expense)) =
            (accounts.get(category), accounts.get("clearing"), accounts.get("fee"))
        else {
            let message = format!("no account is declared for: {}", quoted(category));
            problems.skip("unknown-category", place, message, "add it to `accounts`");
            continue;
        };
        let leg = |account: &String, amount| Leg {
            place: place.clone(),
            account: account.clone(),
            amount,
            payee: sheet.cell(record, &["customer_name", "customer_id"]).to_owned(),
            narration: sheet.cell(record, &["description", "source_id"]).to_owned(),
        };
        let legs = [leg(clearing, net), leg(expense, fee), leg(other, gross.neg())];
        let legs = legs.into_iter().filter(|leg| !leg.amount.is_zero()).collect();
        let entry = Entry { date: date.date_naive(), commodity: currency, legs };
        book.push(entry, Some(id).filter(|id| !id.is_empty()));
    }
    true
}
