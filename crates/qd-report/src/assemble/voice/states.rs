//! The states that conditions test, resolved before MiniJinja runs.

use std::collections::BTreeMap;

use qd_model::{Better, MeasureKey, MetricId, Value};

use crate::assemble::figures::{Base, Builder, base_key};
use crate::template::{Query, Template};

/// What a condition may know about a figure or a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct States {
    pub(super) is_missing: bool,
    pub(super) is_negative: bool,
    pub(super) is_zero: bool,
    pub(super) is_partial: bool,
    pub(super) is_worse: bool,
    pub(super) is_better: bool,
    pub(super) is_fired: bool,
}

/// The states of everything that a template asks for.
pub(super) fn resolve(template: &Template, builder: &Builder<'_>) -> BTreeMap<Query, States> {
    let proses = template.proses().flat_map(|prose| &prose.queries);
    let conditions = template.conditions().flat_map(|when| &when.queries);
    let queries = proses.chain(conditions).map(|located| located.query.clone());
    queries.map(|query| (query.clone(), states(&query, builder))).collect()
}

fn states(query: &Query, builder: &Builder<'_>) -> States {
    let mut states = States::default();
    if let Some(value) = value(query, builder) {
        states.is_missing = value.number().is_none();
        states.is_negative = value.number().is_some_and(|number| number.is_negative());
        states.is_zero = value.number().is_some_and(|number| number.is_zero());
    }
    match query {
        Query::Measure(target) => {
            let key = builder.key(target);
            let measure = builder.evaluation.measures.get(&key);
            states.is_partial = measure.is_some_and(|measure| measure.is_partial);
            let better = is_better(&key, builder);
            (states.is_better, states.is_worse) = (better == Some(true), better == Some(false));
        }
        Query::Change { target, .. } => {
            let direction = sign(value(query, builder).as_ref(), &target.metric, builder);
            (states.is_better, states.is_worse) =
                (direction == Some(true), direction == Some(false));
        }
        Query::Rule(rule) => states.is_fired = builder.open_findings().any(|f| f.rule == *rule),
        Query::FindingsOf(_) | Query::FindingsFrom(_) | Query::Claims(_) | Query::Word(_) => {}
    }
    states
}

/// The value that a query prints; `None` for words and rules.
pub(super) fn value(query: &Query, builder: &Builder<'_>) -> Option<Value> {
    match query {
        Query::Measure(target) => Some(builder.value(&builder.key(target))),
        Query::Change { target, to } => {
            let base = Base::parse(to).unwrap_or(Base::Prior);
            Some(builder.change_value(&builder.key(target), base))
        }
        Query::FindingsOf(_) | Query::FindingsFrom(_) | Query::Claims(_) => {
            Some(builder.count_cell(query)?.value)
        }
        Query::Rule(_) | Query::Word(_) => None,
    }
}

/// Compares with the prior period, by the metric's direction; `None` where that says nothing.
fn is_better(key: &MeasureKey, builder: &Builder<'_>) -> Option<bool> {
    let prior = base_key(key, Base::Prior);
    if !builder.is_comparable(key, &prior) {
        return None;
    }
    let now = builder.value(key).number()?;
    let then = builder.value(&prior).number()?;
    match builder.metric(&key.metric)?.better {
        _ if now == then => None,
        Better::Up => Some(now > then),
        Better::Down => Some(now < then),
        Better::None => None,
    }
}

fn sign(value: Option<&Value>, metric: &MetricId, builder: &Builder<'_>) -> Option<bool> {
    let number = value?.number().filter(|number| !number.is_zero())?;
    match builder.metric(metric)?.better {
        Better::Up => Some(!number.is_negative()),
        Better::Down => Some(number.is_negative()),
        Better::None => None,
    }
}
