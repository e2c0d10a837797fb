use std::collections::BTreeSet;

use qd_model::{
    Decimal, EntityKey, EvidenceRows, FigureId, OperatingModel, Scope, Trace, TraceInput,
};

use crate::engine::whole_scope;
use crate::session::{self, TestStatement};
use crate::slt::Case;
use crate::{Catalog, CatalogFile, Engine, EngineError};

const FILES: [(&str, &str); 8] = [
    (
        "metrics/takings.sql",
        "kind = \"flow\"\nunit = \"money\"\ndimensions = [\"side\"]\nmodels = [\"charter\"]\n*/\n\
         SELECT entity, date, -amount AS value, commodity, counterparty AS side, n_postings, \
         file, line FROM posting_day WHERE account_type = 'income'",
    ),
    (
        "metrics/money_held.sql",
        "kind = \"stock\"\nunit = \"money\"\n*/\n\
         SELECT entity, date, amount AS value, commodity, n_postings, file, line \
         FROM asset_day",
    ),
    (
        "views/asset_day.sql",
        "*/\nSELECT entity, date, amount, commodity, n_postings, file, line \
         FROM posting_day WHERE account LIKE 'Assets:%'",
    ),
    (
        "metrics/takings_mean.sql",
        "kind = \"derived\"\nunit = \"money\"\nexpression = \"t3m(takings) - param.floor\"\n*/\n",
    ),
    (
        "metrics/takings_growth.sql",
        "kind = \"ratio\"\nunit = \"ratio\"\nnumerator = \"takings - prior(takings)\"\n\
         denominator = \"prior(takings)\"\n*/\n",
    ),
    (
        "metrics/best_takings.sql",
        "kind = \"query\"\nunit = \"money\"\nreads = [\"takings\"]\nneeds = []\n*/\n\
         SELECT entity, period, value, unit AS commodity FROM measure \
         WHERE metric = 'takings' AND dimension = '' AND scenario = 'actual' \
         AND entity LIKE '%/%'",
    ),
    (
        "metrics/pages_seen.sql",
        "kind = \"query\"\nunit = \"count\"\nroot = \"sum\"\nneeds = []\n*/\n\
         SELECT entity, count(*) AS value FROM posting GROUP BY entity",
    ),
    (
        "parameters.toml",
        "[[parameter]]\nname = \"floor\"\nvalue = 100\nunit = \"USD\"\nassumed = true\n\
         source = \"a guess\"\n",
    ),
];

const FACTS: [&str; 7] = [
    "SET quarterdeck.as_of = '2026-09-30'",
    "INSERT INTO entity (entity, model, currency) VALUES ('p/jada', 'charter', 'USD'), \
     ('p/kai', 'charter', 'USD'), ('p/home', 'rental', 'USD')",
    "INSERT INTO posting (entity, date, account, amount, commodity, counterparty, file, line) \
     VALUES ('p/jada', '2026-07-03', 'Income:Trips', -300, 'USD', 'a', 'jada.beancount', 4), \
     ('p/jada', '2026-08-03', 'Income:Trips', -400, 'USD', 'a', 'jada.beancount', 9), \
     ('p/jada', '2026-08-03', 'Income:Trips', -400, 'USD', 'a', 'jada.beancount', 11), \
     ('p/jada', '2026-09-02', 'Income:Trips', -500, 'USD', null, 'jada.beancount', 20), \
     ('p/jada', '2026-09-04', 'Income:Trips', -100, 'EUR', 'b', 'jada.beancount', 30), \
     ('p/jada', '2026-09-04', 'Assets:Bank', 100, 'EUR', null, 'jada.beancount', 31), \
     ('p/jada', '2026-09-02', 'Assets:Bank', 500, 'USD', null, 'jada.beancount', 21)",
    "INSERT INTO posting (entity, date, account, amount, commodity, file, line) \
     VALUES ('p/kai', '2026-09-09', 'Income:Trips', -70, 'USD', 'kai.beancount', 5), \
     ('p/kai', '2026-07-09', 'Assets:Bank', 70, 'USD', 'kai.beancount', 6), \
     ('p/home', '2026-09-09', 'Assets:Bank', 11, 'USD', 'home.beancount', 2), \
     ('p', '2026-09-01', 'Assets:Bank', 5, 'USD', 'root.beancount', 7)",
    "INSERT INTO price (entity, date, commodity, price, quote, file, line) VALUES \
     ('p', '2026-09-01', 'EUR', 1.10, 'USD', 'prices.csv', 2), \
     ('p', '2026-09-20', 'EUR', 1.20, 'USD', 'prices.csv', 3)",
    "INSERT INTO target (entity, metric, period, value, file, line) VALUES \
     ('p/jada', 'takings', '2026-09', 900, 'plan.csv', 8)",
    "INSERT INTO parameter (entity, name, value, file, line) VALUES \
     ('p/kai', 'floor', 7, 'quarterdeck.toml', 12)",
];

