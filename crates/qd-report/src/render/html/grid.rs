//! Data tables, with bars as table cells.

use maud::{Markup, html};
use qd_model::report::{Bar, Cell, CellContent, Component, RowStyle, Table, TableRow};
use unicode_width::UnicodeWidthStr;

use super::{Page, look};
use crate::Palette;
use crate::chart::Picture;
use crate::format;
use crate::render::columns::{self, BAR_PX};
use crate::render::text::sparkline;
use crate::render::{align, outside, words};

/// Characters of a note's mark: ` (1)`.
const NOTE_WIDTH: usize = 4;

impl Page<'_> {
    pub(super) fn table(&self, table: &Table, at: usize) -> Markup {
        let picture = self.pictures.chart(at);
        let dropped = columns::dropped(self.report, table);
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
                    (self.rows(table, at, &dropped))
                }
            } @else {
                @if !table.title.is_empty() { p style=(look::TITLE) { (self.spans(&table.title)) } }
                p class="m" style=(look::NOTE) { (self.spans(&table.empty)) }
            }
            @if let Some(left_out) = words::left_out(self.report, table) {
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
                tr valign="bottom" {
                    @for (index, column) in table.columns.iter().enumerate().filter(|(index, _)| !dropped.contains(index)) {
                        @let class = match (index, is_decoration(table, index)) {
                            (_, true) => "m x",
                            (0, false) => "m",
                            (_, false) => "m h",
                        };
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

    fn rows(&self, table: &Table, at: usize, dropped: &[usize]) -> Markup {
        let alignments = align::alignments(self.report, table);
        let tails = align::tails(self.report, table);
        html! {
            @for (number, row) in table.rows.iter().enumerate() {
                @let is_marked_once = words::is_marked_once(self.report, row);
                tr valign="top" {
                    @for (index, cell) in row.cells.iter().enumerate().filter(|(index, _)| !dropped.contains(index)) {
                        @if index == 0 {
                            th scope="row" align="left" class=(self.first_class(cell)) style=(self.first_style(row, cell)) {
                                (self.content(table, cell, is_marked_once))
                                @if is_marked_once { (format::ASSUMED) }
                            }
                        } @else if table.columns.get(index).is_some_and(|column| column.is_number) {
                            td align="right" class=[tone(cell, self.options.palette).map(|(class, _)| class)] style=(self.number_style(row, cell)) {
                                (self.content(table, cell, is_marked_once)) (figure_spaces(align::padding(self.report, cell, (alignments[index], tails[index]), is_marked_once)))
                            }
                        } @else {
                            td valign=[is_drawing(cell).then_some("middle")]
                                class=[is_decoration(table, index).then_some("x")]
                                style=(format!("{}{}{}", look::CELL, self.wrap(cell), total(row))) {
                                @if let (CellContent::Sparkline(_), Some(line)) = (&cell.content, self.pictures.line(at, number)) {
                                    (drawn(line))
                                } @else {
                                    (self.content(table, cell, is_marked_once))
                                }
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
                    td colspan=(n_shown) class="m d" style=(look::DETAIL) {
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

    fn number_style(&self, row: &TableRow, cell: &Cell) -> String {
        let tone = tone(cell, self.options.palette);
        let tone = tone.map(|(_, colour)| format!(";{colour}")).unwrap_or_default();
        format!("{}{}{tone}", look::CELL_NUMBER, total(row))
    }

    /// A row's name, which narrow screens break, with its tone.
    fn first_class(&self, cell: &Cell) -> String {
        let tone = tone(cell, self.options.palette);
        tone.map_or_else(|| "f".to_owned(), |(class, _)| format!("f {class}"))
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
        let tone = tone(cell, self.options.palette);
        let tone = tone.map(|(_, colour)| format!(";{colour}")).unwrap_or_default();
        format!("{style}{wrap}{}{tone}", total(row))
    }

    /// A state of two short words is read as one: `nothing found`.
    fn wrap(&self, cell: &Cell) -> &'static str {
        const MAX_STATE: usize = 14;
        let CellContent::Spans(spans) = &cell.content else { return "" };
        let words = words::plain(self.report, spans);
        let is_state = words.contains(' ') && words.width() <= MAX_STATE;
        if is_state { ";white-space:nowrap" } else { "" }
    }

    fn content(&self, table: &Table, cell: &Cell, is_marked_once: bool) -> Markup {
        html! {
            @match &cell.content {
                CellContent::Empty => {},
                CellContent::Spans(spans) => (self.spans_with(spans, is_marked_once)),
                CellContent::Bar(bar) => (draw(bar, if table.component == Component::Chart { BAR_PX.0 } else { BAR_PX.1 }, self.options.palette)),
                CellContent::Sparkline(series) => span class="m" style=(look::SPARK) { (sparkline(series)) },
                CellContent::Interval(index) => {
                    @if let Some((low, high)) = format::interval(self.report.figure(*index), self.report.locale) {
                        span class="m" style=(look::MUTED) { (format::typographic(&low)) "–" (format::typographic(&high)) }
                    }
                },
            }
            @if let Some(note) = cell.note { " (" (note) ")" }
        }
    }
}

/// A picture with its size, without which Outlook shows it twice as large.
fn shown(picture: &Picture) -> Markup {
    html! {
        img src=(format!("cid:{}", picture.content_id)) width=(picture.width) height=(picture.height)
            alt=(picture.alt) style=(look::PICTURE);
    }
}

/// A line of values beside the number that it ends with.
fn drawn(line: &Picture) -> Markup {
    html! {
        img src=(format!("cid:{}", line.content_id)) width=(line.width) height=(line.height)
            alt=(line.alt) style=(look::LINE);
    }
}

/// Marks of notes hang to the right of a column; its heading leaves them the room.
fn hanging(table: &Table, index: usize) -> Markup {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
    let has_note = table.is_aligned() && cells.clone().any(|cell| cell.note.is_some());
    if has_note && table.columns[index].is_number {
        figure_spaces(NOTE_WIDTH)
    } else {
        figure_spaces(0)
    }
}

/// Blanks as wide as a digit, which narrow screens leave out.
fn figure_spaces(count: usize) -> Markup {
    html! {
        @if count > 0 { span class="x" { ("\u{2007}".repeat(count)) } }
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

/// The colour of good and bad news; the sign says it too.
fn tone(cell: &Cell, palette: Palette) -> Option<(&'static str, String)> {
    cell.is_good.map(|is_good| match is_good {
        true => ("g", format!("color:{}", palette.good)),
        false => ("b", format!("color:{}", palette.bad)),
    })
}

/// A bar as cells of a table: blank, bar, blank, with a taller tick where the target is.
fn draw(bar: &Bar, width: u32, palette: Palette) -> Markup {
    let height = if bar.target.is_some() { look::BULLET_PX } else { look::BAR_PX };
    html! {
        table role="presentation" width=(width) cellpadding="0" cellspacing="0" border="0" {
            tr {
                @for (px, kind) in pieces(bar, width).into_iter().filter(|(px, _)| *px > 0) {
                    @match kind {
                        Piece::Blank => td width=(px) {},
                        Piece::Bar => td width=(px) valign="middle" { (filled(height, bar.is_good, palette)) },
                        Piece::Tick => td width=(px) height=(look::TICK_PX) bgcolor=(look::TICK) class="tk" style="font-size:0" {},
                    }
                }
            }
        }
    }
}

/// A block of colour. The line height holds it up where a client ignores heights.
fn filled(height: u32, is_good: Option<bool>, palette: Palette) -> Markup {
    let (colour, class) = match is_good {
        None => (look::AC.to_owned(), "ac"),
        Some(true) => (palette.good.to_string(), "gv"),
        Some(false) => (palette.bad.to_string(), "bv"),
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
