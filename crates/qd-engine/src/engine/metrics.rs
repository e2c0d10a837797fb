//! Runs the SELECTs of metrics, each once over all portfolios of a session.

use std::collections::BTreeMap;
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
    let ran = side_by_side(&early, |metric| run_one(shared, workspace, metric));
    let early = early.into_iter().zip(ran.into_iter().map(Some));
    // What reads measures waits for them, one after the other.
    for (metric, ran) in early.chain(late.into_iter().map(|metric| (metric, None))) {
        let run_late = || {
            put_inputs(shared, workspace, frames, metric)?;
            run_one(shared, workspace, metric)
        };
        match ran.unwrap_or_else(run_late) {
            Ok(raw) => {
                let (id, raw) = (&metric.info.id, Arc::new(raw));
                frames.iter().for_each(|frame| frame.put(id, Arc::clone(&raw)));
                raws.insert(id.clone(), raw);
            }
            Err(EngineError::Catalog(more)) => mistakes.extend(more),
            Err(error) => return Err(error),
        }
    }
    workspace.forget_scoped_views(&shared.catalog);
    mistakes.sort();
    mistakes.dedup();
    if mistakes.is_empty() { Ok(raws) } else { Err(EngineError::Catalog(mistakes)) }
}

fn reads_measures(metric: &Metric) -> bool {
    metric.select().is_some_and(|select| select.opened.contains("measure"))
}

fn put_inputs(
    shared: &Shared,
    workspace: &Workspace,
    frames: &[Frame<'_>],
    metric: &Metric,
) -> Result<(), EngineError> {
    let inputs = frames.iter().map(|frame| frame.of(&metric.info.inputs));
    let measures = inputs.collect::<Result<Vec<_>, _>>()?;
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
