//! Mail through SES v2, one request per attempt, each answer read for what it says about the mail.

mod classify;
mod identity;
mod pace;
mod preflight;
mod suppression;

use std::cell::RefCell;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_sesv2::error::BuildError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, MessageTag, RawMessage};
use qd_delivery::{
    Frozen, Preflight, PreflightError, Ready, Receipt, Transport, TransportError,
    TransportErrorClass,
};
use tokio::runtime::Runtime;

use classify::Cause;
pub(crate) use classify::chain;
use pace::{Pace, WallClock};
pub use suppression::Mirrored;

/// The largest message that SES v2 takes, in bytes after base64
/// (docs.aws.amazon.com/ses/latest/dg/quotas.html, read 2026-11).
const MAX_MESSAGE_BYTES: usize = 40_000_000;
/// How often a message that was surely not sent is tried in one run. With waits that double from a
/// quarter of a second up to ten, rate errors may go on for about a minute.
const MAX_TRIES: u32 = 12;
/// As above for a connection that cannot be made: the rest of the run would wait just as long.
const MAX_CONNECT_TRIES: u32 = 3;

/// Why there is no SES transport.
#[derive(Debug, thiserror::Error)]
pub enum AwsError {
    /// No region is set anywhere in the chain.
    #[error("no AWS region is set: an identity of SES belongs to one")]
    NoRegion,
    /// The runtime for the SDK cannot start.
    #[error("the AWS client cannot start")]
    Runtime(#[source] std::io::Error),
}

/// How to reach SES. What is `None` the AWS default chain finds.
#[derive(Clone, Debug)]
pub struct SesOptions {
    /// The region: `eu-west-1`.
    pub region: Option<String>,
    /// Another server than AWS, such as a simulator.
    pub endpoint_url: Option<String>,
    /// Access key id and secret access key, instead of the chain's.
    pub static_credentials: Option<(String, String)>,
    /// The configuration set whose events report back.
    pub configuration_set: Option<String>,
    /// How long a connection may take, in milliseconds.
    pub connect_timeout_ms: u64,
    /// How long an answer may take. After that a mail is in doubt.
    pub timeout_ms: u64,
    /// The least time between two calls of one kind that are not sends: AWS allows one a second.
    pub control_interval_ms: u64,
    /// The wait after the first rate error; it doubles.
    pub backoff_ms: u64,
    /// Skips GetAccount, for servers that lack it (moto).
    pub skip_account_check: bool,
}

impl Default for SesOptions {
    fn default() -> Self {
        Self {
            region: None,
            endpoint_url: None,
            static_credentials: None,
            configuration_set: None,
            connect_timeout_ms: 5_000,
            timeout_ms: 30_000,
            control_interval_ms: 1_100,
            backoff_ms: 250,
            skip_account_check: false,
        }
    }
}

/// Sends through SES v2. It keeps the account's rate, counted in recipients, and stops at the daily quota.
///
/// Do not call it from inside an async runtime: it blocks on one of its own.
pub struct SesTransport {
    runtime: Runtime,
    client: Client,
    region: String,
    options: SesOptions,
    pace: RefCell<Pace<WallClock>>,
    /// Recipients left of the daily quota; `None` if unlimited or unknown.
    quota_left: RefCell<Option<u64>>,
}

impl SesTransport {
    /// Sets a client up. Contacts nobody but the credential chain's sources.
    pub fn new(options: SesOptions) -> Result<Self, AwsError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(AwsError::Runtime)?;
        let config = runtime.block_on(load(&options));
        let region = config.region().ok_or(AwsError::NoRegion)?.to_string();
        let client = Client::new(&config);
        let pace = RefCell::new(Pace::new(WallClock::new(), options.backoff_ms));
        Ok(Self { runtime, client, region, options, pace, quota_left: RefCell::new(None) })
    }

