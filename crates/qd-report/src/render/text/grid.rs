//! Tables in text: columns padded by display width, numbers aligned on the decimal mark.
//!
//! A row never wraps. What a line has no room for leaves the grid in the declared order and stands
//! below its row with its heading, so that no figure of the HTML is lost.

use qd_model::report::{Cell, CellContent, Figure, RowStyle, Table};
use unicode_width::UnicodeWidthStr;

use super::{WIDTH, Writer, draw, fit_width};
use crate::render::words;

/// Blanks between columns.
const GAP: usize = 2;
/// Columns of a bar in a table whose subject is the bar, and in others.
const BAR: (usize, usize) = (24, 12);
/// A column of words is cut to this before a column that must stay is lost.
const MIN_WORDS: usize = 8;

/// A cell as text: before and after the decimal mark, so that marks stand under each other.
#[derive(Clone, Default)]
struct Printed {
    head: String,
    tail: String,
    has_figure: bool,
}

/// A column that is still in the grid.
struct Kept {
    index: usize,
    head: usize,
    tail: usize,
    is_number: bool,
    has_figures: bool,
}

impl Kept {
    fn width(&self, table: &Table) -> usize {
        (self.head + self.tail).max(table.columns[self.index].title.width())
    }
}

/// Writes a table.
pub(super) fn table(writer: &mut Writer<'_>, table: &Table) {
    if !writer.out.ends_with("-\n") {
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
    if let Some(left_out) = words::left_out(table) {
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
    let step = draw::whisker_step(&intervals(writer, table));
    let printed = table.rows.iter().map(|row| {
        let cells = row.cells.iter().enumerate();
        cells.map(|(index, cell)| print(writer, table, index, cell, step)).collect::<Vec<_>>()
    });
    let printed = printed.collect::<Vec<_>>();
    let mut kept = measure(table, &printed);
    narrow(table, &mut kept);
    if table.columns.iter().any(|column| !column.title.is_empty()) {
        let header = kept.iter().map(|column| {
            let title = &table.columns[column.index].title;
            pad(title, column.width(table), column.is_number)
        });
        let header = header.collect::<Vec<_>>().join(&" ".repeat(GAP));
        writer.line(&header);
    }
    for (row, cells) in table.rows.iter().zip(&printed) {
        if row.style == RowStyle::Total {
            let width = kept.iter().map(|c| c.width(table)).sum::<usize>() + GAP * (kept.len() - 1);
            if table.component != qd_model::report::Component::Chart {
                writer.rule(width);
            }
        }
        let indent = if row.style == RowStyle::Sub { "  " } else { "" };
        let line = kept.iter().enumerate().map(|(position, column)| {
            let cell = cells.get(column.index).cloned().unwrap_or_default();
            place(table, column, &cell, if position == 0 { indent } else { "" })
        });
        let line = line.collect::<Vec<_>>().join(&" ".repeat(GAP));
        writer.line(line.trim_end());
        below(writer, table, &kept, cells);
        if !row.detail.is_empty() {
            let detail = writer.inline(&row.detail);
            writer.paragraph(&detail, 2);
        }
    }
}

fn intervals<'a>(writer: &Writer<'a>, table: &Table) -> Vec<&'a Figure> {
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    let indexes = cells.filter_map(|cell| match cell.content {
        CellContent::Interval(index) => Some(index),
        _ => None,
    });
    indexes.map(|index| writer.report.figure(index)).collect()
}

fn print(writer: &Writer<'_>, table: &Table, index: usize, cell: &Cell, step: f64) -> Printed {
    let note = cell.note.map(|note| format!(" ({note})")).unwrap_or_default();
    let is_number = table.columns.get(index).is_some_and(|column| column.is_number);
    let words = match &cell.content {
        CellContent::Empty => String::new(),
        CellContent::Spans(spans) => writer.inline(spans),
        CellContent::Bar(bar) => {
            let is_chart = table.component == qd_model::report::Component::Chart;
            let bar = draw::bar(bar, if is_chart { BAR.0 } else { BAR.1 });
            if writer.options.is_ascii { ascii_bar(&bar) } else { bar }
        }
        CellContent::Sparkline(points) => draw::sparkline(points),
        CellContent::Interval(index) => {
            draw::whisker(writer.report.figure(*index), step).unwrap_or_default()
        }
    };
    let has_figure = matches!(&cell.content, CellContent::Spans(spans)
        if spans.iter().any(|span| !matches!(span, qd_model::report::Span::Text(_) | qd_model::report::Span::Outside(_))));
    let (head, tail) = if is_number { split_at_mark(&words) } else { (words.as_str(), "") };
    Printed { head: head.to_owned(), tail: format!("{tail}{note}"), has_figure }
}

