use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::dispatch::{InDoubt, SendOptions, Step, send};
use crate::sample::{Sample, Scripted, document, failure, guard, instant, options};
use crate::transport::{Answer, Course};
use crate::{
    Delivery, DeliveryError, Frozen, Outbox, Preflight, PreflightError, Ready, Receipt, State,
    Transport, TransportError, TransportErrorClass,
};

const FIVE: [&str; 5] =
    ["a@example.com", "b@example.com", "c@example.com", "d@example.com", "e@example.com"];
/// Each message has an audit copy: so many recipients are all of a run.
const ALL: u64 = 10;

fn planned() -> Sample {
    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &FIVE)], 0);
    sample
}

fn receipt(frozen: &Frozen) -> Receipt {
    Receipt { message_id: format!("m-{}", frozen.id) }
}

/// The ids of the deliveries in a state, copies left out.
fn ids_in(outbox: &Outbox, state: State) -> BTreeSet<String> {
    let rows = outbox.deliveries_in(state).unwrap();
    rows.iter().filter(|row| !row.is_audit()).map(|row| row.id.to_string()).collect()
}

#[test]
fn the_intents_of_a_group_are_on_the_disk_before_the_first_of_it_leaves() {
    for (group_recipients, n_together) in [(1, 1), (2, 1), (4, 2), (7, 3), (ALL, 5)] {
        let mut sample = planned();
        let (path, n_most) = (sample.path(".quarterdeck"), Rc::new(Cell::new(0)));
        let most = Rc::clone(&n_most);
        let transport = Scripted::new(move |frozen| {
            let other = Outbox::open(&path).unwrap();
            let in_flight = ids_in(&other, State::InFlight);
            assert!(in_flight.contains(frozen.id.as_str()));
            most.set(most.get().max(in_flight.len()));
            Ok(receipt(frozen))
        });
        let report = sample.send(&transport.in_groups(group_recipients), 0);
        assert_eq!((report.n_accepted(), report.outcome().exit_code()), (5, 0));
        assert_eq!(n_most.get(), n_together, "{group_recipients}");
        sample.outbox.verify().unwrap();
    }
}

#[test]
fn after_a_crash_exactly_what_had_an_intent_and_no_answer_is_in_doubt() {
    for at in Step::ALL {
        for recipient in FIVE {
            let mut sample = planned();
            let transport = Scripted::accepting().in_groups(4);
            let observe = |step: Step, row: &Delivery| {
                assert!(!(step == at && row.recipient == recipient), "failpoint");
            };
            let dying = SendOptions { observe: &observe, ..options(0) };
            let outbox = &mut sample.outbox;
            let run = || send(outbox, &transport, &guard, &dying);
            assert!(catch_unwind(AssertUnwindSafe(run)).is_err(), "{at:?} {recipient}");
            sample.reopen();
            let intended = ids_in(&sample.outbox, State::InFlight);
            let n_intended = match at {
                Step::BeforeIntent => 0,
                // Those of a group are recorded one after the other by this transport.
                Step::AfterIntent | Step::Begin | Step::AfterReply | Step::AfterRecord => 2,
            };
            assert!(intended.len() <= n_intended, "{at:?} {recipient}: {intended:?}");
            let left =
                transport.seen.borrow().iter().map(|f| f.id.to_string()).collect::<BTreeSet<_>>();
            let known = ids_in(&sample.outbox, State::Accepted);
            assert!(left.is_subset(&known.union(&intended).cloned().collect()), "{at:?}");

            let report = sample.send(&transport, 1);
            assert_eq!(ids_in(&sample.outbox, State::InDoubt), intended, "{at:?} {recipient}");
            assert_eq!(report.outcome().is_in_doubt, !intended.is_empty());
            let n_rest = FIVE.len() - intended.len();
            assert_eq!(ids_in(&sample.outbox, State::Accepted).len(), n_rest, "{at:?}");
            let sent = transport.sent_to();
            assert_eq!(sent.iter().collect::<BTreeSet<_>>().len(), sent.len(), "{sent:?}");
            sample.outbox.verify().unwrap();
        }
    }
}

