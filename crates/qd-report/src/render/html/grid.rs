//! Data tables, with bars as table cells.

use maud::{Markup, html};
use qd_model::report::{Bar, Cell, CellContent, Component, RowStyle, Table, TableRow};
use unicode_width::UnicodeWidthStr;

use super::{Page, look};
use crate::chart::Picture;
use crate::format;
use crate::render::text::sparkline;
use crate::render::{outside, words};

/// Pixels of a bar in a chart, and in a strip of key figures.
const BAR_PX: (u32, u32) = (220, 90);

/// Pixels of a table, of a character at 12.5 px, of a column of words, and between columns.
const ROOM_PX: usize = 580;
const CHARACTER_PX: usize = 6;
const MAX_WORDS_PX: usize = 150;
const GAP_PX: usize = 12;

/// Characters of a note's mark: ` (1)`.
const NOTE_WIDTH: usize = 4;

impl Page<'_> {
    pub(super) fn table(&self, table: &Table, picture: Option<&Picture>) -> Markup {
        let dropped = self.dropped(table);
        html! {
            @if let Some(picture) = picture {
                @if !table.title.is_empty() { p style=(look::TITLE) { (self.spans(&table.title)) } }
                (shown(picture))
                p class="m" style=(look::NOTE) { (self.run_in(table)) }
            } @else if !table.rows.is_empty() {
                table width="100%" cellpadding="0" cellspacing="0" border="0" class="r" style=(look::GRID) {
                    @if !table.title.is_empty() {
                        caption style=(look::TITLE) { (self.spans(&table.title)) }
                    }
                    (self.header(table, &dropped))
                    (self.rows(table, &dropped))
                }
            } @else {
                @if !table.title.is_empty() { p style=(look::TITLE) { (self.spans(&table.title)) } }
                p class="m" style=(look::NOTE) { (self.spans(&table.empty)) }
            }
            @if let Some(left_out) = words::left_out(table) {
                p class="m" style=(look::NOTE) { (left_out) }
            }
            @for (number, note) in table.notes.iter().enumerate() {
                p class="m" style=(look::NOTE) { "(" (number + 1) ") " (self.spans(note)) }
            }
            @if !table.footer.is_empty() {
                p class="m" style=(look::NOTE) { (self.spans(&table.footer)) }
            }
        }
    }

    fn header(&self, table: &Table, dropped: &[usize]) -> Markup {
        let has_titles = table.columns.iter().any(|column| !column.title.is_empty());
        html! {
            @if has_titles {
                tr {
                    @for (index, column) in table.columns.iter().enumerate().filter(|(index, _)| !dropped.contains(index)) {
                        @let class = if is_decoration(table, index) { "m x" } else { "m" };
                        @let align = if column.is_number { "right" } else { "left" };
                        @let style = if index == 0 { look::HEAD_FIRST } else { look::HEAD };
                        @if column.title.is_empty() {
                            td class=(class) style=(style) {}
                        } @else {
                            th scope="col" class=(class) align=(align) style=(style) {
                                (outside::clean(&column.title)) (hanging(table, index))
                            }
                        }
                    }
                }
            }
        }
    }

    fn rows(&self, table: &Table, dropped: &[usize]) -> Markup {
        let tails = self.tails(table);
        html! {
            @for row in &table.rows {
                @let is_marked_once = words::is_marked_once(self.report, row);
                tr {
                    @for (index, cell) in row.cells.iter().enumerate().filter(|(index, _)| !dropped.contains(index)) {
                        @if index == 0 {
                            th scope="row" align="left" valign="top" class=[tone(cell).map(|(class, _)| class)] style=(self.first_style(row, cell)) {
                                (self.content(table, cell, is_marked_once))
                                @if is_marked_once { (format::ASSUMED) }
                            }
                        } @else if table.columns.get(index).is_some_and(|column| column.is_number) {
                            td align="right" valign="top" class=[tone(cell).map(|(class, _)| class)] style=(number_style(row, cell)) {
                                (self.content(table, cell, is_marked_once)) (self.padding(cell, tails[index], is_marked_once))
                            }
                        } @else {
                            td valign=(if is_drawing(cell) { "middle" } else { "top" })
                                class=[is_decoration(table, index).then_some("x")]
                                style=(format!("{}{}", look::CELL, total(row))) {
                                (self.content(table, cell, is_marked_once))
                            }
                        }
                    }
                }
                (self.below(table, row, dropped))
            }
        }
    }

    /// What has no room in the row, with its heading, and the row's own detail.
    fn below(&self, table: &Table, row: &TableRow, dropped: &[usize]) -> Markup {
        let is_marked_once = words::is_marked_once(self.report, row);
        let lost = dropped.iter().filter_map(|index| Some((*index, row.cells.get(*index)?)));
        let lost = lost.filter(|(_, cell)| cell.content != CellContent::Empty && !is_drawing(cell));
        let lost = lost.collect::<Vec<_>>();
        let n_shown = table.columns.len() - dropped.len();
        html! {
            @if !lost.is_empty() || !row.detail.is_empty() {
                tr {
                    td colspan=(n_shown) class="m" style=(look::DETAIL) {
                        @for (position, (index, cell)) in lost.iter().enumerate() {
                            @if position > 0 { "; " }
                            (outside::clean(&table.columns[*index].title)) ": "
                            (self.content(table, cell, is_marked_once))
                        }
                        @if !lost.is_empty() && !row.detail.is_empty() { br; }
                        (self.spans(&row.detail))
                    }
                }
            }
        }
    }

    /// The figures of a chart as one run of words: under a picture that prints them all a second
    /// table of thirteen rows would only push the next question off the screen.
    fn run_in(&self, table: &Table) -> Markup {
        html! {
            @for (position, row) in table.rows.iter().enumerate() {
                @let is_marked_once = words::is_marked_once(self.report, row);
                @if position > 0 { "; " }
                @for (index, cell) in row.cells.iter().enumerate() {
                    @if !is_drawing(cell) && cell.content != CellContent::Empty {
                        @if index > 0 { " " }
                        @if index > 1 { (outside::clean(&table.columns[index].title)) " " }
                        (self.content(table, cell, is_marked_once))
                        @if index == 0 && is_marked_once { (format::ASSUMED) }
                    }
                }
                @if !row.detail.is_empty() { " " (self.spans(&row.detail)) }
            }
        }
    }

    /// The columns that leave a row too wide for a mail, in the declared order: what is squeezed
    /// to a word a line is read by nobody.
    fn dropped(&self, table: &Table) -> Vec<usize> {
        let widths = (0..table.columns.len()).map(|index| self.width(table, index));
        let widths = widths.collect::<Vec<_>>();
        let order =
            table.columns.iter().enumerate().filter_map(|(index, column)| {
                Some((column.drop_order?, index)).filter(|_| index > 0)
            });
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
    fn width(&self, table: &Table, index: usize) -> usize {
        let column = &table.columns[index];
        let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
        let widths = cells.map(|cell| match &cell.content {
            CellContent::Empty => 0,
            CellContent::Spans(spans) => words::plain(self.report, spans).width() * CHARACTER_PX,
            CellContent::Bar(_) if table.component == Component::Chart => BAR_PX.0 as usize,
            CellContent::Bar(_) => BAR_PX.1 as usize,
            CellContent::Sparkline(points) => points.len() * CHARACTER_PX,
            CellContent::Interval(_) => 12 * CHARACTER_PX,
        });
        let widest = widths.max().unwrap_or(0).max(column.title.width() * CHARACTER_PX);
        // Words may go on in a second line; numbers never do.
        let widest = if column.is_number { widest } else { widest.min(MAX_WORDS_PX) };
        widest + GAP_PX
    }

    /// Short labels stay on one line.
    fn first_style(&self, row: &TableRow, cell: &Cell) -> String {
        const MAX_LABEL: usize = 24;
        let style =
            if row.style == RowStyle::Sub { look::CELL_FIRST_SUB } else { look::CELL_FIRST };
        let is_short = match &cell.content {
            CellContent::Spans(spans) => words::plain(self.report, spans).width() <= MAX_LABEL,
            _ => false,
        };
        let wrap = if is_short { ";white-space:nowrap" } else { "" };
        let tone = tone(cell).map(|(_, colour)| format!(";{colour}")).unwrap_or_default();
        format!("{style}{wrap}{}{tone}", total(row))
    }

    fn content(&self, table: &Table, cell: &Cell, is_marked_once: bool) -> Markup {
        html! {
            @match &cell.content {
                CellContent::Empty => {},
                CellContent::Spans(spans) => (self.spans_with(spans, is_marked_once)),
                CellContent::Bar(bar) => (draw(bar, if table.component == Component::Chart { BAR_PX.0 } else { BAR_PX.1 })),
                CellContent::Sparkline(points) => span class="m" style=(look::SPARK) { (sparkline(points)) },
                CellContent::Interval(index) => {
                    @if let Some((low, high)) = format::interval(self.report.figure(*index)) {
                        span class="m" style=(look::MUTED) { (format::typographic(&low)) "–" (format::typographic(&high)) }
                    }
                },
            }
            @if let Some(note) = cell.note { " (" (note) ")" }
        }
    }

    /// The longest end behind the decimal mark in each column; 0 where units differ too much for
    /// marks to stand under each other.
    fn tails(&self, table: &Table) -> Vec<usize> {
        let columns = 0..table.columns.len();
        let longest = columns.map(|index| {
            let tails = table.rows.iter().filter_map(|row| {
                Some(self.tail(row.cells.get(index)?, words::is_marked_once(self.report, row)))
            });
            tails.max().filter(|_| table.is_aligned()).unwrap_or(0)
        });
        longest.collect()
    }

    fn tail(&self, cell: &Cell, is_marked_once: bool) -> usize {
        let CellContent::Spans(spans) = &cell.content else { return 0 };
        let mut printed = words::plain(self.report, spans);
        if is_marked_once {
            printed.retain(|c| c != format::ASSUMED);
        }
        let note = cell.note.map_or(0, |note| format!(" ({note})").len());
        crate::render::text::split_at_mark(&printed).1.width() + note
    }

    /// Figure spaces that put the decimal marks of a column under each other.
    fn padding(&self, cell: &Cell, longest: usize, is_marked_once: bool) -> String {
        if cell.content == CellContent::Empty {
            return String::new();
        }
        "\u{2007}".repeat(longest.saturating_sub(self.tail(cell, is_marked_once)))
    }
}

