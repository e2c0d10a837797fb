//! Ties the catalog's files together: every name must exist, nothing may read itself, and each
//! SELECT learns which fact tables it rests on.

use std::collections::{BTreeMap, BTreeSet};

use qd_facts::tables;
use qd_model::{Diagnostic, Evidence, MetricId, ViewId};

use super::header::{did_you_mean, nearest, problem};
use super::{Body, Catalog, Select};

/// What SQL can read beside fact tables and views, and the fact table it stands for, if any.
pub(crate) const RELATIONS: [(&str, Option<&str>); 7] = [
    ("entity", None),
    ("parameter_for", Some("parameter")),
    ("posting_day", Some("posting")),
    ("period_span", None),
    ("measure", None),
    ("source_status", None),
    ("diagnostic", None),
];

/// Results that `query` reads and the catalog may not.
const RESULTS: [&str; 3] = ["finding", "claim", "action"];

/// Checks all references and fills in what follows from them.
pub(super) fn link(catalog: &mut Catalog, errors: &mut Vec<Diagnostic>) {
    order_views(catalog, errors);
    for id in catalog.view_order.clone() {
        let view = &catalog.views[&id];
        let (facts, opened) = open(catalog, &view.select, errors);
        let reads_scope = opened.iter().any(|name| is_over_scope(catalog, name));
        let view = catalog.views.get_mut(&id).expect("in the order");
        (view.select.facts, view.select.opened) = (facts, opened);
        view.is_over_scope |= reads_scope;
    }
    link_metrics(catalog, errors);
    for id in catalog.rules.keys().cloned().collect::<Vec<_>>() {
        let rule = &catalog.rules[&id];
        let (facts, opened) = open(catalog, &rule.select, errors);
        check_tables(&rule.needs, &rule.select, errors);
        let reads_scope = opened.iter().any(|name| is_over_scope(catalog, name));
        let rule = catalog.rules.get_mut(&id).expect("just listed");
        (rule.select.facts, rule.select.opened) = (facts, opened);
        rule.is_over_scope |= reads_scope;
    }
    order_metrics(catalog, errors);
}

fn is_over_scope(catalog: &Catalog, relation: &str) -> bool {
    ViewId::new(relation).is_ok_and(|id| catalog.views.get(&id).is_some_and(|v| v.is_over_scope))
}

/// The fact tables and all relations behind a SELECT, views opened; unknown names are errors.
fn open(
    catalog: &Catalog,
    select: &Select,
    errors: &mut Vec<Diagnostic>,
) -> (BTreeSet<&'static str>, BTreeSet<String>) {
    let (mut facts, mut opened) = (BTreeSet::new(), BTreeSet::new());
    for name in &select.parsed.relations {
        opened.insert(name.clone());
        let view = ViewId::new(name.as_str()).ok().and_then(|id| catalog.views.get(&id));
        let relation = RELATIONS.iter().find(|(known, _)| known == name);
        if let Some(view) = view {
            facts.extend(view.select.facts.iter().copied());
            opened.extend(view.select.opened.iter().cloned());
        } else if let Some((_, stands_for)) = relation {
            facts.extend(stands_for.and_then(tables::find).map(|table| table.name));
        } else if let Some(table) = tables::find(name) {
            facts.insert(table.name);
        } else if RESULTS.contains(&name.as_str()) {
            errors.push(
                select
                    .problem(format!("`{name}` is known only after the catalog has run"))
                    .with_help("read the rows that it is made from"),
            );
        } else {
            let views = catalog.views.keys().map(ViewId::as_str);
            let known = tables::ALL.iter().map(|table| table.name);
            let known = known.chain(views).chain(RELATIONS.iter().map(|(name, _)| *name));
            let mut error = select.problem(format!("there is no table or view `{name}`"));
            error.help = did_you_mean(name, known);
            errors.push(error);
        }
    }
    (facts, opened)
}

fn check_tables(needs: &[String], select: &Select, errors: &mut Vec<Diagnostic>) {
    for name in needs {
        if tables::find(name).is_none() {
            let mut error = select.problem(format!("`needs` has no fact table `{name}`"));
            error.help = did_you_mean(name, tables::ALL.iter().map(|table| table.name));
            errors.push(error);
        }
    }
}

