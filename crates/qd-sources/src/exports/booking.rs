//! Booking.com's payout statement: what each reservation earned, what Booking.com kept, and what it
//! paid out.
//!
//! `Gross amount` with `Commission`, `Payments Service Fee` and the tax on them, all written with their
//! sign, give `Transaction amount`. That amount goes to the clearing account on the day of check-out,
//! when the stay has been given; what was kept is expense, the gross is the account of the row's type.
//! A `(Payout)` row is the same money on its way to the bank: it clears, and is never revenue. The rows
//! that share its statement descriptor must add up to it. Where the guest paid in another currency than
//! the payout's the row is left out and named.

use std::collections::BTreeMap;

use qd_model::{Decimal, Evidence, Level};

use super::entry::{Book, Entry, Leg, period};
use super::settings::ExportSettings;
use super::sheet::Sheet;
use crate::csv::document::Document;
use crate::csv::records::Record;
use crate::problems::{Problems, quoted};

/// The first column, by the names that it has had.
const KIND: [&str; 2] = ["type/transaction type", "type"];

/// What a payout says, and what the rows of its statement give.
#[derive(Default)]
struct Payout {
    place: Option<Evidence>,
    paid: Option<Decimal>,
    earned: Option<Decimal>,
}

/// Reads one file; says whether its header was understood.
pub(super) fn read(
    document: &Document,
    settings: &ExportSettings,
    book: &mut Book<'_>,
    problems: &mut Problems<'_>,
) -> bool {
    let needed = ["gross amount", "transaction amount", "payout amount", "payout date"];
    let Some(sheet) = Sheet::read(document, settings, &needed, problems) else { return false };
    let mut payouts = BTreeMap::<String, Payout>::new();
    let mut dates = Vec::new();
    for record in &sheet.records {
        let reader = Reader { sheet: &sheet, record, settings };
        let Some((entry, moved)) = reader.entry(problems) else { continue };
        dates.push(entry.date);
        let payout = payouts.entry(reader.text("statement descriptor")).or_default();
        if reader.is_payout() {
            (payout.place, payout.paid) = (Some(sheet.place(record)), Some(moved));
        } else {
            let earned = payout.earned.unwrap_or(Decimal::ZERO);
            payout.earned = earned.add(moved).ok();
        }
        book.push(entry, None);
    }
    let mut is_wrong = false;
    for payout in payouts.into_values() {
        if let (Some(place), Some(paid), Some(earned)) = (payout.place, payout.paid, payout.earned)
            && paid != earned
        {
            is_wrong = true;
            let message = format!("the rows of the payout give {earned}, it says: {paid}");
            let help = "rows are missing from the export, or an amount is wrong";
            problems.report(Level::Error, "total-mismatch", place, message, help);
        }
    }
    if is_wrong {
        let period = period(dates.iter().copied());
        Book::unreliable(&document.name, "payouts are not what their rows give", &period, problems);
    }
    true
}

