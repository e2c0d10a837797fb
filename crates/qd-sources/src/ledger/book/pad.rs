//! `pad`: what has to be put into an account so that its next balance holds.

use std::collections::{BTreeMap, BTreeSet};

use super::beancount::{Item, Sorted, tolerance};
use super::watch::{Asked, Watch};
use super::{Booked, Padding};
use crate::ledger::journal::{AccountId, Amount, CommodityId, Journal, Kind};
use crate::ledger::notices::Notices;

/// Computes all paddings. Each account is filled by its own postings alone: what another `pad` puts
/// into it is not seen, as in beancount.
pub(crate) fn pad(
    journal: &Journal<'_>,
    sorted: &[Sorted],
    booked: &Booked,
    notices: &mut Notices<'_>,
) -> Vec<Padding> {
    let padded = journal.pads.iter().map(|pad| asked(pad.account));
    let mut watch = Watch::new(&journal.accounts, padded);
    let accounts = journal.pads.iter().map(|pad| pad.account).collect::<BTreeSet<_>>();
    let mut active = BTreeMap::<AccountId, Active>::new();
    let mut filled = BTreeMap::<(AccountId, CommodityId), qd_model::Decimal>::new();
    let (mut paddings, mut used) = (Vec::new(), BTreeSet::new());
    for sorted in sorted {
        match sorted.item {
            Item::Transaction(index) => {
                for leg in booked.legs_of(journal, index) {
                    let account = journal.postings[leg.posting].account;
                    watch.add(account, Kind::Real, leg.units.commodity, leg.units.number);
                }
            }
            Item::Pad(index) => {
                let account = journal.pads[index].account;
                active.insert(account, Active { pad: index, done: BTreeSet::new() });
            }
            Item::Balance(index) => {
                let balance = &journal.balances[index];
                if !accounts.contains(&balance.account) {
                    continue;
                }
                let Some(active) = active.get_mut(&balance.account) else { continue };
                let stated = balance.what.amount;
                let before = filled
                    .entry((balance.account, stated.commodity))
                    .or_insert(qd_model::Decimal::ZERO);
                let held =
                    watch.balance(asked(balance.account)).0.get(stated.commodity).add(*before);
                let Ok(missing) = held.and_then(|held| stated.number.sub(held)) else { continue };
                let is_off = missing.abs() > tolerance(&balance.what, &journal.options);
                if active.done.insert(stated.commodity) && is_off {
                    let pad = &journal.pads[active.pad];
                    let amount = Amount { number: missing, commodity: stated.commodity };
                    paddings.push(Padding {
                        place: pad.place,
                        date: pad.date,
                        account: pad.account,
                        from: pad.what,
                        amount,
                    });
                    used.insert(active.pad);
                    *before = before.add(missing).unwrap_or(*before);
                }
            }
        }
    }
    for (index, pad) in journal.pads.iter().enumerate() {
        if !used.contains(&index) {
            let message =
                format!("the pad of `{}` puts nothing in", journal.account_name(pad.account));
            let help = "remove it, or write the `balance` that it is for after it";
            notices.warning("unused-pad", pad.place, &message, help);
        }
    }
    paddings
}

/// The `pad` in force, and the commodities that it has met a balance of.
struct Active {
    pad: usize,
    done: BTreeSet<CommodityId>,
}

fn asked(account: AccountId) -> Asked {
    Asked { account, is_inclusive: true, is_real_only: false }
}
