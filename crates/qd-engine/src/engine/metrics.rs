//! Runs the SELECTs of metrics, each once over all portfolios of a session.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::datatypes::DataType;
use qd_model::{Diagnostic, MetricId, Unit};

use super::Workspace;
use super::workspace::{side_by_side, sql};
use crate::EngineError;
use crate::catalog::{Body, Metric, Select, did_you_mean};
use crate::evaluate::{Frame, Raw, Shared};
use crate::relations;
use crate::series::{Daily, Queried};
use crate::session::{Planned, Summing};

/// Runs the metrics that are wanted, inputs first, and hands each result to the frames.
pub(super) fn run(
    shared: &Shared,
    workspace: &Workspace,
    frames: &[Frame<'_>],
    wanted: impl Fn(&Metric) -> bool,
) -> Result<BTreeMap<MetricId, Arc<Raw>>, EngineError> {
    let (mut raws, mut mistakes) = (BTreeMap::new(), Vec::new());
    let all = shared.catalog.order.iter().map(|id| &shared.catalog.metrics[id]);
    let (late, early) = all
        .filter(|metric| metric.select().is_some() && wanted(metric))
        .partition::<Vec<_>, _>(|metric| reads_measures(metric));
    let mut take = |ran: Vec<(&Metric, Result<Raw, EngineError>)>| {
        for (metric, ran) in ran {
            match ran {
                Ok(raw) => {
                    let (id, raw) = (&metric.info.id, Arc::new(raw));
                    frames.iter().for_each(|frame| frame.put(id, Arc::clone(&raw)));
                    raws.insert(id.clone(), raw);
                }
                Err(EngineError::Catalog(more)) => mistakes.extend(more),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    };
    let run_all =
        |metrics: &[&'_ Metric]| side_by_side(metrics, |metric| run_one(shared, workspace, metric));
    take(early.iter().copied().zip(run_all(&early)).collect())?;
    // What reads measures waits for them: those first that wait for none of the others.
    let mut late = late;
    while !late.is_empty() {
        let waiting = resting_on(shared, &late);
        let is_ready =
            |metric: &&Metric| !metric.info.inputs.iter().any(|input| waiting.contains(input));
        let (mut ready, mut rest) = late.into_iter().partition::<Vec<_>, _>(is_ready);
        if ready.is_empty() {
            (ready, rest) = (rest, Vec::new());
        }
        put_inputs(shared, workspace, frames, &ready)?;
        take(ready.iter().copied().zip(run_all(&ready)).collect())?;
        late = rest;
    }
    workspace.forget_scoped_views(&shared.catalog);
    mistakes.sort();
    mistakes.dedup();
    if mistakes.is_empty() { Ok(raws) } else { Err(EngineError::Catalog(mistakes)) }
}

fn reads_measures(metric: &Metric) -> bool {
    metric.select().is_some_and(|select| select.opened.contains("measure"))
}

/// Some metrics, and every metric that rests on one of them.
fn resting_on<'a>(shared: &'a Shared, metrics: &[&'a Metric]) -> BTreeSet<&'a MetricId> {
    let mut found = metrics.iter().map(|metric| &metric.info.id).collect::<BTreeSet<_>>();
    for id in &shared.catalog.order {
        let metric = &shared.catalog.metrics[id];
        if metric.info.inputs.iter().any(|input| found.contains(input)) {
            found.insert(id);
        }
    }
    found
}

fn put_inputs(
    shared: &Shared,
    workspace: &Workspace,
    frames: &[Frame<'_>],
    metrics: &[&Metric],
) -> Result<(), EngineError> {
    let inputs = metrics.iter().flat_map(|metric| metric.info.inputs.iter().cloned());
    let inputs = inputs.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
    let measures = frames.iter().map(|frame| frame.of(&inputs)).collect::<Result<Vec<_>, _>>()?;
    workspace.put_measures(relations::measures(&measures));
    workspace.forget_scoped_views(&shared.catalog);
    Ok(())
}

fn run_one(shared: &Shared, workspace: &Workspace, metric: &Metric) -> Result<Raw, EngineError> {
    match &metric.body {
        Body::Query(select) => {
            let planned = workspace.plan(&shared.catalog, select)?;
            check(metric, select, &planned)?;
            let rows = workspace.collect(select, &planned)?;
            let queried = Queried::read(&rows, &metric.info.id, &metric.info.dimensions);
            let queried = queried.map_err(|message| wrong(select, message, None))?;
            Ok(Raw::Queried(queried))
        }
        Body::Rows(select) => {
            let planned = workspace.plan(&shared.catalog, select)?;
            check(metric, select, &planned)?;
            let is_snapshot = planned.column("date").is_none();
            let has = |name: &&&str| planned.column(name).is_some();
            let mut keys = ["entity", "date", "commodity", "scenario"].iter().filter(has).copied();
            let mut keys = keys.by_ref().collect::<Vec<_>>();
            keys.extend(metric.info.dimensions.iter().map(String::as_str));
            let sees_ahead = metric.is_future || planned.column("scenario").is_some();
            let cut = (!is_snapshot && !sees_ahead).then_some(("date", shared.as_of));
            let count = planned.column("n_postings").map(|_| "n_postings");
            let rows = workspace.session.sum(&planned, &Summing { keys, cut, count });
            let rows = rows.map_err(|error| sql(select, &error))?;
            let daily = Daily::read(&rows, &metric.info.dimensions);
            let daily = daily.map_err(|(entity, source)| EngineError::Number {
                metric: metric.info.id.to_string(),
                entity: entity.to_string(),
                source,
            })?;
            Ok(Raw::Daily { daily, is_snapshot })
        }
        Body::Ratio(..) | Body::Derived(_) => unreachable!("only metrics with a SELECT run"),
    }
}

fn wrong(select: &Select, message: String, help: Option<String>) -> EngineError {
    let problem = select.problem(message);
    EngineError::Catalog(vec![Diagnostic { help, ..problem }])
}

/// Checks that a SELECT has the columns that its kind wants.
pub(super) fn check(
    metric: &Metric,
    select: &Select,
    planned: &Planned,
) -> Result<(), EngineError> {
    let mut required = vec!["entity", "value"];
    let is_query = matches!(metric.body, Body::Query(_));
    if metric.info.kind == qd_model::MetricKind::Flow {
        required.push("date");
    }
    if metric.info.unit == Unit::Money {
        required.push("commodity");
    }
    required.extend(metric.info.dimensions.iter().map(String::as_str));
    for column in required {
        if planned.column(column).is_none() {
            let message = format!("`{}` must select `{column}`", metric.info.id);
            let help = did_you_mean(column, planned.columns().map(|(name, _)| name));
            return Err(wrong(select, message, help));
        }
    }
    let value = planned.column("value").expect("just checked");
    let is_exact =
        value.is_integer() || matches!(value, DataType::Decimal128(_, _) | DataType::Null);
    if !(is_exact || is_query && value.is_floating()) {
        let message = format!("`{}` must select an exact number as `value`", metric.info.id);
        let help = "cast it: `CAST(... AS DECIMAL(28, 12))`; money never passes through a float";
        return Err(wrong(select, message, Some(help.into())));
    }
    Ok(())
}
