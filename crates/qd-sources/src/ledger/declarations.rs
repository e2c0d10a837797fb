//! What a journal declares beside its transactions: prices, stated balances, accounts, options.
//!
//! Most of it is beancount's; hledger and ledger declare prices and types of accounts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qd_model::Decimal;

use super::journal::{AccountId, Amount, CommodityId, Place};

/// A dated price.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quote {
    /// Its line.
    pub(crate) place: Place,
    /// The day.
    pub(crate) date: NaiveDate,
    /// What is priced.
    pub(crate) commodity: CommodityId,
    /// The price of one.
    pub(crate) price: Amount,
}

/// A dated directive of beancount that booking needs.
#[derive(Clone, Debug)]
pub(crate) struct Dated<T> {
    /// Its line.
    pub(crate) place: Place,
    /// Its day.
    pub(crate) date: NaiveDate,
    /// Its account.
    pub(crate) account: AccountId,
    /// The rest.
    pub(crate) what: T,
}

impl<T> Dated<T> {
    /// The same, its account called by another number.
    pub(crate) fn at(self, number: impl Fn(AccountId) -> AccountId) -> Self {
        Self { account: number(self.account), ..self }
    }
}

/// What `balance` states.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Balance {
    /// The balance at the start of the day, sub-accounts included.
    pub(crate) amount: Amount,
    /// `~`: the tolerance.
    pub(crate) tolerance: Option<Decimal>,
}

/// What `open` says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Open {
    /// The commodities that the account may hold; all where there is none.
    pub(crate) commodities: Vec<CommodityId>,
    /// How its lots are reduced.
    pub(crate) method: Option<Method>,
}

/// How beancount chooses the lots that a sale reduces.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Method {
    /// The one that fits; several are an error unless all are sold.
    #[default]
    Strict,
    /// As strict, but a lot of exactly that size is taken.
    StrictWithSize,
    /// Oldest first.
    Fifo,
    /// Newest first.
    Lifo,
    /// Dearest first.
    Hifo,
    /// No matching.
    None,
}

impl Method {
    /// Reads the word; `None` for `AVERAGE`, which no version of beancount implements.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "STRICT" => Some(Self::Strict),
            "STRICT_WITH_SIZE" => Some(Self::StrictWithSize),
            "FIFO" => Some(Self::Fifo),
            "LIFO" => Some(Self::Lifo),
            "HIFO" => Some(Self::Hifo),
            "NONE" => Some(Self::None),
            _ => None,
        }
    }
}

/// Beancount's options that change numbers.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// `tolerance_multiplier`: the part of the last digit that may be missing.
    pub(crate) multiplier: Decimal,
    /// `inferred_tolerance_default`: the least tolerance by commodity; `None` is `*`.
    pub(crate) tolerances: BTreeMap<Option<CommodityId>, Decimal>,
    /// `infer_tolerance_from_cost`.
    pub(crate) infers_from_cost: bool,
    /// `booking_method`.
    pub(crate) method: Method,
    /// `name_*`: the names of the five roots, by account type.
    pub(crate) roots: [(&'static str, String); 5],
    /// Claims that a plugin opens accounts by itself.
    pub(crate) opens_accounts: bool,
}

impl Default for Options {
    fn default() -> Self {
        let root = |account_type, name: &str| (account_type, name.to_owned());
        Self {
            multiplier: Decimal::new(5, 1),
            tolerances: BTreeMap::new(),
            infers_from_cost: false,
            method: Method::Strict,
            roots: [
                root("asset", "Assets"),
                root("liability", "Liabilities"),
                root("equity", "Equity"),
                root("income", "Income"),
                root("expense", "Expenses"),
            ],
            opens_accounts: false,
        }
    }
}

/// What a file says of an account's type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DeclaredType {
    /// The word of the fact tables.
    pub(crate) account_type: &'static str,
    /// Claims that it is cash.
    pub(crate) is_cash: bool,
}
