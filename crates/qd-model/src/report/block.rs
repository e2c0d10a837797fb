//! Blocks and spans: the shape of a document, without a word of how it looks.

use chrono::NaiveDate;

use super::{FigureIndex, Table};
use crate::Untrusted;

/// A run of inline text.
pub type Spans = Vec<Span>;

/// A piece of inline text. There are no links: a mail that asks to be clicked teaches bad habits.
#[derive(Clone, PartialEq, Debug)]
pub enum Span {
    /// Words of a template or of the catalog.
    Text(String),
    /// Text from outside, escaped by the renderer.
    Outside(Untrusted<String>),
    /// A figure.
    Figure(FigureIndex),
    /// Strong.
    Strong(Spans),
    /// Emphasised.
    Emphasis(Spans),
    /// Code.
    Code(String),
}

impl Span {
    /// Makes a span of a template's or the catalog's words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Makes a span of outside text.
    pub fn outside(text: impl Into<String>) -> Self {
        Self::Outside(Untrusted::new(text.into()))
    }
}

/// Something that the reader is asked to decide.
#[derive(Clone, PartialEq, Debug)]
pub struct Decision {
    /// What is asked.
    pub ask: Spans,
    /// By when.
    pub due: Option<NaiveDate>,
    /// What happens on silence.
    pub default: Spans,
}

/// A block of a document.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// A heading; 2 is a section, 3 a part of one. The first of depth 1 opens the appendix.
    Heading {
        /// The depth.
        level: u8,
        /// The words.
        text: Spans,
    },
    /// A paragraph.
    Paragraph(Spans),
    /// A flat list.
    List {
        /// Claims that the items are numbered.
        is_ordered: bool,
        /// The items.
        items: Vec<Spans>,
    },
    /// Rows and columns: a Markdown table, or what a component made.
    Table(Table),
    /// A muted line: a source, a caveat, a definition.
    Note(Spans),
}

impl Block {
    /// Hands every figure to `visit`, in reading order.
    pub fn visit(&self, visit_figure: &mut dyn FnMut(FigureIndex)) {
        match self {
            Self::Heading { text, .. } => visit(text, visit_figure),
            Self::Paragraph(spans) | Self::Note(spans) => visit(spans, visit_figure),
            Self::List { items, .. } => items.iter().for_each(|item| visit(item, visit_figure)),
            Self::Table(table) => table.visit(visit_figure),
        }
    }
}

/// Hands the figures of a run of text to `visit_figure`.
pub(super) fn visit(spans: &[Span], visit_figure: &mut dyn FnMut(FigureIndex)) {
    for span in spans {
        match span {
            Span::Figure(index) => visit_figure(*index),
            Span::Strong(inner) | Span::Emphasis(inner) => visit(inner, visit_figure),
            Span::Text(_) | Span::Outside(_) | Span::Code(_) => {}
        }
    }
}
