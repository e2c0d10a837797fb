//! The balances that a bank states, beside what the rows give.
//!
//! A statement with an opening balance is checked by itself, and each must open with what the one
//! before it closed with. Where only a closing balance stands (OFX), all rows up to its day must
//! add up to it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qd_facts::{Facts, Row, SourceSpec};
use qd_model::{Decimal, Evidence, Level};

use super::statement::{Statement, WrittenBalance};
use super::{BankTransaction, fields};
use crate::files::FoundFile;
use crate::problems::{Problems, quoted};

/// A balance that the bank states.
pub(super) struct StatedBalance {
    place: Evidence,
    account_id: String,
    account: String,
    date: NaiveDate,
    amount: Decimal,
    commodity: String,
    /// The opening balance of its statement, and what it and the rows give.
    opened: Option<(Decimal, Option<Decimal>)>,
}

/// Reads the balances of a statement, whose rows add up to `sum`.
pub(super) fn read(
    file: &FoundFile,
    statement: &Statement,
    account: &str,
    currency: &str,
    sum: Option<Decimal>,
    problems: &mut Problems<'_>,
) -> Option<StatedBalance> {
    let mut understood = |(line, amount, date): &WrittenBalance| {
        let place = Evidence::line(&file.relative, *line);
        match (fields::amount_with(amount, statement.decimal_mark, currency), fields::day(date)) {
            (Ok(amount), Some(date)) => Some((place, amount, date)),
            _ => {
                let message =
                    format!("the balance cannot be read: {} {}", quoted(amount), quoted(date));
                let help = "nothing checks the rows now; download the statement again";
                problems.report(Level::Warning, "unreadable-balance", place, message, help);
                None
            }
        }
    };
    let opening = statement.opening.as_ref().and_then(&mut understood);
    let (place, amount, date) = understood(statement.balance.as_ref()?)?;
    // A statement that promises an opening balance is not summed from zero without it.
    if statement.opening.is_some() && opening.is_none() {
        return None;
    }
    Some(StatedBalance {
        place,
        account_id: statement.account_id.clone().unwrap_or_default(),
        account: account.to_owned(),
        date,
        amount,
        commodity: currency.to_owned(),
        opened: opening.map(|(_, opening, _)| (opening, sum.and_then(|sum| opening.add(sum).ok()))),
    })
}

/// Writes each stated balance, and says where the rows give another.
pub(super) fn write(
    balances: &[StatedBalance],
    written: &[&BankTransaction],
    spec: &SourceSpec,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) {
    let sums = running_sums(written);
    for balance in balances {
        let computed = match balance.opened {
            Some((_, computed)) => computed,
            None => {
                let sums = sums.get(&(balance.account_id.as_str(), balance.commodity.as_str()));
                let sums = sums.map(Vec::as_slice).unwrap_or_default();
                let n_before = sums.partition_point(|(date, _)| *date <= balance.date);
                n_before.checked_sub(1).map_or(Some(Decimal::ZERO), |last| sums[last].1)
            }
        };
        let row = Row::of("balance_assertion")
            .set("date", balance.date)
            .set("account", balance.account.as_str())
            .set("commodity", balance.commodity.as_str())
            .set("stated", balance.amount)
            .set("computed", computed)
            .set("passes", computed.map(|computed| computed == balance.amount));
        problems.push(facts, &spec.entity, &balance.place, &row);
        if let Some(sum) = computed.filter(|sum| *sum != balance.amount) {
            let message = format!("the rows add up to {sum}, the bank says: {}", balance.amount);
            let help = "rows are missing, or the account held the difference before the first row";
            problems.report(Level::Error, "balance-mismatch", balance.place.clone(), message, help);
            // A statement that opens and closes proves that it lost rows; a closing balance alone may
            // differ by what the account held before the first row.
            problems.skip_silently(u64::from(balance.opened.is_some()));
        }
    }
    chain(balances, problems);
}

/// Checks that each statement opens with what the one before it closed with.
fn chain(balances: &[StatedBalance], problems: &mut Problems<'_>) {
    let mut in_time =
        balances.iter().filter(|balance| balance.opened.is_some()).collect::<Vec<_>>();
    in_time.sort_by_key(|balance| balance.date);
    let mut closed = BTreeMap::<(&str, &str), Vec<Decimal>>::new();
    for balance in in_time {
        let Some((opening, _)) = balance.opened else { continue };
        let before =
            closed.entry((balance.account_id.as_str(), balance.commodity.as_str())).or_default();
        let place = balance.place.clone();
        match before.last() {
            None if !opening.is_zero() => {
                let message = format!("the account held before the first row: {opening}");
                let help = "add a row for it, or import the months before";
                problems.report(Level::Warning, "opening-balance", place, message, help);
            }
            // A download that overlaps opens with some earlier balance.
            Some(last) if !before.contains(&opening) => {
                let message = format!("the statement before closed with {last}, opens: {opening}");
                let help = "a statement is missing between the two; import it";
                problems.skip("statement-gap", place, message, help);
            }
            _ => {}
        }
        if before.is_empty() {
            before.push(opening);
        }
        before.push(balance.amount);
    }
}

/// Days and the sums up to them; no sum where it has too many digits.
type Sums = Vec<(NaiveDate, Option<Decimal>)>;

/// The sum up to each transaction, in the order of days, by account and commodity.
fn running_sums<'t>(written: &[&'t BankTransaction]) -> BTreeMap<(&'t str, &'t str), Sums> {
    let mut in_time = written.to_vec();
    in_time.sort_by_key(|transaction| transaction.date);
    let mut sums = BTreeMap::<_, Sums>::new();
    for transaction in in_time {
        let key = (transaction.account_id.as_str(), transaction.commodity.as_str());
        let so_far = sums.entry(key).or_default();
        let before = so_far.last().map_or(Some(Decimal::ZERO), |(_, sum)| *sum);
        let sum = before.and_then(|before| before.add(transaction.amount).ok());
        so_far.push((transaction.date, sum));
    }
    sums
}
