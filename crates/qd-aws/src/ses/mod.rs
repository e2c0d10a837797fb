//! Mail through SES v2, one request per attempt, each answer read for what it says about the mail.

mod classify;
mod group;
mod identity;
mod pace;
mod preflight;
mod suppression;

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use aws_config::{BehaviorVersion, Region, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_sesv2::error::BuildError;
use aws_sdk_sesv2::operation::send_email::builders::SendEmailFluentBuilder;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, MessageTag, RawMessage};
use qd_delivery::{
    Course, Frozen, Preflight, PreflightError, Ready, Receipt, Transport, TransportError,
};
use tokio::runtime::Runtime;

pub(crate) use classify::chain;
use pace::Pace;
pub use suppression::Mirrored;

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
    /// How many messages have to be taken in a row, one at a time, before several are under way
    /// together. Any other answer but a refusal of the message itself begins the row anew.
    pub n_alone: u32,
    /// How many recipients may be under way together at most, whatever the account's rate allows.
    pub max_group_recipients: u64,
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
            n_alone: 8,
            max_group_recipients: 128,
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
    /// Since when the pace counts. Real time, for waiting only: it reaches no record.
    started: Instant,
    pace: RefCell<Pace>,
    /// Recipients left of the daily quota, those under way taken off; `None` if unlimited or unknown.
    quota_left: Cell<Option<u64>>,
    /// How many messages were taken in a row.
    n_taken: Cell<u32>,
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
        let pace = RefCell::new(Pace::new(options.backoff_ms));
        let (started, quota_left, n_taken) = (Instant::now(), Cell::new(None), Cell::new(0));
        Ok(Self { runtime, client, region, options, started, pace, quota_left, n_taken })
    }

    /// The region in use.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Words a request.
    fn request(&self, frozen: &Frozen) -> Result<SendEmailFluentBuilder, BuildError> {
        let content = RawMessage::builder().data(Blob::new(frozen.bytes.clone())).build()?;
        let mut request = self
            .client
            .send_email()
            .from_email_address(frozen.from.mailbox())
            .destination(destination(frozen))
            .content(EmailContent::builder().raw(content).build())
            .set_configuration_set_name(self.options.configuration_set.clone());
        for (name, value) in frozen.tags() {
            request = request.email_tags(MessageTag::builder().name(name).value(value).build()?);
        }
        Ok(request)
    }
}

impl Transport for SesTransport {
    fn name(&self) -> &'static str {
        "ses"
    }

    fn preflight(&self, preflight: &Preflight) -> Result<Ready, PreflightError> {
        let ready = self.check_all(preflight)?;
        self.pace.borrow_mut().set_limit(ready.max_recipients_per_second);
        self.quota_left.set(ready.quota_left);
        Ok(ready)
    }

    fn group_recipients(&self) -> u64 {
        self.group_size()
    }

    fn send_group(&self, group: &[Frozen], course: &mut dyn Course) {
        self.runtime.block_on(self.carry(group, course));
    }

    fn send(&self, frozen: &Frozen) -> Result<Receipt, TransportError> {
        let mut alone = group::Alone::default();
        self.send_group(std::slice::from_ref(frozen), &mut alone);
        alone.answer.expect("what begins is answered")
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
