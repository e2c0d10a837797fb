//! The words of set pages, line by line: what tests read of a page without another program.

use std::collections::BTreeMap;

use typst::layout::{Abs, Frame, FrameItem, Point};
use typst_layout::PagedDocument;

/// Words by their place: base lines from the top, each from left to right.
type Lines = BTreeMap<i64, BTreeMap<i64, String>>;

/// The lines of every page.
pub(super) fn of(document: &PagedDocument) -> Vec<Vec<String>> {
    let pages = document.pages().iter().map(|page| {
        let mut lines = Lines::new();
        collect(&page.frame, Point::zero(), &mut lines);
        let words = |line: BTreeMap<i64, String>| line.into_values().collect::<Vec<_>>().join(" ");
        lines.into_values().map(words).collect()
    });
    pages.collect()
}

fn collect(frame: &Frame, at: Point, lines: &mut Lines) {
    let whole = |length: Abs| length.to_pt().round() as i64;
    for (position, item) in frame.items() {
        let place = at + *position;
        match item {
            FrameItem::Group(group) => collect(&group.frame, place, lines),
            FrameItem::Text(text) => {
                let line = lines.entry(whole(place.y)).or_default();
                line.entry(whole(place.x)).or_default().push_str(&text.text);
            }
            FrameItem::Shape(..)
            | FrameItem::Image(..)
            | FrameItem::Link(..)
            | FrameItem::Tag(_) => {}
        }
    }
}