/// A row in reading.
struct Reader<'r> {
    sheet: &'r Sheet<'r>,
    record: &'r Record<'r>,
    settings: &'r ExportSettings,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> String {
        self.sheet.cell(self.record, &[name]).to_owned()
    }

    fn kind(&self) -> &str {
        self.sheet.cell(self.record, &KIND)
    }

    fn is_payout(&self) -> bool {
        self.kind().trim_matches(['(', ')']).eq_ignore_ascii_case("payout")
    }

    /// A number; a dash stands for none.
    fn number(&self, name: &str, problems: &mut Problems<'_>) -> Option<Option<Decimal>> {
        match self.sheet.cell(self.record, &[name]) {
            "-" => Some(None),
            _ => {
                let format = self.settings.cells.number;
                self.sheet.number(self.record, name, format, problems).ok()
            }
        }
    }

    fn account(&self, name: &str) -> Option<String> {
        let known = self.settings.accounts.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        known.map(|(_, account)| account.clone())
    }

    /// The entry of a row and what it moves on the clearing account, as the payout counts it; `None` if
    /// it is not understood, which is said.
    fn entry(&self, problems: &mut Problems<'_>) -> Option<(Entry, Decimal)> {
        let place = self.sheet.place(self.record);
        let day = if self.is_payout() { "payout date" } else { "check-out date" };
        let days = [day, "checkout date", "payout date"];
        let days = if self.is_payout() { &days[..1] } else { &days[..] };
        let written = days.iter().find(|name| !matches!(self.text(name).as_str(), "" | "-"));
        let day = [*written.unwrap_or(&day)];
        let Some(date) = self.sheet.date(self.record, &day, &self.settings.cells) else {
            self.sheet.refuse_date(self.record, &day, &self.settings.cells, problems);
            return None;
        };
        let currency = self.text("payout currency").to_ascii_uppercase();
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let message = format!("the currency is not one of ISO 4217: {}", quoted(&currency));
            problems.skip("unknown-currency", place, message, "correct the currency in the file");
            return None;
        }
        let (legs, moved) = match self.is_payout() {
            true => self.payout(problems)?,
            false => self.earned(&currency, problems)?,
        };
        let legs = legs.into_iter().filter(|leg| !leg.amount.is_zero()).collect();
        Some((Entry { date, commodity: currency, legs }, moved))
    }

    fn leg(&self, account: String, amount: Decimal) -> Leg {
        let words =
            ["reference number", "property name", "reservation status", "statement descriptor"];
        let words = words.map(|name| self.text(name));
        let words = words.iter().filter(|word| !matches!(word.as_str(), "" | "-"));
        Leg {
            place: self.sheet.place(self.record),
            account,
            amount,
            payee: "Booking.com".into(),
            narration: words.cloned().collect::<Vec<_>>().join(" "),
        }
    }

    fn refuse(&self, code: &'static str, message: String, help: &str, problems: &mut Problems<'_>) {
        problems.skip(code, self.sheet.place(self.record), message, help);
    }

    fn payout(&self, problems: &mut Problems<'_>) -> Option<(Vec<Leg>, Decimal)> {
        let Some(paid) = self.number("payout amount", problems)? else {
            let message = "the payout has no amount".to_owned();
            self.refuse("refused-row", message, "export the statement again", problems);
            return None;
        };
        let (bank, clearing) = (self.account("Payout")?, self.account("clearing")?);
        Some((vec![self.leg(bank, paid), self.leg(clearing, paid.neg())], paid))
    }

    fn earned(&self, currency: &str, problems: &mut Problems<'_>) -> Option<(Vec<Leg>, Decimal)> {
        let kind = self.kind().to_owned();
        let paid_in = self.text("transaction currency").to_ascii_uppercase();
        if !matches!(paid_in.as_str(), "" | "-") && paid_in != currency {
            let message = format!("paid in {} and paid out in {currency}", quoted(&paid_in));
            let help = "book this reservation by hand, with the rate that the bank gave";
            self.refuse("foreign-currency", message, help, problems);
            return None;
        }
        let gross = self.number("gross amount", problems)?.unwrap_or(Decimal::ZERO);
        let Some(amount) = self.number("transaction amount", problems)? else {
            let message = "the row has no amount".to_owned();
            self.refuse("refused-row", message, "export the statement again", problems);
            return None;
        };
        let mut kept = Decimal::ZERO;
        for name in self.sheet.header() {
            let mut words = name.split(|letter: char| !letter.is_alphanumeric());
            let is_tax = !name.contains('%') && words.any(|word| matches!(word, "vat" | "tax"));
            if is_tax || matches!(name.as_str(), "commission" | "payments service fee") {
                kept = kept.add(self.number(name, problems)?.unwrap_or(Decimal::ZERO)).ok()?;
            }
        }
        if gross.add(kept) != Ok(amount) {
            let message = format!("gross {gross} with {kept} kept is not the amount: {amount}");
            self.refuse("unbalanced-transaction", message, "export the statement again", problems);
            return None;
        }
        let own = self.account(&kind).filter(|_| !["clearing", "fee"].contains(&kind.as_str()));
        let own = match (gross.is_zero(), own) {
            (true, _) => None,
            (false, Some(own)) => Some(self.leg(own, gross.neg())),
            (false, None) => {
                let message =
                    format!("no account is declared for rows of the type: {}", quoted(&kind));
                self.refuse("unknown-category", message, "add the type to `accounts`", problems);
                return None;
            }
        };
        let (clearing, fee) = (self.account("clearing")?, self.account("fee")?);
        let legs = [self.leg(clearing, amount), self.leg(fee, kept.neg())];
        Some((legs.into_iter().chain(own).collect(), amount))
    }
}
