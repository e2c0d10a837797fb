//! The agenda: which actions, by whom, in which order, so that the money by the horizon is the most
//! (marketing.md section 4).
//!
//! No score: money under hours and deadlines, solved exactly for each owner. [`action`] says what an
//! action is worth when, [`solve`] finds one owner's best order, [`plan`] brings owners together,
//! [`draws`] says how sure a place is, [`delay`] what waiting costs.

pub mod action;
mod bounds;
pub mod delay;
pub mod draws;
pub mod plan;
pub mod quantity;
pub mod solve;
#[cfg(test)]
mod tests;
mod together;

pub use action::{Action, Job, Owner};
pub use plan::{Agenda, Step, plan};
pub use quantity::Quantity;

/// Days that an agenda looks ahead.
pub const HORIZON_DAYS: f64 = 30.0;
/// Days that it is printed for as well.
pub const LONG_HORIZON_DAYS: f64 = 90.0;
/// Times are sums of floats: what differs by less is the same moment.
pub(crate) const MOMENT: f64 = 1e-9;
