//! How long customers take to pay, and how old what they owe is (finance.md 2.1).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qd_model::{Decimal, DecimalError, Rounding};

/// Days of sales that are outstanding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Countback {
    /// That many days.
    Days(Decimal),
    /// Receivables exceed all sales of the history, which has that many days.
    MoreThan(u32),
}

/// DSO by countback: whole months from the last one back while receivables last, then pro rata.
/// `months` are (credit revenue, calendar days) from the latest to the earliest.
pub fn dso_countback(
    receivables: Decimal,
    months: &[(Decimal, u32)],
    digits: u8,
) -> Result<Countback, DecimalError> {
    let (mut left, mut days) = (receivables, 0u32);
    if left <= Decimal::ZERO {
        return Ok(Countback::Days(Decimal::ZERO));
    }
    for (revenue, length) in months {
        // A month of net refunds explains no receivable; its days pass all the same.
        let revenue = (*revenue).max(Decimal::ZERO);
        if left <= revenue {
            let part = left.mul(Decimal::from(i64::from(*length)))?;
            let part = part.div(revenue, 12, Rounding::HalfEven)?;
            let sum = part.add(Decimal::from(i64::from(days)))?;
            return Ok(Countback::Days(sum.round(digits, Rounding::HalfEven)));
        }
        left = left.sub(revenue)?;
        days += length;
    }
    Ok(Countback::MoreThan(days))
}

/// Balance / flow x days: DSO and DPO. `None` if nothing flowed.
pub fn days_outstanding(
    balance: Decimal,
    flow: Decimal,
    days: u32,
    digits: u8,
) -> Result<Option<Decimal>, DecimalError> {
    if flow <= Decimal::ZERO {
        return Ok(None);
    }
    balance.mul(Decimal::from(i64::from(days)))?.div(flow, digits, Rounding::HalfEven).map(Some)
}

/// An invoice, as far as its age goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Unique number.
    pub id: String,
    /// Who owes it.
    pub customer: String,
    /// When it is due.
    pub due: NaiveDate,
    /// Its amount.
    pub amount: Decimal,
}

/// Money received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Who paid.
    pub customer: String,
    /// Which invoice it names, if any.
    pub invoice: Option<String>,
    /// How much.
    pub amount: Decimal,
}

/// What is open in each bucket: not due, 1-30, 31-60, 61-90 and 91 or more days past due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ageing {
    /// The five buckets.
    pub buckets: [Decimal; 5],
    /// What customers paid beyond their invoices: a liability, in no bucket.
    pub credits: BTreeMap<String, Decimal>,
    /// Claims that receipts without an invoice were matched to the oldest due: print "FIFO assumption".
    pub is_assumed: bool,
}

/// The bucket of an invoice: by whole days past due, and due today is not due.
pub fn bucket(due: NaiveDate, as_of: NaiveDate) -> usize {
    match (as_of - due).num_days() {
        ..=0 => 0,
        1..=30 => 1,
        31..=60 => 2,
        61..=90 => 3,
        _ => 4,
    }
}

