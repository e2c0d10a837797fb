//! `statement`: metrics (or the members of a dimension) as lines, periods or entities as columns.
//!
//! It adds nothing up: every cell is a measure. Lines in [`lines`], the group's columns in [`group`].

mod group;
mod lines;
#[cfg(test)]
mod tests;

use qd_model::report::{Block, Cell, Component as Kind, Place, RowStyle, Span, TableRow};
use qd_model::{EntityKey, MeasureKey, Scenario};
use serde::Deserialize;

use self::group::Companion;
use super::metric_ref::MetricRef;
use super::{Component, entity_name};
use crate::assemble::{Builder, Draft, column, number_column};
use crate::format;
use crate::template::Checker;

/// Lines of a statement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Statement {
    title: Option<String>,
    rows: Vec<MetricRef>,
    #[serde(default)]
    columns: Columns,
    #[serde(default = "default_periods")]
    periods: Vec<PeriodWord>,
    /// A dimension whose members take the place of plain rows that have it.
    by: Option<String>,
    /// Names of members that come first, in this order.
    #[serde(default)]
    order: Vec<String>,
    /// What stands beside the ventures: columns of `columns = "group"`, the row of the portfolio's
    /// own books of `columns = "metrics"`.
    #[serde(default)]
    group: Vec<Companion>,
    /// The name of the last row or column, where `Total` would promise a sum that it is not.
    total: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Columns {
    #[default]
    Periods,
    Entities,
    Metrics,
    Group,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PeriodWord {
    Period,
    Prior,
    PriorYear,
    Plan,
    Forecast,
    Fytd,
    T12m,
}

impl PeriodWord {
    fn as_str(self) -> &'static str {
        match self {
            Self::Period | Self::Plan | Self::Forecast => "period",
            Self::Prior => "prior",
            Self::PriorYear => "prior_year",
            Self::Fytd => "fytd",
            Self::T12m => "t12m",
        }
    }

    fn scenario(self) -> Scenario {
        match self {
            Self::Plan => Scenario::Plan,
            Self::Forecast => Scenario::Forecast,
            _ => Scenario::Actual,
        }
    }

    fn heading(self, builder: &Builder<'_>) -> String {
        match self {
            Self::Plan => "plan".into(),
            Self::Forecast => "forecast".into(),
            other => format::period(builder.period_of(Some(other.as_str())), builder.ctx.locale),
        }
    }
}

fn default_periods() -> Vec<PeriodWord> {
    vec![PeriodWord::Period, PeriodWord::Prior, PeriodWord::PriorYear]
}

impl Component for Statement {
    fn check(&self, checker: &mut Checker<'_>) {
        self.rows.iter().for_each(|row| row.check(checker));
        self.group.iter().for_each(|companion| companion.check(checker));
    }

    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let table = match self.columns {
            Columns::Periods => self.by_period(builder),
            Columns::Entities => self.by_entity(builder),
            Columns::Metrics => self.by_metric(builder),
            Columns::Group => self.by_group(builder).without_empty_columns(),
        };
        vec![Block::Table(table.finish())]
    }
}

impl Statement {
    fn by_period(&self, builder: &mut Builder<'_>) -> Draft {
        let periods = self.periods.iter().filter(|word| self.is_told(**word, builder));
        let periods = periods.copied().collect::<Vec<_>>();
        let headings = periods.iter().map(|word| word.heading(builder)).collect();
        let mut draft = self.draft(headings);
        for row in &self.rows {
            let key = row.key(builder);
            let keys = periods.iter().map(|word| MeasureKey {
                period: match word {
                    PeriodWord::Period | PeriodWord::Plan | PeriodWord::Forecast => key.period,
                    other => builder.period_of(Some(other.as_str())),
                },
                scenario: word.scenario(),
                ..key.clone()
            });
            let keys = keys.map(Some).collect::<Vec<_>>();
            self.add_lines(&mut draft, builder, row, keys);
        }
        draft
    }

    /// A plan or forecast has a column if any row has one.
    fn is_told(&self, word: PeriodWord, builder: &Builder<'_>) -> bool {
        word.scenario() == Scenario::Actual
            || self.rows.iter().any(|row| {
                let key = MeasureKey { scenario: word.scenario(), ..row.key(builder) };
                builder.evaluation.measures.get(&key).is_some()
            })
    }

