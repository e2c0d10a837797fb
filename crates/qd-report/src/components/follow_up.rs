//! `follow-up`: what became of the actions that the last edition asked for.

use std::collections::BTreeMap;

use qd_model::report::{Block, Cell, Component as Kind, Span, TableRow};
use qd_model::{Action, Decimal, EntityKey, Unit, Value};
use serde::Deserialize;

use super::actions::{cell, is_work_of, named, place};
use super::{Component, currency, entity_name};
use crate::assemble::{Builder, Draft, column, number_column};

/// What became of actions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FollowUp {
    title: Option<String>,
    #[serde(default = "default_limit")]
    limit: usize,
}

fn default_limit() -> usize {
    7
}

/// What the last edition said of an action.
struct Asked {
    entity: EntityKey,
    id: String,
    /// What it was worth then.
    worth: Decimal,
}

impl Component for FollowUp {
    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let Some(previous) = &builder.ctx.previous else { return Vec::new() };
        let number = previous.edition;
        let asked = asked(&previous.figures, builder);
        if asked.is_empty() {
            return Vec::new();
        }
        let columns = vec![
            column("Asked for", None),
            column("Became", None),
            number_column("Worth then", None),
        ];
        let title = self.title.clone().unwrap_or_else(|| format!("Asked for in edition {number}"));
        let mut draft = Draft::new(Kind::Actions, Some(&title), columns);
        let (mut kept, mut lost) = (Decimal::ZERO, Decimal::ZERO);
        for asked in &asked {
            let sum = if became(asked, builder).0 == "done" { &mut kept } else { &mut lost };
            *sum = sum.add(asked.worth).unwrap_or(*sum);
        }
        let n_done = asked.iter().filter(|asked| became(asked, builder).0 == "done").count();
        for asked in asked.iter().take(self.limit) {
            let row = row(asked, builder);
            draft.row(row);
        }
        draft.set_more(asked.len().saturating_sub(self.limit));
        draft.set_footer(footer(n_done, asked.len(), (kept, lost), builder));
        vec![Block::Table(draft.finish())]
    }
}

/// The actions that the last edition planned, in the order of their worth.
fn asked(figures: &BTreeMap<String, Value>, builder: &Builder<'_>) -> Vec<Asked> {
    let asked = figures.iter().filter_map(|(figure, value)| {
        let inner = figure.strip_prefix("action/")?.strip_suffix("/net")?;
        let (entity, id) = inner.split_once('/')?;
        let entities = &builder.evaluation.entities;
        let entity = entities.iter().find(|known| known.key.short() == entity)?.key.clone();
        let Value::Number(worth) = value else { return None };
        builder.is_about(&entity).then(|| Asked { entity, id: id.to_owned(), worth: *worth })
    });
    let mut asked = asked.collect::<Vec<_>>();
    asked.sort_by(|a, b| b.worth.cmp(&a.worth).then_with(|| a.id.cmp(&b.id)));
    asked
}

/// What became of it, and the action where it is still known.
fn became<'a>(asked: &Asked, builder: &Builder<'a>) -> (&'static str, Option<&'a Action>) {
    let is_it = |action: &&Action| {
        action.id == asked.id && action.entity == asked.entity && is_work_of(builder.role, action)
    };
    let evaluation = builder.evaluation;
    if let Some(done) = evaluation.done.iter().find(is_it) {
        return ("done", Some(done));
    }
    match evaluation.actions.iter().find(is_it) {
        Some(open) if open.due.is_some_and(|due| due <= evaluation.as_of) => ("late", Some(open)),
        Some(open) => ("not done", Some(open)),
        None => ("gone from the sources", None),
    }
}

fn row(asked: &Asked, builder: &mut Builder<'_>) -> TableRow {
    let (word, action) = became(asked, builder);
    let what = match action {
        Some(action) => named(action, builder),
        None => {
            let name = entity_name(builder, &asked.entity);
            vec![Span::outside(asked.id.as_str()), Span::text(" ("), name, Span::text(")")]
        }
    };
    let evidence = action.map(|action| action.evidence.clone()).unwrap_or_default();
    let root = builder.evaluation.scope.root.clone();
    let currency = currency(builder, &root).unwrap_or_default();
    let label = "Action, worth in the last edition".to_owned();
    let place = place(&asked.entity, &asked.id, "asked");
    let worth = cell(place, label, asked.worth, Unit::Money, currency, evidence, builder);
    let is_good = (word != "not done").then_some(word == "done");
    let became = Cell { is_good, ..Cell::spans(vec![Span::text(word)]) };
    let cells = vec![Cell::spans(what), became, Cell::spans(vec![worth])];
    TableRow { cells, ..TableRow::default() }
}

fn footer(
    n_done: usize,
    n_asked: usize,
    (kept, lost): (Decimal, Decimal),
    builder: &mut Builder<'_>,
) -> Vec<Span> {
    let root = builder.evaluation.scope.root.clone();
    let currency = currency(builder, &root).unwrap_or_default();
    let mut figure = |what: &str, value: Decimal, unit: Unit| {
        let place = format!("agenda/{}/{what}", root.short());
        cell(place, format!("Follow-up, {what}"), value, unit, currency.clone(), vec![], builder)
    };
    let count = |n: usize| Decimal::from(i64::try_from(n).unwrap_or(i64::MAX));
    vec![
        Span::text("Done: "),
        figure("done", count(n_done), Unit::Count),
        Span::text(" of "),
        figure("asked", count(n_asked), Unit::Count),
        Span::text(", worth "),
        figure("done-worth", kept, Unit::Money),
        Span::text(" as planned then; not done: "),
        figure("undone-worth", lost, Unit::Money),
        Span::text("."),
    ]
}
