//! Whether a post is from SNS, and from a topic of ours. Only what passes here may be read from a webhook;
//! bodies of a queue come over a channel that AWS has authenticated already.
//!
//! Everything that costs nothing is checked first: a post from elsewhere never makes us fetch anything.
//! The string that is signed: docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html.

use std::collections::BTreeSet;

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaParameters,
    UnparsedPublicKey,
};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64;
use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, ServerName,
    SignatureVerificationAlgorithm, UnixTime, alg_id,
};
use serde_json::Value;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

/// The longest post; SNS carries no more.
const MAX_BODY_BYTES: usize = 256 * 1024;
/// The most certificates of a chain that are read.
const MAX_CHAIN: usize = 5;
/// The most authorities that are read; systems have some hundred and fifty.
const MAX_AUTHORITIES: usize = 1_000;
/// How a certificate begins and ends in a PEM file.
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";
/// How far ahead of ours the clock of AWS may be.
const MAX_AHEAD: TimeDelta = TimeDelta::minutes(5);

/// What a post must be to be believed.
#[derive(Clone, Debug)]
pub struct SnsPolicy {
    /// The ARNs of our topics.
    pub topics: BTreeSet<String>,
    /// The oldest post that is believed: an older one may be a recording.
    pub max_age: TimeDelta,
    /// The authorities that a certificate must go back to (PEM).
    pub authorities: Vec<u8>,
}

impl SnsPolicy {
    /// Believes the last hour's posts of these topics, signed by a certificate that goes back to an
    /// authority of this system.
    pub fn of(topics: impl IntoIterator<Item = String>) -> Self {
        let mut authorities = Vec::new();
        for certificate in rustls_native_certs::load_native_certs().certs {
            let base64 = BASE64.encode(&certificate);
            authorities.extend(format!("{BEGIN}\n{base64}\n{END}\n").into_bytes());
        }
        Self { topics: topics.into_iter().collect(), max_age: TimeDelta::hours(1), authorities }
    }
}

/// Gets a certificate, with its chain, from where a post says. The address has been checked.
pub trait CertificateSource {
    /// Returns the file as it is (PEM). An implementation follows no redirect and reads a bounded answer.
    fn certificate(&self, url: &str) -> Result<Vec<u8>, String>;
}

impl<F: Fn(&str) -> Result<Vec<u8>, String>> CertificateSource for F {
    fn certificate(&self, url: &str) -> Result<Vec<u8>, String> {
        self(url)
    }
}

/// Why a post is not believed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// It is no SNS envelope.
    #[error("it is no SNS envelope: {0}")]
    NoEnvelope(&'static str),
    /// Its topic is none of ours.
    #[error("its topic is not in the list: {0}")]
    ForeignTopic(String),
    /// Its time is too far from ours.
    #[error("it was sent at {0}, too far from now: it may be a recording")]
    Stale(String),
    /// Its certificate would come from a place that is not SNS.
    #[error("its certificate is not at an address of SNS: {0}")]
    ForeignCertificate(String),
    /// Its certificate cannot be had.
    #[error("its certificate cannot be fetched: {0}")]
    NoCertificate(String),
    /// Its certificate does not hold.
    #[error("its certificate does not hold: {0}")]
    BadCertificate(String),
    /// It was changed, or somebody else signed it.
    #[error("its signature does not hold")]
    BadSignature,
}

/// Checks a post. `Ok` means that SNS signed it for one of our topics, lately.
pub fn verify(
    body: &[u8],
    policy: &SnsPolicy,
    source: &dyn CertificateSource,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    if body.len() > MAX_BODY_BYTES {
        return Err(Refusal::NoEnvelope("it is longer than 256 kB"));
    }
    let post: Value =
        serde_json::from_slice(body).map_err(|_| Refusal::NoEnvelope("it is not JSON"))?;
    let text = |key: &'static str| post[key].as_str().ok_or(Refusal::NoEnvelope(key));
    let parameters: &RsaParameters = match text("SignatureVersion")? {
        "1" => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        "2" => &RSA_PKCS1_2048_8192_SHA256,
        _ => return Err(Refusal::NoEnvelope("SignatureVersion")),
    };
    let signed = signed_string(&post)?;
    let topic = text("TopicArn")?;
    if !policy.topics.contains(topic) {
        return Err(Refusal::ForeignTopic(printable(topic)));
    }
    let sent = text("Timestamp")?;
    let instant = sent.parse::<DateTime<Utc>>().map_err(|_| Refusal::NoEnvelope("Timestamp"))?;
    if now - instant > policy.max_age || instant - now > MAX_AHEAD {
        return Err(Refusal::Stale(printable(sent)));
    }
    let url = text("SigningCertURL")?;
    let host = sns_host(url).ok_or_else(|| Refusal::ForeignCertificate(printable(url)))?;
    let signature = BASE64.decode(text("Signature")?.as_bytes());
    let signature = signature.map_err(|_| Refusal::BadSignature)?;
    let chain = source.certificate(url).map_err(Refusal::NoCertificate)?;
    let chain = certificates(&chain, MAX_CHAIN);
    let (leaf, intermediates) = match chain.split_first() {
        Some(split) => split,
        None => return Err(Refusal::BadCertificate("the file holds none".into())),
    };
    let leaf = EndEntityCert::try_from(leaf).map_err(refuse)?;
    check_chain(&leaf, intermediates, policy, host, now)?;
    leaf.verify_signature(&Legacy(parameters), signed.as_bytes(), &signature)
        .map_err(|_| Refusal::BadSignature)
}

