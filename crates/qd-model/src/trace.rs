//! The answer to "where did that number come from?".

use serde::Serialize;

use crate::{Decimal, Evidence, FigureId, Measure, MetricInfo};

/// One contributing row.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TraceRow {
    /// The row's business date, or empty.
    pub date: String,
    /// What it contributes, in its own commodity.
    pub value: Option<Decimal>,
    /// The commodity of money.
    pub commodity: Option<String>,
    /// The dated rate by which it was converted, as a sentence.
    pub rate: Option<String>,
    /// Where it came from.
    pub evidence: Evidence,
}

/// Contributing rows, bounded, with how many there are.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct EvidenceRows {
    /// The first rows, in order of date and place.
    pub rows: Vec<TraceRow>,
    /// How many there are in all.
    pub count: u64,
}

/// An input of a derived figure.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum TraceInput {
    /// Another figure, traced in its turn.
    Figure(Box<Trace>),
    /// A parameter.
    Parameter {
        /// Its name.
        name: String,
        /// Its value.
        value: Decimal,
        /// Claims that it is an assumption.
        is_assumed: bool,
        /// Where the number comes from.
        source: String,
        /// Where it is declared.
        evidence: Evidence,
    },
}

/// A figure opened down to its rows.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Trace {
    /// The figure.
    pub figure: FigureId,
    /// Its metric.
    pub metric: MetricInfo,
    /// Its value.
    pub measure: Measure,
    /// The formula with the numbers put in, for ratio and derived metrics.
    pub substituted: Option<String>,
    /// What it is computed from.
    pub inputs: Vec<TraceInput>,
    /// The rows it rests on directly.
    pub rows: EvidenceRows,
    /// The SELECT that gave the rows.
    pub sql: Option<String>,
}
