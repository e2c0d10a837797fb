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

const CHANNELS: &str = "[9, 14, 6, 3, 2, 1, 0], [180, 520, 310, 40, 55, 240, 12]";

#[test]
fn f3_pooled_rates() {
    check(&format!("round(pooled({CHANNELS}, 4)['mean'], 6)"), "0.053961");
    check(&format!("round(pooled({CHANNELS}, 4)['low'], 6)"), "0.019444");
    check(&format!("round(pooled({CHANNELS}, 4)['high'], 6)"), "0.112621");
    check(&format!("round(pooled({CHANNELS}, 4)['best'], 2)"), "0.43");
    check(&format!("pooled({CHANNELS}, 4)['shown']"), "rate");
    check(&format!("pooled({CHANNELS}, 6)['shown']"), "interval");
    check(&format!("pooled({CHANNELS}, 8)['shown']"), "NULL");
    check("pooled([0, 1], [3, 9], 1)['shown']", "count");
    check("pooled([5], [3], 1)['mean']", "NULL");
    check("pooled([1.5], [3], 1)['mean']", "NULL");
}

#[test]
fn f7_and_f8_capacity() {
    let four = "[14, 4, 5, 9], [402.3, 369, 330, 270], 20";
    check(&format!("round(channel_mix({four})['protected'], 2)"), "7679.98");
    check(&format!("round(channel_mix({four})['first_come'], 2)"), "6985.68");
    check(&format!("round(channel_marginal({four}, 4)['protected'], 2)"), "192.98");
    check(&format!("booking_limit({four}, 4)"), "0");
    check(&format!("booking_limit({four}, 2)"), "11");
    check(&format!("booking_limit({four}, 1)"), "20");
    check("booking_limit([4, 14], [369, 402.3], 20, 1)", "NULL");
    check("round(served(14, 20), 6)", "13.887099");
    check("protection_level(14, 402.3, 270, 20)", "12.0");
}

#[test]
fn f9_listing_order() {
    let step = |place: u32, field: &str| {
        let lists = "14, 402.3, [4, 6, 5, 9], [369, 240, 330, 270], [3, 10, 4, 12], 20";
        format!("listing_step({lists}, {place})['{field}']")
    };
    check(&step(1, "place"), "1");
    check(&step(3, "place"), "2");
    check(&format!("round({}, 2)", step(1, "per_hour")), "395.44");
    check(&step(3, "first_from_demand"), "7.08");
    check(&step(3, "first_to_hours"), "3.18");
    check(&step(3, "proof"), "no order is better");
    check(&step(5, "place"), "NULL");
}

#[test]
fn f10_to_f13_pilots_and_mailings() {
    check("round(pilot_value(0.03, 3, 97, 40, 200, 369), 2)", "259.84");
    check("round(certainty_value(0.03, 3, 97, 200, 369), 2)", "488.52");
    let mailing = "3676, 0.03, 4, 40, 0.10, 0.0025, 4, 402.30";
    check(&format!("mailing_break_even({mailing})['delivered']"), "3565.720000000000");
    check(
        &format!("round_half_even(mailing_break_even({mailing})['cost'], 4)"),
        "196.024800000000",
    );
    check("mailing_ceilings(3676, 0.03)['gmail_complaints']", "11.000000000000");
    check("beta_binomial_quantile(0.95, 3566, 2, 998)", "18.0");
    check("round(beta_binomial_mean(3566, 2, 998, 12), 4)", "6.2849");
    check("round(smallest_rise_seen(0.002, 1838), 6)", "0.00875");
    check("round(jeffreys_high(0, 40), 6)", "0.046597");
}

#[test]
fn f14_to_f18_worth_and_drivers() {
    check("round_half_even(lifetime_value(402.30, 0.25, 0.10), 6)", "520.623529000000");
    check("round_half_even(fast_payout_rate(0.30, 0.02, 0.5, 15), 4)", "1.431400000000");
    check("round(driver_effect([1000, 0.02, 400], [900, 0.025, 380], 2), 3)", "1845.833");
    check(
        "round(mix_effect([0.5, 0.5], [0.2, 0.8], [0.05, 0.02], [0.06, 0.025])['mix'], 5)",
        "-0.00975",
    );
    check("credit(['A>B', 'B'], [29, 500], [0, 0], 'A')['shapley']", "NULL");
    check("credit(['A>B', 'B'], [29, 500], [0, 0], 'A')['n_paths']", "29");
    check("credit(['A>B', 'B'], [30, 500], [0, 0], 'A')['shapley']", "15.0");
}

#[test]
fn settings_of_resources() {
    let json = r#"'{"A":{"B":true,"C":null,"N":7},"L":[{"Name":"x.y","V":1},{"Name":"z","V":null}],"S":"one","E":[]}'"#;
    for (path, expected) in [
        ("A.B", "true"),
        ("A.N", "7"),
        ("A.C", "(unknown)"),
        ("A.C.D[*].E", "(unknown)"),
        ("A.X", "NULL"),
        ("X.Y", "NULL"),
        ("S", "one"),
        ("L[1].Name", "z"),
        ("L[7].Name", "NULL"),
        ("L[*].Name", "x.y, z"),
        ("L[*].V", "1, (unknown)"),
        ("L[Name=x.y].V", "1"),
        ("L[Name=none].V", "NULL"),
        ("S[*]", "one"),
        ("E", "[]"),
        ("E[*]", "NULL"),
    ] {
        check(&format!("setting({json}, '{path}')"), expected);
    }
    check("setting('torn {', 'A')", "NULL");
    check("setting(NULL, 'A')", "NULL");
}
