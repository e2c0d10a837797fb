use std::io::{Cursor, Write};

use calamine::{DataRef, Reader, Xlsx};
use qd_facts::Source;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::{WorkbookError, read};
use crate::csv::Csv;
use crate::csv::records::{CellKind, Records};
use crate::testing::{NoSecrets, codes, collect, mutate, rows, spec, with_context};

const BOOKINGS: &str = r#"
table = "job"
columns = { id = "Booking", date = "Trip date", status = "State", gross = "Total", hours = "Hours", stage_probability = "Chance" }
constants = { commodity = "USD" }
percent = ["stage_probability"]
# What a workbook knows itself is stronger than how its texts are written.
date_format = "%d.%m.%Y"
decimal_mark = ","
"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="9"/><xf numFmtId="46"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<sst uniqueCount="99999999999999999999"><si><t>Booking</t></si><si><t>Trip date</t></si><si><t>State</t></si><si><t>Total</t></si><si><t>Hours</t></si><si><t>Chance</t></si><si><r><t>B</t></r><r><t xml:space="preserve">1 &amp; </t></r><r><t>Co</t></r><rPh><t>no</t></rPh></si></sst>"#;
const HEADER: &str = r#"<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c><c r="D3" t="s"><v>3</v></c><c r="E3" t="s"><v>4</v></c><c r="F3" t="s"><v>5</v></c></row>"#;

/// Packs parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn workbook_of(properties: &str, names: &[&str], data: &str, strings: &str) -> Vec<u8> {
    let sheets = names.iter().enumerate().map(|(index, name)| {
        format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"r{0}\"/>", index + 1)
    });
    let sheets = sheets.collect::<String>();
    let book = format!("<workbook>{properties}<sheets>{sheets}</sheets></workbook>");
    let targets = (1..=names.len())
        .map(|n| {
            format!("<Relationship Id=\"r{n}\" Type=\"http://x/relationships/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>")
        })
        .collect::<String>();
    let relations = format!(
        "<Relationships>{targets}<Relationship Id=\"s\" Type=\"http://x/relationships/styles\" Target=\"/xl/styles.xml\"/><Relationship Id=\"t\" Type=\"http://x/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
    );
    let root = "<Relationships><Relationship Id=\"a\" Type=\"http://x/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    let sheet = format!("<worksheet><sheetData>{data}</sheetData></worksheet>");
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", root),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>"),
    ])
}

fn workbook(data: &str) -> Vec<u8> {
    workbook_of(
        "",
        &["Bookings"],
        &format!("<row r=\"1\"><c t=\"inlineStr\"><is><t>Title</t></is></c></row>{HEADER}{data}"),
        STRINGS,
    )
}

/// A workbook with the records of a CSV, each on its row: numbers as numbers, the rest as text.
pub(crate) fn workbook_of_csv(csv: &str) -> Vec<u8> {
    let mut data = String::new();
    for record in Records::new(csv, b',', 0) {
        let record = record.unwrap();
        let cells = record.fields.iter().map(|field| {
            let plain = field.replace(',', "");
            let escaped = field.replace('&', "&amp;").replace('<', "&lt;");
            match plain.parse::<f64>() {
                Ok(_) => ("", format!("<v>{plain}</v>")),
                Err(_) if field.is_empty() => ("", String::new()),
                Err(_) => ("t=\"inlineStr\"", text(&escaped)),
            }
        });
        let cells = cells.collect::<Vec<_>>();
        let cells = cells.iter().map(|(a, b)| (*a, b.as_str())).collect::<Vec<_>>();
        data.push_str(&row(record.line, &cells));
    }
    workbook_of("", &["Report"], &data, STRINGS)
}

/// A row from its cells, each the element's attributes and its inside.
fn row(line: u32, cells: &[(&str, &str)]) -> String {
    let cells = cells.iter().enumerate().map(|(index, (attributes, inside))| {
        let letter = |n: usize| char::from(b'A' + u8::try_from(n).unwrap());
        let before = if index < 26 { String::new() } else { letter(index / 26 - 1).into() };
        let column = format!("{before}{}", letter(index % 26));
        format!("<c r=\"{column}{line}\" {attributes}>{inside}</c>")
    });
    format!("<row r=\"{line}\">{}</row>", cells.collect::<String>())
}

fn check(settings: &str, bytes: &[u8], expected: &[&str], diagnostics: &[&str]) {
    let collected = collect(&Csv, settings, bytes);
    assert_eq!(codes(&collected), diagnostics, "{:?}", collected.diagnostics);
    let columns = "file line id date status gross hours stage_probability";
    assert_eq!(rows(collected, "job", columns), expected);
}

fn text(text: &str) -> String {
    format!("<is><t>{text}</t></is>")
}