fn ascii_bar(bar: &str) -> String {
    let inside = bar.trim_end().chars().map(|c| if c == ' ' { '.' } else { c }).collect::<String>();
    format!("[{inside}{}]", ".".repeat(bar.chars().count() - inside.chars().count()))
}

/// Splits after the units digit: `$12` and `.4k`, `5` and `%`, `—` and nothing.
pub(in crate::render) fn split_at_mark(printed: &str) -> (&str, &str) {
    let digits = printed.char_indices().skip_while(|(_, c)| !c.is_ascii_digit());
    let end = digits
        .clone()
        .find(|(_, c)| !c.is_ascii_digit() && *c != ',')
        .map_or(printed.len(), |(at, _)| at);
    if digits.clone().next().is_none() { (printed, "") } else { printed.split_at(end) }
}

fn measure(table: &Table, printed: &[Vec<Printed>]) -> Vec<Kept> {
    let columns = table.columns.iter().enumerate().map(|(index, column)| {
        let cells = printed.iter().filter_map(|row| row.get(index));
        Kept {
            index,
            head: cells.clone().map(|cell| cell.head.width()).max().unwrap_or(0),
            tail: cells.clone().map(|cell| cell.tail.width()).max().unwrap_or(0),
            is_number: column.is_number,
            has_figures: cells.clone().any(|cell| cell.has_figure),
        }
    });
    columns.collect()
}

/// Drops columns in the declared order, then shortens the widest column of words.
fn narrow(table: &Table, kept: &mut Vec<Kept>) {
    let total = |kept: &[Kept]| {
        kept.iter().map(|column| column.width(table)).sum::<usize>() + GAP * (kept.len() - 1)
    };
    let words_room = |kept: &[Kept]| {
        let words = kept.iter().filter(|c| !c.is_number && !c.has_figures);
        words.map(|c| c.width(table).saturating_sub(MIN_WORDS.max(24))).sum::<usize>()
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
            |column: &Kept| !column.is_number && !column.has_figures && column.head > MIN_WORDS;
        let widest =
            (0..kept.len()).filter(|at| can_give(&kept[*at])).max_by_key(|at| kept[*at].head);
        match widest {
            Some(at) => kept[at].head = kept[at].head.saturating_sub(over).max(MIN_WORDS),
            None if kept.len() > 1 => drop(kept.pop()),
            None => break,
        }
    }
}

fn place(table: &Table, column: &Kept, cell: &Printed, indent: &str) -> String {
    let width = column.width(table);
    if column.is_number {
        let number = format!(
            "{}{}",
            pad(&cell.head, column.head, true),
            pad(&cell.tail, column.tail, false)
        );
        return pad(&number, width, true);
    }
    let words = format!("{indent}{}{}", cell.head, cell.tail);
    let words = if words.width() > width { shorten(&words, width) } else { words };
    pad(&words, width, false)
}

fn shorten(words: &str, width: usize) -> String {
    fit_width(words, width.saturating_sub(1)).trim_end().to_owned() + "…"
}

/// The cells that left the grid, with their headings.
fn below(writer: &mut Writer<'_>, table: &Table, kept: &[Kept], cells: &[Printed]) {
    let lost = cells.iter().enumerate().filter(|(index, cell)| {
        !cell.head.trim().is_empty()
            && !kept.iter().any(|column| column.index == *index)
            && (cell.has_figure
                || !matches!(cell.head.trim().chars().next(), Some('▁'..='█' | '[')))
    });
    let lost = lost.map(|(index, cell)| {
        let title = &table.columns[index].title;
        let value = format!("{}{}", cell.head, cell.tail);
        if title.is_empty() { value } else { format!("{title} {value}") }
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
