//! What is remembered of books against the rows of now.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use qd_model::{Decimal, EntityKey, Evidence, Month, Period};

use super::{Account, Books, Group, Groups, Mark, read};
use crate::Engine;

/// The rows of books that are not what they were.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Changes {
    /// Rows that came and rows that went, by entity, day and account.
    pub rows: Vec<RowChange>,
    /// Accounts whose rows stand under another name: entity, old name, new name. They are no change.
    pub renamed: Vec<(EntityKey, String, String)>,
}

/// Rows that came, or rows that went.
#[derive(Clone, PartialEq, Debug)]
pub struct RowChange {
    /// Whose books.
    pub entity: EntityKey,
    /// The day; of several rows the last.
    pub date: NaiveDate,
    /// The account.
    pub account: String,
    /// The type of an account whose rows went.
    pub account_type: String,
    /// The other entity of an intercompany account.
    pub counterparty: Option<String>,
    /// What the amount counts.
    pub commodity: String,
    /// The amount, debit-positive; of several rows their sum. `None` if it cannot be told.
    pub amount: Option<Decimal>,
    /// How many rows: those of one account and month that went are told apart by nothing but their
    /// sum.
    pub count: usize,
    /// The row as it stands now; `None` of what went.
    pub now: Option<RowOfNow>,
    /// The place in the list of the same row on another day or account: moved, not new.
    pub twin: Option<usize>,
}

/// A row as it stands now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowOfNow {
    /// Its number among the postings.
    pub row: usize,
    /// Payee and narration. Outside text.
    pub words: String,
    /// Where it stands.
    pub place: Evidence,
}

/// One row of one side.
#[derive(Clone)]
struct Single {
    month: Month,
    account: Account,
    mark: Mark,
    row: usize,
}

impl Single {
    fn date(&self) -> NaiveDate {
        self.month.first().with_day(u32::from(self.mark[0].max(1))).unwrap_or(self.month.last())
    }

    /// What the row says, without its day and account.
    fn content(&self) -> (EntityKey, String, [u8; super::MARK_BYTES]) {
        let mut content = [0; super::MARK_BYTES];
        content.copy_from_slice(&self.mark[1..]);
        (self.account.entity.clone(), self.account.commodity.clone(), content)
    }
}

impl Engine {
    /// Holds the rows of now against what was kept of the months that are not the same bytes any more:
    /// `None` for a month that had no rows then.
    pub fn row_changes(
        &self,
        now: &Books,
        then: &BTreeMap<String, Option<Vec<u8>>>,
    ) -> Result<Changes, String> {
        let mut old = BTreeMap::<Month, Groups>::new();
        for (month, bytes) in then {
            let Ok(Period::Month(month)) = Period::parse(month) else {
                return Err(format!("no month: {month}"));
            };
            old.insert(month, bytes.as_deref().map_or_else(|| Ok(Groups::new()), read)?);
        }
        let renamed = renamed(&old, now);
        for groups in old.values_mut() {
            *groups = std::mem::take(groups)
                .into_iter()
                .map(|(account, group)| {
                    let name = renamed.get(&(account.entity.clone(), account.name.clone()));
                    let name = name.unwrap_or(&account.name).clone();
                    (Account { name, ..account }, group)
                })
                .collect();
        }
        let renamed = renamed.into_iter().map(|((entity, from), to)| (entity, from, to));
        Ok(Changes { rows: self.rows(&old, now), renamed: renamed.collect() })
    }

    /// What is in one side alone.
    fn rows(&self, old: &BTreeMap<Month, Groups>, now: &Books) -> Vec<RowChange> {
        let (nobody, none) = (Groups::new(), Group::default());
        let (mut added, mut gone) = (Vec::new(), Vec::new());
        for (month, then) in old {
            let here = now.months.get(month).unwrap_or(&nobody);
            for account in then.keys().chain(here.keys()).collect::<BTreeSet<_>>() {
                let then = &then.get(account).unwrap_or(&none).marks;
                let here = &here.get(account).unwrap_or(&none).marks;
                let single = |(mark, row): &(Mark, usize)| Single {
                    month: *month,
                    account: account.clone(),
                    mark: *mark,
                    row: *row,
                };
                let (mut a, mut b) = (0, 0);
                // Both sides are in order of the marks; equal ones are as many rows as there are.
                while a < then.len() || b < here.len() {
                    match (then.get(a), here.get(b)) {
                        (Some((one, _)), Some((other, _))) if one == other => {
                            (a, b) = (a + 1, b + 1)
                        }
                        (Some(one), other) if other.is_none_or(|other| one.0 < other.0) => {
                            gone.push(single(one));
                            a += 1;
                        }
                        (_, Some(other)) => {
                            added.push(single(other));
                            b += 1;
                        }
                        (_, None) => unreachable!("one side is left"),
                    }
                }
            }
        }
        let amounts = self.amounts(&added.iter().map(|one| one.row).collect());
        let amount = |one: &Single| amounts.get(&one.row).map(|(_, amount)| *amount);
        let (mut rows, left) = self.moved(&added, gone, &amount);
        let mut known = BTreeMap::<(&EntityKey, &str), &Group>::new();
        for (account, group) in old.values().flatten() {
            known.insert((&account.entity, &account.name), group);
        }
        for row in rows.iter_mut().filter(|row| row.now.is_none()) {
            let group = known.get(&(&row.entity, row.account.as_str())).copied().unwrap_or(&none);
            (row.account_type, row.counterparty) = (group.kind.clone(), group.counterparty.clone());
        }
        // What came less what moved away, by month and account.
        let mut net = BTreeMap::<(Month, Account), Option<Decimal>>::new();
        for row in &rows {
            let sum =
                net.entry((Month::of(row.date), account_of(row))).or_insert(Some(Decimal::ZERO));
            *sum = sum.zip(row.amount).and_then(|(sum, amount)| match row.now {
                Some(_) => sum.add(amount).ok(),
                None => sum.sub(amount).ok(),
            });
        }
        // What went without a trace: of an account and month, all that is known is their sum.
        let mut groups = BTreeMap::<(Month, Account), Vec<Single>>::new();
        for one in left {
            groups.entry((one.month, one.account.clone())).or_default().push(one);
        }
        for (key, singles) in groups {
            let then = &old[&key.0][&key.1];
            let here = now.months.get(&key.0).and_then(|here| here.get(&key.1));
            let here = here.map_or(Some(Decimal::ZERO), |here| here.sum);
            let net = net.get(&key).copied().unwrap_or(Some(Decimal::ZERO));
            // then + net - gone = now
            let sum = then.sum.zip(net).and_then(|(then, net)| then.add(net).ok());
            let sum = sum.zip(here).and_then(|(sum, here)| sum.sub(here).ok());
            let last = singles.iter().map(Single::date).max().unwrap_or(key.0.last());
            rows.push(RowChange {
                count: singles.len(),
                date: last,
                account_type: then.kind.clone(),
                counterparty: then.counterparty.clone(),
                amount: sum.map(Decimal::normalized),
                ..blank(&singles[0])
            });
        }
        rows
    }

