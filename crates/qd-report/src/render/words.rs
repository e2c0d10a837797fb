//! Words that every medium prints alike: masthead, coverage, counts of what was left out.

use qd_model::Role;
use qd_model::report::{Block, CellContent, Figure, Locale, Report, Span, Table, TableRow};
use unicode_segmentation::UnicodeSegmentation;

use super::outside;
use crate::format::{self, quantity};

/// The longest subject of a mail, in characters (LOOK 6.6).
const MAX_SUBJECT: usize = 70;

/// Figures longer than this may be broken: the reasons of missing ones are sentences.
pub(super) const MAX_UNBROKEN: usize = 30;

/// The role as people write it: `CMO`, `Accounting`.
pub(super) fn role(role: &Role) -> String {
    let word = role.as_str();
    if word.len() <= 3 {
        return word.to_ascii_uppercase();
    }
    let mut letters = word.replace('-', " ");
    letters[..1].make_ascii_uppercase();
    letters
}

/// What the document covers: the subject, or how many entities of how many.
pub(super) fn scope(report: &Report) -> String {
    let name = outside::clean(&report.subject_name);
    match report.partial_scope {
        Some((n_visible, n_entities)) => format!("{name}, {n_visible} of {n_entities} entities"),
        None => name,
    }
}

/// `142 figures: 131 measured, 8 derived, 3 assumed; 5 without a value; 2 sources stale`.
pub(super) fn coverage(report: &Report) -> String {
    let coverage = report.coverage();
    let mut line = format!(
        "{}: {} measured, {} derived, {} assumed",
        quantity(coverage.n_figures, "figure", "figures", report.locale),
        coverage.n_measured,
        coverage.n_derived,
        coverage.n_assumed
    );
    if coverage.n_missing > 0 {
        line += &format!("; {} without a value", coverage.n_missing);
    }
    if report.n_stale_sources > 0 {
        line += &format!(
            "; {} stale",
            quantity(report.n_stale_sources, "source", "sources", report.locale)
        );
    }
    if report.n_missing_sources > 0 {
        line += &format!(
            "; {} not read",
            quantity(report.n_missing_sources, "source", "sources", report.locale)
        );
    }
    line
}

/// What is different since the last edition.
pub(super) fn since(report: &Report) -> Option<String> {
    let since = report.since?;
    Some(format!(
        "Since edition {}: {} changed, {} new, {} gone",
        since.edition,
        quantity(since.n_changed_figures, "figure", "figures", report.locale),
        quantity(since.n_new_findings, "finding", "findings", report.locale),
        since.n_gone_findings
    ))
}

/// What a table does not show, in a sentence; `None` if it shows everything.
pub(super) fn left_out(report: &Report, table: &Table) -> Option<String> {
    let mut words = Vec::new();
    if table.n_more > 0 {
        words.push(format!("and {} more", quantity(table.n_more, "row", "rows", report.locale)));
    }
    if table.n_shed > 0 {
        words.push(format!(
            "{} left out to fit a mail",
            quantity(table.n_shed, "row", "rows", report.locale)
        ));
    }
    (!words.is_empty()).then(|| words.join("; "))
}

/// By when a decision is due and what silence means.
pub(super) fn due(report: &Report, due: Option<chrono::NaiveDate>) -> Option<String> {
    let year = chrono::Datelike::year(&report.as_of);
    due.map(|due| format!("by {}", format::prose_date(due, Some(year), report.locale)))
}

/// The legend of the marks that figures carry; `None` if none does.
pub(super) fn legend(report: &Report) -> Option<String> {
    let printed = report.printed();
    let has = |claim: fn(&qd_model::report::Figure) -> bool| {
        printed.iter().any(|index| claim(report.figure(*index)))
    };
    let mut words = Vec::new();
    if has(format::is_assumed) {
        let mut line = format!("{} rests on a declared assumption", format::ASSUMED);
        if has_assumed_row(report) {
            line += ", beside a name the figures of its row do";
        }
        words.push(line);
    }
    if has(|figure| figure.is_estimate && figure.value.number().is_some()) {
        words.push("≈ forecast".to_owned());
    }
    if has(|figure| figure.is_partial && figure.value.number().is_some()) {
        words.push("the period is not over, its figures are partial".to_owned());
    }
    (!words.is_empty()).then(|| words.join("; "))
}

