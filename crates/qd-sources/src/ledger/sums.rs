//! Exact sums by commodity: of a transaction, or of an account as time goes.

use std::collections::HashMap;

use qd_model::{Decimal, DecimalError};

use super::journal::CommodityId;

/// Where a scan over the few commodities of a sum becomes slower than an index.
const INDEX_FROM: usize = 16;

/// A sum for each commodity, in the order in which they came.
#[derive(Clone, Default, Debug)]
pub(crate) struct Sums {
    sums: Vec<(CommodityId, Decimal)>,
    index: HashMap<CommodityId, usize>,
}

impl Sums {
    /// Adds to the sum of a commodity.
    pub(crate) fn add(
        &mut self,
        commodity: CommodityId,
        number: Decimal,
    ) -> Result<(), DecimalError> {
        match self.position(commodity) {
            Some(index) => self.sums[index].1 = self.sums[index].1.add(number)?,
            None => {
                self.sums.push((commodity, number));
                if self.sums.len() == INDEX_FROM {
                    let known = self.sums.iter().enumerate();
                    self.index = known.map(|(index, (commodity, _))| (*commodity, index)).collect();
                } else if self.sums.len() > INDEX_FROM {
                    self.index.insert(commodity, self.sums.len() - 1);
                }
            }
        }
        Ok(())
    }

    /// The sum of a commodity; zero if nothing was added.
    pub(crate) fn get(&self, commodity: CommodityId) -> Decimal {
        self.position(commodity).map_or(Decimal::ZERO, |index| self.sums[index].1)
    }

    /// The sums that are not zero.
    pub(crate) fn nonzero(&self) -> impl Iterator<Item = (CommodityId, Decimal)> + '_ {
        self.sums.iter().copied().filter(|(_, sum)| !sum.is_zero())
    }

    fn position(&self, commodity: CommodityId) -> Option<usize> {
        if self.sums.len() >= INDEX_FROM {
            return self.index.get(&commodity).copied();
        }
        self.sums.iter().position(|(known, _)| *known == commodity)
    }
}
