//! Booking: what the journal leaves out is filled in, what does not balance is refused, and the
//! balances that it states are compared with the postings.
//!
//! Weights are what balances: the units, or their cost or price. A total (`@@`, `{{}}`) is the
//! weight as it stands and is never divided, so that no residue is made.

mod assertions;
mod automate;
mod beancount;
mod interpolate;
mod lots;
mod pad;
mod plain;
mod settle;
mod watch;

use std::ops::Range;

use chrono::NaiveDate;
use qd_model::{Decimal, DecimalError};

use super::dialect::Dialect;
use super::journal::{AccountId, Amount, CommodityId, Journal, Packed, Place, Transaction};
use super::notices::Notices;
pub(crate) use automate::automate;

/// A posting with its amount; a posting that was left blank may become several.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leg {
    /// The posting's number in the journal.
    pub(crate) posting: usize,
    /// How much.
    pub(crate) units: Amount,
    /// What balances; `None` for postings that do not take part.
    pub(crate) weight: Option<Amount>,
}

/// A stated balance and what the postings give.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checked {
    /// Where it is stated.
    pub(crate) place: Place,
    /// The day.
    pub(crate) date: NaiveDate,
    /// The account.
    pub(crate) account: AccountId,
    /// What is stated.
    pub(crate) stated: Amount,
    /// What the postings give; `None` where some of them were left out.
    pub(crate) computed: Option<Decimal>,
    /// Whether the two agree; `None` where nobody can tell.
    pub(crate) passes: Option<bool>,
}

/// What a `pad` put in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Padding {
    /// The line of the `pad`.
    pub(crate) place: Place,
    /// Its day.
    pub(crate) date: NaiveDate,
    /// The account that was filled.
    pub(crate) account: AccountId,
    /// Where from.
    pub(crate) from: AccountId,
    /// By how much.
    pub(crate) amount: Amount,
}

/// A booked journal.
pub(crate) struct Booked {
    /// The legs of transactions that have others than those written.
    legs: Vec<Kept>,
    /// For each transaction its legs; none if it was left out.
    of_transaction: Vec<Range<u32>>,
    /// The balances that the journal states.
    pub(crate) checked: Vec<Checked>,
    /// What `pad` put in.
    pub(crate) paddings: Vec<Padding>,
}

/// A leg as it is kept: half of what [`Leg`] takes.
struct Kept {
    posting: u32,
    units: Packed,
    weight: Option<Packed>,
}

/// Marks the range of a transaction whose legs are its postings.
const AS_WRITTEN: u32 = u32::MAX;

impl Booked {
    /// Nothing is booked yet.
    fn of(n_transactions: usize) -> Self {
        let of_transaction = vec![0..0; n_transactions];
        Self { legs: Vec::new(), of_transaction, checked: Vec::new(), paddings: Vec::new() }
    }

    /// Keeps the legs of a transaction.
    fn keep(&mut self, index: usize, legs: &[Leg]) {
        let start = self.legs.len() as u32;
        self.legs.extend(legs.iter().map(|leg| Kept {
            posting: leg.posting as u32,
            units: leg.units.into(),
            weight: leg.weight.map(Packed::from),
        }));
        self.of_transaction[index] = start..self.legs.len() as u32;
    }

    /// Keeps a transaction whose postings are its legs.
    fn keep_as_written(&mut self, index: usize) {
        self.of_transaction[index] = AS_WRITTEN..AS_WRITTEN;
    }

    /// The legs of a transaction; none if it was left out.
    pub(crate) fn legs_of<'j>(
        &'j self,
        journal: &'j Journal<'_>,
        index: usize,
    ) -> impl Iterator<Item = Leg> + 'j {
        let range = &self.of_transaction[index];
        let (written, kept) = match range.start {
            AS_WRITTEN => (journal.transactions[index].range(), 0..0),
            _ => (0..0, range.start as usize..range.end as usize),
        };
        let written = written.map(|posting| {
            let units = journal.postings[posting].amount();
            Leg { posting, units, weight: Some(units) }
        });
        written.chain(self.legs[kept].iter().map(|kept| Leg {
            posting: kept.posting as usize,
            units: kept.units.into(),
            weight: kept.weight.map(Amount::from),
        }))
    }
}

/// Books a journal.
pub(crate) fn book(journal: &Journal<'_>, notices: &mut Notices<'_>) -> Booked {
    let booked = match journal.dialect {
        Dialect::Beancount => beancount::book(journal, notices),
        Dialect::Hledger | Dialect::Ledger => plain::book(journal, notices),
    };
    for checked in booked.checked.iter().filter(|checked| checked.passes != Some(true)) {
        report_check(checked, journal, notices);
    }
    booked
}