    /// The region in use.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Makes one request and reads its answer.
    fn request(&self, frozen: &Frozen) -> Result<Receipt, (Cause, TransportError)> {
        let malformed = |error: BuildError| {
            let class = TransportErrorClass::NotSentPermanent;
            (Cause::Other, TransportError::new(class, "malformed", error))
        };
        let content = RawMessage::builder().data(Blob::new(frozen.bytes.clone())).build();
        let mut request = self
            .client
            .send_email()
            .from_email_address(frozen.from.mailbox())
            .destination(destination(frozen))
            .content(EmailContent::builder().raw(content.map_err(malformed)?).build())
            .set_configuration_set_name(self.options.configuration_set.clone());
        for (name, value) in frozen.tags() {
            let tag = MessageTag::builder().name(name).value(value).build().map_err(malformed)?;
            request = request.email_tags(tag);
        }
        let answer = self.runtime.block_on(request.send());
        let answer = answer.map_err(|error| classify::send_error(&error))?;
        match answer.message_id() {
            Some(id) if !id.is_empty() => Ok(Receipt { message_id: id.to_owned() }),
            _ => {
                let why = "SES accepted the request and named no message";
                let class = TransportErrorClass::Unknown;
                Err((Cause::Other, TransportError::new(class, "no-message-id", why)))
            }
        }
    }

    /// Refuses what today's quota cannot hold, without asking AWS to say so.
    fn check_quota(&self, frozen: &Frozen) -> Result<(), TransportError> {
        match *self.quota_left.borrow() {
            Some(left) if left < frozen.n_recipients() => {
                let why = format!(
                    "the daily quota has room for {left} recipients, the message has {}",
                    frozen.n_recipients()
                );
                Err(TransportError::new(TransportErrorClass::NotSentLater, "daily-quota", why))
            }
            _ => Ok(()),
        }
    }
}

impl Transport for SesTransport {
    fn name(&self) -> &'static str {
        "ses"
    }

    fn preflight(&self, preflight: &Preflight) -> Result<Ready, PreflightError> {
        let ready = self.check_all(preflight)?;
        self.pace.borrow_mut().set_limit(ready.max_recipients_per_second);
        *self.quota_left.borrow_mut() = ready.quota_left;
        Ok(ready)
    }

    fn send(&self, frozen: &Frozen) -> Result<Receipt, TransportError> {
        let n_encoded = frozen.bytes.len().div_ceil(3) * 4;
        if n_encoded > MAX_MESSAGE_BYTES {
            let why = format!("SES takes {MAX_MESSAGE_BYTES} bytes, the message has: {n_encoded}");
            let class = TransportErrorClass::NotSentPermanent;
            return Err(TransportError::new(class, "too-large", why));
        }
        self.check_quota(frozen)?;
        let mut n_tries = 0;
        loop {
            self.pace.borrow_mut().wait_for(frozen.n_recipients());
            n_tries += 1;
            let (cause, error) = match self.request(frozen) {
                Ok(receipt) => {
                    self.pace.borrow_mut().went_well();
                    if let Some(left) = self.quota_left.borrow_mut().as_mut() {
                        *left -= frozen.n_recipients();
                    }
                    return Ok(receipt);
                }
                Err(failure) => failure,
            };
            let max_tries = match cause {
                Cause::Rate => MAX_TRIES,
                Cause::Connect => MAX_CONNECT_TRIES,
                Cause::Other => return Err(error),
            };
            if n_tries >= max_tries {
                return Err(error);
            }
            if cause == Cause::Rate {
                self.pace.borrow_mut().was_too_fast();
            }
            self.pace.borrow_mut().back_off(n_tries, frozen.id.as_str());
        }
    }
}

fn destination(frozen: &Frozen) -> Destination {
    let mut destination = Destination::builder().to_addresses(frozen.to.mailbox());
    for copy in &frozen.bcc {
        destination = destination.bcc_addresses(copy.mailbox());
    }
    destination.build()
}

/// One request per call, and an end to waiting: the SDK's defaults are three and none.
pub(crate) async fn load(options: &SesOptions) -> aws_config::SdkConfig {
    let timeout = Duration::from_millis(options.timeout_ms);
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(options.connect_timeout_ms))
        .read_timeout(timeout)
        .operation_attempt_timeout(timeout)
        .operation_timeout(timeout)
        .build();
    // Pinned: `latest` moves by itself, and the version of 2026-01 changed retries.
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts);
    if let Some(region) = &options.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(url) = &options.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    if let Some((id, secret)) = &options.static_credentials {
        let credentials = Credentials::new(id, secret, None, None, "quarterdeck");
        loader = loader.credentials_provider(SharedCredentialsProvider::new(credentials));
    }
    loader.load().await
}
