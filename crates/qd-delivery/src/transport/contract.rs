//! What every transport must do, as one check that each transport's tests call.

use chrono::{DateTime, Utc};
use qd_model::{Period, ReportId};

use super::{Answer, Course, Frozen, Preflight, Transport};
use crate::{Address, Content, DeliveryId, Envelope, OutboxKey, Series, build_message};

/// Checks a transport that is set up to accept `reports@example.com` as a sender.
/// `received` returns the messages that arrived for a delivery.
///
/// # Errors
/// The first clause of the contract that does not hold, in words.
pub fn check_contract(
    transport: &dyn Transport,
    received: &dyn Fn(&DeliveryId) -> Vec<Vec<u8>>,
) -> Result<(), String> {
    let (one, two) = (sample("one"), sample("two"));
    let preflight = Preflight {
        senders: vec![one.from.clone()],
        recipients: vec![one.to.clone(), two.to.clone(), one.bcc[0].clone()],
        n_recipients: one.n_recipients() + two.n_recipients(),
    };
    transport.preflight(&preflight).map_err(|error| format!("preflight refuses: {error}"))?;
    ensure(received(&one.id).is_empty(), "preflight sends nothing")?;
    let mut ids = vec![];
    for frozen in [&one, &two] {
        let receipt = transport.send(frozen).map_err(|error| format!("send fails: {error}"))?;
        ensure(received(&frozen.id) == [frozen.bytes.clone()], "one message arrives, unchanged")?;
        ids.push(receipt.message_id);
    }
    ensure(ids.iter().all(|id| !id.is_empty()) && ids[0] != ids[1], "each has an id of its own")?;
    if transport.is_idempotent() {
        let again = Frozen { is_rewrite: true, ..one.clone() };
        let receipt = transport.send(&again).map_err(|error| format!("rewrite fails: {error}"))?;
        ensure(receipt.message_id == ids[0], "writing again gives the same id")?;
        ensure(received(&one.id) == [one.bytes.clone()], "writing again leaves one message")?;
    }
    check_group(transport, received)
}

/// Checks that of a group only that is sent which may begin, and that it is answered once.
fn check_group(
    transport: &dyn Transport,
    received: &dyn Fn(&DeliveryId) -> Vec<Vec<u8>>,
) -> Result<(), String> {
    let group = ["three", "four", "five"].map(sample);
    for n_may_begin in [0, 2] {
        let mut counted = Counted { n_may_begin, begun: vec![], answers: vec![] };
        transport.send_group(&group, &mut counted);
        counted.begun.sort_unstable();
        counted.answers.sort_unstable_by_key(|(index, _)| *index);
        let answered = counted.answers.iter().map(|(index, _)| *index).collect::<Vec<_>>();
        ensure(answered == counted.begun, "each that begins is answered once")?;
        ensure(answered.len() == n_may_begin, "all begin that may")?;
        for (index, frozen) in group.iter().enumerate() {
            let n_expected = usize::from(counted.begun.contains(&index));
            ensure(received(&frozen.id).len() == n_expected, "what may not begin is not sent")?;
        }
    }
    Ok(())
}

/// A course that lets so many messages begin.
struct Counted {
    n_may_begin: usize,
    begun: Vec<usize>,
    answers: Vec<Answer>,
}

impl Course for Counted {
    fn may_begin(&mut self, index: usize) -> bool {
        let may = self.begun.len() < self.n_may_begin;
        self.begun.extend(may.then_some(index));
        may
    }

    fn may_try_again(&self) -> bool {
        true
    }

    fn answered(&mut self, answers: Vec<Answer>) {
        self.answers.extend(answers);
    }
}

fn ensure(holds: bool, clause: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("this does not hold: {clause}")) }
}

/// A small message from `reports@example.com` to `NAME@example.com`, copied to `audit@example.com`.
///
/// # Panics
/// If `name` is not a plain mailbox name.
pub fn sample(name: &str) -> Frozen {
    let address = |text: &str| Address::parse(text).expect("a plain mailbox name");
    let series = Series {
        portfolio: "example-holdings".into(),
        report: ReportId::new("ceo").expect("a kebab word"),
        scope: "portfolio".into(),
    };
    let envelope = Envelope {
        from: address("reports@example.com"),
        to: address(&format!("{name}@example.com")),
        bcc: vec![address("audit@example.com")],
    };
    let key = OutboxKey {
        series: series.clone(),
        period: Period::parse("2026-09").expect("a period"),
        edition: 1,
        recipient: envelope.to.key(),
        copy_of: None,
    };
    let content = Content {
        subject: format!("Report for {name}"),
        html: "<p>Cash: $1</p>".into(),
        text: "Cash: $1".into(),
        attachments: vec![],
    };
    let instant: DateTime<Utc> = "2026-10-01T06:59:59Z".parse().expect("an instant");
    let bytes = build_message(&key.id(), &series, &content, &envelope, instant)
        .expect("a small message is valid");
    let Envelope { from, to, bcc } = envelope;
    Frozen { id: key.id(), attempt: 1, is_rewrite: false, from, to, bcc, bytes }
}
