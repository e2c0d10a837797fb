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
use super::rules::Rule;

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

/// An amount as it is kept for each of a million postings: 24 bytes, where [`Amount`] has 48.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed {
    high: i64,
    low: u64,
    commodity: CommodityId,
    scale: u8,
}

impl From<Amount> for Packed {
    fn from(amount: Amount) -> Self {
        let mantissa = amount.number.mantissa();
        let (high, low) = ((mantissa >> 64) as i64, mantissa as u64);
        Self { high, low, commodity: amount.commodity, scale: amount.number.scale() }
    }
}

impl From<Packed> for Amount {
    fn from(packed: Packed) -> Self {
        let mantissa = i128::from(packed.high) << 64 | i128::from(packed.low);
        let number = Decimal::new(mantissa, packed.scale);
        Self { number, commodity: packed.commodity }
    }
}

/// Which of [`Units`] a posting has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Given,
    NumberLeftOut,
    LeftOut,
}

/// One leg of a transaction as written. What few postings have is in a box of its own.
#[derive(Clone, Debug)]
pub(crate) struct Posting<'a> {
    /// Its line.
    pub(crate) line: u32,
    /// Its account, aliases applied.
    pub(crate) account: AccountId,
    /// How it takes part.
    pub(crate) kind: Kind,
    /// Its own status.
    pub(crate) status: Option<Status>,
    /// Claims that its amount was computed: then its digits say nothing of how exact it is.
    pub(crate) is_computed: bool,
    /// Claims that an automated transaction added it.
    pub(crate) is_added: bool,
    form: Form,
    units: Packed,
    more: Option<Box<More<'a>>>,
}

/// What few postings have.
#[derive(Clone, Debug, Default)]
pub(crate) struct More<'a> {
    /// The lot.
    pub(crate) lot: Option<LotSpec<'a>>,
    /// The price.
    pub(crate) price: Option<Price>,
    /// The balance that it states.
    pub(crate) assertion: Option<Assertion>,
    /// Its own dates, where they differ from the transaction's.
    pub(crate) dates: (Option<NaiveDate>, Option<NaiveDate>),
    /// Its own tags.
    pub(crate) tags: Vec<Cow<'a, str>>,
}

impl<'a> Posting<'a> {
    /// A real posting of that many units, with nothing else.
    pub(crate) fn new(line: u32, account: AccountId, units: Units) -> Self {
        let nothing = |commodity| Amount { number: Decimal::ZERO, commodity };
        let (form, units) = match units {
            Units::Given(units) => (Form::Given, units),
            Units::NumberLeftOut(commodity) => (Form::NumberLeftOut, nothing(commodity)),
            Units::LeftOut => (Form::LeftOut, nothing(CommodityId::NONE)),
        };
        let (kind, units) = (Kind::Real, units.into());
        let (is_computed, is_added) = (false, false);
        Self { line, account, kind, status: None, is_computed, is_added, form, units, more: None }
    }

    /// The same posting with an amount that was computed.
    pub(crate) fn with_amount(&self, amount: Amount) -> Self {
        Self { form: Form::Given, units: amount.into(), is_computed: true, ..self.clone() }
    }

    /// How much.
    pub(crate) fn units(&self) -> Units {
        match self.form {
            Form::Given => Units::Given(self.units.into()),
            Form::NumberLeftOut => Units::NumberLeftOut(self.units.commodity),
            Form::LeftOut => Units::LeftOut,
        }
    }

    /// The amount that is written; nothing where none is.
    pub(crate) fn amount(&self) -> Amount {
        self.units.into()
    }

    /// Claims that it says nothing of its amount.
    pub(crate) fn is_blank(&self) -> bool {
        self.form == Form::LeftOut
    }

