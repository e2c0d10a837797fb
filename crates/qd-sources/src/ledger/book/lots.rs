//! The lots that beancount's accounts hold at cost, and which of them a sale reduces.
//!
//! A lot keeps the cost of all its units. A cost for each unit is multiplied, a total is never
//! divided unless a part of the lot is sold, and then what remains still adds up to it.

use std::collections::HashMap;

use chrono::NaiveDate;
use qd_model::{Decimal, Rounding};

use super::Refusal;
use crate::ledger::declarations::Method;
use crate::ledger::journal::{AccountId, Amount, CommodityId, LotSpec};

/// Digits of the cost of a part of a lot that was bought for a total.
const PART_DIGITS: u8 = 12;

/// All lots.
#[derive(Default)]
pub(crate) struct Lots {
    held: HashMap<Key, Vec<Lot>>,
    undo: Vec<(Key, usize, Option<Lot>)>,
}

type Key = (AccountId, CommodityId);

#[derive(Clone, Debug)]
struct Lot {
    units: Decimal,
    /// The cost of the units, with their sign.
    basis: Decimal,
    commodity: Option<CommodityId>,
    date: NaiveDate,
    label: Option<String>,
}

/// A part of a posting that stands for one lot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    /// How much of it.
    pub(crate) units: Decimal,
    /// Its cost; `None` for a purchase whose cost is left out.
    pub(crate) weight: Option<Amount>,
}

/// A posting at cost.
pub(crate) struct AtCost<'s, 'a> {
    /// Its account.
    pub(crate) account: AccountId,
    /// Its units.
    pub(crate) units: Amount,
    /// What stands in the braces.
    pub(crate) spec: &'s LotSpec<'a>,
    /// How the account's lots are reduced.
    pub(crate) method: Method,
    /// The transaction's day.
    pub(crate) date: NaiveDate,
}

impl Lots {
    /// Books a posting at cost: a purchase becomes a lot, a sale reduces those that it fits.
    pub(crate) fn book(&mut self, posting: &AtCost<'_, '_>) -> Result<Vec<Part>, Refusal> {
        if posting.spec.is_merged {
            return Err(Refusal::Lot("lots are not merged (`{*}`)"));
        }
        let key = (posting.account, posting.units.commodity);
        let is_negative = posting.units.number.is_negative();
        let held = self.held.entry(key).or_default();
        let reduces = |lot: &Lot| !lot.units.is_zero() && lot.units.is_negative() != is_negative;
        if posting.method == Method::None || !held.iter().any(reduces) {
            return self.acquire(key, posting).map(|part| vec![part]);
        }
        let fits = |lot: &Lot| reduces(lot) && is_fit(lot, posting.spec, posting.units.number);
        let fitting = (0..held.len()).filter(|index| fits(&held[*index])).collect::<Vec<_>>();
        let chosen = choose(held, fitting, posting)?;
        self.reduce(key, &chosen, posting.units.number)
    }

    /// Sets the cost of a purchase that the rest of its transaction told.
    pub(crate) fn set_basis(&mut self, account: AccountId, units: CommodityId, cost: Amount) {
        let lots = self.held.get_mut(&(account, units));
        let open = lots.and_then(|lots| lots.iter_mut().rev().find(|lot| lot.commodity.is_none()));
        if let Some(lot) = open {
            (lot.basis, lot.commodity) = (cost.number, Some(cost.commodity));
        }
    }

    /// Keeps what the transaction did.
    pub(crate) fn commit(&mut self) {
        for (key, _, _) in self.undo.drain(..) {
            let Some(lots) = self.held.get_mut(&key) else { continue };
            let n_empty = lots.iter().filter(|lot| lot.units.is_zero()).count();
            if n_empty > 8 && n_empty * 2 > lots.len() {
                lots.retain(|lot| !lot.units.is_zero());
            }
        }
    }

    /// Takes back what the transaction did.
    pub(crate) fn roll_back(&mut self) {
        while let Some((key, index, before)) = self.undo.pop() {
            let Some(lots) = self.held.get_mut(&key) else { continue };
            match before {
                Some(lot) => lots[index] = lot,
                None => {
                    lots.pop();
                }
            }
        }
    }

