use proptest::prelude::*;

use super::{Applied, Feedback, Notice};
use crate::sample::{Sample, Scripted, document, instant};
use crate::{Delivery, DeliveryId, Resolution, State, TransportErrorClass};

const OWNER: &str = "owner@example.com";

/// An event about the owner, with our tags.
fn tagged(id: &DeliveryId, attempt: u32, feedback: Feedback) -> Notice {
    Notice {
        delivery: Some(id.clone()),
        attempt: Some(attempt),
        message_id: Some(format!("m-{attempt}")),
        recipient: "Owner@example.com".into(),
        feedback,
        at: instant(0),
        detail: String::new(),
    }
}

/// An event as it comes without a configuration set: no tags.
fn untagged(message_id: &str, feedback: Feedback) -> Notice {
    Notice {
        delivery: None,
        attempt: None,
        message_id: Some(message_id.into()),
        recipient: OWNER.into(),
        feedback,
        at: instant(0),
        detail: "smtp; 550 5.1.1 no such user\r\n".into(),
    }
}

fn doubtful() -> (Sample, Delivery) {
    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &[OWNER])], 0);
    sample.send(&Scripted::failing("owner", TransportErrorClass::Unknown), 0);
    let row = sample.outbox.deliveries_in(State::InDoubt).unwrap().remove(0);
    (sample, row)
}

fn state(sample: &Sample, id: &DeliveryId) -> State {
    sample.outbox.delivery(id).unwrap().state
}

#[test]
fn a_late_event_outweighs_a_persons_word_that_nothing_was_sent() {
    for feedback in [Feedback::Sent, Feedback::Delivered, Feedback::Bounced { is_permanent: false }]
    {
        let (mut sample, row) = doubtful();
        sample.outbox.resolve(&row.id, Resolution::Unsent, "p", instant(1)).unwrap();
        let applied = sample.outbox.apply(&[tagged(&row.id, 1, feedback)], instant(1)).unwrap();
        assert_eq!(applied, [Applied::Changed], "{feedback:?}");
        let transport = Scripted::accepting();
        sample.send(&transport, 2);
        assert_eq!(transport.sent_to(), [""; 0], "{feedback:?}: it would come twice");
        sample.outbox.verify_log().unwrap();
    }
}

#[test]
fn an_event_without_tags_finds_its_message_and_keeps_the_servers_words() {
    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &[OWNER])], 0);
    sample.send(&Scripted::accepting(), 0);
    let row = sample.outbox.deliveries().unwrap().remove(0);
    let bounced = untagged(&format!("m-{}", row.id), Feedback::Bounced { is_permanent: true });
    assert_eq!(sample.outbox.apply(&[bounced], instant(1)).unwrap(), [Applied::Changed]);
    let row = sample.outbox.delivery(&row.id).unwrap();
    assert_eq!(row.state, State::Bounced);
    assert_eq!(row.last_error.as_deref(), Some("smtp; 550 5.1.1 no such user  "));
    assert_eq!(sample.outbox.suppressions().unwrap()[0].reason, "bounce");
}

#[test]
fn row_15_an_event_that_knows_the_message_before_we_do_waits_for_the_answer() {
    let mut sample = Sample::new();
    sample.plan(&[document("ceo", &[OWNER])], 0);
    let id = sample.outbox.deliveries().unwrap()[0].id.clone();
    let early = untagged(&format!("m-{id}"), Feedback::Delivered);
    assert_eq!(
        sample.outbox.apply(std::slice::from_ref(&early), instant(0)).unwrap(),
        [Applied::Parked]
    );
    assert_eq!(sample.outbox.apply(&[early], instant(0)).unwrap(), [Applied::Parked]);
    sample.send(&Scripted::accepting(), 0);
    assert_eq!(state(&sample, &id), State::Delivered);
    assert_eq!(sample.outbox.copies(&id).unwrap()[0].state, State::Accepted);
}

#[test]
fn an_event_of_an_unknown_delivery_is_applied_when_the_delivery_appears() {
    // The events of a database that was lost tell its successor what it had sent.
    let mut lost = Sample::new();
    lost.plan(&[document("ceo", &[OWNER, "b@example.com"])], 0);
    let id = lost.outbox.deliveries().unwrap().into_iter().find(|row| row.recipient == OWNER);
    let id = id.unwrap().id;
    let mut sample = Sample::new();
    let sent = tagged(&id, 1, Feedback::Sent);
    let events = [sent.clone(), sent, tagged(&id, 1, Feedback::Delivered)];
    assert_eq!(sample.outbox.apply(&events, instant(0)).unwrap(), [Applied::Parked; 3]);
    sample.plan(&[document("ceo", &[OWNER, "b@example.com"])], 0);
    assert_eq!(state(&sample, &id), State::Delivered);
    let transport = Scripted::accepting();
    sample.send(&transport, 0);
    assert_eq!(transport.sent_to(), ["b"]);
    sample.outbox.verify_log().unwrap();
}

