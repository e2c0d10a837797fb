//! A journal as it was read: the same words for all three dialects, nothing computed yet.
//!
//! Text is borrowed from the files. Booking (`book`) fills in what the journal leaves out and
//! refuses what does not balance; nothing here decides anything.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;
use qd_model::Decimal;

use super::declarations::{Balance, Dated, DeclaredType, Open, Options, Quote};
use super::dialect::Dialect;
use super::names::Names;

/// An account's number in [`Journal::accounts`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct AccountId(pub(crate) u32);

/// A commodity's number in [`Journal::commodities`]; [`CommodityId::NONE`] is the empty name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct CommodityId(pub(crate) u32);

impl CommodityId {
    /// The commodity of amounts that name none.
    pub(crate) const NONE: Self = Self(0);
}

/// A line of one of the files that were read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Place {
    /// The file's number.
    pub(crate) file: u32,
    /// The line from 1.
    pub(crate) line: u32,
}

/// A number of something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Amount {
    /// How much, with the digits as written.
    pub(crate) number: Decimal,
    /// Of what.
    pub(crate) commodity: CommodityId,
}

/// What a transaction or posting says of its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Status {
    /// `*`
    Cleared,
    /// `!`
    Pending,
}

/// How a posting takes part in its transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// An ordinary posting.
    Real,
    /// `[account]`: balances, but is not real.
    BalancedVirtual,
    /// `(account)`: does not balance.
    Virtual,
}

/// What a posting says of its amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Units {
    /// A number of a commodity.
    Given(Amount),
    /// A commodity without its number (beancount).
    NumberLeftOut(CommodityId),
    /// Nothing.
    LeftOut,
}

/// A price: what the units were exchanged for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Price {
    /// `@`: for each unit.
    PerUnit(Amount),
    /// `@@`: for all units, without their sign.
    Total(Amount),
    /// `@` or `@@` without its number (beancount); what balances is whatever is left.
    LeftOut(Option<CommodityId>),
}

/// A lot: `{...}` after the units.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct LotSpec<'a> {
    /// The cost of one unit.
    pub(crate) per_unit: Option<Decimal>,
    /// The cost of all units, or in a compound cost what comes on top.
    pub(crate) total: Option<Decimal>,
    /// What the cost counts.
    pub(crate) commodity: Option<CommodityId>,
    /// The day the lot was acquired.
    pub(crate) date: Option<NaiveDate>,
    /// Its label.
    pub(crate) label: Option<&'a str>,
    /// Claims that all lots are to be merged (`{*}`), which no tool does.
    pub(crate) is_merged: bool,
}

/// A balance that a posting states.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Assertion {
    /// The balance.
    pub(crate) amount: Amount,
    /// `==`: no other commodity is held.
    pub(crate) is_sole: bool,
    /// `=*`: sub-accounts count.
    pub(crate) is_inclusive: bool,
}

/// One leg of a transaction as written.
#[derive(Clone, Debug)]
pub(crate) struct Posting<'a> {
    /// Its line.
    pub(crate) line: u32,
    /// Its account, aliases applied.
    pub(crate) account: AccountId,
    /// How it takes part.
    pub(crate) kind: Kind,
    /// How much.
    pub(crate) units: Units,
    /// The lot.
    pub(crate) lot: Option<Box<LotSpec<'a>>>,
    /// The price.
    pub(crate) price: Option<Price>,
    /// The balance that it states.
    pub(crate) assertion: Option<Box<Assertion>>,
    /// Its own dates, where they differ from the transaction's.
    pub(crate) dates: Option<Box<(Option<NaiveDate>, Option<NaiveDate>)>>,
    /// Its own status.
    pub(crate) status: Option<Status>,
    /// Its own tags.
    pub(crate) tags: Vec<Cow<'a, str>>,
}

/// A transaction as written.
#[derive(Clone, Debug)]
pub(crate) struct Transaction<'a> {
    /// Its first line.
    pub(crate) place: Place,
    /// Its date.
    pub(crate) date: NaiveDate,
    /// Its second date.
    pub(crate) effective: Option<NaiveDate>,
    /// Its status.
    pub(crate) status: Option<Status>,
    /// Who.
    pub(crate) payee: Option<Cow<'a, str>>,
    /// What for.
    pub(crate) narration: Option<Cow<'a, str>>,
    /// Tags without their mark.
    pub(crate) tags: Vec<Cow<'a, str>>,
    /// Links without their mark.
    pub(crate) links: Vec<Cow<'a, str>>,
    /// Its postings in [`Journal::postings`].
    pub(crate) postings: Range<usize>,
    /// Claims that a part of it was not understood, so that it is left out.
    pub(crate) is_broken: bool,
}

/// Everything that one top file and its includes say.
pub(crate) struct Journal<'a> {
    /// The language.
    pub(crate) dialect: Dialect,
    /// Account names.
    pub(crate) accounts: Names<'a>,
    /// Commodity names.
    pub(crate) commodities: Names<'a>,
    /// Transactions in the order of the text.
    pub(crate) transactions: Vec<Transaction<'a>>,
    /// Their postings.
    pub(crate) postings: Vec<Posting<'a>>,
    /// Prices.
    pub(crate) quotes: Vec<Quote>,
    /// Beancount's `balance`.
    pub(crate) balances: Vec<Dated<Balance>>,
    /// Beancount's `pad`: the account that is filled, from which other one.
    pub(crate) pads: Vec<Dated<AccountId>>,
    /// Beancount's `open`.
    pub(crate) opens: Vec<Dated<Open>>,
    /// Beancount's `close`.
    pub(crate) closes: Vec<Dated<()>>,
    /// Types that hledger's `account` directives declare; sub-accounts inherit.
    pub(crate) types: BTreeMap<AccountId, DeclaredType>,
    /// Accounts that a directive declares, with its place.
    pub(crate) declared: BTreeMap<AccountId, Place>,
    /// Beancount's options.
    pub(crate) options: Options,
    /// Digits after the point that ledger's `format` fixes for a commodity.
    pub(crate) precisions: BTreeMap<CommodityId, u8>,
    /// Ledger's account for transactions of one posting.
    pub(crate) bucket: Option<AccountId>,
}

impl<'a> Journal<'a> {
    /// An empty journal.
    pub(crate) fn new(dialect: Dialect) -> Self {
        let mut commodities = Names::default();
        commodities.id("");
        Self {
            dialect,
            accounts: Names::default(),
            commodities,
            transactions: Vec::new(),
            postings: Vec::new(),
            quotes: Vec::new(),
            balances: Vec::new(),
            pads: Vec::new(),
            opens: Vec::new(),
            closes: Vec::new(),
            types: BTreeMap::new(),
            declared: BTreeMap::new(),
            options: Options::default(),
            precisions: BTreeMap::new(),
            bucket: None,
        }
    }

    /// Claims that nothing was read.
    pub(crate) fn is_empty(&self) -> bool {
        self.transactions.is_empty() && self.accounts.len() == 0 && self.quotes.is_empty()
    }

    /// The number of an account's name.
    pub(crate) fn account(&mut self, name: &'a str) -> AccountId {
        AccountId(self.accounts.id(name))
    }

    /// The number of a commodity's name.
    pub(crate) fn commodity(&mut self, name: &'a str) -> CommodityId {
        CommodityId(self.commodities.id(name))
    }

    /// The name of an account.
    pub(crate) fn account_name(&self, account: AccountId) -> &str {
        self.accounts.name(account.0)
    }

    /// The name of a commodity.
    pub(crate) fn commodity_name(&self, commodity: CommodityId) -> &str {
        self.commodities.name(commodity.0)
    }
}
