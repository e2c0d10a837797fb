//! Plots as pictures, in IBCS notation: actual solid, prior light, plan outlined, forecast hatched.
//!
//! Bars start at zero and no axis is broken (LOOK 6.5). Values are printed beside their bars by the
//! one formatter; nothing here rounds.

use super::multiples;
use super::plot::{Kind, Plot, Point};
use super::svg::{Anchor, Canvas, Paint, Words, width_of};
use crate::Palette;

/// The width of a mail's text, in pixels.
pub(super) const WIDTH: f64 = 568.0;
/// The width of a chart that has a neighbour on a page.
pub(super) const HALF_WIDTH: f64 = 282.0;
/// Height of a row of a horizontal chart, of one that has a neighbour, and of a bar.
const ROW: (f64, f64, f64) = (22.0, 18.0, 12.0);
/// Room for labels at the left of a horizontal chart, as a share of its width; more of a narrow one.
const LABELS: (f64, f64) = (0.345, 0.42);
/// The least and the most room for values at the right.
const VALUES: (f64, f64) = (64.0, 120.0);
/// Height of the columns' area, of the values above and of the labels below.
const COLUMNS: (f64, f64, f64) = (120.0, 20.0, 12.0);
/// Height of the tier of variances: of its pins to one side, and of a value beyond them.
const PINS: (f64, f64) = (16.0, 18.0);
/// A change beyond this share is cut, and its value stands there (LOOK 6.4: twice as much).
const MAX_SHARE: f64 = 2.0;
/// The least room between the names of two columns.
const NAME_GAP: f64 = 3.0;
/// Height of the line that names the scenarios.
const LEGEND: f64 = 22.0;

/// Draws a plot as SVG.
pub(super) fn svg(plot: &Plot, palette: Palette, width: f64) -> Canvas {
    match plot.kind {
        Kind::Columns => columns(plot, palette, width),
        Kind::Bars | Kind::Bullets | Kind::Bridge => rows(plot, palette, width),
        Kind::Multiples => multiples::svg(plot, palette, width),
    }
}

fn columns(plot: &Plot, palette: Palette, width: f64) -> Canvas {
    let (area, above, below) = COLUMNS;
    let has_legend = !scenarios(plot).is_empty();
    let legend_room = if has_legend { LEGEND } else { 0.0 };
    let tier = if plot.base.is_empty() { 0.0 } else { 2.0 * (PINS.0 + PINS.1) + 6.0 };
    let top = legend_room + tier + above;
    let has_years = plot.points.iter().any(|point| point.label.contains(' '));
    let years = if has_years { 14.0 } else { 0.0 };
    // Below the lowest column its value needs a line of its own.
    let below = below + if plot.min < 0.0 { 14.0 } else { 0.0 };
    let mut canvas = Canvas::new(width as u32, (top + area + below + 8.0 + years) as u32, palette);
    legend(&mut canvas, plot);
    let y = |value: f64| top + (1.0 - plot.share(value)) * area;
    let step = width / plot.points.len() as f64;
    let half = (step * 0.34).min(22.0);
    for (at, point) in plot.points.iter().enumerate() {
        let x = (at as f64 + 0.5) * step;
        if let Some(prior) = point.prior {
            canvas.rect((x - half - 4.0, y(0.0)), (x + half - 4.0, y(prior)), Paint::Prior);
        }
        if let Some(plan) = point.plan {
            canvas.outline((x - half - 2.0, y(0.0)), (x + half + 2.0, y(plan)));
        }
        if let Some((from, to)) = point.span {
            canvas.rect((x - half, y(from)), (x + half, y(to)), paint(point));
            let look = if at_last(plot, point) { Words::Strong } else { Words::Plain };
            // The last value is always there: where it is wider than its column it ends with the
            // picture, above the columns that it reaches over.
            let is_wide = width_of(&point.printed) > step;
            let n_under =
                if is_wide { (width_of(&point.printed) / step).ceil() as usize } else { 0 };
            let under = &plot.points[at.saturating_sub(n_under)..=at];
            let highest = under.iter().flat_map(|other| {
                let (from, to) = other.span.unwrap_or_default();
                let high = other.interval.map(|(_, high)| high);
                [Some(from.max(to)), other.prior, other.plan, high].into_iter().flatten()
            });
            let highest = highest.fold(from.max(to), f64::max);
            let base_line = if to < 0.0 { y(to) + 13.0 } else { y(highest) - 5.0 };
            if at_last(plot, point) && is_wide {
                canvas.words((width, base_line), Anchor::End, &point.printed, look);
            } else if width_of(&point.printed) < step {
                canvas.words((x, base_line), Anchor::Middle, &point.printed, look);
            }
        } else {
            canvas.words((x, y(0.0) - 5.0), Anchor::Middle, "\u{2014}", Words::Muted);
        }
        if let Some((low, high)) = point.interval {
            canvas.line((x, y(low)), (x, y(high)), 1.0);
            canvas.line((x - 3.0, y(low)), (x + 3.0, y(low)), 1.0);
            canvas.line((x - 3.0, y(high)), (x + 3.0, y(high)), 1.0);
        }
    }
    canvas.line((0.0, y(0.0)), (width, y(0.0)), 1.0);
    if tier > 0.0 {
        variances(&mut canvas, plot, step, legend_room + PINS.0 + PINS.1);
    }
    time_axis(&mut canvas, plot, step, top + area + below + 3.0);
    canvas
}

