//! What the SES transport makes of each fault, over real sockets.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../qd-delivery/tests/documents/mod.rs"]
mod documents;

use std::cell::Cell;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use qd_aws::simulator::{Account, Fault, Identity, Simulator};
use qd_aws::{AwsError, SesOptions, SesTransport};
use qd_delivery::transport::contract::{check_contract, sample};
use qd_delivery::{
    Address, Frozen, Preflight, PreflightKind, Transport, TransportError, TransportErrorClass,
};

const TIMEOUT_MS: u64 = 400;

fn options(url: String) -> SesOptions {
    SesOptions {
        region: Some("eu-west-1".into()),
        endpoint_url: Some(url),
        static_credentials: Some(("AKIDEXAMPLE".into(), "secret".into())),
        timeout_ms: TIMEOUT_MS,
        control_interval_ms: 0,
        backoff_ms: 1,
        ..SesOptions::default()
    }
}

fn setup() -> (Simulator, SesTransport) {
    let simulator = Simulator::start().unwrap();
    let transport = SesTransport::new(options(simulator.url())).unwrap();
    (simulator, transport)
}

fn preflight(messages: &[&Frozen]) -> Preflight {
    let mut recipients = messages.iter().flat_map(|m| [&m.to].into_iter().chain(&m.bcc));
    Preflight {
        senders: vec![messages[0].from.clone()],
        n_recipients: recipients.clone().count() as u64,
        recipients: recipients.by_ref().cloned().collect(),
    }
}

fn failure(transport: &SesTransport, name: &str) -> TransportError {
    transport.send(&sample(name)).unwrap_err()
}

#[test]
fn the_contract_holds() {
    let (simulator, transport) = setup();
    check_contract(&transport, &|id| {
        let accepted = simulator.accepted().into_iter();
        let of_id = accepted.filter(|message| message.tags["delivery_id"] == id.as_str());
        of_id.map(|message| message.raw).collect()
    })
    .unwrap();
    let accepted = &simulator.accepted()[0];
    assert_eq!(accepted.from, "reports@example.com");
    assert_eq!(
        (accepted.to.as_slice(), accepted.bcc.as_slice()),
        (["one@example.com".to_owned()].as_slice(), ["audit@example.com".to_owned()].as_slice())
    );
    assert_eq!(accepted.tags["attempt"], "1");
}

#[test]
fn row_04_an_answer_lost_after_acceptance_is_a_doubt_and_one_request() {
    for fault in [Fault::CloseAfterAccept, Fault::ErrorAfterAccept] {
        let (simulator, transport) = setup();
        // A kept-alive connection is in use already, which the client might try to renew.
        transport.send(&sample("before")).unwrap();
        simulator.script([fault]);
        assert_eq!(failure(&transport, "a").class, TransportErrorClass::Unknown, "{fault:?}");
        assert_eq!((simulator.n_send_requests(), simulator.accepted().len()), (2, 2), "{fault:?}");
        transport.send(&sample("after")).unwrap();
    }
}

#[test]
fn row_05_a_server_that_never_answers_is_a_doubt_within_the_time_out() {
    let (simulator, transport) = setup();
    simulator.script([Fault::Hang]);
    let start = Instant::now();
    let error = failure(&transport, "a");
    let took = start.elapsed();
    assert_eq!((error.class, error.code.as_str()), (TransportErrorClass::Unknown, "no-answer"));
    assert!(took < Duration::from_millis(TIMEOUT_MS * 4), "{took:?}");
    transport.send(&sample("b")).unwrap();
    assert_eq!(simulator.n_send_requests(), 2);
}

#[test]
fn what_never_left_is_tried_again_and_is_no_doubt() {
    // A port that nobody listens on.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = SesTransport::new(options(format!("http://{port}"))).unwrap();
    let error = failure(&refused, "a");
    assert_eq!(error.class, TransportErrorClass::NotSentRetry, "{error}");
    assert_eq!(error.code, "no-connection");

    let unknown = SesTransport::new(options("http://no-such-host.invalid".into())).unwrap();
    let error = failure(&unknown, "a");
    assert_eq!(error.class, TransportErrorClass::NotSentRetry, "{error}");
}

