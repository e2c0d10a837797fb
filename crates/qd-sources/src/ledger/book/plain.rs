//! Booking hledger and ledger, which differ in the order in which balances are checked: hledger by
//! date, then as written; ledger as written.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use qd_model::Decimal;

use super::assertions::{asked, assigned, check, is_assignment, ledger_tolerance, written_digits};
use super::settle::{Settle, weight};
use super::watch::Watch;
use super::{Booked, Checked, Leg, Refusal, check_held, half_unit, refuse};
use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{
    AccountId, Amount, CommodityId, Journal, Place, Posting, Transaction, Units,
};
use crate::ledger::notices::Notices;

/// Books a journal of hledger or ledger.
pub(crate) fn book(journal: &Journal<'_>, notices: &mut Notices<'_>) -> Booked {
    let asked = journal.postings.iter().filter_map(|posting| {
        posting.assertion().map(|assertion| asked(journal.dialect, posting, assertion))
    });
    let priced = journal.postings.iter().filter(|posting| posting.price().is_some());
    let priced = priced.map(|posting| posting.account).collect();
    let n_transactions = journal.transactions.len();
    let mut booking = Booking {
        journal,
        notices,
        watch: Watch::new(&journal.accounts, asked),
        precisions: journal.precisions.clone(),
        n_digits: 0,
        priced,
        legs: Vec::new(),
        refused: BTreeSet::new(),
        booked: Booked::of(n_transactions),
    };
    match journal.dialect {
        Dialect::Hledger => booking.by_date(),
        Dialect::Ledger | Dialect::Beancount => {
            (0..n_transactions).for_each(|index| booking.step(index))
        }
    }
    booking.booked
}

struct Booking<'b, 's, 'a> {
    journal: &'b Journal<'a>,
    notices: &'b mut Notices<'s>,
    watch: Watch,
    /// ledger's display digits, from `format` or the most seen so far.
    precisions: BTreeMap<CommodityId, u8>,
    /// How many of the journal's `digits` count so far.
    n_digits: usize,
    /// Accounts that something comes to at a price.
    priced: BTreeSet<AccountId>,
    /// The legs of the transaction at hand.
    legs: Vec<Leg>,
    /// Transactions that were refused before their date came.
    refused: BTreeSet<usize>,
    booked: Booked,
}

impl<'a> Booking<'_, '_, 'a> {
    /// Transactions that assign no balance are booked at once; then everything goes by date: their
    /// postings one by one, transactions that assign a balance as a whole.
    fn by_date(&mut self) {
        let journal = self.journal;
        let mut items: Vec<(NaiveDate, usize, Option<usize>)> = Vec::new();
        for (index, transaction) in journal.transactions.iter().enumerate() {
            let postings = &journal.postings[transaction.range()];
            if transaction.is_exact {
                self.booked.keep_as_written(index);
            } else if transaction.is_broken || postings.iter().any(is_assignment) {
                items.push((transaction.date, index, None));
                continue;
            } else if !self.at_once(index) {
                self.refused.insert(index);
                items.push((transaction.date, index, None));
                continue;
            }
            if self.watch.is_empty() {
                continue;
            }
            for (posting, number) in postings.iter().zip(transaction.range()) {
                if self.watch.is_watched(posting.account) {
                    let date = posting.date().unwrap_or(transaction.date);
                    items.push((date, index, Some(number)));
                }
            }
        }
        items.sort_by_key(|(date, _, _)| *date);
        for (_, index, posting) in items {
            match posting {
                Some(posting) => self.pass(index, posting),
                None if self.refused.contains(&index) => {
                    self.leave_out(&journal.transactions[index]);
                }
                None => self.step(index),
            }
        }
    }

    /// Books a transaction without regard to balances; says whether it is kept.
    fn at_once(&mut self, index: usize) -> bool {
        let transaction = &self.journal.transactions[index];
        self.legs.clear();
        let result = self.given(transaction).and_then(|()| self.settle(transaction));
        match &result {
            Ok(()) => self.booked.keep(index, &self.legs),
            Err(refusal) => refuse(refusal, transaction, self.journal, self.notices),
        }
        result.is_ok()
    }

    fn given(&mut self, transaction: &Transaction<'a>) -> Result<(), Refusal> {
        for number in transaction.range() {
            let posting = &self.journal.postings[number];
            if let Units::Given(units) = posting.units() {
                let weight = weight(posting, units, self.journal.dialect)?;
                self.legs.push(Leg { posting: number, units, weight });
            }
        }
        Ok(())
    }

    /// A posting of a booked transaction meets its date.
    fn pass(&mut self, index: usize, number: usize) {
        let transaction = &self.journal.transactions[index];
        let posting = &self.journal.postings[number];
        for leg in self.booked.legs_of(self.journal, index) {
            if leg.posting == number {
                let Amount { number, commodity } = leg.units;
                self.watch.add(posting.account, posting.kind, commodity, number);
            }
        }
        let checked =
            check(self.journal.dialect, &self.watch, &self.precisions, transaction, posting);
        self.booked.checked.extend(checked);
    }

