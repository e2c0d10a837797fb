//! Filling in and balancing a transaction of beancount.
//!
//! Tolerances come from the coarsest digit that is written of a commodity; a number that is filled in
//! is rounded to it, and stays exact where nothing tells how many digits the commodity has.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use qd_model::{Decimal, DecimalError, Rounding};

use super::lots::{AtCost, Lots};
use super::{Leg, Refusal};
use crate::ledger::declarations::{Method, Options};
use crate::ledger::journal::{AccountId, Amount, CommodityId, LotSpec, Posting, Price, Units};
use crate::ledger::sums::Sums;

/// A transaction that is being booked.
pub(crate) struct Interpolate<'s, 'a> {
    /// Its postings.
    pub(crate) postings: &'s [Posting<'a>],
    /// The number of the first of them in the journal.
    pub(crate) first: usize,
    /// Its day.
    pub(crate) date: NaiveDate,
    /// The journal's options.
    pub(crate) options: &'s Options,
    /// The booking methods that accounts were opened with.
    pub(crate) methods: &'s BTreeMap<AccountId, Method>,
}

/// A weight or an amount that is left out.
struct Blank {
    posting: usize,
    commodity: Option<CommodityId>,
    /// The leg whose weight is left out; `None` where the units are.
    leg: Option<usize>,
}

impl Interpolate<'_, '_> {
    /// Adds the legs; on refusal those that were added are to be dropped and lots rolled back.
    pub(crate) fn book(&self, lots: &mut Lots, legs: &mut Vec<Leg>) -> Result<(), Refusal> {
        let start = legs.len();
        let mut blanks = Vec::new();
        for (index, posting) in self.postings.iter().enumerate() {
            self.given(index, posting, lots, legs, &mut blanks)?;
        }
        let mut sums = Sums::default();
        for weight in legs[start..].iter().filter_map(|leg| leg.weight) {
            sums.add(weight.commodity, weight.number)?;
        }
        if !blanks.is_empty() {
            self.fill(&blanks, &mut sums, lots, legs)?;
            legs[start..].sort_by_key(|leg| leg.posting);
        }
        let residue = sums.nonzero().collect::<Vec<_>>();
        if residue.is_empty() {
            return Ok(());
        }
        let tolerances = self.tolerances();
        let residue =
            residue.into_iter().filter(|(commodity, sum)| sum.abs() > tolerances.of(*commodity));
        let residue = residue.collect::<Vec<_>>();
        if residue.is_empty() { Ok(()) } else { Err(Refusal::Residue(residue)) }
    }

    fn given(
        &self,
        index: usize,
        posting: &Posting<'_>,
        lots: &mut Lots,
        legs: &mut Vec<Leg>,
        blanks: &mut Vec<Blank>,
    ) -> Result<(), Refusal> {
        let number = self.first + index;
        let blank = |commodity, leg| Blank { posting: number, commodity, leg };
        let units = match posting.units() {
            Units::Given(units) => units,
            _ if posting.lot().is_some() || posting.price().is_some() => {
                return Err(Refusal::Unfilled("units at a cost or price are not filled in"));
            }
            Units::NumberLeftOut(commodity) => {
                blanks.push(blank(Some(commodity), None));
                return Ok(());
            }
            Units::LeftOut => {
                blanks.push(blank(None, None));
                return Ok(());
            }
        };
        if let Some(spec) = posting.lot() {
            return self.at_cost(number, posting, units, spec, lots, legs, blanks);
        }
        let weight = match posting.price() {
            None => Some(units),
            Some(Price::PerUnit(price)) => {
                Some(Amount { number: units.number.mul(price.number)?, ..price })
            }
            Some(Price::Total(price)) if units.number.is_negative() => {
                Some(Amount { number: price.number.neg(), ..price })
            }
            Some(Price::Total(price)) => Some(price),
            Some(Price::LeftOut(commodity)) => {
                blanks.push(blank(commodity, Some(legs.len())));
                None
            }
        };
        legs.push(Leg { posting: number, units, weight });
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the tail of `given`, which owns all of them")]
    fn at_cost(
        &self,
        number: usize,
        posting: &Posting<'_>,
        units: Amount,
        spec: &LotSpec<'_>,
        lots: &mut Lots,
        legs: &mut Vec<Leg>,
        blanks: &mut Vec<Blank>,
    ) -> Result<(), Refusal> {
        let method = self.methods.get(&posting.account).copied().unwrap_or(self.options.method);
        let account = posting.account;
        for part in lots.book(&AtCost { account, units, spec, method, date: self.date })? {
            if part.weight.is_none() {
                blanks.push(Blank {
                    posting: number,
                    commodity: spec.commodity,
                    leg: Some(legs.len()),
                });
            }
            let units = Amount { number: part.units, commodity: units.commodity };
            legs.push(Leg { posting: number, units, weight: part.weight });
        }
        Ok(())
    }

    /// Fills in blanks whose commodity is known, then the one that takes all that is left.
    fn fill(
        &self,
        blanks: &[Blank],
        sums: &mut Sums,
        lots: &mut Lots,
        legs: &mut Vec<Leg>,
    ) -> Result<(), Refusal> {
        let tolerances = self.tolerances();
        let mut filled = BTreeSet::new();
        let (known, open): (Vec<_>, Vec<_>) =
            blanks.iter().partition(|blank| blank.commodity.is_some());
        // A blank without a commodity stands for each, so that it meets every other blank.
        if open.len() > 1 || !open.is_empty() && !known.is_empty() {
            return Err(Refusal::SeveralBlanks);
        }
        for blank in known {
            let commodity = blank.commodity.unwrap_or(CommodityId::NONE);
            if !filled.insert(commodity) {
                return Err(Refusal::SeveralBlanks);
            }
            let left = Amount { number: sums.get(commodity).neg(), commodity };
            self.fill_one(blank, left, &tolerances, sums, lots, legs)?;
        }
        let Some(blank) = open.first() else { return Ok(()) };
        let left = sums.nonzero().map(|(commodity, sum)| Amount { number: sum.neg(), commodity });
        let left = left.collect::<Vec<_>>();
        if blank.leg.is_some() && left.len() != 1 {
            return Err(Refusal::Unfilled(
                "the cost or price that is left out has no one commodity",
            ));
        }
        for amount in left {
            self.fill_one(blank, amount, &tolerances, sums, lots, legs)?;
        }
        Ok(())
    }

    fn fill_one(
        &self,
        blank: &Blank,
        left: Amount,
        tolerances: &Tolerances<'_>,
        sums: &mut Sums,
        lots: &mut Lots,
        legs: &mut Vec<Leg>,
    ) -> Result<(), Refusal> {
        match blank.leg {
            // A weight is taken as it is: dividing it into a price would only lose digits.
            Some(leg) => {
                legs[leg].weight = Some(left);
                let posting = &self.postings[blank.posting - self.first];
                if posting.lot().is_some() {
                    lots.set_basis(posting.account, legs[leg].units.commodity, left);
                }
                sums.add(left.commodity, left.number)?;
            }
            None => {
                let number = tolerances.quantized(left)?;
                let units = Amount { number, commodity: left.commodity };
                legs.push(Leg { posting: blank.posting, units, weight: Some(units) });
                sums.add(units.commodity, units.number)?;
            }
        }
        Ok(())
    }

    fn tolerances(&self) -> Tolerances<'_> {
        let mut tolerances = Tolerances { own: BTreeMap::new(), options: self.options };
        let mut from_cost = BTreeMap::<CommodityId, Decimal>::new();
        for posting in self.postings {
            let Units::Given(units) = posting.units() else { continue };
            if units.number.scale() == 0 {
                continue;
            }
            let unit = Decimal::new(1, units.number.scale());
            let Ok(tolerance) = unit.mul(self.options.multiplier) else { continue };
            tolerances.widen(units.commodity, tolerance);
            if self.options.infers_from_cost {
                for (commodity, tolerance) in cost_tolerances(posting, tolerance) {
                    let sum = from_cost.entry(commodity).or_insert(Decimal::ZERO);
                    *sum = sum.add(tolerance).unwrap_or(*sum);
                }
            }
        }
        for (commodity, tolerance) in from_cost {
            tolerances.widen(commodity, tolerance);
        }
        tolerances
    }
}

