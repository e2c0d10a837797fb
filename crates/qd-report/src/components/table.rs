//! `table`: the rows of a view, each cell a figure with its row's evidence.

use qd_model::report::{Block, Cell, Component as Kind, Place, Span, TableRow};
use qd_model::{
    Cell as ViewCell, Column as ViewColumn, Decimal, Unit, Value, ViewId, ViewRow, ViewTable,
};
use serde::Deserialize;

use super::{Component, entity_name};
use crate::assemble::{Builder, CellFigure, Draft, column, number_column};
use crate::template::Checker;

/// Rows of a view.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewList {
    title: Option<String>,
    view: ViewId,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    drop: Vec<String>,
    #[serde(default = "default_limit")]
    limit: usize,
    empty: Option<String>,
}

fn default_limit() -> usize {
    20
}

impl Component for ViewList {
    fn check(&self, checker: &mut Checker<'_>) {
        let named = self.columns.iter().chain(&self.drop).cloned().collect::<Vec<_>>();
        checker.view(&self.view, &named);
    }

    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let Some(view) = builder.evaluation.tables.get(&self.view) else {
            return Vec::new();
        };
        let rows = view.rows.iter().enumerate().filter(|(_, row)| builder.is_about(&row.entity));
        let rows = rows.collect::<Vec<_>>();
        let first = rows.first().map(|(_, row)| &row.entity);
        let has_entity = rows.iter().any(|(_, row)| Some(&row.entity) != first);
        let chosen = self.chosen(view);
        let mut columns = Vec::new();
        if has_entity {
            columns.push(column("Venture", Some(0)));
        }
        let n_chosen = chosen.len();
        for (position, (_, chosen_column)) in chosen.iter().enumerate() {
            let order = self.drop_order(&chosen_column.id, position, n_chosen);
            columns.push(match chosen_column.unit {
                Some(_) => number_column(chosen_column.title.as_str(), order),
                None => column(chosen_column.title.as_str(), order),
            });
        }
        // A heading says what the view's own title would say again.
        let title = (!builder.is_below_heading).then_some(view.title.as_str());
        let mut draft = Draft::new(Kind::Table, self.title.as_deref().or(title), columns);
        for (number, row) in rows.iter().take(self.limit) {
            let mut cells = Vec::new();
            if has_entity {
                cells.push(Cell::spans(vec![entity_name(builder, &row.entity)]));
            }
            for (at, chosen_column) in &chosen {
                let place = format!("view/{}/{}/{}", view.id, number + 1, chosen_column.id);
                cells.push(cell(builder, row, row.cells.get(*at), chosen_column, place));
            }
            draft.row(TableRow { cells, ..TableRow::default() });
        }
        draft.set_more(rows.len().saturating_sub(self.limit));
        draft.set_empty(self.empty.as_deref().unwrap_or("nothing to list"));
        draft.set_footer(missing(view, builder));
        vec![Block::Table(draft.finish())]
    }
}

impl ViewList {
    fn chosen<'v>(&self, view: &'v ViewTable) -> Vec<(usize, &'v ViewColumn)> {
        let all = view.columns.iter().enumerate().collect::<Vec<_>>();
        if self.columns.is_empty() {
            return all;
        }
        let named = |id: &String| all.iter().find(|(_, column)| column.id == *id).copied();
        self.columns.iter().filter_map(named).collect()
    }

    /// The declared columns go first, then from the right; the first column stays.
    fn drop_order(&self, id: &str, position: usize, n_columns: usize) -> Option<u32> {
        let declared = self.drop.iter().position(|dropped| dropped == id);
        let order = match declared {
            Some(order) => 1 + order,
            None if position == 0 => return None,
            None => 1 + self.drop.len() + n_columns - position,
        };
        u32::try_from(order).ok()
    }
}

fn cell(
    builder: &mut Builder<'_>,
    row: &ViewRow,
    cell: Option<&ViewCell>,
    column: &ViewColumn,
    place: String,
) -> Cell {
    let (value, unit) = match cell {
        None | Some(ViewCell::Null) => return Cell::spans(vec![Span::text("—")]),
        Some(ViewCell::Text(text)) => return Cell::spans(vec![Span::Outside(text.clone())]),
        Some(ViewCell::Bool(yes)) => {
            return Cell::spans(vec![Span::text(if *yes { "yes" } else { "no" })]);
        }
        Some(ViewCell::Number(number)) => (*number, column.unit.clone().unwrap_or(Unit::Count)),
        Some(ViewCell::Date(date)) => {
            let days = date.signed_duration_since(chrono::NaiveDate::default()).num_days();
            (Decimal::from(days), Unit::Date)
        }
    };
    let commodity = (unit == Unit::Money).then(|| row.commodity.clone()).flatten();
    let figure = CellFigure {
        place,
        label: column.title.clone(),
        value: Value::Number(value),
        unit,
        commodity,
        is_exact: column.is_exact,
        evidence: row.evidence.iter().cloned().collect(),
    };
    Cell::spans(vec![Span::Figure(builder.cell(figure, Place::Cell))])
}

/// Entities that have no row because a table of theirs has no source.
fn missing(view: &ViewTable, builder: &Builder<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    for (entity, fields) in view.missing.iter().filter(|(entity, _)| builder.is_about(entity)) {
        spans.push(if spans.is_empty() {
            Span::text("Insufficient data: ")
        } else {
            Span::text("; ")
        });
        spans.push(entity_name(builder, entity));
        spans.push(Span::text(": "));
        spans.push(Span::outside(fields.as_str()));
    }
    spans
}
