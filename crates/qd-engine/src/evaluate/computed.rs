//! Measures of `ratio` and `derived` metrics: expressions over other measures.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use qd_analysis::statistics;
use qd_model::{
    Basis, Decimal, DecimalError, Measure, MeasureKey, MetricId, MetricKind, Month, Period, Reason,
    Scenario, Unit, Value,
};

use super::rows::worse;
use super::{Frame, Slot};
use crate::catalog::{Body, Metric};
use crate::expression::{Expression, Inputs, Outcome, Term, Window, quotient};

impl Frame<'_> {
    pub(super) fn measure_of_inputs(&self, slot: &Slot) -> Result<Option<Measure>, DecimalError> {
        let metric = self.metric(slot.metric);
        if !self.exists(slot.metric, slot.entity) {
            return Ok(None);
        }
        if let Some(planned) = self.declared_plan(slot) {
            return Ok(Some(planned));
        }
        if !self.has_inputs(metric, slot)? {
            return Ok(None);
        }
        let mut inputs = FrameInputs { frame: self, slot, error: None };
        let mut low_high = None;
        let outcome = match self.not_positive(metric, slot)? {
            Some(reason) => {
                Outcome { value: Err(reason), basis: Basis::Derived, evidence_count: 0, n: None }
            }
            None => match &metric.body {
                Body::Derived(expression) => expression.compute(&mut inputs)?,
                Body::Ratio(numerator, denominator) => {
                    let above = numerator.compute(&mut inputs)?;
                    let below = denominator.compute(&mut inputs)?;
                    low_high = interval(metric, &above, &below);
                    ratio(metric, above, below, denominator)?
                }
                Body::Rows(_) | Body::Query(_) => return Ok(None),
            },
        };
        if let Some(error) = inputs.error {
            return Err(error);
        }
        let value = match outcome.value {
            Ok(number) => Value::Number(number),
            Err(reason) => Value::Missing(reason),
        };
        Ok(Some(Measure {
            low: low_high.map(|(low, _)| low),
            high: low_high.map(|(_, high)| high),
            n: outcome.n,
            basis: outcome.basis,
            evidence_count: outcome.evidence_count,
            ..self.with_value(slot, value)
        }))
    }

    /// Claims that at least one input says something of the slot; for plans, that all do.
    fn has_inputs(&self, metric: &Metric, slot: &Slot) -> Result<bool, DecimalError> {
        if metric.info.inputs.is_empty() {
            return Ok(slot.scenario == Scenario::Actual && self.is_current(slot.period));
        }
        let is_plan = slot.scenario != Scenario::Actual;
        for id in &metric.info.inputs {
            let is_there = self.inner(&self.input_slot(slot, id))?.is_some();
            if is_there != is_plan {
                return Ok(is_there);
            }
        }
        Ok(is_plan)
    }

    fn input_slot(&self, slot: &Slot, id: &MetricId) -> Slot {
        let metric = self.places[id];
        let dimensions = |place: u32| &self.metric(place).info.dimensions;
        let is_same = dimensions(metric) == dimensions(slot.metric);
        let member = if is_same { Arc::clone(&slot.member) } else { "".into() };
        Slot { metric, member, ..slot.clone() }
    }

    fn not_positive(&self, metric: &Metric, slot: &Slot) -> Result<Option<Reason>, DecimalError> {
        for (id, why) in &metric.positive {
            let input = self.inner(&self.input_slot(slot, id))?;
            let number = input.and_then(|measure| measure.value.number());
            if number.is_some_and(|number| number <= Decimal::ZERO) {
                return Ok(Some(Reason::undefined(why.as_str())));
            }
        }
        Ok(None)
    }

    /// The last day of a slot that has been.
    fn last_day(&self, slot: &Slot) -> NaiveDate {
        (self.span(slot).1 - Days::new(1)).min(self.shared.as_of)
    }

    /// What a term of an expression stands for in a slot.
    pub(crate) fn term_of(&self, slot: &Slot, part: &Expression) -> Result<Term, DecimalError> {
        let mut inputs = FrameInputs { frame: self, slot, error: None };
        let term = match part {
            Expression::Metric(id) => inputs.metric(id),
            Expression::Through(window, id) => inputs.through(*window, id),
            Expression::Parameter(name) => inputs.parameter(name),
            Expression::PeriodEnd => Term::constant(inputs.period_end().into()),
            Expression::PeriodDays => Term::constant(inputs.period_days().into()),
            Expression::Number(number) => Term::constant(*number),
            Expression::Negative(_) | Expression::Binary(..) | Expression::Call(..) => {
                Term::missing(Reason::undefined("no term"))
            }
        };
        inputs.error.map_or(Ok(term), Err)
    }

    /// The measures that a term of an expression reads for a slot, in order of period.
    pub(crate) fn read_by(&self, slot: &Slot, part: &Expression) -> Vec<MeasureKey> {
        let slots = match part {
            Expression::Metric(id) => vec![self.input_slot(slot, id)],
            Expression::Through(Window::Mean(n), id) => self.mean_slots(slot, id, *n),
            Expression::Through(window, id) => {
                let input = self.input_slot(slot, id);
                vec![match window {
                    Window::Prior => Slot { period: slot.period.prior(), ..input },
                    Window::PriorYear => Slot { period: slot.period.prior_year(), ..input },
                    Window::Total | Window::Mean(_) => Slot { member: "".into(), ..input },
                }]
            }
            _ => Vec::new(),
        };
        slots.iter().map(|slot| self.key(slot)).collect()
    }

    /// The last full months of a metric up to a slot's end, in order.
    fn mean_slots(&self, slot: &Slot, id: &MetricId, n: u8) -> Vec<Slot> {
        let last_day = self.last_day(slot);
        let month = Month::of(last_day);
        let last = if last_day < month.last() { month.plus(-1) } else { month };
        let first = self.first_month(self.places[id], slot.entity);
        let months = (0..i32::from(n)).rev().map(|back| last.plus(-back));
        let months = months.filter(|month| first.is_some_and(|first| *month >= first));
        let at = |month| {
            let input = self.input_slot(slot, id);
            Slot { period: Period::Month(month), cut: None, ..input }
        };
        months.map(at).collect()
    }

    /// The mean of the last full months up to a slot's end.
    fn mean_of_months(&self, slot: &Slot, id: &MetricId, n: u8) -> Result<Term, DecimalError> {
        let last_day = self.last_day(slot);
        let mut terms = Vec::new();
        for input in self.mean_slots(slot, id, n) {
            terms.extend(self.inner(&input)?.map(|measure| self.term(&measure)));
        }
        let n_months = terms.len() as u64;
        let title = &self.metric(self.places[id]).info.title;
        let mut mean = Term::constant(Decimal::ZERO);
        let (mut sum, mut reasons) = (Decimal::ZERO, Vec::new());
        for term in terms {
            mean.is_assumed |= term.is_assumed;
            mean.evidence_count += term.evidence_count;
            match term.value {
                Ok(number) => sum = sum.add(number)?,
                Err(reason) => reasons.push(reason),
            }
        }
        mean.n = (n_months < u64::from(n)).then_some(n_months);
        mean.value = match Reason::join(reasons) {
            Some(reason) => Err(reason),
            None if n_months == 0 => {
                Err(Reason::insufficient(format!("{title}: no full month before {last_day}")))
            }
            None => Ok(quotient(sum, Decimal::from(n_months as i64))?),
        };
        Ok(mean)
    }

    fn term(&self, measure: &Measure) -> Term {
        Term {
            value: match &measure.value {
                Value::Number(number) => Ok(*number),
                Value::Missing(reason) => Err(reason.clone()),
            },
            is_assumed: measure.basis == Basis::Assumed,
            evidence_count: measure.evidence_count,
            n: None,
        }
    }

    /// An input's term; an absent member of a flow that is there counts zero.
    fn input(&self, slot: &Slot, id: &MetricId) -> Result<Term, DecimalError> {
        let input = self.input_slot(slot, id);
        if let Some(measure) = self.inner(&input)? {
            return Ok(self.term(&measure));
        }
        let info = &self.metric(input.metric).info;
        if !input.member.is_empty() && matches!(info.kind, MetricKind::Flow | MetricKind::Stock) {
            let total = Slot { member: "".into(), ..input };
            if self.inner(&total)?.is_some_and(|measure| measure.value.number().is_some()) {
                return Ok(Term::constant(Decimal::ZERO));
            }
        }
        Ok(Term::missing(Reason::insufficient(format!("{} in {}", info.title, slot.period))))
    }
}

