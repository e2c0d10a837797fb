//! Puts a template and an evaluation together into a document.
//!
//! Pure: the same template, evaluation and context give the same report. Prose is `voice`'s work,
//! figures are `figures`', tables are the components'. Nothing here prints a number.

mod counts;
mod figures;
mod notes;
mod since;
mod tables;
mod voice;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use qd_model::report::{Block, Decision, Locale, Report, Span, Spans};
use qd_model::{
    Decimal, Entity, EntityKey, Evaluation, Evidence, FigureId, Period, Role, RuleId, SourceStatus,
    Value,
};

pub(crate) use figures::{Base, Builder, CellFigure, base_key};
pub(crate) use tables::{Draft, column, number_column};
use voice::Voice;

use crate::template::{Part, Template};

/// What a document needs to know beyond the numbers.
#[derive(Clone, Debug)]
pub struct DocumentContext {
    /// The number of this issue, once it has one.
    pub edition: Option<u32>,
    /// The period, if it is not the one of the template's kind that `as_of` falls in.
    pub period: Option<Period>,
    /// Bases below this are not compared with: the parameter `materiality`.
    pub materiality: Decimal,
    /// The last edition, to tell what is new.
    pub previous: Option<Previous>,
    /// How the readers write numbers and dates.
    pub locale: Locale,
}

impl Default for DocumentContext {
    fn default() -> Self {
        Self {
            edition: None,
            period: None,
            materiality: Decimal::ONE,
            previous: None,
            locale: Locale::default(),
        }
    }
}

/// What an earlier edition printed.
#[derive(Clone, Debug, Default)]
pub struct Previous {
    /// Its number.
    pub edition: u32,
    /// Its figures by the text of their id.
    pub figures: BTreeMap<String, Value>,
    /// Of these, the ids of those whose period was not over.
    pub partial: BTreeSet<String>,
    /// The identities of its findings.
    pub findings: BTreeSet<(RuleId, EntityKey, String)>,
    /// The rows of books that came or went since, behind its figures that are other numbers now; `None`
    /// where it kept no record of its rows.
    pub rows: Option<BTreeMap<FigureId, Vec<RestatedRow>>>,
    /// Accounts of its books that have another name now, with the same rows: whose, old and new name.
    pub renamed: Vec<(EntityKey, String, String)>,
}

/// Rows of books that came, or went, after an edition was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RestatedRow {
    /// Claims that they are not there any more.
    pub is_gone: bool,
    /// The day; of several rows the last.
    pub date: NaiveDate,
    /// The account. Outside text.
    pub account: String,
    /// What is written beside it. Outside text.
    pub words: String,
    /// How many rows: of those that went, an account's and a month's are told apart by nothing but
    /// their sum.
    pub count: usize,
    /// What they contribute.
    pub value: Option<Decimal>,
    /// What that counts.
    pub commodity: String,
    /// Where the row stands.
    pub place: Option<Evidence>,
    /// The other day and account of a row that only moved.
    pub moved: Option<(NaiveDate, String)>,
}

/// Assembles the document of `subject`: an entity, or the root for the portfolio.
pub fn assemble(
    template: &Template,
    evaluation: &Evaluation,
    subject: &EntityKey,
    ctx: &DocumentContext,
) -> Report {
    let period = ctx.period.unwrap_or_else(|| {
        Period::containing(template.period, evaluation.as_of, evaluation.calendar)
    });
    let mut builder = Builder::new(evaluation, &template.role, subject, period, ctx);
    let voice = Voice::new(template, &builder);
    let message = message(template, &voice, &mut builder);
    let subject_line = template.subject.as_ref().and_then(|prose| voice.line(prose, &mut builder));
    let decisions = decisions(template, &voice, &mut builder);
    let mut blocks = body(template, &voice, &mut builder);
    notes::add_definitions(&mut blocks, &builder);
    let (n_stale_sources, n_missing_sources) = builder.source_counts();
    let is_root = subject.is_root();
    let mut report = Report {
        id: template.id.clone(),
        title: template.title.clone(),
        role: template.role.clone(),
        portfolio: evaluation.portfolio_name.clone(),
        subject: subject.clone(),
        subject_name: builder.subject_name(),
        partial_scope: (is_root && !evaluation.scope.is_whole)
            .then_some((evaluation.scope.entities.len(), evaluation.n_entities)),
        period,
        as_of: evaluation.as_of,
        locale: ctx.locale,
        edition: ctx.edition,
        since: None,
        subject_line,
        message,
        decisions,
        blocks,
        figures: builder.into_figures(),
        n_stale_sources,
        n_missing_sources,
    };
    report.since = since::since(&report, evaluation, ctx);
    report
}

