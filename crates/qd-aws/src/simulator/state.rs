//! What the simulated account is, has, and does with a SendEmail request.

use std::collections::{BTreeMap, VecDeque};

use data_encoding::BASE64;
use serde_json::Value;

use super::http::Response;
use super::{Reply, replies};

/// Recipients that SES takes in one call.
const MAX_RECIPIENTS: usize = 50;

/// An SES account, as GetAccount shows it.
#[derive(Clone, Debug)]
pub struct Account {
    /// Sending is switched on.
    pub is_sending_enabled: bool,
    /// It is out of the sandbox.
    pub is_production: bool,
    /// `HEALTHY`, `PROBATION` or `SHUTDOWN`.
    pub enforcement_status: &'static str,
    /// Recipients in 24 hours; -1 for no limit.
    pub max_24_hour_send: f64,
    /// Recipients per second. Shown, not enforced: script [`Fault::ThrottleRate`].
    pub max_send_rate: f64,
    /// Recipients in the last 24 hours.
    pub sent_last_24_hours: f64,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            is_sending_enabled: true,
            is_production: true,
            enforcement_status: "HEALTHY",
            max_24_hour_send: 50_000.0,
            max_send_rate: 1_000.0,
            sent_last_24_hours: 0.0,
        }
    }
}

/// An identity, as GetEmailIdentity shows it.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    /// Mail may be sent from it.
    pub is_verified: bool,
    /// Its mail is signed.
    pub is_signed: bool,
}

/// What happens to one SendEmail request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Nothing odd: it is taken or refused on its merits.
    Accept,
    /// 400 MessageRejected.
    Reject,
    /// 429 TooManyRequestsException, about the rate.
    ThrottleRate,
    /// 400 LimitExceededException, about the daily quota.
    DailyQuota,
    /// 400 SendingPausedException.
    SendingPaused,
    /// 403 ExpiredTokenException.
    ExpiredToken,
    /// It is read and not answered. It is not accepted.
    Hang,
    /// It is accepted, and the socket closed without an answer.
    CloseAfterAccept,
    /// It is accepted, and answered with 500.
    ErrorAfterAccept,
}

/// A message that was accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Accepted {
    /// What it was called.
    pub message_id: String,
    /// The sender of the request.
    pub from: String,
    /// `To` of the request.
    pub to: Vec<String>,
    /// `Bcc` of the request.
    pub bcc: Vec<String>,
    /// The tags, by name.
    pub tags: BTreeMap<String, String>,
    /// The message.
    pub raw: Vec<u8>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) account: Account,
    pub(super) identities: Identities,
    pub(super) suppressed: BTreeMap<String, String>,
    pub(super) script: VecDeque<Fault>,
    pub(super) accepted: Vec<Accepted>,
    pub(super) n_send_requests: usize,
    pub(super) n_reads_to_throttle: u32,
    pub(super) is_stopping: bool,
}

/// The identities, by name.
pub(super) struct Identities(BTreeMap<String, Identity>);

impl Default for Identities {
    fn default() -> Self {
        let identity = Identity { is_verified: true, is_signed: true };
        Self(BTreeMap::from([("example.com".into(), identity)]))
    }
}

