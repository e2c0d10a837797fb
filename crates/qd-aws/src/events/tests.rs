use proptest::prelude::*;
use qd_delivery::{Feedback, Notice};
use serde_json::{Value, json};

use super::{Reading, read};

const ID: &str = "jtaowlwwt6tcii27mzsyztsiqa";

/// An event as SES publishes it, with what its kind adds.
fn event(kind: &str, key: &str, part: Value) -> Value {
    json!({
        "eventType": kind,
        "mail": {
            "timestamp": "2026-10-01T07:00:00.000Z",
            "messageId": "0102-m",
            "destination": ["Owner@example.com", "Audit <audit@example.com>"],
            "tags": { "delivery_id": [ID], "attempt": ["2"], "ses:caller-identity": ["x"] },
            "headersTruncated": true,
        },
        key: part,
        "somethingNew": { "of": "2030" },
    })
}

fn sns(message: &Value) -> Value {
    json!({ "Type": "Notification", "MessageId": "x", "TopicArn": "arn:aws:sns:eu-west-1:1:t",
            "Message": message.to_string(), "Timestamp": "2026-10-01T07:00:01.000Z" })
}

fn notices(body: &Value) -> Vec<Notice> {
    match read(body.to_string().as_bytes()) {
        Reading::Notices(notices) => notices,
        other => panic!("{other:?}"),
    }
}

fn told(body: &Value) -> Vec<(String, Feedback)> {
    notices(body).into_iter().map(|notice| (notice.recipient, notice.feedback)).collect()
}

#[test]
fn every_event_type_says_what_it_says_about_the_recipients_it_names() {
    let (owner, audit) = ("owner@example.com".to_owned(), "audit@example.com".to_owned());
    let both = |feedback| vec![(owner.clone(), feedback), (audit.clone(), feedback)];
    assert_eq!(told(&event("Send", "send", json!({}))), both(Feedback::Sent));
    let reject = event("Reject", "reject", json!({ "reason": "Bad content" }));
    assert_eq!(told(&reject), both(Feedback::Rejected));
    assert_eq!(notices(&reject)[0].detail, "Bad content");
    let failure = event("Rendering Failure", "failure", json!({ "errorMessage": "x" }));
    assert_eq!(told(&failure), both(Feedback::Rejected));
    let delivery = event("Delivery", "delivery", json!({ "recipients": ["owner@example.com"] }));
    assert_eq!(told(&delivery), [(owner.clone(), Feedback::Delivered)]);
    for (kind, is_permanent) in [("Permanent", true), ("Transient", false), ("Undetermined", false)]
    {
        let bounce = event(
            "Bounce",
            "bounce",
            json!({
                "bounceType": kind, "timestamp": "2026-10-01T08:00:00.000Z",
                "bouncedRecipients": [{ "emailAddress": "audit@example.com",
                                        "diagnosticCode": "smtp; 550\r\n no such user" }],
            }),
        );
        assert_eq!(told(&bounce), [(audit.clone(), Feedback::Bounced { is_permanent })]);
        let notice = notices(&bounce).remove(0);
        assert_eq!(notice.detail, "smtp; 550 no such user");
        assert_eq!(notice.at.to_rfc3339(), "2026-10-01T08:00:00+00:00");
        assert_eq!(notice.delivery.unwrap().as_str(), ID);
        assert_eq!((notice.attempt, notice.message_id.as_deref()), (Some(2), Some("0102-m")));
    }
    let complaint = json!({ "complainedRecipients": [{ "emailAddress": "owner@example.com" }] });
    let complaint = event("Complaint", "complaint", complaint);
    assert_eq!(told(&complaint), [(owner, Feedback::Complained)]);
    for kind in ["DeliveryDelay", "Open", "Click", "Subscription"] {
        let body = event(kind, "x", json!({})).to_string();
        assert_eq!(read(body.as_bytes()), Reading::Ignored(kind.into()));
    }
}

#[test]
fn an_event_is_the_same_in_every_envelope() {
    let raw = event("Send", "send", json!({}));
    let expected = notices(&raw);
    assert_eq!(notices(&sns(&raw)), expected);
    // moto puts an object where AWS puts a text.
    assert_eq!(notices(&json!({ "Type": "Notification", "Message": raw })), expected);
    let bridge = json!({ "version": "0", "detail-type": "Email Sent", "detail": raw });
    assert_eq!(notices(&bridge), expected);
    // From the identity's own feedback: another key, and no tags.
    let mut bare = event(
        "Bounce",
        "bounce",
        json!({
            "bounceType": "Permanent", "bouncedRecipients": [{ "emailAddress": "a@example.com" }],
        }),
    );
    let object = bare.as_object_mut().unwrap();
    object.remove("eventType");
    object.insert("notificationType".into(), json!("Bounce"));
    object["mail"].as_object_mut().unwrap().remove("tags");
    let notice = notices(&bare).remove(0);
    assert_eq!((notice.delivery, notice.attempt), (None, None));
    assert_eq!(notice.message_id.as_deref(), Some("0102-m"));
}

#[test]
fn row_14_what_is_no_event_is_a_dead_letter_or_a_greeting_and_nothing_worse() {
    let greeting = "Successfully validated SNS topic for Amazon SES event publishing.";
    let enveloped = json!({ "Type": "Notification", "Message": greeting }).to_string();
    for body in [greeting, &enveloped] {
        assert!(matches!(read(body.as_bytes()), Reading::Ignored(_)), "{body}");
    }
    let confirmation = json!({ "Type": "SubscriptionConfirmation", "SubscribeURL": "https://x" });
    assert!(matches!(read(confirmation.to_string().as_bytes()), Reading::Ignored(_)));
    let unknown = event("Teleported", "x", json!({})).to_string();
    let nobody =
        event("Bounce", "bounce", json!({ "bouncedRecipients": "all of them" })).to_string();
    let mut nothing = event("Send", "send", json!({}));
    nothing["mail"] = json!([]);
    let nothing = nothing.to_string();
    let junk = "x".repeat(256 * 1024 + 1);
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let not_json = json!({ "Type": "Notification", "Message": "hello" }).to_string();
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "7",
        "{\"eventType\":7}",
        &unknown,
        &nobody,
        &nothing,
        &junk,
        &deep,
        &not_json,
    ] {
        let reading = read(body.as_bytes());
        assert!(matches!(reading, Reading::Dead(_)), "{reading:?}");
    }
    assert!(matches!(read(&[0xff, 0xfe]), Reading::Dead(_)));
}

#[test]
fn a_recipient_cannot_smuggle_anything_in() {
    let mut body = event("Send", "send", json!({}));
    body["mail"]["destination"] = json!(["a\r\nBcc: x@example.com", "no address", "x".repeat(500)]);
    assert!(matches!(read(body.to_string().as_bytes()), Reading::Dead(_)));
    body["mail"]["tags"]["delivery_id"] = json!(["../../../../etc/passwd0000"]);
    body["mail"]["destination"] = json!(["a@example.com"]);
    assert_eq!(notices(&body)[0].delivery, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_are_read_without_a_panic(body in prop::collection::vec(any::<u8>(), 0..300)) {
        read(&body);
    }

    /// Every prefix and every flipped byte of a real event.
    #[test]
    fn a_damaged_event_is_read_without_a_panic(cut in 0usize..600, at in 0usize..600, byte: u8) {
        let whole = sns(&event("Send", "send", json!({}))).to_string().into_bytes();
        read(&whole[..cut.min(whole.len())]);
        let mut flipped = whole;
        let at = at % flipped.len();
        flipped[at] = byte;
        read(&flipped);
    }
}
