//! One file a verb. Each takes the options and prints through [`crate::output::Output`].

pub(crate) mod actions;
pub(crate) mod agenda;
pub(crate) mod approve;
pub(crate) mod archive;
pub(crate) mod build;
pub(crate) mod cancel;
pub(crate) mod catalog;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod doctor;
pub(crate) mod events;
pub(crate) mod init;
pub(crate) mod next;
pub(crate) mod plan;
pub(crate) mod query;
pub(crate) mod replay;
pub(crate) mod resume;
pub(crate) mod send;
pub(crate) mod serve;
pub(crate) mod status;
pub(crate) mod trace;
