//! The workbook: every table of a report as a sheet of typed cells, for those who go on computing.
//!
//! Numbers stay numbers with a format, dates dates, and the printed form and the evidence of every
//! figure stand in the last sheet. Text from outside is written as text: a formula is never made.
//! The creation date is the report's own, so that the same report has the same bytes.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use qd_model::report::{
    Block, Cell, CellContent, Figure, FigureIndex, Form, Locale, Report, Span, Table,
};
use qd_model::{Decimal, Rounding, Unit};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::{outside, words};
use crate::format;

/// The longest name that a sheet may have.
const MAX_SHEET_NAME: usize = 31;

/// The workbook could not be made: a table beyond Excel's own limits.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written")]
pub struct WorkbookError(#[from] XlsxError);

/// Prints a report as the bytes of an `.xlsx` file: a summary, a sheet a table, the evidence. Every
/// text passes `mask` as a whole cell: the file is packed, and nobody can mask it afterwards.
pub fn workbook(report: &Report, mask: &dyn Fn(&str) -> String) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    let title = mask(&outside::clean(&report.title));
    let created = date(report.as_of).unwrap_or_default();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&title)
            .set_author("Quarterdeck")
            .set_creation_datetime(&created),
    );
    let looks = Looks::new(mask, report.locale);
    summary(report, workbook.add_worksheet(), &looks)?;
    let mut names = BTreeSet::from(["Summary".to_owned(), "Figures".to_owned()]);
    let mut heading = words::role(&report.role);
    for block in &report.blocks {
        if let Block::Heading { text, .. } = block {
            heading = words::plain(report, text);
        }
        if let Block::Table(table) = block {
            let title = words::plain(report, &table.title);
            let wanted = if title.is_empty() { &heading } else { &title };
            let name = sheet_name(&mask(wanted), &mut names);
            let sheet = workbook.add_worksheet();
            sheet.set_name(name)?;
            write_table(report, table, sheet, &looks)?;
        }
    }
    figures(report, workbook.add_worksheet(), &looks)?;
    Ok(workbook.save_to_buffer()?)
}

/// The formats of cells, and what their words pass; number formats are Excel's own codes.
struct Looks<'a> {
    mask: &'a dyn Fn(&str) -> String,
    head: Format,
    strong: Format,
    wrapped: Format,
    date: Format,
    locale: Locale,
}

impl<'a> Looks<'a> {
    fn new(mask: &'a dyn Fn(&str) -> String, locale: Locale) -> Self {
        Self {
            mask,
            head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Bottom),
            strong: Format::new().set_bold(),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            locale,
        }
    }
}

fn summary(report: &Report, sheet: &mut Worksheet, looks: &Looks<'_>) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    sheet.set_column_width(0, 100)?;
    let masthead = [
        words::role(&report.role),
        words::scope(report),
        format::period(report.period, report.locale),
        format!("as of {}", report.as_of),
    ];
    text(sheet, (0, 0), &masthead.join("   "), (looks, &looks.strong))?;
    text(sheet, (1, 0), &words::coverage(report), (looks, &looks.wrapped))?;
    text(sheet, (3, 0), &words::plain(report, &report.message), (looks, &looks.strong))?;
    for (row, decision) in (5..).zip(&report.decisions) {
        text(sheet, (row, 0), &words::plain(report, &decision.ask), (looks, &looks.wrapped))?;
    }
    Ok(())
}

