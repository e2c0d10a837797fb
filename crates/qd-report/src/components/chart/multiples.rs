//! Small multiples: a panel a member, thirteen periods each, all on one scale.
//!
//! Where each panel had its own scale, a venture of hundreds would look like one of thousands.

use qd_model::report::{Cell, CellContent, Component as Kind, Place, Series as Points};

use super::{Chart, Series, scale, variance};
use crate::assemble::{Builder, Draft, column, number_column};
use crate::components::kpis::history;
use crate::format;

/// The rows of small multiples, the largest first.
pub(super) fn draft(chart: &Chart, series: Vec<Series>, builder: &mut Builder<'_>) -> Draft {
    let mut columns = vec![column("", None), number_column("", None)];
    columns.extend(chart.delta.map(|delta| number_column(delta.heading(), Some(2))));
    columns.push(column(span(chart, builder), Some(1)));
    let mut draft = Draft::new(Kind::Chart, chart.title(builder).as_deref(), columns);
    let points = series.iter().map(|series| history(&series.key, builder)).collect::<Vec<_>>();
    let ends = scale(points.iter().flatten().flatten().copied());
    for (series, points) in series.into_iter().zip(points) {
        let index = builder.measure(series.key.clone(), Place::Cell);
        let mut cells = vec![Cell::spans(vec![series.label]), draft.figure(builder, index)];
        cells.extend(chart.delta.map(|delta| variance(&series.key, delta, builder)));
        let content = match points.iter().all(Option::is_none) {
            true => CellContent::Empty,
            false => CellContent::Sparkline(Points { points, scale: Some(ends) }),
        };
        cells.push(Cell { content, ..Cell::default() });
        draft.cells(cells);
    }
    draft.set_empty("no rows");
    draft
}

/// `Sep 2025 to Sep 2026`: the periods of every panel.
fn span(chart: &Chart, builder: &Builder<'_>) -> String {
    let last = chart.key(builder).period;
    let first = (1..super::N_PERIODS).fold(last, |period, _| period.prior());
    format!(
        "{} to {}",
        format::period(first, builder.ctx.locale),
        format::period(last, builder.ctx.locale)
    )
}
