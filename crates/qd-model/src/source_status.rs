//! How fresh and how complete a source is.

use chrono::NaiveDate;
use serde::Serialize;

use crate::{EntityKey, SourceId};

/// What became of one source in a run.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SourceStatus {
    /// The source.
    pub source: SourceId,
    /// Whose it is.
    pub entity: EntityKey,
    /// The kind in the configuration: `ledger`, `csv`, ...
    pub kind: String,
    /// The path in the configuration.
    pub path: String,
    /// Rows by fact table.
    pub rows: Vec<(String, u64)>,
    /// Items that were seen and could not be understood.
    pub n_skipped: u64,
    /// The first business date in it.
    pub first_date: Option<NaiveDate>,
    /// The last business date in it, not after `as_of`.
    pub last_date: Option<NaiveDate>,
    /// The declared coverage `[start, end)`, if the configuration gives one.
    pub covers: Option<(NaiveDate, NaiveDate)>,
    /// Claims that its numbers are declared assumptions.
    pub is_assumed: bool,
    /// Claims that it could not be read at all.
    pub is_missing: bool,
    /// How many errors and warnings it gave.
    pub n_diagnostics: u64,
}
