//! Pages to print: a [`Paper`] set as PDF, tagged for readers that speak (PDF/UA-1), with bookmarks.
//!
//! The only owner of Typst. The layout is one fixed source, [`LAYOUT`]; what a report says reaches
//! it as JSON values, so no text from outside is ever read as markup. Nothing is fetched and no
//! file is opened: the faces are those of the charts, and all that can be read is the layout and
//! the paper. The same paper has the same bytes; the date is the report's own.

mod face;
mod lines;
#[cfg(test)]
mod tests;
mod world;

use qd_report::render::paper::Paper;
use serde::Serialize;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use world::PaperWorld;

/// The layout of a page.
const LAYOUT: &str = include_str!("layout.typ");

/// Documents after which the typesetter forgets what it kept for the next one: memory stays flat.
const KEPT_DOCUMENTS: usize = 4;

/// The size of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub enum PageSize {
    /// 8.5 by 11 inches.
    #[default]
    #[serde(rename = "us-letter")]
    Letter,
    /// 210 by 297 millimetres.
    #[serde(rename = "a4")]
    A4,
}

/// The page could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The words do not fit the layout: a mistake of ours.
    #[error("the page could not be laid out: {0}")]
    Layout(String),
    /// The file does not meet the standard for accessible pages: a mistake of ours.
    #[error("the page could not be written: {0}")]
    Write(String),
    /// The words are no JSON, which cannot be.
    #[error("the words could not be handed over")]
    Words(#[from] serde_json::Error),
}

/// A set document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has: the first, and the appendix.
    pub n_pages: usize,
}

/// Sets a paper. The first page is the whole message, an appendix follows it; without one the first
/// page takes what it can hold.
pub fn pdf(paper: &Paper, size: PageSize) -> Result<Pdf, PdfError> {
    let document = set(paper, size)?;
    let bytes = write(&document)?;
    comemo::evict(KEPT_DOCUMENTS);
    Ok(Pdf { bytes, n_pages: document.pages().len() })
}

/// The words of each page, line by line: what tests read.
#[doc(hidden)]
pub fn lines(paper: &Paper, size: PageSize) -> Result<Vec<Vec<String>>, PdfError> {
    Ok(lines::of(&set(paper, size)?))
}

/// Sets what the layout reads.
fn set(paper: &Paper, size: PageSize) -> Result<PagedDocument, PdfError> {
    let mut paper = paper.clone();
    face::fit(&mut paper);
    let logo = paper.logo.as_mut().map(|logo| std::mem::take(&mut logo.png));
    let given = serde_json::to_string(&Given { paper: &paper, size })?;
    let world = PaperWorld::new(given, logo.unwrap_or_default());
    let document = typst::compile::<PagedDocument>(&world).output;
    document.map_err(|errors| PdfError::Layout(said(&errors)))
}

/// What the layout reads.
#[derive(Serialize)]
struct Given<'a> {
    paper: &'a Paper,
    size: PageSize,
}

fn write(document: &PagedDocument) -> Result<Vec<u8>, PdfError> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]);
    let standards = standards.map_err(|error| PdfError::Write(error.message().to_string()))?;
    let options = PdfOptions {
        standards,
        creator: Smart::Custom(Some("Quarterdeck".to_owned())),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|errors| PdfError::Write(said(&errors)))
}

fn said(errors: &[typst::diag::SourceDiagnostic]) -> String {
    let messages = errors.iter().map(|error| error.message.as_str());
    messages.collect::<Vec<_>>().join("; ")
}
