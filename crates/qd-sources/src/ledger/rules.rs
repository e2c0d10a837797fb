//! Automated transactions of ledger: `= /food/` adds postings to the transactions below it.
//!
//! `plain` reads them, `book` applies them. What is not understood is no rule: it is said instead.

use std::borrow::Cow;

use chrono::NaiveDate;
use qd_model::Decimal;
use regex::Regex;

use super::arithmetic::{kept, product, quotient, too_long};
use super::journal::{
    AccountId, Amount, CommodityId, Kind, Place, Posting, Renumbering, Status, Transaction,
};
use super::trouble::Trouble;

/// A rule: the postings that it meets, and what it adds for each.
#[derive(Clone)]
pub(crate) struct Rule<'a> {
    /// Its line.
    pub(crate) place: Place,
    /// How many transactions stand above it, which it leaves alone.
    pub(crate) n_before: u32,
    /// Which postings it meets.
    pub(crate) query: Query,
    /// What it adds for each.
    pub(crate) additions: Vec<Addition<'a>>,
}

/// A posting that a rule adds.
#[derive(Clone)]
pub(crate) struct Addition<'a> {
    /// Its account.
    pub(crate) account: Target,
    /// How it takes part.
    pub(crate) kind: Kind,
    /// Its own status.
    pub(crate) status: Option<Status>,
    /// How much; a number of no commodity multiplies the amount that the rule met.
    pub(crate) amount: Expression,
    /// Its own dates.
    pub(crate) dates: (Option<NaiveDate>, Option<NaiveDate>),
    /// Its own tags.
    pub(crate) tags: Vec<Cow<'a, str>>,
}

/// The account of an addition.
#[derive(Clone)]
pub(crate) enum Target {
    /// One account.
    Account(AccountId),
    /// A name with `$account`, which is the account that the rule met.
    Named(String),
}

/// A value expression.
#[derive(Clone, Debug)]
pub(crate) enum Expression {
    /// An amount as written.
    Literal(Amount),
    /// `amount`: that of the posting which a rule met.
    Met,
    /// `-x`
    Negated(Box<Self>),
    /// `abs(x)`
    Absolute(Box<Self>),
    /// Two operands.
    Binary(Operator, Box<(Self, Self)>),
}

/// What a value expression does with two operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// Which postings a rule meets.
#[derive(Clone, Debug)]
pub(crate) enum Query {
    /// `expr true`
    All,
    /// The account's name.
    Account(Regex),
    /// The whole name, letter by letter.
    AccountIs(String),
    /// Who.
    Payee(Regex),
    /// The code in parentheses.
    Code(Regex),
    /// The name of a tag.
    Tag(Regex),
    /// The amount.
    Amount(Expression, Comparison, Amount),
    /// The posting's day.
    Date(Comparison, NaiveDate),
    /// All but those.
    Not(Box<Self>),
    /// Both.
    And(Box<(Self, Self)>),
    /// Either.
    Or(Box<(Self, Self)>),
}

/// How two values are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A posting that a rule may meet.
pub(crate) struct Subject<'s, 'a> {
    /// Its transaction.
    pub(crate) transaction: &'s Transaction<'a>,
    /// The posting.
    pub(crate) posting: &'s Posting<'a>,
    /// Its account's name.
    pub(crate) account: &'s str,
    /// Its amount.
    pub(crate) amount: Amount,
}

impl Rule<'_> {
    /// Calls the accounts and commodities by other numbers.
    pub(crate) fn renumber(&mut self, numbers: &Renumbering) {
        self.query.renumber(numbers);
        for addition in &mut self.additions {
            if let Target::Account(account) = &mut addition.account {
                *account = numbers.account(*account);
            }
            addition.amount.renumber(numbers);
        }
    }
}

