//! `actions`: what could be done next, by due date.

use qd_model::report::{Block, Cell, Component as Kind, FigureIndex, Place, Span, TableRow};
use qd_model::{Action, Decimal, Role, Unit, Value};
use serde::Deserialize;

use super::{Component, currency, entity_name};
use crate::assemble::{Builder, CellFigure, Draft, column, number_column};

/// Actions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Actions {
    title: Option<String>,
    owner: Option<String>,
    entity: Option<String>,
    #[serde(default = "default_limit")]
    limit: usize,
}

fn default_limit() -> usize {
    7
}

impl Component for Actions {
    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let actions = builder.evaluation.actions.iter().filter(|action| {
            builder.is_about(&action.entity)
                && is_work_of(builder.role, action)
                && self.owner.as_ref().is_none_or(|owner| action.owner.as_ref() == Some(owner))
                && self.entity.as_ref().is_none_or(|id| action.entity.short() == id)
        });
        let actions = actions.collect::<Vec<_>>();
        let columns = vec![
            column("Do", None),
            column("Who", Some(3)),
            number_column("By", None),
            number_column("Hours", Some(1)),
            number_column("Worth", Some(2)),
        ];
        let mut draft = Draft::new(Kind::Actions, self.title.as_deref(), columns);
        for action in actions.iter().take(self.limit) {
            draft.row(row(action, builder));
        }
        draft.set_more(actions.len().saturating_sub(self.limit));
        draft.set_empty("nothing is open");
        vec![Block::Table(draft.without_empty_columns().finish())]
    }
}

/// The CEO and the operators see every task of their ventures; other roles what is marked as theirs.
fn is_work_of(role: &Role, action: &Action) -> bool {
    matches!(role.as_str(), "ceo" | "operator") || action.roles.contains(role)
}

fn row(action: &Action, builder: &mut Builder<'_>) -> TableRow {
    let mut what = vec![Span::Outside(action.text.clone())];
    if builder.subject.is_root() && !action.entity.is_root() {
        what.push(Span::text(" ("));
        what.push(entity_name(builder, &action.entity));
        what.push(Span::text(")"));
    }
    let owner = action.owner.as_deref().map(Span::outside);
    let due = action.due.map(|due| {
        Decimal::from(due.signed_duration_since(chrono::NaiveDate::default()).num_days())
    });
    let figures = [
        figure(action, "due", due, Unit::Date, builder),
        figure(action, "hours", action.hours, Unit::Hours, builder),
        figure(action, "gain", action.gain, Unit::Money, builder),
    ];
    let text = |span: Option<Span>| span.map_or_else(Cell::default, |span| Cell::spans(vec![span]));
    let mut cells = vec![Cell::spans(what), text(owner)];
    cells.extend(figures.map(|index| text(index.map(Span::Figure))));
    TableRow { cells, ..TableRow::default() }
}

fn figure(
    action: &Action,
    what: &str,
    value: Option<Decimal>,
    unit: Unit,
    builder: &mut Builder<'_>,
) -> Option<FigureIndex> {
    let cell = CellFigure {
        place: format!("action/{}/{}/{what}", action.entity.short(), action.id),
        label: format!("Action, {what}"),
        value: Value::Number(value?),
        commodity: (unit == Unit::Money).then(|| currency(builder, &action.entity)).flatten(),
        unit,
        is_exact: false,
        evidence: action.evidence.clone(),
    };
    Some(builder.cell(cell, Place::Cell))
}