#[test]
fn cells_are_what_the_workbook_says() {
    let settings = format!("skip = 2\n{BOOKINGS}");
    let (won, b2, b3) = (text("won"), text("B2"), text("B3"));
    let inline = "t=\"inlineStr\"";
    let data = [
        row(
            4,
            &[
                ("t=\"s\"", "<v>6</v>"),
                ("s=\"1\"", "<v>46295</v>"),
                ("t=\"str\"", "<v>won</v>"),
                ("", "<v>4.3499999999999996</v>"),
                ("", "<f>1+1</f><v>2</v>"),
                ("s=\"2\"", "<v>0.625</v>"),
            ],
        ),
        // Texts follow the declared formats, a share in plain figures is divided.
        row(
            7,
            &[
                (inline, &b2),
                (inline, &text("30.09.2026")),
                (inline, &won),
                (inline, &text("1.234,50")),
                ("", ""),
                ("", "<v>62.5</v>"),
            ],
        ),
        row(8, &[(inline, &b3), ("s=\"1\"", "<v>46295.5</v>"), (inline, &won)]),
    ];
    check(
        &settings,
        &workbook(&data.concat()),
        &[
            "data#Bookings|4|B1 & Co|2026-09-30|won|4.35|2|0.625",
            "data#Bookings|7|B2|2026-09-30|won|1234.5||0.625",
            "data#Bookings|8|B3|2026-09-30|won|||",
        ],
        &[],
    );
}

/// Workbooks of two libraries that we did not write: openpyxl saves formulas without their values,
/// XlsxWriter with them, and counts days from 1904 here.
#[test]
fn workbooks_of_other_programs_are_read() {
    let sheet = format!("sheet = \"Bookings\"\n{BOOKINGS}");
    check(
        &sheet,
        include_bytes!("../../../tests/exports/bookings-openpyxl.xlsx"),
        &[
            "data#Bookings|2|B1|2026-06-14|won|1840.75|3.5|0.625",
            "data#Bookings|5|B & 4|2026-06-17|lost|0.1||",
        ],
        &["missing-cached-value:3", "missing-cached-value:6"],
    );
    check(
        BOOKINGS,
        include_bytes!("../../../tests/exports/bookings-xlsxwriter.xlsx"),
        &[
            "data#Bookings|2|B1|2026-06-14|won|1840.75|3.5|0.625",
            "data#Bookings|3|B2|2026-06-15|won|3681.5|3|",
            "data#Bookings|5|B & 4|2026-06-17|lost|0.3||",
        ],
        &["cell-error:6", "rounded-numbers"],
    );
}

#[test]
fn cells_without_a_value_to_read_are_named() {
    let settings = format!("skip = 2\n{BOOKINGS}");
    let (won, b2) = (text("won"), text("B2"));
    let inline = "t=\"inlineStr\"";
    let check = |third: (&str, &str), code: &str| {
        let cells =
            [(inline, b2.as_str()), ("s=\"1\"", "<v>46295</v>"), (inline, won.as_str()), third];
        let found: &[&str] = if code.is_empty() { &[] } else { &[code] };
        let collected = collect(&Csv, &settings, &workbook(&row(4, &cells)));
        assert_eq!(codes(&collected), found, "{:?}", collected.diagnostics);
        assert_eq!(collected.n_skipped, u64::from(!code.is_empty()));
    };
    check(("", "<v>5</v>"), "");
    check(("", "<f>SUM(A1)</f>"), "missing-cached-value:4");
    check(("", "<f>SUM(A1)</f><v></v>"), "missing-cached-value:4");
    check(("t=\"e\"", "<f>1/0</f><v>#DIV/0!</v>"), "cell-error:4");
    check(("s=\"3\"", "<v>0.5</v>"), "unreadable-date:4");
    check(("t=\"b\"", "<v>1</v>"), "unreadable-number:4");
    check(("s=\"1\"", "<v>46295</v>"), "unreadable-number:4");
    // A number in the column of days: nobody can tell that it counts days.
    let cells = [(inline, b2.as_str()), ("", "<v>46295</v>"), (inline, won.as_str())];
    let collected = collect(&Csv, &settings, &workbook(&row(4, &cells)));
    assert_eq!(codes(&collected), ["unreadable-date:4"]);
}

#[test]
fn digits_that_nobody_typed_are_dropped_aloud() {
    let settings = format!("skip = 2\n{BOOKINGS}");
    let (won, b2) = (text("won"), text("B2"));
    let inline = "t=\"inlineStr\"";
    let cells = [
        (inline, b2.as_str()),
        ("s=\"1\"", "<v>46295</v>"),
        (inline, won.as_str()),
        ("", "<f>0.1+0.2</f><v>0.30000000000000004</v>"),
    ];
    let expected = "data#Bookings|4|B2|2026-09-30|won|0.3||";
    check(&settings, &workbook(&row(4, &cells)), &[expected], &["rounded-numbers"]);
}