/// Checks that a certificate goes back to an authority of ours, holds now, and is of SNS.
fn check_chain(
    leaf: &EndEntityCert<'_>,
    intermediates: &[CertificateDer<'_>],
    policy: &SnsPolicy,
    host: &str,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let authorities = certificates(&policy.authorities, MAX_AUTHORITIES);
    // An authority that does not read vouches for nobody; the others still do.
    let anchors = authorities.iter().filter_map(|one| anchor_from_trusted_cert(one).ok());
    let anchors = anchors.collect::<Vec<_>>();
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    leaf.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &anchors,
        intermediates,
        UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)),
        KeyUsage::server_auth(),
        None,
        None,
    )
    .map_err(refuse)?;
    // The certificate names the region's host or the service as a whole.
    let is_named = |name: &str| {
        let name = ServerName::try_from(name.to_owned());
        name.is_ok_and(|name| leaf.verify_is_valid_for_subject_name(&name).is_ok())
    };
    match is_named(host) || is_named("sns.amazonaws.com") {
        true => Ok(()),
        false => Err(Refusal::BadCertificate("it is not of SNS".into())),
    }
}

fn refuse(error: webpki::Error) -> Refusal {
    Refusal::BadCertificate(error.to_string())
}

/// The fields that are signed, each with its value, in the order of their bytes.
fn signed_string(post: &Value) -> Result<String, Refusal> {
    let keys: &[&'static str] = match post["Type"].as_str() {
        Some("Notification") => {
            &["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
        }
        Some("SubscriptionConfirmation" | "UnsubscribeConfirmation") => {
            &["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        }
        _ => return Err(Refusal::NoEnvelope("Type")),
    };
    let mut signed = String::new();
    for key in keys {
        match &post[*key] {
            Value::String(value) => signed.push_str(&format!("{key}\n{value}\n")),
            Value::Null if *key == "Subject" => {}
            _ => return Err(Refusal::NoEnvelope(key)),
        }
    }
    Ok(signed)
}

/// The host of a certificate's address, if the address is one of SNS to the letter.
fn sns_host(url: &str) -> Option<&str> {
    let (host, path) = url.strip_prefix("https://")?.split_once('/')?;
    let rest = host.strip_prefix("sns.")?;
    let region = rest.strip_suffix(".amazonaws.com").or(rest.strip_suffix(".amazonaws.com.cn"))?;
    let is_region = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let hex = path.strip_prefix("SimpleNotificationService-")?.strip_suffix(".pem")?;
    let is_right = !region.is_empty()
        && region.chars().all(is_region)
        && !hex.is_empty()
        && hex.chars().all(|c| c.is_ascii_hexdigit());
    is_right.then_some(host)
}

/// The certificates of a PEM file, as far as they read.
fn certificates(pem: &[u8], n_max: usize) -> Vec<CertificateDer<'static>> {
    let text = String::from_utf8_lossy(pem);
    let blocks = text.split(BEGIN).skip(1).filter_map(|block| block.split(END).next());
    let read = |block: &str| {
        let base64 = block.split_ascii_whitespace().collect::<String>();
        BASE64.decode(base64.as_bytes()).ok().map(CertificateDer::from)
    };
    blocks.filter_map(read).take(n_max).collect()
}

fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(120).collect()
}

/// RSA for the post itself. SNS still signs with SHA-1 unless a topic is set to version 2, and no
/// library of certificates offers that any more, rightly; here it only tells posts of SNS from others.
#[derive(Debug)]
struct Legacy(&'static RsaParameters);

impl SignatureVerificationAlgorithm for Legacy {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = UnparsedPublicKey::new(self.0, public_key);
        key.verify(message, signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_PKCS1_SHA256
    }
}

#[cfg(test)]
mod tests {
    use super::sns_host;

    #[test]
    fn row_13_a_certificate_comes_from_sns_or_from_nowhere() {
        for url in [
            "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
            "https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-ff.pem",
        ] {
            assert!(sns_host(url).is_some(), "{url}");
        }
        for url in [
            "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
            "https://sns.evil.com/SimpleNotificationService-0a1b.pem",
            "https://sns.eu-west-1.amazonaws.com.evil.com/SimpleNotificationService-0a1b.pem",
            "https://sns.evil.com/.amazonaws.com/SimpleNotificationService-0a1b.pem",
            "https://x@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
            "https://sns.eu-west-1.amazonaws.com:444/SimpleNotificationService-0a1b.pem",
            "https://sns.eu.west.amazonaws.com/SimpleNotificationService-0a1b.pem",
            "https://sns..amazonaws.com/SimpleNotificationService-0a1b.pem",
            "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem?x",
            "https://sns.eu-west-1.amazonaws.com/a/SimpleNotificationService-0a1b.pem",
            "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-.pem",
            "https://s3.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
            "",
        ] {
            assert!(sns_host(url).is_none(), "{url}");
        }
    }
}
