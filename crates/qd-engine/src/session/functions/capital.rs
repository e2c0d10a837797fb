//! What an investment is worth, and which of them fit a budget.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::ScalarUDF;
use qd_analysis::capital::knapsack;
use qd_analysis::valuation::{loan_balance, npv, payback_months};

use super::typed::{
    DIGITS, Kind, decimal_at, decimal_column, decimals_at, exact, list_of, typed, whole_at,
};

/// The longest series of payments: a hundred years.
const MOST_MONTHS: usize = 1200;

/// `npv`, `payback`, `knapsack`, `loan_balance`.
pub(super) fn all() -> Vec<ScalarUDF> {
    use Kind::{Exact, Exacts, Whole};
    vec![
        typed("npv", &[Exact, Exact, Whole, Exact], exact(), npvs),
        typed("payback", &[Exact, Exact, Exact], exact(), paybacks),
        typed("loan_balance", &[Exact, Exact, Exact, Whole], exact(), loan_balances),
        typed("knapsack", &[Exacts, Exacts, Exact], list_of(DataType::Int64), knapsacks),
    ]
}

/// `npv(now, monthly, months, rate)`: now and equal flows at month ends, at an annual rate.
fn npvs(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [now, monthly, months, rates] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    decimal_column((0..now.len()).map(|row| {
        let months = usize::try_from(whole_at(months, row)?).ok()?;
        let months = (months <= MOST_MONTHS).then_some(months)?;
        let flows = vec![decimal_at(monthly, row)?; months];
        npv(decimal_at(now, row)?, &flows, decimal_at(rates, row)?, DIGITS).ok().flatten()
    }))
}

/// `payback(cost, monthly, p)`: months; null where nothing is gained.
fn paybacks(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [costs, gains, chances] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    decimal_column((0..costs.len()).map(|row| {
        let (cost, gain) = (decimal_at(costs, row)?, decimal_at(gains, row)?);
        payback_months(cost, gain, decimal_at(chances, row)?, DIGITS).ok().flatten()
    }))
}

/// `loan_balance(balance, payment, rate, months)`: owed so many months later; null where the payment
/// does not cover the interest.
fn loan_balances(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [balances, payments, rates, months] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    decimal_column((0..balances.len()).map(|row| {
        let (balance, payment) = (decimal_at(balances, row)?, decimal_at(payments, row)?);
        let (rate, months) = (decimal_at(rates, row)?, whole_at(months, row)?);
        loan_balance(balance, payment, rate, months).ok().flatten()
    }))
}

/// `knapsack(costs, values, budget)`: the places, from 1, of what is chosen; null above 30 items.
fn knapsacks(arguments: &[ArrayRef]) -> Result<ArrayRef, DataFusionError> {
    let [costs, values, budgets] = arguments else {
        unreachable!("the number of arguments is checked when planned")
    };
    let rows = (0..costs.len()).map(|row| {
        let (costs, values) = (decimals_at(costs, row)?, decimals_at(values, row)?);
        let chosen = knapsack(&costs, &values, decimal_at(budgets, row)?).ok().flatten()?;
        let places = chosen.into_iter().map(|at| i64::try_from(at + 1).ok());
        Some(places.collect::<Vec<_>>())
    });
    Ok(Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(rows)))
}
