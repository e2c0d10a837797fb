//! Names of things, one type each, so that an entity cannot stand where a metric belongs.
//!
//! A run names the same few things some hundred thousand times, so names are shared, not copied.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

/// Why a text is not an id.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum IdError {
    /// The text is not in kebab case.
    #[error("expected lower-case letters, digits and `-`, found: {0}")]
    NotKebab(String),
    /// The text is not in snake case.
    #[error("expected lower-case letters, digits and `_`, found: {0}")]
    NotSnake(String),
}

fn is_kebab(text: &str) -> bool {
    is_word(text, b'-') && !text.ends_with('-') && !text.contains("--")
}

fn is_word(text: &str, joiner: u8) -> bool {
    !text.is_empty()
        && text.len() <= 80
        && text.as_bytes()[0].is_ascii_alphanumeric()
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == joiner)
}

/// Returns a name in kebab case: `Example Holdings` is `example-holdings`.
pub fn kebab(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>();
    words.join("-")
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $check:expr, $error:path) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks and wraps.
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                if $check(&text) { Ok(Self(text.into())) } else { Err($error(text)) }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A metric's id: the stem of its file, in snake case.
    MetricId, |text: &str| is_word(text, b'_'), IdError::NotSnake
);
id!(
    /// A view's id: the stem of its file, in snake case.
    ViewId, |text: &str| is_word(text, b'_'), IdError::NotSnake
);
id!(
    /// A rule's id: the stem of its file, in kebab case.
    RuleId, is_kebab, IdError::NotKebab
);
id!(
    /// A report's id: the stem of its file, in kebab case.
    ReportId, is_kebab, IdError::NotKebab
);
id!(
    /// A source's id, unique in its portfolio, in kebab case.
    SourceId, is_kebab, IdError::NotKebab
);
id!(
    /// What a reader is to the portfolio: `ceo`, `cfo`, `operator`, or one that a report names.
    Role, is_kebab, IdError::NotKebab
);

/// An entity's key over all portfolios: `example-holdings/jada`, or `example-holdings` for the root.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct EntityKey(Arc<str>);

impl EntityKey {
    /// The alias that people write for the root.
    pub const ROOT_ALIAS: &'static str = "portfolio";

    /// Makes the key of a portfolio's root.
    pub fn root(portfolio: &str) -> Result<Self, IdError> {
        if is_kebab(portfolio) {
            Ok(Self(portfolio.into()))
        } else {
            Err(IdError::NotKebab(portfolio.into()))
        }
    }

    /// Makes the key of an entity of this portfolio; `portfolio` names the root itself.
    pub fn member(&self, id: &str) -> Result<Self, IdError> {
        match id {
            Self::ROOT_ALIAS => Self::root(self.portfolio()),
            id if is_kebab(id) => Ok(Self(format!("{}/{id}", self.portfolio()).into())),
            id => Err(IdError::NotKebab(id.into())),
        }
    }

    /// Reads a key as the fact tables hold it.
    pub fn parse(key: &str) -> Result<Self, IdError> {
        match key.split_once('/') {
            None => Self::root(key),
            Some((portfolio, id)) => Self::root(portfolio)?.member(id),
        }
    }

    /// The portfolio's id.
    pub fn portfolio(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(portfolio, _)| portfolio)
    }

    /// The short id that people write; `portfolio` for the root.
    pub fn short(&self) -> &str {
        self.0.split_once('/').map_or(Self::ROOT_ALIAS, |(_, id)| id)
    }

    /// Claims that this is a portfolio's root.
    pub fn is_root(&self) -> bool {
        !self.0.contains('/')
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EntityKey {
    type Error = IdError;

    fn try_from(key: String) -> Result<Self, IdError> {
        Self::parse(&key)
    }
}

impl Serialize for EntityKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Display for EntityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{EntityKey, MetricId, RuleId, kebab};

    #[test]
    fn keys_join_portfolio_and_entity() {
        let root = EntityKey::root(&kebab("Example Holdings")).unwrap();
        let jada = root.member("jada").unwrap();
        assert_eq!(
            (jada.as_str(), jada.short(), jada.portfolio()),
            ("example-holdings/jada", "jada", "example-holdings")
        );
        assert_eq!(jada.member("portfolio").unwrap(), root);
        assert_eq!(EntityKey::parse(jada.as_str()).unwrap(), jada);
        for bad in ["", "A", "a b", "../x", "a/b/c", "-a", "a--b"] {
            assert!(root.member(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn ids_are_checked() {
        assert!(MetricId::new("net_burn").is_ok() && RuleId::new("open-endpoint").is_ok());
        assert!(MetricId::new("net-burn").is_err() && RuleId::new("Open").is_err());
    }
}