/// A frame's measures as an expression reads them. The first arithmetic error is kept aside.
struct FrameInputs<'a, 'f> {
    frame: &'a Frame<'f>,
    slot: &'a Slot,
    error: Option<DecimalError>,
}

impl FrameInputs<'_, '_> {
    fn keep(&mut self, term: Result<Term, DecimalError>) -> Term {
        term.unwrap_or_else(|error| {
            self.error = self.error.or(Some(error));
            Term::missing(Reason::undefined("a number is too large"))
        })
    }
}

impl Inputs for FrameInputs<'_, '_> {
    fn metric(&mut self, id: &MetricId) -> Term {
        let term = self.frame.input(self.slot, id);
        self.keep(term)
    }

    fn through(&mut self, window: Window, id: &MetricId) -> Term {
        let slot = self.slot.clone();
        let term = match window {
            Window::Mean(n) => self.frame.mean_of_months(&slot, id, n),
            Window::Prior => self.frame.input(&Slot { period: slot.period.prior(), ..slot }, id),
            Window::PriorYear => {
                self.frame.input(&Slot { period: slot.period.prior_year(), ..slot }, id)
            }
            Window::Total => self.frame.input(&Slot { member: "".into(), ..slot }, id),
        };
        self.keep(term)
    }

    fn parameter(&mut self, name: &str) -> Term {
        let entity = &self.frame.entity(self.slot.entity).key;
        match self.frame.shared.parameters.find(entity, name) {
            Some(parameter) => Term {
                is_assumed: parameter.is_assumed,
                evidence_count: 1,
                ..Term::constant(parameter.value)
            },
            None => Term::missing(Reason::insufficient(format!("parameter {name}"))),
        }
    }

