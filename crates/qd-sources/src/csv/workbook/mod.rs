//! One sheet of an XLSX workbook as records: the row's number is the line, and what the workbook
//! itself says of a cell, a number or a day, is kept and never read again as text.
//!
//! Office Open XML, ECMA-376 part 1. Formulas are not computed: a cell has the value that the
//! program which saved the file left in it, and one without is named. Bounded: parts, cells and
//! text; nothing a file states about its own size is believed. The zip: `package.rs`. Styles:
//! `styles.rs`. Numbers: `number.rs`.

mod number;
mod package;
mod styles;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::records::{CellKind, Record};
use package::{Attributes, Package, Part, Token};
use styles::{NumberKind, Styles};

/// How many cells that hold something one sheet may have.
pub(super) const MAX_CELLS: usize = 5_000_000;
/// How much text the cells of one sheet may hold, repeats counted each time.
const MAX_TEXT_BYTES: usize = 64 << 20;
/// Rows and columns of the format.
const MAX_ROWS: u32 = 1_048_576;
const MAX_COLUMNS: usize = 16_384;

/// Why a workbook cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum WorkbookError {
    /// It is no zip: an older format, or one with a password.
    NotAPackage,
    /// A zip without a workbook of Office Open XML in it.
    NoWorkbook,
    /// A part does not inflate, or is no XML.
    Damaged,
    /// More than the bounds allow.
    TooLarge,
    /// The setting names a sheet that is not there; the names of those that are.
    NoSuchSheet(Vec<String>),
    /// Several sheets, and no setting says which; their names.
    SeveralSheets(Vec<String>),
}

impl WorkbookError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotAPackage | Self::NoWorkbook => "not-a-workbook",
            Self::Damaged => "damaged-workbook",
            Self::TooLarge => "workbook-too-large",
            Self::NoSuchSheet(_) | Self::SeveralSheets(_) => "unknown-sheet",
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::NotAPackage => {
                "the file is no XLSX workbook: damaged, an old .xls, or one with a password".into()
            }
            Self::NoWorkbook => "the zip holds no XLSX workbook".into(),
            Self::Damaged => "the workbook is damaged or cut off".into(),
            Self::TooLarge => "the workbook inflates to more than is read".into(),
            Self::NoSuchSheet(names) => {
                format!("the workbook has no sheet of that name, but: {}", names.join(", "))
            }
            Self::SeveralSheets(names) => {
                format!("the workbook has several sheets: {}", names.join(", "))
            }
        }
    }

    pub(crate) fn help(&self) -> &'static str {
        match self {
            Self::NotAPackage | Self::NoWorkbook | Self::Damaged => {
                "open it in a spreadsheet and save it as .xlsx without a password, or as CSV"
            }
            Self::TooLarge => "split it by year, or save the one sheet as CSV",
            Self::NoSuchSheet(_) | Self::SeveralSheets(_) => "set `sheet = \"...\"` to one of them",
        }
    }
}

/// One sheet, read.
pub(crate) struct Grid {
    /// The sheet's name.
    pub(crate) name: String,
    rows: Vec<Row>,
    /// The cells of all rows, one row after the other.
    cells: Texts,
    kinds: Vec<CellKind>,
    /// How many numbers had more digits than a spreadsheet shows, and were read to those.
    pub(crate) n_rounded: u64,
}

/// A row's line, and the first of its cells.
struct Row {
    line: u32,
    first: u32,
}

/// Many short texts in one: five million of them as strings of their own would take 280 MB.
#[derive(Default)]
struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        // Bounded by MAX_TEXT_BYTES.
        self.ends.push(self.text.len() as u32);
    }

    fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        Some(&self.text[start..end])
    }
}

impl Grid {
    /// The rows below `skip`, those without a cell left out.
    pub(crate) fn records(&self, skip: usize) -> impl Iterator<Item = Record<'_>> {
        let ends = self.rows.iter().skip(1).map(|row| row.first as usize);
        let ends = ends.chain([self.kinds.len()]);
        let below = self.rows.iter().zip(ends).filter(move |(row, _)| row.line as usize > skip);
        below.map(|(row, end)| {
            let cells = row.first as usize..end;
            let cell = |index| Cow::Borrowed(self.cells.get(index).unwrap_or_default());
            let fields = cells.clone().map(cell).collect();
            Record { line: row.line, fields, kinds: &self.kinds[cells] }
        })
    }
}

