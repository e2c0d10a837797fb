//! Tables in text: columns padded by display width, numbers aligned on the decimal mark.
//!
//! Figures never wrap. Words that are wider than their column go on in it on the next line, whole;
//! a column that a line has no room for leaves the grid in the declared order and stands below its
//! row with its heading, so that no word and no figure of the HTML is lost.

use qd_model::report::{Cell, CellContent, Component, Figure, RowStyle, Span, Table, TableRow};
use unicode_width::UnicodeWidthStr;

use super::{WIDTH, Writer, draw, fit_width, wrap};
use crate::format;
use crate::render::align::{self, Alignment};
use crate::render::{outside, words};

/// Blanks between columns.
const GAP: usize = 2;
/// Columns of a bar in a table whose subject is the bar, and in others.
const BAR: (usize, usize) = (24, 12);
/// A column of words is at least this wide, and as wide as its longest word up to the second.
const MIN_WORDS: (usize, usize) = (8, 24);
/// Stands before a part of the row above.
const SUB: &str = "  ";
/// Columns of a note's mark: ` (1)`.
const NOTE_WIDTH: usize = 4;

/// A cell as text: before and after the decimal mark, so that marks stand under each other.
#[derive(Clone, Default)]
struct Printed {
    head: String,
    tail: String,
    has_figure: bool,
    is_drawing: bool,
}

impl Printed {
    fn words(&self) -> String {
        format!("{}{}", self.head, self.tail)
    }
}

/// A column that is still in the grid.
struct Kept {
    index: usize,
    head: usize,
    tail: usize,
    /// What the head may shrink to without cutting a word.
    floor: usize,
    is_number: bool,
    has_figures: bool,
}

impl Kept {
    fn width(&self, table: &Table) -> usize {
        (self.head + self.tail).max(title(table, self.index).width())
    }
}

/// Writes a table.
pub(super) fn table(writer: &mut Writer<'_>, table: &Table) {
    if !writer.is_below_rule() {
        writer.gap();
    }
    if !table.title.is_empty() {
        let title = writer.inline(&table.title);
        writer.paragraph(&title, 0);
    }
    if table.rows.is_empty() {
        let empty = writer.inline(&table.empty);
        writer.paragraph(&empty, 0);
    } else {
        rows(writer, table);
    }
    if let Some(left_out) = words::left_out(writer.report, table) {
        writer.paragraph(&left_out, 0);
    }
    for (number, note) in table.notes.iter().enumerate() {
        let note = writer.inline(note);
        writer.item(&format!("({}) ", number + 1), &note);
    }
    if !table.footer.is_empty() {
        let footer = writer.inline(&table.footer);
        writer.paragraph(&footer, 0);
    }
}

fn rows(writer: &mut Writer<'_>, table: &Table) {
    let look = Look {
        step: draw::whisker_step(&intervals(writer, table)),
        alignments: align::alignments(writer.report, table),
    };
    let printed = table.rows.iter().map(|row| print_row(writer, table, row, &look));
    let printed = printed.collect::<Vec<_>>();
    let mut kept = measure(table, &printed);
    narrow(table, &mut kept);
    if table.columns.iter().any(|column| !column.title.is_empty()) {
        let header = kept.iter().map(|column| {
            let title = &title(table, column.index);
            heading(table, column, title)
        });
        let header = header.collect::<Vec<_>>().join(&" ".repeat(GAP));
        writer.line(header.trim_end());
    }
    for (row, cells) in table.rows.iter().zip(&printed) {
        if row.style == RowStyle::Total && table.component != Component::Chart {
            writer.rule(total_width(table, &kept));
        }
        let indent = if row.style == RowStyle::Sub { SUB } else { "" };
        let columns = kept.iter().enumerate().map(|(position, column)| {
            let cell = cells.get(column.index).cloned().unwrap_or_default();
            place(table, column, &cell, if position == 0 { indent } else { "" })
        });
        let columns = columns.collect::<Vec<_>>();
        let n_lines = columns.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..n_lines {
            let line = columns.iter().zip(&kept).map(|(lines, column)| {
                lines.get(at).cloned().unwrap_or_else(|| " ".repeat(column.width(table)))
            });
            let line = line.collect::<Vec<_>>().join(&" ".repeat(GAP));
            if !line.trim().is_empty() {
                writer.line(line.trim_end());
            }
        }
        below(writer, table, &kept, cells);
        if !row.detail.is_empty() {
            let detail = writer.inline(&row.detail);
            writer.paragraph(&detail, 2);
        }
    }
}

