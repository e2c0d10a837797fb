//! Bad input, one document each: it stays readable, is shed by rule, or says why it is absent.
//!
//! The golden is the text, which a reader of a change can read; every law of whole documents is
//! checked of the other media, with and without pictures.

use qd_model::{Decimal, Entity, EntityKey, Evaluation, Measures, Period, Reason, Value};

use crate::tests::check_laws;
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
"#;

fn check(name: &str, change: impl Fn(&mut Evaluation)) {
    let mut evaluation = zoo::evaluation();
    change(&mut evaluation);
    let template = Template::parse("reports/bad-input.md", TEMPLATE);
    let template = template.unwrap_or_else(|mistakes| {
        panic!("{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    let context = DocumentContext::default();
    let report = assemble(&template, &evaluation, &zoo::root(), &context);
    let rendered = check_laws(&report);
    // The definitions at the end are the same for all.
    let (text, _) = rendered.text.split_once("\nNotes\n").unwrap_or((&rendered.text, ""));
    let text = if text.lines().count() > 90 { shortened(text) } else { text.to_owned() };
    insta::assert_snapshot!(format!("bad.{name}.txt"), text);
}

/// The first and the last lines of what is long by itself.
fn shortened(text: &str) -> String {
    let lines = text.lines().collect::<Vec<_>>();
    let (head, tail) = (&lines[..60], &lines[lines.len() - 20..]);
    format!("{}\n[{} lines]\n{}", head.join("\n"), lines.len() - 80, tail.join("\n"))
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

#[test]
fn names_of_200_characters() {
    check("long-names", |evaluation| {
        rename(evaluation, &"Venture of many words ".repeat(10)[..199])
    });
}

#[test]
fn names_that_run_from_right_to_left() {
    check("right-to-left", |evaluation| rename(evaluation, "שלום עולם مرحبا "));
}

#[test]
fn names_of_emoji() {
    check("emoji", |evaluation| rename(evaluation, "👩‍👩‍👧‍👦🚤 "));
}

#[test]
fn amounts_of_fifteen_digits() {
    let large = Decimal::new(123_456_789_012_345, 0);
    check("fifteen-digits", |evaluation| {
        revalue(evaluation, |number| Value::Number(number.add(large).unwrap()));
    });
}

#[test]
fn fifty_entities() {
    check("fifty-entities", |evaluation| {
        let month = Period::parse("2026-09").unwrap();
        for number in 0..50 {
            let key: EntityKey = zoo::root().member(&format!("venture-{number:02}")).unwrap();
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
    });
}

#[test]
fn a_table_of_400_rows() {
    check("many-rows", |evaluation| {
        for table in evaluation.tables.values_mut() {
            let rows = table.rows.iter().cycle().take(400).cloned().collect();
            table.rows = rows;
        }
    });
}

#[test]
fn an_empty_month() {
    check("empty-month", |evaluation| {
        let month = Period::parse("2026-09").unwrap();
        let kept = evaluation.measures.iter().filter(|(key, _)| key.period != month);
        let kept = kept.map(|(key, measure)| (key.clone(), measure.clone())).collect::<Vec<_>>();
        evaluation.measures = Measures::default();
        for (key, measure) in kept {
            evaluation.measures.insert(key, measure);
        }
        evaluation.tables.values_mut().for_each(|table| table.rows.clear());
    });
}

#[test]
fn every_value_missing() {
    check("all-missing", |evaluation| {
        revalue(evaluation, |_| Value::Missing(Reason::insufficient("books end 2026-08-20")));
    });
}

#[test]
fn one_data_point() {
    check("one-point", |evaluation| {
        let month = Period::parse("2026-09").unwrap();
        evaluation.measures = Measures::default();
        let cash = zoo::key("cash", &zoo::root(), month);
        evaluation.measures.insert(cash, zoo::measure("31250.40"));
        evaluation.tables.values_mut().for_each(|table| table.rows.truncate(1));
    });
}

#[test]
fn negative_everything() {
    check("negative", |evaluation| {
        revalue(evaluation, |number| Value::Number(number.neg()));
    });
}
