//! Requests that are no API call: the certificate of an SNS post, a post to a board's webhook.
//!
//! The SDK's own client makes them, so there is one TLS in the program. It follows no redirect; an
//! answer is read up to a bound, and everything has an end.

use std::time::Duration;

use aws_sdk_sesv2::config::http::HttpRequest;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use tokio::runtime::Runtime;

use crate::AwsError;
use crate::events::CertificateSource;

/// The longest answer that is read, in bytes.
const MAX_ANSWER: usize = 256 * 1024;

/// A client for requests that are no API call. It blocks; do not use it from inside an async runtime.
pub struct Https {
    runtime: Runtime,
    connector: Connector,
    timeout: Duration,
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body, as far as it was read.
    pub body: Vec<u8>,
}

impl Https {
    /// Sets a client up whose requests end after a time.
    pub fn new(timeout: Duration) -> Result<Self, AwsError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(AwsError::Runtime)?;
        let tls = Provider::rustls(CryptoMode::AwsLc);
        let connector = Connector::builder().tls_provider(tls).build();
        Ok(Self { runtime, connector, timeout })
    }

    /// Fetches an address.
    pub fn get(&self, url: &str) -> Result<Answer, String> {
        self.request("GET", url, &[], Vec::new())
    }

    /// Posts a body with some headers.
    pub fn post(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<Answer, String> {
        self.request("POST", url, headers, body)
    }

    fn request(
        &self,
        method: &str,
        url: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<Answer, String> {
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method(method).map_err(|_| "it is no method".to_owned())?;
        request.set_uri(url).map_err(|_| "it is no address".to_owned())?;
        for (name, value) in headers {
            let headers = request.headers_mut();
            headers
                .try_insert(*name, value.clone())
                .map_err(|_| format!("`{name}` is no header"))?;
        }
        let exchange = async {
            let response = self.connector.call(request).await;
            let response = response.map_err(|error| crate::ses::chain(&error))?;
            let status = response.status().as_u16();
            let mut stream = ByteStream::new(response.into_body());
            let mut body = Vec::new();
            while let Some(chunk) = stream.next().await {
                body.extend_from_slice(&chunk.map_err(|error| crate::ses::chain(&error))?);
                if body.len() > MAX_ANSWER {
                    return Err("the answer is too long".to_owned());
                }
            }
            Ok(Answer { status, body })
        };
        let bounded = async { tokio::time::timeout(self.timeout, exchange).await };
        match self.runtime.block_on(bounded) {
            Ok(answer) => answer,
            Err(_) => Err(format!("no answer within {} s", self.timeout.as_secs())),
        }
    }
}

impl CertificateSource for Https {
    fn certificate(&self, url: &str) -> Result<Vec<u8>, String> {
        match self.get(url)? {
            Answer { status: 200, body } => Ok(body),
            Answer { status, .. } => Err(format!("the server answers {status}")),
        }
    }
}