#[test]
fn a_run_that_is_asked_to_stop_hands_back_what_did_not_begin() {
    let mut sample = planned();
    let n_sent = Rc::new(Cell::new(0));
    let count = Rc::clone(&n_sent);
    let transport = Scripted::new(move |frozen| {
        count.set(count.get() + 1);
        Ok(receipt(frozen))
    });
    let is_stopping = || n_sent.get() == 2;
    let stopping = SendOptions { is_stopping: &is_stopping, ..options(0) };
    let transport = transport.in_groups(ALL);
    let report = send(&mut sample.outbox, &transport, &guard, &stopping).unwrap();
    let (accepted, approved) = (State::Accepted, State::Approved);
    assert_eq!(sample.main_states(), [accepted, accepted, approved, approved, approved]);
    assert!(sample.outbox.deliveries_in(State::InFlight).unwrap().is_empty());
    assert_eq!(report.stop.as_ref().map(|stop| stop.code.as_str()), Some("stopped"));
    assert_eq!((report.n_accepted(), report.outcome().exit_code()), (2, 3));
    sample.outbox.verify().unwrap();

    sample.send(&transport, 1);
    assert_eq!(transport.sent_to(), ["a", "b", "c", "d", "e"]);
    assert_eq!(sample.main_states(), [accepted; 5]);
}

#[test]
fn an_error_that_ends_the_run_ends_the_group() {
    use TransportErrorClass::{NotSentLater, NotSentPermanent, NotSentRetry, StopRun, Unknown};
    let (accepted, deferred) = (State::Accepted, State::Deferred);
    for (class, of_b, of_rest, n_sent) in [
        (NotSentLater, deferred, deferred, 2),
        (StopRun, deferred, State::Approved, 2),
        (NotSentRetry, deferred, accepted, 5),
        (NotSentPermanent, State::Rejected, accepted, 5),
        (Unknown, State::InDoubt, accepted, 5),
    ] {
        let mut sample = planned();
        let transport = Scripted::failing("b", class).in_groups(ALL);
        let report = sample.send(&transport, 0);
        let states = [accepted, of_b, of_rest, of_rest, of_rest];
        assert_eq!(sample.main_states(), states, "{class:?}");
        assert_eq!(transport.seen.borrow().len(), n_sent, "{class:?}");
        assert_eq!(report.stop.is_some(), n_sent == 2, "{class:?}");
        sample.outbox.verify().unwrap();
    }
}

#[test]
fn a_lock_that_is_lost_ends_the_group_and_the_run() {
    let mut sample = planned();
    let lock = sample.path(".quarterdeck/send.lock");
    let transport = Scripted::new(move |frozen| {
        std::fs::remove_file(&lock).unwrap();
        Ok(receipt(frozen))
    });
    let transport = transport.in_groups(ALL);
    let error = failure(send(&mut sample.outbox, &transport, &guard, &options(0)));
    assert!(matches!(error, DeliveryError::Fenced { .. }), "{error}");
    assert_eq!(transport.sent_to(), ["a"]);
    let rest = State::Approved;
    assert_eq!(sample.main_states(), [State::Accepted, rest, rest, rest, rest]);
}

#[test]
fn what_waits_too_long_is_looked_at_again() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &FIVE);
    draft.expires_at = Some(instant(0) + TimeDelta::milliseconds(2_500));
    sample.plan(&[draft], 0);
    let elapsed_ms = Rc::new(Cell::new(0));
    let slow = Rc::clone(&elapsed_ms);
    let transport = Scripted::new(move |frozen| {
        slow.set(slow.get() + 600);
        Ok(receipt(frozen))
    });
    let elapsed = || Duration::from_millis(elapsed_ms.get());
    let timed = SendOptions { elapsed: &elapsed, ..options(0) };
    let transport = transport.in_groups(ALL);
    let report = send(&mut sample.outbox, &transport, &guard, &timed).unwrap();
    // Two in a second, then two of a new group, a third of which is over before the last one's turn.
    assert_eq!(transport.sent_to(), ["a", "b", "c", "d", "e"]);
    let attempts = transport.seen.borrow().iter().map(|f| f.attempt).collect::<Vec<_>>();
    assert_eq!(attempts, [1, 1, 2, 2, 3]);
    assert_eq!(report.outcome().exit_code(), 0);
    sample.outbox.verify().unwrap();
}

