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
    /// Decimal marks: the sign is the locale's.
    Marks(char),
    /// The last characters of the numbers; daggers and notes hang behind them.
    Ends,
}

impl Alignment {
    /// Splits a printed number where the column's line runs: what is left of it, what is right.
    pub(super) fn split(self, printed: &str) -> (&str, &str) {
        match self {
            Self::Loose => (printed, ""),
            Self::Marks(mark) => split_at_mark(printed, mark),
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
        let mark = format::decimal_mark(report.locale);
        // `2 h` under `0.8 h` would stand apart from its edge for the sake of a mark it has not.
        if cells.clone().any(|cell| has_word(&printed(report, cell, false))) {
            return Alignment::Ends;
        }
        let mut bands = cells.filter_map(|cell| band(&printed(report, cell, false), mark));
        let first = bands.next();
        if bands.all(|band| Some(band) == first) { Alignment::Marks(mark) } else { Alignment::Ends }
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

/// Claims that a number has a unit behind it: `2 h`.
fn has_word(printed: &str) -> bool {
    let is_number = printed.starts_with(|c: char| c.is_ascii_digit() || "+-≈".contains(c));
    let unit = printed.split_once([' ', '\u{a0}']).map(|(_, unit)| unit);
    is_number && unit.is_some_and(|unit| unit.starts_with(char::is_alphabetic))
}

/// Splits after the units digit: `$12` and `.4k`, `5` and `%`, `—` and nothing.
fn split_at_mark(printed: &str, mark: char) -> (&str, &str) {
    let Some(start) = printed.find(|c: char| c.is_ascii_digit()) else { return (printed, "") };
    let mut rest = printed[start..].char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        // What parts thousands stands between two digits, and is not the mark itself.
        let is_group = c != mark
            && matches!(c, ',' | '.' | ' ' | '\u{a0}')
            && rest.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if !c.is_ascii_digit() && !is_group {
            return printed.split_at(start + at);
        }
    }
    (printed, "")
}

/// Which thousands an amount is printed in: nothing for ones, `k`, `Mio.`; none for what has no
/// size, as zero and words.
fn band(printed: &str, mark: char) -> Option<String> {
    if !printed.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        return None;
    }
    let (_, tail) = split_at_mark(printed, mark);
    let unit = tail.trim_start_matches(|c: char| c.is_ascii_digit() || c == mark).trim_start();
    let letters = unit.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let is_band = ["k", "M", "B", "T", "Tsd", "Mio", "Mrd", "Bio", "Md", "Bn", "mil"];
    Some(letters.to_owned()).filter(|word| is_band.contains(&word.as_str())).or(Some(String::new()))
}

#[cfg(test)]
mod tests {
    use super::{Alignment, band};

    #[test]
    fn numbers_are_split_where_their_column_runs() {
        let check = |alignment: Alignment, printed: &str, expected: (&str, &str)| {
            assert_eq!(alignment.split(printed), expected, "{printed}");
        };
        check(Alignment::Marks('.'), "$12.4k†", ("$12", ".4k†"));
        check(Alignment::Marks('.'), "1,050.50", ("1,050", ".50"));
        check(Alignment::Marks('.'), "—", ("—", ""));
        check(Alignment::Marks(','), "1.050,50 €", ("1.050", ",50 €"));
        check(Alignment::Marks(','), "12,4 Tsd. $", ("12", ",4 Tsd. $"));
        check(Alignment::Marks(','), "1 050 €", ("1 050", " €"));
        check(Alignment::Ends, "$12.4k†", ("$12.4k", "†"));
        check(Alignment::Ends, "$950", ("$950", ""));
        check(Alignment::Loose, "7.7 months†", ("7.7 months†", ""));
    }

    #[test]
    fn sizes_are_told_from_the_printed_number() {
        let check = |printed: &str, mark, expected: Option<&str>| {
            assert_eq!(band(printed, mark).as_deref(), expected, "{printed}");
        };
        check("$7,950", '.', Some(""));
        check("-$30.6k†", '.', Some("k"));
        check("$1.24M", '.', Some("M"));
        check("7.5% (3/40)", '.', Some(""));
        check("4.6 months", '.', Some(""));
        check("12,4 Tsd. $", ',', Some("Tsd"));
        check("12,4 k€", ',', Some("k"));
        check("1.234 €", ',', Some(""));
        check("$0", '.', None);
        check("—", '.', None);
    }
}