    fn acquire(&mut self, key: Key, posting: &AtCost<'_, '_>) -> Result<Part, Refusal> {
        let (spec, units) = (posting.spec, posting.units.number);
        let each = spec.per_unit.map(|cost| units.mul(cost)).transpose()?;
        let total = spec.total.map(|total| if units.is_negative() { total.neg() } else { total });
        let basis = match (each, total) {
            (Some(each), Some(total)) => Some(each.add(total)?),
            (each, total) => each.or(total),
        };
        let weight = basis.zip(spec.commodity);
        let weight = weight.map(|(number, commodity)| Amount { number, commodity });
        let lots = self.held.entry(key).or_default();
        self.undo.push((key, lots.len(), None));
        lots.push(Lot {
            units,
            basis: basis.unwrap_or(Decimal::ZERO),
            commodity: weight.map(|weight| weight.commodity),
            date: spec.date.unwrap_or(posting.date),
            label: spec.label.map(str::to_owned),
        });
        Ok(Part { units, weight })
    }

    fn reduce(&mut self, key: Key, chosen: &[usize], units: Decimal) -> Result<Vec<Part>, Refusal> {
        let mut left = units.abs();
        let mut parts = Vec::new();
        let Some(lots) = self.held.get_mut(&key) else { return Ok(parts) };
        for index in chosen {
            if left.is_zero() {
                break;
            }
            let lot = &mut lots[*index];
            let size = lot.units.abs();
            let taken = left.min(size);
            let basis = match taken == size {
                true => lot.basis,
                false => {
                    let product = lot.basis.mul(taken)?;
                    product.div(size, PART_DIGITS, Rounding::HalfEven)?.normalized()
                }
            };
            self.undo.push((key, *index, Some(lot.clone())));
            let signed = if units.is_negative() { taken.neg() } else { taken };
            lot.units = lot.units.add(signed)?;
            lot.basis = lot.basis.sub(basis)?;
            left = left.sub(taken)?;
            let weight = lot.commodity.map(|commodity| Amount { number: basis.neg(), commodity });
            parts.push(Part { units: signed, weight });
        }
        match left.is_zero() {
            true => Ok(parts),
            false => Err(Refusal::Lot("the account does not hold as many units at that cost")),
        }
    }
}

/// Claims that a lot is what the braces describe; costs are compared without dividing.
fn is_fit(lot: &Lot, spec: &LotSpec<'_>, units: Decimal) -> bool {
    let size = lot.units.abs();
    let has_cost = match (spec.per_unit, spec.total) {
        (None, None) => true,
        (Some(each), None) => each.mul(size).is_ok_and(|cost| cost == lot.basis.abs()),
        (each, Some(total)) => {
            let asked =
                each.unwrap_or(Decimal::ZERO).mul(units.abs()).and_then(|each| each.add(total));
            let both =
                asked.and_then(|asked| Ok((asked.mul(size)?, lot.basis.abs().mul(units.abs())?)));
            both.is_ok_and(|(asked, held)| asked == held)
        }
    };
    has_cost
        && spec.commodity.is_none_or(|commodity| lot.commodity == Some(commodity))
        && spec.date.is_none_or(|date| lot.date == date)
        && spec.label.is_none_or(|label| lot.label.as_deref() == Some(label))
}

/// Orders the lots that a sale takes, by the account's method.
fn choose(
    held: &[Lot],
    mut fitting: Vec<usize>,
    posting: &AtCost<'_, '_>,
) -> Result<Vec<usize>, Refusal> {
    let size = posting.units.number.abs();
    match (posting.method, fitting.len()) {
        (_, 0) => return Err(Refusal::Lot("no lot is what the sale names")),
        (_, 1) => {}
        (Method::Fifo, _) => fitting.sort_by_key(|index| held[*index].date),
        (Method::Lifo, _) => fitting.sort_by_key(|index| std::cmp::Reverse(held[*index].date)),
        (Method::Hifo, _) => fitting.sort_by(|a, b| dearer(&held[*a], &held[*b])),
        (Method::Strict | Method::StrictWithSize | Method::None, _) => {
            let all = Decimal::sum(fitting.iter().map(|index| held[*index].units.abs()))?;
            fitting.sort_by_key(|index| held[*index].date);
            let exact = fitting.iter().copied().find(|index| held[*index].units.abs() == size);
            match exact.filter(|_| posting.method == Method::StrictWithSize) {
                Some(exact) => return Ok(vec![exact]),
                None if all == size => {}
                None => return Err(Refusal::Lot("more than one lot is what the sale names")),
            }
        }
    }
    Ok(fitting)
}

/// Orders lots by the cost of one unit, dearest first, compared across.
fn dearer(a: &Lot, b: &Lot) -> std::cmp::Ordering {
    let across = |one: &Lot, other: &Lot| one.basis.abs().mul(other.units.abs());
    match (across(b, a), across(a, b)) {
        (Ok(b), Ok(a)) => b.cmp(&a),
        _ => std::cmp::Ordering::Equal,
    }
}
