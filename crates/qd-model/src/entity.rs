//! Entities: ventures, assets, subsidiaries, and the portfolio that is their root.

use serde::{Deserialize, Serialize};

use crate::{Commodity, Decimal, EntityKey};

/// How a venture earns its money; decides which metrics and reports apply.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OperatingModel {
    /// Boats by the trip, and events on them.
    Charter,
    /// Loads by truck.
    Hauling,
    /// Property by the month.
    Rental,
    /// Vessels brought from port to port.
    Delivery,
    /// Work for clients by contract.
    Agency,
    /// Anything else.
    Generic,
}

impl OperatingModel {
    /// Every model, in the order of the documentation.
    pub const ALL: [Self; 6] =
        [Self::Charter, Self::Hauling, Self::Rental, Self::Delivery, Self::Agency, Self::Generic];

    /// The word in configuration and headers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Charter => "charter",
            Self::Hauling => "hauling",
            Self::Rental => "rental",
            Self::Delivery => "delivery",
            Self::Agency => "agency",
            Self::Generic => "generic",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.as_str() == word)
    }
}

/// A venture, an asset or a subsidiary; the root stands for the portfolio.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Entity {
    /// The key over all portfolios.
    pub key: EntityKey,
    /// The name for people, from configuration.
    pub name: String,
    /// How it earns its money.
    pub model: OperatingModel,
    /// The owner in display order; `None` for children of the root.
    pub parent: Option<EntityKey>,
    /// The currency its measures are in.
    pub currency: Commodity,
    /// The share that the portfolio owns, 0 to 1.
    pub ownership: Decimal,
}
