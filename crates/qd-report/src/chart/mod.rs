//! Charts as pictures: own SVG in IBCS notation, drawn as PNG for mail.
//!
//! A picture is made from the same table that stands beside it, and never says more than that:
//! every client that shows no picture has the figures in the table and the message in `alt`.
//! [`plot`] reads the table, [`draw`] lays it out, [`svg`] writes, [`raster`] makes the PNG; [`small`]
//! draws what stands in a cell. A [`Drawing`] keeps its SVG for media without pixels.

mod alt;
mod draw;
mod plot;
mod raster;
mod small;
mod svg;
#[cfg(test)]
mod tests;

use qd_model::report::{Block, Report, Table};

use crate::Palette;

use plot::Plot;
use serde::Serialize;

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

/// Draws every chart of a report that has enough to draw; `None` where a block has no picture.
pub(crate) fn pictures(report: &Report, palette: Palette) -> Vec<Option<Picture>> {
    let mut n_pictures = 0;
    let pictures = report.blocks.iter().map(|block| {
        let Block::Table(table) = block else { return None };
        let picture = picture(report, table, palette, n_pictures + 1)?;
        n_pictures += 1;
        Some(picture)
    });
    pictures.collect()
}

/// The chart of a table, if it has enough to draw.
pub(crate) fn drawing(report: &Report, table: &Table, palette: Palette) -> Option<Drawing> {
    let plot = Plot::of(report, table)?;
    // Names in a script that the face lacks would be boxes: cells with bars say it better.
    if !plot.points.iter().all(|point| raster::can_write(&point.label)) {
        return None;
    }
    let canvas = draw::svg(&plot, palette);
    Some(Drawing {
        width: canvas.width,
        height: canvas.height,
        svg: canvas.finish(),
        alt: alt::text(&plot),
        words: plot.points.iter().map(|point| point.label.clone()).collect(),
    })
}

fn picture(report: &Report, table: &Table, palette: Palette, number: usize) -> Option<Picture> {
    let Drawing { svg, alt, width, height, words } = drawing(report, table, palette)?;
    let png = raster::png(&svg)?;
    Some(Picture {
        content_id: format!("chart-{number}.{}@quarterdeck", report.id),
        file_name: format!("chart-{number}.png"),
        alt,
        words,
        width,
        height,
        png,
    })
}