    /// What few postings have, to be written.
    pub(crate) fn more(&mut self) -> &mut More<'a> {
        self.more.get_or_insert_default()
    }

    /// The lot.
    pub(crate) fn lot(&self) -> Option<&LotSpec<'a>> {
        self.more.as_deref()?.lot.as_ref()
    }

    /// The price.
    pub(crate) fn price(&self) -> Option<Price> {
        self.more.as_deref()?.price
    }

    /// The balance that it states.
    pub(crate) fn assertion(&self) -> Option<&Assertion> {
        self.more.as_deref()?.assertion.as_ref()
    }

    /// Its own date.
    pub(crate) fn date(&self) -> Option<NaiveDate> {
        self.more.as_deref()?.dates.0
    }

    /// Its own second date.
    pub(crate) fn effective(&self) -> Option<NaiveDate> {
        self.more.as_deref()?.dates.1
    }

    /// Its own tags.
    pub(crate) fn tags(&self) -> &[Cow<'a, str>] {
        self.more.as_deref().map_or(&[], |more| &more.tags)
    }

    /// Calls the accounts and commodities by other numbers.
    fn renumber(&mut self, numbers: &Renumbering) {
        self.account = numbers.account(self.account);
        self.units.commodity = numbers.commodity(self.units.commodity);
        let Some(more) = self.more.as_deref_mut() else { return };
        if let Some(lot) = &mut more.lot {
            lot.commodity = lot.commodity.map(|commodity| numbers.commodity(commodity));
        }
        more.price = more.price.map(|price| match price {
            Price::PerUnit(amount) => Price::PerUnit(numbers.amount(amount)),
            Price::Total(amount) => Price::Total(numbers.amount(amount)),
            Price::LeftOut(commodity) => {
                Price::LeftOut(commodity.map(|commodity| numbers.commodity(commodity)))
            }
        });
        if let Some(assertion) = &mut more.assertion {
            assertion.amount = numbers.amount(assertion.amount);
        }
    }
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
    /// Claims that a part of it was not understood, so that it is left out.
    pub(crate) is_broken: bool,
    /// Claims that its postings are of one commodity, all written and real, and add up to nothing:
    /// then there is nothing to fill in or to weigh.
    pub(crate) is_exact: bool,
    /// Who.
    pub(crate) payee: Option<Cow<'a, str>>,
    /// What for.
    pub(crate) narration: Option<Cow<'a, str>>,
    words: Option<Box<Words<'a>>>,
    first: u32,
    end: u32,
}

#[derive(Clone, Debug)]
struct Words<'a> {
    tags: Vec<Cow<'a, str>>,
    links: Vec<Cow<'a, str>>,
}

impl<'a> Transaction<'a> {
    /// A transaction without postings.
    pub(crate) fn new(place: Place, date: NaiveDate) -> Self {
        Self {
            place,
            date,
            effective: None,
            status: None,
            is_broken: false,
            is_exact: false,
            payee: None,
            narration: None,
            words: None,
            first: 0,
            end: 0,
        }
    }

    /// Sets the tags and links, without their marks.
    pub(crate) fn set_words(&mut self, tags: Vec<Cow<'a, str>>, links: Vec<Cow<'a, str>>) {
        let is_some = !tags.is_empty() || !links.is_empty();
        self.words = is_some.then(|| Box::new(Words { tags, links }));
    }

    /// Tags without their mark.
    pub(crate) fn tags(&self) -> &[Cow<'a, str>] {
        self.words.as_deref().map_or(&[], |words| &words.tags)
    }

    /// Links without their mark.
    pub(crate) fn links(&self) -> &[Cow<'a, str>] {
        self.words.as_deref().map_or(&[], |words| &words.links)
    }

    /// Its postings in [`Journal::postings`].
    pub(crate) fn range(&self) -> Range<usize> {
        self.first as usize..self.end as usize
    }
}

/// Digits that a computed amount was written with; ledger shows as many from then on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digits {
    /// How many transactions stand above it.
    pub(crate) n_before: u32,
    /// Of what.
    pub(crate) commodity: CommodityId,
    /// How many after the point.
    pub(crate) digits: u8,
}

/// What the numbers of a part of a journal are in the whole.
pub(crate) struct Renumbering {
    accounts: Vec<u32>,
    commodities: Vec<u32>,
}

impl Renumbering {
    /// The number of an account in the whole.
    pub(crate) fn account(&self, account: AccountId) -> AccountId {
        AccountId(self.accounts[account.0 as usize])
    }

    /// The number of a commodity in the whole.
    pub(crate) fn commodity(&self, commodity: CommodityId) -> CommodityId {
        CommodityId(self.commodities[commodity.0 as usize])
    }

