//! `chart`: bars beside numbers. Columns of time, sorted bars, bullets, bridges, small multiples.
//!
//! The table is the chart: every medium shows the numbers, and draws what it can beside them.

mod bridge;
mod multiples;

use qd_model::report::{
    Bar, Block, Cell, CellContent, Component as Kind, FigureIndex, Place, Span,
};
use qd_model::{Decimal, EntityKey, MeasureKey, MetricId, Scenario, Unit};
use serde::Deserialize;

use super::{Component, entity_name};
use crate::assemble::{Base, Builder, Draft, base_key, column, number_column};
use crate::format;
use crate::template::Checker;

/// Columns of a time series (LOOK 6.5 shows thirteen).
const N_PERIODS: usize = 13;

/// A chart.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chart {
    title: Option<String>,
    metric: MetricId,
    kind: ChartKind,
    #[serde(default = "default_by")]
    by: String,
    #[serde(default)]
    base: BridgeBase,
    #[serde(default)]
    compare: Vec<Compare>,
    /// What each value is compared with in the tier of variances.
    delta: Option<Delta>,
    #[serde(default = "default_limit")]
    limit: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ChartKind {
    Column,
    Bar,
    Bullet,
    Bridge,
    Multiples,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BridgeBase {
    #[default]
    Prior,
    PriorYear,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Compare {
    Plan,
    Prior,
    PriorYear,
    Forecast,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Delta {
    Plan,
    Prior,
    PriorYear,
}

impl Delta {
    fn base(self) -> Base {
        match self {
            Self::Plan => Base::Plan,
            Self::Prior => Base::Prior,
            Self::PriorYear => Base::PriorYear,
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Plan => "Δ plan",
            Self::Prior => "Δ prior",
            Self::PriorYear => "Δ year",
        }
    }
}

fn default_by() -> String {
    "entity".into()
}

fn default_limit() -> usize {
    12
}

/// A row before it has a bar.
struct Series {
    label: Span,
    key: MeasureKey,
}

impl Component for Chart {
    fn check(&self, checker: &mut Checker<'_>) {
        checker.metric(&self.metric);
        if self.kind != ChartKind::Column && self.by != "entity" {
            checker.breakdown(&self.metric, &self.by);
        }
    }

    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let table = match self.kind {
            ChartKind::Bridge => bridge::draft(self, builder),
            ChartKind::Column => self.draft(self.periods(builder), builder),
            ChartKind::Bar | ChartKind::Bullet | ChartKind::Multiples => {
                let mut series = self.members(builder);
                // Structure is sorted; what has no value stands last, in its own order.
                series.sort_by_key(|s| std::cmp::Reverse(builder.value(&s.key).number()));
                let n_more = series.len().saturating_sub(self.limit);
                series.truncate(self.limit);
                let mut draft = match self.kind {
                    ChartKind::Multiples => multiples::draft(self, series, builder),
                    _ => self.draft(series, builder),
                };
                draft.set_more(n_more);
                draft
            }
        };
        vec![Block::Table(table.without_empty_columns().finish())]
    }
}

impl Chart {
    fn key(&self, builder: &Builder<'_>) -> MeasureKey {
        builder.key(&crate::template::Target::new(self.metric.clone()))
    }

    /// The last periods, from the first one that is measured.
    fn periods(&self, builder: &Builder<'_>) -> Vec<Series> {
        let mut key = self.key(builder);
        let mut series = Vec::new();
        for _ in 0..N_PERIODS {
            let label = Span::text(format::period(key.period, builder.ctx.locale));
            series.push(Series { label, key: key.clone() });
            key.period = key.period.prior();
        }
        while series.len() > 1
            && series.last().is_some_and(|s| builder.evaluation.measures.get(&s.key).is_none())
        {
            series.pop();
        }
        series.reverse();
        series
    }

    /// One row an entity, or one a member of the dimension.
    fn members(&self, builder: &Builder<'_>) -> Vec<Series> {
        let key = self.key(builder);
        if self.by == "entity" {
            let entities = builder.evaluation.entities.iter().map(|entity| &entity.key);
            let shown = entities.filter(|entity| !entity.is_root() && builder.is_about(entity));
            return shown
                .map(|entity| Series {
                    label: entity_name(builder, entity),
                    key: MeasureKey { entity: entity.clone(), ..key.clone() },
                })
                .filter(|series| builder.evaluation.measures.get(&series.key).is_some())
                .collect();
        }
        let own = self.members_of(&key.entity, &key, builder);
        if !own.is_empty() || !key.entity.is_root() {
            return own;
        }
        // What cannot be summed has no members at the root: those of the one venture that has any.
        let entities = builder.evaluation.entities.iter().map(|entity| &entity.key);
        let ventures = entities.filter(|entity| !entity.is_root() && builder.is_about(entity));
        let mut theirs = ventures
            .map(|venture| self.members_of(venture, &key, builder))
            .filter(|members| !members.is_empty());
        match (theirs.next(), theirs.next()) {
            (Some(only), None) => only,
            _ => Vec::new(),
        }
    }

    fn members_of(
        &self,
        entity: &EntityKey,
        key: &MeasureKey,
        builder: &Builder<'_>,
    ) -> Vec<Series> {
        let members = builder.evaluation.measures.members(&key.metric, entity, key.period);
        let prefix = format!("{}=", self.by);
        let members = members.filter_map(|(member, _)| {
            let name = member.dimension.split(';').find_map(|part| part.strip_prefix(&prefix))?;
            Some(Series { label: Span::outside(name), key: member.clone() })
        });
        members.collect()
    }

    fn draft(&self, series: Vec<Series>, builder: &mut Builder<'_>) -> Draft {
        let mut columns = vec![column("", None), number_column("", None)];
        columns
            .extend(self.compare.iter().map(|compare| number_column(compare.heading(), Some(2))));
        columns.extend(self.delta.map(|delta| number_column(delta.heading(), Some(4))));
        columns.push(column(self.range(builder), Some(3)));
        columns.push(column("", Some(1)));
        let mut draft = Draft::new(Kind::Chart, self.title(builder).as_deref(), columns);
        let is_bullet = self.kind == ChartKind::Bullet;
        let targets = series.iter().map(|series| {
            let plan = builder.value(&base_key(&series.key, Base::Plan)).number();
            plan.filter(|_| is_bullet)
        });
        let targets = targets.collect::<Vec<_>>();
        let values = series.iter().filter_map(|series| builder.value(&series.key).number());
        let (min, max) = scale(values.chain(targets.iter().flatten().copied()));
        for (series, target) in series.into_iter().zip(targets) {
            let index = builder.measure(series.key.clone(), Place::Cell);
            let mut cells = vec![Cell::spans(vec![series.label]), draft.figure(builder, index)];
            for compare in &self.compare {
                let other = builder.measure(compare.key(&series.key), Place::Cell);
                cells.push(draft.figure(builder, other));
            }
            cells.extend(self.delta.map(|delta| variance(&series.key, delta, builder)));
            cells.push(interval(index, builder));
            let bar = builder.figure(index).value.number().map(|to| Bar {
                from: Decimal::ZERO,
                to,
                target,
                min,
                max,
                is_good: None,
            });
            cells.push(bar.map_or_else(Cell::default, bar_cell));
            draft.cells(cells);
        }
        draft.set_empty("no rows");
        draft
    }

    /// Names the interval: rates have 90%, amounts and dates run from p10 to p90 (LOOK 6.5).
    fn range(&self, builder: &Builder<'_>) -> &'static str {
        let unit = builder.metric(&self.metric).map(|metric| &metric.unit);
        if unit == Some(&Unit::Ratio) { "90% range" } else { "p10 to p90" }
    }

    fn title(&self, builder: &Builder<'_>) -> Option<String> {
        self.title.clone().or_else(|| Some(builder.metric_title(&self.metric)))
    }

    fn base(&self) -> Base {
        match self.base {
            BridgeBase::Prior => Base::Prior,
            BridgeBase::PriorYear => Base::PriorYear,
        }
    }
}

impl Compare {
    fn heading(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Prior => "prior",
            Self::PriorYear => "prior year",
            Self::Forecast => "forecast",
        }
    }

    fn key(self, key: &MeasureKey) -> MeasureKey {
        match self {
            Self::Plan => base_key(key, Base::Plan),
            Self::Prior => base_key(key, Base::Prior),
            Self::PriorYear => base_key(key, Base::PriorYear),
            Self::Forecast => MeasureKey { scenario: Scenario::Forecast, ..key.clone() },
        }
    }
}

fn bar_cell(bar: Bar) -> Cell {
    Cell { content: CellContent::Bar(bar), ..Cell::default() }
}

/// The change against the base; nothing where the base was never measured.
fn variance(key: &MeasureKey, delta: Delta, builder: &mut Builder<'_>) -> Cell {
    let is_known = |key: &MeasureKey| builder.value(key).number().is_some();
    if !is_known(key) || !is_known(&base_key(key, delta.base())) {
        return Cell::default();
    }
    let index = builder.change(key, delta.base(), Place::Cell);
    let is_good = builder.is_good(&key.metric, index);
    Cell { is_good, ..Cell::spans(vec![Span::Figure(index)]) }
}

fn interval(index: FigureIndex, builder: &Builder<'_>) -> Cell {
    let figure = builder.figure(index);
    let has_ends = figure.low.is_some() && figure.high.is_some() && figure.value.number().is_some();
    let content = if has_ends { CellContent::Interval(index) } else { CellContent::Empty };
    Cell { content, ..Cell::default() }
}

/// One scale for all bars of a table; bars start at zero.
fn scale(values: impl Iterator<Item = Decimal>) -> (Decimal, Decimal) {
    values
        .fold((Decimal::ZERO, Decimal::ZERO), |(min, max), value| (min.min(value), max.max(value)))
}
