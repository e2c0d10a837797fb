//! The engine of one run: SQL once over everything, then one evaluation for each scope.

mod metrics;
mod scope;
#[cfg(test)]
mod tests;
mod wanted;
mod workspace;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use chrono::{DateTime, NaiveDate, Utc};
use qd_model::{
    Diagnostic, Entity, EntityKey, Evaluation, FigureId, MetricId, Role, RuleId, Scope,
};

use crate::catalog::{Catalog, Metric, Rule, did_you_mean};
use crate::coverage::Coverage;
use crate::evaluate::{Frame, Plans, Raw, Shared};
use crate::findings::Found;
use crate::input::{PortfolioRun, PriorEdition, RunInput};
use crate::parameters::Parameters;
use crate::rates::Rates;
use crate::relations::{self, Reader};
use crate::session::{Columns, Session};
use crate::trace::Traced;
use crate::{EngineError, findings};

pub(crate) use scope::Computed;
use scope::Part;
use wanted::Wanted;
pub(crate) use workspace::{Workspace, on_large_stack, side_by_side};

/// A loaded catalog over the facts of a run.
pub struct Engine {
    pub(crate) shared: Shared,
    pub(crate) facts: BTreeMap<&'static str, RecordBatch>,
    pub(crate) portfolios: Vec<PortfolioRun>,
    instant: DateTime<Utc>,
    pub(crate) workspace: Workspace,
    /// What each SELECT gave over everything.
    pub(crate) raws: BTreeMap<MetricId, Arc<Raw>>,
    found: BTreeMap<RuleId, Found>,
    /// The whole scope of each portfolio.
    pub(crate) whole: BTreeMap<EntityKey, Arc<Computed>>,
    scopes: Mutex<BTreeMap<Scope, Arc<Computed>>>,
    /// What traces have read.
    pub(crate) traced: Traced,
}

impl Engine {
    /// Runs every metric, rule and view once over all portfolios.
    pub fn new(catalog: Catalog, input: RunInput) -> Result<Self, EngineError> {
        on_large_stack(|| {
            let session = Arc::new(Session::new(input.as_of));
            Self::with_session(catalog, input, session)
        })
    }

    /// Runs on a session without tables, on the caller's stack.
    pub(crate) fn with_session(
        catalog: Catalog,
        input: RunInput,
        session: Arc<Session>,
    ) -> Result<Self, EngineError> {
        let RunInput { facts, portfolios, as_of, instant } = input;
        let shared = Shared {
            parameters: Parameters::new(&catalog, facts.get("parameter")),
            rates: Rates::new(facts.get("price")),
            coverage: Coverage::new(&portfolios, &facts, as_of),
            plans: Plans::new(&catalog, &facts),
            types: types_of(facts.get("resource")),
            catalog,
            as_of,
        };
        let workspace = Workspace::new(session);
        let reader = Reader::Everything(&portfolios);
        relations::put_facts(&workspace.session, reader, &facts)?;
        relations::put_setup(&workspace.session, reader, as_of, &shared.parameters);
        let mut engine = Self {
            shared,
            facts,
            portfolios,
            instant,
            workspace,
            raws: BTreeMap::new(),
            found: BTreeMap::new(),
            whole: BTreeMap::new(),
            scopes: Mutex::default(),
            traced: Traced::default(),
        };
        engine.run_everything()?;
        Ok(engine)
    }

    fn run_everything(&mut self) -> Result<(), EngineError> {
        let scopes = self.portfolios.iter().map(whole_scope).collect::<Vec<_>>();
        let frames = self.portfolios.iter().zip(&scopes);
        let frames = frames
            .map(|(portfolio, scope)| Frame::new(&self.shared, portfolio, scope, BTreeMap::new()));
        let frames = frames.collect::<Vec<_>>();
        let raws = metrics::run(&self.shared, &self.workspace, &frames, |_| true)?;
        let measures = frames.iter().map(Frame::all).collect::<Result<Vec<_>, _>>()?;
        self.workspace.put_measures(relations::measures(&measures));
        let found = scope::run_rules(&self.shared, &self.workspace, |_| true)?;
        let (wanted, mut whole) = (Wanted::everything(&self.shared.catalog), BTreeMap::new());
        for ((portfolio, frame), (measures, scope)) in
            self.portfolios.iter().zip(&frames).zip(measures.into_iter().zip(&scopes))
        {
            let part = Part { scope, wanted: &wanted, frame, workspace: &self.workspace };
            let computed = Computed::new(self, portfolio, &part, measures, &found)?;
            whole.insert(portfolio.root.clone(), Arc::new(computed));
        }
        drop(frames);
        (self.raws, self.found, self.whole) = (raws, found, whole);
        Ok(())
    }

    /// What one scope of a portfolio may see: measures, findings, claims, actions and lists.
    ///
    /// What spans entities is computed from the scope's rows alone, once for each distinct scope.
    pub fn evaluate(
        &self,
        root: &EntityKey,
        scope: &Scope,
        prior: &dyn PriorEdition,
    ) -> Result<Evaluation, EngineError> {
        self.evaluate_for(root, scope, None, prior)
    }