/// A picture with its size, without which Outlook shows it twice as large.
fn shown(picture: &Picture) -> Markup {
    html! {
        img src=(format!("cid:{}", picture.content_id)) width=(picture.width) height=(picture.height)
            alt=(picture.alt) style=(look::PICTURE);
    }
}

/// Marks of notes hang to the right of a column; its heading leaves them the room.
fn hanging(table: &Table, index: usize) -> String {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
    let has_note = table.is_aligned() && cells.clone().any(|cell| cell.note.is_some());
    if has_note && table.columns[index].is_number {
        "\u{2007}".repeat(NOTE_WIDTH)
    } else {
        String::new()
    }
}

/// Claims that a column only draws what other columns say.
fn is_decoration(table: &Table, index: usize) -> bool {
    let mut cells = table.rows.iter().filter_map(|row| row.cells.get(index));
    let is_drawn = |cell: &Cell| is_drawing(cell) || cell.content == CellContent::Empty;
    table.component == Component::Kpis && index > 0 && cells.all(is_drawn)
}

fn is_drawing(cell: &Cell) -> bool {
    matches!(cell.content, CellContent::Bar(_) | CellContent::Sparkline(_))
}

fn total(row: &TableRow) -> &'static str {
    if row.style == RowStyle::Total { look::TOTAL } else { "" }
}

