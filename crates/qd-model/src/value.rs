//! A number that is there, or the reason why it is not.

use serde::{Deserialize, Serialize};

use crate::Decimal;

/// A figure's number. Never a guess and never a silent zero.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// The number.
    Number(Decimal),
    /// Why there is none.
    Missing(Reason),
}

/// Why a number is absent.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "code")]
pub enum Reason {
    /// Inputs are absent: printed as "insufficient data" with the fields.
    Insufficient {
        /// Which fields or sources are missing, each readable by itself: `books end 2026-08-20`.
        fields: Vec<String>,
    },
    /// The inputs are there and the value does not exist (a ratio to zero): printed `n/a (why)`.
    Undefined {
        /// Why, in words.
        why: String,
    },
    /// Suppressed because the sample is too small: printed `too few (n=3)`.
    TooFew {
        /// The size of the sample.
        n: u64,
    },
}

impl Reason {
    /// Says which single field is missing.
    pub fn insufficient(field: impl Into<String>) -> Self {
        Self::Insufficient { fields: vec![field.into()] }
    }

    /// Says why a value does not exist.
    pub fn undefined(why: impl Into<String>) -> Self {
        Self::Undefined { why: why.into() }
    }

    /// Joins the reasons of several inputs: insufficient data outweighs the others.
    pub fn join(reasons: impl IntoIterator<Item = Self>) -> Option<Self> {
        let (mut all_fields, mut other) = (Vec::new(), None);
        for reason in reasons {
            match reason {
                Self::Insufficient { fields } => all_fields.extend(fields),
                reason => other = other.or(Some(reason)),
            }
        }
        all_fields.sort();
        all_fields.dedup();
        if all_fields.is_empty() { other } else { Some(Self::Insufficient { fields: all_fields }) }
    }

    /// The machine's word: `insufficient`, `undefined`, `too-few`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Insufficient { .. } => "insufficient",
            Self::Undefined { .. } => "undefined",
            Self::TooFew { .. } => "too-few",
        }
    }

    /// The sentence for people: `insufficient data: books end 2026-08-20`.
    pub fn sentence(&self) -> String {
        match self {
            Self::Insufficient { fields } => format!("insufficient data: {}", fields.join(", ")),
            Self::Undefined { why } => format!("n/a ({why})"),
            Self::TooFew { n } => format!("too few (n={n})"),
        }
    }
}

impl Value {
    /// The number, if there is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Missing(_) => None,
        }
    }

    /// The reason, if there is no number.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Number(_) => None,
            Self::Missing(reason) => Some(reason),
        }
    }
}
