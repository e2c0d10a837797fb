//! What can go wrong once a catalog is loaded. Mistakes in catalog files are diagnostics instead.

use qd_model::{DecimalError, Diagnostic, FigureId};

/// Why the engine could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// SELECTs of the catalog cannot be run, each with its place.
    #[error("{}", listed(.0))]
    Catalog(Vec<Diagnostic>),
    /// A SELECT that a person typed cannot be run.
    #[error("{message}")]
    Sql {
        /// What is wrong, in SQL's words.
        message: String,
        /// One thing that the reader can do now.
        help: Option<String>,
    },
    /// A number of a metric does not fit.
    #[error("`{metric}` of `{entity}`: {source}")]
    Number {
        /// The metric.
        metric: String,
        /// The entity's key.
        entity: String,
        /// What happened.
        source: DecimalError,
    },
    /// The run has no such portfolio.
    #[error("this run has no portfolio `{0}`")]
    UnknownPortfolio(String),
    /// The catalog or the portfolio does not have what a figure names.
    #[error("there is no figure `{figure}`: {why}")]
    UnknownFigure {
        /// The figure asked for.
        figure: Box<FigureId>,
        /// What is unknown, with the nearest name.
        why: String,
    },
    /// The facts do not have the columns of their table.
    #[error("fact table `{table}`: {message}")]
    Facts {
        /// The table.
        table: String,
        /// What is wrong.
        message: String,
    },
}

fn listed(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(Diagnostic::to_string).collect::<Vec<_>>().join("\n")
}