#[test]
fn the_year_1904_and_the_sheet_are_settled() {
    let inline = "t=\"inlineStr\"";
    let (won, b2) = (text("won"), text("B2"));
    let cells = [(inline, b2.as_str()), ("s=\"1\"", "<v>44833</v>"), (inline, won.as_str())];
    let data = format!("{HEADER}{}", row(4, &cells));
    let properties = "<workbookPr date1904=\"1\"/>";
    let two = workbook_of(properties, &["Notes &amp; more", "Bookings"], &data, STRINGS);
    check(BOOKINGS, &two, &[], &["unknown-sheet"]);
    check(&format!("sheet = \"X\"\n{BOOKINGS}"), &two, &[], &["unknown-sheet"]);
    let named = format!("sheet = \"Notes & more\"\n{BOOKINGS}");
    check(&named, &two, &["data#Notes & more|4|B2|2026-09-30|won|||"], &[]);
    check(&format!("sheet = \"Bookings\"\n{BOOKINGS}"), &two, &[], &["empty-file"]);
}

#[test]
fn what_is_no_workbook_or_too_much_of_one_is_refused() {
    let error = |bytes: &[u8]| read(bytes, None).err().unwrap();
    assert_eq!(error(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), WorkbookError::NotAPackage);
    assert_eq!(error(b"PK\x03\x04"), WorkbookError::NotAPackage);
    assert_eq!(error(&zipped(&[("mimetype", "ods")])), WorkbookError::NoWorkbook);
    let check = |data: &str, expected: WorkbookError| {
        assert_eq!(error(&workbook_of("", &["A"], data, STRINGS)), expected, "{data}");
    };
    check("<row r=\"1\"><c r=\"ZZZZZZZZZZZZ1\"><v>1</v></c></row>", WorkbookError::Damaged);
    check("<row r=\"99999999\"/>", WorkbookError::Damaged);
    check("<row r=\"0\"/>", WorkbookError::Damaged);
    check("<row r=\"1\"><c t=\"s\"><v>700</v></c></row>", WorkbookError::Damaged);
    check(
        "<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>",
        WorkbookError::Damaged,
    );
    let twice = "<row r=\"2\"><c><v>1</v></c></row><row r=\"2\"><c><v>1</v></c></row>";
    check(twice, WorkbookError::Damaged);
    check("<row r=\"1\"><c><v>&undeclared;</v></c></row>", WorkbookError::Damaged);
    check(&"<a>".repeat(100), WorkbookError::Damaged);
    // One cell in the last column of each row: blanks between cells count as well.
    let wide = (1..400).map(|n| format!("<row r=\"{n}\"><c r=\"XFD{n}\"><v>1</v></c></row>"));
    check(&wide.collect::<String>(), WorkbookError::TooLarge);
    // Texts that repeat one long string: small in the file, large in memory.
    let long = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1 << 20));
    let repeats = (1..400).map(|n| format!("<row r=\"{n}\"><c t=\"s\"><v>0</v></c></row>"));
    let bytes = workbook_of("", &["A"], &repeats.collect::<String>(), &long);
    assert!(bytes.len() < 1 << 16, "{}", bytes.len());
    assert_eq!(error(&bytes), WorkbookError::TooLarge);
}

#[test]
fn a_file_named_as_a_workbook_is_one_or_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("garbage.xlsx"), "Booking,Trip date\nB1,2026-09-30\n")
        .unwrap();
    let spec = spec("csv", &format!("path = \"garbage.xlsx\"\n{BOOKINGS}"));
    let collected = with_context(folder.path(), &NoSecrets, |context| Csv.collect(&spec, context));
    assert_eq!(codes(&collected), ["not-a-workbook"]);
    assert_eq!(collected.n_skipped, 1);
}

/// A piece without end is cut at a megabyte, whatever is around it.
#[test]
fn a_piece_without_end_is_too_large() {
    let long = "x".repeat((1 << 20) + (1 << 16));
    for data in [
        format!("<row r=\"1\"><c t=\"str\"><v>{long}</v></c></row>"),
        format!("<row r=\"1\" a=\"{long}\"/>"),
        format!("<!--{long}--><row r=\"1\"/>"),
    ] {
        let bytes = workbook_of("", &["A"], &data, STRINGS);
        assert_eq!(read(&bytes, None).err(), Some(WorkbookError::TooLarge));
    }
}

#[test]
fn a_part_that_inflates_without_end_is_cut_at_the_bound() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("_rels/.rels", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"<Relationships>").unwrap();
    let blank = vec![b' '; 1 << 20];
    for _ in 0..=(super::package::MAX_PART_BYTES >> 20) {
        zip.write_all(&blank).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20, "{}", bytes.len());
    assert_eq!(read(&bytes, None).err(), Some(WorkbookError::TooLarge));
}

