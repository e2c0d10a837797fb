//! What an answer of SES, or the lack of one, says about the mail.
//!
//! The table of the delivery design: a rate error and the daily quota arrive alike and are told apart
//! by their text; anything after the request may have been written is unknown.

use std::error::Error;

use aws_sdk_sesv2::config::http::HttpResponse;
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailOutput;
use qd_delivery::{Receipt, TransportError, TransportErrorClass};

/// Why a request may be repeated at once, if it may.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cause {
    /// SES takes mail more slowly than we send.
    Rate,
    /// No connection was made, so nothing was written.
    Connect,
    /// Not to be repeated here.
    Other,
}

/// Reads the answer of a SendEmail call that was taken.
pub(super) fn receipt(answer: &SendEmailOutput) -> Result<Receipt, (Cause, TransportError)> {
    match answer.message_id() {
        Some(id) if !id.is_empty() => Ok(Receipt { message_id: id.to_owned() }),
        _ => {
            let why = "SES accepted the request and named no message";
            let class = TransportErrorClass::Unknown;
            Err((Cause::Other, TransportError::new(class, "no-message-id", why)))
        }
    }
}

/// Reads the error of a SendEmail call.
pub(super) fn send_error<E>(error: &SdkError<E, HttpResponse>) -> (Cause, TransportError)
where
    E: ProvideErrorMetadata + Error + 'static,
{
    use TransportErrorClass::{NotSentPermanent, NotSentRetry, StopRun, Unknown};
    let chain = chain(error);
    let make = |class, code: &str, message: &str| TransportError::new(class, code, message);
    match error {
        SdkError::ServiceError(service) => {
            let code = error.code().unwrap_or("unknown-error");
            let message = error.message().unwrap_or("SES gives no reason");
            service_error(service.raw().status().as_u16(), code, message)
        }
        SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_)
            if is_about_credentials(&chain) =>
        {
            (Cause::Other, make(StopRun, "no-credentials", &chain))
        }
        SdkError::ConstructionFailure(_) => {
            (Cause::Other, make(NotSentPermanent, "malformed", &chain))
        }
        SdkError::DispatchFailure(failure) if failure.is_user() => {
            (Cause::Other, make(NotSentPermanent, "malformed", &chain))
        }
        SdkError::DispatchFailure(_) if is_about_connecting(&chain) => {
            (Cause::Connect, make(NotSentRetry, "no-connection", &chain))
        }
        SdkError::TimeoutError(_) => (Cause::Other, make(Unknown, "no-answer", &chain)),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => {
            (Cause::Other, make(Unknown, "no-answer", &chain))
        }
        SdkError::DispatchFailure(_) => (Cause::Other, make(Unknown, "connection-lost", &chain)),
        _ => (Cause::Other, make(Unknown, "unreadable-answer", &chain)),
    }
}

/// Reads an error that SES itself reports.
fn service_error(status: u16, code: &str, message: &str) -> (Cause, TransportError) {
    use TransportErrorClass::{NotSentLater, NotSentPermanent, NotSentRetry, StopRun, Unknown};
    let text = message.to_ascii_lowercase();
    let is_throttle = matches!(
        code,
        "TooManyRequestsException"
            | "ThrottlingException"
            | "Throttling"
            | "LimitExceededException"
    ) || status == 429;
    let (cause, class) = match code {
        _ if is_throttle && text.contains("daily") => (Cause::Other, NotSentLater),
        _ if is_throttle => (Cause::Rate, NotSentRetry),
        "SendingPausedException" | "AccountSuspendedException" => (Cause::Other, StopRun),
        "ExpiredTokenException"
        | "ExpiredToken"
        | "AccessDeniedException"
        | "AccessDenied"
        | "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "MissingAuthenticationTokenException"
        | "IncompleteSignatureException"
        | "RequestExpired"
        | "OptInRequired" => (Cause::Other, StopRun),
        _ if status >= 500 => (Cause::Other, Unknown),
        _ if status == 401 || status == 403 => (Cause::Other, StopRun),
        _ if (400..500).contains(&status) => (Cause::Other, NotSentPermanent),
        _ => (Cause::Other, Unknown),
    };
    (cause, TransportError::new(class, code, message))
}

/// The error and its sources in one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text.replace(char::is_control, " ")
}

/// Claims that a request failed for want of credentials, so that none was made. No error of a
/// connection has the word, and what a server says is not in the chain of such a failure.
pub(super) fn is_about_credentials(chain: &str) -> bool {
    chain.contains("credential")
}

/// Claims that the failure came before a connection stood. The words are those of hyper-util and of
/// the SDK's connector; if they change, the mail counts as in doubt, which is the safe side. The tests
/// of `tests/faults.rs` notice.
fn is_about_connecting(chain: &str) -> bool {
    ["client error (Connect)", "HTTP connect", "dns error", "failed to lookup address"]
        .iter()
        .any(|words| chain.contains(words))
}

#[cfg(test)]
mod tests {
    use qd_delivery::TransportErrorClass::{
        self, NotSentLater, NotSentPermanent, NotSentRetry, StopRun, Unknown,
    };

    use super::{Cause, service_error};

    fn check(status: u16, code: &str, message: &str, expected: (Cause, TransportErrorClass)) {
        let (cause, error) = service_error(status, code, message);
        assert_eq!((cause, error.class), expected, "{status} {code} {message}");
        assert_eq!((error.code.as_str(), error.message.as_str()), (code, message));
    }

    #[test]
    fn the_error_table_holds() {
        let rate = "Maximum sending rate exceeded.";
        let daily = "Daily message quota exceeded.";
        let other = |class| (Cause::Other, class);
        for code in ["TooManyRequestsException", "ThrottlingException", "LimitExceededException"] {
            check(429, code, rate, (Cause::Rate, NotSentRetry));
            check(400, code, daily, other(NotSentLater));
        }
        check(400, "MessageRejected", "Email address is not verified.", other(NotSentPermanent));
        check(400, "BadRequestException", "Invalid", other(NotSentPermanent));
        check(404, "NotFoundException", "no configuration set", other(NotSentPermanent));
        check(400, "MailFromDomainNotVerifiedException", "no", other(NotSentPermanent));
        check(400, "SendingPausedException", "paused", other(StopRun));
        check(400, "AccountSuspendedException", "suspended", other(StopRun));
        check(403, "ExpiredTokenException", "expired", other(StopRun));
        check(403, "AccessDeniedException", "denied", other(StopRun));
        check(403, "SomethingNew", "denied", other(StopRun));
        check(500, "InternalFailure", "oops", other(Unknown));
        check(503, "ServiceUnavailable", "busy", other(Unknown));
        check(302, "Moved", "elsewhere", other(Unknown));
    }
}
