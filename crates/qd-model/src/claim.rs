//! Claims: what a person stated, beside what the sources say.

use serde::{Deserialize, Serialize};

use crate::{EntityKey, Evidence, FigureId, RuleId, Untrusted, Value};

/// What became of a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimVerdict {
    /// The computed figure is elsewhere than stated.
    Contradicted,
    /// It cannot be told; the computed value says why.
    CannotTell,
    /// The computed figure is within the tolerance.
    Confirmed,
}

impl ClaimVerdict {
    /// The word for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contradicted => "contradicted",
            Self::CannotTell => "cannot tell",
            Self::Confirmed => "confirmed",
        }
    }
}

/// A person's statement, checked.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Claim {
    /// The id in `claims.toml`.
    pub id: String,
    /// Whose it is.
    pub entity: EntityKey,
    /// The sentence as the handoff has it.
    pub statement: Untrusted<String>,
    /// The number in it.
    pub stated: Value,
    /// The upper end, if the statement gives a range.
    pub stated_high: Option<crate::Decimal>,
    /// The measure it is checked against.
    pub figure: Option<FigureId>,
    /// The rule that contradicts it, if it is bound to one.
    pub rule: Option<RuleId>,
    /// What the sources say.
    pub computed: Value,
    /// The unit's word of both; the ISO code for money.
    pub unit: String,
    /// The outcome.
    pub verdict: ClaimVerdict,
    /// Why, in a template's words with figures put in, if the claim's binding gives one.
    pub note: Option<Untrusted<String>>,
    /// Where it was stated, then what it was checked against.
    pub evidence: Vec<Evidence>,
}
