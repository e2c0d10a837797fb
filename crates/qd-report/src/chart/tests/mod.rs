//! Pictures of charts: what they say, that they are the same twice, and what bad input does.

mod gallery;

use qd_model::report::{Block, Report};

use super::{Picture, Pictures, draw, plot::Plot};
use crate::{DocumentContext, assemble, zoo};

fn report() -> Report {
    assemble(&zoo::template(), &zoo::evaluation(), &zoo::root(), &DocumentContext::default())
}

fn drawn(report: &Report) -> Vec<Picture> {
    Pictures::of(report, crate::Palette::DEFAULT, None).into_all().collect()
}

/// The SVG of every chart of a report.
fn svgs(report: &Report) -> Vec<String> {
    let tables = report.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Plot::of(report, table),
        _ => None,
    });
    tables.map(|plot| draw::svg(&plot, crate::Palette::DEFAULT, draw::WIDTH).finish()).collect()
}

#[test]
fn charts_say_their_message_in_words() {
    let alts = drawn(&report()).into_iter().map(|picture| picture.alt).collect::<Vec<_>>();
    insta::assert_debug_snapshot!("alts", alts);
}

#[test]
fn charts_are_drawn_as_before() {
    let all = svgs(&report());
    assert!(all.len() >= 2, "{} charts", all.len());
    insta::assert_snapshot!("zoo.svg", all.join("\n"));
}

#[test]
fn pictures_are_opaque_sized_and_the_same_twice() {
    let first = drawn(&report());
    assert_eq!(first, drawn(&report()));
    for picture in &first {
        assert!(picture.png.starts_with(b"\x89PNG"));
        let size = |at: usize| u32::from_be_bytes(picture.png[at..at + 4].try_into().unwrap());
        assert_eq!((size(16), size(20)), (picture.width * 2, picture.height * 2));
        // Colour type 2 is RGB: there is no alpha that dark mail could shine through.
        assert_eq!(picture.png[25], 2);
        assert!(picture.png.len() < 40_000, "{} bytes", picture.png.len());
    }
}

#[test]
fn words_are_drawn_with_the_face_that_is_compiled_in() {
    let with = |words: &str| {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"20\" font-family=\"Inter\" font-size=\"11\"><rect width=\"90\" height=\"20\" fill=\"#fff\"/><text x=\"2\" y=\"14\">{words}</text></svg>"
        );
        super::raster::png(&svg).unwrap()
    };
    assert_ne!(with("$61.9k"), with(""), "words leave ink");
    // Every glyph that the formatter prints is in the subset.
    for glyph in ["\u{2212}", "≈", "†", "Δ", "€", "£", "—", "…", "»"] {
        assert_ne!(with(glyph), with("\u{e000}"), "{glyph} has a glyph");
    }
}

#[test]
fn names_from_outside_cannot_draw() {
    for name in ["</text><image href='file:///etc/passwd'/>", "&amp;<&", "\u{202e}שלום", "👩‍👩‍👧‍👦🚤"]
    {
        let mut evaluation = zoo::evaluation();
        for entity in &mut evaluation.entities {
            entity.name = name.repeat(20);
        }
        let context = DocumentContext::default();
        let report = assemble(&zoo::template(), &evaluation, &zoo::root(), &context);
        let n_charts = svgs(&report).len();
        assert!(
            svgs(&report).iter().all(|svg| !svg.contains("<image") && !svg.contains('\u{202e}'))
        );
        let drawn = drawn(&report).into_iter();
        let n_drawn = drawn.filter(|picture| picture.file_name.starts_with("chart-")).count();
        // Of names that the face cannot write no picture is made: their bars stay cells.
        let is_latin = super::raster::can_write(name);
        assert!(if is_latin { n_drawn == n_charts } else { n_drawn < n_charts }, "{name}");
    }
}

#[test]
fn what_is_not_there_is_not_drawn() {
    let mut evaluation = zoo::evaluation();
    evaluation.measures = qd_model::Measures::default();
    let context = DocumentContext::default();
    let report = assemble(&zoo::template(), &evaluation, &zoo::root(), &context);
    assert_eq!(drawn(&report), []);
}