/// The cells of a sheet as another reader has them: row, column, what it holds.
fn theirs(bytes: &[u8]) -> Vec<(u32, usize, String)> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut reader = book.worksheet_cells_reader("Bookings").unwrap();
    let mut found = Vec::new();
    while let Some(cell) = reader.next_cell().unwrap() {
        let (line, column) = cell.get_position();
        let shown = match cell.get_value() {
            DataRef::Float(number) => number.to_string(),
            DataRef::Int(number) => number.to_string(),
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Bool(is_set) => is_set.to_string(),
            DataRef::DateTime(at) => {
                let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
                let day = format!("{year:04}-{month:02}-{day:02}");
                if (hour, minute, second) == (0, 0, 0) {
                    day
                } else {
                    format!("{day}T{hour:02}:{minute:02}:{second:02}")
                }
            }
            DataRef::Error(error) => error.to_string(),
            DataRef::Empty => continue,
            other => panic!("{other:?}"),
        };
        if !shown.trim().is_empty() {
            found.push((line + 1, column as usize, shown));
        }
    }
    found
}

#[test]
fn another_reader_reads_the_same_cells() {
    // Its own sum for the size of the table of texts would overflow.
    let strings = STRINGS.replace("99999999999999999999", "7");
    let mut state = 7_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let mut n_cells = 0;
    for _ in 0..200 {
        let mut data = String::new();
        for line in (1..60).step_by(1 + random(3) as usize) {
            let cells = (0..random(7)).map(|_| match random(8) {
                0 => ("t=\"s\"".to_owned(), format!("<v>{}</v>", random(7))),
                1 => ("t=\"inlineStr\"".to_owned(), text(&format!("text {}", random(99)))),
                2 => ("t=\"str\"".to_owned(), "<f>A1</f><v>a &lt; b</v>".to_owned()),
                3 => ("t=\"b\"".to_owned(), format!("<v>{}</v>", random(2))),
                4 => ("s=\"1\"".to_owned(), format!("<v>{}</v>", 61 + random(80_000))),
                5 => ("s=\"1\"".to_owned(), format!("<v>{}.25</v>", 61 + random(80_000))),
                6 => (String::new(), String::new()),
                _ => (String::new(), format!("<v>{}.{:02}</v>", random(100_000), random(100))),
            });
            let cells = cells.collect::<Vec<_>>();
            let cells = cells.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect::<Vec<_>>();
            data.push_str(&row(line, &cells));
        }
        let bytes = workbook_of("", &["Bookings"], &data, &strings);
        let grid = read(&bytes, None).unwrap();
        let mut ours = Vec::new();
        for record in grid.records(0) {
            for (column, field) in record.fields.iter().enumerate() {
                if !field.is_empty() {
                    ours.push((record.line, column, field.to_string()));
                }
            }
        }
        assert_eq!(ours, theirs(&bytes));
        n_cells += ours.len();
    }
    assert!(n_cells > 5000, "{n_cells}");
}

#[test]
fn mutations_neither_panic_nor_grow() {
    let cells = [("t=\"s\"", "<v>6</v>"), ("s=\"1\"", "<v>46295</v>"), ("", "<f>A1</f><v>5</v>")];
    let sheet = format!("<worksheet><sheetData>{HEADER}{}</sheetData></worksheet>", row(4, &cells));
    let dictionary = [
        "<c",
        "</c>",
        "<v>",
        "<row r=\"9\">",
        "&",
        "&#x0;",
        "]]>",
        "<![CDATA[",
        "<!--",
        "1e999",
        "\"",
        "é",
    ];
    let parts = [
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", STRINGS),
    ];
    let book = "<workbook><sheets><sheet name=\"A\" r:id=\"r1\"/></sheets></workbook>";
    let relations = "<Relationships><Relationship Id=\"r1\" Type=\"http://x/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    for (mutated, seed) in parts {
        mutate(seed.as_bytes(), &dictionary, 1000, |bytes| {
            let text = String::from_utf8_lossy(bytes);
            let others = parts
                .iter()
                .map(|(name, own)| (*name, if *name == mutated { text.as_ref() } else { *own }));
            let fixed = [("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", relations)];
            let all = fixed.into_iter().chain(others).collect::<Vec<_>>();
            if let Ok(grid) = read(&zipped(&all), None) {
                assert!(grid.records(0).all(|record| record.fields.len() == record.kinds.len()));
                assert!(grid.records(0).all(|record| record.kind(99) == CellKind::Text));
            }
        });
    }
    // And of the zip itself.
    let whole = workbook(&row(4, &cells));
    mutate(&whole, &["PK\u{3}\u{4}", "PK\u{1}\u{2}", "xl/"], 2000, |bytes| {
        let collected = collect(&Csv, BOOKINGS, bytes);
        assert!(collected.diagnostics.len() < 100);
    });
}
