//! Amounts of something: a decimal and its commodity.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Decimal;

/// What an amount counts: an ISO 4217 code, or a name that a ledger gives (`BOAT`, `"APPLES 3"`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commodity(String);

impl Commodity {
    /// Wraps a name as the file spells it.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits after the point of its smallest unit (ISO 4217); 2 where nothing is known.
    pub fn minor_digits(&self) -> u8 {
        match self.0.as_str() {
            "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "XAF" | "XOF" | "XPF" | "PYG" | "UGX"
            | "RWF" => 0,
            "BHD" | "KWD" | "OMR" | "JOD" | "IQD" | "LYD" | "TND" => 3,
            "CLF" | "UYW" => 4,
            _ => 2,
        }
    }
}

impl fmt::Display for Commodity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An exact amount of a commodity.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Money {
    /// The number.
    pub amount: Decimal,
    /// What it counts.
    pub commodity: Commodity,
}