/// What all rows of a table share.
struct Look {
    /// How much of the unit one column of a whisker stands for.
    step: f64,
    alignments: Vec<Alignment>,
}

fn print_row(writer: &Writer<'_>, table: &Table, row: &TableRow, look: &Look) -> Vec<Printed> {
    let is_marked_once = words::is_marked_once(writer.report, row);
    let cells = row.cells.iter().enumerate();
    let mut printed = cells
        .map(|(index, cell)| print(writer, table, (index, cell), look, is_marked_once))
        .collect::<Vec<_>>();
    if is_marked_once && let Some(name) = printed.first_mut() {
        name.tail.insert(0, format::ASSUMED);
    }
    printed
}

fn total_width(table: &Table, kept: &[Kept]) -> usize {
    kept.iter().map(|column| column.width(table)).sum::<usize>() + GAP * (kept.len() - 1)
}

fn intervals<'a>(writer: &Writer<'a>, table: &Table) -> Vec<&'a Figure> {
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    let indexes = cells.filter_map(|cell| match cell.content {
        CellContent::Interval(index) => Some(index),
        _ => None,
    });
    indexes.map(|index| writer.report.figure(index)).collect()
}

fn print(
    writer: &Writer<'_>,
    table: &Table,
    (index, cell): (usize, &Cell),
    look: &Look,
    is_marked_once: bool,
) -> Printed {
    let note = cell.note.map(|note| format!(" ({note})")).unwrap_or_default();
    let is_number = table.columns.get(index).is_some_and(|column| column.is_number);
    let words = match &cell.content {
        CellContent::Empty => String::new(),
        CellContent::Spans(spans) => writer.inline_with(spans, is_marked_once),
        CellContent::Bar(bar) => {
            let is_chart = table.component == Component::Chart;
            let bar = draw::bar(bar, if is_chart { BAR.0 } else { BAR.1 });
            if writer.options.is_ascii { ascii_bar(&bar) } else { bar }
        }
        CellContent::Sparkline(series) => draw::sparkline(series),
        CellContent::Interval(index) => {
            let figure = writer.report.figure(*index);
            draw::whisker(figure, look.step, writer.report.locale).unwrap_or_default()
        }
    };
    let has_figure = match &cell.content {
        CellContent::Spans(spans) => spans
            .iter()
            .any(|span| !matches!(span, Span::Text(_) | Span::Outside(_) | Span::Code(_))),
        CellContent::Interval(_) => true,
        CellContent::Empty | CellContent::Bar(_) | CellContent::Sparkline(_) => false,
    };
    let is_drawing = matches!(&cell.content, CellContent::Bar(_) | CellContent::Sparkline(_));
    let alignment = look.alignments.get(index).copied().filter(|_| is_number);
    let (head, tail) = alignment.unwrap_or(Alignment::Loose).split(&words);
    Printed { head: head.to_owned(), tail: format!("{tail}{note}"), has_figure, is_drawing }
}

fn ascii_bar(bar: &str) -> String {
    let inside = bar.trim_end().chars().map(|c| if c == ' ' { '.' } else { c }).collect::<String>();
    format!("[{inside}{}]", ".".repeat(bar.chars().count() - inside.chars().count()))
}

fn measure(table: &Table, printed: &[Vec<Printed>]) -> Vec<Kept> {
    let has_sub = table.rows.iter().any(|row| row.style == RowStyle::Sub);
    let columns = table.columns.iter().enumerate().map(|(index, column)| {
        let cells = printed.iter().filter_map(|row| row.get(index));
        Kept {
            index,
            head: cells.clone().map(|cell| cell.head.width()).max().unwrap_or(0)
                + if index == 0 && has_sub { SUB.len() } else { 0 },
            tail: cells.clone().map(|cell| cell.tail.width()).max().unwrap_or(0),
            floor: longest_word(cells.clone()),
            is_number: column.is_number,
            has_figures: cells.clone().any(|cell| cell.has_figure),
        }
    });
    columns.collect()
}

/// The width of the longest word of a column, within bounds.
fn longest_word<'a>(cells: impl Iterator<Item = &'a Printed>) -> usize {
    let longest = cells.map(|cell| cell.words().split(' ').map(UnicodeWidthStr::width).max());
    longest.flatten().max().unwrap_or(0).clamp(MIN_WORDS.0, MIN_WORDS.1)
}