fn engine() -> Engine {
    let file = |(path, text): &(&str, &str)| {
        let header = "title = \"T\"\nroles = [\"ceo\"]\nformula = \"\"\nwhy = \"\"\nsource = \"\"";
        let text = match path.split('/').next().unwrap() {
            "metrics" => format!("/*\n{header}\n{text}"),
            "views" => format!("/*\n{text}"),
            _ => (*text).to_owned(),
        };
        CatalogFile { layer: "test".into(), path: (*path).into(), text }
    };
    let catalog = Catalog::load(&[FILES.iter().map(file).collect()]);
    let catalog = catalog.unwrap_or_else(|errors| panic!("{errors:#?}"));
    let mut case = Case::new(OperatingModel::Generic);
    for statement in FACTS {
        match session::parse_test(statement).unwrap() {
            TestStatement::Insert(inserted) => case.insert(&inserted).unwrap(),
            TestStatement::Set { name, value } => case.set(&name, &value).unwrap(),
            TestStatement::Reset | TestStatement::Select => unreachable!("no such statement"),
        }
    }
    Engine::new(catalog, case.input().unwrap()).unwrap()
}

fn id(text: &str) -> FigureId {
    FigureId::parse(text, &EntityKey::root("p").unwrap()).unwrap()
}

fn shown(rows: &EvidenceRows) -> Vec<String> {
    let row = |row: &qd_model::TraceRow| {
        let value = row.value.map(|value| value.to_string()).unwrap_or_default();
        format!("{} {} {}", row.date, value, row.evidence).trim().to_owned()
    };
    rows.rows.iter().map(row).collect()
}

fn whole(engine: &Engine) -> Scope {
    whole_scope(engine.portfolio(&EntityKey::root("p").unwrap()).unwrap())
}

/// The measure's value from its rows alone, each in the rate that it names.
fn sum(trace: &Trace) -> Decimal {
    trace.rows.rows.iter().fold(Decimal::ZERO, |sum, row| {
        let rate = row.rate.as_deref().map_or("1", |rate| rate.split(' ').nth(3).unwrap());
        let value = row.value.unwrap().mul(rate.parse().unwrap()).unwrap();
        sum.add(value).unwrap()
    })
}

#[test]
fn rows_of_flows_and_stocks_sum_to_the_measure() {
    let engine = engine();
    let mut n_checked = 0;
    for (key, measure) in engine.whole.values().flat_map(|whole| whole.measures.iter()) {
        let is_plan = key.scenario == qd_model::Scenario::Plan;
        if !["takings", "money_held"].contains(&key.metric.as_str()) || is_plan {
            continue;
        }
        let Some(number) = measure.value.number() else { continue };
        let trace = engine.trace(&FigureId::new(key.clone()), usize::MAX).unwrap();
        assert_eq!(sum(&trace).normalized(), number, "{key}");
        assert_eq!(trace.rows.count, measure.evidence_count, "{key}");
        assert_eq!(trace.rows.rows.len() as u64, trace.rows.count, "{key}");
        n_checked += 1;
    }
    assert!(n_checked > 50, "{n_checked}");
}

#[test]
fn rows_end_at_single_postings() {
    let engine = engine();
    let check = |text: &str, expected: &[&str]| {
        let trace = engine.trace(&id(text), 20).unwrap();
        assert_eq!(shown(&trace.rows), expected, "{text}");
        trace
    };
    check(
        "jada/takings/2026-08",
        &["2026-08-03 400 jada.beancount:9", "2026-08-03 400 jada.beancount:11"],
    );
    check(
        "jada/takings/2026-08-03/side=a",
        &["2026-08-03 400 jada.beancount:9", "2026-08-03 400 jada.beancount:11"],
    );
    check("jada/takings/2026-09/side=none", &["2026-09-02 500 jada.beancount:20"]);
    check("jada/takings/2026-09/plan", &["900 plan.csv:8"]);
    let trace = check("jada/takings/2026-09/side=b", &["2026-09-04 100 jada.beancount:30"]);
    let rate = trace.rows.rows[0].rate.as_deref();
    assert_eq!(rate, Some("1 EUR = 1.1 USD on 2026-09-01, prices.csv:2"));
    let trace = check(
        "portfolio/money_held/2026-09",
        &[
            "2026-07-09 70 kai.beancount:6",
            "2026-09-01 5 root.beancount:7",
            "2026-09-02 500 jada.beancount:21",
            "2026-09-04 100 jada.beancount:31",
            "2026-09-09 11 home.beancount:2",
        ],
    );
    assert!(trace.sql.unwrap().contains("FROM asset_day"));
}