/// Matches receipts to invoices by what they name, the rest to the oldest due of the customer, and
/// sorts what stays open by age.
pub fn ageing(
    invoices: &[Due],
    receipts: &[Receipt],
    as_of: NaiveDate,
) -> Result<Ageing, DecimalError> {
    let mut open = invoices.iter().map(|invoice| invoice.amount).collect::<Vec<_>>();
    let mut unmatched = BTreeMap::<&str, Decimal>::new();
    let mut ageing =
        Ageing { buckets: [Decimal::ZERO; 5], credits: BTreeMap::new(), is_assumed: false };
    for receipt in receipts {
        let named = receipt.invoice.as_deref().and_then(|id| {
            invoices.iter().position(|due| due.id == id && due.customer == receipt.customer)
        });
        let mut left = receipt.amount;
        if let Some(at) = named {
            let paid = left.min(open[at].max(Decimal::ZERO));
            open[at] = open[at].sub(paid)?;
            left = left.sub(paid)?;
        }
        let rest = unmatched.entry(&receipt.customer).or_insert(Decimal::ZERO);
        *rest = rest.add(left)?;
    }
    let mut oldest = (0..invoices.len()).collect::<Vec<_>>();
    oldest.sort_by(|a, b| {
        let key = |at: usize| (invoices[at].due, &invoices[at].id);
        key(*a).cmp(&key(*b))
    });
    for at in oldest {
        if let Some(rest) = unmatched.get_mut(invoices[at].customer.as_str()) {
            let paid = (*rest).min(open[at]).max(Decimal::ZERO);
            ageing.is_assumed |= !paid.is_zero();
            open[at] = open[at].sub(paid)?;
            *rest = rest.sub(paid)?;
        }
        let bucket = &mut ageing.buckets[bucket(invoices[at].due, as_of)];
        *bucket = bucket.add(open[at])?;
    }
    let credits = unmatched.into_iter().filter(|(_, rest)| !rest.is_zero());
    ageing.credits = credits.map(|(customer, rest)| (customer.to_owned(), rest)).collect();
    Ok(ageing)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use qd_model::Decimal;

    use super::{Countback, Due, Receipt, ageing, bucket, days_outstanding, dso_countback};

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn dso_and_dpo_of_the_quarter() {
        let days = |balance, flow| days_outstanding(dec(balance), dec(flow), 91, 2).unwrap();
        assert_eq!(days("31000", "93000"), Some(dec("30.33")));
        assert_eq!(days("12000", "54000"), Some(dec("20.22")));
        assert_eq!(days("1", "0"), None);
    }

    #[test]
    fn countback_takes_june_whole_and_may_pro_rata() {
        let months = [(dec("25000"), 30), (dec("20000"), 31)];
        let dso = |receivables| dso_countback(dec(receivables), &months, 1).unwrap();
        assert_eq!(dso("31000"), Countback::Days(dec("39.3")));
        assert_eq!(dso("45000"), Countback::Days(dec("61")));
        assert_eq!(dso("45000.01"), Countback::MoreThan(61));
        assert_eq!(dso("0"), Countback::Days(Decimal::ZERO));
        assert_eq!(dso("-5"), Countback::Days(Decimal::ZERO));
        let refunds = [(dec("-5"), 30), (dec("20"), 31)];
        assert_eq!(dso_countback(dec("10"), &refunds, 1), Ok(Countback::Days(dec("45.5"))));
    }

    #[test]
    fn buckets_change_on_their_day() {
        let as_of = day(6, 30);
        let at = |m, d| bucket(day(m, d), as_of);
        assert_eq!([at(6, 30), at(6, 29), at(5, 31), at(5, 30)], [0, 1, 1, 2]);
        assert_eq!([at(5, 1), at(4, 30), at(4, 1), at(3, 31)], [2, 3, 3, 4]);
    }

    fn due(id: &str, customer: &str, due: NaiveDate, amount: &str) -> Due {
        Due { id: id.into(), customer: customer.into(), due, amount: dec(amount) }
    }

    fn receipt(customer: &str, invoice: Option<&str>, amount: &str) -> Receipt {
        let invoice = invoice.map(str::to_owned);
        Receipt { customer: customer.into(), invoice, amount: dec(amount) }
    }

    #[test]
    fn receipts_match_by_name_then_the_oldest_due() {
        let invoices = [
            due("3", "a", day(6, 30), "100"),
            due("1", "a", day(3, 1), "100"),
            due("2", "a", day(5, 20), "100"),
            due("9", "b", day(6, 1), "50"),
        ];
        let receipts = [
            receipt("a", Some("2"), "30"),
            receipt("a", None, "120"),
            receipt("b", Some("nowhere"), "60"),
        ];
        let aged = ageing(&invoices, &receipts, day(6, 30)).unwrap();
        assert_eq!(aged.buckets, [dec("100"), dec("0"), dec("50"), dec("0"), dec("0")]);
        assert_eq!(aged.credits.get("b"), Some(&dec("10")));
        assert!(aged.is_assumed && aged.credits.len() == 1);
    }

    #[test]
    fn nothing_owed() {
        let aged = ageing(&[], &[], day(6, 30)).unwrap();
        assert_eq!(aged.buckets, [Decimal::ZERO; 5]);
        assert!(!aged.is_assumed);
    }
}