/// Relative changes as pins on an axis of their own, above the columns that they are of.
fn variances(canvas: &mut Canvas, plot: &Plot, step: f64, axis: f64) {
    let width = f64::from(canvas.width);
    let known = plot.points.iter().enumerate();
    let known = known.filter_map(|(at, point)| Some((at, point.variance.as_ref()?)));
    let shares = known.clone().filter_map(|(_, variance)| variance.share);
    let widest = shares.map(|share| share.abs().min(MAX_SHARE)).fold(0.0, f64::max);
    for (at, variance) in known {
        let x = (at as f64 + 0.5) * step;
        let (paint, look) = match variance.is_good {
            None => (Paint::Actual, Words::Plain),
            Some(true) => (Paint::Good, Words::Good),
            Some(false) => (Paint::Bad, Words::Bad),
        };
        let share = variance.share.unwrap_or(0.0).clamp(-MAX_SHARE, MAX_SHARE);
        let end = axis - if widest > 0.0 { share / widest * PINS.0 } else { 0.0 };
        if variance.share.is_some() {
            canvas.rect((x - 1.0, axis), (x + 1.0, end), paint);
            canvas.rect((x - 3.0, end - 3.0), (x + 3.0, end + 3.0), paint);
        }
        if width_of(&variance.printed) < step {
            let base_line = if share < 0.0 { end + 14.0 } else { end - 6.0 };
            canvas.words((x, base_line), Anchor::Middle, &variance.printed, look);
        }
    }
    canvas.faint((0.0, axis), (width, axis));
    canvas.words((0.0, axis - PINS.0 - 4.0), Anchor::Start, &plot.base, Words::Muted);
}

/// Months under their columns; the year under the first and where it changes. Where the names would
/// run into each other every other one stands, the last among them.
fn time_axis(canvas: &mut Canvas, plot: &Plot, step: f64, top: f64) {
    let parts = |label| str::rsplit_once(label, ' ').unwrap_or((label, ""));
    let names = plot.points.iter().map(|point| width_of(parts(&point.label).0));
    let every: u8 = if names.fold(0.0, f64::max) + NAME_GAP > step { 2 } else { 1 };
    let last = plot.points.len().saturating_sub(1);
    let mut year = "";
    for (at, point) in plot.points.iter().enumerate() {
        let x = (at as f64 + 0.5) * step;
        let (name, of) = parts(&point.label);
        if width_of(name) < step * f64::from(every)
            && (last - at).is_multiple_of(usize::from(every))
        {
            canvas.words((x, top), Anchor::Middle, name, Words::Muted);
        }
        if of != year {
            let half = width_of(of) / 2.0;
            canvas.words((x.max(half), top + 14.0), Anchor::Middle, of, Words::Muted);
            year = of;
        }
    }
}

