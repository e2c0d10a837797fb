//! What is computed once for each scope: measures, findings, claims and lists.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use qd_model::{Claim, Diagnostic, EntityKey, Finding, Measures, RuleId, Scope, ViewId, ViewTable};

use super::wanted::Wanted;
use super::workspace::side_by_side;
use super::{Engine, Workspace};
use crate::actions::{self, Actions, PricedFinding, Pricing, Setting, Tables};
use crate::catalog::Rule;
use crate::evaluate::{Frame, Shared};
use crate::findings::{self, Found};
use crate::input::PortfolioRun;
use crate::session::Rows;
use crate::{EngineError, claims, lists};

/// One scope's results, without what depends on earlier editions.
#[derive(Debug)]
pub(crate) struct Computed {
    pub(crate) measures: Measures,
    pub(crate) findings: Vec<Finding>,
    pub(crate) n_pass: BTreeMap<RuleId, u64>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) tables: BTreeMap<ViewId, ViewTable>,
    /// What prices its findings, by rule, entity and subject.
    pricing: BTreeMap<(RuleId, EntityKey, String), Pricing>,
    /// Its actions and their agenda, made when they are first asked for.
    actions: OnceLock<Actions>,
}

/// What a scope's results are cut from.
pub(super) struct Part<'a> {
    pub(super) scope: &'a Scope,
    pub(super) wanted: &'a Wanted,
    pub(super) frame: &'a Frame<'a>,
    pub(super) workspace: &'a Workspace,
}

impl Computed {
    /// Cuts what a scope sees out of what rules found, checks claims and reads lists.
    pub(super) fn new(
        engine: &Engine,
        portfolio: &PortfolioRun,
        part: &Part<'_>,
        measures: Measures,
        found: &BTreeMap<RuleId, Found>,
    ) -> Result<Self, EngineError> {
        let Part { scope, frame, .. } = *part;
        let catalog = &engine.shared.catalog;
        let sees = |key: &EntityKey| scope.sees(key);
        // The root's findings of a partial scope come from that scope's measures alone.
        let shows = |rule: &RuleId, key: &EntityKey| {
            sees(key) || (*key == portfolio.root && catalog.rules[rule].is_scoped())
        };
        let (mut visible, mut n_pass) = (Vec::new(), BTreeMap::new());
        for (rule, found) in found {
            let fits = |key: &EntityKey| {
                let models = &catalog.rules[rule].models;
                let model = portfolio.entity(key).map(|entity| entity.model);
                shows(rule, key) && model.is_some_and(|m| models.is_empty() || models.contains(&m))
            };
            visible.extend(found.findings.iter().filter(|f| fits(&f.entity)).cloned());
            let passed = found.n_pass.iter().filter(|(key, _)| fits(key)).map(|(_, n)| n).sum();
            n_pass.insert(rule.clone(), passed);
        }
        findings::sort(&mut visible);
        let is_rule = |rule: &RuleId| catalog.rules.contains_key(rule);
        let rows = engine.facts.get("claim_statement");
        let as_of = engine.shared.as_of;
        let claims = claims::check(rows, frame, &sees, as_of, &is_rule, &visible)?;
        let tables = read_lists(engine, portfolio, &sees, part)?;
        let priced = visible.iter().filter_map(|finding| {
            let (rule, key, subject) = finding.identity();
            let pricing = found.get(&rule)?.pricing.get(&(key.clone(), subject.clone()))?.clone();
            Some(((rule, key, subject), pricing))
        });
        let pricing = priced.collect();
        let actions = OnceLock::new();
        Ok(Self { measures, findings: visible, n_pass, claims, tables, pricing, actions })
    }

    /// The actions of the scope, and its agenda.
    pub(crate) fn actions(
        &self,
        engine: &Engine,
        portfolio: &PortfolioRun,
        sees: &dyn Fn(&EntityKey) -> bool,
    ) -> &Actions {
        self.actions.get_or_init(|| plan(engine, portfolio, self, sees))
    }
}

