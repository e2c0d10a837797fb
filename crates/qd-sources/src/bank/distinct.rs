//! Each transaction once, though downloads overlap and banks are careless with FITIDs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use qd_model::{Decimal, Evidence, Level};

use super::BankTransaction;
use crate::problems::{Problems, quoted};

/// What a transaction is known by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    /// The bank's id.
    Id(String),
    /// What it says, and the how manieth of its file it is.
    Content(NaiveDate, Decimal, String, String, usize),
}

/// Leaves out repeated transactions, the first stays.
pub(super) fn distinct(
    transactions: Vec<BankTransaction>,
    problems: &mut Problems<'_>,
) -> Vec<BankTransaction> {
    let reused = reused_ids(&transactions, problems);
    let mut seen = BTreeMap::<(String, Known), (usize, Evidence)>::new();
    let mut n_alike = BTreeMap::<(usize, String, NaiveDate, Decimal, String, String), usize>::new();
    let mut kept = Vec::with_capacity(transactions.len());
    for transaction in transactions {
        let account_id = transaction.account_id.clone();
        let (date, amount) = (transaction.date, transaction.amount);
        let (name, memo) = (transaction.name.clone(), transaction.memo.clone());
        let id = (account_id.clone(), transaction.fit_id.clone());
        let known = if transaction.fit_id.is_empty() || reused.contains(&id) {
            let alike =
                (transaction.file, account_id.clone(), date, amount, name.clone(), memo.clone());
            let n = n_alike.entry(alike).or_default();
            *n += 1;
            Known::Content(date, amount, name, memo, *n)
        } else {
            Known::Id(transaction.fit_id.clone())
        };
        match seen.get(&(account_id.clone(), known.clone())) {
            None => {
                let first = (transaction.file, transaction.place.clone());
                seen.insert((account_id, known), first);
                kept.push(transaction);
            }
            Some((file, first)) => {
                let is_overlap = *file != transaction.file;
                let level = if is_overlap { Level::Note } else { Level::Warning };
                let message = format!("the transaction was counted once, first: {first}");
                let help = "nothing, if the downloads overlap";
                problems.report(level, "repeated-transaction", transaction.place, message, help);
            }
        }
    }
    kept
}

/// Finds ids that an account gives to different transactions, and says so once each.
fn reused_ids(
    transactions: &[BankTransaction],
    problems: &mut Problems<'_>,
) -> BTreeSet<(String, String)> {
    let mut first = BTreeMap::<(String, String), (NaiveDate, Decimal, &Evidence)>::new();
    let mut reused = BTreeSet::new();
    for transaction in transactions.iter().filter(|transaction| !transaction.fit_id.is_empty()) {
        let id = (transaction.account_id.clone(), transaction.fit_id.clone());
        // Banks reword a memo between downloads; a day or an amount they do not.
        let content = (transaction.date, transaction.amount);
        let known = (content.0, content.1, &transaction.place);
        let (date, amount, other) = *first.entry(id.clone()).or_insert(known);
        if (date, amount) != content && reused.insert(id) {
            let place = transaction.place.clone();
            let id = quoted(&transaction.fit_id);
            let message = format!("the bank gives the FITID `{id}` twice, the other: {other}");
            let help = "both rows were kept; check that neither is the other's correction";
            problems.report(Level::Warning, "reused-fitid", place, message, help);
        }
    }
    reused
}