impl Query {
    /// Claims that the rule meets a posting.
    pub(crate) fn meets(&self, subject: &Subject<'_, '_>) -> Result<bool, Trouble> {
        let transaction = subject.transaction;
        Ok(match self {
            Self::All => true,
            Self::Account(pattern) => pattern.is_match(subject.account),
            Self::AccountIs(name) => subject.account == name,
            Self::Payee(pattern) => match (&transaction.payee, &transaction.narration) {
                // ledger knows no narration: what stands behind `|` is of the payee.
                (Some(payee), Some(narration)) => {
                    pattern.is_match(&format!("{payee} | {narration}"))
                }
                (Some(payee), None) => pattern.is_match(payee),
                (None, _) => false,
            },
            Self::Code(pattern) => transaction.links().iter().any(|code| pattern.is_match(code)),
            Self::Tag(pattern) => {
                let tags = transaction.tags().iter().chain(subject.posting.tags());
                let mut names = tags.map(|tag| tag.split(':').next().unwrap_or_default());
                names.any(|name| pattern.is_match(name))
            }
            Self::Amount(left, comparison, right) => {
                let left = left.evaluate(Some(subject.amount))?;
                let none = CommodityId::NONE;
                if left.commodity != right.commodity
                    && ![left.commodity, right.commodity].contains(&none)
                {
                    return Err(Trouble::unsupported(
                        "automated-transaction",
                        "the rule compares amounts of two commodities",
                        "compare with a number alone: `expr 'amount > 5'`",
                    ));
                }
                comparison.holds(&left.number, &right.number)
            }
            Self::Date(comparison, date) => {
                comparison.holds(&subject.posting.date().unwrap_or(transaction.date), date)
            }
            Self::Not(query) => !query.meets(subject)?,
            Self::And(both) => both.0.meets(subject)? && both.1.meets(subject)?,
            Self::Or(both) => both.0.meets(subject)? || both.1.meets(subject)?,
        })
    }

    fn renumber(&mut self, numbers: &Renumbering) {
        match self {
            Self::Amount(left, _, right) => {
                left.renumber(numbers);
                *right = numbers.amount(*right);
            }
            Self::Not(query) => query.renumber(numbers),
            Self::And(both) | Self::Or(both) => {
                both.0.renumber(numbers);
                both.1.renumber(numbers);
            }
            _ => {}
        }
    }
}

impl Comparison {
    fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }
}

impl Expression {
    /// What the expression gives, of the amount that a rule met; rounded to the digits that are kept.
    pub(crate) fn value(&self, met: Option<Amount>) -> Result<Amount, Trouble> {
        let Amount { number, commodity } = self.evaluate(met)?;
        let number = if self.divides() { kept(number) } else { number };
        Ok(Amount { number, commodity })
    }

    /// Calls a function with each amount that is written in it.
    pub(crate) fn each_literal(&self, of: &mut dyn FnMut(Amount)) {
        match self {
            Self::Literal(amount) => of(*amount),
            Self::Met => {}
            Self::Negated(inner) | Self::Absolute(inner) => inner.each_literal(of),
            Self::Binary(_, both) => {
                both.0.each_literal(of);
                both.1.each_literal(of);
            }
        }
    }

    fn divides(&self) -> bool {
        match self {
            Self::Literal(_) | Self::Met => false,
            Self::Negated(inner) | Self::Absolute(inner) => inner.divides(),
            Self::Binary(operator, both) => {
                *operator == Operator::Divide || both.0.divides() || both.1.divides()
            }
        }
    }

    fn evaluate(&self, met: Option<Amount>) -> Result<Amount, Trouble> {
        Ok(match self {
            Self::Literal(amount) => *amount,
            Self::Met => met.ok_or_else(|| {
                Trouble::unsupported(
                    "value-expression",
                    "`amount` means something in an automated transaction only",
                    "write the amount as a number",
                )
            })?,
            Self::Negated(inner) => {
                let inner = inner.evaluate(met)?;
                Amount { number: inner.number.neg(), ..inner }
            }
            Self::Absolute(inner) => {
                let inner = inner.evaluate(met)?;
                Amount { number: inner.number.abs(), ..inner }
            }
            Self::Binary(operator, both) => {
                let (left, right) = (both.0.evaluate(met)?, both.1.evaluate(met)?);
                let number = operator.apply(left, right)?;
                let is_plain = left.commodity == CommodityId::NONE;
                let commodity = if is_plain { right.commodity } else { left.commodity };
                Amount { number, commodity }
            }
        })
    }

    fn renumber(&mut self, numbers: &Renumbering) {
        match self {
            Self::Literal(amount) => *amount = numbers.amount(*amount),
            Self::Met => {}
            Self::Negated(inner) | Self::Absolute(inner) => inner.renumber(numbers),
            Self::Binary(_, both) => {
                both.0.renumber(numbers);
                both.1.renumber(numbers);
            }
        }
    }
}

impl Operator {
    fn apply(self, left: Amount, right: Amount) -> Result<Decimal, Trouble> {
        let is_same = left.commodity == right.commodity;
        match self {
            Self::Add | Self::Subtract if !is_same => Err(Trouble::unsupported(
                "value-expression",
                "the expression adds up different commodities; the transaction is left out",
                "write one posting for each commodity",
            )),
            Self::Add => left.number.add(right.number).map_err(too_long),
            Self::Subtract => left.number.sub(right.number).map_err(too_long),
            Self::Multiply => product(left.number, right.number),
            Self::Divide => quotient(left.number, right.number),
        }
    }
}