#[test]
fn row_12_a_deadline_that_passes_in_the_middle_of_a_group_is_kept() {
    let mut sample = Sample::new();
    let mut draft = document("ceo", &FIVE);
    draft.expires_at = Some(instant(0) + TimeDelta::milliseconds(500));
    sample.plan(&[draft], 0);
    let elapsed_ms = Rc::new(Cell::new(0));
    let slow = Rc::clone(&elapsed_ms);
    let transport = Scripted::new(move |frozen| {
        slow.set(slow.get() + 300);
        Ok(receipt(frozen))
    });
    let elapsed = || Duration::from_millis(elapsed_ms.get());
    let timed = SendOptions { elapsed: &elapsed, ..options(0) };
    let transport = transport.in_groups(ALL);
    let report = send(&mut sample.outbox, &transport, &guard, &timed).unwrap();
    let (accepted, expired) = (State::Accepted, State::Expired);
    assert_eq!(sample.main_states(), [accepted, accepted, expired, expired, expired]);
    assert_eq!((transport.sent_to().len(), report.outcome().exit_code()), (2, 3));
}

#[test]
fn a_doubt_that_is_handed_back_is_a_doubt() {
    let mut sample = planned();
    sample.send(&Scripted::new(|_| Err(unknown())), 0);
    assert_eq!(sample.main_states(), [State::InDoubt; 5]);
    let n_sent = Rc::new(Cell::new(0));
    let count = Rc::clone(&n_sent);
    let transport = Scripted::new(move |frozen| {
        count.set(count.get() + 1);
        Ok(receipt(frozen))
    });
    let is_stopping = || n_sent.get() == 1;
    let in_doubt = InDoubt::Resend;
    let stopping = SendOptions { is_stopping: &is_stopping, in_doubt, ..options(1) };
    send(&mut sample.outbox, &transport.in_groups(ALL), &guard, &stopping).unwrap();
    let doubt = State::InDoubt;
    assert_eq!(sample.main_states(), [State::Accepted, doubt, doubt, doubt, doubt]);
}

fn unknown() -> TransportError {
    TransportError::new(TransportErrorClass::Unknown, "scripted", "as told")
}

/// A transport that loses the answer of what it begins.
struct Forgetful;

impl Transport for Forgetful {
    fn name(&self) -> &'static str {
        "forgetful"
    }

    fn preflight(&self, _: &Preflight) -> Result<Ready, PreflightError> {
        Ok(Ready::default())
    }

    fn group_recipients(&self) -> u64 {
        ALL
    }

    fn send_group(&self, group: &[Frozen], course: &mut dyn Course) {
        assert!(group.len() == FIVE.len() && course.may_begin(0) && course.may_begin(3));
        let answer: Answer = (3, Ok(receipt(&group[3])));
        course.answered(vec![answer]);
    }

    fn send(&self, frozen: &Frozen) -> Result<Receipt, TransportError> {
        Ok(receipt(frozen))
    }
}

#[test]
fn what_begins_and_is_never_answered_is_in_doubt() {
    let mut sample = planned();
    let is_stopping_after = Cell::new(false);
    let observe = |step: Step, _: &Delivery| {
        if step == Step::AfterRecord {
            is_stopping_after.set(true);
        }
    };
    let is_stopping = || is_stopping_after.get();
    let once = SendOptions { observe: &observe, is_stopping: &is_stopping, ..options(0) };
    let report = send(&mut sample.outbox, &Forgetful, &guard, &once).unwrap();
    let back = State::Approved;
    assert_eq!(sample.main_states(), [State::InDoubt, back, back, State::Accepted, back]);
    assert_eq!(report.outcome().exit_code(), 5);
}
