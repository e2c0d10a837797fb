use qd_model::{Basis, FigureId};

use crate::engine::Engine;
use crate::testing::{check, engine, evaluation, measure, metric};

fn revenue() -> String {
    let select = "SELECT entity, date, -amount AS value, commodity, account AS kind, file, line \
                  FROM posting WHERE account_type = 'income'";
    metric("flow", "money", "dimensions = [\"kind\"]", select)
}

fn cash() -> String {
    let select = "SELECT entity, date, amount AS value, commodity, file, line FROM posting \
                  WHERE account_type = 'asset'";
    metric("stock", "money", "", select)
}

fn derived(expression: &str, more: &str) -> String {
    metric("derived", "money", &format!("expression = \"{expression}\"\n{more}"), "")
}

const BOOKS: &str = "
    SET quarterdeck.as_of = '2026-09-30';
    INSERT INTO posting (entity, date, account, amount) VALUES
        ('p/jada', '2026-07-01', 'Income:Charters', -100.10),
        ('p/jada', '2026-08-31', 'Income:Charters', -200),
        ('p/jada', '2026-09-03', 'Income:Charters', -840.75),
        ('p/jada', '2026-09-30', 'Income:Tips', -0.25),
        ('p/jada', '2026-10-01', 'Income:Charters', -7),
        ('p/jada', '2026-07-01', 'Assets:Bank', 100.10),
        ('p/jada', '2026-09-03', 'Assets:Bank', -40.10),
        ('p/queen', '2026-09-01', 'Income:Events', -50)";

#[test]
fn flows_are_summed_by_month_and_months_into_the_rest() {
    let run = engine(&[("metrics/revenue.sql", &revenue())], BOOKS);
    let all = evaluation(&run, &[]);
    check(
        &all,
        &[
            ("jada/revenue/2026-07", "100.1"),
            ("jada/revenue/2026-09", "841"),
            ("jada/revenue/2026-09/kind=Income:Tips", "0.25"),
            ("jada/revenue/FY2026-Q3", "1141.1"),
            ("jada/revenue/2026-06", "nothing"),
            ("jada/revenue/2026-09-T12M", "insufficient data: test begins 2026-07-01"),
            ("queen/revenue/2026-09", "50"),
            ("portfolio/revenue/2026-09", "891"),
            ("portfolio/revenue/2026-09/kind=Income:Events", "50"),
            ("portfolio/revenue/2026-08", "insufficient data: queen: test begins 2026-09-01"),
        ],
    );
    assert_eq!(measure(&all, "portfolio/revenue/2026-09").unwrap().evidence_count, 3);
}

#[test]
fn stocks_are_the_last_value_in_the_period() {
    let run = engine(&[("metrics/cash.sql", &cash())], BOOKS);
    check(
        &evaluation(&run, &[]),
        &[
            ("jada/cash/2026-07", "100.1"),
            ("jada/cash/2026-08", "100.1"),
            ("jada/cash/2026-09", "60"),
            ("jada/cash/FY2026-Q3", "60"),
        ],
    );
}

#[test]
fn a_scope_s_root_is_made_of_that_scope_alone() {
    let run = engine(&[("metrics/revenue.sql", &revenue())], BOOKS);
    let part = evaluation(&run, &["queen"]);
    check(
        &part,
        &[
            ("portfolio/revenue/2026-09", "50"),
            ("portfolio/revenue/2026-08", "nothing"),
            ("jada/revenue/2026-09", "nothing"),
        ],
    );
    let names = part.entities.iter().map(|entity| entity.key.as_str()).collect::<Vec<_>>();
    assert_eq!(names, ["p", "p/queen"]);
    let more = format!(
        "{BOOKS}; INSERT INTO posting (entity, date, account, amount) VALUES
        ('p/jada', '2026-01-03', 'Income:Charters', -9), ('p', '2026-02-03', 'Income:Other', -9)"
    );
    let changed = evaluation(&engine(&[("metrics/revenue.sql", &revenue())], &more), &["queen"]);
    assert_eq!(format!("{:?}", changed.measures), format!("{:?}", part.measures));
}

#[test]
fn what_a_select_over_the_scope_gives_for_the_root_is_of_that_scope() {
    let select = "SELECT entity.portfolio AS entity, posting.date, -posting.amount AS value, \
                  posting.commodity, posting.file, posting.line FROM posting \
                  INNER JOIN entity ON entity.entity = posting.entity \
                  WHERE posting.account_type = 'income'";
    let taken = metric("flow", "money", "over = \"scope\"", select);
    let files = [("metrics/taken.sql", taken.as_str())];
    let script = format!(
        "{BOOKS}; INSERT INTO posting (entity, date, account, amount) VALUES
        ('p', '2026-09-03', 'Income:Other', -9)"
    );
    check(&evaluation(&engine(&files, BOOKS), &[]), &[("portfolio/taken/2026-09", "891")]);
    let run = engine(&files, &script);
    check(&evaluation(&run, &[]), &[("portfolio/taken/2026-09", "900")]);
    // Neither the other venture's rows nor the portfolio's own.
    check(&evaluation(&run, &["queen"]), &[("portfolio/taken/2026-09", "50")]);
}

