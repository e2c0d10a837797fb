//! What an edition was made from: the tool, the day, the scope, and by their hashes the inputs, the
//! definitions and the configuration. Enough to make it again, and to say why another differs.
//!
//! Inputs themselves are not kept, only which they were: they may hold what must not lie about twice.

use std::collections::BTreeMap;

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
    /// The rows of its books: a kept [`RowRecord`] as JSON. `None` where an older version made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Sha256Hex>,
}

/// Which rows the books had that an edition was made from. Months whose rows are the same are kept once,
/// however many editions name them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RowRecord {
    /// The last day whose rows it knows.
    pub through: NaiveDate,
    /// The name of the key that rows are marked under.
    pub key: String,
    /// What is kept of each month, under its key (`2026-08`).
    pub months: BTreeMap<String, Sha256Hex>,
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

    /// As [`Outbox::keep`], for several at the cost of one.
    pub fn keep_all(&self, all: &[&[u8]]) -> Result<Vec<Sha256Hex>, DeliveryError> {
        let hashes = all.iter().map(|bytes| Sha256Hex::of(bytes)).collect::<Vec<_>>();
        let named = hashes.iter().zip(all.iter().copied()).collect::<Vec<_>>();
        self.origins().put_all(&named)?;
        Ok(hashes)
    }

    /// Returns a kept record of rows.
    pub fn row_record(&self, sha256: &Sha256Hex) -> Result<RowRecord, DeliveryError> {
        let bytes = self.kept(sha256)?;
        // Its hash is right, so that nobody changed it.
        serde_json::from_slice(&bytes)
            .map_err(|_| DeliveryError::ArchiveChanged { sha256: sha256.to_string() })
    }

    /// Returns kept bytes, checked against their hash.
    pub fn kept(&self, sha256: &Sha256Hex) -> Result<Vec<u8>, DeliveryError> {
        self.origins().get(sha256)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::{Origin, RowRecord};
    use crate::DeliveryError;
    use crate::sample::{Sample, Scripted, document, failure, instant};

    #[test]
    fn an_origin_of_an_older_version_reads_back_and_knows_no_rows() {
        let hash = "0".repeat(64);
        let json = format!(
            r#"{{"tool":"quarterdeck 0.1.0","as_of":"2026-08-31","at":"2026-08-31T18:00:00Z",
            "entities":["p/jada"],"is_whole":true,"formats":["html"],"inputs":"{hash}",
            "definitions":"{hash}","configuration":"{hash}"}}"#
        );
        let origin: Origin = serde_json::from_str(&json).unwrap();
        assert_eq!(origin.rows, None);
        assert!(!serde_json::to_string(&origin).unwrap().contains("rows"));
    }

    #[test]
    fn a_month_that_an_edition_names_is_verified_like_a_message() {
        let mut sample = Sample::new();
        let months = sample.outbox.keep_all(&[b"[1]", b"[2]", b"[1]"]).unwrap();
        assert_eq!(months[0], months[2]);
        let named = ["2026-07", "2026-08", "2026-09"].map(str::to_owned);
        let through = instant(0).date_naive();
        let months: BTreeMap<_, _> = named.into_iter().zip(months).collect();
        let record = RowRecord { through, key: "k".into(), months };
        let rows = sample.outbox.keep(&serde_json::to_vec(&record).unwrap()).unwrap();
        assert_eq!(sample.outbox.row_record(&rows).unwrap(), record);
        let text = sample.outbox.keep(b"{}").unwrap();
        let origin = Origin {
            tool: "quarterdeck".into(),
            as_of: through,
            at: instant(0),
            entities: Vec::new(),
            is_whole: true,
            formats: Vec::new(),
            inputs: text.clone(),
            definitions: text.clone(),
            configuration: text,
            rows: Some(rows),
        };
        let mut drafted = document("ceo", &["owner@example.com"]);
        drafted.edition.origin = Some(origin);
        sample.plan(&[drafted], 0);
        sample.send(&Scripted::accepting(), 0);
        // One text, the list of months, and two months.
        assert_eq!(sample.outbox.verify().unwrap().n_origins, 4);
        let month = record.months["2026-08"].as_str();
        let path =
            sample.path(".quarterdeck/archive").join(&month[..2]).join(format!("{month}.kept"));
        fs::write(path, "[3]").unwrap();
        let error = failure(sample.outbox.verify());
        assert!(matches!(error, DeliveryError::ArchiveChanged { .. }), "{error:?}");
    }
}
