//! What the engine hands over: everything that reports of one scope may be made from.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    Action, Agenda, Calendar, Claim, Diagnostic, Entity, EntityKey, Finding, Measures, MetricId,
    MetricInfo, RuleId, RuleInfo, Scope, SourceStatus, ViewId, ViewTable,
};

/// Measures, findings, claims and lists of one portfolio, restricted to one scope.
///
/// Rows outside the scope are not in it, and what rolls up to the root was computed from the
/// scope's rows alone, so that no reader of an evaluation can leak.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The portfolio's name for people.
    pub portfolio_name: String,
    /// What may be seen.
    pub scope: Scope,
    /// How many entities the portfolio has, the root left out.
    pub n_entities: usize,
    /// The last day that counts.
    pub as_of: NaiveDate,
    /// The run's one instant; every stamp derives from it.
    pub instant: DateTime<Utc>,
    /// When the fiscal year starts.
    pub calendar: Calendar,
    /// The visible entities, the root included, in display order.
    pub entities: Vec<Entity>,
    /// Every metric of the catalog.
    pub metrics: BTreeMap<MetricId, MetricInfo>,
    /// Every rule of the catalog.
    pub rules: BTreeMap<RuleId, RuleInfo>,
    /// The measures.
    pub measures: Measures,
    /// The findings, worst first; accepted ones included and marked.
    pub findings: Vec<Finding>,
    /// The claims, contradicted first.
    pub claims: Vec<Claim>,
    /// The open actions: those of the agenda by their place, then the others by due date.
    pub actions: Vec<Action>,
    /// The tasks that are ticked off.
    pub done: Vec<Action>,
    /// The agenda; `None` where nobody's hours are known or nothing is open.
    pub agenda: Option<Agenda>,
    /// The views that have a header.
    pub tables: BTreeMap<ViewId, ViewTable>,
    /// The sources of visible entities.
    pub sources: Vec<SourceStatus>,
    /// The readers' diagnostics about them.
    pub diagnostics: Vec<Diagnostic>,
}

impl Evaluation {
    /// The entity of a key, if it is visible.
    pub fn entity(&self, key: &EntityKey) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.key == *key)
    }
}
