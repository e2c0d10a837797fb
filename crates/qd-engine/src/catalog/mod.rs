//! The catalog: metrics, rules, views and reports as text files, checked before anything runs.
//!
//! [`Catalog::load`] overlays layers, reads headers, parses SQL and expressions, ties references
//! together and reports every mistake at once. Evaluation then trusts what it reads here.

mod header;
mod link;
mod metric;
mod overlay;
mod rule;
mod select;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use qd_model::{
    Decimal, Diagnostic, Evidence, MetricId, MetricInfo, ReportId, Role, RuleId, RuleInfo, ViewId,
};

pub(crate) use header::did_you_mean;
pub(crate) use metric::{Body, Metric};
pub(crate) use rule::Rule;
pub(crate) use select::Select;
pub(crate) use view::{List, View};

/// A text file of one catalog layer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CatalogFile {
    /// The layer's name for messages: the folder it was read from, `catalog` for the built-in one.
    pub layer: String,
    /// The path inside the layer, with `/`.
    pub path: String,
    /// The contents.
    pub text: String,
}

impl CatalogFile {
    /// The path for messages.
    pub(crate) fn place(&self) -> String {
        format!("{}/{}", self.layer, self.path)
    }

    /// The file's stem, which is the id.
    pub(crate) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

/// A number that the catalog declares for whoever declares none.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct DefaultParameter {
    pub(crate) value: Decimal,
    pub(crate) unit: Option<String>,
    pub(crate) is_assumed: bool,
    pub(crate) source: Option<String>,
    pub(crate) place: Evidence,
}

/// Every metric, rule, view and report of a run, checked.
#[derive(Clone, Debug)]
pub struct Catalog {
    pub(crate) metrics: BTreeMap<MetricId, Metric>,
    /// The metrics, inputs first.
    pub(crate) order: Vec<MetricId>,
    pub(crate) rules: BTreeMap<RuleId, Rule>,
    pub(crate) views: BTreeMap<ViewId, View>,
    /// The views, those that others read first.
    pub(crate) view_order: Vec<ViewId>,
    pub(crate) parameters: BTreeMap<String, DefaultParameter>,
    reports: BTreeMap<ReportId, CatalogFile>,
    tests: Vec<CatalogFile>,
}

impl Catalog {
    /// Loads layers, the built-in one first; a later file of the same kind and id replaces the
    /// whole earlier one. Returns every mistake at once, in order of place.
    pub fn load(layers: &[Vec<CatalogFile>]) -> Result<Self, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let files = overlay::overlay(layers, &mut errors);
        let mut catalog = Self {
            metrics: metric::read_all(&files.metrics, &mut errors),
            order: Vec::new(),
            rules: rule::read_all(&files.rules, &mut errors),
            views: view::read_all(&files.views, &mut errors),
            view_order: Vec::new(),
            parameters: files.parameters,
            reports: files.reports,
            tests: files.tests,
        };
        link::link(&mut catalog, &mut errors);
        if errors.is_empty() {
            return Ok(catalog);
        }
        errors.sort_by(|a, b| (&a.place, &a.message).cmp(&(&b.place, &b.message)));
        errors.dedup();
        Err(errors)
    }

    /// The part of the catalog that some metrics, their inputs and some rules make up.
    ///
    /// Views stay as relations, and are no lists.
    pub(crate) fn part(&self, wanted: Vec<MetricId>, rules: BTreeMap<RuleId, Rule>) -> Self {
        let mut metrics = BTreeMap::new();
        let mut open = wanted;
        while let Some(id) = open.pop() {
            if let Entry::Vacant(place) = metrics.entry(id) {
                let metric = self.metrics[place.key()].clone();
                let metric = place.insert(metric);
                open.extend(metric.info.inputs.iter().cloned());
            }
        }
        let order = self.order.iter().filter(|id| metrics.contains_key(*id)).cloned().collect();
        let views = self.views.iter().map(|(id, view)| {
            (id.clone(), View { list: None, text: String::new(), ..view.clone() })
        });
        Self {
            metrics,
            order,
            rules,
            views: views.collect(),
            view_order: self.view_order.clone(),
            parameters: self.parameters.clone(),
            reports: BTreeMap::new(),
            tests: Vec::new(),
        }
    }

    /// Every metric's declaration.
    pub fn metrics(&self) -> impl Iterator<Item = &MetricInfo> {
        self.metrics.values().map(|metric| &metric.info)
    }

    /// Every rule's declaration.
    pub fn rules(&self) -> impl Iterator<Item = &RuleInfo> {
        self.rules.values().map(|rule| &rule.info)
    }

    /// Every view's id, its title if it is a list that reports print, and its file.
    pub fn views(&self) -> impl Iterator<Item = (&ViewId, Option<&str>, &str)> {
        self.views.iter().map(|(id, view)| {
            (id, view.list.as_ref().map(|list| list.title.as_str()), view.defined_in.as_str())
        })
    }

    /// Every report's template as it stands.
    pub fn reports(&self) -> impl Iterator<Item = (&ReportId, &CatalogFile)> {
        self.reports.iter()
    }

    /// The roles that metrics are declared for.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.metrics.values().flat_map(|metric| &metric.info.roles)
    }

    /// The `.slt` files, in order of path.
    pub fn tests(&self) -> &[CatalogFile] {
        &self.tests
    }

    /// The text of a metric, rule or view, header included.
    pub fn text(&self, id: &str) -> Option<&str> {
        let metric = self.metrics.iter().find(|(known, _)| known.as_str() == id);
        let rule = self.rules.iter().find(|(known, _)| known.as_str() == id);
        let view = self.views.iter().find(|(known, _)| known.as_str() == id);
        metric
            .map(|(_, metric)| metric.text.as_str())
            .or(rule.map(|(_, rule)| rule.text.as_str()))
            .or(view.map(|(_, view)| view.text.as_str()))
    }
}
