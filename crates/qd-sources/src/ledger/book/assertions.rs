//! Stated balances of hledger and ledger: whether they hold, and what amounts they assign.

use std::collections::BTreeMap;

use qd_model::Decimal;

use super::watch::{Asked, Watch};
use super::{Checked, Refusal, half_unit};
use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{
    Amount, Assertion, CommodityId, Kind, Place, Posting, Transaction, Units,
};
use crate::ledger::sums::Sums;

/// Compares the balance that a posting states with what was added so far, itself included.
pub(crate) fn check(
    dialect: Dialect,
    watch: &Watch,
    precisions: &BTreeMap<CommodityId, u8>,
    transaction: &Transaction<'_>,
    posting: &Posting<'_>,
) -> Option<Checked> {
    let assertion = posting.assertion()?;
    let stated = assertion.amount;
    let (sums, is_sure) = watch.balance(asked(dialect, posting, assertion));
    let computed = sums.get(stated.commodity);
    let allowed = match dialect {
        Dialect::Ledger => ledger_tolerance(precisions, stated.commodity),
        Dialect::Hledger | Dialect::Beancount => Decimal::ZERO,
    };
    let difference = stated.number.sub(computed);
    let is_equal = difference.is_ok_and(|difference| difference.abs() <= allowed);
    let is_sole = assertion.is_sole || is_blanket(dialect, stated);
    let passes = is_equal && !(is_sole && has_others(sums, stated.commodity));
    Some(Checked {
        place: Place { file: transaction.place.file, line: posting.line },
        date: posting.date().unwrap_or(transaction.date),
        account: posting.account,
        stated,
        computed: (is_sure || passes).then_some(computed),
        passes: (is_sure || passes).then_some(passes),
    })
}

/// What brings an account to the balance that it is assigned.
pub(crate) fn assigned(
    dialect: Dialect,
    watch: &Watch,
    posting: &Posting<'_>,
    assertion: &Assertion,
) -> Result<Vec<Amount>, Refusal> {
    let (sums, is_sure) = watch.balance(asked(dialect, posting, assertion));
    if !is_sure {
        let message = "a balance is assigned, but transactions before it were left out";
        return Err(Refusal::Unfilled(message));
    }
    let stated = assertion.amount;
    let is_blanket = is_blanket(dialect, stated);
    let mut amounts = Vec::new();
    if !is_blanket {
        let number = stated.number.sub(sums.get(stated.commodity))?;
        amounts.push(Amount { number, commodity: stated.commodity });
    }
    if assertion.is_sole || is_blanket {
        let is_other = |commodity: CommodityId| commodity != stated.commodity || is_blanket;
        let others = sums.nonzero().filter(|(commodity, _)| is_other(*commodity));
        amounts.extend(others.map(|(commodity, sum)| Amount { number: sum.neg(), commodity }));
    }
    Ok(amounts)
}

/// The balance that an assertion speaks of.
pub(crate) fn asked(dialect: Dialect, posting: &Posting<'_>, assertion: &Assertion) -> Asked {
    let is_real_only = dialect == Dialect::Ledger && posting.kind == Kind::Real;
    Asked { account: posting.account, is_inclusive: assertion.is_inclusive, is_real_only }
}

/// Claims that a posting is given its amount by the balance that it states.
pub(crate) fn is_assignment(posting: &Posting<'_>) -> bool {
    posting.assertion().is_some() && posting.is_blank()
}

/// In ledger `= 0` without a commodity speaks of all commodities.
fn is_blanket(dialect: Dialect, stated: Amount) -> bool {
    dialect == Dialect::Ledger && stated.commodity == CommodityId::NONE && stated.number.is_zero()
}

fn has_others(sums: &Sums, commodity: CommodityId) -> bool {
    sums.nonzero().any(|(other, _)| other != commodity)
}

/// hledger's rule since 1.50: the entry's own digits, of amounts and not of prices.
pub(crate) fn written_digits(postings: &[Posting<'_>], commodity: CommodityId) -> Option<u8> {
    let digits = postings.iter().filter_map(|posting| match posting.units() {
        Units::Given(units) if units.commodity == commodity => Some(units.number.scale()),
        _ => None,
    });
    digits.max()
}

/// ledger's rule: what is shown as zero is zero; a number without a commodity is exact.
pub(crate) fn ledger_tolerance(
    precisions: &BTreeMap<CommodityId, u8>,
    commodity: CommodityId,
) -> Decimal {
    match precisions.get(&commodity) {
        Some(digits) if commodity != CommodityId::NONE => half_unit(*digits),
        _ => Decimal::ZERO,
    }
}
