//! Airbnb's transaction history: what each stay earned, what Airbnb kept, and what it paid out.
//!
//! `Amount` is `Gross earnings` less `Service fee` (`Host Fee` in older files); `Cleaning fee` is a
//! part of the gross. The amount goes to the clearing account, the fee to its expense, the gross to
//! the account that the settings give the row's `Type`. A `Payout` row is the same money on its way
//! to the bank: it clears, and is never revenue. A fee for a fast payout is taken from it. Taxes that
//! Airbnb remits itself are never the host's and are not booked. The file has no id of a row; a
//! confirmation code stands on several, because long stays are paid in parts.

use std::collections::BTreeMap;

use qd_model::{Decimal, Evidence, Level};

use super::entry::{Book, Entry, Leg};
use super::settings::ExportSettings;
use super::sheet::Sheet;
use crate::csv::document::Document;
use crate::csv::records::Record;
use crate::problems::{Problems, quoted};

/// What a row says in money.
struct Money {
    amount: Decimal,
    fee: Decimal,
    cleaning: Decimal,
    gross: Decimal,
}

/// Reads one file; says whether its header was understood.
pub(super) fn read(
    document: &Document,
    settings: &ExportSettings,
    book: &mut Book<'_>,
    problems: &mut Problems<'_>,
) -> bool {
    let needed = ["date", "type", "currency", "amount", "paid out"];
    let Some(sheet) = Sheet::read(document, settings, &needed, problems) else { return false };
    let mut left = BTreeMap::<String, Decimal>::new();
    let mut taxed: Option<(Evidence, u64)> = None;
    for record in &sheet.records {
        if sheet.is_summary(record) {
            let place = sheet.place(record);
            problems.report(Level::Note, "summary-rows", place, "a total, not counted", "nothing");
            continue;
        }
        let Some(entry) = entry(&sheet, record, settings, problems) else { continue };
        let clearing = settings.accounts.get("clearing");
        for leg in entry.legs.iter().filter(|leg| Some(&leg.account) == clearing) {
            let sum = left.entry(entry.commodity.clone()).or_insert(Decimal::ZERO);
            *sum = sum.add(leg.amount).unwrap_or(*sum);
        }
        let names = ["occupancy taxes", "airbnb remitted tax"];
        if !matches!(sheet.cell(record, &names), "" | "0" | "0.00") {
            taxed.get_or_insert_with(|| (sheet.place(record), 0)).1 += 1;
        }
        book.push(entry, None);
    }
    if let Some((place, n_rows)) = taxed {
        let message =
            format!("rows with a tax that Airbnb remits, which changes no number: {n_rows}");
        problems.report(Level::Note, "remitted-tax", place, message, "nothing");
    }
    for (commodity, sum) in left.into_iter().filter(|(_, sum)| !sum.is_zero()) {
        let message = format!("earned less paid out in this file, {commodity}: {sum}");
        let help = "nothing, if stays of the last days or payouts of earlier ones explain it";
        let place = Evidence::place(&document.name);
        problems.report(Level::Note, "clearing-balance", place, message, help);
    }
    true
}

/// The entry of a row; `None` if it is not understood, which is said.
fn entry(
    sheet: &Sheet<'_>,
    record: &Record<'_>,
    settings: &ExportSettings,
    problems: &mut Problems<'_>,
) -> Option<Entry> {
    let place = sheet.place(record);
    let kind = sheet.cell(record, &["type"]);
    let account = |name: &str| {
        let known = settings.accounts.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        known.map(|(_, account)| account.clone())
    };
    let is_kind = !["clearing", "fee", "cleaning"].contains(&kind);
    let (Some(own), Some(clearing), Some(expense)) =
        (account(kind).filter(|_| is_kind), account("clearing"), account("fee"))
    else {
        let message = format!("no account is declared for rows of the type: {}", quoted(kind));
        problems.skip("unknown-category", place, message, "add the type to `accounts`");
        return None;
    };
    let Some(date) = sheet.date(record, &["date"], &settings.cells) else {
        sheet.refuse_date(record, &["date"], &settings.cells, problems);
        return None;
    };
    let currency = sheet.cell(record, &["currency"]).to_ascii_uppercase();
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let message = format!("the currency is not one of ISO 4217: {}", quoted(&currency));
        problems.skip("unknown-currency", place, message, "correct the currency in the file");
        return None;
    }
    let words = ["confirmation code", "type", "listing", "details", "reference code"];
    let words = words.iter().map(|name| sheet.cell(record, &[name]));
    let narration = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let leg = |account: String, amount: Decimal| Leg {
        place: place.clone(),
        account,
        amount,
        payee: sheet.cell(record, &["guest"]).to_owned(),
        narration: narration.clone(),
    };
    let number = settings.cells.number;
    let legs = if kind.eq_ignore_ascii_case("payout") {
        let paid = sheet.number(record, "paid out", number, problems).ok()?;
        let fast = sheet.number(record, "fast pay fee", number, problems).ok()?;
        let fast = fast.unwrap_or(Decimal::ZERO);
        let taken = paid.and_then(|paid| paid.add(fast).ok());
        let (Some(paid), Some(taken)) = (paid, taken) else {
            let message = "the payout has no amount";
            problems.skip("refused-row", place, message, "export the history again");
            return None;
        };
        vec![leg(own, paid), leg(expense, fast), leg(clearing, taken.neg())]
    } else {
        let money = money(sheet, record, settings, problems)?;
        let cleaning = account("cleaning").filter(|_| !money.cleaning.is_zero());
        let (own_part, cleaning) = match cleaning {
            Some(account) => {
                (money.gross.sub(money.cleaning).ok()?, Some(leg(account, money.cleaning.neg())))
            }
            None => (money.gross, None),
        };
        let legs = [leg(clearing, money.amount), leg(expense, money.fee), leg(own, own_part.neg())];
        legs.into_iter().chain(cleaning).collect()
    };
    let legs = legs.into_iter().filter(|leg| !leg.amount.is_zero()).collect();
    Some(Entry { date, commodity: currency, legs })
}

/// The amounts of a row that earns or costs, checked against each other.
fn money(
    sheet: &Sheet<'_>,
    record: &Record<'_>,
    settings: &ExportSettings,
    problems: &mut Problems<'_>,
) -> Option<Money> {
    let mut number = |name: &str| sheet.number(record, name, settings.cells.number, problems);
    let amount = number("amount").ok()?;
    let fee = number("service fee").ok()?.or(number("host fee").ok()?).unwrap_or(Decimal::ZERO);
    let cleaning = number("cleaning fee").ok()?.unwrap_or(Decimal::ZERO);
    let gross = number("gross earnings").ok()?;
    let place = sheet.place(record);
    let Some(amount) = amount else {
        let message = "the row has no amount";
        problems.skip("refused-row", place, message, "export the history again");
        return None;
    };
    let gross = match gross {
        Some(gross) => gross,
        None => amount.add(fee).ok()?,
    };
    if gross.sub(fee) == Ok(amount) {
        return Some(Money { amount, fee, cleaning, gross });
    }
    // Some exports write what was kept with a minus; the sum proves it.
    if gross.add(fee) == Ok(amount) {
        return Some(Money { amount, fee: fee.neg(), cleaning, gross });
    }
    let message = format!("gross {gross} less fee {fee} is not the amount: {amount}");
    problems.skip("unbalanced-transaction", place, message, "export the history again");
    None
}
