//! Documents before they are rendered: blocks of typed values, each with its evidence.
//!
//! A report never holds a preformatted number or markup: what a reader sees is decided by the
//! renderers, so that mail, text and JSON cannot disagree. Start with [`Report`]; what it prints is
//! a list of [`Block`]s whose [`Span`]s and [`Cell`]s point into its [`Figure`]s.

mod block;
mod coverage;
mod figure;
mod locale;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

pub use block::{Block, Decision, Span, Spans};
pub use coverage::Coverage;
pub use figure::{Figure, FigureIndex, FigureRef, Form, Place};
pub use locale::Locale;
pub use table::{Bar, Cell, CellContent, Column, Component, RowStyle, Series, Table, TableRow};

use crate::{EntityKey, EvidenceRows, FigureId, Period, ReportId, Role};

/// One document: a report for one scope and period.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// The stem of its template.
    pub id: ReportId,
    /// Its name for people.
    pub title: String,
    /// The role it is for.
    pub role: Role,
    /// The portfolio's name for people.
    pub portfolio: String,
    /// The entity it is about; the root for the portfolio.
    pub subject: EntityKey,
    /// That entity's name for people.
    pub subject_name: String,
    /// The visible entities, if they are not all: `(2, 7)` is "2 of 7 entities".
    pub partial_scope: Option<(usize, usize)>,
    /// The period that bare names mean.
    pub period: Period,
    /// The last day that counts.
    pub as_of: NaiveDate,
    /// How its readers write numbers and dates.
    pub locale: Locale,
    /// The number of this issue; `None` before it has one.
    pub edition: Option<u32>,
    /// What is different since the last edition, if one is known.
    pub since: Option<Since>,
    /// The mail's subject, if it is not the message.
    pub subject_line: Option<Spans>,
    /// What the reader must know: at most 25 words.
    pub message: Spans,
    /// What is asked of the reader: at most three.
    pub decisions: Vec<Decision>,
    /// The body, in reading order.
    pub blocks: Vec<Block>,
    /// Every figure that a block may point to.
    pub figures: Vec<Figure>,
    /// How many sources of the scope end before the period starts.
    pub n_stale_sources: usize,
    /// How many sources of the scope could not be read.
    pub n_missing_sources: usize,
}

/// What became different since an earlier edition.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Since {
    /// The earlier edition's number.
    pub edition: u32,
    /// Figures that both print, with different values.
    pub n_changed_figures: usize,
    /// Findings that it did not show.
    pub n_new_findings: usize,
    /// Findings that it showed and that are no more.
    pub n_gone_findings: usize,
}

impl Report {
    /// The figure that an index points to.
    pub fn figure(&self, index: FigureIndex) -> &Figure {
        &self.figures[index.0]
    }

    /// Where the appendix begins, if there is one: what stands before it is the whole message.
    pub fn appendix_at(&self) -> Option<usize> {
        let mut blocks = self.blocks.iter();
        blocks.position(|block| matches!(block, Block::Heading { level: 1, .. }))
    }

    /// What the renderers print, in reading order, each occurrence once.
    pub fn printed(&self) -> Vec<FigureIndex> {
        let mut printed = Vec::new();
        let mut visit = |index| printed.push(index);
        block::visit(&self.message, &mut visit);
        for decision in &self.decisions {
            block::visit(&decision.ask, &mut visit);
            block::visit(&decision.default, &mut visit);
        }
        for block in &self.blocks {
            block.visit(&mut visit);
        }
        printed
    }

    /// The measures that the report prints or compares with, for one batch look-up of their rows.
    pub fn figure_ids(&self) -> BTreeSet<FigureId> {
        let mut ids = BTreeSet::new();
        for figure in &self.figures {
            ids.extend(figure.id.measure().cloned());
            ids.extend(figure.inputs.iter().cloned());
        }
        ids
    }

    /// Puts the contributing rows beside the figures; comparisons get the rows of both sides.
    pub fn attach_evidence(&mut self, rows: &BTreeMap<FigureId, EvidenceRows>) {
        for figure in &mut self.figures {
            let ids = match figure.id.measure() {
                Some(id) => std::slice::from_ref(id),
                None => figure.inputs.as_slice(),
            };
            let found = ids.iter().filter_map(|id| rows.get(id)).collect::<Vec<_>>();
            if found.is_empty() {
                continue;
            }
            figure.evidence = EvidenceRows {
                rows: found.iter().flat_map(|rows| rows.rows.iter().cloned()).collect(),
                count: found.iter().map(|rows| rows.count).sum(),
            };
        }
    }

    /// Counts the printed figures by how sure they are; one that is printed twice counts once.
    pub fn coverage(&self) -> Coverage {
        let printed = self.printed().into_iter().map(|index| self.figure(index));
        let distinct = printed.map(|figure| (&figure.id, figure)).collect::<BTreeMap<_, _>>();
        Coverage::count(distinct.into_values())
    }
}