/// The agenda of what a scope sees: its tasks, and its priced findings that nobody accepted.
fn plan(
    engine: &Engine,
    portfolio: &PortfolioRun,
    computed: &Computed,
    sees: &dyn Fn(&EntityKey) -> bool,
) -> Actions {
    let as_of = engine.shared.as_of;
    let priced = computed.findings.iter().filter_map(|finding| {
        let pricing = computed.pricing.get(&finding.identity())?;
        let rule = &engine.shared.catalog.rules.get(&finding.rule)?.info;
        let subject = finding.subject.for_renderer();
        let is_accepted = findings::is_accepted(portfolio, as_of, &finding.rule, subject);
        (!is_accepted).then_some(PricedFinding { finding, rule, pricing })
    });
    let facts = |table: &str| engine.facts.get(table);
    let (items, handoffs) = (facts("handoff_item"), facts("handoff"));
    let tables = Tables { items, handoffs, people: facts("person") };
    let (root, rates) = (&portfolio.root, &engine.shared.rates);
    let setting = Setting { as_of, root, currency: &portfolio.currency, rates };
    actions::make(&tables, &priced.collect::<Vec<_>>(), &setting, sees)
}

fn read_lists(
    engine: &Engine,
    portfolio: &PortfolioRun,
    sees: &dyn Fn(&EntityKey) -> bool,
    part: &Part<'_>,
) -> Result<BTreeMap<ViewId, ViewTable>, EngineError> {
    let catalog = &engine.shared.catalog;
    let (mut tables, mut mistakes) = (BTreeMap::new(), Vec::new());
    for (id, view) in &catalog.views {
        let Some(list) = &view.list else { continue };
        // A list of own rows has run over everything; one over the scope runs on its rows.
        if view.is_scoped() && !part.wanted.lists.contains(id) {
            continue;
        }
        let workspace = if view.is_scoped() { part.workspace } else { &engine.workspace };
        let batch = match workspace.view(catalog, id) {
            Ok(batch) => batch,
            Err(EngineError::Catalog(more)) => {
                mistakes.extend(more);
                continue;
            }
            Err(error) => return Err(error),
        };
        if let Err((message, help)) = lists::check(list, &batch.schema()) {
            mistakes.push(Diagnostic { help, ..view.select.problem(message) });
            continue;
        }
        let coverage = &engine.shared.coverage;
        let mut table = lists::read(id, list, &Rows { batch }, portfolio, sees, coverage);
        if !view.select.parsed.is_ordered() {
            lists::sort(&mut table);
        }
        tables.insert(id.clone(), table);
    }
    if mistakes.is_empty() { Ok(tables) } else { Err(EngineError::Catalog(mistakes)) }
}

/// Runs rules over a session whose `measure` is in place.
pub(super) fn run_rules(
    shared: &Shared,
    workspace: &Workspace,
    wanted: impl Fn(&Rule) -> bool,
) -> Result<BTreeMap<RuleId, Found>, EngineError> {
    let (mut all, mut mistakes) = (BTreeMap::new(), Vec::new());
    let wanted = shared.catalog.rules.values().filter(|rule| wanted(rule));
    let looks_at = |rule: &Rule| {
        rule.types.is_empty() || rule.types.iter().any(|kind| shared.types.contains(kind))
    };
    let (wanted, idle) = wanted.partition::<Vec<_>, _>(|rule| looks_at(rule));
    all.extend(idle.into_iter().map(|rule| (rule.info.id.clone(), Found::default())));
    let groups = by_select(wanted);
    for ran in side_by_side(&groups, |rules| run_select(shared, workspace, rules)) {
        match ran {
            Ok(found) => all.extend(found),
            Err(EngineError::Catalog(more)) => mistakes.extend(more),
            Err(error) => return Err(error),
        }
    }
    mistakes.sort();
    mistakes.dedup();
    if mistakes.is_empty() { Ok(all) } else { Err(EngineError::Catalog(mistakes)) }
}

/// Rules whose files hold the same SELECT: planning one for each check of a site would cost more
/// than all else that is done with it.
fn by_select(rules: Vec<&Rule>) -> Vec<Vec<&Rule>> {
    let mut groups = BTreeMap::<&str, Vec<&Rule>>::new();
    for rule in rules {
        groups.entry(&rule.select.text).or_default().push(rule);
    }
    groups.into_values().collect()
}

/// Runs the SELECT of some rules once, and reads each one's rows.
fn run_select(
    shared: &Shared,
    workspace: &Workspace,
    rules: &[&Rule],
) -> Result<Vec<(RuleId, Found)>, EngineError> {
    let Some(select) = rules.first().map(|rule| &rule.select) else { return Ok(Vec::new()) };
    let planned = workspace.plan(&shared.catalog, select)?;
    findings::check(&planned).map_err(|(message, help)| {
        EngineError::Catalog(vec![Diagnostic { help, ..select.problem(message) }])
    })?;
    let rows = workspace.collect(select, &planned)?;
    Ok(rules.iter().map(|rule| (rule.info.id.clone(), findings::read(rule, &rows))).collect())
}