/// `infer_tolerance_from_cost`: a cost or price is as uncertain as the units that it multiplies, up
/// to one half.
fn cost_tolerances(posting: &Posting<'_>, tolerance: Decimal) -> Vec<(CommodityId, Decimal)> {
    const MOST: Decimal = Decimal::new(5, 1);
    let scaled = |cost: Decimal| tolerance.mul(cost).map_or(MOST, |scaled| scaled.min(MOST));
    let mut found = Vec::new();
    if let Some((lot, commodity)) = posting.lot().and_then(|lot| Some((lot, lot.commodity?))) {
        let costs = [lot.total, lot.per_unit].into_iter().flatten().map(scaled);
        found.extend(costs.min().map(|least| (commodity, least)));
    }
    if let Some(Price::PerUnit(price)) = posting.price() {
        found.push((price.commodity, scaled(price.number)));
    }
    found
}

/// What of each commodity may be left: by the transaction's digits, else by the options.
struct Tolerances<'s> {
    own: BTreeMap<CommodityId, Decimal>,
    options: &'s Options,
}

impl Tolerances<'_> {
    /// A commodity has the widest tolerance of those that it is given; its default is one of them.
    fn widen(&mut self, commodity: CommodityId, tolerance: Decimal) {
        let default = self.options.tolerances.get(&Some(commodity)).copied().unwrap_or(tolerance);
        let widest = self.own.entry(commodity).or_insert(default);
        *widest = tolerance.max(*widest);
    }

    fn of(&self, commodity: CommodityId) -> Decimal {
        let defaults = &self.options.tolerances;
        let default = || defaults.get(&Some(commodity)).or_else(|| defaults.get(&None));
        self.own.get(&commodity).or_else(default).copied().unwrap_or(Decimal::ZERO)
    }

    /// Rounds a number that is filled in to twice the tolerance's digit; exact where there is none.
    fn quantized(&self, amount: Amount) -> Result<Decimal, DecimalError> {
        let tolerance = self.of(amount.commodity);
        if tolerance.is_zero() {
            return Ok(amount.number);
        }
        let mut quantum = tolerance.add(tolerance)?.normalized();
        // Beancount takes five digits or more for a measured tolerance, not a number of digits.
        if quantum.mantissa().unsigned_abs() >= 10_000 {
            return Ok(amount.number);
        }
        let mut unit = Decimal::ONE;
        while quantum.scale() == 0 && quantum.mantissa() % 10 == 0 {
            quantum = Decimal::new(quantum.mantissa() / 10, 0);
            unit = unit.mul(Decimal::from(10))?;
        }
        if quantum.scale() > 0 {
            return Ok(amount.number.round(quantum.scale(), Rounding::HalfEven));
        }
        amount.number.div(unit, 0, Rounding::HalfEven)?.mul(unit)
    }
}
