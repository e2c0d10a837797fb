use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::{Action, InDoubt, Outcome, Resolution, SendOptions, Step, resume, send};
use crate::sample::{Sample, Scripted, document, failure, guard, instant, options};
use crate::{
    Approval, Delivery, DeliveryError, Feedback, Maildir, MaildirStep, Notice, Outbox, PlanOptions,
    PreflightError, PreflightKind, Reached, Receipt, Sha256Hex, State, Transport,
    TransportErrorClass, plan, status,
};

const EVERYBODY: [&str; 3] = ["a@example.com", "b@example.com", "c@example.com"];

fn planned() -> Sample {
    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &EVERYBODY)], 0);
    sample
}

#[test]
fn each_delivery_arrives_once_with_its_frozen_bytes() {
    let mut sample = planned();
    let report = sample.send(&sample.maildir(), 0);
    assert_eq!((report.n_accepted(), report.outcome().exit_code()), (3, 0));
    let mail = sample.mail();
    assert_eq!(mail.len(), 3);
    for row in sample.outbox.deliveries().unwrap() {
        assert_eq!((row.state, row.attempt), (State::Accepted, 1));
        let main = row.copy_of.as_ref().unwrap_or(&row.id);
        let (_, bytes) = mail.iter().find(|(name, _)| *name == format!("{main}.eml")).unwrap();
        assert_eq!(Some(Sha256Hex::of(bytes)), row.sha256);
    }
}

#[test]
fn sending_twice_sends_nothing_twice() {
    let mut sample = planned();
    let transport = Scripted::accepting();
    sample.send(&transport, 0);
    let again = sample.send(&transport, 1);
    assert_eq!(transport.sent_to(), ["a", "b", "c"]);
    assert_eq!((again.entries.len(), again.outcome()), (0, Outcome::default()));
    sample.plan(&[document("ceo", &EVERYBODY)], 2);
    sample.send(&transport, 2);
    assert_eq!(transport.seen.borrow().len(), 3);
}

#[test]
fn the_audit_copy_rides_on_the_envelope() {
    let mut sample = planned();
    let transport = Scripted::accepting();
    sample.send(&transport, 0);
    let seen = transport.seen.borrow();
    assert!(seen.iter().all(|frozen| frozen.bcc.len() == 1 && frozen.n_recipients() == 2));
    let asked = transport.asked.borrow();
    assert_eq!((asked.len(), asked[0].n_recipients, asked[0].recipients.len()), (1, 6, 4));
    let text = String::from_utf8_lossy(&seen[0].bytes).to_lowercase();
    assert!(!text.contains("audit@") && !text.contains("\nbcc"));
}

#[test]
fn one_blocked_delivery_holds_up_none_of_the_others() {
    let mut sample = Sample::new();
    let mut leaky = document("ceo", &["a@example.com"]);
    leaky.content.text = "hunter3".into();
    sample.plan(&[leaky, document("cfo", &["b@example.com"])], 0);
    assert_eq!(sample.n_archived(), 2);
    // The guard learned a value since the plan was made.
    let check = |eml: &[u8]| match String::from_utf8_lossy(eml).contains("hunter3") {
        true => vec![crate::Blocked { rule: "seen-value".into(), place: "text/plain".into() }],
        false => vec![],
    };
    let transport = Scripted::accepting();
    let report = send(&mut sample.outbox, &transport, &check, &options(0)).unwrap();
    assert_eq!(transport.sent_to(), ["b"]);
    assert_eq!(report.outcome().exit_code(), 4);
    assert_eq!(sample.n_archived(), 1, "blocked bytes are not kept");
    let blocked = sample.outbox.deliveries_in(State::Blocked).unwrap();
    assert_eq!(blocked[0].last_error.as_deref(), Some("blocked: seen-value in text/plain"));
    // It stands in the next report too, until a new edition takes its place.
    assert_eq!(sample.send(&transport, 1).outcome().exit_code(), 4);
    // Its edition was never frozen, so that a mended draft has the same number.
    sample.plan(&[document("ceo", &["a@example.com"])], 1);
    assert_eq!(sample.send(&transport, 1).outcome().exit_code(), 0);
    assert_eq!(transport.sent_to(), ["b", "a"]);
}

