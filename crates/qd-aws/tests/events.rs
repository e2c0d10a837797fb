//! Rows 15 to 17 of the fault table: the events of the simulator, read as a queue brings them, in any
//! order and any number, and what the next run makes of a bounce and a complaint.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod world;

use proptest::prelude::*;
use qd_aws::events::{Consumed, consume};
use qd_aws::simulator::Happening;
use qd_delivery::{Address, State, Step};
use world::{World, now};

fn consume_all(world: &World, events: &[String]) -> Consumed {
    consume(&mut world.outbox(), events.iter().map(String::as_bytes), now()).unwrap()
}

#[test]
fn row_15_an_event_may_come_before_the_response() {
    let world = World::new();
    world.plan(1, &["a"]);
    world.send(&|step, _| {
        if step == Step::AfterReply {
            let message = world.accepted(0);
            let events = [
                message.event(Happening::Delivery, "a@example.com"),
                message.event(Happening::Send, ""),
            ];
            consume_all(&world, &events);
        }
    });
    assert_eq!(world.state("a"), State::Delivered);
}

#[test]
fn row_16_a_queue_that_brings_its_messages_again_changes_nothing() {
    let world = World::new();
    world.plan(1, &["a"]);
    world.send(&|_, _| {});
    let message = world.accepted(0);
    let events = [
        message.event(Happening::Send, ""),
        message.event(Happening::Delivery, "a@example.com"),
        message.event(Happening::Bounce { is_permanent: true }, "a@example.com"),
        "not an event".to_owned(),
    ];
    // The consumer dies after its commit and before the queue hears of it.
    let first = consume_all(&world, &events);
    assert_eq!((first.n_changed, first.n_dead), (2, 1));
    let before = world.outbox().deliveries().unwrap();
    let n_records = world.outbox().verify_log().unwrap();
    let second = consume_all(&world, &events);
    assert_eq!(second.n_changed, 0);
    assert_eq!(world.outbox().deliveries().unwrap(), before);
    assert_eq!(world.outbox().verify_log().unwrap(), n_records);
    assert_eq!(world.outbox().dead_letters().unwrap().len(), 1);
}

#[test]
fn row_17_a_bounce_or_complaint_is_about_the_recipient_it_names() {
    for happening in [Happening::Bounce { is_permanent: true }, Happening::Complaint] {
        let world = World::new();
        world.plan(1, &["a", "b"]);
        world.send(&|_, _| {});
        // The message went to `a` and to the audit address; the event names `a`.
        consume_all(&world, &[world.accepted(0).event(happening, "A@example.com")]);
        let list = world.outbox().suppressions().unwrap();
        assert_eq!((list.len(), list[0].address.as_str()), (1, "a@example.com"), "{happening:?}");
        // The next month skips `a` with its reason, and SES is not called for it.
        world.plan(2, &["a", "b"]);
        let n_before = world.simulator.n_send_requests();
        let report = world.send(&|_, _| {});
        assert_eq!(world.simulator.n_send_requests(), n_before + 1, "{happening:?}");
        assert_eq!(world.state("a"), State::Suppressed);
        assert_eq!((world.state("b"), report.outcome().exit_code()), (State::Accepted, 3));
        let held = report.entries.iter().find(|entry| entry.delivery.recipient.starts_with("a@"));
        assert!(held.unwrap().delivery.last_error.as_ref().unwrap().starts_with("suppressed: "));
    }
}

#[test]
fn a_bounce_that_may_pass_does_not_put_anybody_on_the_list() {
    let world = World::new();
    world.plan(1, &["a"]);
    world.send(&|_, _| {});
    let bounce = Happening::Bounce { is_permanent: false };
    consume_all(&world, &[world.accepted(0).event(bounce, "a@example.com")]);
    assert_eq!(world.state("a"), State::Bounced);
    assert!(world.outbox().suppressions().unwrap().is_empty());
}

#[test]
fn row_17_both_suppression_lists_learn_from_each_other() {
    let world = World::new();
    world.plan(1, &["a", "b"]);
    world.send(&|_, _| {});
    let bounce = Happening::Bounce { is_permanent: true };
    consume_all(&world, &[world.accepted(0).event(bounce, "a@example.com")]);
    let person = Address::parse("c@example.com").unwrap();
    world.outbox().suppress(&person, "asked not to be mailed", now()).unwrap();
    // Another system's complaint, which SES alone knows.
    world.simulator.suppress("B@example.com", "COMPLAINT");
    let mirrored = world.transport.mirror(&mut world.outbox(), now()).unwrap();
    assert_eq!((mirrored.n_learned, mirrored.n_told), (1, 1));
    let ours = world.outbox().suppressions().unwrap();
    let ours = ours.iter().map(|one| (one.address.as_str(), one.reason.as_str()));
    assert_eq!(
        ours.collect::<Vec<_>>(),
        [
            ("a@example.com", "bounce"),
            ("b@example.com", "complaint"),
            ("c@example.com", "asked not to be mailed"),
        ]
    );
    let theirs = world.simulator.suppressed();
    assert!(theirs.contains(&("a@example.com".to_owned(), "BOUNCE".to_owned())), "{theirs:?}");
    assert_eq!(theirs.len(), 2, "a person's reason is none for the account");
    // The next month reaches nobody, and SES is not asked to.
    world.plan(2, &["a", "b"]);
    let n_before = world.simulator.n_send_requests();
    world.send(&|_, _| {});
    assert_eq!(world.simulator.n_send_requests(), n_before);
    let again = world.transport.mirror(&mut world.outbox(), now()).unwrap();
    assert_eq!((again.n_learned, again.n_told), (0, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn row_15_every_permutation_ends_alike(
        order in Just((0..15).collect::<Vec<usize>>()).prop_shuffle(),
        n_kinds in 1usize..=5,
    ) {
        let world = World::new();
        world.plan(1, &["a"]);
        world.send(&|_, _| {});
        let message = world.accepted(0);
        let kinds = [
            Happening::Send,
            Happening::Reject,
            Happening::Delivery,
            Happening::Bounce { is_permanent: true },
            Happening::Complaint,
        ];
        // Each event three times, shuffled.
        let events = order.iter().map(|index| index % 5).filter(|kind| *kind < n_kinds);
        let events = events.map(|kind| message.event(kinds[kind], "a@example.com"));
        consume_all(&world, &events.collect::<Vec<_>>());
        let ends = [
            State::Accepted, State::Rejected, State::Delivered, State::Bounced, State::Complained,
        ];
        prop_assert_eq!(world.state("a"), ends[n_kinds - 1]);
    }
}