#[test]
fn a_rejection_of_an_earlier_attempt_does_not_hold_up_the_next() {
    let (mut sample, row) = doubtful();
    sample.outbox.resolve(&row.id, Resolution::Unsent, "p", instant(1)).unwrap();
    let rejected = tagged(&row.id, 1, Feedback::Rejected);
    assert_eq!(sample.outbox.apply(&[rejected], instant(1)).unwrap(), [Applied::Known]);
    sample.send(&Scripted::accepting(), 2);
    assert_eq!(state(&sample, &row.id), State::Accepted);
}

#[test]
fn nobody_elses_events_count() {
    let (mut sample, row) = doubtful();
    let stranger =
        Notice { recipient: "x@example.com".into(), ..tagged(&row.id, 1, Feedback::Sent) };
    assert_eq!(sample.outbox.apply(&[stranger], instant(1)).unwrap(), [Applied::Parked]);
    assert_eq!(state(&sample, &row.id), State::InDoubt);
}

fn events() -> impl Strategy<Value = Vec<(u32, Feedback)>> {
    let any = (0u32..3, prop::sample::select(Feedback::ALL.to_vec()));
    prop::collection::vec(any, 1..6)
}

/// The end for a set of events, said another way than the code says it. The row's attempt is 1.
fn expected(start: State, events: &[(u32, Feedback)]) -> State {
    let has = |wanted: &dyn Fn(&(u32, Feedback)) -> bool| events.iter().any(wanted);
    if has(&|(_, f)| *f == Feedback::Complained) {
        return State::Complained;
    }
    if has(&|(_, f)| matches!(f, Feedback::Bounced { .. })) {
        return State::Bounced;
    }
    if has(&|(_, f)| *f == Feedback::Delivered) {
        return State::Delivered;
    }
    let rejected = |attempt: u32| has(&|event| *event == (attempt, Feedback::Rejected));
    if (0..3).any(|attempt| has(&|e| *e == (attempt, Feedback::Sent)) && !rejected(attempt)) {
        return State::Accepted;
    }
    match rejected(0) || rejected(1) {
        true => State::Rejected,
        false => start,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every order, every repetition, and the events of every attempt: the end is that of the set.
    #[test]
    fn row_15_events_end_alike_in_any_order(
        start in prop::sample::select(vec![State::InDoubt, State::Accepted]),
        (events, shuffled) in events().prop_flat_map(|events| {
            let twice = [events.clone(), events.clone()].concat();
            (Just(events), Just(twice).prop_shuffle())
        }),
    ) {
        let mut sample = Sample::new();
        sample.plan(&[document("ceo", &[OWNER])], 0);
        match start {
            State::Accepted => drop(sample.send(&Scripted::accepting(), 0)),
            _ => drop(sample.send(&Scripted::failing("owner", TransportErrorClass::Unknown), 0)),
        }
        let id = sample.outbox.deliveries().unwrap()[0].id.clone();
        for (attempt, feedback) in &shuffled {
            sample.outbox.apply(&[tagged(&id, *attempt, *feedback)], instant(1)).unwrap();
        }
        let end = state(&sample, &id);
        let expected = expected(start, &events);
        // Accepted, and then heard of only as rejected in an attempt that is not the last.
        prop_assert_eq!(end, expected);
        // The audit copy is another recipient, and is not touched.
        prop_assert_eq!(sample.outbox.copies(&id).unwrap()[0].state, start);
        let list = sample.outbox.suppressions().unwrap();
        let has = |wanted: Feedback| events.iter().any(|(_, f)| *f == wanted);
        let reason = match (has(Feedback::Complained), has(Feedback::Bounced { is_permanent: true })) {
            (true, _) => Some("complaint"),
            (false, true) => Some("bounce"),
            (false, false) => None,
        };
        prop_assert_eq!(list.first().map(|entry| entry.reason.as_str()), reason);
        sample.outbox.verify_log().unwrap();
    }
}