fn rows(plot: &Plot, palette: Palette, width: f64) -> Canvas {
    let height = if width < WIDTH { ROW.1 } else { ROW.0 };
    let labels = room_for_labels(width);
    let n_rows = plot.points.len() as f64;
    let has_legend = !scenarios(plot).is_empty();
    let top = if has_legend { LEGEND } else { 4.0 };
    let mut canvas = Canvas::new(width as u32, (top + n_rows * height + 6.0) as u32, palette);
    legend(&mut canvas, plot);
    let values = room_for_values(plot);
    // Negative values are printed at the left of their bars and need room there.
    let left = labels + if plot.min < 0.0 { values } else { 8.0 };
    let x = |value: f64| left + plot.share(value) * (width - values - left);
    let mut before = None::<(f64, f64)>;
    for (at, point) in plot.points.iter().enumerate() {
        let middle = top + (at as f64 + 0.5) * height;
        let look = if point.is_total { Words::Strong } else { Words::Plain };
        canvas.words((0.0, middle + 4.0), Anchor::Start, &fitted(&point.label, labels), look);
        if plot.kind == Kind::Bridge && point.is_total && at > 0 {
            canvas.rule((0.0, middle - height / 2.0), (width, middle - height / 2.0));
        }
        // A step hangs on the end of the last one that is known, drawn before the bar covers it.
        if let (Kind::Bridge, Some((end, from))) = (plot.kind, before)
            && point.span.is_some()
        {
            canvas.faint((x(end), from + ROW.2 / 2.0), (x(end), middle - ROW.2 / 2.0));
        }
        bar(&mut canvas, plot, point, middle, &x);
        before = point.span.map(|(_, to)| (to, middle)).or(before);
    }
    canvas.line((x(0.0), top), (x(0.0), top + n_rows * height), 1.0);
    canvas
}

/// The room for labels at the left.
pub(super) fn room_for_labels(width: f64) -> f64 {
    (width * if width < WIDTH { LABELS.1 } else { LABELS.0 }).round()
}

/// The widest value with its distance from the bar; strong words are a tenth wider.
pub(super) fn room_for_values(plot: &Plot) -> f64 {
    let widths = plot.points.iter().map(|point| width_of(&point.printed) * 1.1 + 8.0);
    widths.fold(VALUES.0, f64::max).min(VALUES.1)
}

