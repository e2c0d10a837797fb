//! What a recipient may see. Data outside a scope cannot change one byte of what its holder gets.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use crate::EntityKey;

/// The entities that a document is made from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Scope {
    /// The portfolio's root.
    pub root: EntityKey,
    /// The visible entities without the root.
    pub entities: BTreeSet<EntityKey>,
    /// Claims that every entity of the portfolio is visible, and with them the root's own rows.
    pub is_whole: bool,
}

impl Scope {
    /// Claims that rows of this entity may be read.
    pub fn sees(&self, entity: &EntityKey) -> bool {
        self.entities.contains(entity) || (*entity == self.root && self.is_whole)
    }
}

impl fmt::Display for Scope {
    /// Writes `portfolio`, or the entities' short ids joined by `+`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_whole {
            return f.write_str(EntityKey::ROOT_ALIAS);
        }
        let ids = self.entities.iter().map(EntityKey::short).collect::<Vec<_>>();
        f.write_str(&ids.join("+"))
    }
}
