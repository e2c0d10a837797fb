//! A bridge: from a base to now, one step an entity or member, running totals between.

use qd_model::report::{Bar, Cell, Component as Kind, Place, RowStyle, Span, TableRow};
use qd_model::{Better, Decimal, MeasureKey};

use super::{Chart, bar_cell, scale};
use crate::assemble::{Builder, Draft, base_key, column, number_column};
use crate::format;

/// The rows of a bridge; without a step whose two sides are known it has only its ends.
pub(super) fn draft(chart: &Chart, builder: &mut Builder<'_>) -> Draft {
    let columns = vec![column("", None), number_column("", None), column("", Some(1))];
    let mut draft = Draft::new(Kind::Chart, chart.title(builder).as_deref(), columns);
    let end = chart.key(builder);
    let start = base_key(&end, chart.base());
    let steps = chart.members(builder);
    let from = builder.value(&start).number();
    let deltas = steps.iter().map(|step| {
        let before = builder.value(&base_key(&step.key, chart.base())).number()?;
        builder.value(&step.key).number()?.sub(before).ok()
    });
    let deltas = deltas.collect::<Vec<_>>();
    let mut running = from.unwrap_or(Decimal::ZERO);
    let mut totals = vec![running];
    for delta in deltas.iter().flatten() {
        running = running.add(*delta).unwrap_or(running);
        totals.push(running);
    }
    let (min, max) = scale(totals.into_iter().chain(builder.value(&end).number()));
    let bar = |from, to, is_good| Bar { from, to, target: None, min, max, is_good };

    end_row(&mut draft, builder, &start, from.map(|to| bar(Decimal::ZERO, to, None)));
    let mut running = from.unwrap_or(Decimal::ZERO);
    let better = builder.metric(&chart.metric).map(|metric| metric.better).unwrap_or_default();
    for (step, delta) in steps.into_iter().zip(deltas) {
        if delta.is_some_and(|delta| delta.is_zero()) {
            continue;
        }
        let index = builder.difference(&step.key, chart.base(), Place::Cell);
        let is_good = delta.and_then(|delta| is_good(better, delta));
        let value = Cell { is_good, ..draft.figure(builder, index) };
        let next = delta.and_then(|delta| running.add(delta).ok());
        let drawn = next.map_or_else(Cell::default, |next| bar_cell(bar(running, next, is_good)));
        running = next.unwrap_or(running);
        draft.cells(vec![Cell::spans(vec![step.label]), value, drawn]);
    }
    let to = builder.value(&end).number();
    end_row(&mut draft, builder, &end, to.map(|to| bar(Decimal::ZERO, to, None)));
    draft
}

fn end_row(draft: &mut Draft, builder: &mut Builder<'_>, key: &MeasureKey, bar: Option<Bar>) {
    let index = builder.measure(key.clone(), Place::Cell);
    let label = Span::text(format::period(key.period, builder.ctx.locale));
    let value = draft.figure(builder, index);
    let cells = vec![Cell::spans(vec![label]), value, bar.map_or_else(Cell::default, bar_cell)];
    draft.row(TableRow { style: RowStyle::Total, cells, ..TableRow::default() });
}

fn is_good(better: Better, delta: Decimal) -> Option<bool> {
    match better {
        Better::Up => Some(!delta.is_negative()),
        Better::Down => Some(delta.is_negative()),
        Better::None => None,
    }
}
