//! What a metric's header says about it: everything a reader, a renderer or a scope must know.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{MetricId, OperatingModel, Role};

/// How a metric's value comes about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricKind {
    /// Rows summed within a period.
    Flow,
    /// Rows summed to a date; a period shows its last day.
    Stock,
    /// Numerator over denominator, both metrics.
    Ratio,
    /// An expression over metrics and parameters.
    Derived,
    /// A SELECT that gives measures directly.
    Query,
}

/// What a value counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// An amount; the commodity stands with the measure.
    Money,
    /// Things: charters, findings, people.
    Count,
    /// A share, printed in percent.
    Ratio,
    /// A plain quotient, printed with two decimals: a current ratio, an hourly rate of something.
    Factor,
    /// Days.
    Days,
    /// Hours.
    Hours,
    /// Months.
    Months,
    /// Seconds.
    Seconds,
    /// Nautical miles.
    Miles,
    /// A date, as days since 1970-01-01.
    Date,
    /// What a header names otherwise; printed behind the number.
    #[serde(untagged)]
    Other(String),
}

impl Unit {
    /// Reads a header's word.
    pub fn parse(word: &str) -> Self {
        match word {
            "money" => Self::Money,
            "count" => Self::Count,
            "ratio" => Self::Ratio,
            "factor" => Self::Factor,
            "days" => Self::Days,
            "hours" => Self::Hours,
            "months" => Self::Months,
            "seconds" => Self::Seconds,
            "miles" => Self::Miles,
            "date" => Self::Date,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Money => "money",
            Self::Count => "count",
            Self::Ratio => "ratio",
            Self::Factor => "factor",
            Self::Days => "days",
            Self::Hours => "hours",
            Self::Months => "months",
            Self::Seconds => "seconds",
            Self::Miles => "miles",
            Self::Date => "date",
            Self::Other(word) => word,
        })
    }
}

/// Which direction is good news.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither.
    #[default]
    None,
}

/// How many digits people see.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Display {
    /// Three significant digits from 10k on.
    #[default]
    Magnitude,
    /// Cents always: prices, fees, contribution of one unit.
    Exact,
}

/// A metric as its header declares it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MetricInfo {
    /// The stem of its file.
    pub id: MetricId,
    /// The name for people.
    pub title: String,
    /// How the value comes about.
    pub kind: MetricKind,
    /// What it counts.
    pub unit: Unit,
    /// Which direction is good.
    pub better: Better,
    /// How many digits people see.
    pub display: Display,
    /// The columns that it is broken down by, in declared order.
    pub dimensions: Vec<String>,
    /// The operating models it applies to; empty means all.
    pub models: Vec<OperatingModel>,
    /// Who may see it.
    pub roles: BTreeSet<Role>,
    /// The formula in words.
    pub formula: String,
    /// Why anyone cares.
    pub why: String,
    /// Where the formula comes from.
    pub source: String,
    /// The metrics it is computed from, in the order of the expression.
    pub inputs: Vec<MetricId>,
    /// The file, relative to its catalog layer, and the layer's name.
    pub defined_in: String,
}
