//! What a scope's reports can print, so that nothing else is computed for it.
//!
//! A partial scope runs again whatever spans entities. A crew's or a landlord's report prints few
//! of those figures: the rest is left out, and so is what only they rest on. The whole scope, which
//! traces and queries read, always computes everything.

use std::collections::BTreeSet;

use arrow::array::RecordBatch;
use qd_model::{MetricId, Role, RuleId, ViewId};

use crate::catalog::{Catalog, Select};
use crate::session::Columns;

/// The metrics, rules and lists that are computed for a scope.
#[derive(Default)]
pub(crate) struct Wanted {
    pub(crate) metrics: BTreeSet<MetricId>,
    pub(crate) rules: BTreeSet<RuleId>,
    pub(crate) lists: BTreeSet<ViewId>,
}

impl Wanted {
    /// All that the catalog has.
    pub(crate) fn everything(catalog: &Catalog) -> Self {
        Self {
            metrics: catalog.metrics.keys().cloned().collect(),
            rules: catalog.rules.keys().cloned().collect(),
            lists: catalog.views.keys().cloned().collect(),
        }
    }

    /// What reports for these roles can print, with all that it rests on; `claims` are checked too.
    pub(crate) fn of_roles(
        catalog: &Catalog,
        roles: &BTreeSet<Role>,
        claims: Option<&RecordBatch>,
    ) -> Self {
        let mut wanted = Self::default();
        let sees = |declared: &BTreeSet<Role>| !declared.is_disjoint(roles);
        let checked_by = |column| claims.map(|rows| texts(rows, column)).unwrap_or_default();
        let (claimed, claim_rules) = (checked_by("metric"), checked_by("rule"));
        for (id, rule) in &catalog.rules {
            if sees(&rule.info.roles) || claim_rules.contains(id.as_str()) {
                wanted.rules.insert(id.clone());
            }
        }
        for (id, view) in &catalog.views {
            if view.list.as_ref().is_some_and(|list| sees(&list.roles)) {
                wanted.lists.insert(id.clone());
            }
        }
        for (id, metric) in &catalog.metrics {
            if sees(&metric.info.roles) || claimed.contains(id.as_str()) {
                wanted.metrics.insert(id.clone());
            }
        }
        let rules = wanted.rules.iter().map(|id| &catalog.rules[id].select);
        let lists = wanted.lists.iter().map(|id| &catalog.views[id].select);
        for select in rules.chain(lists) {
            match measures_read(catalog, select) {
                Some(read) => wanted.metrics.extend(read),
                None => wanted.metrics.extend(catalog.metrics.keys().cloned()),
            }
        }
        wanted.close(catalog);
        wanted
    }

    /// Adds the inputs of what is wanted, and theirs. The order of the catalog puts inputs first.
    fn close(&mut self, catalog: &Catalog) {
        for id in catalog.order.iter().rev() {
            if self.metrics.contains(id) {
                self.metrics.extend(catalog.metrics[id].info.inputs.iter().cloned());
            }
        }
    }
}

/// The metrics whose measures a SELECT reads, named in quotes in it or in the views that it opens;
/// `None` if it picks them by something else than their names.
fn measures_read(catalog: &Catalog, select: &Select) -> Option<BTreeSet<MetricId>> {
    if !select.opened.contains("measure") {
        return Some(BTreeSet::new());
    }
    let views = catalog.views.iter().filter(|(id, _)| select.opened.contains(id.as_str()));
    let texts = std::iter::once(&select.text).chain(views.map(|(_, view)| &view.select.text));
    let texts = texts.collect::<Vec<_>>();
    let picks_by_pattern = |text: &&String| {
        let text = text.to_uppercase();
        [" LIKE ", " ILIKE ", " SIMILAR ", "REGEXP", "STARTS_WITH", "~"]
            .iter()
            .any(|pattern| text.contains(pattern))
    };
    if texts.iter().any(picks_by_pattern) {
        return None;
    }
    let is_named = |id: &&MetricId| texts.iter().any(|text| text.contains(&format!("'{id}'")));
    let named = catalog.metrics.keys().filter(is_named).cloned().collect::<BTreeSet<_>>();
    (!named.is_empty()).then_some(named)
}

fn texts(rows: &RecordBatch, column: &str) -> BTreeSet<String> {
    let found = Columns(rows).texts(column);
    let cells = found.iter().flat_map(|column| (0..rows.num_rows()).map(|row| column.get(row)));
    cells.flatten().map(str::to_owned).collect()
}