#[test]
fn each_class_of_error_leads_to_its_state() {
    use TransportErrorClass::{NotSentLater, NotSentPermanent, NotSentRetry, StopRun, Unknown};
    let (accepted, deferred) = (State::Accepted, State::Deferred);
    for (class, states, exit) in [
        (NotSentRetry, [accepted, deferred, accepted], 3),
        (NotSentPermanent, [accepted, State::Rejected, accepted], 3),
        (Unknown, [accepted, State::InDoubt, accepted], 5),
        (NotSentLater, [accepted, deferred, deferred], 3),
        (StopRun, [accepted, deferred, State::Planned], 3),
    ] {
        let mut sample = planned();
        let report = sample.send(&Scripted::failing("b", class), 0);
        assert_eq!(sample.main_states(), states, "{class:?}");
        assert_eq!(report.outcome().exit_code(), exit, "{class:?}");
        assert_eq!(report.stop.is_some(), matches!(class, NotSentLater | StopRun));
        let missing = status(&sample.outbox).unwrap();
        assert!(missing.missing().count() >= 2, "the recipient and the copy: {class:?}");

        // The next run sends the rest and only the rest.
        let transport = Scripted::accepting();
        sample.send(&transport, 1);
        let expected: &[&str] = match class {
            NotSentPermanent | Unknown => &[],
            NotSentRetry => &["b"],
            NotSentLater | StopRun => &["b", "c"],
        };
        assert_eq!(transport.sent_to(), expected, "{class:?}");
    }
}

#[test]
fn a_doubt_is_held_until_a_person_or_the_policy_says_otherwise() {
    let doubtful = || {
        let mut sample = planned();
        sample.send(&Scripted::failing("b", TransportErrorClass::Unknown), 0);
        let id = sample.outbox.deliveries_in(State::InDoubt).unwrap()[0].id.clone();
        (sample, id)
    };
    let transport = Scripted::accepting();

    let (mut sample, id) = doubtful();
    let held = sample.send(&transport, 1);
    assert_eq!(held.outcome().exit_code(), 5);
    assert_eq!(held.entries.iter().next().unwrap().action, Action::Standing);
    sample.outbox.resolve(&id, Resolution::Sent, "p", instant(1)).unwrap();
    assert_eq!(sample.send(&transport, 2).outcome().exit_code(), 0);
    assert!(transport.seen.borrow().is_empty());
    assert!(sample.outbox.resolve(&id, Resolution::Unsent, "p", instant(1)).is_err());

    let (mut sample, id) = doubtful();
    let first = sample.outbox.delivery(&id).unwrap();
    sample.outbox.resolve(&id, Resolution::Unsent, "p", instant(1)).unwrap();
    sample.send(&transport, 2);
    assert_eq!((transport.sent_to(), transport.seen.borrow()[0].attempt), (vec!["b".into()], 2));
    assert_eq!(
        sample.outbox.bytes(first.sha256.as_ref().unwrap()).unwrap(),
        transport.seen.borrow()[0].bytes
    );

    let (mut sample, _) = doubtful();
    let resend = SendOptions { in_doubt: InDoubt::Resend, ..options(1) };
    send(&mut sample.outbox, &transport, &guard, &resend).unwrap();
    assert_eq!(transport.sent_to(), ["b", "b"]);
    assert!(sample.states().iter().all(|(_, state)| *state == State::Accepted));
}

#[test]
fn an_unready_transport_stops_the_run_before_anything_is_sent() {
    let mut sample = planned();
    let mut transport = Scripted::accepting();
    transport.refusal = Some(PreflightError {
        kind: PreflightKind::Configuration,
        code: "unverified-sender",
        message: "`example.com` is not verified in eu-west-1".into(),
        cure: "verify it".into(),
    });
    let error = failure(send(&mut sample.outbox, &transport, &guard, &options(0)));
    assert!(matches!(&error, DeliveryError::Preflight(_)));
    assert_eq!(error.help().as_deref(), Some("verify it"));
    assert!(transport.seen.borrow().is_empty());
    assert_eq!(sample.main_states(), [State::Planned; 3]);
}