#[test]
fn stocks_may_keep_the_rate_of_each_row() {
    let kept = metric(
        "stock",
        "money",
        "rate = \"date\"",
        "SELECT entity, date, amount AS value, commodity, file, line FROM posting",
    );
    let closing = metric(
        "stock",
        "money",
        "",
        "SELECT entity, date, amount AS value, commodity, file, line FROM posting",
    );
    let script = "SET quarterdeck.as_of = '2026-09-30';
        INSERT INTO posting (entity, date, account, commodity, amount) VALUES
            ('p/a', '2026-08-01', 'Assets:Bank', 'EUR', 100),
            ('p/a', '2026-09-10', 'Assets:Bank', 'EUR', 10),
            ('p/a', '2026-09-10', 'Assets:Bank', 'USD', 7);
        INSERT INTO price (entity, date, commodity, price, quote) VALUES
            ('p', '2026-08-01', 'EUR', 1.1, 'USD'),
            ('p', '2026-09-10', 'EUR', 1.2, 'USD'),
            ('p', '2026-09-30', 'EUR', 1.5, 'USD')";
    let files = [("metrics/kept.sql", kept.as_str()), ("metrics/closing.sql", closing.as_str())];
    check(
        &evaluation(&engine(&files, script), &[]),
        &[
            ("portfolio/kept/2026-08", "110"),
            ("portfolio/kept/2026-09", "129"),
            ("portfolio/closing/2026-08", "110"),
            ("portfolio/closing/2026-09", "172"),
        ],
    );
}

#[test]
fn missing_is_named_and_zero_is_zero() {
    let script = "SET quarterdeck.as_of = '2026-09-30';
        INSERT INTO source_status (entity, source, covers_start, covers_end, tables) VALUES
            ('p/quiet', 'quiet-books', '2026-06-01', '2026-10-01', 'posting');
        INSERT INTO entity (entity) VALUES ('p/none');
        INSERT INTO posting (entity, source, date, account, amount) VALUES
            ('p/late', 'late-books', '2026-07-09', 'Income:A', -1),
            ('p/late', 'late-books', '2026-08-20', 'Income:A', -1),
            ('p/split', 'y2025', '2026-07-09', 'Income:A', -1),
            ('p/split', 'y2026', '2026-09-09', 'Income:A', -1),
            ('p/split', 'y2026', '2026-08-09', 'Income:A', -1)";
    let run = engine(&[("metrics/revenue.sql", &revenue())], script);
    check(
        &evaluation(&run, &[]),
        &[
            ("quiet/revenue/2026-06", "0"),
            ("quiet/revenue/2026-09", "0"),
            ("none/revenue/2026-09", "insufficient data: no source of posting"),
            ("none/revenue/2026-08", "nothing"),
            ("late/revenue/2026-08", "1"),
            ("late/revenue/2026-09", "insufficient data: late-books ends 2026-08-20"),
            ("split/revenue/2026-07", "1"),
            ("split/revenue/2026-09", "1"),
            ("portfolio/revenue/2026-09", "insufficient data: late: late-books ends 2026-08-20"),
        ],
    );
}

#[test]
fn a_partial_period_has_the_same_days_of_the_earlier_one() {
    let script = "SET quarterdeck.as_of = '2026-09-15';
        INSERT INTO posting (entity, date, account, amount) VALUES
            ('p/a', '2026-08-15', 'Income:A', -10), ('p/a', '2026-08-16', 'Income:A', -90),
            ('p/a', '2026-09-15', 'Income:A', -20), ('p/a', '2026-09-16', 'Income:A', -5)";
    let mean = derived("t3m(revenue)", "");
    let files = [("metrics/revenue.sql", revenue()), ("metrics/mean.sql", mean)];
    let files = files.iter().map(|(path, text)| (*path, text.as_str())).collect::<Vec<_>>();
    let all = evaluation(&engine(&files, script), &[]);
    check(
        &all,
        &[("a/revenue/2026-09", "20"), ("a/revenue/2026-08", "100"), ("a/mean/2026-09", "100")],
    );
    assert!(measure(&all, "a/revenue/2026-09").unwrap().is_partial);
    let root = qd_model::EntityKey::root("p").unwrap();
    let august = FigureId::parse("a/revenue/2026-08", &root).unwrap();
    let same_days = all.measures.same_days(august.key()).unwrap();
    assert_eq!(same_days.value.number(), Some(10.into()));
}

