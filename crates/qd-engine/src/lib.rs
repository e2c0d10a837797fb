//! The catalog engine: loads metrics, rules and views as text, runs them over all facts of a run,
//! and hands over what one scope may see.
//!
//! The way through: [`Catalog::load`] checks the text files and names every mistake at once;
//! [`Engine::new`] runs each SELECT once for all entities and portfolios; [`Engine::evaluate`]
//! cuts out one scope and recomputes what spans entities from that scope's rows alone;
//! [`Engine::trace`], [`Engine::evidence`] and [`Engine::query`] open numbers down to their rows.
//! [`slt::run`] tests a catalog. DataFusion is met in [`session`] only: the rest sees Arrow batches.
//! Nothing here reads the clock, the environment, the network or a file.

mod actions;
mod books;
mod catalog;
mod claims;
mod coverage;
mod engine;
mod error;
mod evaluate;
mod evidence;
mod expression;
mod findings;
mod input;
mod intercompany;
mod lists;
mod parameters;
mod query;
mod rates;
mod relations;
mod series;
mod session;
pub mod slt;
#[cfg(test)]
mod testing;
mod trace;

pub use books::{Books, Changes, Contribution, MARK_BYTES, Marker, RowChange, RowOfNow};
pub use catalog::{Catalog, CatalogFile};
pub use engine::Engine;
pub use error::EngineError;
pub use input::{Accept, NoPrior, PortfolioRun, PriorEdition, RunInput};
pub use query::QueryResult;