#[test]
fn deadline_suppression_and_approval_hold_mail_back() {
    let mut sample = Sample::new();
    let mut late = document("ceo", &["a@example.com"]);
    late.expires_at = Some(instant(1));
    let mut manual = document("cfo", &["b@example.com"]);
    manual.approval = Approval::Manual;
    sample.plan(&[late, manual, document("cto", &["c@example.com", "d@example.com"])], 0);
    let listed = crate::sample::address("C@example.com");
    sample.outbox.suppress(&listed, "bounce", instant(0)).unwrap();

    let transport = Scripted::accepting();
    let report = sample.send(&transport, 1);
    assert_eq!(transport.sent_to(), ["d"]);
    assert_eq!(
        sample.main_states(),
        [State::Expired, State::Planned, State::Suppressed, State::Accepted]
    );
    assert_eq!(report.outcome().exit_code(), 3);
    assert!(report.entries.iter().any(|entry| entry.action == Action::Waiting));
    let hash = sample.outbox.approval_hash().unwrap().unwrap();
    sample.outbox.approve(&hash.as_str()[..12], "anna", instant(2)).unwrap();
    sample.send(&transport, 2);
    assert_eq!(transport.sent_to(), ["d", "b"]);
    let lines = status(&sample.outbox).unwrap().lines;
    assert_eq!(lines[0].reached, Reached::No("its deadline passed".into()));
}

#[test]
fn row_12_a_deadline_that_passes_during_the_run_is_kept() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &EVERYBODY);
    draft.expires_at = Some(instant(0) + TimeDelta::minutes(10));
    sample.plan(&[draft], 0);
    // The second message takes its time: the third one's turn comes too late.
    let elapsed = Rc::new(Cell::new(0));
    let slow = Rc::clone(&elapsed);
    let transport = Scripted::new(move |frozen| {
        slow.set(slow.get() + 300);
        Ok(Receipt { message_id: frozen.id.to_string() })
    });
    let since = || Duration::from_secs(elapsed.get());
    let options = SendOptions { elapsed: &since, ..options(0) };
    let report = send(&mut sample.outbox, &transport, &guard, &options).unwrap();
    assert_eq!(transport.sent_to(), ["a", "b"]);
    assert_eq!(sample.main_states(), [State::Accepted, State::Accepted, State::Expired]);
    assert_eq!(report.outcome().exit_code(), 3);
}

#[test]
fn row_12_a_late_run_expires_what_is_too_late_and_does_not_catch_up() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &EVERYBODY);
    draft.expires_at = Some(instant(0) + TimeDelta::hours(4));
    sample.plan(std::slice::from_ref(&draft), 0);
    // Five hours late.
    let late = SendOptions { now: instant(0) + TimeDelta::hours(5), ..options(0) };
    let transport = Scripted::accepting();
    let report = send(&mut sample.outbox, &transport, &guard, &late).unwrap();
    assert_eq!((transport.seen.borrow().len(), report.outcome().exit_code()), (0, 3));
    assert_eq!(sample.main_states(), [State::Expired; 3]);
}

#[test]
fn row_12_a_clock_that_goes_back_sends_nothing_twice() {
    let mut sample = Sample::new();
    let transport = Scripted::accepting();
    // Every hour of a night in which the clock is set back, and days before it: one period, one mail.
    for day in [3, 3, 2, -40, 3] {
        sample.plan(&[document("ceo", &EVERYBODY)], day);
        sample.send(&transport, day);
    }
    assert_eq!(transport.seen.borrow().len(), 3);
    sample.outbox.verify_log().unwrap();
}

