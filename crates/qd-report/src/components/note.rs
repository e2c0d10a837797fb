//! `note`: a muted line of the template's own words.

use qd_model::report::{Block, Span};
use serde::Deserialize;

use super::Component;
use crate::assemble::Builder;

/// A line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    text: String,
}

impl Component for Note {
    fn assemble(&self, _builder: &mut Builder<'_>) -> Vec<Block> {
        vec![Block::Note(vec![Span::text(self.text.as_str())])]
    }
}
