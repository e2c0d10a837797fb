//! Opens figures down to their rows.
//!
//! A [`Tracer`] sees one portfolio through one scope. [`rests`] says what a figure rests on,
//! [`rows`] runs the SELECTs that give the rows. It computes no value of its own: numbers are those
//! of the evaluation, and a figure without a value shows no rows.

mod rests;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use qd_facts::Batches;
use qd_model::{
    Decimal, FigureId, Measure, MeasureKey, MetricId, Rounding, Scenario, Scope, Trace, TraceInput,
};

use crate::EngineError;
use crate::catalog::{Body, Metric, did_you_mean};
use crate::engine::{Computed, Engine, on_large_stack, whole_scope};
use crate::evaluate::{Frame, Slot};
use crate::expression::{Expression, Window};
use crate::input::PortfolioRun;

use rests::Rests;
pub(crate) use rows::Traced;
use rows::{Postings, SourceRows};

/// How deep inputs of inputs are opened.
const MAX_DEPTH: usize = 8;
/// How many figures one trace opens: a year's mean of something derived has many inputs.
const MAX_FIGURES: usize = 400;

impl Engine {
    /// Opens a figure of the whole portfolio: its formula with the numbers in it, its inputs, and
    /// the first `limit` rows that each of them rests on.
    pub fn trace(&self, id: &FigureId, limit: usize) -> Result<Trace, EngineError> {
        on_large_stack(|| {
            let scope = whole_scope(self.portfolio(&id.key().entity)?);
            let mut tracer = Tracer::new(self, &scope)?;
            let opened = match tracer.is_yet_to_come(id.key()) {
                true => None,
                false => tracer.open(id.key(), limit, 0)?,
            };
            match opened {
                Some(trace) => Ok(trace),
                None => Err(tracer.unknown(id)),
            }
        })
    }
}

/// One portfolio through one scope, and what its figures have been found to rest on.
pub(crate) struct Tracer<'a> {
    engine: &'a Engine,
    portfolio: &'a PortfolioRun,
    scope: Scope,
    computed: Arc<Computed>,
    frame: Frame<'a>,
    /// The rows of SELECTs over several entities, run on a partial scope's rows alone.
    scoped: Option<Postings>,
    scoped_rows: BTreeMap<MetricId, Arc<SourceRows>>,
    /// The facts to read rows from, where they are not the run's.
    facts: Option<Batches>,
    known: BTreeMap<MeasureKey, Arc<Rests>>,
    n_opened: usize,
}

impl<'a> Tracer<'a> {
    /// Opens a portfolio for a scope.
    pub(crate) fn new(engine: &'a Engine, scope: &Scope) -> Result<Self, EngineError> {
        let portfolio = engine.portfolio(&scope.root)?;
        let computed = engine.computed(portfolio, scope)?;
        let metrics = &engine.shared.catalog.metrics;
        // What a SELECT over several entities gave for everybody is nothing to a partial scope.
        let is_shared = |id: &MetricId| scope.is_whole || !metrics[id].is_over_scope;
        let raws = engine.raws.iter().filter(|(id, _)| is_shared(id));
        let raws = raws.map(|(id, raw)| (id.clone(), Arc::clone(raw))).collect();
        Ok(Self {
            engine,
            portfolio,
            scope: scope.clone(),
            computed,
            frame: Frame::new(&engine.shared, portfolio, scope, raws),
            scoped: None,
            scoped_rows: BTreeMap::new(),
            facts: None,
            known: BTreeMap::new(),
            n_opened: 0,
        })
    }

    /// As [`Tracer::new`], with rows read from other facts than the run's.
    pub(crate) fn over(
        engine: &'a Engine,
        scope: &Scope,
        facts: Batches,
    ) -> Result<Self, EngineError> {
        Ok(Self { facts: Some(facts), ..Self::new(engine, scope)? })
    }