#[test]
fn formulas_show_their_numbers_and_inputs() {
    let engine = engine();
    let trace = engine.trace(&id("kai/takings_mean/2026-09"), 20).unwrap();
    assert_eq!(trace.substituted.as_deref(), Some("((0 + 0 + 70) / 3) - 7"));
    let names = trace.inputs.iter().map(|input| match input {
        TraceInput::Figure(trace) => trace.figure.to_string(),
        TraceInput::Parameter { name, evidence, .. } => format!("{name} {evidence}"),
    });
    assert_eq!(
        names.collect::<Vec<_>>(),
        [
            "kai/takings/2026-07",
            "kai/takings/2026-08",
            "kai/takings/2026-09",
            "floor quarterdeck.toml:12"
        ]
    );
    let trace = engine.trace(&id("jada/takings_growth/2026-09"), 20).unwrap();
    assert_eq!(trace.substituted.as_deref(), Some("(610 - 800) / 800"));
}

#[test]
fn evidence_counts_each_row_once() {
    let engine = engine();
    let scope = whole(&engine);
    let check = |text: &str, limit, count: u64, expected: &[&str]| {
        let id = id(text);
        let found = engine.evidence(&scope, std::slice::from_ref(&id), limit).unwrap();
        assert_eq!(
            (shown(&found[&id]).as_slice(), found[&id].count),
            (expected.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>().as_slice(), count)
        );
    };
    check(
        "kai/takings_mean/2026-09",
        20,
        2,
        &["7 quarterdeck.toml:12", "2026-09-09 70 kai.beancount:5"],
    );
    // The period before stands twice in the formula.
    check("jada/takings_growth/2026-09", 1, 4, &["2026-08-03 400 jada.beancount:9"]);
    // A query without places: what it reads, or the facts.
    check("kai/best_takings/2026-09", 9, 1, &["2026-09-09 70 kai.beancount:5"]);
    check("home/pages_seen/2026-09", 9, 1, &["2026-09-09  home.beancount:2"]);
    check("portfolio/pages_seen/2026-09", 1, 11, &["2026-07-03  jada.beancount:4"]);
    // Without a value there are no rows.
    check("home/takings/2026-09", 9, 0, &[]);
}

#[test]
fn a_partial_scope_sees_its_own_rows() {
    let engine = engine();
    let kai = EntityKey::parse("p/kai").unwrap();
    let root = EntityKey::root("p").unwrap();
    let scope = Scope { root, entities: BTreeSet::from([kai]), is_whole: false };
    let ids = [id("portfolio/money_held/2026-09"), id("jada/takings/2026-09")];
    let found = engine.evidence(&scope, &ids, 9).unwrap();
    assert_eq!(shown(&found[&ids[0]]), ["2026-07-09 70 kai.beancount:6"]);
    assert_eq!(found[&ids[1]], EvidenceRows::default());
}

#[test]
fn unknown_figures_say_what_is_near() {
    let engine = engine();
    let check = |text: &str, expected: &str| match engine.trace(&id(text), 9).unwrap_err() {
        EngineError::UnknownFigure { why, .. } => assert_eq!(why, expected),
        other => panic!("{other}"),
    };
    check("jada/takngs/2026-09", "no metric `takngs`; did you mean `takings`?");
    check("jada/takings/2031-09", "2031-09 begins after 2026-09-30");
    check("jada/takings/2026-10", "2026-10 begins after 2026-09-30");
    check("jad/takings/2026-09", "no entity `jad`; did you mean `jada`?");
    check(
        "home/takings/2026-09",
        "`takings` is for entities of model charter, and `home` is of rental",
    );
    check(
        "jada/takings/2026-09/side=x",
        "nothing is computed for jada in 2026-09; there is `jada/takings/2026-09/side=a`",
    );
    check(
        "jada/money_held/2019-01/forecast",
        "nothing is computed for jada in 2019-01; there is `jada/money_held/2026-09-T12M`",
    );
}
