//! Drawings in glyphs: sparklines, bars, whiskers, and their ASCII forms (LOOK 6.7).

use qd_model::report::{Bar, Figure, Locale, Series};
use qd_model::{Decimal, Rounding, Unit};

use crate::format;

const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// Thirteen glyphs; a constant series stands in the middle, zeros at the bottom, gaps are blank.
/// Series that share a scale are drawn on it.
pub(in crate::render) fn sparkline(series: &Series) -> String {
    let points = &series.points;
    let numbers = points.iter().flatten();
    let ends = series.scale.or_else(|| Some((*numbers.clone().min()?, *numbers.max()?)));
    let Some((min, max)) = ends else { return " ".repeat(points.len()) };
    let glyph = |number: Decimal| match (min == max, max.is_zero()) {
        (true, true) => LEVELS[0],
        (true, false) => LEVELS[3],
        (false, _) => {
            let share = (number.to_f64() - min.to_f64()) / (max.to_f64() - min.to_f64());
            LEVELS[((share * 8.0).floor() as usize).min(7)]
        }
    };
    points.iter().map(|point| point.map_or(' ', &glyph)).collect()
}

/// A bar of `width` columns on its own scale, with `|` where the target is.
pub(super) fn bar(bar: &Bar, width: usize) -> String {
    let (min, max) = (bar.min.to_f64(), bar.max.to_f64());
    if max <= min {
        return " ".repeat(width);
    }
    let at = |number: Decimal| (number.to_f64() - min) / (max - min) * width as f64;
    let (low, high) = (at(bar.from.min(bar.to)), at(bar.from.max(bar.to)));
    let mut columns = vec![' '; width];
    if bar.min.is_zero() && bar.from.is_zero() {
        let eighths = (high * 8.0).round() as usize;
        for column in columns.iter_mut().take(eighths / 8) {
            *column = '█';
        }
        if let Some(column) = columns.get_mut(eighths / 8) {
            *column = EIGHTHS[eighths % 8];
        }
    } else {
        // Bars that do not start at the left edge are drawn in whole columns, at least one.
        let first = (low.round() as usize).min(width - 1);
        let last = (high.round() as usize).clamp(first + 1, width);
        columns[first..last].fill('█');
    }
    if let Some(target) = bar.target {
        columns[(at(target).floor() as usize).min(width - 1)] = '|';
    }
    columns.into_iter().collect()
}

/// How much of the unit one column of a whisker stands for, alike for a whole table.
pub(super) fn whisker_step(figures: &[&Figure]) -> f64 {
    let ranges = figures.iter().filter_map(|figure| whole_range(figure));
    let widest = ranges.fold(0.0, f64::max);
    let is_rate = figures.iter().all(|figure| figure.unit == Unit::Ratio);
    if !is_rate {
        return if widest > 0.0 { widest / 13.0 } else { 1.0 };
    }
    let steps = [0.01, 0.02, 0.05, 0.10];
    steps.into_iter().find(|step| between(widest, *step) <= 12).unwrap_or(0.10)
}

/// `2%|--o-----|11%`: the ends of the interval and where the mean lies between them.
pub(super) fn whisker(figure: &Figure, step: f64, locale: Locale) -> Option<String> {
    let (low, high) = range(figure)?;
    let mean = figure.value.number()?.to_f64();
    let (low_end, high_end) = format::interval(figure, locale)?;
    let n_between = between(whole_range(figure)?, step);
    let share = if high > low { (mean - low) / (high - low) } else { 0.0 };
    let at = ((share * n_between as f64).floor().max(0.0) as usize).min(n_between - 1);
    let line = (0..n_between).map(|column| if column == at { 'o' } else { '-' });
    Some(format!("{low_end}|{}|{high_end}", line.collect::<String>()))
}

fn range(figure: &Figure) -> Option<(f64, f64)> {
    Some((figure.low?.to_f64(), figure.high?.to_f64()))
}

/// The width between the ends as they are printed: rates stand in whole points.
fn whole_range(figure: &Figure) -> Option<f64> {
    let (low, high) = range(figure)?;
    if figure.unit != Unit::Ratio {
        return Some(high - low);
    }
    let whole = |number: Decimal| number.round(2, Rounding::HalfEven).to_f64();
    Some(whole(figure.high?) - whole(figure.low?))
}

fn between(width: f64, step: f64) -> usize {
    // Ends such as 0.113 - 0.013 are not exact in binary: a hair more keeps whole points whole.
    let columns = (width / step + 1e-9).floor() as usize;
    columns.saturating_sub(1).max(1)
}

/// The same text in ASCII alone.
pub(super) fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => plain.push(c),
            '▁' => plain.push('_'),
            '▂' => plain.push('.'),
            '▃' => plain.push('-'),
            '▄' => plain.push('='),
            '▅' => plain.push('+'),
            '▆' => plain.push('*'),
            '▇' | '█' => plain.push('#'),
            '▌' | '▋' | '▊' | '▉' => plain.push('#'),
            '▏' | '▎' | '▍' => plain.push('.'),
            '—' | '–' | '\u{2212}' => plain.push('-'),
            '…' => plain.push('.'),
            '“' | '”' => plain.push('"'),
            '‘' | '’' => plain.push('\''),
            'Δ' => plain.push('d'),
            '€' => plain.push('E'),
            '£' => plain.push('L'),
            '¥' => plain.push('Y'),
            // The letters of months.
            'ä' | 'á' => plain.push('a'),
            'é' => plain.push('e'),
            'û' => plain.push('u'),
            '≈' => plain.push('~'),
            '†' => plain.push('*'),
            '\u{2061}' | '\u{2063}' => plain.push(c),
            _ => plain.push('?'),
        }
    }
    plain
}
