//! Mail through an SMTP server: always under STARTTLS, one session for many messages, each answer read
//! for what it says about the mail.
//!
//! Nothing is ever written to a server in the clear but EHLO and STARTTLS. What is not known to have
//! stayed here is a doubt: see [`classify`].

mod classify;

#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, response::Response};

use super::{
    Frozen, Preflight, PreflightError, Ready, Receipt, Transport, TransportError,
    TransportErrorClass,
};
use crate::{Address, DeliveryError};
use classify::{Failure, Stage};

/// How often a message that was surely not sent is tried in one run.
const MAX_TRIES: u32 = 5;

/// How to reach a server.
#[derive(Clone)]
pub struct SmtpOptions {
    /// The server's name, which its certificate must carry.
    pub host: String,
    /// Its submission port.
    pub port: u16,
    /// User and password; `None` where the server asks for none.
    pub credentials: Option<(String, String)>,
    /// A certificate (PEM) that is trusted beside the system's.
    pub root_certificate: Option<Vec<u8>>,
    /// How long a connection, and each answer, may take, in milliseconds.
    pub timeout_ms: u64,
    /// The wait after the first refusal for now, in milliseconds; it doubles.
    pub backoff_ms: u64,
}

impl Default for SmtpOptions {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            credentials: None,
            root_certificate: None,
            timeout_ms: 30_000,
            backoff_ms: 500,
        }
    }
}

/// Sends through an SMTP server.
pub struct Smtp {
    options: SmtpOptions,
    tls: TlsParameters,
    /// The open session, for the next message.
    session: RefCell<Option<SmtpConnection>>,
    /// How many sessions were opened.
    n_sessions: Cell<usize>,
}

impl Smtp {
    /// Sets a client up. Contacts nobody.
    pub fn new(options: SmtpOptions) -> Result<Self, DeliveryError> {
        let fail = |error: Error| DeliveryError::Tls(classify::chain(&error));
        let mut tls = TlsParameters::builder(options.host.clone());
        if let Some(pem) = &options.root_certificate {
            tls = tls.add_root_certificate(Certificate::from_pem(pem).map_err(fail)?);
        }
        let tls = tls.build().map_err(fail)?;
        Ok(Self { options, tls, session: RefCell::new(None), n_sessions: Cell::new(0) })
    }

    /// How many sessions were opened so far: one carries many messages.
    pub fn n_sessions(&self) -> usize {
        self.n_sessions.get()
    }

    /// Connects, turns TLS on, and logs in.
    fn connect(&self) -> Result<SmtpConnection, Failure> {
        let SmtpOptions { host, port, credentials, timeout_ms, .. } = &self.options;
        let timeout = Some(Duration::from_millis(*timeout_ms));
        // A literal that says nothing about this machine.
        let hello = ClientId::Domain("quarterdeck.invalid".into());
        let at = |stage: Stage| move |error: Error| Failure::of(stage, &error);
        let mut session =
            SmtpConnection::connect((host.as_str(), *port), timeout, &hello, None, None)
                .map_err(at(Stage::Connect))?;
        if !session.can_starttls() {
            session.abort();
            return Err(Failure::without_starttls(host));
        }
        session.starttls(&self.tls, &hello).map_err(at(Stage::Tls))?;
        if let Some((user, password)) = credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            session.auth(DEFAULT_MECHANISMS, &credentials).map_err(at(Stage::Login))?;
        }
        self.n_sessions.set(self.n_sessions.get() + 1);
        Ok(session)
    }

    /// Tries a message once, in the open session or a new one.
    fn attempt(&self, frozen: &Frozen) -> Result<Receipt, Failure> {
        let mut slot = self.session.borrow_mut();
        let mut session = match slot.take() {
            Some(session) => session,
            None => self.connect()?,
        };
        match carry(&mut session, frozen) {
            Ok(response) => {
                *slot = Some(session);
                Ok(receipt(frozen, &response))
            }
            Err(failure) => {
                // A refusal leaves the session as good as it was; anything else ends it.
                if failure.is_refusal && session.command(Rset).is_ok() {
                    *slot = Some(session);
                } else {
                    session.abort();
                }
                Err(failure)
            }
        }
    }
}

/// Carries one message through an open session.
fn carry(session: &mut SmtpConnection, frozen: &Frozen) -> Result<Response, Failure> {
    let envelope = |error: Error| Failure::of(Stage::Envelope, &error);
    let address = |address: &Address| {
        lettre::Address::new(address.local(), address.domain())
            .map_err(|_| Failure::malformed(&address.mailbox()))
    };
    session.command(Mail::new(Some(address(&frozen.from)?), vec![])).map_err(envelope)?;
    for recipient in [&frozen.to].into_iter().chain(&frozen.bcc) {
        let refused = |error: Error| Failure::of_recipient(&recipient.mailbox(), &error);
        session.command(Rcpt::new(address(recipient)?, vec![])).map_err(refused)?;
    }
    session.command(Data).map_err(envelope)?;
    // The last chunk is out when the next is asked for, and only then is the final dot written.
    let is_whole = Cell::new(false);
    // The dot's own line end is the message's last one.
    let body = frozen.bytes.strip_suffix(b"\r\n").unwrap_or(&frozen.bytes);
    let mut chunks = body.chunks(CHUNK_BYTES);
    let body = std::iter::from_fn(|| {
        let chunk = chunks.next();
        is_whole.set(chunk.is_none());
        chunk
    });
    session.message_iter(body).map_err(|error| {
        let stage = if is_whole.get() { Stage::Dot } else { Stage::Body };
        Failure::of(stage, &error)
    })
}

/// How much of a message is written at once.
const CHUNK_BYTES: usize = 16_384;

/// SES answers `Ok ID`, which its events then carry; others say what they like, so our own id stands.
fn receipt(frozen: &Frozen, response: &Response) -> Receipt {
    let words = response.first_word().zip(response.message().next());
    let id = words.and_then(|(first, line)| {
        let id = line.strip_prefix(first)?.trim();
        let is_id = |c: char| c.is_ascii_alphanumeric() || "-.@".contains(c);
        (first == "Ok" && id.len() >= 16 && id.chars().all(is_id)).then(|| id.to_owned())
    });
    Receipt { message_id: id.unwrap_or_else(|| frozen.id.to_string()) }
}

impl Transport for Smtp {
    fn name(&self) -> &'static str {
        "smtp"
    }

    /// Opens the session that the first message will use. An SMTP server says no more beforehand.
    fn preflight(&self, _: &Preflight) -> Result<Ready, PreflightError> {
        let session = self.connect().map_err(|failure| failure.preflight(&self.options.host))?;
        if let Some(mut old) = self.session.borrow_mut().replace(session) {
            old.abort();
        }
        Ok(Ready::default())
    }

    fn send(&self, frozen: &Frozen) -> Result<Receipt, TransportError> {
        let mut n_tries = 0;
        loop {
            let had_session = self.session.borrow().is_some();
            let failure = match self.attempt(frozen) {
                Ok(receipt) => return Ok(receipt),
                Err(failure) => failure,
            };
            n_tries += 1;
            let is_retry = failure.error.class == TransportErrorClass::NotSentRetry;
            if !is_retry || n_tries >= MAX_TRIES {
                return Err(failure.error);
            }
            // A session that ended (421, or idle too long) is no fault of the message: at once again.
            if !(had_session && failure.ends_session) {
                let wait = self.options.backoff_ms.saturating_mul(1 << (n_tries - 1));
                std::thread::sleep(Duration::from_millis(wait));
            }
        }
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        if let Some(mut session) = self.session.borrow_mut().take() {
            session.abort();
        }
    }
}
