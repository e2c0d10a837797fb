//! What a refusal or a lost connection says about the mail: it depends on how far the dialogue was.

use lettre::transport::smtp::Error;

use super::super::{PreflightError, PreflightKind, TransportError, TransportErrorClass};

/// How far the dialogue was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    /// No session yet.
    Connect,
    /// The session is becoming encrypted.
    Tls,
    /// User and password.
    Login,
    /// MAIL, RCPT, DATA: nothing of the message was written.
    Envelope,
    /// The message was being written; without the final dot no server takes it.
    Body,
    /// The final dot may have arrived: only an answer tells.
    Dot,
}

/// A failed try.
#[derive(Debug)]
pub(super) struct Failure {
    stage: Stage,
    pub(super) error: TransportError,
    /// Claims that the server answered and stays for the next message.
    pub(super) is_refusal: bool,
    /// Claims that the session is over, whatever the message is.
    pub(super) ends_session: bool,
}

impl Failure {
    /// Reads an error of the library.
    pub(super) fn of(stage: Stage, error: &Error) -> Self {
        Self::read(stage, error, &chain(error))
    }

    /// The same for one recipient, who is named.
    pub(super) fn of_recipient(mailbox: &str, error: &Error) -> Self {
        Self::read(Stage::Envelope, error, &format!("{mailbox}: {}", chain(error)))
    }

    fn read(stage: Stage, error: &Error, text: &str) -> Self {
        let status = error.status().map(|code| code.to_string());
        let (class, code) = class(stage, status.as_deref(), error.is_tls(), text);
        // 421 announces the end of the session.
        let is_refusal = status.is_some_and(|status| status != "421");
        let ends_session = !is_refusal && matches!(stage, Stage::Envelope | Stage::Body);
        let error = TransportError::new(class, code, text);
        Self { stage, error, is_refusal, ends_session }
    }

    /// A server that offers no encryption, or somebody between who takes the offer away.
    pub(super) fn without_starttls(host: &str) -> Self {
        let why = format!("`{host}` offers no STARTTLS, and nothing is sent in the clear");
        let error = TransportError::new(TransportErrorClass::StopRun, "no-starttls", why);
        Self { stage: Stage::Tls, error, is_refusal: false, ends_session: false }
    }

    /// An address that the protocol cannot carry.
    pub(super) fn malformed(mailbox: &str) -> Self {
        let class = TransportErrorClass::NotSentPermanent;
        let error = TransportError::new(class, "malformed", format!("not an address: {mailbox}"));
        Self { stage: Stage::Envelope, error, is_refusal: true, ends_session: false }
    }

    /// The failure of a session that was opened before anything was to be sent.
    pub(super) fn preflight(self, host: &str) -> PreflightError {
        use PreflightKind::{Configuration, Temporary};
        let (kind, code, cure) = match (self.stage, self.error.class) {
            (_, TransportErrorClass::StopRun) if self.stage == Stage::Login => (
                Configuration,
                "login-refused",
                "check SMTP_USER and SMTP_PASSWORD, and that the server lets this user send",
            ),
            (_, TransportErrorClass::StopRun) if self.error.code == "no-starttls" => (
                Configuration,
                "no-starttls",
                "use the server's submission port (587), or a server that encrypts",
            ),
            (_, TransportErrorClass::StopRun) => (
                Configuration,
                "certificate-refused",
                "name the server as its certificate does, or give its authority's certificate as \
                 `smtp_certificate` in [delivery]",
            ),
            _ => (Temporary, "smtp-unreachable", "try again; nothing was sent"),
        };
        let message = format!("the SMTP server `{host}` cannot be used: {}", self.error.message);
        PreflightError { kind, code, message, cure: cure.to_owned() }
    }
}

/// The SMTP rows of the error table.
fn class(
    stage: Stage,
    status: Option<&str>,
    is_tls: bool,
    text: &str,
) -> (TransportErrorClass, &'static str) {
    use TransportErrorClass::{NotSentLater, NotSentPermanent, NotSentRetry, StopRun, Unknown};
    let is_daily = text.to_ascii_lowercase().contains("daily");
    match (stage, status) {
        (Stage::Connect, _) => (NotSentRetry, "no-connection"),
        // A certificate that does not hold today does not hold for the next message.
        (Stage::Tls, None) if is_tls || text.contains("ertificate") => (StopRun, "tls"),
        (Stage::Tls, _) => (NotSentRetry, "tls"),
        (Stage::Login, Some(status)) if status.starts_with('5') => (StopRun, "login-refused"),
        (Stage::Login, _) => (NotSentRetry, "login"),
        (_, Some(status)) if status.starts_with('4') && is_daily => (NotSentLater, "daily-quota"),
        (_, Some("421")) => (NotSentRetry, "session-ended"),
        (_, Some(status)) if status.starts_with('4') => (NotSentRetry, "refused-for-now"),
        (_, Some(_)) => (NotSentPermanent, "refused"),
        (Stage::Envelope | Stage::Body, None) => (NotSentRetry, "connection-lost"),
        (Stage::Dot, None) => (Unknown, "no-answer"),
    }
}

/// The error and its sources in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        let words = source.to_string();
        // The library prints the first source itself.
        if !text.ends_with(&words) {
            text = format!("{text}: {words}");
        }
        next = source.source();
    }
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::super::super::TransportErrorClass::{
        self, NotSentLater, NotSentPermanent, NotSentRetry, StopRun, Unknown,
    };
    use super::{Stage, class};

    fn check(stage: Stage, status: Option<&str>, text: &str, expected: TransportErrorClass) {
        assert_eq!(class(stage, status, false, text).0, expected, "{stage:?} {status:?} {text}");
    }

    #[test]
    fn the_error_table_holds() {
        use Stage::{Body, Connect, Dot, Envelope, Login, Tls};
        check(Connect, None, "connection refused", NotSentRetry);
        check(Connect, Some("554"), "no service here", NotSentRetry);
        check(Tls, None, "invalid peer certificate: UnknownIssuer", StopRun);
        check(Tls, Some("454"), "TLS not available", NotSentRetry);
        check(Login, Some("535"), "bad credentials", StopRun);
        check(Login, Some("454"), "temporary failure", NotSentRetry);
        check(Envelope, Some("454"), "Throttling failure: Maximum sending rate", NotSentRetry);
        check(Envelope, Some("454"), "Throttling failure: Daily message quota", NotSentLater);
        check(Envelope, Some("421"), "Too many messages in one session", NotSentRetry);
        check(Envelope, Some("550"), "no such user", NotSentPermanent);
        check(Envelope, None, "broken pipe", NotSentRetry);
        check(Body, None, "broken pipe", NotSentRetry);
        check(Dot, Some("451"), "try later", NotSentRetry);
        check(Dot, Some("554"), "rejected", NotSentPermanent);
        check(Dot, None, "incomplete response", Unknown);
    }
}
