use chrono::{DateTime, Utc};
use proptest::prelude::*;
use qd_model::{Period, ReportId};
use qd_secrets::{Detector, Guard, SecretKey, Seen};

use super::{Attachment, Content, Envelope, build_message};
use crate::{Address, OutboxKey, OutgoingCheck, Series};

fn instant() -> DateTime<Utc> {
    "2026-10-01T06:59:59Z".parse().unwrap()
}

fn series() -> Series {
    let report = ReportId::new("ceo").unwrap();
    Series { portfolio: "example-holdings".into(), report, scope: "portfolio".into() }
}

fn content() -> Content {
    Content {
        subject: "CEO report, September 2026".into(),
        html: "<p>Cash lasts <b>11.2 months</b>.</p>\n".into(),
        text: "Cash lasts 11.2 months.\n".into(),
        attachments: vec![],
    }
}

fn attachment(content_id: Option<&str>) -> Attachment {
    Attachment {
        file_name: "ceo.json".into(),
        media_type: "application/json".into(),
        bytes: b"{}".to_vec(),
        content_id: content_id.map(str::to_owned),
    }
}

fn built(content: &Content, to: &str) -> Result<String, crate::DeliveryError> {
    let envelope = Envelope {
        from: Address::parse("Example Holdings <reports@example.com>").unwrap(),
        to: Address::parse(to).unwrap(),
        bcc: vec![Address::parse("audit@example.com").unwrap()],
    };
    let key = OutboxKey {
        series: series(),
        period: Period::parse("2026-09").unwrap(),
        edition: 1,
        recipient: envelope.to.key(),
        copy_of: None,
    };
    let bytes = build_message(&key.id(), &series(), content, &envelope, instant())?;
    Ok(String::from_utf8(bytes).unwrap())
}