#[test]
fn money_is_converted_flows_at_their_day_and_stocks_at_the_end() {
    let script = "SET quarterdeck.as_of = '2026-09-30';
        INSERT INTO price (entity, date, commodity, price, quote) VALUES
            ('p', '2026-09-01', 'EUR', 1.10, 'USD'), ('p', '2026-09-20', 'EUR', 1.20, 'USD');
        INSERT INTO posting (entity, date, account, amount, commodity) VALUES
            ('p/a', '2026-09-10', 'Income:A', -10, 'EUR'), ('p/a', '2026-09-21', 'Income:A', -10, 'EUR'),
            ('p/a', '2026-09-10', 'Assets:A', 10, 'EUR'), ('p/a', '2026-09-10', 'Assets:A', 1, 'USD'),
            ('p/b', '2026-09-10', 'Income:A', -10, 'MXN')";
    let files = [("metrics/revenue.sql", revenue()), ("metrics/cash.sql", cash())];
    let files = files.iter().map(|(path, text)| (*path, text.as_str())).collect::<Vec<_>>();
    check(
        &evaluation(&engine(&files, script), &[]),
        &[
            ("a/revenue/2026-09", "23"),
            ("a/cash/2026-09", "13"),
            ("b/revenue/2026-09", "insufficient data: no rate MXN to USD on 2026-09-10"),
            ("portfolio/revenue/2026-09", "insufficient data: b: no rate MXN to USD on 2026-09-10"),
        ],
    );
}

fn finance(script: &str) -> Engine {
    let files = [
        ("metrics/revenue.sql", revenue()),
        ("metrics/cash.sql", cash()),
        ("metrics/mean.sql", derived("t3m(revenue)", "")),
        ("metrics/fee.sql", derived("round_half_up(revenue * param.share, 2)", "")),
        ("metrics/months.sql", derived("cash / mean", "positive = { mean = \"no revenue\" }")),
        ("metrics/step.sql", derived("revenue - prior(revenue)", "")),
        (
            "metrics/ratio.sql",
            metric("ratio", "ratio", "numerator = \"cash\"\ndenominator = \"revenue\"", ""),
        ),
    ];
    let files = files.iter().map(|(path, text)| (*path, text.as_str())).collect::<Vec<_>>();
    engine(&files, script)
}

#[test]
fn expressions_follow_their_inputs() {
    let script = format!(
        "{BOOKS}; INSERT INTO parameter (entity, name, value, assumed) VALUES
            ('p', 'share', 0.18, false), ('p/queen', 'share', 0.5, true)"
    );
    let all = evaluation(&finance(&script), &[]);
    check(
        &all,
        &[
            ("jada/mean/2026-09", "380.366666666667"),
            ("jada/mean/2026-08", "150.05"),
            ("queen/mean/2026-09", "50"),
            ("jada/fee/2026-09", "151.38"),
            ("queen/fee/2026-09", "25"),
            ("jada/step/2026-09", "641"),
            ("jada/ratio/2026-08", "0.5005"),
            ("jada/months/2026-09", "0.157742529139"),
            ("queen/ratio/2026-09", "0"),
        ],
    );
    let basis = |figure: &str| measure(&all, figure).unwrap().basis;
    assert_eq!(basis("jada/fee/2026-09"), Basis::Derived);
    assert_eq!(basis("queen/fee/2026-09"), Basis::Assumed);
    assert_eq!(measure(&all, "queen/mean/2026-09").unwrap().n, Some(1));
    assert_eq!(measure(&all, "jada/mean/2026-09").unwrap().n, None);
}

#[test]
fn what_does_not_exist_says_why() {
    let script = "SET quarterdeck.as_of = '2026-09-30';
        INSERT INTO posting (entity, date, account, amount) VALUES
            ('p/a', '2026-09-10', 'Assets:A', 10)";
    check(
        &evaluation(&finance(script), &[]),
        &[
            ("a/ratio/2026-09", "n/a (revenue is zero)"),
            ("a/months/2026-09", "n/a (no revenue)"),
            ("a/fee/2026-09", "insufficient data: parameter share"),
        ],
    );
}

#[test]
fn targets_are_plans() {
    let script = format!(
        "{BOOKS}; INSERT INTO target (entity, metric, period, value) VALUES
            ('p/jada', 'revenue', '2026-09', 900), ('p/queen', 'revenue', '2026-09', 60),
            ('p/jada', 'revenue', '2026-08', 300)"
    );
    let all = evaluation(&engine(&[("metrics/revenue.sql", &revenue())], &script), &[]);
    check(
        &all,
        &[
            ("jada/revenue/2026-09/plan", "900"),
            ("portfolio/revenue/2026-09/plan", "960"),
            ("portfolio/revenue/2026-08/plan", "nothing"),
        ],
    );
}