    fn period_end(&self) -> i64 {
        let last = self.frame.last_day(self.slot);
        (last - NaiveDate::default()).num_days()
    }

    fn period_days(&self) -> i64 {
        (self.frame.last_day(self.slot) - self.frame.span(self.slot).0).num_days() + 1
    }
}

fn ratio(
    metric: &Metric,
    above: Outcome,
    below: Outcome,
    denominator: &Expression,
) -> Result<Outcome, DecimalError> {
    let trials = || below.value.as_ref().ok().copied().and_then(crate::series::count);
    let n =
        if metric.has_interval || metric.min_n.is_some() { trials() } else { above.n.or(below.n) };
    let value = match (&above.value, &below.value) {
        (Ok(_), Ok(zero)) if zero.is_zero() => {
            Err(Reason::undefined(format!("{denominator} is zero")))
        }
        (Ok(_), Ok(_)) if metric.min_n.is_some_and(|min_n| n.is_some_and(|n| n < min_n)) => {
            Err(Reason::TooFew { n: n.unwrap_or(0) })
        }
        (Ok(a), Ok(b)) => {
            Ok(quotient(*a, *b)?.round(12, qd_model::Rounding::HalfEven).normalized())
        }
        (a, b) => {
            let reasons = [a, b].into_iter().filter_map(|side| side.clone().err());
            Err(Reason::join(reasons).unwrap_or(Reason::undefined("no value")))
        }
    };
    let evidence_count = above.evidence_count + below.evidence_count;
    Ok(Outcome { value, basis: worse(above.basis, below.basis), evidence_count, n })
}

/// The 90% Wilson interval of two counts, at 12 digits.
fn interval(metric: &Metric, above: &Outcome, below: &Outcome) -> Option<(Decimal, Decimal)> {
    let (k, n) = (above.value.as_ref().ok()?, below.value.as_ref().ok()?);
    if !metric.has_interval || metric.info.unit == Unit::Money {
        return None;
    }
    let (low, high) = statistics::wilson(k.to_f64(), n.to_f64(), statistics::Z90)?;
    let number = |float: f64| format!("{float:.12}").parse().ok().map(Decimal::normalized);
    number(low).zip(number(high))
}