/// Why a transaction is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Refusal {
    /// What is left of each commodity.
    Residue(Vec<(CommodityId, Decimal)>),
    /// More postings without an amount than can be filled in.
    SeveralBlanks,
    /// A sum or product has more than 38 digits.
    Digits,
    /// The amount of a posting has more digits than the fact tables hold.
    Unheld(usize, Decimal),
    /// A sale that no lot, or more than one, fits.
    Lot(&'static str),
    /// A blank that this reader does not fill in.
    Unfilled(&'static str),
}

impl From<DecimalError> for Refusal {
    fn from(_: DecimalError) -> Self {
        Self::Digits
    }
}

/// Says that a transaction is left out, and why.
fn refuse(
    refusal: &Refusal,
    transaction: &Transaction<'_>,
    journal: &Journal<'_>,
    notices: &mut Notices<'_>,
) {
    let (code, message, help) = match refusal {
        Refusal::Residue(residue) => {
            let shown = residue.iter().take(5).map(|(commodity, number)| {
                format!("{} {}", number.normalized(), journal.commodity_name(*commodity))
                    .trim_end()
                    .to_owned()
            });
            let shown = shown.collect::<Vec<_>>().join(", ");
            (
                "unbalanced-transaction",
                format!(
                    "the transaction does not balance and is left out, as the tool rejects it: {shown}"
                ),
                match journal.dialect {
                    // Which rule is followed: older versions took what their display digits hid.
                    Dialect::Hledger => {
                        "correct one of its amounts; hledger before 1.50 may have taken it, by the digits of a `commodity` directive"
                    }
                    _ => "correct one of its amounts, or leave one of them blank",
                },
            )
        }
        Refusal::SeveralBlanks => (
            "several-blanks",
            "more than one posting has no amount; the transaction is left out".to_owned(),
            "write all amounts but one",
        ),
        Refusal::Digits => (
            "too-many-digits",
            "an amount of the transaction has more than 38 digits; it is left out".to_owned(),
            "write the amounts with fewer digits",
        ),
        Refusal::Unheld(_, number) => (
            "too-many-digits",
            format!(
                "an amount has more than 16 digits before the point or {MAX_DIGITS} after it; the transaction is left out: {number}"
            ),
            "write the amount with fewer digits",
        ),
        Refusal::Lot(message) => (
            "lot-mismatch",
            format!("{message}; the transaction is left out"),
            "name the lot by its cost or date",
        ),
        Refusal::Unfilled(message) => (
            "unsupported-interpolation",
            format!("{message}; the transaction is left out"),
            "write the number",
        ),
    };
    let line = match refusal {
        Refusal::Unheld(posting, _) => journal.postings[*posting].line,
        _ => transaction.place.line,
    };
    notices.error(code, Place { line, ..transaction.place }, &message, help);
    notices.n_skipped += 1;
}

/// The digits after the point that the fact tables hold.
const MAX_DIGITS: u8 = 12;
/// The size that they hold is below this.
const TOO_LARGE: Decimal = Decimal::new(10i128.pow(16), 0);

/// Claims that the fact tables hold a number.
pub(crate) fn is_held(number: Decimal) -> bool {
    number.mantissa_at(MAX_DIGITS).is_ok() && number.abs() < TOO_LARGE
}

/// A transaction is in the facts as a whole or not at all: half of one would not balance.
fn check_held(legs: &[Leg]) -> Result<(), Refusal> {
    match legs.iter().find(|leg| !is_held(leg.units.number)) {
        Some(leg) => Err(Refusal::Unheld(leg.posting, leg.units.number)),
        None => Ok(()),
    }
}

fn report_check(checked: &Checked, journal: &Journal<'_>, notices: &mut Notices<'_>) {
    let account = journal.account_name(checked.account);
    let commodity = journal.commodity_name(checked.stated.commodity);
    let stated = checked.stated.number;
    match (checked.passes, checked.computed) {
        (Some(_), Some(computed)) => {
            let message = format!(
                "the stated balance of `{account}` does not hold: stated {stated} {commodity}, computed {computed} {commodity}"
            );
            let help = "look for a missing or doubled transaction since the last balance that held";
            notices.error("failed-assertion", checked.place, &message, help);
        }
        _ => {
            let message = format!(
                "the stated balance of `{account}` cannot be checked, transactions before it were left out: stated {stated} {commodity}"
            );
            let help = "mend the transactions that are reported as left out";
            notices.warning("unchecked-assertion", checked.place, &message, help);
        }
    }
}

/// `0.5 x 10^-digits`: what rounds to zero at that many digits.
fn half_unit(digits: u8) -> Decimal {
    if digits < 38 { Decimal::new(5, digits + 1) } else { Decimal::ZERO }
}
