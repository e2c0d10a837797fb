//! Booking beancount: everything by date, and within a day in beancount's order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use qd_model::Decimal;

use super::interpolate::Interpolate;
use super::lots::Lots;
use super::watch::{Asked, Watch};
use super::{Booked, Checked, Leg, check_held, pad, refuse};
use crate::ledger::declarations::{Balance, Method, Options};
use crate::ledger::journal::{AccountId, Amount, Journal, Kind, Place, Transaction, Units};
use crate::ledger::notices::Notices;

/// A directive in beancount's order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sorted {
    date: NaiveDate,
    /// Within a day balances come before all others.
    rank: i8,
    line: u32,
    /// What it is.
    pub(crate) item: Item,
}

/// A directive by its number in the journal.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Item {
    /// `balance`
    Balance(usize),
    /// A transaction.
    Transaction(usize),
    /// `pad`
    Pad(usize),
}

/// Books a journal of beancount.
pub(crate) fn book(journal: &Journal<'_>, notices: &mut Notices<'_>) -> Booked {
    let sorted = sort(journal);
    let mut booked = Booked::of(journal.transactions.len());
    let methods = journal.opens.iter().filter_map(|open| Some((open.account, open.what.method?)));
    let methods = methods.collect::<BTreeMap<_, _>>();
    let (mut lots, mut legs) = (Lots::default(), Vec::new());
    let mut refused = BTreeSet::new();
    let mut life = Life::new(journal, notices);
    for sorted in &sorted {
        let Item::Transaction(index) = sorted.item else { continue };
        let transaction = &journal.transactions[index];
        if transaction.is_exact {
            booked.keep_as_written(index);
        } else if !transaction.is_broken
            && book_one(journal, index, &methods, &mut lots, &mut legs, notices)
        {
            booked.keep(index, &legs);
        } else {
            refused.insert(index);
            continue;
        }
        life.check(transaction, journal, notices);
    }
    if !journal.pads.is_empty() {
        booked.paddings = pad::pad(journal, &sorted, &booked, notices);
    }
    if !journal.balances.is_empty() {
        check_balances(journal, &sorted, &refused, &mut booked);
    }
    booked
}

fn sort(journal: &Journal<'_>) -> Vec<Sorted> {
    let mut sorted = Vec::with_capacity(journal.transactions.len() + journal.balances.len());
    let mut add =
        |date, rank, place: Place, item| sorted.push(Sorted { date, rank, line: place.line, item });
    for (index, balance) in journal.balances.iter().enumerate() {
        add(balance.date, -1, balance.place, Item::Balance(index));
    }
    for (index, transaction) in journal.transactions.iter().enumerate() {
        add(transaction.date, 0, transaction.place, Item::Transaction(index));
    }
    for (index, pad) in journal.pads.iter().enumerate() {
        add(pad.date, 0, pad.place, Item::Pad(index));
    }
    sorted.sort_by_key(|sorted| (sorted.date, sorted.rank, sorted.line));
    sorted
}

/// Books one transaction into legs; says whether it is kept.
fn book_one(
    journal: &Journal<'_>,
    index: usize,
    methods: &BTreeMap<AccountId, Method>,
    lots: &mut Lots,
    legs: &mut Vec<Leg>,
    notices: &mut Notices<'_>,
) -> bool {
    let transaction = &journal.transactions[index];
    legs.clear();
    let interpolate = Interpolate {
        postings: &journal.postings[transaction.range()],
        first: transaction.range().start,
        date: transaction.date,
        options: &journal.options,
        methods,
    };
    let result = interpolate.book(lots, legs);
    match result.and_then(|()| check_held(legs)) {
        Ok(()) => {
            lots.commit();
            true
        }
        Err(refusal) => {
            lots.roll_back();
            refuse(&refusal, transaction, journal, notices);
            false
        }
    }
}

/// What of a stated balance may be off: what is written, else twice the tolerance of its last digit.
pub(crate) fn tolerance(balance: &Balance, options: &Options) -> Decimal {
    let digits = balance.amount.number.scale();
    match balance.tolerance {
        Some(tolerance) => tolerance,
        None if digits == 0 => Decimal::ZERO,
        None => Decimal::new(2, digits).mul(options.multiplier).unwrap_or(Decimal::ZERO),
    }
}

