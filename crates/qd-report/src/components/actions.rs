//! `actions`: what is next by the agenda and what is open beside it, by day or by what it is worth.

use std::cmp::Reverse;

use qd_model::report::Cell;
use qd_model::report::{Block, Component as Kind, FigureIndex, Place, Span, Spans, TableRow};
use qd_model::{Action, Agenda, Decimal, EntityKey, Evidence, Placed, Planned, Role, Unit, Value};
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
    #[serde(default)]
    order: Order,
    #[serde(default = "default_limit")]
    limit: usize,
}

/// Which actions come first.
#[derive(Clone, Copy, Default, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// What starts, or is due, first.
    #[default]
    Day,
    /// What leaves most by the horizon; then what is not planned, by day.
    Worth,
}

fn default_limit() -> usize {
    7
}

impl Component for Actions {
    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let agenda = builder.evaluation.agenda.as_ref();
        let actions = builder.evaluation.actions.iter().filter(|action| {
            builder.is_about(&action.entity)
                && is_work_of(builder.role, action)
                && action.place != Placed::Out
                && self.owner.as_ref().is_none_or(|owner| action.owner.as_ref() == Some(owner))
                && self.entity.as_ref().is_none_or(|id| action.entity.short() == id)
        });
        let mut actions = actions.collect::<Vec<_>>();
        if let Order::Worth = self.order {
            let worth = |action: &Action| action.place.planned().map(|planned| planned.net);
            actions.sort_by_key(|action| Reverse(worth(action)));
        }
        let columns = vec![
            column("Do", None),
            column("Who", Some(3)),
            number_column("By", None),
            number_column("Hours", Some(1)),
            number_column("Worth", Some(2)),
            number_column("Sure", Some(0)),
        ];
        let mut draft = Draft::new(Kind::Actions, self.title.as_deref(), columns);
        for action in actions.iter().take(self.limit) {
            draft.row(row(action, builder));
        }
        draft.set_more(actions.len().saturating_sub(self.limit));
        draft.set_empty("nothing is open");
        if let Some(agenda) = agenda.filter(|_| !actions.is_empty()) {
            draft.set_footer(footer(agenda, builder));
        }
        vec![Block::Table(draft.without_empty_columns().finish())]
    }
}

/// The CEO and the operators see every task of their ventures; other roles what is marked as theirs.
pub(super) fn is_work_of(role: &Role, action: &Action) -> bool {
    matches!(role.as_str(), "ceo" | "operator") || action.roles.contains(role)
}

fn row(action: &Action, builder: &mut Builder<'_>) -> TableRow {
    let what = named(action, builder);
    let owner = action.owner.as_deref().map(Span::outside);
    let planned = action.place.planned();
    let worth = match planned {
        Some(planned) => figure(action, "net", Some(planned.net), Unit::Money, builder),
        None => figure(action, "gain", action.gain, Unit::Money, builder),
    };
    let figures = [
        figure(action, "due", action.due.map(days), Unit::Date, builder),
        figure(action, "hours", action.hours, Unit::Hours, builder),
        worth,
        figure(action, "chance", planned.map(|planned| planned.chance), Unit::Ratio, builder),
    ];
    let text = |span: Option<Span>| span.map_or_else(Cell::default, |span| Cell::spans(vec![span]));
    let mut cells = vec![Cell::spans(what), text(owner)];
    cells.extend(figures.map(|index| text(index.map(Span::Figure))));
    let detail = match (planned, &action.place) {
        (Some(planned), _) => detail(action, planned, builder),
        (None, Placed::Apart(apart)) => {
            vec![Span::text("not planned: "), Span::outside(apart.sentence())]
        }
        (None, _) => Spans::new(),
    };
    TableRow { cells, detail, ..TableRow::default() }
}

/// An action by its text, and whose it is where the document is about several.
pub(super) fn named(action: &Action, builder: &Builder<'_>) -> Spans {
    let mut what = vec![Span::Outside(action.text.clone())];
    if builder.subject.is_root() && !action.entity.is_root() {
        what.push(Span::text(" ("));
        what.push(entity_name(builder, &action.entity));
        what.push(Span::text(")"));
    }
    what
}

