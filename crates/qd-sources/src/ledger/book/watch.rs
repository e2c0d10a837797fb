//! Running balances of the accounts whose balance the journal states, and of no others.

use std::collections::BTreeMap;

use qd_model::Decimal;

use crate::ledger::journal::{AccountId, CommodityId, Kind};
use crate::ledger::names::Names;
use crate::ledger::sums::Sums;

/// A balance that is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Asked {
    /// The account.
    pub(crate) account: AccountId,
    /// With its sub-accounts.
    pub(crate) is_inclusive: bool,
    /// Without virtual postings (ledger's rule for real ones).
    pub(crate) is_real_only: bool,
}

/// Running balances.
pub(crate) struct Watch {
    slots: Vec<Slot>,
    index: BTreeMap<Asked, u32>,
    /// For each account the balances that it is part of.
    of_account: Vec<Vec<u32>>,
}

struct Slot {
    sums: Sums,
    is_real_only: bool,
    is_unsure: bool,
}

impl Watch {
    /// Prepares the balances that are asked for.
    pub(crate) fn new(accounts: &Names<'_>, asked: impl IntoIterator<Item = Asked>) -> Self {
        let mut watch = Self {
            slots: Vec::new(),
            index: BTreeMap::new(),
            of_account: vec![Vec::new(); accounts.len()],
        };
        for asked in asked {
            let slots = &mut watch.slots;
            watch.index.entry(asked).or_insert_with(|| {
                slots.push(Slot {
                    sums: Sums::default(),
                    is_real_only: asked.is_real_only,
                    is_unsure: false,
                });
                slots.len() as u32 - 1
            });
        }
        if !watch.index.is_empty() {
            watch.connect(accounts);
        }
        watch
    }

    /// Claims that nothing is asked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Claims that an account is part of a balance that is asked for.
    pub(crate) fn is_watched(&self, account: AccountId) -> bool {
        !self.of_account[account.0 as usize].is_empty()
    }

    /// Adds to the balances that an account is part of.
    pub(crate) fn add(
        &mut self,
        account: AccountId,
        kind: Kind,
        commodity: CommodityId,
        number: Decimal,
    ) {
        for slot in &self.of_account[account.0 as usize] {
            let slot = &mut self.slots[*slot as usize];
            if !(slot.is_real_only && kind != Kind::Real) {
                slot.is_unsure |= slot.sums.add(commodity, number).is_err();
            }
        }
    }

    /// Marks the balances that an account is part of: something that belongs there was left out.
    pub(crate) fn mark_unsure(&mut self, account: AccountId) {
        for slot in &self.of_account[account.0 as usize] {
            self.slots[*slot as usize].is_unsure = true;
        }
    }

    /// The balance, and whether everything that belongs to it was understood.
    pub(crate) fn balance(&self, asked: Asked) -> (&Sums, bool) {
        let slot = &self.slots[self.index[&asked] as usize];
        (&slot.sums, !slot.is_unsure)
    }

    /// Tells each account which balances it is part of, once, by the heads of its name.
    fn connect(&mut self, accounts: &Names<'_>) {
        for id in 0..accounts.len() as u32 {
            let name = accounts.name(id);
            let heads = name.match_indices(':').map(|(end, _)| &name[..end]).chain([name]);
            for head in heads {
                let Some(above) = accounts.find(head).map(AccountId) else { continue };
                for (is_inclusive, is_real_only) in
                    [(true, false), (true, true), (false, false), (false, true)]
                {
                    if !is_inclusive && above.0 != id {
                        continue;
                    }
                    let asked = Asked { account: above, is_inclusive, is_real_only };
                    self.of_account[id as usize].extend(self.index.get(&asked));
                }
            }
        }
    }
}
