//! Findings: what a rule says is wrong, where, and what it costs.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Decimal, EntityKey, Evidence, Role, RuleId, Untrusted};

/// How bad a finding is. The order is from worst to mildest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Act today.
    Critical,
    /// Act this week.
    High,
    /// Act this month.
    Medium,
    /// Act when there is time.
    Low,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// Every severity, worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The word for people and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == word)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How far a finding of a rule can be trusted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reliability {
    /// Arithmetic: it is so.
    Certain,
    /// Hardly ever wrong.
    High,
    /// Often right; a person looks.
    Medium,
    /// A suggestion.
    Low,
}

impl Reliability {
    /// Every reliability, best first.
    pub const ALL: [Self; 4] = [Self::Certain, Self::High, Self::Medium, Self::Low];

    /// The word for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// Whether a check could be made. A pass is counted for coverage and not kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is wrong.
    Fail,
    /// It cannot be told; the evidence names what is missing.
    Unknown,
}

impl Verdict {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

/// A rule as its header declares it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleInfo {
    /// The stem of its file.
    pub id: RuleId,
    /// The problem, in one line.
    pub title: String,
    /// How bad an offender is.
    pub severity: Severity,
    /// How far it can be trusted, where the rule says so.
    pub reliability: Option<Reliability>,
    /// What to do about it.
    pub remedy: String,
    /// Hours that the remedy takes.
    pub effort_hours: Option<Decimal>,
    /// Who may see its findings.
    pub roles: BTreeSet<Role>,
    /// Control ids: AWS FSBP, CIS, CWE, WCAG.
    pub references: Vec<String>,
    /// The file, relative to its catalog layer, and the layer's name.
    pub defined_in: String,
    /// How many subjects passed, failed and could not be told in this evaluation.
    pub n_pass: u64,
}

/// One offender of a rule.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// Whose it is.
    pub entity: EntityKey,
    /// What offends: a resource, an invoice, a page. Outside text.
    pub subject: Untrusted<String>,
    /// How bad it is.
    pub severity: Severity,
    /// Fail, or cannot tell.
    pub verdict: Verdict,
    /// The rule's title.
    pub title: String,
    /// More about this offender, if the rule selects `detail`. Outside text.
    pub detail: Option<Untrusted<String>>,
    /// Where it was seen.
    pub evidence: Vec<Evidence>,
    /// Money at stake, in the entity's currency.
    pub value_at_stake: Option<Decimal>,
    /// Hours that the remedy takes.
    pub effort_hours: Option<Decimal>,
    /// The number of the edition that first showed it; `None` if it is new.
    pub first_edition: Option<u32>,
    /// Claims that somebody accepted it until a date that has not passed.
    pub is_accepted: bool,
}

impl Finding {
    /// The identity over editions: rule, entity, subject.
    pub fn identity(&self) -> (RuleId, EntityKey, String) {
        (self.rule.clone(), self.entity.clone(), self.subject.for_renderer().clone())
    }
}
