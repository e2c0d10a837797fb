//! What an edition was made from: the tool, the day, the scope, and by their hashes the inputs, the
//! definitions and the configuration. Enough to make it again, and to say why another differs.
//!
//! Inputs themselves are not kept, only which they were: they may hold what must not lie about twice.

use chrono::{DateTime, NaiveDate, Utc};
use qd_model::EntityKey;
use serde::{Deserialize, Serialize};

use crate::{DeliveryError, Outbox, Sha256Hex};

/// What an edition was made from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Origin {
    /// The program and its version.
    pub tool: String,
    /// The last day that counted.
    pub as_of: NaiveDate,
    /// The run's instant.
    pub at: DateTime<Utc>,
    /// The entities that its readers see.
    pub entities: Vec<EntityKey>,
    /// Claims that these were all, the portfolio's own rows included.
    pub is_whole: bool,
    /// The formats that it was made in: what its mail carries depends on them.
    pub formats: Vec<String>,
    /// The list of inputs: a kept [`Vec<Input>`] as JSON.
    pub inputs: Sha256Hex,
    /// The catalog's files, kept.
    pub definitions: Sha256Hex,
    /// The configuration's text, kept.
    pub configuration: Sha256Hex,
}

/// One thing that was read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Input {
    /// Its path below the portfolio's folder; of a repository, the path with `@refs`.
    pub path: String,
    /// The hash of its bytes, or of a repository's references.
    pub sha256: Sha256Hex,
    /// Its size in bytes.
    pub size_bytes: u64,
}

impl Outbox {
    /// Keeps bytes that editions are made from, beside the messages; the same twice is once.
    pub fn keep(&self, bytes: &[u8]) -> Result<Sha256Hex, DeliveryError> {
        let sha256 = Sha256Hex::of(bytes);
        self.origins().put_all(&[(&sha256, bytes)])?;
        Ok(sha256)
    }

    /// Returns kept bytes, checked against their hash.
    pub fn kept(&self, sha256: &Sha256Hex) -> Result<Vec<u8>, DeliveryError> {
        self.origins().get(sha256)
    }
}