fn number_style(row: &TableRow, cell: &Cell) -> String {
    let tone = tone(cell).map(|(_, colour)| format!(";{colour}")).unwrap_or_default();
    format!("{}{}{tone}", look::CELL_NUMBER, total(row))
}

/// The colour of good and bad news; the sign says it too.
fn tone(cell: &Cell) -> Option<(&'static str, &'static str)> {
    cell.is_good.map(|is_good| if is_good { ("g", look::GOOD) } else { ("b", look::BAD) })
}

/// A bar as cells of a table: blank, bar, blank, with a taller tick where the target is.
fn draw(bar: &Bar, width: u32) -> Markup {
    let height = if bar.target.is_some() { look::BULLET_PX } else { look::BAR_PX };
    html! {
        table role="presentation" width=(width) cellpadding="0" cellspacing="0" border="0" {
            tr {
                @for (px, kind) in pieces(bar, width).into_iter().filter(|(px, _)| *px > 0) {
                    @match kind {
                        Piece::Blank => td width=(px) {},
                        Piece::Bar => td width=(px) valign="middle" { (filled(height, bar.is_good)) },
                        Piece::Tick => td width=(px) height=(look::TICK_PX) bgcolor=(look::TICK) class="tk" style="font-size:0" {},
                    }
                }
            }
        }
    }
}

/// A block of colour. The line height holds it up where a client ignores heights.
fn filled(height: u32, is_good: Option<bool>) -> Markup {
    let (colour, class) = match is_good {
        None => (look::AC, "ac"),
        Some(true) => (look::GOOD_BAR, "gv"),
        Some(false) => (look::BAD_BAR, "bv"),
    };
    html! {
        div class=(class) style=(format!("background:{colour};height:{height}px;line-height:{height}px;font-size:0")) { "\u{a0}" }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Blank,
    Bar,
    Tick,
}

/// Cuts the width at the bar's ends and around the target's tick.
fn pieces(bar: &Bar, width: u32) -> Vec<(u32, Piece)> {
    const TICK_PX: u32 = 2;
    let (min, max) = (bar.min.to_f64(), bar.max.to_f64());
    if max <= min {
        return vec![(width, Piece::Blank)];
    }
    let at = |number: qd_model::Decimal| {
        ((number.to_f64() - min) / (max - min) * f64::from(width)).round() as u32
    };
    let (start, end) = (at(bar.from.min(bar.to)), at(bar.from.max(bar.to)));
    let is_drawn = bar.from != bar.to;
    let (start, end) = if is_drawn && end == start {
        (start.min(width - 1), start.min(width - 1) + 1)
    } else {
        (start, end)
    };
    let mut cuts = vec![0, start, end, width];
    let tick = bar.target.map(|target| at(target).min(width - TICK_PX));
    cuts.extend(tick.into_iter().flat_map(|tick| [tick, tick + TICK_PX]));
    cuts.sort_unstable();
    let spans = cuts.windows(2).map(|cut| {
        let (from, to) = (cut[0], cut[1]);
        let piece = match tick {
            Some(tick) if from >= tick && to <= tick + TICK_PX => Piece::Tick,
            _ if from >= start && to <= end => Piece::Bar,
            _ => Piece::Blank,
        };
        (to - from, piece)
    });
    spans.collect()
}
