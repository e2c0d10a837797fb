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
    /// The account's type.
    pub account_type: String,
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
        let (mut rows, mut left) = self.moved(&added, gone, &amount);
        let mut kinds = BTreeMap::<(&EntityKey, &str), &str>::new();
        for (account, group) in old.values().flatten() {
            kinds.insert((&account.entity, &account.name), &group.kind);
        }
        for row in rows.iter_mut().filter(|row| row.now.is_none()) {
            let kind = kinds.get(&(&row.entity, row.account.as_str()));
            row.account_type = kind.copied().unwrap_or_default().to_owned();
        }
        // What went without a trace: of an account and month, all that is known is their sum.
        while let Some(first) = left.first().cloned() {
            let is_same = |one: &Single| (one.month, &one.account) == (first.month, &first.account);
            let (same, rest) = left.into_iter().partition::<Vec<_>, _>(is_same);
            left = rest;
            let then = &old[&first.month][&first.account];
            let here = now.months.get(&first.month).and_then(|here| here.get(&first.account));
            let of_account = |change: &&RowChange| {
                Month::of(change.date) == first.month
                    && change.account == first.account.name
                    && change.entity == first.account.entity
                    && change.commodity == first.account.commodity
            };
            // then - gone + added = now, and what moved away is known.
            let mut sum = then.sum;
            let mut less = |amount: Option<Decimal>| {
                sum = sum.zip(amount).and_then(|(sum, amount)| sum.sub(amount).ok());
            };
            less(here.map_or(Some(Decimal::ZERO), |here| here.sum));
            for change in rows.iter().filter(of_account) {
                match change.now {
                    Some(_) => {
                        less(change.amount.and_then(|amount| Decimal::ZERO.sub(amount).ok()))
                    }
                    None => less(change.amount),
                }
            }
            let last = same.iter().map(Single::date).max().unwrap_or(first.month.last());
            rows.push(RowChange {
                count: same.len(),
                date: last,
                account_type: then.kind.clone(),
                amount: sum.map(Decimal::normalized),
                ..blank(&first)
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

fn blank(one: &Single) -> RowChange {
    RowChange {
        entity: one.account.entity.clone(),
        date: one.date(),
        account: one.account.name.clone(),
        account_type: String::new(),
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
