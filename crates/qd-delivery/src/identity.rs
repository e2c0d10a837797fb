//! Ids of what is delivered. All come from content: no counter, no clock, no random number.

use std::fmt;

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use qd_model::{EntityKey, Period, ReportId, Scope};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::DeliveryError;

/// A report for one scope of one portfolio, over all its periods: what editions count in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Series {
    /// The portfolio's id.
    pub portfolio: String,
    /// The report.
    pub report: ReportId,
    /// The scope as it is written: `portfolio`, or short ids joined by `+`.
    pub scope: String,
}

impl Series {
    /// Names the series of a report for a scope.
    pub fn new(report: ReportId, scope: &Scope) -> Self {
        Self { portfolio: scope.root.portfolio().to_owned(), report, scope: scope.to_string() }
    }

    /// Names the series of a report about one entity.
    pub fn of_entity(report: ReportId, entity: &EntityKey) -> Self {
        let (portfolio, scope) = (entity.portfolio().to_owned(), entity.short().to_owned());
        Self { portfolio, report, scope }
    }

    /// A short stable id for headers: 26 letters and digits.
    pub fn token(&self) -> String {
        token(&["qd-series-1", &self.portfolio, self.report.as_str(), &self.scope])
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.portfolio, self.report, self.scope)
    }
}

/// What makes a delivery one delivery. It is sent at most once, whatever happens.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct OutboxKey {
    /// Portfolio, report and scope.
    pub series: Series,
    /// The period that the document is about.
    pub period: Period,
    /// The edition's number.
    pub edition: u32,
    /// The recipient's mailbox in lower case.
    pub recipient: String,
    /// The delivery whose envelope it shares, if it is the audit copy.
    pub copy_of: Option<DeliveryId>,
}

impl OutboxKey {
    /// The delivery's id.
    pub fn id(&self) -> DeliveryId {
        let (period, edition) = (self.period.to_string(), self.edition.to_string());
        let series = &self.series;
        let mut parts = vec![
            "qd-delivery-1",
            &series.portfolio,
            series.report.as_str(),
            &series.scope,
            &period,
            &edition,
            &self.recipient,
        ];
        parts.extend(self.copy_of.as_ref().map(DeliveryId::as_str));
        DeliveryId(token(&parts))
    }
}

/// The first 130 bits of the SHA-256 of the parts, base32 in lower case.
fn token(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\n").as_bytes());
    let mut text = BASE32_NOPAD.encode(&digest).to_ascii_lowercase();
    text.truncate(DeliveryId::LENGTH);
    text
}

/// A delivery's id: 26 lower-case letters and digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct DeliveryId(String);

impl DeliveryId {
    /// How many characters an id has.
    pub const LENGTH: usize = 26;

    /// Reads an id as people and files write it.
    pub fn parse(text: &str) -> Result<Self, DeliveryError> {
        let is_base32 = |b: u8| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b);
        match text.len() == Self::LENGTH && text.bytes().all(is_base32) {
            true => Ok(Self(text.to_owned())),
            false => Err(DeliveryError::DeliveryId(text.to_owned())),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The SHA-256 of frozen bytes, in lower-case hexadecimal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Sha256Hex(String);

impl From<Sha256Hex> for String {
    fn from(hash: Sha256Hex) -> Self {
        hash.0
    }
}

impl TryFrom<String> for Sha256Hex {
    type Error = DeliveryError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl Sha256Hex {
    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(HEXLOWER.encode(&Sha256::digest(bytes)))
    }

    /// Hashes parts so that no two lists of parts are alike: each is preceded by its length.
    pub(crate) fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(HEXLOWER.encode(&hasher.finalize()))
    }

    /// Reads a hash: 64 lower-case digits.
    pub fn parse(text: &str) -> Result<Self, DeliveryError> {
        let is_hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        match text.len() == 64 && text.bytes().all(is_hex) {
            true => Ok(Self(text.to_owned())),
            false => Err(DeliveryError::Hash(text.to_owned())),
        }
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sha256Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use qd_model::{Period, ReportId};

    use super::{DeliveryId, OutboxKey, Series};

    #[test]
    fn every_part_of_the_key_changes_the_id() {
        let series = Series {
            portfolio: "example".into(),
            report: ReportId::new("ceo").unwrap(),
            scope: "portfolio".into(),
        };
        let key = OutboxKey {
            series: series.clone(),
            period: Period::parse("2026-09").unwrap(),
            edition: 1,
            recipient: "owner@example.com".into(),
            copy_of: None,
        };
        // Pinned: a change would send every report of every portfolio a second time.
        assert_eq!(key.id().as_str(), "jtaowlwwt6tcii27mzsyztsiqa");
        assert_eq!(DeliveryId::parse(key.id().as_str()).unwrap(), key.id());
        let others = [
            OutboxKey { series: Series { scope: "jada".into(), ..series.clone() }, ..key.clone() },
            OutboxKey { period: Period::parse("2026-10").unwrap(), ..key.clone() },
            OutboxKey { edition: 2, ..key.clone() },
            OutboxKey { recipient: "other@example.com".into(), ..key.clone() },
            OutboxKey { copy_of: Some(key.id()), ..key.clone() },
        ];
        for other in others {
            assert_ne!(other.id(), key.id());
        }
        for bad in ["", "abc", &"A".repeat(26), "../../../../../../etc/pass"] {
            assert!(DeliveryId::parse(bad).is_err(), "{bad}");
        }
    }
}
