//! Fact tables: what readers produce and SQL reads.
//!
//! [`tables`] has one file a table (schema, units, grain); [`Facts`] collects typed rows into Arrow
//! batches; [`Source`] is the contract of a reader. Money is Decimal128(28, 12) in every portfolio,
//! so that facts of any two are one table; a number with more digits is a diagnostic, never cut.

mod batch;
mod batches;
mod chart;
mod columns;
mod facts;
mod schema;
mod source;
pub mod tables;

pub use batch::{FactCell, FactError, FactRows};
pub use batches::{Batches, business_span, join};
pub use chart::{Chart, ChartEntry};
pub use columns::{TextList, WholeColumn, whole};
pub use facts::{Collected, Facts, Row};
pub use schema::{COMMON_COLUMNS, ColumnDef, ColumnType, Table, arrow_schema};
pub use source::{
    CollectContext, NoSecrets, SecretPlace, SecretScanner, SecretSink, Setting, SettingError,
    Source, SourceSpec, status_of,
};
