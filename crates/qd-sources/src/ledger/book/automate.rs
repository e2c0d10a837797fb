//! Applying automated transactions of ledger: each adds postings to the transactions below it, for
//! every posting that it meets, and leaves alone what rules have added.
//!
//! ledger applies them to whole transactions: what was left blank is filled in first. So blanks of a
//! transaction that a rule meets are replaced here by their amounts.

use super::settle::{Settle, weight};
use super::{Leg, Refusal};
use crate::ledger::journal::{
    AccountId, Amount, CommodityId, Journal, Place, Posting, Status, Transaction, Units,
};
use crate::ledger::notices::Notices;
use crate::ledger::rules::{Addition, Rule, Subject, Target};
use crate::ledger::trouble::Trouble;

/// Applies the rules of a journal.
pub(crate) fn automate(journal: &mut Journal<'_>, notices: &mut Notices<'_>) {
    if journal.rules.is_empty() {
        return;
    }
    let rules = std::mem::take(&mut journal.rules);
    let (mut postings, mut ends) = (Vec::new(), Vec::new());
    for index in 0..journal.transactions.len() {
        let rules = rules.iter().filter(|rule| rule.n_before as usize <= index);
        match extended(journal, index, rules) {
            Ok(Some(own)) => postings.extend(own),
            Ok(None) => {
                postings.extend_from_slice(&journal.postings[journal.transactions[index].range()])
            }
            Err(Refused { place, line, trouble: Trouble { message, help, .. } }) => {
                let message = format!(
                    "the automated transaction of line {line} cannot be applied to this one, which is left out: {message}"
                );
                notices.error("automated-transaction", place, &message, help);
                notices.n_skipped += 1;
                let transaction = &mut journal.transactions[index];
                (transaction.is_broken, transaction.is_exact) = (true, false);
                postings.extend_from_slice(&journal.postings[journal.transactions[index].range()]);
            }
        }
        ends.push(postings.len() as u32);
    }
    journal.replace_postings(postings, &ends);
}

/// A transaction that a rule cannot be applied to.
struct Refused {
    /// The posting.
    place: Place,
    /// The line of the rule.
    line: u32,
    trouble: Trouble,
}

/// The postings of a transaction with those that rules add; `None` where no rule meets any.
fn extended<'a, 'r>(
    journal: &mut Journal<'a>,
    index: usize,
    rules: impl Iterator<Item = &'r Rule<'a>>,
) -> Result<Option<Vec<Posting<'a>>>, Refused>
where
    'a: 'r,
{
    let transaction = &journal.transactions[index];
    let place = transaction.place;
    if transaction.is_broken {
        return Ok(None);
    }
    let Some(filled) = filled(journal, transaction) else { return Ok(None) };
    let mut added = Vec::new();
    for rule in rules {
        for Filled { posting, state } in filled.iter().filter(|filled| filled.state != State::Rest)
        {
            let transaction = &journal.transactions[index];
            let (account, amount) = (journal.account_name(posting.account), posting.amount());
            let subject = Subject { transaction, posting, account, amount };
            let refused = |trouble| Refused {
                place: Place { line: posting.line, ..place },
                line: rule.place.line,
                trouble,
            };
            let is_met = rule.query.meets(&subject).map_err(refused)?;
            if !is_met {
                continue;
            }
            if *state == State::Unknown {
                let message = "it meets a posting whose amount follows from a balance";
                let help = "write the amounts of this posting";
                return Err(refused(Trouble::unsupported("automated-transaction", message, help)));
            }
            let (line, met) = (posting.line, (posting.account, amount));
            let status = transaction.status;
            for addition in &rule.additions {
                let posting = addition_of(addition, line, met, status, journal);
                added.push(posting.map_err(refused)?);
            }
        }
    }
    if added.is_empty() {
        return Ok(None);
    }
    Ok(Some(filled.into_iter().map(|filled| filled.posting).chain(added).collect()))
}