#[test]
fn a_message_reads_as_expected() {
    let text = built(&content(), "Owner <owner@example.com>").unwrap();
    insta::assert_snapshot!(text.replace('\r', ""), @r#"
    From: "Example Holdings" <reports@example.com>
    To: Owner <owner@example.com>
    Subject: CEO report, September 2026
    Date: Thu, 01 Oct 2026 06:59:59 +0000
    Message-ID: <dbqkzft2mpjcw3fhbdxsccvw7j@example.com>
    References: <e7lxdu2g6yfk3yyf5pafuhwmtg@example.com>
    List-Id: <ceo.portfolio.example-holdings.example.com>
    Auto-Submitted: auto-generated
    X-Entity-Ref-ID: e7lxdu2g6yfk3yyf5pafuhwmtg
    X-Quarterdeck-Delivery: dbqkzft2mpjcw3fhbdxsccvw7j
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
     boundary="=_alternative_890a9171288bb753d6095157"

    --=_alternative_890a9171288bb753d6095157
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: 7bit

    Cash lasts 11.2 months.

    --=_alternative_890a9171288bb753d6095157
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: 7bit

    <p>Cash lasts <b>11.2 months</b>.</p>

    --=_alternative_890a9171288bb753d6095157--
    "#);
}

#[test]
fn the_audit_copy_is_in_no_header_and_recipients_share_the_rest() {
    let mut content = content();
    content.attachments = vec![attachment(None)];
    let one = built(&content, "owner@example.com").unwrap();
    let two = built(&content, "partner@example.com").unwrap();
    assert_eq!(one, built(&content, "owner@example.com").unwrap());
    assert!(!one.to_lowercase().contains("bcc") && !one.contains("audit@"));
    let differing = one
        .lines()
        .zip(two.lines())
        .filter(|(a, b)| a != b)
        .map(|(a, _)| a.split_once(':').unwrap().0);
    assert_eq!(differing.collect::<Vec<_>>(), ["To", "Message-ID", "X-Quarterdeck-Delivery"]);
}

#[test]
fn parts_are_nested_as_mail_programs_expect() {
    let kinds = |attachments: Vec<Attachment>| {
        let text = built(&Content { attachments, ..content() }, "owner@example.com").unwrap();
        let types = text.lines().filter_map(|line| line.strip_prefix("Content-Type: "));
        types.map(|line| line.split(';').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (text, html, json) = ("text/plain", "text/html", "application/json");
    assert_eq!(kinds(vec![]), ["multipart/alternative", text, html]);
    assert_eq!(
        kinds(vec![attachment(None)]),
        ["multipart/mixed", "multipart/alternative", text, html, json]
    );
    assert_eq!(
        kinds(vec![attachment(None), attachment(Some("chart-1"))]),
        ["multipart/mixed", "multipart/related", "multipart/alternative", text, html, json, json]
    );
}

#[test]
fn row_20_a_header_cannot_be_smuggled_in() {
    let mut evil = content();
    evil.subject = "Report\r\nBcc: thief@example.com\r\n\r\nbody\u{2028}x\0".into();
    let text = built(&evil, "owner@example.com").unwrap();
    assert!(text.contains("Subject: Report Bcc: thief@example.com body x\r\n"), "{text}");
    for name in ["a\r\nX: y", "a/b", "a\"b", "", &"n".repeat(256)] {
        let mut evil = content();
        evil.attachments = vec![Attachment { file_name: name.into(), ..attachment(None) }];
        assert!(built(&evil, "owner@example.com").is_err(), "{name:?}");
    }
    for (media_type, id) in [("text/x\r\nX: y", None), ("application/json", Some("a>\r\nX: y"))] {
        let mut evil = content();
        evil.attachments = vec![Attachment { media_type: media_type.into(), ..attachment(id) }];
        assert!(built(&evil, "owner@example.com").is_err(), "{media_type:?} {id:?}");
    }
}

#[test]
fn row_20_long_and_odd_content_stays_within_the_limits() {
    let mut content = content();
    content.html = format!("<p>{}</p>\u{e9}", "x".repeat(10_000));
    content.text = format!("{}\r{}\0", "y".repeat(10_000), "\u{1f6a2}".repeat(500));
    content.subject = "z".repeat(10_000);
    content.attachments = vec![Attachment {
        file_name: "Bericht \u{fc}ber M\u{e4}rz.json".into(),
        ..attachment(None)
    }];
    let text = built(&content, "Jos\u{e9} \"x\" <owner@example.com>").unwrap();
    assert!(text.lines().all(|line| line.len() <= 998));
    assert_eq!(content.subject_line().chars().count(), 201);
}

#[test]
fn the_guard_takes_our_ids_for_what_they_are_and_finds_a_secret_among_them() {
    let key = SecretKey::new([7; 32]);
    let (seen, detector) = (Seen::new(&key), Detector::new(&key));
    seen.register("assigned-secret", "Tr0ub4dor&3");
    let guard = Guard::new(&seen, &detector);
    let check = |content: &Content| {
        let text = built(content, "owner@example.com").unwrap();
        OutgoingCheck::check_message(&guard, text.as_bytes())
    };
    let clean = Content { attachments: vec![attachment(None)], ..content() };
    assert_eq!(check(&clean), []);
    // Of the second recipient's message only the head is read again.
    let whole = built(&clean, "owner@example.com").unwrap();
    let head = &whole.as_bytes()[..super::end_of_head(whole.as_bytes()).unwrap()];
    assert_eq!(OutgoingCheck::check_message(&guard, head), []);
    let leaky = Content { html: "<td>Tr0ub4dor&amp;3 \u{e9}</td>".into(), ..clean };
    assert_eq!(check(&leaky)[0].rule, "assigned-secret");
}

#[test]
fn row_20_too_many_copies_are_refused() {
    let copy = Address::parse("audit@example.com").unwrap();
    let to = Address::parse("owner@example.com").unwrap();
    let envelope = Envelope { from: copy.clone(), to, bcc: vec![copy; 50] };
    let id = crate::DeliveryId::parse(&"a".repeat(26)).unwrap();
    assert!(build_message(&id, &series(), &content(), &envelope, instant()).is_err());
}

proptest! {
    #[test]
    fn any_text_is_either_carried_or_refused(
        subject in "\\PC{0,40}|[\\x00-\\x7f]{0,40}",
        body in "(\\PC|\\r|\\n|\\x00|=|\\.){0,200}",
    ) {
        let content = Content { subject, html: body.clone(), text: body, attachments: vec![] };
        // `built` includes the check of the finished bytes.
        prop_assert!(built(&content, "owner@example.com").is_ok());
    }
}