    /// The rows that came, and of those that went the ones that stand on another day or account now;
    /// beside them the rest.
    fn moved(
        &self,
        added: &[Single],
        gone: Vec<Single>,
        amount: &dyn Fn(&Single) -> Option<Decimal>,
    ) -> (Vec<RowChange>, Vec<Single>) {
        let mut by_content = BTreeMap::<_, Vec<usize>>::new();
        for (index, one) in gone.iter().enumerate() {
            by_content.entry(one.content()).or_default().push(index);
        }
        let mut taken = BTreeMap::<usize, usize>::new();
        let mut rows = Vec::new();
        for one in added {
            let far = |index: &usize| {
                let other = &gone[*index];
                let days = (other.date() - one.date()).num_days().abs();
                (other.account != one.account, days, *index)
            };
            let known = by_content.get_mut(&one.content());
            let nearest = known.as_ref().and_then(|known| known.iter().copied().min_by_key(far));
            if let (Some(known), Some(nearest)) = (known, nearest) {
                known.retain(|index| *index != nearest);
                taken.insert(nearest, rows.len());
            }
            let now = self.row_of_now(one.row);
            rows.push(RowChange { amount: amount(one), now, ..blank(one) });
        }
        let mut left = Vec::new();
        for (index, one) in gone.into_iter().enumerate() {
            match taken.get(&index) {
                Some(twin) => {
                    let moved = rows.len();
                    let amount = rows[*twin].amount;
                    rows.push(RowChange { amount, twin: Some(*twin), ..blank(&one) });
                    rows[*twin].twin = Some(moved);
                }
                None => left.push(one),
            }
        }
        (rows, left)
    }
}

fn account_of(row: &RowChange) -> Account {
    let (entity, name) = (row.entity.clone(), row.account.clone());
    Account { entity, name, commodity: row.commodity.clone() }
}

fn blank(one: &Single) -> RowChange {
    RowChange {
        entity: one.account.entity.clone(),
        date: one.date(),
        account: one.account.name.clone(),
        account_type: String::new(),
        counterparty: None,
        commodity: one.account.commodity.clone(),
        amount: None,
        count: 1,
        now: None,
        twin: None,
    }
}

/// Accounts that are gone, more than half of whose rows stand under one name that is new.
fn renamed(old: &BTreeMap<Month, Groups>, now: &Books) -> BTreeMap<(EntityKey, String), String> {
    type Rows = BTreeSet<(Month, String, Mark)>;
    let name = |account: &Account| (account.entity.clone(), account.name.clone());
    let names = |groups: &Groups| groups.keys().map(name).collect::<Vec<_>>();
    let is_there = now.months.values().flat_map(names).collect::<BTreeSet<_>>();
    let unchanged = now.months.iter().filter(|(month, _)| !old.contains_key(month));
    let unchanged = unchanged.flat_map(|(_, groups)| names(groups));
    let was_there = old.values().flat_map(names).chain(unchanged).collect::<BTreeSet<_>>();
    let rows_of = |(entity, account): &(EntityKey, String), months: &BTreeMap<Month, Groups>| {
        let mut rows = Rows::new();
        for (month, groups) in months {
            let own =
                groups.iter().filter(|(key, _)| key.entity == *entity && key.name == *account);
            for (key, group) in own {
                let marks = group.marks.iter().map(|(mark, _)| *mark);
                rows.extend(marks.map(|mark| (*month, key.commodity.clone(), mark)));
            }
        }
        rows
    };
    let vanished = was_there.difference(&is_there).collect::<Vec<_>>();
    let mut new = is_there.difference(&was_there).collect::<BTreeSet<_>>();
    let mut found = BTreeMap::new();
    for old_name in vanished {
        let then = rows_of(old_name, old);
        let here = new.iter().copied().filter(|key| key.0 == old_name.0).map(|key| {
            let shared = rows_of(key, &now.months).intersection(&then).count();
            (shared, key)
        });
        // The first of the names where two share as much.
        let best = here.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)));
        if let Some((shared, key)) = best.filter(|(shared, _)| shared * 2 > then.len()) {
            debug_assert!(shared > 0);
            new.remove(key);
            found.insert(old_name.clone(), key.1.clone());
        }
    }
    found
}