/// Spans as words without emphasis.
pub(crate) fn plain(report: &Report, spans: &[Span]) -> String {
    said(report, spans, true)
}

/// The same without marks of assumptions, whose legend stands elsewhere: what a list of mails shows.
pub(super) fn bare(report: &Report, spans: &[Span]) -> String {
    said(report, spans, false)
}

fn said(report: &Report, spans: &[Span], is_marked: bool) -> String {
    let mut words = String::new();
    for span in spans {
        match span {
            Span::Text(text) | Span::Code(text) => words.push_str(&outside::clean_run(text)),
            Span::Outside(text) => words.push_str(&outside::clean(text.for_renderer())),
            Span::Figure(index) => {
                let printed = if is_marked { display } else { display_unmarked };
                words.push_str(&printed(report.figure(*index), report.locale));
            }
            Span::Strong(inner) | Span::Emphasis(inner) => {
                words.push_str(&said(report, inner, is_marked));
            }
        }
    }
    words
}

/// A figure as every medium prints it: its unit or reason may come from outside.
pub(super) fn display(figure: &Figure, locale: Locale) -> String {
    one_line(&format::figure(figure, locale))
}

/// The same without the mark of assumptions.
pub(super) fn display_unmarked(figure: &Figure, locale: Locale) -> String {
    one_line(&format::unmarked(figure, locale))
}

fn one_line(printed: &str) -> String {
    outside::clean_run(printed).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Claims that the mark of assumptions stands once, beside the row's name, because more than one of
/// its figures would carry it. A dagger at every number reads as dirt; one at the name is read.
pub(super) fn is_marked_once(report: &Report, row: &TableRow) -> bool {
    let has_name = row.cells.first().is_some_and(|cell| match &cell.content {
        CellContent::Spans(spans) => {
            !spans.is_empty() && !spans.iter().any(|span| matches!(span, Span::Figure(_)))
        }
        _ => false,
    });
    let bare = row.cells.iter().skip(1).filter_map(|cell| match &cell.content {
        CellContent::Spans(spans) => Some(spans),
        _ => None,
    });
    let n_assumed = bare.flatten().filter(|span| match span {
        Span::Figure(index) => format::is_assumed(report.figure(*index)),
        _ => false,
    });
    has_name && n_assumed.count() > 1
}

fn has_assumed_row(report: &Report) -> bool {
    report.blocks.iter().any(|block| match block {
        Block::Table(table) => table.rows.iter().any(|row| is_marked_once(report, row)),
        _ => false,
    })
}

/// The subject of the mail: `[CMO] <message>`, cut between words.
pub fn subject(report: &Report) -> String {
    let spans = report.subject_line.as_ref().unwrap_or(&report.message);
    let line = format!("[{}] {}", role(&report.role), bare(report, spans).trim());
    cut_between_words(&line, MAX_SUBJECT)
}

fn cut_between_words(line: &str, max: usize) -> String {
    if line.chars().count() <= max {
        return line.to_owned();
    }
    let room = max - 3;
    let mut kept = String::new();
    let mut n_kept = 0;
    for word in line.split_inclusive(' ') {
        let n_word = word.trim_end().chars().count();
        if n_kept + n_word > room {
            break;
        }
        n_kept += word.chars().count();
        kept.push_str(word);
    }
    if kept.split_whitespace().count() < 2 {
        // One endless word: cut it between graphemes.
        kept.clear();
        let mut n_kept = 0;
        for grapheme in line.graphemes(true) {
            n_kept += grapheme.chars().count();
            if n_kept > room {
                break;
            }
            kept.push_str(grapheme);
        }
    }
    kept.trim_end_matches([' ', ',', ';', ':']).to_owned() + "..."
}

#[cfg(test)]
mod tests {
    use super::cut_between_words;

    #[test]
    fn subjects_are_cut_between_words() {
        let check = |line: &str, max, expected: &str| {
            assert_eq!(cut_between_words(line, max), expected);
        };
        check("[CMO] List next", 70, "[CMO] List next");
        check("[CMO] List on GetMyBoat next", 20, "[CMO] List on...");
        check("[CMO] Abcdefghijklmnop", 12, "[CMO] Abc...");
        check("[CMO] 👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 18, "[CMO] 👩‍👩‍👧‍👦...");
    }
}
