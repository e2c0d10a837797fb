//! Wrappers for what must not be printed as it is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Text from outside. It has no `Display`: a renderer takes it with [`Untrusted::for_renderer`] and
/// escapes it for its medium.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Untrusted<T>(T);

impl<T> Untrusted<T> {
    /// Marks a value as coming from outside.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Hands the raw value to code that escapes it.
    pub fn for_renderer(&self) -> &T {
        &self.0
    }
}

impl From<&str> for Untrusted<String> {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// A credential. It has neither `Display` nor a telling `Debug`, and is never serialized.
#[derive(Clone)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a credential.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Hands the credential to the one call that needs it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
