//! Readers: one file or folder for each kind of source, from the world to fact tables.
//!
//! A reader returns the rows that it understood and a diagnostic for everything else; it never stops
//! the run, never reads outside the portfolio's folder, and bounds what it holds in memory.
//! To add a kind: write its file, and add it to [`ALL`].

mod assignments;
mod aws_export;
pub mod bank;
pub mod claims;
mod cloud;
pub mod cost;
pub mod csv;
pub mod env_file;
pub mod exports;
pub mod files;
mod git;
pub mod handoff;
mod import;
mod infra;
mod ledger;
mod lifecycle;
mod mask;
mod problems;
mod run_secrets;
mod secret_cache;
mod site;
mod stack;
#[cfg(test)]
mod testing;
mod tree;
mod truth;

use qd_facts::Source;

pub use aws_export::AwsExport;
pub use git::{Git, ImportError, import_history};
pub use infra::Infra;
pub use run_secrets::RunSecrets;

/// Every kind of source, in the order of the documentation.
pub static ALL: &[&dyn Source] = &[
    &ledger::Ledger,
    &csv::Csv,
    &bank::Bank,
    &exports::Export,
    &cost::Cost,
    &handoff::Handoff,
    &Git,
    &Infra,
    &AwsExport,
    &import::Import,
    &site::Site,
];

/// Finds the reader of a kind.
pub fn find(kind: &str) -> Option<&'static dyn Source> {
    ALL.iter().copied().find(|source| source.kind() == kind)
}