/// The first message whose condition holds and whose figures are there.
fn message(template: &Template, voice: &Voice, builder: &mut Builder<'_>) -> Spans {
    for message in &template.messages {
        if !message.when.as_ref().is_none_or(|when| voice.holds(when)) {
            continue;
        }
        if let Some(spans) = voice.line(&message.text, builder) {
            return spans;
        }
    }
    vec![Span::text(format!("{}: nothing can be said, see the gaps below.", template.title))]
}

/// The first three decisions whose condition holds and whose figures are there.
fn decisions(template: &Template, voice: &Voice, builder: &mut Builder<'_>) -> Vec<Decision> {
    const MAX_DECISIONS: usize = 3;
    let mut decisions = Vec::new();
    for ask in &template.decisions {
        if decisions.len() == MAX_DECISIONS
            || !ask.when.as_ref().is_none_or(|when| voice.holds(when))
        {
            continue;
        }
        let Some(text) = voice.line(&ask.text, builder) else { continue };
        let default = ask.default.as_ref().and_then(|prose| voice.line(prose, builder));
        let due = ask.due.map(|due| due.date(builder.evaluation.as_of));
        decisions.push(Decision { ask: text, due, default: default.unwrap_or_default() });
    }
    decisions
}

fn body(template: &Template, voice: &Voice, builder: &mut Builder<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    // Gaps are those of the whole document, wherever they stand: they are assembled last.
    let mut gaps = Vec::new();
    for part in &template.parts {
        builder.is_below_heading = matches!(blocks.last(), Some(Block::Heading { .. }));
        match part {
            Part::Prose(prose) => blocks.extend(voice.blocks(prose, builder)),
            Part::List { is_ordered, items } => {
                let items =
                    items.iter().filter_map(|item| voice.item(item, builder)).collect::<Vec<_>>();
                if !items.is_empty() {
                    blocks.push(Block::List { is_ordered: *is_ordered, items });
                }
            }
            Part::Component { name: "gaps", spec, .. } => gaps.push((blocks.len(), spec)),
            Part::Component { spec, .. } => blocks.extend(spec.assemble(builder)),
        }
    }
    if gaps.is_empty() {
        let at = appendix_at(&blocks);
        blocks.splice(at..at, crate::components::closing_gaps(builder));
    }
    for (at, spec) in gaps.into_iter().rev() {
        blocks.splice(at..at, spec.assemble(builder));
    }
    blocks
}

/// Where the appendix begins; the end if there is none.
fn appendix_at(blocks: &[Block]) -> usize {
    let is_appendix = |block: &Block| matches!(block, Block::Heading { level: 1, .. });
    blocks.iter().position(is_appendix).unwrap_or(blocks.len())
}

impl<'a> Builder<'a> {
    /// The entity that the document is about.
    pub(crate) fn subject_entity(&self) -> Option<&'a Entity> {
        self.evaluation.entity(self.subject)
    }

    fn subject_name(&self) -> String {
        match self.subject_entity() {
            Some(entity) => entity.name.clone(),
            None if self.subject.is_root() => self.evaluation.portfolio_name.clone(),
            None => self.subject.short().to_owned(),
        }
    }

    /// Claims that a row of this entity belongs into the document.
    pub(crate) fn is_about(&self, entity: &EntityKey) -> bool {
        self.subject.is_root() || entity == self.subject
    }

    /// The sources that the document rests on.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &'a SourceStatus> + use<'a> {
        let subject = self.subject;
        let sources = self.evaluation.sources.iter();
        sources.filter(move |source| subject.is_root() || source.entity == *subject)
    }

    /// Claims that a source ends before the document's period starts.
    pub(crate) fn is_stale(&self, source: &SourceStatus) -> bool {
        let start = self.period.span(self.evaluation.calendar).0;
        match (source.covers, source.last_date) {
            _ if source.is_missing => false,
            (Some((_, end)), _) => end <= start,
            (None, Some(last)) => last < start,
            (None, None) => false,
        }
    }

    fn source_counts(&self) -> (usize, usize) {
        let stale = self.sources().filter(|source| self.is_stale(source)).count();
        (stale, self.sources().filter(|source| source.is_missing).count())
    }

    /// Claims that the document's role may see what is declared for these roles.
    pub(crate) fn may_see(&self, roles: &BTreeSet<Role>) -> bool {
        roles.contains(self.role)
    }
}
