//! The run's set of seen values: what every reader met that looks like a credential, kept as
//! length and keyed HMAC so that the guard can recognise it and nobody can read it back.
//!
//! Raw values never enter the set. Readers on several threads share one `&Seen`. How strongly a
//! value blocks is in [`strength`]; how it is found again in outgoing bytes is in [`index`].

mod index;
mod sealed;
mod strength;

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub(crate) use index::{Known, Range};
pub use sealed::SealedValue;
pub(crate) use strength::{Context, Strength};

use crate::entropy::looks_random;
use crate::inert::is_inert;
use crate::key::{Keyed, RuleName, SecretKey};
use crate::keyname::{identifies, is_secret_name};
use crate::rules::RuleSet;
use crate::url;
use index::Index;

/// Rule of a value that was assigned to a secret-like name.
pub(crate) const ASSIGNED: &str = "assigned-secret";
/// Rule of a password or token inside a URL.
pub(crate) const URL_PASSWORD: &str = "url-password";
/// Rule of a value that only its randomness gives away.
pub(crate) const RANDOM: &str = "random-value";

/// Connection strings nest no deeper than a pair inside a pair.
const MAX_NESTING: usize = 2;

/// Collects the credential-like values of one run, without keeping any of them.
pub struct Seen {
    keyed: Keyed,
    index: RwLock<Index>,
}

impl Seen {
    /// Creates an empty set under the run's key.
    #[must_use]
    pub fn new(key: &SecretKey) -> Self {
        Self { keyed: Keyed::new(key), index: RwLock::new(Index::default()) }
    }

    /// Registers a value that the caller knows to be secret, under the rule that recognised it.
    ///
    /// Values under four bytes and placeholders of one repeated byte are ignored: they would be
    /// found everywhere.
    pub fn register(&self, rule: &str, value: &str) {
        self.register_bytes(rule, value.as_bytes());
    }

    /// Registers a value of a file that is not UTF-8.
    pub fn register_bytes(&self, rule: &str, value: &[u8]) {
        if let Some(sealed) = SealedValue::of(&self.keyed, &RuleName::new(rule), value) {
            self.enter(&[sealed]);
        }
    }

    /// Enters values that were sealed under the same key, by this run or an earlier one.
    pub fn enter(&self, values: &[SealedValue]) {
        if !values.is_empty() {
            let mut index = self.write();
            values.iter().for_each(|value| index.enter(value));
        }
    }

    /// Registers the value of `key_name = value` if the name or the value's own shape says that it
    /// is secret, and returns the rule it was registered under.
    ///
    /// Regions, mail addresses, hosts, paths, plain URLs, numbers, booleans, resource names and
    /// placeholders are not secret under any name. Of a URL with credentials, and of a connection
    /// string, the secret parts are registered and not the whole.
    pub fn register_assignment(&self, key_name: &str, value: &str) -> Option<RuleName> {
        let found = secrets_of(key_name, value.as_bytes());
        for (rule, range) in &found {
            self.register_bytes(rule.as_str(), &value.as_bytes()[range.clone()]);
        }
        found.into_iter().next().map(|(rule, _)| rule)
    }

    /// Returns how many distinct values are registered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// Returns whether nothing is registered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Known values at their places in plain bytes, strong ones wherever they stand.
    pub(crate) fn strong_in(&self, folded: &[u8]) -> Vec<Known> {
        self.read().strong_in(&self.keyed, folded)
    }

    /// Pieces of random values, in bytes that hold only folded letters and digits.
    pub(crate) fn pieces_in(&self, skeleton: &[u8]) -> Vec<Known> {
        self.read().pieces_in(&self.keyed, skeleton)
    }

    /// The known value that is exactly this token, if its strength allows for the context.
    pub(crate) fn weak_at(&self, folded: &[u8], token: Range, context: Context) -> Option<Known> {
        self.read().weak_at(&self.keyed, folded, token, context)
    }

    /// Whether any value is registered that needs a context.
    pub(crate) fn has_weak(&self) -> bool {
        self.read().has_weak()
    }

    // A thread that panicked while registering leaves a set that lacks one value at most.
    fn read(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seen({} values)", self.len())
    }
}

/// The secret parts of an assigned value and the rules that say so, the most telling first.
pub(crate) fn secrets_of(key_name: &str, value: &[u8]) -> Vec<(RuleName, Range)> {
    let mut found = Vec::new();
    collect_secrets(key_name, value, 0, MAX_NESTING, &mut found);
    found
}

fn collect_secrets(
    key_name: &str,
    value: &[u8],
    offset: usize,
    nesting: usize,
    found: &mut Vec<(RuleName, Range)>,
) {
    let trimmed = trim(value);
    let bytes = &value[trimmed.clone()];
    let at =
        |range: Range| offset + trimmed.start + range.start..offset + trimmed.start + range.end;
    let url_parts = url::secret_parts(bytes);
    if !url_parts.is_empty() {
        let parts = url_parts.into_iter().filter(|part| !is_inert(&bytes[part.clone()]));
        found.extend(parts.map(|part| (RuleName::new(URL_PASSWORD), at(part))));
        return;
    }
    if is_inert(bytes) {
        return;
    }
    if nesting > 0 && collect_pairs(bytes, at(0..0).start, nesting - 1, found) {
        return;
    }
    if let Some(rule) = RuleSet::built_in().whole_value(bytes) {
        found.push((rule, at(0..bytes.len())));
    } else if is_secret_name(key_name) {
        found.push((RuleName::new(ASSIGNED), at(0..bytes.len())));
    } else if is_random_secret(key_name, bytes) {
        found.push((RuleName::new(RANDOM), at(0..bytes.len())));
    }
}

/// Reads `Server=db;Password=x;` pair by pair, and says whether the value is such a string.
fn collect_pairs(
    value: &[u8],
    offset: usize,
    nesting: usize,
    found: &mut Vec<(RuleName, Range)>,
) -> bool {
    let is_pairs = value.contains(&b';')
        && value.split(|&byte| byte == b';').filter(|pair| pair.contains(&b'=')).count() >= 2;
    if !is_pairs {
        return false;
    }
    let mut at = 0;
    for pair in value.split(|&byte| byte == b';') {
        if let Some(equals) = pair.iter().position(|&byte| byte == b'=') {
            let name = String::from_utf8_lossy(&pair[..equals]);
            collect_secrets(&name, &pair[equals + 1..], offset + at + equals + 1, nesting, found);
        }
        at += pair.len() + 1;
    }
    true
}

/// Long, mixed and random under a name that neither hides nor identifies anything. Hex alone is
/// not enough: commits, digests and image tags are hex.
fn is_random_secret(key_name: &str, value: &[u8]) -> bool {
    let makeup = crate::entropy::Makeup::of(value);
    value.len() >= 24
        && value.len() <= 512
        && makeup.lower >= 3
        && makeup.upper >= 3
        && makeup.digits >= 2
        && value.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=_-.~".contains(b))
        && crate::entropy::bits_per_byte(value) >= 4.0
        && looks_random(value)
        && !identifies(key_name)
}

/// The value without surrounding white space and one pair of quotes.
pub(crate) fn trim(value: &[u8]) -> Range {
    let start = value.len() - value.trim_ascii_start().len();
    let end = start + value.trim_ascii().len();
    match value[start..end] {
        [b'"' | b'\'' | b'`', .., last] if last == value[start] && end - start >= 2 => {
            start + 1..end - 1
        }
        _ => start..end,
    }
}

#[cfg(test)]
mod tests;
