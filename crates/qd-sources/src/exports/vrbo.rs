//! Vrbo's payout summary report: a row for each payment of a stay to the bank.
//!
//! `Gross booking amount` less `Deductions` is `Payout`, which goes straight to the bank. Lodging tax
//! that the owner remits is owed and is never revenue, whether it is part of the gross or stands on top;
//! tax that was withheld is a claim. What a row is made of is proved by its own sum, and a row that no
//! reading proves is left out and named.

use qd_model::Decimal;

use super::entry::{Book, Entry, Leg};
use super::settings::ExportSettings;
use super::sheet::Sheet;
use crate::csv::document::Document;
use crate::csv::records::Record;
use crate::problems::{Problems, quoted};

/// Reads one file; says whether its header was understood.
pub(super) fn read(
    document: &Document,
    settings: &ExportSettings,
    book: &mut Book<'_>,
    problems: &mut Problems<'_>,
) -> bool {
    let needed = ["reservation id", "payout date", "gross booking amount", "deductions", "payout"];
    let Some(sheet) = Sheet::read(document, settings, &needed, problems) else { return false };
    for record in &sheet.records {
        if !sheet.is_summary(record)
            && let Some(entry) = entry(&sheet, record, settings, problems)
        {
            book.push(entry, None);
        }
    }
    true
}

/// What a row says in money, without signs.
struct Money {
    gross: Decimal,
    deductions: Decimal,
    paid: Decimal,
    lodging_tax: Decimal,
    withheld: Decimal,
}

/// The entry of a row; `None` if it is not understood, which is said.
fn entry(
    sheet: &Sheet<'_>,
    record: &Record<'_>,
    settings: &ExportSettings,
    problems: &mut Problems<'_>,
) -> Option<Entry> {
    let place = sheet.place(record);
    let Some(date) = sheet.date(record, &["payout date"], &settings.cells) else {
        sheet.refuse_date(record, &["payout date"], &settings.cells, problems);
        return None;
    };
    let currency = sheet.cell(record, &["payout currency", "currency"]).to_ascii_uppercase();
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let message = format!("the currency is not one of ISO 4217: {}", quoted(&currency));
        problems.skip("unknown-currency", place, message, "correct the currency in the file");
        return None;
    }
    let money = money(sheet, record, settings, problems)?;
    let Some(revenue) = revenue(&money) else {
        let Money { gross, deductions, paid, .. } = money;
        let message =
            format!("gross {gross} less deductions {deductions} is not the payout: {paid}");
        problems.skip("unbalanced-transaction", place, message, "export the report again");
        return None;
    };
    let guest =
        [["traveler first name"], ["traveler last name"]].map(|name| sheet.cell(record, &name));
    let words = [["reservation id"], ["property id"], ["booking status"]];
    let words = words.map(|name| sheet.cell(record, &name));
    let narration = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut legs = Vec::new();
    for (name, amount) in [
        ("Payout", money.paid),
        ("fee", money.deductions),
        ("withheld", money.withheld),
        ("Reservation", revenue.neg()),
        ("tax", money.lodging_tax.neg()),
    ] {
        if amount.is_zero() {
            continue;
        }
        let Some(account) = settings.accounts.get(name) else {
            let message = format!("no account is declared for: {name}");
            let help = "add `tax = \"Liabilities:Lodging-tax\"`, or what is named, to `accounts`";
            problems.skip("unknown-category", place, message, help);
            return None;
        };
        legs.push(Leg {
            place: place.clone(),
            account: account.clone(),
            amount,
            payee: guest.join(" ").trim().to_owned(),
            narration: narration.clone(),
        });
    }
    Some(Entry { date, commodity: currency, legs })
}

/// What of a row is revenue, by the reading of it that adds up: the lodging tax in the gross, or on top.
fn revenue(money: &Money) -> Option<Decimal> {
    let Money { gross, deductions, paid, lodging_tax, withheld } = *money;
    let received = Decimal::sum([paid, deductions, withheld]).ok()?;
    if received == gross {
        return gross.sub(lodging_tax).ok();
    }
    (gross.add(lodging_tax) == Ok(received)).then_some(gross)
}

fn money(
    sheet: &Sheet<'_>,
    record: &Record<'_>,
    settings: &ExportSettings,
    problems: &mut Problems<'_>,
) -> Option<Money> {
    let mut number = |name: &str| {
        let number = sheet.number(record, name, settings.cells.number, problems).ok()?;
        Some(number.unwrap_or(Decimal::ZERO))
    };
    let (gross, paid) = (number("gross booking amount")?, number("payout")?);
    // What was kept is written with a minus or without; on a refund it comes back.
    let signed = |kept: Decimal| if gross.is_negative() { kept.abs().neg() } else { kept.abs() };
    let deductions = signed(number("deductions")?);
    let withheld = signed(number("tax withheld")?);
    let lodging_tax = signed(number("lodging tax owner remits")?);
    Some(Money { gross, deductions, paid, lodging_tax, withheld })
}
