//! One body, read: raw, in an SNS envelope, or in one of EventBridge.
//!
//! The shapes are those of docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
//! (read 2026-11). Recipients are always those that the event names, never those of the message.

use chrono::{DateTime, Utc};
use qd_delivery::{DeliveryId, Feedback, Notice};
use serde_json::Value;

/// The longest body; SQS and SNS carry no more.
const MAX_BODY_BYTES: usize = 256 * 1024;
/// The most recipients of one event that are read; SES takes 50 in one message.
const MAX_RECIPIENTS: usize = 100;
/// The longest server's words that are kept, in characters.
const MAX_DETAIL: usize = 400;
/// The longest address (RFC 5321) with some room for a name.
const MAX_ADDRESS: usize = 400;
/// What SNS sends first to a new destination of SES, as plain text.
const GREETING: &str = "Successfully validated SNS topic";

/// What a body says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reading {
    /// Something about deliveries, one entry a recipient.
    Notices(Vec<Notice>),
    /// Nothing about a delivery; what it is.
    Ignored(String),
    /// It cannot be used; why.
    Dead(String),
}

/// Reads a body.
pub fn read(body: &[u8]) -> Reading {
    if body.len() > MAX_BODY_BYTES {
        return Reading::Dead(format!("it is longer than 256 kB: {} bytes", body.len()));
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return Reading::Dead("it is not UTF-8".into());
    };
    read_text(text.trim())
}

fn read_text(text: &str) -> Reading {
    if text.starts_with(GREETING) {
        return Reading::Ignored("greeting of the topic".into());
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value) => read_value(&value),
        Err(_) => Reading::Dead("it is not JSON".into()),
    }
}

/// Takes envelopes off, of which there is at most one.
fn read_value(value: &Value) -> Reading {
    let inner = match (value["Type"].as_str(), &value["Message"], &value["detail"]) {
        (Some("Notification"), Value::String(text), _) if text.starts_with(GREETING) => {
            return Reading::Ignored("greeting of the topic".into());
        }
        (Some("Notification"), Value::String(text), _) => match serde_json::from_str(text) {
            Ok(inner) => inner,
            Err(_) => return Reading::Dead("the message in the envelope is not JSON".into()),
        },
        (Some("Notification"), inner @ Value::Object(_), _) => inner.clone(),
        (Some("SubscriptionConfirmation"), ..) => {
            return Reading::Ignored("a subscription that waits for confirmation".into());
        }
        (Some("UnsubscribeConfirmation"), ..) => {
            return Reading::Ignored("a subscription that ended".into());
        }
        (None, _, inner @ Value::Object(_)) => inner.clone(),
        _ => value.clone(),
    };
    read_event(&inner)
}

fn read_event(event: &Value) -> Reading {
    let Some(kind) = event["eventType"].as_str().or(event["notificationType"].as_str()) else {
        return Reading::Dead("it names no event type".into());
    };
    let mail = &event["mail"];
    let of_message = |feedback: Feedback, part: &Value, words: &str| {
        let recipients = strings(&mail["destination"]).into_iter();
        let detail = part[words].as_str().unwrap_or_default().to_owned();
        notices(event, part, recipients.map(|to| (to, feedback, detail.clone())).collect())
    };
    match kind {
        "Send" => of_message(Feedback::Sent, &event["send"], ""),
        "Reject" => of_message(Feedback::Rejected, &event["reject"], "reason"),
        "Rendering Failure" => of_message(Feedback::Rejected, &event["failure"], "errorMessage"),
        "Delivery" => {
            let part = &event["delivery"];
            let told = strings(&part["recipients"]).into_iter();
            let told = told.map(|to| (to, Feedback::Delivered, String::new())).collect();
            notices(event, part, told)
        }
        "Bounce" => {
            let part = &event["bounce"];
            // `Undetermined` and `Transient` did not arrive either, but may the next time.
            let is_permanent = part["bounceType"] == "Permanent";
            let feedback = Feedback::Bounced { is_permanent };
            notices(event, part, named(&part["bouncedRecipients"], feedback))
        }
        "Complaint" => {
            let part = &event["complaint"];
            notices(event, part, named(&part["complainedRecipients"], Feedback::Complained))
        }
        "DeliveryDelay" | "Open" | "Click" | "Subscription" => Reading::Ignored(kind.to_owned()),
        other => {
            let other = other.chars().filter(|c| !c.is_control()).take(40).collect::<String>();
            Reading::Dead(format!("there is no event type `{other}`"))
        }
    }
}

/// The recipients that a bounce or complaint names, each with the server's words.
fn named(list: &Value, feedback: Feedback) -> Vec<(String, Feedback, String)> {
    let recipients = list.as_array().into_iter().flatten();
    let read = |recipient: &Value| {
        let address = recipient["emailAddress"].as_str()?.to_owned();
        let words = recipient["diagnosticCode"].as_str().or(recipient["status"].as_str());
        Some((address, feedback, words.unwrap_or_default().to_owned()))
    };
    recipients.filter_map(read).collect()
}

fn strings(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn notices(event: &Value, part: &Value, told: Vec<(String, Feedback, String)>) -> Reading {
    let mail = &event["mail"];
    let tag = |name: &str| mail["tags"][name][0].as_str();
    let delivery = tag("delivery_id").and_then(|id| DeliveryId::parse(id).ok());
    let attempt = tag("attempt").and_then(|number| number.parse().ok());
    let message_id = mail["messageId"].as_str().filter(|id| !id.is_empty() && id.len() <= 200);
    if delivery.is_none() && message_id.is_none() {
        return Reading::Dead("it names neither a delivery nor a message".into());
    }
    let instant = |value: &Value| value.as_str()?.parse::<DateTime<Utc>>().ok();
    let at = instant(&part["timestamp"]).or_else(|| instant(&mail["timestamp"]));
    let notice = |(recipient, feedback, detail): (String, Feedback, String)| {
        let detail = detail.chars().filter(|c| !c.is_control()).take(MAX_DETAIL).collect();
        Some(Notice {
            delivery: delivery.clone(),
            attempt,
            message_id: message_id.map(str::to_owned),
            recipient: mailbox(&recipient)?,
            feedback,
            at: at.unwrap_or(DateTime::UNIX_EPOCH),
            detail,
        })
    };
    let list = told.into_iter().take(MAX_RECIPIENTS).filter_map(notice).collect::<Vec<_>>();
    match list.is_empty() {
        true => Reading::Dead("it names no recipient".into()),
        false => Reading::Notices(list),
    }
}

/// The bare mailbox of `a@b` or `Name <a@b>`, in lower case.
fn mailbox(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((_, mailbox)) => mailbox,
        None => text,
    };
    let is_one =
        bare.contains('@') && bare.len() <= MAX_ADDRESS && !bare.contains(char::is_control);
    is_one.then(|| bare.to_ascii_lowercase())
}
