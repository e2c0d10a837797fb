//! Mailings, pilots and what winning a customer is worth.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StructArray};
use arrow::datatypes::{DataType, Field, Fields};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::ScalarUDF;
use qd_analysis::marketing::contribution::{fast_payout_rate, lifetime_value};
use qd_analysis::marketing::demand::{Class, protection_level, served};
use qd_analysis::marketing::mailing::{Mailing, smallest_rise_seen};
use qd_analysis::marketing::pilot::Choice;
use qd_analysis::statistics::{BetaBinomial, jeffreys};
use qd_model::Decimal;

use super::tails::floats;
use super::typed::{DIGITS, Kind, decimal_at, decimal_column, exact, typed, whole_at};

/// `jeffreys_low`, `jeffreys_high`, `served`, `protection_level`, `pilot_value`, `certainty_value`,
/// `smallest_rise_seen`, `beta_binomial_quantile`, `beta_binomial_mean`, `mailing_break_even`,
/// `mailing_ceilings`, `lifetime_value`, `fast_payout_rate`.
pub(super) fn all() -> Vec<ScalarUDF> {
    use Kind::{Exact, Whole};
    const MAILING: &[Kind] = &[Whole, Exact, Exact, Exact, Exact, Exact, Exact, Exact];
    const FOUR: &[Kind] = &[Exact, Exact, Exact, Exact];
    let whole = |number: f64| (0.0..1e15).contains(&number).then_some(number as u64);
    vec![
        floats("jeffreys_low", |[k, n]: [f64; 2]| jeffreys(k, n, 0.9).map(|i| i.0)),
        floats("jeffreys_high", |[k, n]: [f64; 2]| jeffreys(k, n, 0.9).map(|i| i.1)),
        floats("served", move |[demand, slots]: [f64; 2]| served(demand, whole(slots)?)),
        floats("protection_level", move |[demand, value, low, slots]: [f64; 4]| {
            protection_level(Class { demand, value }, low, whole(slots)?).map(|level| level as f64)
        }),
        floats("pilot_value", |[known, a, b, n, inquiries, value]: [f64; 6]| {
            Choice { known, a, b, inquiries, value }.pilot(n)
        }),
        floats("certainty_value", |[known, a, b, inquiries, value]: [f64; 5]| {
            Choice { known, a, b, inquiries, value }.certainty()
        }),
        floats("smallest_rise_seen", |[base, n]: [f64; 2]| smallest_rise_seen(base, n)),
        floats("beta_binomial_quantile", |[p, n, a, b]: [f64; 4]| {
            BetaBinomial::new(n, a, b)?.quantile(p).map(|quantile| quantile as f64)
        }),
        floats("beta_binomial_mean", move |[n, a, b, most]: [f64; 4]| {
            Some(BetaBinomial::new(n, a, b)?.mean_up_to(whole(most)?))
        }),
        typed("mailing_break_even", MAILING, of(&BREAK_EVEN), break_evens),
        typed("mailing_ceilings", &[Whole, Exact], of(&CEILINGS), ceilings),
        typed("lifetime_value", &[Exact, Exact, Exact], exact(), lifetime_values),
        typed("fast_payout_rate", FOUR, exact(), fast_payout_rates),
    ]
}

const BREAK_EVEN: [&str; 4] = ["delivered", "cost", "bookings", "share"];
const CEILINGS: [&str; 4] = ["complaints", "gmail_complaints", "bounces_review", "bounces_pause"];

fn fields(names: &[&str]) -> Fields {
    names.iter().map(|name| Field::new(*name, exact(), true)).collect()
}

fn of(names: &[&str]) -> DataType {
    DataType::Struct(fields(names))
}

fn built<const N: usize>(
    names: &[&str; N],
    rows: &[Option<[Decimal; N]>],
) -> Result<ArrayRef, DataFusionError> {
    let column = |at: usize| decimal_column(rows.iter().map(|row| rounded(row.map(|row| row[at]))));
    let columns = (0..N).map(column).collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(StructArray::try_new(fields(names), columns, None)?))
}

/// `mailing_break_even(sent, bounce_share, hours, hour_value, price_per_thousand,
/// unsubscribe_share, address_value, contribution)`.
fn break_evens(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let rows = (0..arguments.first().map_or(0, |column| column.len())).map(|row| {
        let exact = |at: usize| decimal_at(&arguments[at], row);
        let mailing = Mailing {
            sent: u64::try_from(whole_at(&arguments[0], row)?).ok()?,
            bounce_share: exact(1)?,
            hours: exact(2)?,
            hour_value: exact(3)?,
            price_per_thousand: exact(4)?,
            unsubscribe_share: exact(5)?,
            address_value: exact(6)?,
        };
        let found = mailing.break_even(exact(7)?).ok()??;
        Some([found.delivered, found.cost, found.bookings, found.share])
    });
    built(&BREAK_EVEN, &rows.collect::<Vec<_>>())
}

/// `mailing_ceilings(sent, bounce_share)`: the least whole numbers at which somebody stops it.
fn ceilings(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [sent, bounces] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let rows = (0..sent.len()).map(|row| {
        let mailing = Mailing {
            sent: u64::try_from(whole_at(sent, row)?).ok()?,
            bounce_share: decimal_at(bounces, row)?,
            hours: Decimal::ZERO,
            hour_value: Decimal::ZERO,
            price_per_thousand: Decimal::ZERO,
            unsubscribe_share: Decimal::ZERO,
            address_value: Decimal::ZERO,
        };
        let found = mailing.ceilings().ok()?;
        Some([found.complaints, found.gmail_complaints, found.bounces_review, found.bounces_pause])
    });
    built(&CEILINGS, &rows.collect::<Vec<_>>())
}

/// `lifetime_value(contribution, return_rate, discount_rate)`.
fn lifetime_values(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [contribution, returns, discounts] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    decimal_column((0..contribution.len()).map(|row| {
        let (returns, discounts) = (decimal_at(returns, row)?, decimal_at(discounts, row)?);
        rounded(lifetime_value(decimal_at(contribution, row)?, returns, discounts).ok().flatten())
    }))
}

/// `fast_payout_rate(commission, points, share_earlier, days)`.
fn fast_payout_rates(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    decimal_column((0..arguments.first().map_or(0, |column| column.len())).map(|row| {
        let at = |at: usize| decimal_at(&arguments[at], row);
        rounded(fast_payout_rate(at(0)?, at(1)?, at(2)?, at(3)?).ok().flatten())
    }))
}

fn rounded(value: Option<Decimal>) -> Option<Decimal> {
    Some(value?.round(DIGITS, qd_model::Rounding::HalfEven))
}
