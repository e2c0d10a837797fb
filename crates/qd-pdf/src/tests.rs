//! Pages of a small paper: the same twice, whatever the words are, and as long as they need.

use qd_report::Drawing;
use qd_report::render::paper::{Ask, Column, Field, Grid, Paper, Piece, Row, Run, Section, Words};

use super::{PageSize, Pdf, pdf};

fn words(text: &str) -> Words {
    vec![Run { text: text.into(), ..Run::default() }]
}

fn field(text: &str) -> Field {
    Field { words: words(text), ..Field::default() }
}

fn drawing() -> Drawing {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"18\"><rect width=\"60\" height=\"9\"/><text x=\"2\" y=\"14\" font-family=\"Inter\">$61.9k</text></svg>";
    Drawing { svg: svg.into(), alt: "Cash: $61.9k".into(), width: 90, height: 18, words: vec![] }
}

/// A table with a name that may come from outside in every place that a table has.
fn grid(name: &str, n_rows: usize) -> Grid {
    let column = |title: &str, is_number| Column {
        title: title.into(),
        is_number,
        n_characters: name.chars().count(),
        is_drawn: false,
    };
    let row = |number: usize| Row {
        is_total: number + 1 == n_rows,
        is_sub: number == 1,
        cells: vec![
            field(name),
            Field {
                padding: 2,
                is_good: Some(number.is_multiple_of(2)),
                ..field("\u{2212}$1,204†")
            },
            Field { drawing: Some(drawing()), ..Field::default() },
        ],
        below: vec![words(name)],
    };
    Grid {
        component: "table",
        title: words(name),
        columns: vec![column(name, false), column("Net burn", true), column("", false)],
        rows: (0..n_rows).map(row).collect(),
        below: vec![words("(1) no source")],
        ..Grid::default()
    }
}

fn paper(name: &str, n_rows: usize) -> Paper {
    let chart =
        Grid { drawing: Some(drawing()), figures: words("Sep 2026 $61.9k"), ..grid(name, 2) };
    let strong =
        Run { is_strong: true, is_assumed: true, is_whole: true, ..words("$61.9k†").remove(0) };
    let section = |heading: &str, pieces| Section { heading: words(heading), pieces };
    Paper {
        title: format!("CFO, {name}, Sep 2026"),
        author: name.into(),
        role: "CFO".into(),
        masthead: format!("{name} · Sep 2026 · as of 2026-09-30"),
        edition: "edition 14".into(),
        date: (2026, 9, 30),
        coverage: vec!["12 figures: 12 measured".into()],
        message: vec![words("Cash of ").remove(0), strong, words(" lasts.").remove(0)],
        decisions: vec![Ask { ask: words(name), terms: words("by Fri 2 Oct; otherwise it stays") }],
        sections: vec![
            Section { heading: vec![], pieces: vec![Piece::Grid(grid(name, 3))] },
            section(
                "Cash",
                vec![
                    Piece::Paragraph { words: words(name) },
                    Piece::Part { words: words("By month") },
                    Piece::Grid(chart),
                    Piece::List { is_ordered: false, items: vec![words(name), words("two")] },
                    Piece::List { is_ordered: true, items: vec![words("one"), words(name)] },
                ],
            ),
            section(
                "Rows",
                vec![Piece::Grid(grid(name, n_rows)), Piece::Note { words: words(name) }],
            ),
        ],
        appendix: vec![],
        legend: "† rests on a declared assumption".into(),
        palette: qd_report::Palette::IBCS,
        logo: None,
    }
}

fn set(name: &str, n_rows: usize) -> Pdf {
    pdf(&paper(name, n_rows), PageSize::Letter).unwrap_or_else(|error| panic!("{name:?}: {error}"))
}

fn holds(pdf: &Pdf, part: &[u8]) -> bool {
    pdf.bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn the_same_paper_has_the_same_bytes_on_every_thread() {
    let first = set("JADA", 5);
    let others = std::thread::scope(|scope| {
        let threads = (0..2).map(|_| scope.spawn(|| set("JADA", 5))).collect::<Vec<_>>();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(others.iter().all(|other| *other == first));
    assert!(holds(&first, b"%PDF-1.7") && holds(&first, b"/Lang"), "tagged, in a language");
    assert!(first.bytes.len() < 120_000, "{} bytes", first.bytes.len());
}

#[test]
fn no_text_acts() {
    let long = "An exceedingly long name of a venture ".repeat(6);
    for name in [
        "#panic(\"x\")",
        "#read(\"/etc/passwd\") $x$ *b* _e_ `c` @r <l> = h",
        "\\u{41} \\ // /* */ -- --- ...",
        "</text><image href='file:///etc/passwd'/>",
        "\u{202e}שלום עולם مرحبا",
        "👩‍👩‍👧‍👦🚤",
        "長い名前",
        "ﬁ ǅ ½ € ≈ 1.5",
        &long,
        &"x".repeat(200),
        "",
    ] {
        let pdf = set(name, 4);
        assert!(pdf.n_pages <= 3, "{name}: {} pages", pdf.n_pages);
    }
}

#[test]
fn what_has_no_room_goes_on_in_the_appendix() {
    // Letter is shorter than A4: what its first page has no room for goes on.
    assert_eq!(set("JADA", 4).n_pages, 2);
    let long = set("JADA", 400);
    assert!((6..40).contains(&long.n_pages), "{} pages", long.n_pages);
    let a4 = pdf(&paper("JADA", 4), PageSize::A4).unwrap();
    assert_eq!(a4.n_pages, 1);
    assert!(a4.bytes != set("JADA", 4).bytes);
}

#[test]
fn nothing_at_all_is_a_page_too() {
    let mut empty = paper("JADA", 1);
    empty.decisions.clear();
    empty.sections.clear();
    empty.coverage.clear();
    empty.legend.clear();
    empty.message = words("x");
    assert_eq!(pdf(&empty, PageSize::Letter).unwrap().n_pages, 1);
}