impl std::ops::Deref for Identities {
    type Target = BTreeMap<String, Identity>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl std::ops::DerefMut for Identities {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl State {
    pub(super) fn send_email(&mut self, body: &[u8]) -> Reply {
        self.n_send_requests += 1;
        let fault = self.script.pop_front().unwrap_or(Fault::Accept);
        let error = |status, name, message| Reply::Send(replies::error(status, name, message));
        match fault {
            Fault::Reject => error(400, "MessageRejected", "The message was rejected."),
            Fault::ThrottleRate => {
                error(429, "TooManyRequestsException", "Maximum sending rate exceeded.")
            }
            Fault::DailyQuota => {
                error(400, "LimitExceededException", "Daily message quota exceeded.")
            }
            Fault::SendingPaused => {
                error(400, "SendingPausedException", "Sending is paused for this account.")
            }
            Fault::ExpiredToken => error(
                403,
                "ExpiredTokenException",
                "The security token included in the request is expired",
            ),
            Fault::Hang => Reply::Hang,
            Fault::Accept => Reply::Send(self.take(body).unwrap_or_else(|refusal| refusal)),
            Fault::CloseAfterAccept => self.take(body).map_or_else(Reply::Send, |_| Reply::Close),
            Fault::ErrorAfterAccept => match self.take(body) {
                Ok(_) => error(500, "InternalServiceErrorException", "An internal error occurred."),
                Err(refusal) => Reply::Send(refusal),
            },
        }
    }

    /// Puts an address on the account's suppression list.
    pub(super) fn suppress(&mut self, body: &[u8]) -> Response {
        let request = serde_json::from_slice::<Value>(body).unwrap_or_default();
        let reason =
            request["Reason"].as_str().filter(|word| ["BOUNCE", "COMPLAINT"].contains(word));
        match request["EmailAddress"].as_str().zip(reason) {
            // Out of the sandbox only, as SES has it.
            Some(_) if !self.account.is_production => {
                replies::error(400, "BadRequestException", "The account is in the sandbox.")
            }
            Some((address, reason)) => {
                self.suppressed.insert(address.to_owned(), reason.to_owned());
                replies::nothing()
            }
            None => replies::error(400, "BadRequestException", "Address or reason is missing."),
        }
    }

    /// Accepts a message or says why not.
    fn take(&mut self, body: &[u8]) -> Result<Response, Response> {
        let mut message = parse(body).ok_or_else(|| {
            replies::error(400, "BadRequestException", "Only raw content is simulated.")
        })?;
        let n_recipients = message.to.len() + message.bcc.len();
        if n_recipients == 0 || n_recipients > MAX_RECIPIENTS {
            let why = "Recipient count is not between 1 and 50.";
            return Err(replies::error(400, "BadRequestException", why));
        }
        let from_and_sandbox = [&message.from]
            .into_iter()
            .chain(message.to.iter().chain(&message.bcc).filter(|_| !self.account.is_production));
        for address in from_and_sandbox {
            if !self.is_verified(address) {
                let why = format!("Email address is not verified. {address}");
                return Err(replies::error(400, "MessageRejected", &why));
            }
        }
        let account = &mut self.account;
        let sent = account.sent_last_24_hours + n_recipients as f64;
        if account.max_24_hour_send >= 0.0 && sent > account.max_24_hour_send {
            let why = "Daily message quota exceeded.";
            return Err(replies::error(400, "LimitExceededException", why));
        }
        account.sent_last_24_hours = sent;
        message.message_id = format!("0102{:012x}-simulated", self.accepted.len() + 1);
        let reply = replies::sent(&message.message_id);
        self.accepted.push(message);
        Ok(reply)
    }

    /// Claims that an address or a domain at or above its own is verified.
    fn is_verified(&self, address: &str) -> bool {
        let domain = address.rsplit_once('@').map_or(address, |(_, domain)| domain);
        let is_name =
            |name: &str| name == address || name == domain || domain.ends_with(&format!(".{name}"));
        self.identities.iter().any(|(name, identity)| identity.is_verified && is_name(name))
    }
}

/// Reads a SendEmail request with raw content.
fn parse(body: &[u8]) -> Option<Accepted> {
    let request: Value = serde_json::from_slice(body).ok()?;
    let list = |name: &str| {
        let values = request["Destination"][name].as_array().into_iter().flatten();
        values.filter_map(|value| value.as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let tags = request["EmailTags"].as_array().into_iter().flatten().filter_map(|tag| {
        Some((tag["Name"].as_str()?.to_owned(), tag["Value"].as_str()?.to_owned()))
    });
    Some(Accepted {
        message_id: String::new(),
        from: request["FromEmailAddress"].as_str()?.to_owned(),
        to: list("ToAddresses"),
        bcc: list("BccAddresses"),
        tags: tags.collect(),
        raw: BASE64.decode(request["Content"]["Raw"]["Data"].as_str()?.as_bytes()).ok()?,
    })
}
