//! The run's secret key and everything that is computed under it: fingerprints, lookup codes and
//! the hash that slides over outgoing bytes.
//!
//! Nothing in this crate keeps a raw value. What it keeps is made here, under a key that never
//! leaves the process, and cannot be turned back into the value.

use std::fmt;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes hashed at once by [`Keyed::window`].
pub(crate) const WINDOW_BYTES: usize = 8;

/// Holds the 32 key bytes under which a run's values are fingerprinted.
#[derive(Clone)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// Wraps key bytes that the caller drew at random and keeps private (`.quarterdeck/key`).
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// Identifies a value under the run's key without revealing it: 64 bits of its HMAC-SHA256.
///
/// It serves equality between runs of one portfolio. It has no order on purpose: another clone
/// has another key and must still write the same documents.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 8]);

impl Fingerprint {
    /// Returns the fingerprint as 16 lower-case hex digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// Its eight bytes, for a cache.
    pub(crate) fn to_bytes(self) -> [u8; 8] {
        self.0
    }

    pub(crate) fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({})", self.to_hex())
    }
}

/// Names the rule that recognised a value, in kebab case: `aws-access-key-id`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleName(Arc<str>);

impl RuleName {
    /// Wraps a rule's id.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(Arc::from(id))
    }

    /// Returns the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a code is for. Codes of different purposes never compare equal.
#[derive(Clone, Copy)]
enum Purpose {
    Fingerprint = 1,
    Lookup = 2,
    WindowHash = 3,
    Seal = 4,
    Row = 5,
    Name = 6,
}

/// Marks rows under a portfolio's key, so that a later run knows a row again without having kept what it
/// says.
#[derive(Clone)]
pub struct RowMarks(Keyed);

impl RowMarks {
    /// Marks under this key.
    #[must_use]
    pub fn new(key: &SecretKey) -> Self {
        Self(Keyed::new(key))
    }

    /// The mark of a row's content: 40 bits, which tell rows of one account and month apart.
    #[must_use]
    pub fn mark(&self, content: &[u8]) -> [u8; 5] {
        let code = self.0.code(Purpose::Row, content);
        let mut short = [0; 5];
        short.copy_from_slice(&code[..5]);
        short
    }

    /// A name of the key, to see that marks were made under another.
    #[must_use]
    pub fn key_name(&self) -> String {
        HEXLOWER.encode(&self.0.code(Purpose::Name, b"rows")[..8])
    }
}

impl fmt::Debug for RowMarks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowMarks(..)")
    }
}

/// The key made ready: one HMAC state to clone, and the two words of the window hash.
#[derive(Clone)]
pub(crate) struct Keyed {
    state: Hmac<Sha256>,
    whiten: u64,
    spread: u64,
}

impl Keyed {
    pub(crate) fn new(key: &SecretKey) -> Self {
        let state = Hmac::<Sha256>::new_from_slice(&key.0).expect("HMAC takes a key of any length");
        let mut keyed = Self { state, whiten: 0, spread: 1 };
        let words = keyed.code(Purpose::WindowHash, &[]);
        keyed.whiten = word(&words[..8]);
        // A multiplier must be odd, or the top bits of the window would not count.
        keyed.spread = word(&words[8..16]) | 1;
        keyed
    }

    /// The public name of a value: of its exact bytes.
    pub(crate) fn fingerprint(&self, value: &[u8]) -> Fingerprint {
        let code = self.code(Purpose::Fingerprint, value);
        let mut short = [0; 8];
        short.copy_from_slice(&code[..8]);
        Fingerprint(short)
    }

    /// The code that confirms a candidate: 128 bits of the HMAC of its folded bytes.
    pub(crate) fn lookup(&self, folded: &[u8]) -> [u8; 16] {
        let code = self.code(Purpose::Lookup, folded);
        let mut short = [0; 16];
        short.copy_from_slice(&code[..16]);
        short
    }

    /// The code that ends a cache.
    pub(crate) fn seal(&self, bytes: &[u8]) -> [u8; 16] {
        let code = self.code(Purpose::Seal, bytes);
        let mut short = [0; 16];
        short.copy_from_slice(&code[..16]);
        short
    }

    /// The keyed hash of one window of at most [`WINDOW_BYTES`] bytes, in one multiplication.
    ///
    /// A rolling polynomial over each known length was the alternative: 30 lengths are 30 passes.
    /// One pass over fixed windows finds an anchor inside each value instead, and costs the same
    /// for any number of lengths. Only 32 bits are kept, so that a stored hash does not determine
    /// the bytes.
    #[inline]
    pub(crate) fn window(&self, window: &[u8]) -> u32 {
        self.mix(word(window), 0)
    }

    /// The same for a gram of eight to sixteen bytes: its first and its last window.
    #[inline]
    pub(crate) fn gram(&self, gram: &[u8]) -> u32 {
        let tail = &gram[gram.len() - gram.len().min(WINDOW_BYTES)..];
        self.mix(word(&gram[..gram.len().min(WINDOW_BYTES)]), word(tail).wrapping_add(1))
    }

    #[inline]
    fn mix(&self, head: u64, tail: u64) -> u32 {
        let mixed = (head ^ self.whiten).wrapping_mul(self.spread);
        let mixed = (mixed ^ (mixed >> 29) ^ tail.rotate_left(17)).wrapping_mul(self.spread);
        (mixed >> 32) as u32
    }

    fn code(&self, purpose: Purpose, value: &[u8]) -> [u8; 32] {
        let mut mac = self.state.clone();
        mac.update(&[purpose as u8]);
        mac.update(value);
        mac.finalize().into_bytes().into()
    }
}

#[inline]
fn word(bytes: &[u8]) -> u64 {
    match <[u8; 8]>::try_from(bytes) {
        Ok(eight) => u64::from_le_bytes(eight),
        Err(_) => {
            let mut padded = [0; 8];
            let n = bytes.len().min(8);
            padded[..n].copy_from_slice(&bytes[..n]);
            u64::from_le_bytes(padded)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_depend_on_key_and_purpose() {
        let one = Keyed::new(&SecretKey::new([1; 32]));
        let two = Keyed::new(&SecretKey::new([2; 32]));
        assert_eq!(one.fingerprint(b"value"), one.fingerprint(b"value"));
        assert_ne!(one.fingerprint(b"value"), two.fingerprint(b"value"));
        assert_ne!(one.fingerprint(b"value").0[..], one.lookup(b"value")[..8]);
        assert_ne!(one.window(b"abcdefgh"), two.window(b"abcdefgh"));
        assert_ne!(one.gram(b"abcdefghijkl"), one.gram(b"abcdefghijkm"));
        let marks = |n| RowMarks::new(&SecretKey::new([n; 32]));
        assert_eq!(marks(1).mark(b"12.00"), marks(1).mark(b"12.00"));
        assert_ne!(marks(1).mark(b"12.00"), marks(1).mark(b"12.01"));
        assert_ne!(marks(1).mark(b"12.00"), marks(2).mark(b"12.00"));
        assert_ne!(marks(1).key_name(), marks(2).key_name());
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", SecretKey::new([7; 32])), "SecretKey(..)");
    }
}