/// Claims that bytes are a zip, or the container of older and of locked workbooks.
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// Reads the sheet that is named, or the only one.
pub(crate) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Grid, WorkbookError> {
    let mut package = Package::open(bytes)?;
    let workbook = Workbook::read(&mut package)?;
    let names = || workbook.sheets.iter().take(20).map(|sheet| shown(&sheet.name)).collect();
    let sheet = match (wanted, workbook.sheets.as_slice()) {
        (Some(wanted), sheets) => sheets
            .iter()
            .find(|sheet| sheet.name.trim() == wanted.trim())
            .ok_or_else(|| WorkbookError::NoSuchSheet(names()))?,
        (None, [sheet]) => sheet,
        (None, []) => return Err(WorkbookError::NoWorkbook),
        (None, _) => return Err(WorkbookError::SeveralSheets(names())),
    };
    let styles = Styles::read(&mut package, &workbook.styles)?;
    let strings = strings(&mut package, &workbook.strings)?;
    let part = package.part(&sheet.part)?.ok_or(WorkbookError::Damaged)?;
    let mut reader = SheetReader {
        strings: &strings,
        styles: &styles,
        is_1904: workbook.is_1904,
        grid: Grid {
            name: shown(&sheet.name),
            rows: Vec::new(),
            cells: Texts::default(),
            kinds: Vec::new(),
            n_rounded: 0,
        },
        n_cells: 0,
        n_text_bytes: 0,
    };
    reader.read(part)?;
    Ok(reader.grid)
}

