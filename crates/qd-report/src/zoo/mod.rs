//! A small portfolio for tests and benches of every renderer, in this crate and in others: every
//! kind of figure, gap, finding and text that a report can meet. No verb of the product reads it.

#![allow(
    clippy::unwrap_used,
    reason = "a portfolio that stands in the code and cannot be built is a bug"
)]

pub mod bad;
#[cfg(test)]
mod changed;
pub mod gallery;
mod lists;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use qd_model::report::Report;
use qd_model::{
    Basis, Better, Calendar, Commodity, Decimal, Display, Entity, EntityKey, Evaluation, Measure,
    MeasureKey, Measures, MetricId, MetricInfo, MetricKind, OperatingModel, Period, Reason, Role,
    Scenario, Scope, Unit, Value,
};

#[cfg(test)]
pub(crate) use changed::{hostile, previous};

use crate::{DocumentContext, Template, assemble};

/// The template that shows every component.
pub(crate) const TEMPLATE: &str = include_str!("zoo.md");

/// The report that shows every component.
pub fn report() -> Report {
    assemble(&template(), &evaluation(), &root(), &DocumentContext::default())
}

pub(crate) fn template() -> Template {
    Template::parse("reports/zoo.md", TEMPLATE).unwrap_or_else(|mistakes| {
        panic!("{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

pub(crate) fn root() -> EntityKey {
    EntityKey::root("example-holdings").unwrap()
}

pub(crate) fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The roles that see everything of the zoo but the wages.
pub(crate) fn roles() -> BTreeSet<Role> {
    ["ceo", "cfo", "cmo", "accounting"].into_iter().map(|role| Role::new(role).unwrap()).collect()
}

/// The whole portfolio, 2026-09-30.
pub(crate) fn evaluation() -> Evaluation {
    let entities = entities();
    let visible = entities.iter().map(|entity| entity.key.clone()).filter(|key| !key.is_root());
    let scope = Scope { root: root(), entities: visible.collect(), is_whole: true };
    Evaluation {
        portfolio_name: "Example Holdings".into(),
        n_entities: 7,
        scope,
        as_of: date("2026-09-30"),
        instant: DateTime::<Utc>::from_timestamp(1_790_000_000, 0).unwrap(),
        calendar: Calendar::default(),
        entities,
        metrics: metrics(),
        rules: lists::rules(),
        measures: measures(),
        findings: lists::findings(),
        claims: lists::claims(),
        actions: lists::actions(),
        done: lists::done(),
        agenda: Some(lists::agenda()),
        tables: lists::tables(),
        sources: lists::sources(),
        diagnostics: lists::diagnostics(),
    }
}

const ENTITIES: [(&str, &str, OperatingModel); 7] = [
    ("jada", "JADA", OperatingModel::Charter),
    ("queen-of-san-diego", "Queen of San Diego", OperatingModel::Charter),
    ("quickdumpnow", "QuickDumpNow", OperatingModel::Hauling),
    ("dangerous-centaur", "Dangerous Centaur", OperatingModel::Agency),
    ("51st-street", "51st Street Rental", OperatingModel::Rental),
    ("expert-yacht-delivery", "Expert Yacht Delivery", OperatingModel::Delivery),
    ("centaur-clients", "Dangerous Centaur client portfolio", OperatingModel::Agency),
];

fn entities() -> Vec<Entity> {
    let entity = |key, name: &str, model| Entity {
        key,
        name: name.into(),
        model,
        parent: None,
        currency: Commodity::new("USD"),
        ownership: Decimal::ONE,
    };
    let root_entity = entity(root(), "Example Holdings", OperatingModel::Generic);
    let ventures =
        ENTITIES.map(|(id, name, model)| entity(root().member(id).unwrap(), name, model));
    std::iter::once(root_entity).chain(ventures).collect()
}

fn metrics() -> BTreeMap<MetricId, MetricInfo> {
    use MetricKind::{Derived, Flow, Query, Ratio, Stock};
    let rows = [
        (
            "cash",
            "Cash on hand",
            Stock,
            Unit::Money,
            Better::Up,
            "sum of cash accounts at the period's end",
        ),
        (
            "revenue",
            "Revenue",
            Flow,
            Unit::Money,
            Better::Up,
            "earned in the period, deposits left out",
        ),
        (
            "variable_cost",
            "Variable cost",
            Flow,
            Unit::Money,
            Better::Down,
            "costs that come with a unit of service",
        ),
        (
            "contribution",
            "Contribution",
            Derived,
            Unit::Money,
            Better::Up,
            "revenue - variable cost",
        ),
        ("margin", "Contribution margin", Ratio, Unit::Ratio, Better::Up, "contribution / revenue"),
        ("net_burn", "Net burn", Flow, Unit::Money, Better::Down, "cash out less cash in"),
        ("runway", "Runway", Derived, Unit::Months, Better::Up, "cash / net burn"),
        (
            "booking_rate",
            "Booking rate",
            Query,
            Unit::Ratio,
            Better::Up,
            "bookings / inquiries, pooled over channels",
        ),
        (
            "net_per_charter",
            "Net of one charter",
            Derived,
            Unit::Money,
            Better::Up,
            "gross - crew - captain - fee",
        ),
        ("charters", "Charters", Flow, Unit::Count, Better::Up, "services in the period"),
        (
            "insured_until",
            "Insured until",
            Query,
            Unit::Date,
            Better::None,
            "the first policy to end",
        ),
        ("secret_wages", "Wages", Flow, Unit::Money, Better::None, "for the CFO alone"),
    ];
    let metrics = rows.map(|(id, title, kind, unit, better, formula)| {
        let id = MetricId::new(id).unwrap();
        let is_exact = id.as_str() == "net_per_charter";
        let for_cfo = id.as_str() == "secret_wages";
        let info = MetricInfo {
            title: title.into(),
            kind,
            unit,
            better,
            display: if is_exact { Display::Exact } else { Display::Magnitude },
            dimensions: if id.as_str() == "booking_rate" {
                vec!["channel".into()]
            } else {
                Vec::new()
            },
            models: Vec::new(),
            roles: if for_cfo { BTreeSet::from([Role::new("cfo").unwrap()]) } else { roles() },
            formula: formula.into(),
            why: String::new(),
            source: String::new(),
            inputs: Vec::new(),
            defined_in: format!("metrics/{id}.sql"),
            id: id.clone(),
        };
        (id, info)
    });
    metrics.into_iter().collect()
}

pub(crate) fn key(metric: &str, entity: &EntityKey, period: Period) -> MeasureKey {
    MeasureKey {
        metric: MetricId::new(metric).unwrap(),
        entity: entity.clone(),
        period,
        scenario: Scenario::Actual,
        dimension: String::new(),
    }
}

pub(crate) fn measure(value: &str) -> Measure {
    Measure {
        value: Value::Number(dec(value)),
        low: None,
        high: None,
        n: None,
        unit: "USD".into(),
        basis: Basis::Measured,
        evidence_count: 12,
        is_partial: false,
    }
}

fn measures() -> Measures {
    let mut measures = Measures::default();
    let september = Period::parse("2026-09").unwrap();
    let mut period = september;
    // Thirteen months back from September; the shape matters, not the numbers.
    for (back, cash) in [
        "31250.40", "33870", "36120", "38410", "35200", "30150", "27400", "29800", "34100",
        "37900", "41200", "43800", "45100",
    ]
    .iter()
    .enumerate()
    {
        measures.insert(key("cash", &root(), period), measure(cash));
        let burn = Decimal::from(6_800 + 120 * (back as i64 % 5));
        measures.insert(key("net_burn", &root(), period), measure(&burn.to_string()));
        let revenue = Decimal::from(21_400 - 730 * back as i64);
        measures.insert(key("revenue", &root(), period), measure(&revenue.to_string()));
        period = period.prior();
    }
    per_entity(&mut measures, september);
    channels(&mut measures, september);
    let root = root();
    let mut runway = measure("4.59");
    (runway.basis, runway.unit) = (Basis::Assumed, "months".into());
    (runway.low, runway.high) = (Some(dec("3.1")), Some(dec("6.8")));
    measures.insert(key("runway", &root, september), runway);
    let mut margin = measure("0.3442");
    margin.basis = Basis::Derived;
    measures.insert(key("margin", &root, september), margin);
    let mut earlier = measure("0.3612");
    earlier.basis = Basis::Derived;
    measures.insert(key("margin", &root, september.prior()), earlier);
    measures.insert(key("net_per_charter", &root, september), measure("289.41"));
    measures.insert(key("insured_until", &root, september), measure("20781"));
    let plan = MeasureKey { scenario: Scenario::Plan, ..key("revenue", &root, september) };
    measures.insert(plan, measure("24000"));
    let forecast = MeasureKey { scenario: Scenario::Forecast, ..key("cash", &root, september) };
    measures.insert(forecast, measure("30900"));
    let mut gap = measure("0");
    gap.value = Value::Missing(Reason::insufficient("no source for table job"));
    measures.insert(key("charters", &root, september), gap);
    measures
}

fn per_entity(measures: &mut Measures, september: Period) {
    let rows = [
        ("jada", "9248.25", "6064.74", "11200"),
        ("queen-of-san-diego", "2475", "1980", "1650"),
        ("quickdumpnow", "4200", "2950", "3900"),
        ("dangerous-centaur", "1500", "310", "1500"),
        ("51st-street", "3150", "1240", "3150"),
        ("expert-yacht-delivery", "826.75", "1170", "0"),
    ];
    for (id, revenue, cost, earlier) in rows {
        let entity = root().member(id).unwrap();
        measures.insert(key("revenue", &entity, september), measure(revenue));
        measures.insert(key("variable_cost", &entity, september), measure(cost));
        let contribution = dec(revenue).sub(dec(cost)).unwrap().to_string();
        let mut derived = measure(&contribution);
        derived.basis = Basis::Derived;
        measures.insert(key("contribution", &entity, september), derived);
        measures.insert(key("revenue", &entity, september.prior()), measure(earlier));
    }
    let clients = root().member("centaur-clients").unwrap();
    for metric in ["revenue", "variable_cost", "contribution"] {
        let mut gap = measure("0");
        gap.value = Value::Missing(Reason::insufficient("no source for table invoice"));
        measures.insert(key(metric, &clients, september), gap);
    }
    measures.insert(key("variable_cost", &root(), september), measure("13714.74"));
    measures.insert(key("contribution", &root(), september), measure("7685.26"));
}

/// The worked channels of LOOK 6.7.
fn channels(measures: &mut Measures, september: Period) {
    let rows = [
        ("direct", "0.0454", "0.025", "0.072", 180),
        ("sailo", "0.0429", "0.019", "0.113", 40),
        ("viator", "0.0268", "0.0004", "0.081", 12),
    ];
    for (channel, rate, low, high, n) in rows {
        let mut pooled = measure(rate);
        (pooled.low, pooled.high, pooled.n) = (Some(dec(low)), Some(dec(high)), Some(n));
        (pooled.unit, pooled.basis) = ("ratio".into(), Basis::Derived);
        let dimension = format!("channel={channel}");
        let at = MeasureKey { dimension, ..key("booking_rate", &root(), september) };
        measures.insert(at, pooled);
    }
}
