//! Which columns of a table have room in a mail or on a page, which are about equally wide.

use qd_model::report::{CellContent, Component, Report, Table};
use unicode_width::UnicodeWidthStr;

use super::words;

/// Pixels of a bar in a chart, and in a strip of key figures.
pub(super) const BAR_PX: (u32, u32) = (220, 90);

/// Pixels of a table, of a character at 12.5 px, of a column of words, and between columns.
const ROOM_PX: usize = 580;
const CHARACTER_PX: usize = 6;
const MAX_WORDS_PX: usize = 150;
const GAP_PX: usize = 12;

/// The columns that leave a row too wide for a mail, in the declared order: what is squeezed
/// to a word a line is read by nobody.
pub(crate) fn dropped(report: &Report, table: &Table) -> Vec<usize> {
    let widths = (0..table.columns.len()).map(|index| width(report, table, index));
    let widths = widths.collect::<Vec<_>>();
    let order = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(index, column)| Some((column.drop_order?, index)).filter(|_| index > 0));
    let mut order = order.collect::<Vec<_>>();
    order.sort_unstable();
    let mut total = widths.iter().sum::<usize>();
    let mut dropped = Vec::new();
    for (_, index) in order {
        if total <= ROOM_PX {
            break;
        }
        total -= widths[index];
        dropped.push(index);
    }
    dropped.sort_unstable();
    dropped
}

/// About how many pixels a column needs.
fn width(report: &Report, table: &Table, index: usize) -> usize {
    let column = &table.columns[index];
    let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
    let widths = cells.map(|cell| match &cell.content {
        CellContent::Empty => 0,
        CellContent::Spans(spans) => words::plain(report, spans).width() * CHARACTER_PX,
        CellContent::Bar(_) if table.component == Component::Chart => BAR_PX.0 as usize,
        CellContent::Bar(_) => BAR_PX.1 as usize,
        CellContent::Sparkline(series) => series.points.len() * CHARACTER_PX,
        CellContent::Interval(_) => 12 * CHARACTER_PX,
    });
    let widest = widths.max().unwrap_or(0).max(column.title.width() * CHARACTER_PX);
    // Words may go on in a second line; numbers never do.
    let widest = if column.is_number { widest } else { widest.min(MAX_WORDS_PX) };
    widest + GAP_PX
}
