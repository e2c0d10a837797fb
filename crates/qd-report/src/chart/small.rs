//! Drawings that stand in a cell: a bar with its target, a line of values.
//!
//! They have no words of their own: the numbers stand in the cells beside them.

use qd_model::Decimal;
use qd_model::report::{Bar, Series};

use super::Drawing;
use super::svg::{Canvas, Paint};
use crate::Palette;

/// Width of a bar in a chart, of one in a strip of key figures, and the height of both, in pixels.
const BAR: (u32, u32, u32) = (220, 90, 14);
/// Size of a line of values.
const SPARKLINE: (u32, u32) = (90, 18);
/// Fewer values than this have no usual range.
const MIN_USUAL: usize = 8;
/// Room for the last value's dot.
const DOT: f64 = 2.5;

/// Draws a bar on its own scale; with a target it is thin and the target is a tick.
pub(crate) fn bar(bar: &Bar, is_chart: bool, palette: Palette) -> Drawing {
    let width = if is_chart { BAR.0 } else { BAR.1 };
    let mut canvas = Canvas::new(width, BAR.2, palette);
    let (min, max) = (bar.min.to_f64(), bar.max.to_f64());
    if max > min {
        let x = |value: Decimal| (value.to_f64() - min) / (max - min) * (f64::from(width) - 2.0);
        let paint = match bar.is_good {
            None => Paint::Actual,
            Some(true) => Paint::Good,
            Some(false) => Paint::Bad,
        };
        let (top, bottom) = if bar.target.is_some() { (4.5, 9.5) } else { (2.0, 12.0) };
        if bar.from != bar.to {
            canvas.rect((x(bar.from), top), (x(bar.to), bottom), paint);
        }
        if let Some(target) = bar.target {
            canvas.line((x(target) + 1.0, 0.0), (x(target) + 1.0, 14.0), 2.0);
        }
    }
    finish(canvas)
}

/// Draws values of consecutive periods as a line; gaps stay gaps, and the last value has a dot. The
/// band behind it holds the middle half of the values: what is usual.
pub(crate) fn sparkline(series: &Series) -> Drawing {
    let points = &series.points;
    let (width, height) = SPARKLINE;
    let mut canvas = Canvas::new(width, height, Palette::default());
    let mut numbers = points.iter().flatten().map(|number| number.to_f64()).collect::<Vec<_>>();
    numbers.sort_by(f64::total_cmp);
    let scale = series.scale.map(|(min, max)| (min.to_f64(), max.to_f64()));
    let ends = scale.or_else(|| Some((*numbers.first()?, *numbers.last()?)));
    let (min, max) = ends.unwrap_or_default();
    let step = (f64::from(width) - 2.0 * DOT) / (points.len().max(2) - 1) as f64;
    let room = f64::from(height) - 2.0 * DOT - 2.0;
    let y = |number: f64| {
        // A constant series lies in the middle.
        let share = if max > min { (number - min) / (max - min) } else { 0.5 };
        DOT + 1.0 + (1.0 - share) * room
    };
    let at = |index: usize, number: Decimal| (DOT + index as f64 * step, y(number.to_f64()));
    if numbers.len() >= MIN_USUAL {
        let (low, high) = (numbers[numbers.len() / 4], numbers[numbers.len() * 3 / 4]);
        canvas.rect((0.0, y(low)), (f64::from(width), y(high)), Paint::Band);
    }
    let mut run = Vec::new();
    for (index, point) in points.iter().enumerate() {
        match point {
            Some(number) => run.push(at(index, *number)),
            None => draw_run(&mut canvas, &mut run),
        }
    }
    draw_run(&mut canvas, &mut run);
    let last = points.iter().enumerate().rev().find_map(|(at, point)| Some((at, (*point)?)));
    if let Some((index, number)) = last {
        canvas.full_dot(at(index, number), DOT);
    }
    finish(canvas)
}

/// Draws what lies between two gaps; one value alone is a small dot.
fn draw_run(canvas: &mut Canvas, run: &mut Vec<(f64, f64)>) {
    match run.as_slice() {
        [] => {}
        [alone] => canvas.full_dot(*alone, 1.0),
        points => canvas.path(points, 1.5),
    }
    run.clear();
}

fn finish(canvas: Canvas) -> Drawing {
    let (width, height) = (canvas.width, canvas.height);
    Drawing { svg: canvas.finish(), width, height, ..Drawing::default() }
}
