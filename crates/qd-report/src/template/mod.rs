//! Report templates: Markdown with TOML front matter, cut into blocks and checked before any run.
//!
//! [`Template::parse`] knows the text alone; [`check`] compares it with a catalog. Both return every
//! mistake with its line. What a template may say stands in `expression`; what it may print without
//! a value in `numerals`. Turning a template into a document is `assemble`'s work.

mod check;
mod cut;
mod expression;
mod front_matter;
mod mistake;
mod numerals;
mod tests;

use qd_model::{Diagnostic, EntityKey, Evaluation, OperatingModel, PeriodKind, ReportId, Role};

pub(crate) use check::Checker;
pub use check::{Catalog, check};
pub(crate) use cut::options as markdown_options;
pub(crate) use expression::{Call, Query, Target, When, query};
use mistake::Mistakes;
pub(crate) use mistake::nearest;
pub use numerals::orphans;

use crate::components::Component;

/// Which documents a template makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TemplateScope {
    /// One for each distinct set of entities that recipients may see.
    Portfolio,
    /// One for each visible entity whose model fits.
    Entity,
}

/// A report template, free of mistakes that can be seen without a catalog.
#[derive(Debug)]
pub struct Template {
    /// The stem of the file.
    pub id: ReportId,
    /// The file, as diagnostics name it.
    pub file: String,
    /// The report's name for people.
    pub title: String,
    /// The role it is for.
    pub role: Role,
    /// Which documents it makes.
    pub scope: TemplateScope,
    /// The operating models that an entity's document needs; empty means all.
    pub models: Vec<OperatingModel>,
    /// The length of the period that bare names mean.
    pub period: PeriodKind,
    pub(crate) subject: Option<Prose>,
    pub(crate) messages: Vec<Message>,
    pub(crate) decisions: Vec<Ask>,
    pub(crate) parts: Vec<Part>,
}

/// One MiniJinja template: a paragraph, a heading, a list item, a table, or a text of the front matter.
#[derive(Clone, Debug)]
pub(crate) struct Prose {
    pub(crate) source: String,
    pub(crate) queries: Vec<Located>,
    pub(crate) asks_missing: bool,
    pub(crate) is_table: bool,
}

/// What an expression asks for, and where.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Located {
    pub(crate) line: u32,
    pub(crate) query: Query,
}

/// A sentence for the top, with its condition.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) when: Option<When>,
    pub(crate) text: Prose,
}

/// A decision to ask for.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) when: Option<When>,
    pub(crate) text: Prose,
    pub(crate) due: Option<front_matter::Due>,
    pub(crate) default: Option<Prose>,
}

/// A block of the body.
#[derive(Debug)]
pub(crate) enum Part {
    /// A heading, a paragraph or a Markdown table.
    Prose(Prose),
    /// A flat list.
    List { is_ordered: bool, items: Vec<Prose> },
    /// A component.
    Component { name: &'static str, line: u32, spec: Box<dyn Component> },
}

impl Template {
    /// Reads a template; `file` names it in diagnostics, and its stem is the report's id.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut mistakes = Mistakes::new(file);
        let template = front_matter::split(text, &mut mistakes).and_then(|(header, body)| {
            let front = front_matter::read(header, file, &mut mistakes)?;
            let parts = cut::parts(body, &front.constants, &mut mistakes);
            Some(front.into_template(file, parts))
        });
        match template {
            Some(template) if mistakes.is_empty() => Ok(template),
            _ => Err(mistakes.into_diagnostics()),
        }
    }

    /// The entities that this template makes a document of: the root, or the ones whose model fits.
    pub fn subjects(&self, evaluation: &Evaluation) -> Vec<EntityKey> {
        match self.scope {
            TemplateScope::Portfolio => vec![evaluation.scope.root.clone()],
            TemplateScope::Entity => {
                let visible = evaluation.entities.iter().filter(|entity| !entity.key.is_root());
                let fitting = visible
                    .filter(|entity| self.models.is_empty() || self.models.contains(&entity.model));
                fitting.map(|entity| entity.key.clone()).collect()
            }
        }
    }

    pub(crate) fn proses(&self) -> impl Iterator<Item = &Prose> {
        let front = self.subject.iter().chain(self.messages.iter().map(|message| &message.text));
        let asks = self.decisions.iter().flat_map(|ask| [Some(&ask.text), ask.default.as_ref()]);
        let body = self.parts.iter().flat_map(|part| match part {
            Part::Prose(prose) => std::slice::from_ref(prose),
            Part::List { items, .. } => items.as_slice(),
            Part::Component { .. } => &[],
        });
        front.chain(asks.flatten()).chain(body)
    }

    pub(crate) fn conditions(&self) -> impl Iterator<Item = &When> {
        let messages = self.messages.iter().filter_map(|message| message.when.as_ref());
        messages.chain(self.decisions.iter().filter_map(|ask| ask.when.as_ref()))
    }
}