    fn evaluate_for(
        &self,
        root: &EntityKey,
        scope: &Scope,
        roles: Option<&BTreeSet<Role>>,
        prior: &dyn PriorEdition,
    ) -> Result<Evaluation, EngineError> {
        let portfolio = self.portfolio(root)?;
        let computed = self.computed_for(portfolio, scope, roles)?;
        let sees = |key: &EntityKey| scope.sees(key);
        let visible = |key: &EntityKey| key.is_root() || scope.sees(key);
        let mut findings = computed.findings.clone();
        for finding in &mut findings {
            let subject = finding.subject.for_renderer();
            finding.first_edition = prior.first_edition(&finding.rule, &finding.entity, subject);
            finding.is_accepted =
                findings::is_accepted(portfolio, self.shared.as_of, &finding.rule, subject);
        }
        let rules = self.shared.catalog.rules.iter().map(|(id, rule)| {
            let n_pass = computed.n_pass.get(id).copied().unwrap_or(0);
            (id.clone(), qd_model::RuleInfo { n_pass, ..rule.info.clone() })
        });
        let metrics =
            self.shared.catalog.metrics.iter().map(|(id, m)| (id.clone(), m.info.clone()));
        let entities =
            portfolio.entities.iter().filter(|entity| visible(&entity.key)).map(|entity| {
                // Whose child an entity is says nothing to whoever does not see the parent.
                let parent = entity.parent.clone().filter(|parent| visible(parent));
                Entity { parent, ..entity.clone() }
            });
        let sources = portfolio.statuses.iter().filter(|status| sees(&status.entity)).cloned();
        let actions = computed.actions(self, portfolio, &sees);
        Ok(Evaluation {
            portfolio_name: portfolio.name.clone(),
            scope: scope.clone(),
            n_entities: portfolio.entities.iter().filter(|entity| !entity.key.is_root()).count(),
            as_of: self.shared.as_of,
            instant: self.instant,
            calendar: portfolio.calendar,
            entities: entities.collect(),
            metrics: metrics.collect(),
            rules: rules.collect(),
            measures: computed.measures.clone(),
            findings,
            claims: computed.claims.clone(),
            actions: actions.open.clone(),
            done: actions.done.clone(),
            agenda: actions.agenda.clone(),
            tables: computed.tables.clone(),
            sources: sources.collect(),
            diagnostics: diagnostics(portfolio, scope),
        })
    }

    /// Evaluates several scopes of a portfolio side by side, each for the roles of its reports;
    /// results come in the order of the scopes.
    ///
    /// A partial scope holds what those roles may see, and what it rests on.
    pub fn evaluate_all(
        &self,
        root: &EntityKey,
        scopes: &[(&Scope, BTreeSet<Role>)],
        prior: &(dyn PriorEdition + Sync),
    ) -> Result<Vec<Evaluation>, EngineError> {
        let evaluate = |(scope, roles): &(&Scope, BTreeSet<Role>)| {
            self.evaluate_for(root, scope, Some(roles), prior)
        };
        side_by_side(scopes, evaluate).into_iter().collect()
    }

    pub(crate) fn portfolio(&self, root: &EntityKey) -> Result<&PortfolioRun, EngineError> {
        let found = self.portfolios.iter().find(|p| p.root.portfolio() == root.portfolio());
        found.ok_or_else(|| EngineError::UnknownPortfolio(root.to_string()))
    }

    /// The computed part of a scope: the whole one is there, others are made once.
    pub(crate) fn computed(
        &self,
        portfolio: &PortfolioRun,
        scope: &Scope,
    ) -> Result<Arc<Computed>, EngineError> {
        self.computed_for(portfolio, scope, None)
    }

    /// As [`Engine::computed`]; a partial scope that is not there yet is made for these roles.
    fn computed_for(
        &self,
        portfolio: &PortfolioRun,
        scope: &Scope,
        roles: Option<&BTreeSet<Role>>,
    ) -> Result<Arc<Computed>, EngineError> {
        if scope.is_whole {
            return Ok(Arc::clone(&self.whole[&portfolio.root]));
        }
        let known = || self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(computed) = known().get(scope) {
            return Ok(Arc::clone(computed));
        }
        let catalog = &self.shared.catalog;
        let claims = self.facts.get("claim_statement");
        let wanted = match roles {
            Some(roles) => Wanted::of_roles(catalog, roles, claims),
            None => Wanted::everything(catalog),
        };
        let computed = on_large_stack(|| self.compute_scope(portfolio, scope, &wanted))?;
        let computed = Arc::new(computed);
        known().insert(scope.clone(), Arc::clone(&computed));
        Ok(computed)
    }