#[test]
fn an_address_that_bounces_during_the_run_is_not_mailed_again_in_it() {
    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &EVERYBODY), document("cfo", &["a@example.com"])], 0);
    let path = sample.path(".quarterdeck");
    let transport = Scripted::new(move |frozen| {
        let mut other = Outbox::open(&path).unwrap();
        other.suppress(&frozen.to, "bounce", instant(0)).unwrap();
        Ok(Receipt { message_id: frozen.id.to_string() })
    });
    sample.send(&transport, 0);
    assert_eq!(transport.sent_to(), ["a", "b", "c"]);
    let suppressed = sample.outbox.deliveries_in(State::Suppressed).unwrap();
    assert_eq!(suppressed[0].series.report.as_str(), "cfo");
}

#[test]
fn a_suppressed_audit_address_leaves_the_envelope() {
    let mut sample = planned();
    let audit = crate::sample::address("audit@example.com");
    sample.outbox.suppress(&audit, "bounce", instant(0)).unwrap();
    let transport = Scripted::accepting();
    let report = sample.send(&transport, 0);
    assert!(transport.seen.borrow().iter().all(|frozen| frozen.bcc.is_empty()));
    assert_eq!(sample.outbox.deliveries_in(State::Suppressed).unwrap().len(), 3);
    assert_eq!((report.n_accepted(), report.outcome().exit_code()), (3, 3));
}

#[test]
fn a_dry_run_sends_and_records_nothing() {
    let mut sample = planned();
    let transport = Scripted::accepting();
    let dry = SendOptions { is_dry_run: true, ..options(0) };
    let report = send(&mut sample.outbox, &transport, &guard, &dry).unwrap();
    assert!(report.entries.iter().all(|entry| entry.action == Action::WouldSend));
    assert_eq!(report.entries.len(), 3);
    assert!(transport.seen.borrow().is_empty() && transport.asked.borrow().is_empty());
    assert_eq!(sample.main_states(), [State::Planned; 3]);
}

#[test]
fn changed_or_lost_bytes_are_not_sent() {
    let mut sample = planned();
    let row = sample.outbox.deliveries().unwrap().remove(0);
    let sha256 = row.sha256.unwrap();
    let file = format!(".quarterdeck/archive/{}/{sha256}.eml", &sha256.as_str()[..2]);
    std::fs::write(sample.path(&file), b"forged").unwrap();
    let transport = Scripted::accepting();
    let report = sample.send(&transport, 0);
    assert_eq!((transport.sent_to().len(), report.outcome().exit_code()), (2, 3));
}

/// Runs `send` with a crash at one step of one delivery; the database is opened anew afterwards.
fn crash(sample: &mut Sample, transport: &dyn Transport, at: Step, recipient: &str) {
    let observe = |step: Step, row: &Delivery| {
        assert!(!(step == at && row.recipient == recipient), "failpoint");
    };
    let options = SendOptions { observe: &observe, ..options(0) };
    let outbox = &mut sample.outbox;
    let result = catch_unwind(AssertUnwindSafe(|| send(outbox, transport, &guard, &options)));
    assert!(result.is_err(), "the failpoint was reached");
    sample.reopen();
}

#[test]
fn a_crash_at_any_step_leaves_each_mail_in_the_folder_exactly_once() {
    for at in Step::ALL {
        for recipient in EVERYBODY {
            let mut sample = planned();
            let maildir = sample.maildir();
            crash(&mut sample, &maildir, at, recipient);
            let report = sample.send(&maildir, 1);
            assert_eq!(report.outcome(), Outcome::default(), "{at:?} {recipient}");
            check_folder(&sample);
        }
    }
}

#[test]
fn a_crash_inside_a_write_leaves_each_mail_in_the_folder_exactly_once() {
    for at in [MaildirStep::Begin, MaildirStep::Written, MaildirStep::Renamed] {
        for nth in 0..3 {
            let mut sample = planned();
            let n_seen = Rc::new(Cell::new(0));
            let crashing = Maildir::new(sample.path("outbox")).observed(move |step| {
                if step == at {
                    assert!(n_seen.replace(n_seen.get() + 1) != nth, "failpoint");
                }
            });
            let outbox = &mut sample.outbox;
            let run = || send(outbox, &crashing, &guard, &options(0));
            assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
            sample.reopen();
            // All were in flight together; `resume` mends that, and `send` has nothing left to do.
            let maildir = sample.maildir();
            resume(&mut sample.outbox, &maildir, &guard, &options(1)).unwrap();
            assert_eq!(sample.mail().len(), EVERYBODY.len());
            sample.send(&maildir, 1);
            check_folder(&sample);
        }
    }
}