#[test]
fn rate_errors_are_waited_out() {
    let (simulator, transport) = setup();
    simulator.script([Fault::ThrottleRate; 3]);
    // The account's rate is 1000 per second, so that the halved rates cost the test no time.
    transport.preflight(&preflight(&[&sample("a")])).unwrap();
    transport.send(&sample("a")).unwrap();
    assert_eq!((simulator.n_send_requests(), simulator.accepted().len()), (4, 1));

    simulator.script([Fault::ThrottleRate; 100]);
    let error = failure(&transport, "b");
    assert_eq!(error.class, TransportErrorClass::NotSentRetry);
    assert_eq!(simulator.n_send_requests(), 4 + 12);
}

#[test]
fn row_08_the_daily_quota_counts_copies_and_ends_the_day() {
    let (simulator, transport) = setup();
    let (a, b) = (sample("a"), sample("b"));
    let account = Account { max_24_hour_send: 10.0, sent_last_24_hours: 7.0, ..Account::default() };
    simulator.set_account(account);
    let ready = transport.preflight(&preflight(&[&a, &b])).unwrap();
    assert_eq!(ready.quota_left, Some(3));
    assert_eq!(ready.notes.len(), 1, "{:?}", ready.notes);
    transport.send(&a).unwrap();
    // One recipient fits, the message has two: it is refused without a request.
    let error = transport.send(&b).unwrap_err();
    assert_eq!(error.class, TransportErrorClass::NotSentLater);
    assert_eq!(simulator.n_send_requests(), 1);

    // AWS may know better than the sum of what we sent.
    let (simulator, transport) = setup();
    simulator.script([Fault::DailyQuota]);
    assert_eq!(failure(&transport, "a").class, TransportErrorClass::NotSentLater);
    assert_eq!(simulator.n_send_requests(), 1);
}

#[test]
fn each_refusal_has_its_class() {
    for (fault, class) in [
        (Fault::Reject, TransportErrorClass::NotSentPermanent),
        (Fault::SendingPaused, TransportErrorClass::StopRun),
        (Fault::ExpiredToken, TransportErrorClass::StopRun),
    ] {
        let (simulator, transport) = setup();
        simulator.script([fault]);
        assert_eq!(failure(&transport, "a").class, class, "{fault:?}");
        assert_eq!(simulator.n_send_requests(), 1);
    }
}

#[test]
fn row_20_a_message_that_is_too_large_is_refused_before_the_network() {
    let (simulator, transport) = setup();
    let frozen = Frozen { bytes: vec![b'x'; 31_000_000], ..sample("a") };
    let error = transport.send(&frozen).unwrap_err();
    assert_eq!(
        (error.class, error.code.as_str()),
        (TransportErrorClass::NotSentPermanent, "too-large")
    );
    assert_eq!(simulator.n_send_requests(), 0);
}

/// Runs only as the child of the test below, whose environment has nothing to find.
#[test]
fn child_without_credentials() {
    if std::env::var_os("QUARTERDECK_TEST_CHILD").is_none() {
        return;
    }
    let simulator = Simulator::start().unwrap();
    let bare = SesOptions { static_credentials: None, ..options(simulator.url()) };
    let transport = SesTransport::new(SesOptions { timeout_ms: 10_000, ..bare }).unwrap();
    let error = failure(&transport, "a");
    assert_eq!(error.class, TransportErrorClass::StopRun, "{error}");
    assert_eq!(error.code, "no-credentials");
    let error = transport.preflight(&preflight(&[&sample("a")])).unwrap_err();
    assert_eq!((error.kind, error.code), (PreflightKind::Configuration, "no-credentials"));
    assert_eq!(simulator.n_send_requests(), 0);

    let nowhere = SesOptions { region: None, ..options(simulator.url()) };
    assert!(matches!(SesTransport::new(nowhere), Err(AwsError::NoRegion)));
}

