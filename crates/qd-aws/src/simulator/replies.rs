//! The replies of SES v2, field by field as its API model has them (botocore `sesv2` 2019-09-27).

use std::collections::BTreeMap;

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::http::Response;
use super::state::{Accepted, Account, Identity};

fn ok(body: &Value) -> Response {
    Response { status: 200, error: None, body: body.to_string() }
}

/// An exception: its name in a header, its message in the body.
pub(super) fn error(status: u16, name: &'static str, message: &str) -> Response {
    Response { status, error: Some(name), body: json!({ "message": message }).to_string() }
}

pub(super) fn unknown_operation() -> Response {
    error(404, "UnknownOperationException", "The operation is not simulated.")
}

pub(super) fn not_found(name: &str) -> Response {
    error(404, "NotFoundException", &format!("Email identity {name} does not exist."))
}

pub(super) fn sent(message_id: &str) -> Response {
    ok(&json!({ "MessageId": message_id }))
}

pub(super) fn account(account: &Account) -> Response {
    ok(&json!({
        "DedicatedIpAutoWarmupEnabled": false,
        "EnforcementStatus": account.enforcement_status,
        "ProductionAccessEnabled": account.is_production,
        "SendQuota": {
            "Max24HourSend": account.max_24_hour_send,
            "MaxSendRate": account.max_send_rate,
            "SentLast24Hours": account.sent_last_24_hours,
        },
        "SendingEnabled": account.is_sending_enabled,
        "SuppressionAttributes": { "SuppressedReasons": ["BOUNCE", "COMPLAINT"] },
        "VdmAttributes": { "VdmEnabled": "DISABLED" },
    }))
}

pub(super) fn identity(name: &str, identity: &Identity) -> Response {
    let is_domain = !name.contains('@');
    ok(&json!({
        "IdentityType": if is_domain { "DOMAIN" } else { "EMAIL_ADDRESS" },
        "FeedbackForwardingStatus": true,
        "VerifiedForSendingStatus": identity.is_verified,
        "DkimAttributes": {
            "SigningEnabled": identity.is_signed,
            "Status": if identity.is_signed { "SUCCESS" } else { "NOT_STARTED" },
            "SigningAttributesOrigin": "AWS_SES",
        },
        "MailFromAttributes": { "BehaviorOnMxFailure": "USE_DEFAULT_VALUE" },
        "Policies": {},
        "Tags": [],
        "VerificationStatus": if identity.is_verified { "SUCCESS" } else { "PENDING" },
    }))
}

/// What a call answers that tells nothing.
pub(super) fn nothing() -> Response {
    ok(&json!({}))
}

/// A page of the suppression list: all of it.
pub(super) fn suppressed(list: &BTreeMap<String, String>) -> Response {
    let entry = |(address, reason): (&String, &String)| {
        // Seconds since 1970, as SES's protocol has times.
        json!({ "EmailAddress": address, "Reason": reason, "LastUpdateTime": 1_790_000_000.0 })
    };
    ok(&json!({ "SuppressedDestinationSummaries": list.iter().map(entry).collect::<Vec<_>>() }))
}

/// The accepted messages: not of SES, for tests in other languages.
pub(super) fn log(accepted: &[Accepted]) -> Response {
    let entry = |message: &Accepted| {
        json!({
            "message_id": message.message_id,
            "from": message.from,
            "to": message.to,
            "bcc": message.bcc,
            "tags": message.tags,
            "raw": BASE64.encode(&message.raw),
        })
    };
    ok(&Value::Array(accepted.iter().map(entry).collect()))
}
