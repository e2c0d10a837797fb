//! `restated`: figures of closed periods that are not what the last edition printed.
//!
//! A period that is over should stay as it was reported. What changed since is named, with what was
//! said, what holds now and where the rows of now are; nothing is said to be wrong.

use qd_model::report::{Block, Cell, Component as Kind, Place, Span, TableRow};
use qd_model::{Evidence, FigureId, Scenario, Unit, Value};
use serde::Deserialize;

use super::{Component, entity_name};
use crate::assemble::{Builder, CellFigure, Draft, column, number_column};
use crate::format;

/// The restatement alarm.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Restated {
    title: Option<String>,
    #[serde(default = "default_limit")]
    limit: usize,
}

fn default_limit() -> usize {
    12
}

impl Component for Restated {
    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let columns = vec![
            column("Figure", None),
            column("Period", None),
            number_column("As reported", None),
            number_column("Now", None),
            number_column("Difference", Some(1)),
        ];
        let mut draft = Draft::new(Kind::Table, self.title.as_deref(), columns);
        let changed = changed(builder);
        for (id, reported) in changed.iter().take(self.limit) {
            let row = row(id, reported, builder, &mut draft);
            draft.row(row);
        }
        draft.set_more(changed.len().saturating_sub(self.limit));
        draft.set_empty(match &builder.ctx.previous {
            None => "no earlier edition was sent, so there is nothing to compare with",
            Some(_) => "every closed period is as it was reported",
        });
        vec![Block::Table(draft.finish())]
    }
}

/// What the last edition printed of periods that were over, and what is another number now.
fn changed(builder: &Builder<'_>) -> Vec<(FigureId, Value)> {
    let Some(previous) = &builder.ctx.previous else { return Vec::new() };
    let root = &builder.evaluation.scope.root;
    let figures = previous.figures.iter().filter(|(id, _)| !previous.partial.contains(*id));
    let changed = figures.filter_map(|(id, reported)| {
        let id = FigureId::parse(id, root).ok()?;
        let key = id.key();
        let metric = builder.metric(&key.metric)?;
        let is_shown = metric.roles.contains(builder.role) && builder.is_about(&key.entity);
        // What has no history, as a register of today's, says nothing of an earlier month.
        let now = builder.evaluation.measures.get(key)?.value.clone();
        // A reason may be worded anew; a number that came or went is a change.
        let is_same = match (reported, &now) {
            (Value::Number(then), Value::Number(now)) => then == now,
            (Value::Missing(_), Value::Missing(_)) => true,
            _ => false,
        };
        (key.scenario == Scenario::Actual && is_shown && !is_same).then(|| (id, reported.clone()))
    });
    let mut changed = changed.collect::<Vec<_>>();
    changed.sort_by(|(a, _), (b, _)| b.key().period.cmp(&a.key().period).then(a.cmp(b)));
    changed
}

fn row(id: &FigureId, reported: &Value, builder: &mut Builder<'_>, draft: &mut Draft) -> TableRow {
    let key = id.key().clone();
    let title = builder.metric_title(&key.metric);
    let unit = builder.metric(&key.metric).map_or(Unit::Count, |metric| metric.unit.clone());
    let now = builder.measure(key.clone(), Place::Cell);
    let commodity = builder.figure(now).commodity.clone();
    let difference = match (reported, &builder.figure(now).value) {
        (Value::Number(then), Value::Number(now)) => now.sub(*then).ok(),
        _ => None,
    };
    let number = builder.ctx.previous.as_ref().map_or(0, |previous| previous.edition);
    let edition = format!("edition {number}");
    let mut add = |what: &str, value: Option<Value>| {
        let Some(value) = value else { return Cell::default() };
        let cell = CellFigure {
            place: format!("restated/{id}/{what}"),
            label: format!("{title}, {what}"),
            value,
            unit: unit.clone(),
            commodity: commodity.clone(),
            is_exact: true,
            // What an edition printed is kept with the outbox.
            evidence: vec![Evidence::place(edition.clone())],
        };
        let index = builder.cell(cell, Place::Cell);
        draft.figure(builder, index)
    };
    let then = add("as reported", Some(reported.clone()));
    // A day moves by days.
    let unit_of_difference = difference.filter(|_| unit != Unit::Date);
    let moved = add("difference", unit_of_difference.map(Value::Number));
    let mut name = vec![Span::text(title.as_str())];
    if builder.subject.is_root() && !key.entity.is_root() {
        name.extend([Span::text(", "), entity_name(builder, &key.entity)]);
    }
    if !key.dimension.is_empty() {
        name.extend([Span::text(", "), Span::outside(key.dimension.as_str())]);
    }
    let period = Span::text(format::period(key.period, builder.ctx.locale));
    let cells =
        vec![Cell::spans(name), Cell::spans(vec![period]), then, draft.figure(builder, now), moved];
    TableRow { cells, ..TableRow::default() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use qd_model::{Decimal, Reason, Value};

    use crate::assemble::Previous;
    use crate::render::{Options, render};
    use crate::{DocumentContext, Template, assemble, zoo};

    fn text(previous: Option<Previous>) -> String {
        let text = "+++\ntitle = \"T\"\nrole = \"ceo\"\n\n[[message]]\ntext = \"So it is.\"\n+++\n```restated\n```\n";
        let template = Template::parse("reports/t.md", text).unwrap();
        let ctx = DocumentContext { previous, ..DocumentContext::default() };
        render(&assemble(&template, &zoo::evaluation(), &zoo::root(), &ctx), Options::default())
            .text
    }

    fn previous(id: &str, value: Value) -> Previous {
        Previous { figures: BTreeMap::from([(id.to_owned(), value)]), ..zoo::previous() }
    }

    fn now() -> Value {
        let key = zoo::key("revenue", &zoo::root(), qd_model::Period::parse("2026-08").unwrap());
        zoo::evaluation().measures.get(&key).unwrap().value.clone()
    }

    #[test]
    fn a_closed_month_that_changed_is_named_with_both_numbers() {
        let then = now().number().unwrap().sub(Decimal::from(100)).unwrap();
        let shown = text(Some(previous("portfolio/revenue/2026-08", Value::Number(then))));
        assert!(shown.contains("Aug 2026") && shown.contains("100.00"), "{shown}");
    }

    #[test]
    fn a_number_that_was_missing_is_a_change() {
        let missing = Value::Missing(Reason::insufficient("a book"));
        let shown = text(Some(previous("portfolio/revenue/2026-08", missing)));
        assert!(shown.contains("Aug 2026"), "{shown}");
    }

    #[test]
    fn what_is_the_same_or_was_unfinished_is_no_restatement() {
        let same = "every closed period is as it was reported";
        assert!(text(Some(previous("portfolio/revenue/2026-08", now()))).contains(same));
        let id = "portfolio/revenue/2026-08";
        let mut unfinished = previous(id, Value::Number(Decimal::ONE));
        unfinished.partial.insert(id.into());
        assert!(text(Some(unfinished)).contains(same));
        let list = previous("view/rent_roll/1/rent", Value::Number(Decimal::ONE));
        assert!(text(Some(list)).contains(same));
    }

    #[test]
    fn without_an_earlier_edition_it_says_so() {
        assert!(text(None).contains("no earlier edition"));
    }
}
