//! Charts as pictures: own SVG in IBCS notation, drawn as PNG for mail.
//!
//! A picture is made from the same table that stands beside it, and never says more than that:
//! every client that shows no picture has the figures in the table and the message in `alt`.
//! [`plot`] reads the table, [`draw`] lays it out, [`svg`] writes, [`raster`] makes the PNG; [`small`]
//! draws what stands in a cell. A [`Drawing`] keeps its SVG for media without pixels.

mod alt;
mod draw;
mod multiples;
mod plot;
mod raster;
mod small;
mod svg;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use qd_model::report::{Block, CellContent, Component, Report, Table};

use crate::render::{columns, outside, plain_words};
use crate::{Logo, Palette};

use plot::Plot;
use serde::Serialize;

pub(crate) use raster::encode;
pub use raster::{FACES, can_write};
pub(crate) use small::{bar, sparkline};

/// A drawing that is not bound to pixels: a chart, a bar, a line of values.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Drawing {
    /// The SVG.
    pub svg: String,
    /// What it says, in words; nothing where it only draws what stands beside it.
    pub alt: String,
    /// The width at which it is meant to be shown, in pixels.
    pub width: u32,
    /// The height likewise.
    pub height: u32,
    /// The words drawn in it.
    #[serde(skip)]
    pub words: Vec<String>,
}

/// A picture of a mail, shown by its content id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picture {
    /// What the HTML calls it: `chart-1.ceo@quarterdeck`, without the brackets of the header.
    pub content_id: String,
    /// The name of its file: `chart-1.png`.
    pub file_name: String,
    /// The message of the chart in words.
    pub alt: String,
    /// The size at which it is shown, in pixels; it has twice as many.
    pub width: u32,
    /// The height likewise.
    pub height: u32,
    /// The words drawn in it, which nobody can mask afterwards: where one of them holds a secret,
    /// the picture must not be sent.
    pub words: Vec<String>,
    /// The PNG.
    pub png: Vec<u8>,
}

/// The pictures of a mail, by what shows them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Pictures {
    /// A chart, by its block.
    charts: BTreeMap<usize, Picture>,
    /// A line of values in a strip of key figures, by its block and row.
    lines: BTreeMap<(usize, usize), Picture>,
    /// The portfolio's logo.
    logo: Option<Picture>,
}

impl Pictures {
    /// Draws everything of a report that has enough to draw; the logo is there already.
    pub(crate) fn of(report: &Report, palette: Palette, logo: Option<&Logo>) -> Self {
        let logo = logo.map(|logo| Picture {
            content_id: format!("logo.{}@quarterdeck", report.id),
            file_name: "logo.png".into(),
            alt: outside::clean(&report.portfolio),
            words: Vec::new(),
            width: logo.width,
            height: logo.height,
            png: logo.png.clone(),
        });
        Self { logo, ..Self::drawn(report, palette, raster::png) }
    }

    /// The same without a pixel: what an HTML needs to know of its pictures before it is measured.
    pub(crate) fn named(report: &Report) -> Self {
        Self::drawn(report, Palette::DEFAULT, |_| Some(Vec::new()))
    }

    fn drawn(report: &Report, palette: Palette, png: fn(&str) -> Option<Vec<u8>>) -> Self {
        let mut pictures = Self::default();
        for (at, block) in report.blocks.iter().enumerate() {
            let Block::Table(table) = block else { continue };
            let number = pictures.charts.len() + 1;
            if let Some(drawing) = drawing(report, table, palette, Breadth::Whole) {
                let picture = picture(report, &format!("chart-{number}"), drawing, png);
                pictures.charts.extend(picture.map(|picture| (at, picture)));
            } else if table.component == Component::Kpis {
                pictures.add_lines(report, table, at, png);
            }
        }
        pictures
    }

    fn add_lines(
        &mut self,
        report: &Report,
        table: &Table,
        at: usize,
        png: fn(&str) -> Option<Vec<u8>>,
    ) {
        // A strip of long values has no room for lines: what is not shown is not sent.
        let dropped = columns::dropped(report, table);
        for (row, cells) in table.rows.iter().map(|row| &row.cells).enumerate() {
            let shown = cells.iter().enumerate().filter(|(at, _)| !dropped.contains(at));
            let series = shown.map(|(_, cell)| &cell.content).find_map(|content| match content {
                CellContent::Sparkline(series) => Some(series),
                _ => None,
            });
            let Some(series) = series else { continue };
            let name = match cells.first().map(|cell| &cell.content) {
                Some(CellContent::Spans(spans)) => plain_words(report, spans),
                _ => String::new(),
            };
            let alt = alt::line(&name, &series.points);
            let drawing = Drawing { alt, words: vec![name], ..sparkline(series) };
            let number = self.lines.len() + 1;
            let picture = picture(report, &format!("line-{number}"), drawing, png);
            self.lines.extend(picture.map(|picture| ((at, row), picture)));
        }
    }

    /// The chart of a block.
    pub(crate) fn chart(&self, block: usize) -> Option<&Picture> {
        self.charts.get(&block)
    }

    /// The line of values in a row of a block.
    pub(crate) fn line(&self, block: usize, row: usize) -> Option<&Picture> {
        self.lines.get(&(block, row))
    }

    /// The logo.
    pub(crate) fn logo(&self) -> Option<&Picture> {
        self.logo.as_ref()
    }

    /// All of them, in the order of the parts of a mail.
    pub(crate) fn into_all(self) -> impl Iterator<Item = Picture> {
        self.charts.into_values().chain(self.lines.into_values()).chain(self.logo)
    }
}

/// How much of a line's width a chart may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Breadth {
    /// All of it.
    Whole,
    /// Half of it: another chart stands beside.
    Half,
}

/// The chart of a table, if it has enough to draw.
pub(crate) fn drawing(
    report: &Report,
    table: &Table,
    palette: Palette,
    breadth: Breadth,
) -> Option<Drawing> {
    let plot = Plot::of(report, table)?;
    // Names in a script that the face lacks would be boxes: cells with bars say it better.
    if !plot.points.iter().all(|point| raster::can_write(&point.label)) {
        return None;
    }
    let width = match breadth {
        Breadth::Whole => draw::WIDTH,
        Breadth::Half => draw::HALF_WIDTH,
    };
    let canvas = draw::svg(&plot, palette, width);
    Some(Drawing {
        width: canvas.width,
        height: canvas.height,
        svg: canvas.finish(),
        alt: alt::text(&plot),
        words: plot.points.iter().map(|point| point.label.clone()).collect(),
    })
}

fn picture(
    report: &Report,
    name: &str,
    drawing: Drawing,
    png: fn(&str) -> Option<Vec<u8>>,
) -> Option<Picture> {
    let Drawing { svg, alt, width, height, words } = drawing;
    let png = png(&svg)?;
    Some(Picture {
        content_id: format!("{name}.{}@quarterdeck", report.id),
        file_name: format!("{name}.png"),
        alt,
        words,
        width,
        height,
        png,
    })
}