    fn compute_scope(
        &self,
        portfolio: &PortfolioRun,
        scope: &Scope,
        wanted: &Wanted,
    ) -> Result<Computed, EngineError> {
        let catalog = &self.shared.catalog;
        let is_scoped = |id: &MetricId| catalog.metrics[id].is_over_scope;
        let shared_raws = self.raws.iter().filter(|(id, _)| !is_scoped(id));
        let raws = shared_raws.map(|(id, raw)| (id.clone(), Arc::clone(raw))).collect();
        let frame = Frame::new(&self.shared, portfolio, scope, raws);
        let frames = [frame];
        let needs_sql = catalog.metrics.values().any(|metric| metric.is_over_scope)
            || catalog.rules.values().any(Rule::is_scoped)
            || catalog.views.values().any(|view| view.list.is_some() && view.is_scoped());
        let workspace = match needs_sql {
            false => None,
            true => Some(self.scoped_workspace(portfolio, scope)?),
        };
        if let Some(workspace) = &workspace {
            let is_run =
                |metric: &Metric| metric.is_over_scope && wanted.metrics.contains(&metric.info.id);
            metrics::run(&self.shared, workspace, &frames, is_run)?;
        }
        let measured = wanted.metrics.iter().cloned().collect::<Vec<_>>();
        let measures = frames[0].of(&measured)?;
        let mut found = self.found.clone();
        found.retain(|id, _| !catalog.rules[id].is_scoped());
        if let Some(workspace) = &workspace {
            workspace.put_measures(relations::measures([&measures]));
            let is_run = |rule: &Rule| rule.is_scoped() && wanted.rules.contains(&rule.info.id);
            found.extend(scope::run_rules(&self.shared, workspace, is_run)?);
        }
        let workspace = workspace.as_ref().unwrap_or(&self.workspace);
        let part = Part { scope, wanted, frame: &frames[0], workspace };
        Computed::new(self, portfolio, &part, measures, &found)
    }

    /// A session that holds a scope's rows alone.
    pub(crate) fn scoped_workspace(
        &self,
        portfolio: &PortfolioRun,
        scope: &Scope,
    ) -> Result<Workspace, EngineError> {
        let workspace = Workspace::new(Arc::new(self.workspace.session.sibling()));
        let reader = Reader::Only(portfolio, &scope.entities);
        relations::put_facts(&workspace.session, reader, &self.facts)?;
        let (session, parameters) = (&workspace.session, &self.shared.parameters);
        relations::put_setup(session, reader, self.shared.as_of, parameters);
        Ok(workspace)
    }

    /// Forgets the results of other portfolios; facts and views stay.
    pub(crate) fn keep(&mut self, is_kept: impl Fn(&EntityKey) -> bool) {
        self.whole.retain(|root, _| is_kept(root));
        self.portfolios.retain(|portfolio| is_kept(&portfolio.root));
        let measures = self.whole.values().map(|computed| &computed.measures);
        self.workspace.put_measures(relations::measures(measures));
    }

    /// The catalog that this engine runs.
    pub fn catalog(&self) -> &Catalog {
        &self.shared.catalog
    }

    /// The last day that counts.
    pub fn as_of(&self) -> NaiveDate {
        self.shared.as_of
    }

    /// Says what of a figure is unknown.
    pub(crate) fn unknown(&self, figure: &FigureId) -> EngineError {
        let key = figure.key();
        let metrics = self.shared.catalog.metrics.keys().map(MetricId::as_str);
        let mut why = format!("nothing is computed for {} in {}", key.entity.short(), key.period);
        if !self.shared.catalog.metrics.contains_key(&key.metric) {
            why = format!("no metric `{}`", key.metric);
            let meant = did_you_mean(key.metric.as_str(), metrics);
            why.extend(meant.map(|meant| format!("; {meant}")));
        }
        EngineError::UnknownFigure { figure: Box::new(figure.clone()), why }
    }
}

/// The types of the resources of a run: rules that look at others have nothing to say.
fn types_of(resources: Option<&RecordBatch>) -> BTreeSet<String> {
    let Some(rows) = resources else { return BTreeSet::new() };
    let types = Columns(rows).texts("type");
    let types = types.iter().flat_map(|column| (0..rows.num_rows()).map(|row| column.text(row)));
    types.map(str::to_owned).collect()
}

/// The scope that sees everything of a portfolio.
pub(crate) fn whole_scope(portfolio: &PortfolioRun) -> Scope {
    let entities = portfolio.entities.iter().filter(|entity| !entity.key.is_root());
    let entities = entities.map(|entity| entity.key.clone()).collect();
    Scope { root: portfolio.root.clone(), entities, is_whole: true }
}

/// The diagnostics of visible sources; those of no source belong to the whole scope.
fn diagnostics(portfolio: &PortfolioRun, scope: &Scope) -> Vec<Diagnostic> {
    let owner = |diagnostic: &Diagnostic| {
        let status = portfolio.statuses.iter().find(|s| s.source.as_str() == diagnostic.source);
        status.map_or(&portfolio.root, |status| &status.entity).clone()
    };
    let visible = portfolio.diagnostics.iter().filter(|d| scope.sees(&owner(d)));
    let mut visible = visible.cloned().collect::<Vec<_>>();
    visible.sort();
    visible
}
