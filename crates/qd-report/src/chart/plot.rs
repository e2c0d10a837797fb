//! What a table of bars says, taken out of it: which kind of chart it is and its points.
//!
//! The kind follows from the rows, so that a picture cannot disagree with its table.

use qd_model::report::{Cell, CellContent, Component, Figure, Report, RowStyle, Span, Table};

use crate::format;
use crate::render::plain_words;

/// Time from left to right, structure from top to bottom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// One column a period.
    Columns,
    /// One bar a member, sorted.
    Bars,
    /// Bars with a tick for what was planned.
    Bullets,
    /// From a base to now, step by step.
    Bridge,
    /// One panel a member, all on one scale.
    Multiples,
}

/// A chart ready to be drawn.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Plot {
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) points: Vec<Point>,
    /// What the variances are against, `Δ prior`; nothing where there is none.
    pub(super) base: String,
    /// The periods of panels, `Sep 2025 to Sep 2026`; nothing where there are none.
    pub(super) periods: String,
    /// The scale's ends over everything drawn; zero lies between.
    pub(super) min: f64,
    pub(super) max: f64,
}

/// A row: a period, a member, a step.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Point {
    pub(super) label: String,
    /// The value as it is printed everywhere; a reason where it is missing.
    pub(super) printed: String,
    /// Where its bar starts and ends; `None` for a missing value.
    pub(super) span: Option<(f64, f64)>,
    pub(super) is_forecast: bool,
    pub(super) is_total: bool,
    pub(super) is_good: Option<bool>,
    pub(super) target: Option<f64>,
    pub(super) prior: Option<f64>,
    pub(super) plan: Option<f64>,
    pub(super) interval: Option<(f64, f64)>,
    pub(super) variance: Option<Variance>,
    /// The values of a panel, the oldest first.
    pub(super) series: Vec<Option<f64>>,
}

/// A change against a base: a pin in the tier above the columns.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Variance {
    /// The change as a share; where there is no number, none is drawn.
    pub(super) share: Option<f64>,
    pub(super) printed: String,
    pub(super) is_good: Option<bool>,
}

impl Plot {
    /// Reads a table; `None` if it is no chart or has fewer than two values to compare.
    pub(super) fn of(report: &Report, table: &Table) -> Option<Self> {
        if table.component != Component::Chart {
            return None;
        }
        let points = table.rows.iter().map(|row| {
            let mut point = point(report, table, &row.cells);
            point.is_total = row.style == RowStyle::Total;
            point
        });
        let points = points.collect::<Vec<_>>();
        if points.iter().filter(|point| point.span.is_some()).count() < 2 {
            return None;
        }
        let kind = kind(report, table, &points);
        let ends = points.iter().flat_map(|point| {
            let span = point.span.into_iter().chain(point.interval);
            let others = [point.target, point.prior, point.plan].into_iter().flatten();
            let others = others.chain(point.series.iter().flatten().copied());
            span.flat_map(|(from, to)| [from, to]).chain(others).collect::<Vec<_>>()
        });
        let (min, max) =
            ends.fold((0.0_f64, 0.0_f64), |(min, max), end| (min.min(end), max.max(end)));
        let title = plain_words(report, &table.title);
        let base = table.columns.iter().find(|column| column.title.starts_with('Δ'));
        let base = base.map(|column| column.title.clone()).unwrap_or_default();
        let periods = table.columns.last().filter(|_| kind == Kind::Multiples);
        let periods = periods.map(|column| column.title.clone()).unwrap_or_default();
        (max > min).then_some(Self { kind, title, points, base, periods, min, max })
    }

    /// Where a value lies between the scale's ends, from 0 to 1.
    pub(super) fn share(&self, value: f64) -> f64 {
        (value - self.min) / (self.max - self.min)
    }
}

fn kind(report: &Report, table: &Table, points: &[Point]) -> Kind {
    if points.iter().any(|point| point.is_total) {
        return Kind::Bridge;
    }
    if points.iter().any(|point| !point.series.is_empty()) {
        return Kind::Multiples;
    }
    let mut periods = table.rows.iter().map(|row| value(report, &row.cells)?.period);
    let first = periods.next().flatten();
    let mut before = first;
    let is_time = first.is_some()
        && periods.all(|period| {
            let is_next = period > before;
            before = period;
            is_next
        });
    if is_time {
        return Kind::Columns;
    }
    let has_target = points.iter().any(|point| point.target.is_some());
    if has_target { Kind::Bullets } else { Kind::Bars }
}

fn point(report: &Report, table: &Table, cells: &[Cell]) -> Point {
    let mut point = Point::default();
    if let Some(CellContent::Spans(spans)) = cells.first().map(|cell| &cell.content) {
        point.label = plain_words(report, spans);
    }
    if let Some(figure) = value(report, cells) {
        point.printed = format::typographic(&format::unmarked(figure, report.locale));
        point.is_forecast = figure.is_estimate;
        point.interval = figure.low.zip(figure.high).map(|(l, h)| (l.to_f64(), h.to_f64()));
    }
    for (column, cell) in table.columns.iter().zip(cells).skip(2) {
        match &cell.content {
            CellContent::Bar(bar) => {
                point.span = Some((bar.from.to_f64(), bar.to.to_f64()));
                point.target = bar.target.map(|target| target.to_f64());
                point.is_good = bar.is_good;
            }
            CellContent::Spans(spans) => {
                let figure = figure(report, spans);
                let number = figure.and_then(|figure| figure.value.number());
                let number = number.map(|number| number.to_f64());
                if let (Some(figure), true) = (figure, column.title.starts_with('Δ')) {
                    point.variance = Some(Variance {
                        share: number,
                        printed: format::typographic(&format::unmarked(figure, report.locale)),
                        is_good: cell.is_good,
                    });
                }
                match column.title.as_str() {
                    "plan" => point.plan = number,
                    "prior" | "prior year" => point.prior = number,
                    _ => {}
                }
            }
            CellContent::Sparkline(series) => {
                let number = value(report, cells).and_then(|figure| figure.value.number());
                point.span = number.map(|number| (0.0, number.to_f64()));
                point.series =
                    series.points.iter().map(|point| point.map(|p| p.to_f64())).collect();
            }
            CellContent::Empty | CellContent::Interval(_) => {}
        }
    }
    point
}

fn value<'r>(report: &'r Report, cells: &[Cell]) -> Option<&'r Figure> {
    match &cells.get(1)?.content {
        CellContent::Spans(spans) => figure(report, spans),
        _ => None,
    }
}

fn figure<'r>(report: &'r Report, spans: &[Span]) -> Option<&'r Figure> {
    spans.iter().find_map(|span| match span {
        Span::Figure(index) => Some(report.figure(*index)),
        _ => None,
    })
}
