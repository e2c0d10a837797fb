//! A post to somebody's board: signed, so that the board can tell it from others; with a key, so that the
//! same one twice is one; tried again where the board was not there, and never for ever.

use std::time::Duration;

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use qd_delivery::Sha256Hex;
use qd_model::Secret;

use crate::https::{Answer, Https};

/// The longest body that is posted, in bytes.
const MAX_BODY: usize = 1_000_000;
/// How often a post is tried.
const MAX_TRIES: u32 = 4;

/// Why a post did not arrive.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WebhookError {
    /// It is longer than what is posted.
    #[error("the post has {0} bytes, at most {MAX_BODY} are posted")]
    TooLong(usize),
    /// The server refuses it; the same again would be refused again.
    #[error("the webhook refuses the post: it answers {0}")]
    Refused(u16),
    /// The server cannot be reached or cannot take it now.
    #[error("the webhook did not take the post, tried {MAX_TRIES} times: {0}")]
    Unreachable(String),
}

/// Where posts go.
pub struct Webhook {
    https: Https,
    url: String,
    secret: Secret<String>,
    backoff: Duration,
}

impl Webhook {
    /// Names the address, and the secret that signs. The first wait doubles with each try.
    pub fn new(https: Https, url: &str, secret: Secret<String>, backoff: Duration) -> Self {
        Self { https, url: url.to_owned(), secret, backoff }
    }

    /// Posts JSON. The signature is an HMAC-SHA256 over `TIME.BODY` in hexadecimal, the time in seconds
    /// since 1970, both in the header `Quarterdeck-Signature: t=TIME,v1=SIGNATURE`.
    pub fn post(&self, body: &[u8], at: DateTime<Utc>) -> Result<(), WebhookError> {
        if body.len() > MAX_BODY {
            return Err(WebhookError::TooLong(body.len()));
        }
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("idempotency-key", Sha256Hex::of(body).to_string()),
            ("quarterdeck-signature", signature(self.secret.expose(), at, body)),
        ];
        let mut last = String::new();
        for n_tries in 0..MAX_TRIES {
            if n_tries > 0 {
                std::thread::sleep(self.backoff * 2u32.pow(n_tries - 1));
            }
            match self.https.post(&self.url, &headers, body.to_vec()) {
                Ok(Answer { status: 200..=299, .. }) => return Ok(()),
                Ok(Answer { status: status @ (408 | 425 | 429 | 500..), .. }) => {
                    last = format!("it answers {status}");
                }
                Ok(Answer { status, .. }) => return Err(WebhookError::Refused(status)),
                Err(why) => last = why,
            }
        }
        Err(WebhookError::Unreachable(last))
    }
}

/// The value of the signature's header.
fn signature(secret: &str, at: DateTime<Utc>, body: &[u8]) -> String {
    let time = at.timestamp();
    let mut context =
        hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()));
    context.update(format!("{time}.").as_bytes());
    context.update(body);
    format!("t={time},v1={}", HEXLOWER.encode(context.sign().as_ref()))
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn the_signature_is_what_another_program_makes() {
        // printf '1790837999.{"a":1}' | openssl dgst -sha256 -hmac 'key'
        let at = "2026-10-01T06:59:59Z".parse().unwrap();
        let made = signature("key", at, br#"{"a":1}"#);
        assert_eq!(
            made,
            "t=1790837999,v1=dfa8f335faaa903e2799273b1268ad69626433cdcb27b6ec225a027aadba0306"
        );
    }
}