    fn metric(&self, id: &MetricId) -> Option<&'a Metric> {
        self.engine.shared.catalog.metrics.get(id)
    }

    /// A measure as it was evaluated, else computed now: a day's, or an earlier year's.
    fn measure(&self, key: &MeasureKey) -> Result<Option<Measure>, EngineError> {
        if let Some(measure) = self.computed.measures.get(key) {
            return Ok(Some(measure.clone()));
        }
        match self.frame.slot(key) {
            Some(slot) => {
                let measure = self.frame.measure(&slot)?;
                Ok(measure.map(Arc::unwrap_or_clone))
            }
            None => Ok(None),
        }
    }

    fn open(
        &mut self,
        key: &MeasureKey,
        limit: usize,
        depth: usize,
    ) -> Result<Option<Trace>, EngineError> {
        let (Some(metric), Some(slot)) = (self.metric(&key.metric), self.frame.slot(key)) else {
            return Ok(None);
        };
        let Some(measure) = self.measure(key)? else { return Ok(None) };
        self.n_opened += 1;
        let direct = match measure.value.number() {
            Some(_) => self.direct(key, metric)?,
            None => Rests::new(),
        };
        let mut inputs = Vec::new();
        if depth < MAX_DEPTH {
            for input in self.inputs_of(key, metric)? {
                if self.n_opened < MAX_FIGURES {
                    let opened = self.open(&input, limit, depth + 1)?;
                    inputs.extend(opened.map(|trace| TraceInput::Figure(Box::new(trace))));
                }
            }
        }
        for name in self.parameters_of(key, metric) {
            let parameter = self.engine.shared.parameters.find(&key.entity, &name);
            inputs.extend(parameter.map(|parameter| TraceInput::Parameter {
                name,
                value: parameter.value,
                is_assumed: parameter.is_assumed,
                source: parameter.note.clone().unwrap_or_default(),
                evidence: parameter.place.clone(),
            }));
        }
        let rows = self.gather(&direct, limit)?;
        Ok(Some(Trace {
            figure: FigureId::new(key.clone()),
            metric: metric.info.clone(),
            measure,
            substituted: self.substituted(&slot, metric),
            inputs,
            rows,
            sql: metric.select().map(|select| select.text.clone()),
        }))
    }

    /// The formula with the numbers in it; `?` stands for what is missing.
    fn substituted(&self, slot: &Slot, metric: &Metric) -> Option<String> {
        let written = |number: Option<Decimal>| match number {
            None => "?".to_owned(),
            Some(number) => {
                let number = number.round(12, Rounding::HalfEven).normalized();
                if number < Decimal::ZERO { format!("({number})") } else { number.to_string() }
            }
        };
        let word = |part: &Expression| {
            if let Expression::Through(Window::Mean(_), _) = part {
                let months = self.frame.read_by(slot, part);
                let months = months.iter().map(|key| {
                    let measure = self.measure(key).ok().flatten();
                    written(measure.and_then(|measure| measure.value.number()))
                });
                let months = months.collect::<Vec<_>>();
                if months.len() > 1 {
                    return format!("(({}) / {})", months.join(" + "), months.len());
                }
            }
            let term = self.frame.term_of(slot, part).ok();
            written(term.and_then(|term| term.value.ok()))
        };
        match &metric.body {
            Body::Derived(mean @ Expression::Through(..)) => {
                let mean = word(mean);
                let inner = mean.strip_prefix('(').and_then(|mean| mean.strip_suffix(')'));
                Some(inner.filter(|inner| inner.starts_with('(')).unwrap_or(&mean).to_owned())
            }
            Body::Derived(expression) => Some(expression.written(&word)),
            Body::Ratio(numerator, denominator) => {
                let side = |side: &Expression| match side {
                    Expression::Binary(..) => format!("({})", side.written(&word)),
                    _ => side.written(&word),
                };
                Some(format!("{} / {}", side(numerator), side(denominator)))
            }
            Body::Rows(_) | Body::Query(_) => None,
        }
    }

    /// Claims that a period begins after as_of and nothing that looks ahead has computed it.
    fn is_yet_to_come(&self, key: &MeasureKey) -> bool {
        let (start, _) = key.period.span(self.portfolio.calendar);
        start > self.engine.as_of() && self.computed.measures.get(key).is_none()
    }

    /// Says what of a figure is unknown, with the nearest name.
    fn unknown(&self, id: &FigureId) -> EngineError {
        let key = id.key();
        let plain = self.engine.unknown(id);
        let Some(metric) = self.metric(&key.metric) else { return plain };
        let why = match self.portfolio.entity(&key.entity) {
            None => {
                let known = self.portfolio.entities.iter().map(|entity| entity.key.short());
                let short = key.entity.short();
                let meant = did_you_mean(short, known).map(|meant| format!("; {meant}"));
                format!("no entity `{short}`{}", meant.unwrap_or_default())
            }
            Some(_) if self.is_yet_to_come(key) => {
                format!("{} begins after {}", key.period, self.engine.as_of())
            }
            Some(entity) if !key.entity.is_root() && !metric.applies_to(entity.model) => {
                let models = metric.info.models.iter().map(|model| model.as_str());
                let models = models.collect::<Vec<_>>().join(", ");
                let (id, short, own) = (&key.metric, key.entity.short(), entity.model.as_str());
                format!("`{id}` is for entities of model {models}, and `{short}` is of {own}")
            }
            Some(_) => match (self.nearest(key), plain) {
                (Some(there), EngineError::UnknownFigure { why, .. }) => {
                    format!("{why}; there is `{there}`")
                }
                (_, plain) => return plain,
            },
        };
        EngineError::UnknownFigure { figure: Box::new(id.clone()), why }
    }
    /// A figure of the same metric that is there: of the entity if it has one, in the period if it
    /// can be, else the latest.
    fn nearest(&self, key: &MeasureKey) -> Option<MeasureKey> {
        let all = self.computed.measures.iter().map(|(known, _)| known);
        let all = all.filter(|known| known.metric == key.metric);
        let likeness = |known: &&MeasureKey| {
            let is_total = known.dimension.is_empty() == key.dimension.is_empty();
            let is_same = known.period == key.period;
            (known.entity == key.entity, is_same, known.scenario == Scenario::Actual, is_total)
        };
        all.max_by(|a, b| {
            likeness(a).cmp(&likeness(b)).then_with(|| (a.period, *b).cmp(&(b.period, *a)))
        })
        .cloned()
    }
}
