//! The language of `ratio` and `derived` metrics: arithmetic over metrics, parameters and literals.
//!
//! [`Expression::parse`] reads it, [`Expression::compute`] gives a number or says why there is none.
//! No loops, no conditions: what needs them is a `query` metric.

mod compute;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

use qd_model::{Decimal, MetricId};

pub(crate) use compute::{Inputs, Outcome, Term, quotient};

/// An expression as its header writes it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Expression {
    Number(Decimal),
    Metric(MetricId),
    Parameter(String),
    PeriodEnd,
    PeriodDays,
    /// A metric seen through other periods than the figure's own.
    Through(Window, MetricId),
    Negative(Box<Self>),
    Binary(Operator, Box<Self>, Box<Self>),
    Call(Function, Vec<Self>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Function {
    Min,
    Max,
    Abs,
    Ceil,
    Floor,
    RoundHalfUp,
}

/// Which periods of a metric a term reads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Window {
    /// The mean of the last full months up to the period's end: 3, 6 or 12.
    Mean(u8),
    /// The period of the same kind just before.
    Prior,
    /// The same period a year earlier.
    PriorYear,
    /// The total, beside a member of a dimension.
    Total,
}

impl Window {
    const NAMES: [(&str, Self); 6] = [
        ("t3m", Self::Mean(3)),
        ("t6m", Self::Mean(6)),
        ("t12m", Self::Mean(12)),
        ("prior", Self::Prior),
        ("prior_year", Self::PriorYear),
        ("total", Self::Total),
    ];

    fn name(self) -> &'static str {
        let named = Self::NAMES.iter().find(|(_, window)| *window == self);
        named.map_or("t3m", |(name, _)| name)
    }
}

impl Function {
    const NAMES: [(&str, Self); 6] = [
        ("min", Self::Min),
        ("max", Self::Max),
        ("abs", Self::Abs),
        ("ceil", Self::Ceil),
        ("floor", Self::Floor),
        ("round_half_up", Self::RoundHalfUp),
    ];

    fn name(self) -> &'static str {
        let named = Self::NAMES.iter().find(|(_, function)| *function == self);
        named.map_or("min", |(name, _)| name)
    }
}

impl Expression {
    /// The metrics that it reads, in order of appearance, each once.
    pub(crate) fn metrics(&self) -> Vec<MetricId> {
        let mut found = Vec::new();
        self.visit(&mut |part| {
            if let Self::Metric(id) | Self::Through(_, id) = part
                && !found.contains(id)
            {
                found.push(id.clone());
            }
        });
        found
    }

    /// The parameters that it reads, in order of appearance, each once.
    pub(crate) fn parameters(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.visit(&mut |part| {
            if let Self::Parameter(name) = part
                && !found.contains(name)
            {
                found.push(name.clone());
            }
        });
        found
    }

    /// Shows every part, the whole first, in order of appearance.
    pub(crate) fn visit(&self, see: &mut dyn FnMut(&Self)) {
        see(self);
        match self {
            Self::Negative(inner) => inner.visit(see),
            Self::Binary(_, left, right) => {
                left.visit(see);
                right.visit(see);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|part| part.visit(see)),
            Self::Number(_)
            | Self::Metric(_)
            | Self::Parameter(_)
            | Self::PeriodEnd
            | Self::PeriodDays
            | Self::Through(..) => {}
        }
    }

    /// Writes it with `word` in place of each metric, parameter and period word.
    pub(crate) fn written(&self, word: &dyn Fn(&Self) -> String) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Metric(_)
            | Self::Parameter(_)
            | Self::PeriodEnd
            | Self::PeriodDays
            | Self::Through(..) => word(self),
            Self::Negative(inner) => format!("-{}", inner.written_inside(word)),
            Self::Binary(operator, left, right) => {
                let sign = match operator {
                    Operator::Add => '+',
                    Operator::Subtract => '-',
                    Operator::Multiply => '*',
                    Operator::Divide => '/',
                };
                let (left, right) = (left.written_inside(word), right.written_inside(word));
                format!("{left} {sign} {right}")
            }
            Self::Call(function, arguments) => {
                let arguments = arguments.iter().map(|part| part.written(word));
                format!("{}({})", function.name(), arguments.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn written_inside(&self, word: &dyn Fn(&Self) -> String) -> String {
        match self {
            Self::Binary(..) => format!("({})", self.written(word)),
            _ => self.written(word),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(&|part| match part {
            Self::Metric(id) => id.to_string(),
            Self::Parameter(name) => format!("param.{name}"),
            Self::PeriodEnd => "period_end".into(),
            Self::PeriodDays => "period_days".into(),
            Self::Through(window, id) => format!("{}({id})", window.name()),
            _ => String::new(),
        }))
    }
}