/// Drops columns in the declared order, then narrows the widest column of words.
fn narrow(table: &Table, kept: &mut Vec<Kept>) {
    let total = |kept: &[Kept]| total_width(table, kept);
    let words_room = |kept: &[Kept]| {
        let words = kept.iter().filter(|c| !c.is_number && !c.has_figures);
        words.map(|c| c.width(table).saturating_sub(MIN_WORDS.1)).sum::<usize>()
    };
    // Long words give way to a point first; then columns go; then words give way further.
    while total(kept) > WIDTH + words_room(kept) {
        let next = kept.iter().enumerate().filter_map(|(position, column)| {
            table.columns[column.index].drop_order.map(|order| (order, position))
        });
        match next.min() {
            Some((_, position)) => drop(kept.remove(position)),
            None => break,
        }
    }
    while total(kept) > WIDTH {
        let over = total(kept) - WIDTH;
        let can_give =
            |column: &Kept| !column.is_number && !column.has_figures && can_shrink(column, table);
        let widest =
            (0..kept.len()).filter(|at| can_give(&kept[*at])).max_by_key(|at| kept[*at].head);
        match widest {
            Some(at) => {
                let width = (kept[at].head + kept[at].tail).saturating_sub(over);
                (kept[at].head, kept[at].tail) = (width.max(kept[at].floor), 0);
            }
            None if kept.len() > 1 => drop(kept.pop()),
            None => {
                // One column is left and a figure of it is wider than a line: it stands above.
                kept.iter_mut().for_each(|column| (column.head, column.tail) = (WIDTH, 0));
                break;
            }
        }
    }
}

/// Claims that a column is wider than its longest word and its heading.
fn can_shrink(column: &Kept, table: &Table) -> bool {
    column.head + column.tail > column.floor.max(title(table, column.index).width())
}

/// A column's heading, short enough for a column.
fn title(table: &Table, index: usize) -> String {
    const MAX_TITLE: usize = 24;
    let title = outside::clean(&table.columns[index].title);
    if title.width() > MAX_TITLE { shorten(&title, MAX_TITLE) } else { title }
}

/// A heading stands over the numbers; marks of notes hang to its right if there is room.
fn heading(table: &Table, column: &Kept, title: &str) -> String {
    let width = column.width(table);
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column.index));
    let has_note = table.is_aligned() && cells.clone().any(|cell| cell.note.is_some());
    if column.is_number && has_note && title.width() + NOTE_WIDTH <= width {
        return pad(&pad(title, width - NOTE_WIDTH, true), width, false);
    }
    pad(title, width, column.is_number)
}

/// The lines of a cell, each as wide as its column.
fn place(table: &Table, column: &Kept, cell: &Printed, indent: &str) -> Vec<String> {
    let width = column.width(table);
    let is_figure = column.is_number || cell.has_figure;
    if is_figure && cell.words().width() > width {
        // Figures are never cut: this one stands whole below.
        return vec![" ".repeat(width)];
    }
    if column.is_number {
        let number = format!(
            "{}{}",
            pad(&cell.head, column.head, true),
            pad(&cell.tail, column.tail, false)
        );
        return vec![pad(&number, width, true)];
    }
    if cell.is_drawing {
        return vec![pad(&cell.head, width, false)];
    }
    let lines = wrap(&cell.words(), width.saturating_sub(indent.len()).max(1));
    lines.into_iter().map(|line| pad(&format!("{indent}{line}"), width, false)).collect()
}

fn shorten(words: &str, width: usize) -> String {
    fit_width(words, width.saturating_sub(1)).trim_end().to_owned() + "…"
}

/// The cells that left the grid, whole and with their headings; of drawings the numbers stand in
/// other cells.
fn below(writer: &mut Writer<'_>, table: &Table, kept: &[Kept], cells: &[Printed]) {
    let lost = cells.iter().enumerate().filter(|(index, cell)| {
        let column = kept.iter().find(|column| column.index == *index);
        let is_whole = column.is_some_and(|column| {
            let is_figure = column.is_number || cell.has_figure;
            !is_figure || cell.words().width() <= column.width(table)
        });
        !is_whole && !cell.is_drawing && !cell.head.trim().is_empty()
    });
    let lost = lost.map(|(index, cell)| {
        let title = title(table, index);
        if title.is_empty() { cell.words() } else { format!("{title}: {}", cell.words()) }
    });
    let lost = lost.collect::<Vec<_>>().join("; ");
    if !lost.is_empty() {
        writer.paragraph(&lost, 2);
    }
}

fn pad(text: &str, width: usize, is_right: bool) -> String {
    let blanks = " ".repeat(width.saturating_sub(text.width()));
    if is_right { format!("{blanks}{text}") } else { format!("{text}{blanks}") }
}