fn write_table(
    report: &Report,
    table: &Table,
    sheet: &mut Worksheet,
    looks: &Looks<'_>,
) -> Result<(), XlsxError> {
    // Drawings say what other cells say: they have no column of their own.
    let is_drawn =
        |cell: &Cell| matches!(cell.content, CellContent::Bar(_) | CellContent::Sparkline(_));
    let kept = (0..table.columns.len())
        .filter(|at| !table.rows.iter().any(|row| row.cells.get(*at).is_some_and(is_drawn)));
    let kept = kept.collect::<Vec<_>>();
    for (to, from) in (0_u16..).zip(&kept) {
        text(sheet, (0, to), &outside::clean(&table.columns[*from].title), (looks, &looks.head))?;
        sheet.set_column_width(to, if to == 0 { 36 } else { 18 })?;
    }
    let detail = u16::try_from(kept.len()).unwrap_or(u16::MAX);
    if table.rows.iter().any(|row| !row.detail.is_empty()) {
        text(sheet, (0, detail), "Detail", (looks, &looks.head))?;
        sheet.set_column_width(detail, 80)?;
    }
    for (at, row) in (1_u32..).zip(&table.rows) {
        for (to, from) in (0_u16..).zip(&kept) {
            if let Some(content) = row.cells.get(*from) {
                cell(report, content, sheet, (at, to), looks)?;
            }
        }
        if !row.detail.is_empty() {
            let words = words::plain(report, &row.detail);
            text(sheet, (at, detail), &words, (looks, &looks.wrapped))?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn cell(
    report: &Report,
    cell: &Cell,
    sheet: &mut Worksheet,
    at: (u32, u16),
    looks: &Looks<'_>,
) -> Result<(), XlsxError> {
    match &cell.content {
        CellContent::Spans(spans) => match spans.as_slice() {
            [Span::Figure(index)] => number(report.figure(*index), sheet, at, looks),
            spans => text(sheet, at, &words::plain(report, spans), (looks, &looks.wrapped)),
        },
        CellContent::Interval(index) => {
            match format::interval(report.figure(*index), report.locale) {
                Some((low, high)) => {
                    text(sheet, at, &format!("{low} to {high}"), (looks, &looks.wrapped))
                }
                None => Ok(()),
            }
        }
        CellContent::Empty | CellContent::Bar(_) | CellContent::Sparkline(_) => Ok(()),
    }
}

/// A figure as a number with the format of its unit; where it is missing, the reason in words.
fn number(
    figure: &Figure,
    sheet: &mut Worksheet,
    at: (u32, u16),
    looks: &Looks<'_>,
) -> Result<(), XlsxError> {
    let Some(value) = figure.value.number() else {
        return text(sheet, at, &words::display(figure, looks.locale), (looks, &looks.wrapped));
    };
    let is_level = matches!(figure.form, Form::Magnitude | Form::Exact);
    if figure.unit == Unit::Date
        && is_level
        && let Some(day) = day(value)
    {
        sheet.write_datetime_with_format(at.0, at.1, day, &looks.date)?;
        return Ok(());
    }
    let code = code(figure);
    // Excel computes in binary: more than fifteen digits would be a number that nobody measured.
    sheet.write_number_with_format(
        at.0,
        at.1,
        value.to_f64(),
        &Format::new().set_num_format(code),
    )?;
    Ok(())
}

fn code(figure: &Figure) -> String {
    match (figure.form, &figure.unit) {
        (Form::RelativeChange, _) => "+0.0%;-0.0%;0%".into(),
        (Form::PointChange, _) | (_, Unit::Ratio) => "0.0%".into(),
        (_, Unit::Money) => {
            // The commodity is outside text: only a plain code goes into a format.
            let commodity = figure.commodity.as_deref().unwrap_or("");
            match commodity {
                "USD" => "$#,##0.00;-$#,##0.00".into(),
                code if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) => {
                    format!("\"{code}\" #,##0.00;-\"{code}\" #,##0.00")
                }
                _ => "#,##0.00".into(),
            }
        }
        // `0.##` would leave the point of a whole number standing.
        (_, Unit::Count | Unit::Days) => {
            let value = figure.value.number().unwrap_or(Decimal::ZERO);
            let is_whole = value.round(0, Rounding::HalfEven) == value;
            if is_whole { "#,##0".into() } else { "#,##0.0#".into() }
        }
        _ => "#,##0.00".into(),
    }
}

/// Every printed figure: what it is called, its printed form, its basis, formula and evidence.
fn figures(report: &Report, sheet: &mut Worksheet, looks: &Looks<'_>) -> Result<(), XlsxError> {
    sheet.set_name("Figures")?;
    let heads = ["Id", "Figure", "Printed", "Value", "Basis", "Formula", "Evidence", "Rows"];
    for (at, head) in (0_u16..).zip(heads) {
        text(sheet, (0, at), head, (looks, &looks.head))?;
        sheet.set_column_width(at, 28)?;
    }
    let printed = report.printed().into_iter().collect::<BTreeSet<FigureIndex>>();
    for (at, index) in (1_u32..).zip(printed) {
        let figure = report.figure(index);
        let evidence = figure.evidence.rows.first().map(|row| row.evidence.to_string());
        text(sheet, (at, 0), &figure.id.to_string(), (looks, &looks.wrapped))?;
        text(sheet, (at, 1), &figure.label, (looks, &looks.wrapped))?;
        text(sheet, (at, 2), &words::display(figure, looks.locale), (looks, &looks.wrapped))?;
        number(figure, sheet, (at, 3), looks)?;
        text(sheet, (at, 4), figure.basis.as_str(), (looks, &looks.wrapped))?;
        text(sheet, (at, 5), &figure.formula, (looks, &looks.wrapped))?;
        text(sheet, (at, 6), &evidence.unwrap_or_default(), (looks, &looks.wrapped))?;
        sheet.write_number(at, 7, figure.evidence.count as f64)?;
    }
    sheet.set_freeze_panes(1, 2)?;
    Ok(())
}

/// Writes text, never a formula: what begins like one gets an apostrophe that survives a copy into
/// a CSV, where the cell's type does not (CWE-1236).
fn text(
    sheet: &mut Worksheet,
    at: (u32, u16),
    words: &str,
    (looks, look): (&Looks<'_>, &Format),
) -> Result<(), XlsxError> {
    let words = (looks.mask)(&outside::clean_run(words));
    let words = words.trim_start();
    let is_number = words.chars().nth(1).is_some_and(|c| c.is_ascii_digit() || "$€£¥".contains(c));
    let is_signed = words.starts_with(['+', '-']);
    let is_formula = words.starts_with(['=', '@'])
        || (is_signed && (!is_number || words.contains(['(', '!', '|', '='])));
    let words = if is_formula { format!("'{words}") } else { words.to_owned() };
    sheet.write_string_with_format(at.0, at.1, words, look)?;
    Ok(())
}

fn sheet_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let is_bad = |c: char| matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let plain = outside::clean(wanted).replace(is_bad, " ");
    let plain = if plain.trim().is_empty() { "Table".to_owned() } else { plain.trim().to_owned() };
    let cut = |words: &str, room: usize| {
        // Excel counts UTF-16 units, and compares without case.
        let mut units = 0;
        words
            .chars()
            .take_while(|c| {
                units += c.len_utf16();
                units <= room
            })
            .collect::<String>()
    };
    let is_free = |name: &String, taken: &BTreeSet<String>| {
        !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase())
    };
    let mut name = cut(&plain, MAX_SHEET_NAME);
    let mut number = 2;
    while !is_free(&name, taken) {
        let tail = format!(" {number}");
        name = cut(&plain, MAX_SHEET_NAME - tail.len()) + &tail;
        number += 1;
    }
    taken.insert(name.clone());
    name
}

fn day(days: Decimal) -> Option<ExcelDateTime> {
    let days = u64::try_from(days.round(0, qd_model::Rounding::Floor).mantissa()).ok()?;
    date(chrono::NaiveDate::default().checked_add_days(chrono::Days::new(days))?)
}

fn date(date: chrono::NaiveDate) -> Option<ExcelDateTime> {
    use chrono::Datelike;
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, month, day).ok()
}
