//! Actions: what could be done next, from findings and handoff tasks.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::{Decimal, EntityKey, Evidence, Role, Untrusted};

/// Something to do, with what it is worth and what it takes.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Action {
    /// Unique in its portfolio: the task's own id, or derived from its place.
    pub id: String,
    /// Whose it is.
    pub entity: EntityKey,
    /// What to do, verb first. Outside text.
    pub text: Untrusted<String>,
    /// Who does it.
    pub owner: Option<String>,
    /// Whose work it is; without any it is the CEO's and the operators'.
    pub roles: BTreeSet<Role>,
    /// By when.
    pub due: Option<NaiveDate>,
    /// Mean hours that it takes.
    pub hours: Option<Decimal>,
    /// Cash that it costs.
    pub cash: Option<Decimal>,
    /// What it gains if done by `due`.
    pub gain: Option<Decimal>,
    /// What it gains each day once done.
    pub per_day: Option<Decimal>,
    /// Where it was found.
    pub evidence: Vec<Evidence>,
}