/// A sheet's name as evidence shows it.
fn shown(name: &str) -> String {
    name.trim().chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

struct SheetName {
    name: String,
    part: String,
}

struct Workbook {
    sheets: Vec<SheetName>,
    strings: String,
    styles: String,
    is_1904: bool,
}

impl Workbook {
    fn read(package: &mut Package<'_>) -> Result<Self, WorkbookError> {
        let roots = relations(package, "_rels/.rels", "")?;
        let main = roots.values().find(|(kind, _)| kind.ends_with("/officeDocument"));
        let main = main.map_or("xl/workbook.xml", |(_, target)| target).to_owned();
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
        let named = relations(package, &format!("{folder}/_rels/{file}.rels"), folder)?;
        let of_kind = |kind: &str, default: &str| {
            let found = named.values().find(|(known, _)| known.ends_with(kind));
            found.map_or(format!("{folder}/{default}"), |(_, target)| target.clone())
        };
        let mut workbook = Self {
            sheets: Vec::new(),
            strings: of_kind("/sharedStrings", "sharedStrings.xml"),
            styles: of_kind("/styles", "styles.xml"),
            is_1904: false,
        };
        let mut part = package.part(&main)?.ok_or(WorkbookError::NoWorkbook)?;
        while let Some(token) = part.next()? {
            let Token::Open(name, attributes) = token else { continue };
            match name.as_str() {
                "workbookPr" => workbook.is_1904 = attributes.is_set("date1904"),
                "sheet" => {
                    let target = attributes.get("id").and_then(|id| named.get(id));
                    // A chart's or a macro's sheet has no cells.
                    let target = target.filter(|(kind, _)| kind.ends_with("/worksheet"));
                    if let (Some(name), Some((_, part))) = (attributes.get("name"), target) {
                        let sheet = SheetName { name: name.to_owned(), part: part.clone() };
                        workbook.sheets.push(sheet);
                    }
                }
                _ => {}
            }
        }
        Ok(workbook)
    }
}

/// By id: the kind and the full name of each part that a part names.
fn relations(
    package: &mut Package<'_>,
    name: &str,
    folder: &str,
) -> Result<BTreeMap<String, (String, String)>, WorkbookError> {
    let mut found = BTreeMap::new();
    let Some(mut part) = package.part(name)? else { return Ok(found) };
    while let Some(token) = part.next()? {
        let Token::Open(name, attributes) = token else { continue };
        let (id, kind) = (attributes.get("Id"), attributes.get("Type"));
        let (Some(id), Some(kind), Some(target)) = (id, kind, attributes.get("Target")) else {
            continue;
        };
        let is_outside = attributes.get("TargetMode") == Some("External");
        if name == "Relationship" && !is_outside && found.len() < MAX_COLUMNS {
            found.insert(id.to_owned(), (kind.to_owned(), full_name(folder, target)));
        }
    }
    Ok(found)
}

/// The name of a part from the root of the package.
fn full_name(folder: &str, target: &str) -> String {
    let path = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The texts that cells point at.
fn strings(package: &mut Package<'_>, name: &str) -> Result<Texts, WorkbookError> {
    let mut found = Texts::default();
    let Some(mut part) = package.part(name)? else { return Ok(found) };
    let mut n_bytes = 0;
    while let Some(token) = part.next()? {
        if matches!(&token, Token::Open(name, _) if name == "si") {
            let text = rich_text(&mut part, "si", &mut n_bytes)?;
            found.push(&text);
            if found.ends.len() > MAX_CELLS {
                return Err(WorkbookError::TooLarge);
            }
        }
    }
    Ok(found)
}

/// The text of `<si>` or `<is>` up to its end: its runs together, what tells pronunciation left
/// out.
fn rich_text(
    part: &mut Part<'_>,
    until: &str,
    n_bytes: &mut usize,
) -> Result<String, WorkbookError> {
    let (mut text, mut is_text, mut is_sound) = (String::new(), false, false);
    while let Some(token) = part.next()? {
        match token {
            Token::Open(name, _) if name == "t" => is_text = true,
            Token::Close(name) if name == "t" => is_text = false,
            Token::Open(name, _) if name == "rPh" => is_sound = true,
            Token::Close(name) if name == "rPh" => is_sound = false,
            Token::Close(name) if name == until => break,
            Token::Text(more) if is_text && !is_sound => {
                *n_bytes += more.len();
                if *n_bytes > MAX_TEXT_BYTES {
                    return Err(WorkbookError::TooLarge);
                }
                text.push_str(&more);
            }
            _ => {}
        }
    }
    Ok(text)
}

struct SheetReader<'w> {
    strings: &'w Texts,
    styles: &'w Styles,
    is_1904: bool,
    grid: Grid,
    n_cells: usize,
    n_text_bytes: usize,
}

/// A cell as written.
#[derive(Default)]
struct Cell {
    kind: String,
    style: usize,
    value: Option<String>,
    inline: Option<String>,
    has_formula: bool,
}

impl SheetReader<'_> {
    fn read(&mut self, mut part: Part<'_>) -> Result<(), WorkbookError> {
        // Rows and cells without a place of their own follow the one before.
        let (mut line, mut column) = (0, 0);
        let mut row: Option<Row> = None;
        while let Some(token) = part.next()? {
            match token {
                Token::Open(name, attributes) if name == "row" => {
                    let stated = attributes.get("r").and_then(|r| r.parse::<u32>().ok());
                    line = stated.unwrap_or(line + 1);
                    if line == 0 || line > MAX_ROWS {
                        return Err(WorkbookError::Damaged);
                    }
                    column = 0;
                    row = Some(Row { line, first: self.grid.kinds.len() as u32 });
                }
                Token::Open(name, attributes) if name == "c" => {
                    let Some(row) = &row else { return Err(WorkbookError::Damaged) };
                    let place = attributes.get("r").map(column_of);
                    column = place.unwrap_or(Some(column)).ok_or(WorkbookError::Damaged)?;
                    let cell = self.cell(&mut part, &attributes)?;
                    self.put(row.first as usize, column, cell)?;
                    column += 1;
                }
                Token::Close(name) if name == "row" => {
                    let n_cells = self.grid.kinds.len() as u32;
                    self.grid.rows.extend(row.take().filter(|row| row.first < n_cells));
                }
                Token::Close(name) if name == "sheetData" => break,
                _ => {}
            }
        }
        // The standard asks for rows in order; a writer that breaks it must not turn rows round.
        if self.grid.rows.windows(2).any(|pair| pair[0].line >= pair[1].line) {
            return Err(WorkbookError::Damaged);
        }
        Ok(())
    }

    fn cell(
        &mut self,
        part: &mut Part<'_>,
        attributes: &Attributes,
    ) -> Result<Cell, WorkbookError> {
        let style = attributes.get("s").and_then(|style| style.parse().ok()).unwrap_or_default();
        let kind = attributes.get("t").unwrap_or("n").to_owned();
        let mut cell = Cell { kind, style, ..Cell::default() };
        let mut is_value = false;
        while let Some(token) = part.next()? {
            match token {
                Token::Open(name, _) if name == "is" => {
                    cell.inline = Some(rich_text(part, "is", &mut self.n_text_bytes)?);
                }
                Token::Open(name, _) if name == "f" => cell.has_formula = true,
                Token::Open(name, _) if name == "v" => is_value = true,
                Token::Close(name) if name == "v" => is_value = false,
                Token::Close(name) if name == "c" => break,
                Token::Text(text) if is_value => {
                    cell.value.get_or_insert_default().push_str(&text);
                }
                _ => {}
            }
        }
        Ok(cell)
    }

    /// Puts a cell that holds something at its place in the row.
    fn put(&mut self, first: usize, column: usize, cell: Cell) -> Result<(), WorkbookError> {
        let has_formula = cell.has_formula;
        let (text, kind) = match self.value(cell)? {
            Some(value) => value,
            None if has_formula => (String::new(), CellKind::NoCachedValue),
            None => return Ok(()),
        };
        self.n_cells += 1;
        self.n_text_bytes += text.len();
        let n_of_row = self.grid.kinds.len() - first;
        let is_behind = column < n_of_row;
        if is_behind || column >= MAX_COLUMNS {
            return Err(WorkbookError::Damaged);
        }
        // Blank places between cells cost memory, too.
        self.n_cells += column - n_of_row;
        if self.n_cells > MAX_CELLS || self.n_text_bytes > MAX_TEXT_BYTES {
            return Err(WorkbookError::TooLarge);
        }
        (n_of_row..column).for_each(|_| self.grid.cells.push(""));
        self.grid.kinds.resize(first + column, CellKind::Text);
        self.grid.cells.push(&text);
        self.grid.kinds.push(kind);
        Ok(())
    }

    /// The text of a cell and what it is; `None` if it is blank.
    fn value(&mut self, cell: Cell) -> Result<Option<(String, CellKind)>, WorkbookError> {
        let as_text = |text: String| (!text.trim().is_empty()).then_some((text, CellKind::Text));
        let Some(value) = cell.value.filter(|_| cell.kind != "inlineStr") else {
            return Ok(cell.inline.and_then(as_text));
        };
        Ok(match cell.kind.as_str() {
            "s" => {
                let index = value.trim().parse::<usize>().ok();
                let text = index.and_then(|index| self.strings.get(index));
                as_text(text.ok_or(WorkbookError::Damaged)?.to_owned())
            }
            "b" => {
                let is_set = matches!(value.trim(), "1" | "true");
                Some((is_set.to_string(), CellKind::Typed))
            }
            "e" => Some((value, CellKind::Error)),
            // ISO 8601, as a few programs write it.
            "d" => Some((value.trim_end_matches('Z').to_owned(), CellKind::Typed)),
            "n" if value.trim().is_empty() => None,
            "n" => Some(self.number(value, cell.style)),
            _ => as_text(value),
        })
    }

    fn number(&mut self, written: String, style: usize) -> (String, CellKind) {
        let Some(double) = number::double(&written) else { return (written, CellKind::Text) };
        let kind = self.styles.kind(style);
        match kind {
            NumberKind::Date => match number::instant(double, self.is_1904) {
                Some(at) if at.time() == chrono::NaiveTime::MIN => {
                    (at.format("%Y-%m-%d").to_string(), CellKind::Typed)
                }
                Some(at) => (at.format("%Y-%m-%dT%H:%M:%S%.f").to_string(), CellKind::Typed),
                None => (written, CellKind::NotADay),
            },
            NumberKind::Duration => (written, CellKind::NotADay),
            NumberKind::Plain | NumberKind::Percent => {
                let Some((number, is_rounded)) = number::decimal(double) else {
                    return (written, CellKind::Text);
                };
                self.grid.n_rounded += u64::from(is_rounded);
                let is_share = kind == NumberKind::Percent;
                (number.to_string(), if is_share { CellKind::Share } else { CellKind::Typed })
            }
        }
    }
}

/// The column of a place such as `B12`, from 0.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let mut column = 0_usize;
    for letter in letters {
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        if column > MAX_COLUMNS {
            return None;
        }
    }
    column.checked_sub(1)
}

#[cfg(test)]
pub(crate) mod tests;
