//! The words of Quarterdeck as types: what every other crate speaks and none of them owns.
//!
//! No I/O, no clock, no Arrow. A type lands here when two crates must agree on it; what only one
//! crate needs stays there. Numbers are [`Decimal`], a missing one is a [`Value::Missing`] with its
//! [`Reason`], and text from outside is [`Untrusted`] until a renderer escapes it.
//! Start with [`Evaluation`] (what the engine hands over) and [`report::Report`] (what is rendered).

mod action;
mod calendar;
mod claim;
mod decimal;
mod diagnostic;
mod entity;
mod evaluation;
mod evidence;
mod figure;
mod finding;
mod ids;
mod measure;
mod metric;
mod money;
pub mod report;
mod scope;
mod source_status;
mod table;
mod trace;
mod untrusted;
mod value;
mod wide;

pub use action::{Action, Agenda, Apart, Placed, Planned};
pub use calendar::{Calendar, Month, Period, PeriodError, PeriodKind};
pub use claim::{Claim, ClaimVerdict};
pub use decimal::{Decimal, DecimalError, Rounding};
pub use diagnostic::{Diagnostic, Level};
pub use entity::{Entity, OperatingModel};
pub use evaluation::Evaluation;
pub use evidence::Evidence;
pub use figure::{FigureId, FigureIdError};
pub use finding::{Finding, Reliability, RuleInfo, Severity, Verdict};
pub use ids::{EntityKey, IdError, MetricId, ReportId, Role, RuleId, SourceId, ViewId, kebab};
pub use measure::{Basis, Measure, MeasureKey, Measures, Scenario};
pub use metric::{Better, Display, MetricInfo, MetricKind, Unit};
pub use money::{Commodity, Money};
pub use scope::Scope;
pub use source_status::SourceStatus;
pub use table::{Cell, Column, ViewRow, ViewTable};
pub use trace::{EvidenceRows, Trace, TraceInput, TraceRow};
pub use untrusted::{Secret, Untrusted};
pub use value::{Reason, Value};
