//! The events that SES publishes about a message, in the SNS envelope in which a queue gets them.

use serde_json::{Value, json};

use super::state::Accepted;

/// What happens to a message after it was accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Happening {
    /// SES has it.
    Send,
    /// A recipient's server took it.
    Delivery,
    /// A recipient's server refused it.
    Bounce {
        /// For good.
        is_permanent: bool,
    },
    /// A recipient called it spam.
    Complaint,
    /// SES refused it after all.
    Reject,
}

impl Accepted {
    /// The body that a queue gets. `recipient` is whom it happens to; `Send` and `Reject` happen to all.
    pub fn event(&self, happening: Happening, recipient: &str) -> String {
        let (kind, key, part) = match happening {
            Happening::Send => ("Send", "send", json!({})),
            Happening::Reject => ("Reject", "reject", json!({ "reason": "Bad content" })),
            Happening::Delivery => (
                "Delivery",
                "delivery",
                json!({
                    "timestamp": "2026-10-01T07:00:02.000Z",
                    "processingTimeMillis": 1_200,
                    "recipients": [recipient],
                    "smtpResponse": "250 ok",
                    "reportingMTA": "a8-1.smtp-out.eu-west-1.amazonses.com",
                }),
            ),
            Happening::Bounce { is_permanent } => (
                "Bounce",
                "bounce",
                json!({
                    "bounceType": if is_permanent { "Permanent" } else { "Transient" },
                    "bounceSubType": "General",
                    "bouncedRecipients": [{
                        "emailAddress": recipient, "action": "failed", "status": "5.1.1",
                        "diagnosticCode": "smtp; 550 5.1.1 user unknown",
                    }],
                    "timestamp": "2026-10-01T07:00:03.000Z",
                    "feedbackId": "0102-feedback",
                    "reportingMTA": "dsn; a8-1.smtp-out.eu-west-1.amazonses.com",
                }),
            ),
            Happening::Complaint => (
                "Complaint",
                "complaint",
                json!({
                    "complainedRecipients": [{ "emailAddress": recipient }],
                    "timestamp": "2026-10-01T07:00:04.000Z",
                    "feedbackId": "0102-feedback",
                    "complaintFeedbackType": "abuse",
                }),
            ),
        };
        let tags = self.tags.iter().map(|(name, value)| (name.clone(), json!([value])));
        let event = json!({
            "eventType": kind,
            "mail": {
                "timestamp": "2026-10-01T07:00:00.000Z",
                "source": self.from,
                "messageId": self.message_id,
                "destination": self.to.iter().chain(&self.bcc).collect::<Vec<_>>(),
                "headersTruncated": false,
                "tags": tags.collect::<serde_json::Map<String, Value>>(),
            },
            key: part,
        });
        json!({
            "Type": "Notification",
            "MessageId": "9d8a",
            "TopicArn": "arn:aws:sns:eu-west-1:123456789012:ses",
            "Subject": "Amazon SES Email Event Notification",
            "Message": event.to_string(),
            "Timestamp": "2026-10-01T07:00:05.000Z",
            "SignatureVersion": "1",
        })
        .to_string()
    }
}