    /// An amount of the whole.
    pub(crate) fn amount(&self, amount: Amount) -> Amount {
        Amount { commodity: self.commodity(amount.commodity), ..amount }
    }
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
    /// Ledger's automated transactions.
    pub(crate) rules: Vec<Rule<'a>>,
    /// Digits that computed amounts were written with, in the order of the text.
    pub(crate) digits: Vec<Digits>,
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
            rules: Vec::new(),
            digits: Vec::new(),
        }
    }

    /// Starts a part that is read on its own and taken in later. Commodities keep their numbers,
    /// because what is in force names them.
    pub(crate) fn part(&self) -> Self {
        let mut part = Self::new(self.dialect);
        part.commodities = self.commodities.clone();
        part.bucket = self.bucket.map(|bucket| {
            let name = self.account_name(bucket).to_owned();
            AccountId(part.accounts.id_of_made(name))
        });
        part
    }

    /// Takes in a part that was read on its own, as if it had been read here.
    pub(crate) fn take_in(&mut self, part: Self) {
        let numbers = Renumbering {
            accounts: self.accounts.take_in(&part.accounts),
            commodities: self.commodities.take_in(&part.commodities),
        };
        let n_before = self.transactions.len() as u32;
        self.rules.extend(part.rules.into_iter().map(|mut rule| {
            rule.n_before += n_before;
            rule.renumber(&numbers);
            rule
        }));
        self.digits.extend(part.digits.into_iter().map(|digits| Digits {
            n_before: digits.n_before + n_before,
            commodity: numbers.commodity(digits.commodity),
            ..digits
        }));
        let offset = self.postings.len() as u32;
        self.postings.extend(part.postings.into_iter().map(|mut posting| {
            posting.renumber(&numbers);
            posting
        }));
        self.transactions.extend(part.transactions.into_iter().map(|mut transaction| {
            (transaction.first, transaction.end) =
                (transaction.first + offset, transaction.end + offset);
            transaction
        }));
        self.quotes.extend(part.quotes.into_iter().map(|quote| Quote {
            commodity: numbers.commodity(quote.commodity),
            price: numbers.amount(quote.price),
            ..quote
        }));
        let account = |account| numbers.account(account);
        self.balances.extend(part.balances.into_iter().map(|mut balance| {
            balance.what.amount = numbers.amount(balance.what.amount);
            balance.at(account)
        }));
        self.pads.extend(part.pads.into_iter().map(|mut pad| {
            pad.what = numbers.account(pad.what);
            pad.at(account)
        }));
        self.opens.extend(part.opens.into_iter().map(|mut open| {
            for commodity in &mut open.what.commodities {
                *commodity = numbers.commodity(*commodity);
            }
            open.at(account)
        }));
        self.closes.extend(part.closes.into_iter().map(|close| close.at(account)));
        self.types.extend(part.types.into_iter().map(|(id, declared)| (account(id), declared)));
        for (id, place) in part.declared {
            self.declared.entry(account(id)).or_insert(place);
        }
    }

    /// Adds a transaction whose postings are those from a number on.
    pub(crate) fn add(&mut self, mut transaction: Transaction<'a>, first: usize) {
        (transaction.first, transaction.end) = (first as u32, self.postings.len() as u32);
        transaction.is_exact = !transaction.is_broken && is_exact(&self.postings[first..]);
        self.transactions.push(transaction);
    }

    /// Replaces all postings by others, in the order of the transactions: for each the end of its own.
    pub(crate) fn replace_postings(&mut self, postings: Vec<Posting<'a>>, ends: &[u32]) {
        let mut first = 0;
        for (transaction, end) in self.transactions.iter_mut().zip(ends) {
            // One that something was added to is weighed as a whole.
            transaction.is_exact &= end - first == transaction.end - transaction.first;
            (transaction.first, transaction.end) = (first, *end);
            first = *end;
        }
        self.postings = postings;
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

/// Claims that postings are of one commodity, all written and real, and add up to nothing.
fn is_exact(postings: &[Posting<'_>]) -> bool {
    // Numbers of that many digits add up without a check, and the fact tables hold them.
    const MOST: u64 = 10u64.pow(15);
    const MAX_DIGITS: u8 = 12;
    let Some(first) = postings.first() else { return false };
    let (commodity, scale) = (first.units.commodity, first.units.scale);
    let mut sum = 0i128;
    for posting in postings {
        let Packed { high, low, .. } = posting.units;
        let mantissa = i128::from(high) << 64 | i128::from(low);
        let is_plain = posting.form == Form::Given
            && posting.kind == Kind::Real
            && !posting.is_computed
            && posting.units.commodity == commodity
            && posting.units.scale == scale
            && mantissa.unsigned_abs() < u128::from(MOST)
            && posting.lot().is_none()
            && posting.price().is_none()
            && posting.assertion().is_none();
        if !is_plain {
            return false;
        }
        sum += mantissa;
    }
    sum == 0 && scale <= MAX_DIGITS
}