/// Compares the balances with the postings before their day, paddings included.
fn check_balances(
    journal: &Journal<'_>,
    sorted: &[Sorted],
    refused: &BTreeSet<usize>,
    booked: &mut Booked,
) {
    let asked = |account| Asked { account, is_inclusive: true, is_real_only: false };
    let balances = journal.balances.iter().map(|balance| asked(balance.account));
    let mut watch = Watch::new(&journal.accounts, balances);
    let mut paddings = BTreeMap::<Place, Vec<_>>::new();
    for padding in &booked.paddings {
        paddings.entry(padding.place).or_default().push(*padding);
    }
    for sorted in sorted {
        match sorted.item {
            Item::Transaction(index) if refused.contains(&index) => {
                for posting in &journal.postings[journal.transactions[index].range()] {
                    watch.mark_unsure(posting.account);
                }
            }
            Item::Transaction(index) => {
                for leg in booked.legs_of(journal, index) {
                    let account = journal.postings[leg.posting].account;
                    watch.add(account, Kind::Real, leg.units.commodity, leg.units.number);
                }
            }
            Item::Pad(index) => {
                for padding in paddings.get(&journal.pads[index].place).into_iter().flatten() {
                    let Amount { number, commodity } = padding.amount;
                    watch.add(padding.account, Kind::Real, commodity, number);
                    watch.add(padding.from, Kind::Real, commodity, number.neg());
                }
            }
            Item::Balance(index) => {
                let balance = &journal.balances[index];
                let stated = balance.what.amount;
                let (sums, is_sure) = watch.balance(asked(balance.account));
                let computed = sums.get(stated.commodity);
                let allowed = tolerance(&balance.what, &journal.options);
                let passes = stated.number.sub(computed).is_ok_and(|off| off.abs() <= allowed);
                booked.checked.push(Checked {
                    place: balance.place,
                    date: balance.date,
                    account: balance.account,
                    stated,
                    computed: (is_sure || passes).then_some(computed),
                    passes: (is_sure || passes).then_some(passes),
                });
            }
        }
    }
}

/// When accounts may be used, and what they may hold. Breaches are warnings: amounts stand.
struct Life {
    /// For each account the number of its `open`.
    open: Vec<Option<usize>>,
    closed: Vec<Option<NaiveDate>>,
    told: BTreeSet<(AccountId, &'static str)>,
}

impl Life {
    fn new(journal: &Journal<'_>, notices: &mut Notices<'_>) -> Self {
        let n_accounts = journal.accounts.len();
        let (open, closed) = (vec![None; n_accounts], vec![None; n_accounts]);
        let mut life = Self { open, closed, told: BTreeSet::new() };
        for (index, open) in journal.opens.iter().enumerate() {
            let known = &mut life.open[open.account.0 as usize];
            if known.is_some() {
                let message = format!(
                    "the account was opened before: {}",
                    journal.account_name(open.account)
                );
                notices.error("duplicate-open", open.place, &message, "remove one of the two");
                continue;
            }
            *known = Some(index);
        }
        for close in &journal.closes {
            life.closed[close.account.0 as usize] = Some(close.date);
            if life.open[close.account.0 as usize].is_none() {
                life.tell(close.account, "unopened-account", close.place, journal, notices);
            }
        }
        life
    }

    fn check(
        &mut self,
        transaction: &Transaction<'_>,
        journal: &Journal<'_>,
        notices: &mut Notices<'_>,
    ) {
        for posting in &journal.postings[transaction.range()] {
            let place = Place { file: transaction.place.file, line: posting.line };
            let open = self.open[posting.account.0 as usize].map(|index| &journal.opens[index]);
            let code = match open {
                None if journal.options.opens_accounts => continue,
                Some(open) if open.date <= transaction.date => {
                    let closed = self.closed[posting.account.0 as usize];
                    let is_late = closed.is_some_and(|closed| closed < transaction.date);
                    if is_late { "closed-account" } else { "" }
                }
                _ => "unopened-account",
            };
            if !code.is_empty() {
                self.tell(posting.account, code, place, journal, notices);
                continue;
            }
            let allowed = open.map(|open| &open.what.commodities);
            if let (Some(allowed), Units::Given(units)) = (allowed, posting.units())
                && !allowed.is_empty()
                && !allowed.contains(&units.commodity)
            {
                self.tell(posting.account, "commodity-not-allowed", place, journal, notices);
            }
        }
    }

    /// Says something of an account once.
    fn tell(
        &mut self,
        account: AccountId,
        code: &'static str,
        place: Place,
        journal: &Journal<'_>,
        notices: &mut Notices<'_>,
    ) {
        if !self.told.insert((account, code)) {
            return;
        }
        let name = journal.account_name(account);
        let (message, help) = match code {
            "closed-account" => {
                ("the account is used after its `close`", "correct the date, or the `close`")
            }
            "commodity-not-allowed" => (
                "the account holds what its `open` does not list",
                "add the commodity to the `open`",
            ),
            _ => (
                "the account is used without an `open` on or before that day",
                "add an `open` for it",
            ),
        };
        notices.warning(code, place, &format!("{message}: {name}"), help);
    }
}
