//! Compares a template with a catalog: every name exists, and the role may see what it prints.

use std::collections::{BTreeMap, BTreeSet};

use qd_model::{
    Diagnostic, Evaluation, MetricId, MetricInfo, Role, RuleId, RuleInfo, ViewId, ViewTable,
};

use super::mistake::Mistakes;
use super::{Part, Query, Template};

/// What a template is compared with. Rows of views are not looked at.
#[derive(Clone, Copy, Debug)]
pub struct Catalog<'a> {
    /// The metrics.
    pub metrics: &'a BTreeMap<MetricId, MetricInfo>,
    /// The rules.
    pub rules: &'a BTreeMap<RuleId, RuleInfo>,
    /// The views that have a header.
    pub views: &'a BTreeMap<ViewId, ViewTable>,
}

impl<'a> Catalog<'a> {
    /// The catalog that an evaluation was made with.
    pub fn of(evaluation: &'a Evaluation) -> Self {
        let Evaluation { metrics, rules, tables: views, .. } = evaluation;
        Self { metrics, rules, views }
    }
}

/// Returns what is wrong with a template in the light of a catalog; empty if nothing is.
pub fn check(template: &Template, catalog: Catalog<'_>) -> Vec<Diagnostic> {
    let mistakes = Mistakes::new(&template.file);
    let mut checker = Checker { catalog, role: &template.role, line: 1, mistakes };
    let proses = template.proses().flat_map(|prose| &prose.queries);
    let conditions = template.conditions().flat_map(|when| &when.queries);
    for located in proses.chain(conditions) {
        checker.line = located.line;
        checker.query(&located.query);
    }
    for part in &template.parts {
        if let Part::Component { line, spec, .. } = part {
            checker.line = *line;
            spec.check(&mut checker);
        }
    }
    checker.mistakes.into_diagnostics()
}

/// Looks names up and keeps what is wrong with them.
#[derive(Debug)]
pub(crate) struct Checker<'a> {
    catalog: Catalog<'a>,
    role: &'a Role,
    line: u32,
    mistakes: Mistakes,
}

impl<'a> Checker<'a> {
    fn query(&mut self, query: &Query) {
        match query {
            Query::Measure(target) | Query::Change { target, .. } => {
                self.metric(&target.metric);
                self.dimension(&target.metric, &target.dimension);
            }
            Query::FindingsOf(rule) | Query::Rule(rule) => self.rule(rule),
            Query::FindingsFrom(_) | Query::Claims(_) | Query::Word(_) => {}
        }
    }

    /// A metric that is printed.
    pub(crate) fn metric(&mut self, id: &MetricId) {
        match self.catalog.metrics.get(id) {
            None => {
                let known = self.catalog.metrics.keys().map(MetricId::as_str);
                self.mistakes.unknown(self.line, "metric", id.as_str(), known);
            }
            Some(metric) => self.may_see("metric", id.as_str(), &metric.roles),
        }
    }

    /// A member such as `channel=sailo`, whose columns the metric must declare.
    pub(crate) fn dimension(&mut self, id: &MetricId, dimension: &str) {
        for column in dimension.split(';').filter(|part| !part.is_empty()) {
            let name = column.split('=').next().unwrap_or(column);
            self.breakdown(id, name);
        }
    }

    /// A column that a metric is broken down by.
    pub(crate) fn breakdown(&mut self, id: &MetricId, column: &str) {
        let Some(metric) = self.catalog.metrics.get(id) else { return };
        if !metric.dimensions.iter().any(|known| known == column) {
            let known = metric.dimensions.iter().map(String::as_str);
            let what = "dimension";
            self.mistakes.unknown(self.line, what, &format!("{id}/{column}"), known);
        }
    }

    /// A rule whose findings are printed.
    pub(crate) fn rule(&mut self, id: &RuleId) {
        match self.catalog.rules.get(id) {
            None => {
                let known = self.catalog.rules.keys().map(RuleId::as_str);
                self.mistakes.unknown(self.line, "rule", id.as_str(), known);
            }
            Some(rule) => self.may_see("rule", id.as_str(), &rule.roles),
        }
    }

    /// A view that is printed, with the columns that are named.
    pub(crate) fn view(&mut self, id: &ViewId, columns: &[String]) {
        let Some(view) = self.catalog.views.get(id) else {
            let known = self.catalog.views.keys().map(ViewId::as_str);
            self.mistakes.unknown(self.line, "view", id.as_str(), known);
            return;
        };
        self.may_see("view", id.as_str(), &view.roles);
        for column in columns {
            if !view.columns.iter().any(|known| known.id == *column) {
                let known = view.columns.iter().map(|known| known.id.as_str());
                self.mistakes.unknown(self.line, "column", column, known);
            }
        }
    }

    fn may_see(&mut self, what: &str, id: &str, roles: &BTreeSet<Role>) {
        if roles.contains(self.role) {
            return;
        }
        let seen_by = roles.iter().map(Role::as_str).collect::<Vec<_>>().join(", ");
        self.mistakes.add_with_help(
            self.line,
            "role-may-not-see",
            format!("the role `{}` may not see the {what}: {id}", self.role),
            Some(format!("it is declared for: {seen_by}")),
        );
    }
}
