//! Small multiples: panels on one scale, beside each other or, where there is half the width, below
//! each other.

use super::draw::{WIDTH, fitted, room_for_labels, room_for_values};
use super::plot::{Plot, Point};
use super::svg::{Anchor, Canvas, Paint, Words};
use crate::Palette;

/// The least width of a panel, and the room between two.
const PANEL: (f64, f64) = (124.0, 16.0);
/// Heights of a panel's name, of its value, of its columns, and of the room below it.
const ROWS: (f64, f64, f64, f64) = (13.0, 15.0, 40.0, 10.0);
/// Height of a panel that is a row, and of its columns.
const ROW: (f64, f64) = (24.0, 20.0);
/// Height of the line that names the periods.
const FOOT: f64 = 16.0;

/// Draws the panels.
pub(super) fn svg(plot: &Plot, palette: Palette, width: f64) -> Canvas {
    let n_panels = plot.points.len().max(1) as f64;
    let (mut canvas, height) = if width < WIDTH {
        let height = n_panels * ROW.0 + 4.0;
        let mut canvas = Canvas::new(width as u32, (height + FOOT) as u32, palette);
        rows(&mut canvas, plot, width);
        (canvas, height)
    } else {
        // As many rows as must be, and these about equally full.
        let n_rows = (n_panels / ((width + PANEL.1) / (PANEL.0 + PANEL.1)).floor()).ceil();
        let n_beside = (n_panels / n_rows).ceil();
        let height = n_rows * (ROWS.0 + ROWS.1 + ROWS.2 + ROWS.3);
        let mut canvas = Canvas::new(width as u32, (height + FOOT) as u32, palette);
        panels(&mut canvas, plot, width, n_beside);
        (canvas, height)
    };
    let foot = format!("{}, one scale", plot.periods);
    canvas.words((0.0, height + 10.0), Anchor::Start, &foot, Words::Muted);
    canvas
}

/// Name and value above the columns of each.
fn panels(canvas: &mut Canvas, plot: &Plot, width: f64, n_beside: f64) {
    let (name, value, area, below) = ROWS;
    let panel = (width - PANEL.1 * (n_beside - 1.0)) / n_beside;
    for (at, point) in plot.points.iter().enumerate() {
        let (row, column) = ((at as f64 / n_beside).floor(), at as f64 % n_beside);
        let (left, top) = (column * (panel + PANEL.1), row * (name + value + area + below));
        let label = fitted(&point.label, panel);
        canvas.words((left, top + 10.0), Anchor::Start, &label, Words::Plain);
        canvas.words((left, top + name + 11.0), Anchor::Start, &point.printed, Words::Strong);
        columns(canvas, plot, point, (left, top + name + value, panel, area));
    }
}

/// Name, columns and value in a line.
fn rows(canvas: &mut Canvas, plot: &Plot, width: f64) {
    let (labels, values) = (room_for_labels(width), room_for_values(plot));
    for (at, point) in plot.points.iter().enumerate() {
        let top = at as f64 * ROW.0 + 4.0;
        let base_line = top + ROW.1 / 2.0 + 4.0;
        let label = fitted(&point.label, labels - 8.0);
        canvas.words((0.0, base_line), Anchor::Start, &label, Words::Plain);
        canvas.words((width, base_line), Anchor::End, &point.printed, Words::Strong);
        columns(canvas, plot, point, (labels, top, width - labels - values, ROW.1));
    }
}

/// The columns of a panel on the scale of all; what nobody measured is a gap.
fn columns(
    canvas: &mut Canvas,
    plot: &Plot,
    point: &Point,
    (left, top, width, area): (f64, f64, f64, f64),
) {
    let y = |value: f64| top + (1.0 - plot.share(value)) * area;
    let step = width / point.series.len().max(1) as f64;
    let gap = (step / 4.0).min(2.0);
    for (at, value) in point.series.iter().enumerate() {
        let Some(value) = value.filter(|value| *value != 0.0) else { continue };
        let x = left + at as f64 * step;
        canvas.rect((x, y(0.0)), (x + step - gap, y(value)), Paint::Actual);
    }
    canvas.line((left, y(0.0)), (left + width, y(0.0)), 1.0);
}
