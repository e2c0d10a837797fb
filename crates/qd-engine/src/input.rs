//! What a run hands in: facts, portfolios, the date and the instant.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use qd_model::{
    Calendar, Commodity, Diagnostic, Entity, EntityKey, RuleId, SourceId, SourceStatus,
};

/// Everything that one run of the engine reads.
pub struct RunInput {
    /// The facts of all portfolios by table; a table without rows may be left out.
    pub facts: BTreeMap<&'static str, RecordBatch>,
    /// The portfolios.
    pub portfolios: Vec<PortfolioRun>,
    /// The last day that counts.
    pub as_of: NaiveDate,
    /// The run's one instant.
    pub instant: DateTime<Utc>,
}

/// One portfolio of a run.
#[derive(Clone, Debug)]
pub struct PortfolioRun {
    /// The root's key.
    pub root: EntityKey,
    /// The name for people.
    pub name: String,
    /// When the fiscal year starts.
    pub calendar: Calendar,
    /// The zone on whose local days instants fall.
    pub timezone: Tz,
    /// The currency of the root's measures.
    pub currency: Commodity,
    /// The entities in display order, the root included.
    pub entities: Vec<Entity>,
    /// Findings that somebody accepted.
    pub accepts: Vec<Accept>,
    /// What became of each source.
    pub statuses: Vec<SourceStatus>,
    /// The fact tables that sources are declared to give, where rows may not tell: a csv's `table`.
    pub source_tables: Vec<(SourceId, String)>,
    /// What readers could not understand.
    pub diagnostics: Vec<Diagnostic>,
}

impl PortfolioRun {
    /// The entity of a key.
    pub fn entity(&self, key: &EntityKey) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.key == *key)
    }
}

/// A finding that somebody set aside: `[[accept]]` in the configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Accept {
    /// The rule.
    pub rule: RuleId,
    /// The subject as the finding names it.
    pub subject: String,
    /// Who accepted it.
    pub by: String,
    /// The last day that it holds; `None` for good.
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

/// What earlier editions showed.
pub trait PriorEdition {
    /// The number of the edition that first showed a finding; `None` if none did.
    fn first_edition(&self, rule: &RuleId, entity: &EntityKey, subject: &str) -> Option<u32>;
}

/// No edition came before.
pub struct NoPrior;

impl PriorEdition for NoPrior {
    fn first_edition(&self, _: &RuleId, _: &EntityKey, _: &str) -> Option<u32> {
        None
    }
}
