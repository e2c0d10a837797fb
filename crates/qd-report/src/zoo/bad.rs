//! Bad input, one document each: long names, foreign scripts, huge numbers, nothing at all.
//!
//! Renderers are held to stay readable, to shed by rule, or to say why something is absent.

use qd_model::report::Report;
use qd_model::{Decimal, Entity, Evaluation, Measures, Period, Reason, Value};

use crate::{DocumentContext, Template, assemble, zoo};

/// A report of every shape that numbers and names stand in.
const TEMPLATE: &str = r#"+++
title = "Bad input"
role = "cfo"

[[message]]
text = "Cash is {{ cash }}."
[[message]]
text = "Nobody knows the cash."
+++
```kpis
metrics = ["cash", "net_burn", "revenue"]
```

```chart
title = "Cash at month end"
metric = "cash"
kind = "column"
delta = "prior"
```

```chart
title = "Revenue, a month to the next"
metric = "revenue"
kind = "bridge"
```

```statement
columns = "metrics"
rows = ["revenue", "variable_cost", { metric = "contribution", style = "total" }]
```

```table
view = "rent_roll"
limit = 400
drop = ["renewal"]
```

# Appendix

```chart
title = "Revenue by venture"
metric = "revenue"
kind = "multiples"
```
"#;

/// The documents by the name of what is bad about them.
pub fn documents() -> Vec<(&'static str, Report)> {
    let large = Decimal::new(123_456_789_012_345, 0);
    vec![
        document("long-names", |evaluation| {
            rename(evaluation, &"Venture of many words ".repeat(10)[..199]);
        }),
        document("right-to-left", |evaluation| rename(evaluation, "שלום עולם مرحبا ")),
        document("emoji", |evaluation| rename(evaluation, "👩‍👩‍👧‍👦🚤 ")),
        document("fifteen-digits", |evaluation| {
            revalue(evaluation, |number| Value::Number(number.add(large).unwrap()));
        }),
        document("fifty-entities", fifty_entities),
        document("many-rows", |evaluation| {
            for table in evaluation.tables.values_mut() {
                let rows = table.rows.iter().cycle().take(400).cloned().collect();
                table.rows = rows;
            }
        }),
        document("empty-month", empty_month),
        document("all-missing", |evaluation| {
            revalue(evaluation, |_| Value::Missing(Reason::insufficient("books end 2026-08-20")));
        }),
        document("one-point", |evaluation| {
            let month = Period::parse("2026-09").unwrap();
            evaluation.measures = Measures::default();
            let cash = zoo::key("cash", &zoo::root(), month);
            evaluation.measures.insert(cash, zoo::measure("31250.40"));
            evaluation.tables.values_mut().for_each(|table| table.rows.truncate(1));
        }),
        document("negative", |evaluation| {
            revalue(evaluation, |number| Value::Number(number.neg()));
        }),
    ]
}

fn document(name: &'static str, change: impl Fn(&mut Evaluation)) -> (&'static str, Report) {
    let mut evaluation = zoo::evaluation();
    change(&mut evaluation);
    let template = Template::parse("reports/bad-input.md", TEMPLATE);
    let template = template.unwrap_or_else(|mistakes| {
        panic!("{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    (name, assemble(&template, &evaluation, &zoo::root(), &DocumentContext::default()))
}

fn fifty_entities(evaluation: &mut Evaluation) {
    let month = Period::parse("2026-09").unwrap();
    for number in 0..50 {
        let key = zoo::root().member(&format!("venture-{number:02}")).unwrap();
        let entity = Entity {
            key: key.clone(),
            name: format!("Venture {number:02}"),
            ..evaluation.entities[1].clone()
        };
        evaluation.entities.push(entity);
        evaluation.scope.entities.insert(key.clone());
        for (metric, value) in [("revenue", 1000 + number), ("variable_cost", 400)] {
            let amount = zoo::measure(&value.to_string());
            evaluation.measures.insert(zoo::key(metric, &key, month), amount.clone());
            evaluation.measures.insert(zoo::key(metric, &key, month.prior()), amount);
        }
    }
    evaluation.n_entities = evaluation.scope.entities.len();
}

fn empty_month(evaluation: &mut Evaluation) {
    let month = Period::parse("2026-09").unwrap();
    let kept = evaluation.measures.iter().filter(|(key, _)| key.period != month);
    let kept = kept.map(|(key, measure)| (key.clone(), measure.clone())).collect::<Vec<_>>();
    evaluation.measures = Measures::default();
    for (key, measure) in kept {
        evaluation.measures.insert(key, measure);
    }
    evaluation.tables.values_mut().for_each(|table| table.rows.clear());
}

fn rename(evaluation: &mut Evaluation, name: &str) {
    for (at, entity) in evaluation.entities.iter_mut().enumerate() {
        entity.name = format!("{name}{at}");
    }
    for row in evaluation.tables.values_mut().flat_map(|table| &mut table.rows) {
        row.cells[1] = qd_model::Cell::Text(qd_model::Untrusted::new(name.to_owned()));
    }
}

/// Puts every measure through `change`.
fn revalue(evaluation: &mut Evaluation, change: impl Fn(Decimal) -> Value) {
    let measures = evaluation.measures.iter().map(|(key, measure)| {
        let mut changed = measure.clone();
        if let Some(number) = measure.value.number() {
            changed.value = change(number);
        }
        (key.clone(), changed)
    });
    for (key, measure) in measures.collect::<Vec<_>>() {
        evaluation.measures.insert(key, measure);
    }
}