fn check_folder(sample: &Sample) {
    assert!(sample.states().iter().all(|(_, state)| *state == State::Accepted));
    let mail = sample.mail();
    let rows = sample.outbox.deliveries().unwrap();
    let frozen = rows.iter().filter(|row| !row.is_audit());
    let expected = frozen.map(|row| (format!("{}.eml", row.id), row.sha256.clone().unwrap()));
    let found = mail.iter().map(|(name, bytes)| (name.clone(), Sha256Hex::of(bytes)));
    assert_eq!(found.collect::<BTreeSet<_>>(), expected.collect::<BTreeSet<_>>());
    assert_eq!(std::fs::read_dir(sample.path("outbox/tmp")).unwrap().count(), 0);
    sample.outbox.verify_log().unwrap();
}

#[test]
fn a_crash_over_a_network_is_a_doubt_and_never_a_second_mail() {
    for at in Step::ALL {
        let mut sample = planned();
        let transport = Scripted::accepting();
        crash(&mut sample, &transport, at, "b@example.com");
        let report = sample.send(&transport, 1);
        let n_to_b = transport.sent_to().iter().filter(|to| *to == "b").count();
        let is_before = matches!(at, Step::AfterIntent | Step::Begin);
        let is_doubt = is_before || at == Step::AfterReply;
        assert_eq!(n_to_b, usize::from(!is_before), "{at:?}");
        assert_eq!(report.outcome().is_in_doubt, is_doubt, "{at:?}");
        assert_eq!(
            sample.outbox.deliveries_in(State::InDoubt).unwrap().len(),
            if is_doubt { 2 } else { 0 }
        );
        assert_eq!(transport.sent_to().iter().filter(|to| *to != "b").count(), 2);
    }
}

#[test]
fn what_another_transport_left_in_flight_is_a_doubt() {
    let mut sample = planned();
    crash(&mut sample, &Scripted::accepting(), Step::AfterReply, "a@example.com");
    let report = sample.send(&sample.maildir(), 1);
    assert_eq!(report.outcome().exit_code(), 5);
    assert_eq!(sample.mail().len(), 2);
}

#[test]
fn row_11_a_second_run_beside_the_first_is_turned_away() {
    let mut sample = planned();
    let path = sample.path(".quarterdeck");
    let n_refused = Cell::new(0);
    let observe = |step: Step, _: &Delivery| {
        if step == Step::AfterIntent {
            let mut other = Outbox::open(&path).unwrap();
            let error = failure(send(&mut other, &Scripted::accepting(), &guard, &options(0)));
            assert!(matches!(error, DeliveryError::Busy { .. }));
            n_refused.set(n_refused.get() + 1);
        }
    };
    let options = SendOptions { observe: &observe, ..options(0) };
    let maildir = sample.maildir();
    send(&mut sample.outbox, &maildir, &guard, &options).unwrap();
    assert_eq!((n_refused.get(), sample.mail().len()), (3, 3));
}

#[test]
fn a_draft_that_is_replaced_while_a_run_goes_on_is_not_sent_stale() {
    let mut sample = planned();
    let path = sample.path(".quarterdeck");
    let mut newer = document("ceo", &EVERYBODY);
    newer.content.text.push_str(" and falling");
    let observe = |step: Step, row: &Delivery| {
        // Nothing of the edition is frozen yet.
        if step == Step::BeforeIntent && row.recipient == "a@example.com" {
            let mut other = Outbox::open(&path).unwrap();
            let options = PlanOptions { now: instant(0), is_dry_run: false, is_whole: false };
            plan(&mut other, std::slice::from_ref(&newer), &guard, options).unwrap();
        }
    };
    let options = SendOptions { observe: &observe, ..options(0) };
    let transport = Scripted::accepting();
    let report = send(&mut sample.outbox, &transport, &guard, &options).unwrap();
    assert_eq!((transport.seen.borrow().len(), report.outcome().exit_code()), (0, 3));
    sample.send(&transport, 1);
    let seen = transport.seen.borrow();
    assert!(seen.iter().all(|f| String::from_utf8_lossy(&f.bytes).contains("and falling")));
    assert_eq!(seen.len(), 3);
}