/// A posting with its amount written.
struct Filled<'a> {
    posting: Posting<'a>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Its amount is known.
    Known,
    /// Its amount follows from balances that booking computes.
    Unknown,
    /// It stands for a further commodity of a blank; rules do not meet it.
    Rest,
}

/// The postings of a transaction, blanks filled in; `None` where booking will refuse it.
fn filled<'a>(journal: &Journal<'a>, transaction: &Transaction<'a>) -> Option<Vec<Filled<'a>>> {
    let range = transaction.range();
    let (first, postings) = (range.start, &journal.postings[range]);
    let is_blank = |posting: &Posting<'_>| posting.is_blank() && posting.assertion().is_none();
    let is_assigned = |posting: &Posting<'_>| posting.is_blank() && posting.assertion().is_some();
    let as_written = || {
        let state = |is_blank| if is_blank { State::Unknown } else { State::Known };
        let each = postings.iter();
        each.map(|posting| Filled { posting: posting.clone(), state: state(posting.is_blank()) })
            .collect()
    };
    // A blank beside an assigned amount depends on it.
    if !postings.iter().any(is_blank) || postings.iter().any(is_assigned) {
        return Some(as_written());
    }
    let legs = settled(journal, first, postings).ok()?;
    let mut filled = Vec::new();
    for (index, posting) in postings.iter().enumerate() {
        if !is_blank(posting) {
            filled.push(Filled { posting: posting.clone(), state: State::Known });
            continue;
        }
        let own = legs.iter().filter(|leg| leg.posting == first + index);
        // ledger gives the blank itself the commodity that comes first by name.
        let name = |leg: &&Leg| journal.commodity_name(leg.units.commodity).to_owned();
        let main = own.clone().min_by_key(name).map(|leg| leg.units.commodity);
        filled.extend(own.map(|leg| Filled {
            posting: posting.with_amount(leg.units),
            state: if main == Some(leg.units.commodity) { State::Known } else { State::Rest },
        }));
    }
    Some(filled)
}

fn settled(
    journal: &Journal<'_>,
    first: usize,
    postings: &[Posting<'_>],
) -> Result<Vec<Leg>, Refusal> {
    let mut legs = Vec::new();
    for (index, posting) in postings.iter().enumerate() {
        if let Units::Given(units) = posting.units() {
            let weight = weight(posting, units, journal.dialect)?;
            legs.push(Leg { posting: first + index, units, weight });
        }
    }
    let tolerance = |_| qd_model::Decimal::ZERO;
    let settle = Settle { dialect: journal.dialect, postings, first, tolerance: &tolerance };
    settle.settle(&mut legs, 0)?;
    Ok(legs)
}

fn addition_of<'a>(
    addition: &Addition<'a>,
    line: u32,
    (account, met): (AccountId, Amount),
    status: Option<Status>,
    journal: &mut Journal<'a>,
) -> Result<Posting<'a>, Trouble> {
    let mut amount = addition.amount.value(Some(met))?;
    if amount.commodity == CommodityId::NONE {
        let number = crate::ledger::arithmetic::product(met.number, amount.number)?;
        amount = Amount { number, commodity: met.commodity };
    }
    let account = match &addition.account {
        Target::Account(account) => *account,
        Target::Named(name) => {
            let name = name.replace("$account", journal.account_name(account));
            AccountId(journal.accounts.id_of_made(name))
        }
    };
    let mut posting = Posting::new(line, account, Units::Given(amount));
    posting.kind = addition.kind;
    (posting.is_computed, posting.is_added) = (true, true);
    // What a cleared transaction is given is cleared.
    posting.status = if status == Some(Status::Cleared) { status } else { addition.status };
    if addition.dates != (None, None) {
        posting.more().dates = addition.dates;
    }
    if !addition.tags.is_empty() {
        posting.more().tags = addition.tags.clone();
    }
    Ok(posting)
}
