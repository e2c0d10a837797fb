//! Filling in and balancing a transaction of hledger or ledger.

use qd_model::{Decimal, Rounding};

use super::{Leg, Refusal};
use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{Amount, CommodityId, Kind, Posting, Price, Units};
use crate::ledger::sums::Sums;

/// A transaction that is being balanced.
pub(crate) struct Settle<'s, 'a> {
    /// The language.
    pub(crate) dialect: Dialect,
    /// Its postings.
    pub(crate) postings: &'s [Posting<'a>],
    /// The number of the first of them in the journal.
    pub(crate) first: usize,
    /// What of a commodity may be left, both signs, that amount included.
    pub(crate) tolerance: &'s dyn Fn(CommodityId) -> Decimal,
}

impl Settle<'_, '_> {
    /// Completes the legs from `start` on: postings without legs are filled in, and the whole is
    /// checked. On refusal the legs from `start` on are to be dropped.
    pub(crate) fn settle(&self, legs: &mut Vec<Leg>, start: usize) -> Result<(), Refusal> {
        match self.dialect {
            // hledger balances `[ ]` among themselves, ledger with the real ones.
            Dialect::Hledger => {
                self.group(legs, start, |kind| kind == Kind::Real)?;
                self.group(legs, start, |kind| kind == Kind::BalancedVirtual)
            }
            Dialect::Ledger | Dialect::Beancount => {
                self.group(legs, start, |kind| kind != Kind::Virtual)
            }
        }
    }

    fn group(
        &self,
        legs: &mut Vec<Leg>,
        start: usize,
        is_in: impl Fn(Kind) -> bool,
    ) -> Result<(), Refusal> {
        let posting = |leg: &Leg| &self.postings[leg.posting - self.first];
        let mut sums = Sums::default();
        for leg in legs[start..].iter().filter(|leg| is_in(posting(leg).kind)) {
            if let Some(weight) = leg.weight {
                sums.add(weight.commodity, weight.number)?;
            }
        }
        let is_blank = |posting: &Posting<'_>| {
            is_in(posting.kind)
                && posting.assertion().is_none()
                && !matches!(posting.units(), Units::Given(_))
        };
        let mut blanks = (0..self.postings.len()).filter(|index| is_blank(&self.postings[*index]));
        match (blanks.next(), blanks.next()) {
            (Some(_), Some(_)) => Err(Refusal::SeveralBlanks),
            (Some(blank), None) => {
                let posting = self.first + blank;
                let at =
                    start + legs[start..].iter().take_while(|leg| leg.posting < posting).count();
                let filled = sums.nonzero().map(|(commodity, sum)| {
                    let units = Amount { number: sum.neg(), commodity };
                    Leg { posting, units, weight: Some(units) }
                });
                legs.splice(at..at, filled);
                Ok(())
            }
            (None, _) => self.check(legs, start, &sums, is_in),
        }
    }

    fn check(
        &self,
        legs: &mut [Leg],
        start: usize,
        sums: &Sums,
        is_in: impl Fn(Kind) -> bool,
    ) -> Result<(), Refusal> {
        let residue = sums.nonzero();
        let residue = residue.filter(|(commodity, sum)| sum.abs() > (self.tolerance)(*commodity));
        let residue = residue.collect::<Vec<_>>();
        if residue.is_empty() {
            return Ok(());
        }
        // What rules added came after, and balances by itself.
        let (mut written, mut added) = (Sums::default(), Sums::default());
        for leg in &legs[start..] {
            let posting = &self.postings[leg.posting - self.first];
            if let Some(weight) = leg.weight.filter(|_| is_in(posting.kind)) {
                let sums = if posting.is_added { &mut added } else { &mut written };
                sums.add(weight.commodity, weight.number)?;
            }
        }
        if added.nonzero().any(|(commodity, sum)| sum.abs() > (self.tolerance)(commodity)) {
            return Err(Refusal::Residue(residue));
        }
        let exchanged = written.nonzero().collect::<Vec<_>>();
        if let [a, b] = exchanged[..] {
            let is_opposite = a.1.is_negative() != b.1.is_negative();
            let mut group = Vec::new();
            for leg in &mut legs[start..] {
                let posting = &self.postings[leg.posting - self.first];
                if is_in(posting.kind) && !posting.is_added {
                    if posting.price().is_some() {
                        return Err(Refusal::Residue(residue));
                    }
                    group.push(leg);
                }
            }
            if is_opposite {
                return exchange(&mut group, a, b);
            }
        }
        Err(Refusal::Residue(residue))
    }
}

/// Two commodities of opposite sign and no price: the first one was exchanged for the other. Its
/// legs share what the other one sums to; shares are rounded at 12 digits so that they add up to it.
fn exchange(
    group: &mut [&mut Leg],
    a: (CommodityId, Decimal),
    b: (CommodityId, Decimal),
) -> Result<(), Refusal> {
    const DIGITS: u8 = 12;
    let first = group.iter().map(|leg| leg.units.commodity);
    let first = first.into_iter().find(|commodity| *commodity == a.0 || *commodity == b.0);
    let (from, to) = if first == Some(b.0) { (b, a) } else { (a, b) };
    let n_legs = group.iter().filter(|leg| leg.units.commodity == from.0).count();
    let (mut units_before, mut given_before) = (Decimal::ZERO, Decimal::ZERO);
    for (index, leg) in group.iter_mut().filter(|leg| leg.units.commodity == from.0).enumerate() {
        units_before = units_before.add(leg.units.number)?;
        let given = match index + 1 == n_legs {
            true => to.1.neg(),
            false => units_before.mul(to.1.neg())?.div(from.1, DIGITS, Rounding::HalfEven)?,
        };
        leg.weight = Some(Amount { number: given.sub(given_before)?, commodity: to.0 });
        given_before = given;
    }
    Ok(())
}

/// What a posting's units weigh; `None` for postings that do not balance.
pub(crate) fn weight(
    posting: &Posting<'_>,
    units: Amount,
    dialect: Dialect,
) -> Result<Option<Amount>, Refusal> {
    if posting.kind == Kind::Virtual {
        return Ok(None);
    }
    let price = match posting.price() {
        Some(Price::PerUnit(price)) => {
            Some(Amount { number: units.number.mul(price.number)?, ..price })
        }
        Some(Price::Total(price)) => Some(signed(price, units.number)),
        Some(Price::LeftOut(_)) | None => None,
    };
    // ledger weighs a sale from a lot by its cost, and books the gain; hledger ignores lots.
    if let (Dialect::Ledger, Some(price), Some(lot)) = (dialect, price, posting.lot()) {
        let basis = match (lot.total, lot.per_unit) {
            (Some(total), _) => Some(
                signed(Amount { number: total, commodity: price.commodity }, units.number).number,
            ),
            (None, Some(cost)) => Some(units.number.mul(cost)?),
            (None, None) => None,
        };
        if let Some(number) = basis.filter(|_| lot.commodity == Some(price.commodity)) {
            return Ok(Some(Amount { number, ..price }));
        }
    }
    Ok(Some(price.unwrap_or(units)))
}

/// A total with the sign of the units that it stands for.
fn signed(total: Amount, units: Decimal) -> Amount {
    let number = match (units.is_zero(), units.is_negative()) {
        (true, _) => Decimal::ZERO,
        (_, true) => total.number.neg(),
        (_, false) => total.number,
    };
    Amount { number, ..total }
}