#[test]
fn without_credentials_the_run_stops_and_nothing_is_in_doubt() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_without_credentials"])
        .env_clear()
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("QUARTERDECK_TEST_CHILD", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// Checks that preflight refuses with a code, and that message and cure name these words.
fn refuses(simulator: &Simulator, code: &str, words: &[&str]) {
    let transport = SesTransport::new(options(simulator.url())).unwrap();
    let error = transport.preflight(&preflight(&[&sample("a")])).unwrap_err();
    assert_eq!(error.code, code, "{error}");
    for word in words {
        assert!(format!("{} {}", error.message, error.cure).contains(word), "{error:?} {word}");
    }
    assert_eq!(simulator.n_send_requests(), 0);
}

#[test]
fn row_10_an_unverified_sender_stops_the_run_and_the_cure_is_named() {
    let (simulator, _) = setup();
    simulator.forget_identities();
    refuses(
        &simulator,
        "unverified-sender",
        &["reports@example.com", "eu-west-1", "aws sesv2 create-email-identity"],
    );
    let pending = Identity { is_verified: false, is_signed: false };
    simulator.set_identity("example.com", pending);
    refuses(&simulator, "unverified-sender", &["`example.com`", "PENDING", "DNS records"]);
    simulator.set_identity("reports@example.com", pending);
    refuses(&simulator, "unverified-sender", &["`reports@example.com`", "open the link"]);
    simulator.forget_identities();
    simulator.set_identity("example.com", Identity { is_verified: true, is_signed: false });
    refuses(&simulator, "unverified-sender", &["DKIM", "put-email-identity-dkim-attributes"]);
    simulator.set_identity("reports@example.com", Identity { is_verified: true, is_signed: false });
    let transport = SesTransport::new(options(simulator.url())).unwrap();
    transport.preflight(&preflight(&[&sample("a")])).unwrap();
}

#[test]
fn row_10_a_domain_stands_for_its_addresses_and_the_domains_below() {
    let (_simulator, transport) = setup();
    let mut frozen = sample("a");
    frozen.from = Address::parse("reports@mail.example.com").unwrap();
    transport.preflight(&preflight(&[&frozen])).unwrap();
    transport.send(&frozen).unwrap();
}

#[test]
fn row_10_in_the_sandbox_every_recipient_and_copy_must_be_verified() {
    let (simulator, transport) = setup();
    simulator.set_account(Account { is_production: false, ..Account::default() });
    let mut frozen = sample("a");
    let ready = transport.preflight(&preflight(&[&frozen])).unwrap();
    assert!(ready.notes[0].contains("sandbox"));
    frozen.to = Address::parse("success@simulator.amazonses.com").unwrap();
    transport.preflight(&preflight(&[&frozen])).unwrap();
    frozen.bcc = vec![Address::parse("audit@elsewhere.org").unwrap()];
    let error = transport.preflight(&preflight(&[&frozen])).unwrap_err();
    assert_eq!(error.code, "unverified-recipient");
    assert!(error.message.contains("audit@elsewhere.org") && error.cure.contains("production"));
}

#[test]
fn reading_too_fast_is_waited_out_for_a_while() {
    let (simulator, transport) = setup();
    simulator.throttle_reads(3);
    transport.preflight(&preflight(&[&sample("a")])).unwrap();
    simulator.throttle_reads(4);
    let error = transport.preflight(&preflight(&[&sample("a")])).unwrap_err();
    assert_eq!((error.kind, error.code), (PreflightKind::Temporary, "ses-unreachable"));
}

#[test]
fn an_account_that_may_not_send_is_told_from_one_that_may() {
    let (simulator, transport) = setup();
    simulator.set_account(Account { is_sending_enabled: false, ..Account::default() });
    refuses(&simulator, "sending-disabled", &["put-account-sending-attributes"]);
    simulator.set_account(Account { enforcement_status: "SHUTDOWN", ..Account::default() });
    refuses(&simulator, "account-shut-down", &["Support Center"]);
    simulator.set_account(Account { sent_last_24_hours: 50_000.0, ..Account::default() });
    refuses(&simulator, "daily-quota", &["24 hours"]);
    simulator.set_account(Account {
        enforcement_status: "PROBATION",
        max_24_hour_send: -1.0,
        ..Account::default()
    });
    let ready = transport.preflight(&preflight(&[&sample("a")])).unwrap();
    assert_eq!((ready.quota_left, ready.notes.len()), (None, 1));
}

#[test]
fn a_server_that_cannot_be_reached_is_waited_for() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let transport = SesTransport::new(options(format!("http://{port}"))).unwrap();
    let error = transport.preflight(&preflight(&[&sample("a")])).unwrap_err();
    assert_eq!((error.kind, error.code), (PreflightKind::Temporary, "ses-unreachable"));
}