    fn by_entity(&self, builder: &mut Builder<'_>) -> Draft {
        let entities = entities(builder);
        let names = entities.iter().map(|key| self.heading(builder, key)).collect();
        let mut draft = self.draft(names);
        for row in &self.rows {
            let key = row.key(builder);
            let keys =
                entities.iter().map(|entity| MeasureKey { entity: entity.clone(), ..key.clone() });
            let keys = keys.map(Some).collect::<Vec<_>>();
            self.add_lines(&mut draft, builder, row, keys);
        }
        draft
    }

    fn by_metric(&self, builder: &mut Builder<'_>) -> Draft {
        let headings = self.rows.iter().map(|row| row.label(builder)).collect();
        let mut draft = self.draft(headings);
        for entity in entities(builder) {
            if entity.is_root() && builder.evaluation.scope.is_whole && !self.group.is_empty() {
                self.add_own_books(&mut draft, builder, &entity);
            }
            let cells = self.rows.iter().map(|row| {
                let key = MeasureKey { entity: entity.clone(), ..row.key(builder) };
                let index = builder.measure(key, Place::Cell);
                draft.figure(builder, index)
            });
            let cells = cells.collect::<Vec<_>>();
            let name = match entity.is_root() {
                true => Span::text(self.total_name()),
                false => entity_name(builder, &entity),
            };
            let style = if entity.is_root() { RowStyle::Total } else { RowStyle::Plain };
            let cells = std::iter::once(Cell::spans(vec![name])).chain(cells).collect();
            draft.row(TableRow { style, cells, ..TableRow::default() });
        }
        draft
    }

    /// The row of the portfolio's own books, so that the rows add up to the total.
    fn add_own_books(&self, draft: &mut Draft, builder: &mut Builder<'_>, root: &EntityKey) {
        let cells = self.rows.iter().map(|row| {
            let companion = self.group.iter().find(|companion| companion.metric == row.metric);
            let Some(own) = companion.and_then(|companion| companion.own.clone()) else {
                return Cell::default();
            };
            let key = MeasureKey { metric: own, entity: root.clone(), ..row.key(builder) };
            let index = builder.measure(key, Place::Cell);
            draft.figure(builder, index)
        });
        let cells = cells.collect::<Vec<_>>();
        let name = vec![entity_name(builder, root), Span::text(", own books")];
        let cells = std::iter::once(Cell::spans(name)).chain(cells).collect();
        draft.row(TableRow { cells, ..TableRow::default() });
    }

    fn total_name(&self) -> &str {
        self.total.as_deref().unwrap_or("Total")
    }

    fn heading(&self, builder: &Builder<'_>, key: &EntityKey) -> String {
        if key.is_root() { self.total_name().to_owned() } else { heading(builder, key) }
    }

    /// Where it is narrow the ventures go first, then the eliminations; the group stays.
    fn group_draft(&self, headings: Vec<String>) -> Draft {
        let n_headings = headings.len();
        let columns = headings.into_iter().enumerate().map(|(position, heading)| {
            let order = (position + 1 < n_headings).then_some(1 + position as u32);
            number_column(heading, order)
        });
        let columns = std::iter::once(column("", None)).chain(columns).collect();
        Draft::new(Kind::Statement, self.title.as_deref(), columns)
    }

    /// The last columns go first where it is narrow; the first of them stays.
    fn draft(&self, headings: Vec<String>) -> Draft {
        let n_headings = headings.len();
        let columns = headings.into_iter().enumerate().map(|(position, heading)| {
            let order = (position > 0).then_some((n_headings - position) as u32);
            number_column(heading, order)
        });
        let columns = std::iter::once(column("", None)).chain(columns).collect();
        Draft::new(Kind::Statement, self.title.as_deref(), columns)
    }
}

/// The visible entities, then the total; of an entity's document the entity alone.
fn entities(builder: &Builder<'_>) -> Vec<EntityKey> {
    let visible = builder.evaluation.entities.iter().map(|entity| &entity.key);
    let mut entities =
        visible.filter(|key| !key.is_root() && builder.is_about(key)).cloned().collect::<Vec<_>>();
    if builder.subject.is_root() {
        entities.push(builder.subject.clone());
    }
    entities
}

fn heading(builder: &Builder<'_>, key: &EntityKey) -> String {
    builder.evaluation.entity(key).map_or_else(|| key.short().to_owned(), |e| e.name.clone())
}
