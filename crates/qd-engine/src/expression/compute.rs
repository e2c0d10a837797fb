//! Computes an expression in checked decimals; a missing input makes the result missing.

use std::collections::BTreeSet;

use qd_model::{Basis, Decimal, DecimalError, MetricId, Reason, Rounding};

use super::{Expression, Function, Operator, Window};

/// A term's value with what must travel along.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Term {
    pub(crate) value: Result<Decimal, Reason>,
    pub(crate) is_assumed: bool,
    pub(crate) evidence_count: u64,
    /// How many months a mean rests on, where fewer than asked for.
    pub(crate) n: Option<u64>,
}

impl Term {
    /// A number that rests on nothing but itself.
    pub(crate) fn constant(number: Decimal) -> Self {
        Self { value: Ok(number), is_assumed: false, evidence_count: 0, n: None }
    }

    /// No number, for a reason.
    pub(crate) fn missing(reason: Reason) -> Self {
        Self { value: Err(reason), is_assumed: false, evidence_count: 0, n: None }
    }
}

/// What an expression is computed from.
pub(crate) trait Inputs {
    /// A metric's value in the figure's own period.
    fn metric(&mut self, id: &MetricId) -> Term;
    /// A metric's value through a window.
    fn through(&mut self, window: Window, id: &MetricId) -> Term;
    /// A parameter.
    fn parameter(&mut self, name: &str) -> Term;
    /// The period's last day that has been, in days since 1970-01-01.
    fn period_end(&self) -> i64;
    /// The period's days so far.
    fn period_days(&self) -> i64;
}

/// An expression's value, and its basis.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Outcome {
    pub(crate) value: Result<Decimal, Reason>,
    pub(crate) basis: Basis,
    pub(crate) evidence_count: u64,
    pub(crate) n: Option<u64>,
}

impl Expression {
    /// Computes the value; quotients carry 20 digits, the result is rounded half-even once to 12.
    pub(crate) fn compute(&self, inputs: &mut dyn Inputs) -> Result<Outcome, DecimalError> {
        let mut run = Run {
            inputs,
            reasons: Vec::new(),
            is_assumed: false,
            evidence_count: 0,
            n: None,
            counted: BTreeSet::new(),
        };
        let value = run.value(self)?;
        let basis = if run.is_assumed { Basis::Assumed } else { Basis::Derived };
        let value = match (value, Reason::join(run.reasons)) {
            (Some(number), None) => Ok(number.round(12, Rounding::HalfEven).normalized()),
            (_, Some(reason)) => Err(reason),
            (None, None) => Err(Reason::undefined("no value")),
        };
        Ok(Outcome { value, basis, evidence_count: run.evidence_count, n: run.n })
    }
}

struct Run<'a> {
    inputs: &'a mut dyn Inputs,
    reasons: Vec<Reason>,
    is_assumed: bool,
    evidence_count: u64,
    n: Option<u64>,
    counted: BTreeSet<String>,
}

impl Run<'_> {
    /// Every part is computed even after one is missing, so that all missing fields are named.
    fn value(&mut self, part: &Expression) -> Result<Option<Decimal>, DecimalError> {
        let term = match part {
            Expression::Number(number) => return Ok(Some(*number)),
            Expression::PeriodEnd => return Ok(Some(self.inputs.period_end().into())),
            Expression::PeriodDays => return Ok(Some(self.inputs.period_days().into())),
            Expression::Metric(id) => self.inputs.metric(id),
            Expression::Through(window, id) => self.inputs.through(*window, id),
            Expression::Parameter(name) => self.inputs.parameter(name),
            Expression::Negative(inner) => return Ok(self.value(inner)?.map(Decimal::neg)),
            Expression::Binary(operator, left, right) => {
                let (a, b) = (self.value(left)?, self.value(right)?);
                return self.binary(*operator, a.zip(b), right);
            }
            Expression::Call(function, arguments) => {
                let values = arguments.iter().map(|argument| self.value(argument));
                let values = values.collect::<Result<Option<Vec<_>>, _>>()?;
                return Ok(values.map(|values| call(*function, &values)));
            }
        };
        Ok(self.take(part, term))
    }

    fn take(&mut self, part: &Expression, term: Term) -> Option<Decimal> {
        self.is_assumed |= term.is_assumed;
        self.n = match (self.n, term.n) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        // An input that stands twice in the formula rests on its rows once.
        if self.counted.insert(part.to_string()) {
            self.evidence_count += term.evidence_count;
        }
        match term.value {
            Ok(number) => Some(number),
            Err(reason) => {
                self.reasons.push(reason);
                None
            }
        }
    }

    fn binary(
        &mut self,
        operator: Operator,
        operands: Option<(Decimal, Decimal)>,
        right: &Expression,
    ) -> Result<Option<Decimal>, DecimalError> {
        let Some((a, b)) = operands else { return Ok(None) };
        match operator {
            Operator::Add => a.add(b).map(Some),
            Operator::Subtract => a.sub(b).map(Some),
            Operator::Multiply => product(a, b).map(Some),
            Operator::Divide if b.is_zero() => {
                self.reasons.push(Reason::undefined(format!("{right} is zero")));
                Ok(None)
            }
            Operator::Divide => quotient(a, b).map(Some),
        }
    }
}

/// Multiplies; where a product of quotients has more digits than fit, to 20 after the point.
fn product(a: Decimal, b: Decimal) -> Result<Decimal, DecimalError> {
    a.mul(b).or_else(|_| {
        let shorter = |number: Decimal| number.round(12, Rounding::HalfEven).normalized();
        shorter(a).mul(shorter(b))
    })
}

/// Divides to 20 digits, or to 12 where the whole part is too large for that.
pub(crate) fn quotient(a: Decimal, b: Decimal) -> Result<Decimal, DecimalError> {
    a.div(b, 20, Rounding::HalfEven).or_else(|_| a.div(b, 12, Rounding::HalfEven))
}

fn call(function: Function, values: &[Decimal]) -> Decimal {
    let first = values.first().copied().unwrap_or(Decimal::ZERO);
    match function {
        Function::Min => values.iter().copied().min().unwrap_or(first),
        Function::Max => values.iter().copied().max().unwrap_or(first),
        Function::Abs => first.abs(),
        Function::Ceil => first.round(0, Rounding::Ceiling),
        Function::Floor => first.round(0, Rounding::Floor),
        Function::RoundHalfUp => {
            let digits = values.get(1).copied().unwrap_or(Decimal::ZERO).normalized();
            first.round(u8::try_from(digits.mantissa()).unwrap_or(0).min(12), Rounding::HalfUp)
        }
    }
}
