//! `statement`: metrics as lines, periods or entities as columns.

use qd_model::report::{Block, Cell, Component as Kind, Place, RowStyle, Span, TableRow};
use qd_model::{EntityKey, MeasureKey, Scenario};
use serde::Deserialize;

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
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Columns {
    #[default]
    Periods,
    Entities,
    Metrics,
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
            other => format::period(builder.period_of(Some(other.as_str()))),
        }
    }
}

fn default_periods() -> Vec<PeriodWord> {
    vec![PeriodWord::Period, PeriodWord::Prior, PeriodWord::PriorYear]
}

impl Component for Statement {
    fn check(&self, checker: &mut Checker<'_>) {
        self.rows.iter().for_each(|row| row.check(checker));
    }

    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let table = match self.columns {
            Columns::Periods => self.by_period(builder),
            Columns::Entities => self.by_entity(builder),
            Columns::Metrics => self.by_metric(builder),
        };
        vec![Block::Table(table.finish())]
    }
}

impl Statement {
    fn by_period(&self, builder: &mut Builder<'_>) -> Draft {
        let headings = self.periods.iter().map(|word| word.heading(builder)).collect();
        let mut draft = self.draft(headings);
        for row in &self.rows {
            let key = row.key(builder);
            let keys = self.periods.iter().map(|word| MeasureKey {
                period: match word {
                    PeriodWord::Period | PeriodWord::Plan | PeriodWord::Forecast => key.period,
                    other => builder.period_of(Some(other.as_str())),
                },
                scenario: word.scenario(),
                ..key.clone()
            });
            let keys = keys.collect::<Vec<_>>();
            let label = Span::text(row.label(builder));
            add_line(&mut draft, builder, label, row, keys);
        }
        draft
    }

    fn by_entity(&self, builder: &mut Builder<'_>) -> Draft {
        let entities = entities(builder);
        let names = entities.iter().map(|key| heading(builder, key)).collect();
        let mut draft = self.draft(names);
        for row in &self.rows {
            let key = row.key(builder);
            let keys =
                entities.iter().map(|entity| MeasureKey { entity: entity.clone(), ..key.clone() });
            let keys = keys.collect::<Vec<_>>();
            let label = Span::text(row.label(builder));
            add_line(&mut draft, builder, label, row, keys);
        }
        draft
    }

    fn by_metric(&self, builder: &mut Builder<'_>) -> Draft {
        let headings = self.rows.iter().map(|row| row.label(builder)).collect();
        let mut draft = self.draft(headings);
        for entity in entities(builder) {
            let cells = self.rows.iter().map(|row| {
                let key = MeasureKey { entity: entity.clone(), ..row.key(builder) };
                let index = builder.measure(key, Place::Cell);
                draft.figure(builder, index)
            });
            let cells = cells.collect::<Vec<_>>();
            let name =
                if entity.is_root() { Span::text("Total") } else { entity_name(builder, &entity) };
            let style = if entity.is_root() { RowStyle::Total } else { RowStyle::Plain };
            let cells = std::iter::once(Cell::spans(vec![name])).chain(cells).collect();
            draft.row(TableRow { style, cells, ..TableRow::default() });
        }
        draft
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

fn add_line(
    draft: &mut Draft,
    builder: &mut Builder<'_>,
    label: Span,
    row: &MetricRef,
    keys: Vec<MeasureKey>,
) {
    let mut cells = vec![Cell::spans(vec![label])];
    for key in keys {
        let index = builder.measure(key, Place::Cell);
        cells.push(draft.figure(builder, index));
    }
    draft.row(TableRow { style: row.row_style(), cells, ..TableRow::default() });
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
    if key.is_root() {
        return "Total".into();
    }
    builder.evaluation.entity(key).map_or_else(|| key.short().to_owned(), |e| e.name.clone())
}