    /// Books a transaction as a whole: amounts that assign a balance follow from what went before.
    fn step(&mut self, index: usize) {
        let transaction = &self.journal.transactions[index];
        self.see_computed(index);
        if transaction.is_broken {
            self.leave_out(transaction);
            return;
        }
        if transaction.is_exact && self.watch.is_empty() {
            self.see_exact(transaction);
            self.booked.keep_as_written(index);
            return;
        }
        self.legs.clear();
        let n_checked = self.booked.checked.len();
        let (mut n_watched, mut result) = (0, Ok(()));
        for number in transaction.range() {
            let posting = &self.journal.postings[number];
            self.warn_of_costs(transaction, posting);
            result = self.units(number, posting);
            if result.is_err() {
                break;
            }
            self.see_digits(posting);
            self.watch_legs(n_watched, 1);
            n_watched = self.legs.len();
            let checked =
                check(self.journal.dialect, &self.watch, &self.precisions, transaction, posting);
            self.booked.checked.extend(checked);
        }
        let result = result.and_then(|()| self.settle(transaction));
        match result {
            Ok(()) => {
                // What was filled in counts for the balances that come after.
                for leg in &self.legs {
                    let posting = &self.journal.postings[leg.posting];
                    if posting.is_blank() && posting.assertion().is_none() {
                        let Amount { number, commodity } = leg.units;
                        self.watch.add(posting.account, posting.kind, commodity, number);
                    }
                }
                self.booked.keep(index, &self.legs);
            }
            Err(refusal) => {
                self.legs.truncate(n_watched);
                self.watch_legs(0, -1);
                self.booked.checked.truncate(n_checked);
                refuse(&refusal, transaction, self.journal, self.notices);
                self.leave_out(transaction);
            }
        }
    }

    /// Adds the legs of a posting whose amount is written or assigned.
    fn units(&mut self, number: usize, posting: &Posting<'a>) -> Result<(), Refusal> {
        let amounts = match (posting.units(), posting.assertion()) {
            (Units::Given(units), _) => vec![units],
            (_, Some(assertion)) => {
                assigned(self.journal.dialect, &self.watch, posting, assertion)?
            }
            (_, None) => Vec::new(),
        };
        for units in amounts {
            let weight = weight(posting, units, self.journal.dialect)?;
            self.legs.push(Leg { posting: number, units, weight });
        }
        Ok(())
    }

    /// hledger keeps costs in its running balances and passes them on to what it assigns, so that the
    /// other side is in the commodity of the cost. Here units are assigned: a declared difference.
    fn warn_of_costs(&mut self, transaction: &Transaction<'a>, posting: &Posting<'a>) {
        let is_assigned = is_assignment(posting) && self.priced.contains(&posting.account);
        if is_assigned && self.journal.dialect == Dialect::Hledger {
            let place = Place { file: transaction.place.file, line: posting.line };
            let message = "a balance is assigned to an account that holds amounts at a cost; their cost is not assigned";
            self.notices.warning(
                "assigned-at-cost",
                place,
                message,
                "write the amount of this posting",
            );
        }
    }

    fn settle(&mut self, transaction: &Transaction<'a>) -> Result<(), Refusal> {
        let range = transaction.range();
        let (dialect, precisions, first) = (self.journal.dialect, &self.precisions, range.start);
        let postings = &self.journal.postings[range];
        let tolerance = |commodity: CommodityId| match dialect {
            Dialect::Hledger => {
                written_digits(postings, commodity).map_or(Decimal::ZERO, half_unit)
            }
            Dialect::Ledger | Dialect::Beancount => ledger_tolerance(precisions, commodity),
        };
        let settle = Settle { dialect, postings, first, tolerance: &tolerance };
        settle.settle(&mut self.legs, 0)?;
        check_held(&self.legs)
    }

    /// ledger shows as many digits of a commodity as it has met, unless `format` says how many.
    fn see_digits(&mut self, posting: &Posting<'_>) {
        if self.journal.dialect != Dialect::Ledger {
            return;
        }
        if let Units::Given(units) = posting.units()
            && !posting.is_computed
        {
            self.see(units.commodity, units.number.scale());
        }
    }

    /// Digits of what is computed are those that it was written with.
    fn see_computed(&mut self, index: usize) {
        let journal = self.journal;
        while let Some(next) = journal.digits.get(self.n_digits)
            && next.n_before as usize <= index
        {
            self.see(next.commodity, next.digits);
            self.n_digits += 1;
        }
    }

    fn see(&mut self, commodity: CommodityId, n: u8) {
        if !self.journal.precisions.contains_key(&commodity) {
            let digits = self.precisions.entry(commodity).or_default();
            *digits = (*digits).max(n);
        }
    }

    /// The postings of an exact transaction have one commodity and one number of digits.
    fn see_exact(&mut self, transaction: &Transaction<'_>) {
        if let Some(posting) = self.journal.postings[transaction.range()].first() {
            self.see_digits(posting);
        }
    }

    fn watch_legs(&mut self, from: usize, sign: i8) {
        for leg in &self.legs[from..] {
            let posting = &self.journal.postings[leg.posting];
            let number = if sign < 0 { leg.units.number.neg() } else { leg.units.number };
            self.watch.add(posting.account, posting.kind, leg.units.commodity, number);
        }
    }

    /// Marks what a transaction would have changed; its own assertions cannot be told.
    fn leave_out(&mut self, transaction: &Transaction<'a>) {
        for posting in &self.journal.postings[transaction.range()] {
            self.watch.mark_unsure(posting.account);
            if let Some(assertion) = posting.assertion() {
                self.booked.checked.push(Checked {
                    place: Place { file: transaction.place.file, line: posting.line },
                    date: transaction.date,
                    account: posting.account,
                    stated: assertion.amount,
                    computed: None,
                    passes: None,
                });
            }
        }
    }
}