/// A bar with what it is compared to, and its value at the end that is away from zero.
fn bar(canvas: &mut Canvas, plot: &Plot, point: &Point, middle: f64, x: &dyn Fn(f64) -> f64) {
    let thick = if plot.kind == Kind::Bullets { ROW.2 / 2.0 } else { ROW.2 };
    if let Some(prior) = point.prior {
        canvas.rect((x(0.0), middle - 8.0), (x(prior), middle + 3.0), Paint::Prior);
    }
    if let Some(plan) = point.plan {
        canvas.outline((x(0.0), middle - 8.0), (x(plan), middle + 8.0));
    }
    let Some((from, to)) = point.span else {
        canvas.words((x(0.0) + 6.0, middle + 4.0), Anchor::Start, &point.printed, Words::Muted);
        return;
    };
    let shift = if point.prior.is_some() { 2.0 } else { 0.0 };
    let (above, below) = (middle - thick / 2.0 + shift, middle + thick / 2.0 + shift);
    // An interval is drawn as such: a bar under it would claim the mean to be certain.
    if point.interval.is_none() && (from != to || plot.kind == Kind::Bridge) {
        canvas.rect((x(from), above), (x(to), below), paint(point));
    }
    if let Some(target) = point.target {
        canvas.line((x(target), middle - 8.0), (x(target), middle + 8.0), 2.0);
    }
    if let Some((low, high)) = point.interval {
        canvas.line((x(low), middle), (x(high), middle), 1.0);
        canvas.line((x(low), middle - 3.0), (x(low), middle + 3.0), 1.0);
        canvas.line((x(high), middle - 3.0), (x(high), middle + 3.0), 1.0);
        canvas.dot((x(to), middle), 2.5);
    }
    let look = match point.is_good {
        None if point.is_total => Words::Strong,
        None => Words::Plain,
        Some(true) => Words::Good,
        Some(false) => Words::Bad,
    };
    let is_left = to < 0.0 && plot.kind != Kind::Bridge;
    // The value stands at its bar, unless the tick of the target is in the way.
    let reach = 6.0 + width_of(&point.printed) + 6.0;
    let target = point.target.filter(|target| (x(*target) - x(to)).abs() < reach);
    let others = [target, point.interval.map(|(low, high)| if is_left { low } else { high })];
    let others =
        others.into_iter().flatten().chain([point.prior, point.plan].into_iter().flatten());
    let end = others.fold(if is_left { from.min(to) } else { from.max(to) }, |end, other| {
        if is_left { end.min(other) } else { end.max(other) }
    });
    if is_left {
        canvas.words((x(end) - 6.0, middle + 4.0), Anchor::End, &point.printed, look);
    } else {
        canvas.words((x(end) + 6.0, middle + 4.0), Anchor::Start, &point.printed, look);
    }
}

fn paint(point: &Point) -> Paint {
    match point.is_good {
        Some(true) => Paint::Good,
        Some(false) => Paint::Bad,
        None if point.is_forecast => Paint::Forecast,
        None => Paint::Actual,
    }
}

fn at_last(plot: &Plot, point: &Point) -> bool {
    plot.points.last().is_some_and(|last| std::ptr::eq(last, point))
}

/// The scenarios that need a name because more than one is drawn.
fn scenarios(plot: &Plot) -> Vec<(&'static str, Option<Paint>)> {
    let has = |claim: fn(&Point) -> bool| plot.points.iter().any(claim);
    let mut scenarios = Vec::new();
    if has(|point| point.prior.is_some()) {
        scenarios.push(("earlier", Some(Paint::Prior)));
    }
    if has(|point| point.plan.is_some()) {
        scenarios.push(("plan", None));
    }
    if has(|point| point.is_forecast) {
        scenarios.push(("forecast", Some(Paint::Forecast)));
    }
    if !scenarios.is_empty() {
        scenarios.insert(0, ("actual", Some(Paint::Actual)));
    }
    scenarios
}

/// Names the scenarios.
fn legend(canvas: &mut Canvas, plot: &Plot) {
    let mut x = 0.5;
    for (name, paint) in scenarios(plot) {
        match paint {
            Some(paint) => canvas.rect((x, 4.0), (x + 12.0, 14.0), paint),
            None => canvas.outline((x, 4.0), (x + 12.0, 14.0)),
        }
        canvas.words((x + 18.0, 13.0), Anchor::Start, name, Words::Muted);
        x += 18.0 + width_of(name) + 20.0;
    }
}

/// A label that fits; the table beside the picture has it whole.
pub(super) fn fitted(label: &str, room: f64) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    if width_of(label) <= room {
        return label.to_owned();
    }
    let mut kept = String::new();
    for grapheme in label.graphemes(true) {
        if width_of(&kept) + width_of(grapheme) + width_of("…") > room {
            break;
        }
        kept.push_str(grapheme);
    }
    kept.trim_end().to_owned() + "…"
}