#[test]
fn row_08_a_run_goes_on_past_doubts_and_stops_at_the_quota() {
    use qd_delivery::{InDoubt, Outbox, SendOptions, State, send};

    let (simulator, transport) = setup();
    let folder = tempfile::tempdir().unwrap();
    let mut outbox = Outbox::open(folder.path()).unwrap();
    plan_for(&mut outbox, &["a", "b", "c", "d", "e"]);
    simulator.script([Fault::Hang, Fault::CloseAfterAccept, Fault::Accept, Fault::DailyQuota]);
    let n_steps = Cell::new(0);
    let options = SendOptions {
        now: "2026-10-01T08:00:00Z".parse().unwrap(),
        is_dry_run: false,
        in_doubt: InDoubt::Hold,
        only: &[],
        holder: "test",
        elapsed: &|| Duration::ZERO,
        observe: &|_, _| n_steps.set(n_steps.get() + 1),
        is_stopping: &|| false,
    };
    let check = |_: &[u8]| vec![];
    let report = send(&mut outbox, &transport, &check, &options).unwrap();
    let states = |outbox: &Outbox| {
        let rows = outbox.deliveries().unwrap();
        rows.iter().filter(|row| !row.is_audit()).map(|row| row.state).collect::<Vec<_>>()
    };
    let (doubt, deferred) = (State::InDoubt, State::Deferred);
    assert_eq!(states(&outbox), [doubt, doubt, State::Accepted, deferred, deferred]);
    assert_eq!((simulator.n_send_requests(), report.outcome().exit_code()), (4, 5));
    assert_eq!(report.stop.unwrap().code, "LimitExceededException");

    // The next run sends the deferred ones and holds the doubts.
    let report = send(&mut outbox, &transport, &check, &options).unwrap();
    assert_eq!((report.n_accepted(), report.outcome().exit_code()), (2, 5));
    let mut ids =
        simulator.accepted().into_iter().map(|m| m.tags["delivery_id"].clone()).collect::<Vec<_>>();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), simulator.accepted().len()), (4, 4), "nothing was accepted twice");
}

#[test]
fn row_09_a_paused_account_or_stale_credentials_stop_the_run_and_fail_nobody() {
    use qd_delivery::{Outbox, SendOptions, State, send};

    for fault in [Fault::SendingPaused, Fault::ExpiredToken] {
        let (simulator, transport) = setup();
        let folder = tempfile::tempdir().unwrap();
        let mut outbox = Outbox::open(folder.path()).unwrap();
        plan_for(&mut outbox, &["a", "b", "c", "d"]);
        simulator.script([Fault::Accept, fault]);
        let options = SendOptions::new("2026-10-01T08:00:00Z".parse().unwrap(), "test");
        let check = |_: &[u8]| vec![];
        let report = send(&mut outbox, &transport, &check, &options).unwrap();
        assert_eq!(
            (simulator.n_send_requests(), report.outcome().exit_code()),
            (2, 3),
            "{fault:?}"
        );
        let failed = [State::Rejected, State::Bounced, State::InDoubt];
        let rows = outbox.deliveries().unwrap();
        assert!(rows.iter().all(|row| !failed.contains(&row.state)), "{fault:?}: {rows:?}");
        // Mended, the next run sends the rest and only the rest.
        let report = send(&mut outbox, &transport, &check, &options).unwrap();
        assert_eq!((report.n_accepted(), simulator.accepted().len()), (3, 4), "{fault:?}");
    }
}

#[test]
fn row_08_no_second_call_after_the_quota() {
    use qd_delivery::{Outbox, SendOptions, State, send};

    let (simulator, transport) = setup();
    let folder = tempfile::tempdir().unwrap();
    let mut outbox = Outbox::open(folder.path()).unwrap();
    plan_for(&mut outbox, &["a", "b", "c", "d"]);
    simulator.script([Fault::Accept, Fault::DailyQuota]);
    let options = SendOptions::new("2026-10-01T08:00:00Z".parse().unwrap(), "test");
    let check = |_: &[u8]| vec![];
    send(&mut outbox, &transport, &check, &options).unwrap();
    assert_eq!(simulator.n_send_requests(), 2);
    let rows = outbox.deliveries_in(State::Deferred).unwrap();
    assert_eq!(rows.iter().filter(|row| !row.is_audit()).count(), 3);
    send(&mut outbox, &transport, &check, &options).unwrap();
    assert_eq!(simulator.accepted().len(), 4);
}

fn plan_for(outbox: &mut qd_delivery::Outbox, names: &[&str]) {
    use qd_delivery::{PlanOptions, plan};

    let document = documents::document(names);
    let now = "2026-10-01T08:00:00Z".parse().unwrap();
    let options = PlanOptions { now, is_dry_run: false, is_whole: false };
    plan(outbox, &[document], &|_: &[u8]| vec![], options).unwrap();
}
