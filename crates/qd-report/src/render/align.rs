//! How the numbers of a column stand under each other, for every medium alike.
//!
//! Decimal marks meet where all numbers are of one size; where `$7,950` stands over `$30.6k` they
//! would make the smaller number the longer one, so there the ends meet and only marks hang.

use qd_model::report::{Cell, CellContent, Report, Table};
use unicode_width::UnicodeWidthStr;

use super::words;
use crate::format;

/// What meets in a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Alignment {
    /// Nothing: units differ from row to row, numbers only end at the same edge.
    Loose,
    /// Decimal marks.
    Marks,
    /// The last characters of the numbers; daggers and notes hang behind them.
    Ends,
}

impl Alignment {
    /// Splits a printed number where the column's line runs: what is left of it, what is right.
    pub(super) fn split(self, printed: &str) -> (&str, &str) {
        match self {
            Self::Loose => (printed, ""),
            Self::Marks => split_at_mark(printed),
            Self::Ends => printed.split_at(printed.trim_end_matches(format::ASSUMED).len()),
        }
    }
}

/// How each column of a table is aligned.
pub(super) fn alignments(report: &Report, table: &Table) -> Vec<Alignment> {
    let columns = 0..table.columns.len();
    let alignment = |index| {
        if !table.is_aligned() {
            return Alignment::Loose;
        }
        let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
        let mut bands = cells.filter_map(|cell| band(&printed(report, cell, false)));
        let first = bands.next();
        if bands.all(|band| Some(band) == first) { Alignment::Marks } else { Alignment::Ends }
    };
    columns.map(alignment).collect()
}

/// The longest end right of the line in each column; 0 where nothing meets.
pub(super) fn tails(report: &Report, table: &Table) -> Vec<usize> {
    let alignments = alignments(report, table).into_iter().enumerate();
    let longest = alignments.map(|(index, alignment)| {
        let tails = table.rows.iter().filter_map(|row| {
            let is_marked_once = words::is_marked_once(report, row);
            Some(tail(report, row.cells.get(index)?, alignment, is_marked_once))
        });
        tails.max().filter(|_| alignment != Alignment::Loose).unwrap_or(0)
    });
    longest.collect()
}

/// How many digits' widths a cell needs behind its number; none where it is empty.
pub(super) fn padding(
    report: &Report,
    cell: &Cell,
    (alignment, longest): (Alignment, usize),
    is_marked_once: bool,
) -> usize {
    if cell.content == CellContent::Empty {
        return 0;
    }
    longest.saturating_sub(tail(report, cell, alignment, is_marked_once))
}

fn tail(report: &Report, cell: &Cell, alignment: Alignment, is_marked_once: bool) -> usize {
    let printed = printed(report, cell, is_marked_once);
    let note = cell.note.map_or(0, |note| format!(" ({note})").len());
    alignment.split(&printed).1.width() + note
}

fn printed(report: &Report, cell: &Cell, is_marked_once: bool) -> String {
    let CellContent::Spans(spans) = &cell.content else { return String::new() };
    let mut printed = words::plain(report, spans);
    if is_marked_once {
        printed.retain(|c| c != format::ASSUMED);
    }
    printed
}

/// Splits after the units digit: `$12` and `.4k`, `5` and `%`, `—` and nothing.
fn split_at_mark(printed: &str) -> (&str, &str) {
    let digits = printed.char_indices().skip_while(|(_, c)| !c.is_ascii_digit());
    let end = digits
        .clone()
        .find(|(_, c)| !c.is_ascii_digit() && *c != ',')
        .map_or(printed.len(), |(at, _)| at);
    if digits.clone().next().is_none() { (printed, "") } else { printed.split_at(end) }
}

/// Which thousands an amount is printed in: ` ` for ones, `k`, `M`; none for what has no size, as
/// zero and words.
fn band(printed: &str) -> Option<char> {
    if !printed.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        return None;
    }
    let (_, tail) = split_at_mark(printed);
    let unit = tail.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').chars().next();
    Some(unit.filter(|unit| "kMBT".contains(*unit)).unwrap_or(' '))
}

#[cfg(test)]
mod tests {
    use super::{Alignment, band};

    #[test]
    fn numbers_are_split_where_their_column_runs() {
        let check = |alignment: Alignment, printed: &str, expected: (&str, &str)| {
            assert_eq!(alignment.split(printed), expected, "{printed}");
        };
        check(Alignment::Marks, "$12.4k†", ("$12", ".4k†"));
        check(Alignment::Marks, "1,050.50", ("1,050", ".50"));
        check(Alignment::Marks, "—", ("—", ""));
        check(Alignment::Ends, "$12.4k†", ("$12.4k", "†"));
        check(Alignment::Ends, "$950", ("$950", ""));
        check(Alignment::Loose, "7.7 months†", ("7.7 months†", ""));
    }

    #[test]
    fn sizes_are_told_from_the_printed_number() {
        let check = |printed: &str, expected| assert_eq!(band(printed), expected, "{printed}");
        check("$7,950", Some(' '));
        check("-$30.6k†", Some('k'));
        check("$1.24M", Some('M'));
        check("7.5% (3/40)", Some(' '));
        check("$0", None);
        check("—", None);
    }
}
