//! Rows 15 to 17 of the fault table: the events of the simulator, read as a queue brings them, in any
//! order and any number, and what the next run makes of a bounce and a complaint.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use qd_aws::events::{Consumed, consume};
use qd_aws::simulator::{Accepted, Happening, Simulator};
use qd_aws::{SesOptions, SesTransport};
use qd_delivery::{
    Address, Approval, Content, Delivery, Document, NewEdition, Outbox, PlanOptions, SendOptions,
    SendReport, Series, State, Step, plan, send,
};
use qd_model::{EntityKey, Period, ReportId, Role};

fn now() -> DateTime<Utc> {
    "2026-10-01T08:00:00Z".parse().unwrap()
}

struct World {
    folder: tempfile::TempDir,
    simulator: Simulator,
    transport: SesTransport,
}

impl World {
    fn new() -> Self {
        let simulator = Simulator::start().unwrap();
        let transport = SesTransport::new(SesOptions {
            region: Some("eu-west-1".into()),
            endpoint_url: Some(simulator.url()),
            static_credentials: Some(("AKIDEXAMPLE".into(), "secret".into())),
            control_interval_ms: 0,
            ..SesOptions::default()
        })
        .unwrap();
        let memory = std::path::Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self { folder: folder.unwrap(), simulator, transport }
    }

    fn outbox(&self) -> Outbox {
        Outbox::open(self.folder.path()).unwrap()
    }

    /// Plans the report of a month for everybody.
    fn plan(&self, month: u32, names: &[&str]) {
        let address = |name: &str| Address::parse(&format!("{name}@example.com")).unwrap();
        let root = EntityKey::root("example-holdings").unwrap();
        let document = Document {
            edition: NewEdition {
                series: Series::of_entity(ReportId::new("ceo").unwrap(), &root),
                period: Period::parse(&format!("2026-{month:02}")).unwrap(),
                number: month,
                correction: None,
                figures: BTreeMap::new(),
                findings: vec![],
            },
            content: Content {
                subject: "Report".into(),
                html: "<p>Cash: $1</p>".into(),
                text: "Cash: $1".into(),
                attachments: vec![],
            },
            from: address("reports"),
            role: Role::new("ceo").unwrap(),
            to: names.iter().map(|name| address(name)).collect(),
            bcc: vec![address("audit")],
            approval: Approval::Auto,
            expires_at: None,
        };
        let options = PlanOptions { now: now(), is_dry_run: false, is_whole: false };
        plan(&mut self.outbox(), &[document], &|_: &[u8]| vec![], options).unwrap();
    }

    fn send(&self, observe: &dyn Fn(Step, &Delivery)) -> SendReport {
        let options = SendOptions { observe, ..SendOptions::new(now(), "test") };
        send(&mut self.outbox(), &self.transport, &|_: &[u8]| vec![], &options).unwrap()
    }

    fn consume(&self, events: &[String]) -> Consumed {
        consume(&mut self.outbox(), events.iter().map(String::as_bytes), now()).unwrap()
    }

    fn state(&self, name: &str) -> State {
        let rows = self.outbox().deliveries().unwrap();
        let is_row = |row: &&Delivery| row.recipient.starts_with(name) && !row.is_audit();
        rows.iter().rfind(is_row).unwrap().state
    }

    fn accepted(&self, index: usize) -> Accepted {
        self.simulator.accepted()[index].clone()
    }
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
            world.consume(&events);
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
    let first = world.consume(&events);
    assert_eq!((first.n_changed, first.n_dead), (2, 1));
    let before = world.outbox().deliveries().unwrap();
    let n_records = world.outbox().verify_log().unwrap();
    let second = world.consume(&events);
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
        world.consume(&[world.accepted(0).event(happening, "A@example.com")]);
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
    world.consume(&[world.accepted(0).event(bounce, "a@example.com")]);
    assert_eq!(world.state("a"), State::Bounced);
    assert!(world.outbox().suppressions().unwrap().is_empty());
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
        world.consume(&events.collect::<Vec<_>>());
        let ends = [
            State::Accepted, State::Rejected, State::Delivered, State::Bounced, State::Complained,
        ];
        prop_assert_eq!(world.state("a"), ends[n_kinds - 1]);
    }
}
