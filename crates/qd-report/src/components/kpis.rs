//! `kpis`: the strip of key figures. Value, plan, changes, and the last thirteen periods.

use qd_model::report::{Bar, Block, Cell, CellContent, Component as Kind, Place, Series, Span};
use qd_model::{Decimal, MeasureKey, Unit, Value};
use serde::Deserialize;

use super::Component;
use super::metric_ref::MetricRef;
use crate::assemble::{Base, Builder, Draft, base_key, column, number_column};
use crate::template::Checker;

/// Points of a sparkline (LOOK 6.5).
const N_POINTS: usize = 13;

/// Key figures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kpis {
    title: Option<String>,
    metrics: Vec<MetricRef>,
}

impl Component for Kpis {
    fn check(&self, checker: &mut Checker<'_>) {
        self.metrics.iter().for_each(|metric| metric.check(checker));
    }

    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let columns = vec![
            column("", None),
            column("plan", Some(1)),
            number_column("", None),
            number_column("Δ plan", Some(3)),
            number_column("Δ prior", None),
            number_column("Δ year", None),
            column("13 periods", Some(2)),
        ];
        let mut draft = Draft::new(Kind::Kpis, self.title.as_deref(), columns);
        for metric in &self.metrics {
            let key = metric.key(builder);
            builder.key_metrics.insert(key.metric.clone());
            let value = builder.measure(key.clone(), Place::Cell);
            let plan = plan_bar(&key, builder);
            let has_plan = plan.is_some();
            let bullet = plan.map_or_else(Cell::default, |bar| Cell {
                content: CellContent::Bar(bar),
                ..Cell::default()
            });
            let label = Cell::spans(vec![Span::text(metric.label(builder))]);
            let mut cells = vec![label, bullet, draft.figure(builder, value)];
            let against_plan = has_plan.then(|| change(&key, Base::Plan, builder));
            cells.push(against_plan.unwrap_or_default());
            cells.push(change(&key, Base::Prior, builder));
            cells.push(change(&key, Base::PriorYear, builder));
            cells.push(sparkline(&key, builder));
            draft.cells(cells);
        }
        vec![Block::Table(draft.without_empty_columns().finish())]
    }
}

/// A change, or nothing where the other side was never measured: a strip has no room for reasons.
fn change(key: &MeasureKey, base: Base, builder: &mut Builder<'_>) -> Cell {
    let is_date = builder.metric(&key.metric).is_some_and(|metric| metric.unit == Unit::Date);
    let is_known = |key: &MeasureKey| builder.value(key).number().is_some();
    if is_date || !is_known(key) || !is_known(&base_key(key, base)) {
        return Cell::default();
    }
    let index = builder.change(key, base, Place::Cell);
    let is_good = builder.is_good(&key.metric, index);
    Cell { is_good, ..Cell::spans(vec![Span::Figure(index)]) }
}

fn plan_bar(key: &MeasureKey, builder: &Builder<'_>) -> Option<Bar> {
    let plan = builder.value(&base_key(key, Base::Plan)).number()?;
    let value = builder.value(key).number()?;
    let min = value.min(plan).min(Decimal::ZERO);
    let max = value.max(plan).max(Decimal::ZERO);
    Some(Bar { from: Decimal::ZERO, to: value, target: Some(plan), min, max, is_good: None })
}

fn sparkline(key: &MeasureKey, builder: &Builder<'_>) -> Cell {
    let points = history(key, builder);
    // One point is the figure itself.
    if points.iter().flatten().count() < 2 {
        return Cell::default();
    }
    Cell { content: CellContent::Sparkline(Series::alone(points)), ..Cell::default() }
}

/// The last thirteen periods of a measure, the oldest first.
pub(super) fn history(key: &MeasureKey, builder: &Builder<'_>) -> Vec<Option<Decimal>> {
    let mut at = key.clone();
    let mut points = Vec::with_capacity(N_POINTS);
    for _ in 0..N_POINTS {
        points.push(match builder.value(&at) {
            Value::Number(number) => Some(number),
            Value::Missing(_) => None,
        });
        at.period = at.period.prior();
    }
    points.reverse();
    points
}