fn link_metrics(catalog: &mut Catalog, errors: &mut Vec<Diagnostic>) {
    for id in catalog.metrics.keys().cloned().collect::<Vec<_>>() {
        let metric = &catalog.metrics[&id];
        check_inputs(catalog, &id, errors);
        let Some(select) = metric.select() else { continue };
        let (facts, opened) = open(catalog, select, errors);
        check_tables(&metric.needs, select, errors);
        let reads_parameters = facts.contains("parameter");
        if reads_parameters && metric.parameters.is_empty() {
            let error = select.problem("the SELECT reads parameters that its header does not name");
            errors.push(error.with_help("add `parameters = [\"NAME\"]`; `\"aws_saving_*\"` works"));
        }
        let reads_measures = opened.contains("measure");
        if reads_measures && !matches!(metric.body, Body::Query(_)) {
            let error = select.problem("only a metric of kind `query` may read `measure`");
            errors.push(error.with_help("use `ratio`, `derived` or `query`"));
        }
        if reads_measures && metric.info.inputs.is_empty() {
            let error =
                select.problem("the SELECT reads `measure`, and its header names no metric");
            errors.push(error.with_help("add `reads = [\"METRIC\"]`"));
        }
        let reads_scope = opened.iter().any(|name| is_over_scope(catalog, name));
        let dated =
            |name: &&&str| tables::find(name).is_some_and(|table| table.business_date.is_some());
        let default_needs = facts.iter().filter(dated).map(|name| (*name).to_owned());
        let default_needs = default_needs.collect::<Vec<_>>();
        let metric = catalog.metrics.get_mut(&id).expect("just listed");
        metric.is_over_scope |= reads_scope;
        if metric.needs.is_empty() {
            metric.needs = default_needs;
        }
        let select = metric.select_mut().expect("it has a SELECT");
        (select.facts, select.opened) = (facts, opened);
    }
}

fn check_inputs(catalog: &Catalog, id: &MetricId, errors: &mut Vec<Diagnostic>) {
    let metric = &catalog.metrics[id];
    let place = || Evidence::line(metric.file.as_str(), 1);
    let known = || catalog.metrics.keys().map(MetricId::as_str);
    for input in &metric.info.inputs {
        if !catalog.metrics.contains_key(input) {
            let message = format!("`{id}` reads `{input}`, and there is no such metric");
            let mut error = problem("catalog-reference", place(), message);
            error.help = did_you_mean(input.as_str(), known());
            errors.push(error);
        }
    }
    for (input, _) in &metric.positive {
        if !metric.info.inputs.contains(input) {
            let message = format!("`positive` names `{input}`, which the expression does not read");
            let mut error = problem("catalog-reference", place(), message);
            let inputs = metric.info.inputs.iter().map(MetricId::as_str);
            error.help =
                nearest(input.as_str(), inputs).map(|name| format!("did you mean `{name}`?"));
            errors.push(error);
        }
    }
}

fn order_metrics(catalog: &mut Catalog, errors: &mut Vec<Diagnostic>) {
    let edges = catalog.metrics.iter().map(|(id, metric)| {
        let known = metric.info.inputs.iter().filter(|id| catalog.metrics.contains_key(*id));
        (id.clone(), known.cloned().collect())
    });
    match topological(&edges.collect()) {
        Ok(order) => catalog.order = order,
        Err(cycle) => {
            let path = cycle.iter().map(MetricId::as_str).collect::<Vec<_>>().join(" -> ");
            let place = Evidence::line(catalog.metrics[&cycle[0]].file.as_str(), 1);
            errors.push(problem(
                "catalog-cycle",
                place,
                format!("metrics read in a circle: {path}"),
            ));
        }
    }
}

fn order_views(catalog: &mut Catalog, errors: &mut Vec<Diagnostic>) {
    let edges = catalog.views.iter().map(|(id, view)| {
        let names = view.select.parsed.relations.iter();
        let read = names.filter_map(|name| ViewId::new(name.as_str()).ok());
        (id.clone(), read.filter(|id| catalog.views.contains_key(id)).collect())
    });
    match topological(&edges.collect()) {
        Ok(order) => catalog.view_order = order,
        Err(cycle) => {
            let path = cycle.iter().map(ViewId::as_str).collect::<Vec<_>>().join(" -> ");
            let select = &catalog.views[&cycle[0]].select;
            let mut error = select.problem(format!("views read in a circle: {path}"));
            error.code = "catalog-cycle".into();
            errors.push(error);
        }
    }
}

/// Orders what reads after what is read; a cycle comes back with its first member twice.
fn topological<Id: Ord + Clone>(edges: &BTreeMap<Id, Vec<Id>>) -> Result<Vec<Id>, Vec<Id>> {
    fn visit<Id: Ord + Clone>(
        id: &Id,
        edges: &BTreeMap<Id, Vec<Id>>,
        path: &mut Vec<Id>,
        done: &mut BTreeSet<Id>,
        order: &mut Vec<Id>,
    ) -> Result<(), Vec<Id>> {
        if done.contains(id) {
            return Ok(());
        }
        if let Some(start) = path.iter().position(|seen| seen == id) {
            let mut cycle = path[start..].to_vec();
            cycle.push(id.clone());
            return Err(cycle);
        }
        path.push(id.clone());
        for next in &edges[id] {
            visit(next, edges, path, done, order)?;
        }
        path.pop();
        done.insert(id.clone());
        order.push(id.clone());
        Ok(())
    }
    let (mut done, mut order) = (BTreeSet::new(), Vec::new());
    for id in edges.keys() {
        visit(id, edges, &mut Vec::new(), &mut done, &mut order)?;
    }
    Ok(order)
}
