//! Actions: what could be done next, from findings and handoff tasks, and the agenda that they make.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::{Commodity, Decimal, EntityKey, Evidence, Role, RuleId, Untrusted};

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
    /// Mean hours that it takes; of a range the mean of the lognormal with these p10 and p90.
    pub hours: Option<Decimal>,
    /// Cash that it costs, a mean.
    pub cash: Option<Decimal>,
    /// What it gains if done by `due`, a mean.
    pub gain: Option<Decimal>,
    /// What it gains each day once done, a mean.
    pub per_day: Option<Decimal>,
    /// The rule that found it; `None` for a task that somebody wrote.
    pub rule: Option<RuleId>,
    /// What became of it in the agenda.
    pub place: Placed,
    /// Where it was found.
    pub evidence: Vec<Evidence>,
}

/// What became of an action in the agenda.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub enum Placed {
    /// Nobody's hours are known, so that nothing was planned.
    Unplanned,
    /// It is in the agenda.
    In(Box<Planned>),
    /// The best agenda does without it.
    Out,
    /// It could not be planned, for want of something.
    Apart(Apart),
}

impl Placed {
    /// Its place, if it is in the agenda.
    pub fn planned(&self) -> Option<&Planned> {
        match self {
            Self::In(planned) => Some(planned),
            Self::Unplanned | Self::Out | Self::Apart(_) => None,
        }
    }
}

/// Why an action could not be planned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum Apart {
    /// It says of no benefit, and nothing that pays needs it.
    NoPrice,
    /// It has no owner.
    NoOwner,
    /// Its owner is no `[[person]]`.
    NoPerson,
    /// It says of no hours.
    NoHours,
    /// Something that it needs is not known, or cannot be planned.
    Needs(String),
    /// Its money cannot be brought to the portfolio's currency.
    NoRate,
    /// Its owner has more than sixteen; it is not among the best of them.
    TooMany,
}

impl Apart {
    /// The reason as a sentence without its end.
    pub fn sentence(&self) -> String {
        match self {
            Self::NoPrice => "it does not say what it brings".to_owned(),
            Self::NoOwner => "it has no owner".to_owned(),
            Self::NoPerson => "its owner's hours are not known".to_owned(),
            Self::NoHours => "it does not say how long it takes".to_owned(),
            Self::Needs(id) => format!("it needs `{id}`, which is not planned"),
            Self::NoRate => "there is no rate for its money".to_owned(),
            Self::TooMany => "its owner has more than sixteen better ones".to_owned(),
        }
    }
}

/// An action's place in the agenda. Money is in the portfolio's currency.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Planned {
    /// Its place by start, from 1.
    pub place: u32,
    /// Its places in 80% of the draws that have it.
    pub places: Option<(u32, u32)>,
    /// The day on which work starts.
    pub start: NaiveDate,
    /// The day on which it ends.
    pub end: NaiveDate,
    /// What it leaves by the horizon, its cost and hours paid.
    pub net: Decimal,
    /// The same in 80% of the draws.
    pub net_range: (Decimal, Decimal),
    /// The share of draws in whose agenda it is.
    pub chance: Decimal,
    /// The last day of what waiting would cost: its deadline, else the horizon.
    pub late_after: NaiveDate,
    /// What the agenda loses if it is not done by then.
    pub late_loss: Decimal,
    /// What a check of its numbers may cost at most, where it should be checked first.
    pub verify_up_to: Option<Decimal>,
    /// The ids of planned actions that need it.
    pub needed_by: Vec<String>,
}

/// The agenda of a scope.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Agenda {
    /// Days that it looks ahead.
    pub horizon_days: u32,
    /// What it leaves by then.
    pub value: Decimal,
    /// Days of the longer look.
    pub long_horizon_days: u32,
    /// What the best agenda of these days leaves.
    pub long_value: Decimal,
    /// The currency of its money.
    pub currency: Commodity,
    /// Claims that no agenda is better at the means.
    pub is_proven: bool,
    /// Draws of every range behind chances and intervals.
    pub draws: u32,
}