#[test]
fn an_event_may_come_before_the_answer() {
    let mut sample = planned();
    let path = sample.path(".quarterdeck");
    let observe = |step: Step, row: &Delivery| {
        if step == Step::AfterReply {
            let mut other = Outbox::open(&path).unwrap();
            let notice = Notice {
                delivery: Some(row.id.clone()),
                attempt: Some(1),
                message_id: Some("m".into()),
                recipient: row.recipient.clone(),
                feedback: Feedback::Delivered,
                at: instant(0),
                detail: String::new(),
            };
            other.apply(&[notice], instant(0)).unwrap();
        }
    };
    let options = SendOptions { observe: &observe, ..options(0) };
    let transport = Scripted::failing("b", TransportErrorClass::Unknown);
    send(&mut sample.outbox, &transport, &guard, &options).unwrap();
    assert_eq!(sample.main_states(), [State::Delivered; 3]);
}

#[derive(Clone, Copy, Debug)]
enum Move {
    Plan,
    Send(Option<TransportErrorClass>),
    Crash(Step),
    Resend,
    Resolve(Resolution),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    use TransportErrorClass::{NotSentLater, NotSentPermanent, NotSentRetry, StopRun, Unknown};
    let classes = [NotSentLater, NotSentPermanent, NotSentRetry, StopRun, Unknown];
    let any = prop_oneof![
        Just(Move::Plan),
        Just(Move::Send(None)),
        prop::sample::select(classes.to_vec()).prop_map(|class| Move::Send(Some(class))),
        prop::sample::select(Step::ALL.to_vec()).prop_map(Move::Crash),
        Just(Move::Resend),
        Just(Move::Resolve(Resolution::Sent)),
        Just(Move::Resolve(Resolution::Unsent)),
    ];
    prop::collection::vec(any, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever happens in whatever order, a mail is accepted a second time only after somebody asked
    /// for it: the policy, or a person's word.
    #[test]
    fn nothing_is_sent_twice_unasked(moves in moves()) {
        let mut sample = planned();
        let mut n_accepted = 0;
        let mut n_asked = 0;
        for (day, step) in (1..).zip(moves) {
            // Alone and in groups by turns.
            let group_recipients = if day % 2 == 0 { 1 } else { 6 };
            let mut transport = Scripted::accepting().in_groups(group_recipients);
            match step {
                Move::Plan => drop(sample.plan(&[document("ceo", &EVERYBODY)], day)),
                Move::Send(class) => {
                    if let Some(class) = class {
                        transport = Scripted::failing("b", class).in_groups(group_recipients);
                    }
                    sample.send(&transport, day);
                }
                Move::Crash(at) => {
                    let observe = |step: Step, _: &Delivery| assert!(step != at, "failpoint");
                    let options = SendOptions { observe: &observe, ..options(day) };
                    let outbox = &mut sample.outbox;
                    let run = || send(outbox, &transport, &guard, &options);
                    drop(catch_unwind(AssertUnwindSafe(run)));
                    sample.reopen();
                }
                Move::Resend => {
                    let options = SendOptions { in_doubt: InDoubt::Resend, ..options(day) };
                    n_asked += 3;
                    send(&mut sample.outbox, &transport, &guard, &options).unwrap();
                }
                Move::Resolve(resolution) => {
                    for row in sample.outbox.deliveries_in(State::InDoubt).unwrap() {
                        if !row.is_audit() {
                            n_asked += 1;
                            sample.outbox.resolve(&row.id, resolution, "p", instant(day)).unwrap();
                        }
                    }
                }
            }
            n_accepted += transport.seen.borrow().iter().filter(|f| (transport.answer)(f).is_ok()).count();
        }
        prop_assert!(n_accepted <= 3 + n_asked);
        sample.outbox.verify_log().unwrap();
    }
}