/// What surrounds the money: its interval, what waiting costs, what to check first, the source.
fn detail(action: &Action, planned: &Planned, builder: &mut Builder<'_>) -> Spans {
    let mut figure = |what: &str, value: Decimal, unit: Unit| {
        figure(action, what, Some(value), unit, builder).map(Span::Figure)
    };
    let mut spans = Spans::new();
    let (low, high) = planned.net_range;
    if low != high {
        spans.extend(figure("net-low", low, Unit::Money));
        spans.push(Span::text(" to "));
        spans.extend(figure("net-high", high, Unit::Money));
        spans.push(Span::text(" in four of five draws; "));
    }
    spans.push(Span::text("not done by "));
    spans.extend(figure("late-after", days(planned.late_after), Unit::Date));
    spans.push(Span::text(": "));
    spans.extend(figure("late-loss", planned.late_loss.neg(), Unit::Money));
    if !planned.needed_by.is_empty() {
        spans.push(Span::text("; needed for "));
        spans.push(Span::outside(planned.needed_by.join(", ")));
    }
    if let Some(most) = planned.verify_up_to {
        spans.push(Span::text("; "));
        spans.push(Span::Strong(vec![Span::text("verify first")]));
        spans.push(Span::text(", for up to "));
        spans.extend(figure("verify", most, Unit::Money));
    }
    if let Some(evidence) = action.evidence.first() {
        spans.push(Span::text(" ["));
        spans.push(Span::outside(evidence.to_string()));
        spans.push(Span::text("]"));
    }
    spans
}

/// What the whole agenda is worth, and how far that can be trusted.
fn footer(agenda: &Agenda, builder: &mut Builder<'_>) -> Spans {
    let root = builder.evaluation.scope.root.clone();
    let planned =
        builder.evaluation.actions.iter().filter(|action| action.place.planned().is_some());
    let evidence =
        planned.filter_map(|action| action.evidence.first().cloned()).collect::<Vec<_>>();
    let mut figure = |what: &str, value: Decimal, unit: Unit| {
        let place = format!("agenda/{}/{what}", root.short());
        let label = format!("Agenda, {what}");
        cell(place, label, value, unit, agenda.currency.to_string(), evidence.clone(), builder)
    };
    let horizon = Decimal::from(i64::from(agenda.horizon_days));
    let long = Decimal::from(i64::from(agenda.long_horizon_days));
    let mut spans = vec![Span::text("The whole agenda is worth ")];
    spans.push(figure("value", agenda.value, Unit::Money));
    spans.push(Span::text(" in "));
    spans.push(figure("horizon", horizon, Unit::Days));
    spans.push(Span::text(", "));
    spans.push(figure("long-value", agenda.long_value, Unit::Money));
    spans.push(Span::text(" in "));
    spans.push(figure("long-horizon", long, Unit::Days));
    spans.push(Span::text(match agenda.is_proven {
        true => "; no other order of these actions is worth more.",
        false => "; people wait for each other or have too many, so it is not proven best.",
    }));
    spans
}

/// Days since 1970-01-01, as figures hold dates.
pub(super) fn days(date: chrono::NaiveDate) -> Decimal {
    Decimal::from(date.signed_duration_since(chrono::NaiveDate::default()).num_days())
}

fn figure(
    action: &Action,
    what: &str,
    value: Option<Decimal>,
    unit: Unit,
    builder: &mut Builder<'_>,
) -> Option<FigureIndex> {
    let cell = CellFigure {
        place: place(&action.entity, &action.id, what),
        label: format!("Action, {what}"),
        value: Value::Number(value?),
        commodity: (unit == Unit::Money).then(|| money_of(action, builder)).flatten(),
        unit,
        is_exact: false,
        evidence: action.evidence.clone(),
    };
    Some(builder.cell(cell, Place::Cell))
}

/// What a plan says is in the portfolio's currency, what an action says in its entity's.
fn money_of(action: &Action, builder: &Builder<'_>) -> Option<String> {
    match (&builder.evaluation.agenda, action.place.planned()) {
        (Some(agenda), Some(_)) => Some(agenda.currency.to_string()),
        _ => currency(builder, &action.entity),
    }
}

/// The id of an action's figure.
pub(super) fn place(entity: &EntityKey, id: &str, what: &str) -> String {
    format!("action/{}/{id}/{what}", entity.short())
}

pub(super) fn cell(
    place: String,
    label: String,
    value: Decimal,
    unit: Unit,
    commodity: String,
    evidence: Vec<Evidence>,
    builder: &mut Builder<'_>,
) -> Span {
    let commodity = (unit == Unit::Money).then_some(commodity);
    let value = Value::Number(value);
    let cell = CellFigure { place, label, value, commodity, unit, is_exact: false, evidence };
    Span::Figure(builder.cell(cell, Place::Cell))
}
