use chrono::NaiveDate;

use super::super::Session;

fn check(expression: &str, expected: &str) {
    let session = Session::new(NaiveDate::from_ymd_opt(2026, 9, 30).unwrap());
    let rows = session.run(&format!("SELECT CAST({expression} AS TEXT) AS answer"));
    let rows = rows.unwrap_or_else(|error| panic!("{expression}: {}", error.message));
    assert_eq!(rows.columns().texts("answer").unwrap().get(0).unwrap_or("NULL"), expected);
}

#[test]
fn rounding_and_parts() {
    check("round_half_even(2.5, 0)", "2.000000000000");
    check("round_half_up(2.5, 0)", "3.000000000000");
    check("round_half_even(NULL, 0)", "NULL");
    check("allocate(10000, 3, 2, 2)", "3333.340000000000");
    check("allocate(10000, 3, 4, 2)", "NULL");
    check("allocate(10000, 0, 0, 2)", "NULL");
}

#[test]
fn investments() {
    check("round_half_even(npv(-400, 350, 12, 0.15), 2)", "3496.930000000000");
    check("npv(-400, 350, 12, -1.0)", "NULL");
    check("round_half_even(payback(2500, 700, 1), 2)", "3.570000000000");
    check("payback(2500, 0, 1)", "NULL");
    check("array_to_string(knapsack([10, 20, 30], [60, 100, 120], 50), ',')", "2,3");
    check("array_to_string(knapsack([1.5], [2.25], 1.49), ',')", "");
}

#[test]
fn what_is_owed_on_a_loan() {
    check("loan_balance(100000, 599.55, 0.06, 12)", "98772.000000000000");
    check("loan_balance(1000, 5, 0.06, 12)", "NULL");
    check("loan_balance(NULL, 5, 0.06, 12)", "NULL");
}

#[test]
fn the_fewest_units_that_reach_a_goal() {
    check("goal_seek(9500, 484.90)['units']", "20");
    check("goal_seek(9500, 484.90)['at_units']", "198.000000000000");
    check("goal_seek(9500, 484.90)['at_one_less']", "-286.900000000000");
    check("goal_seek(9500, 0)['units']", "NULL");
    check("goal_seek(9500, -1.5)['units']", "NULL");
    check("goal_seek(-1, 5)['units']", "0");
    check("goal_seek(NULL, 5)['units']", "NULL");
}

#[test]
fn forecasts_of_finance_md() {
    let series = "[42, 38, 51, 47, 60, 55]";
    check(&format!("round(forecast({series}, 1)['value'], 2)"), "48.83");
    check(&format!("round(forecast({series}, 3)['low'], 2)"), "35.79");
    check(&format!("round(forecast({series}, 3)['high'], 2)"), "61.88");
    check(&format!("forecast({series}, 1)['model']"), "mean");
    check(&format!("forecast({series}, 0)['model']"), "NULL");
    check("forecast([1.5, NULL], 1)['value']", "NULL");
    check("forecast_positive([90.0, 5.0, 80.0, 0.0, 4.0], 1)['low']", "0.0");
    check("contest_entry([10, 12, 14, 16, 18, 20, 22], 4)['model']", "drift");
    check("contest_entry([10, 12, 14, 16, 18, 20, 22], 8)['model']", "NULL");
}

#[test]
fn the_day_the_cash_is_gone() {
    let burn = "[-14000, -14000, -14000, -14000, -14000, -14000]";
    check(&format!("zero_cash(98000, {burn})['p50']"), "7.0");
    check("zero_cash(98000, [-14000])['p50']", "NULL");
    check("zero_cash_scenarios(60, [-10, -20, -30])['worst']", "2.0");
}
