//! Rows 2 and 3 of the fault table: a sender through SES that is killed at any point. With events each
//! mail is accepted exactly once in the end; without them none is accepted twice, and every mail that
//! may or may not have left is listed.
//!
//! The test runs itself as the sender; SES is the simulator, which lives on in the parent.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../qd-delivery/tests/crash_harness/mod.rs"]
mod crash_harness;

use std::collections::BTreeSet;
use std::path::Path;

use qd_aws::events::consume;
use qd_aws::simulator::{Fault, Happening, Simulator};
use qd_aws::{SesOptions, SesTransport};
use qd_delivery::{
    Delivery, InDoubt, Outbox, PlanOptions, SendOptions, SendReport, State, Step, plan, send,
};

use crash_harness::{Deaths, URL, document, draw, dying, each_seed, folder, given, now, step_name};

const N_SEEDS: u64 = 200;
const N_KILLS: u64 = 2;
const N_RECIPIENTS: usize = 4;
const FAILPOINTS: [&str; 5] =
    ["after-plan", "before-intent", "after-intent", "after-reply", "after-record"];

/// A child's own work with the client takes longer than that with a folder.
const DEATHS: Deaths<'_> =
    Deaths { failpoints: &FAILPOINTS, n_recipients: N_RECIPIENTS, anywhere: 5_000..65_000 };

fn transport(url: &str) -> SesTransport {
    SesTransport::new(SesOptions {
        region: Some("eu-west-1".into()),
        endpoint_url: Some(url.into()),
        static_credentials: Some(("AKIDEXAMPLE".into(), "secret".into())),
        timeout_ms: 2_000,
        control_interval_ms: 0,
        backoff_ms: 1,
        ..SesOptions::default()
    })
    .unwrap()
}

/// Plans and sends. `reach` is told each failpoint that is passed.
fn run(folder: &Path, url: &str, in_doubt: InDoubt, reach: &dyn Fn(&str)) -> SendReport {
    let mut outbox = Outbox::open(folder).unwrap();
    let check = |_: &[u8]| vec![];
    let options = PlanOptions { now: now(), is_dry_run: false, is_whole: true };
    plan(&mut outbox, &[document(N_RECIPIENTS)], &check, options).unwrap();
    reach("after-plan");
    let observe = |step: Step, _: &Delivery| reach(step_name(step));
    let options =
        SendOptions { observe: &observe, in_doubt, ..SendOptions::new(now(), "crash test") };
    send(&mut outbox, &transport(url), &check, &options).unwrap()
}

/// Runs only as the child of the tests below.
#[test]
fn child() {
    if let Some((folder, reach)) = dying() {
        run(&folder, &given(URL).unwrap(), InDoubt::Hold, &reach);
    }
}

/// A simulator whose network is bad too, and an outbox after some kills.
fn crashed(seed: u64) -> (Simulator, tempfile::TempDir, String) {
    let (simulator, folder) = (Simulator::start().unwrap(), folder());
    let faults = [Fault::Accept, Fault::CloseAfterAccept, Fault::ErrorAfterAccept, Fault::Accept];
    simulator.script([faults[draw(seed ^ 3, 4) as usize], faults[draw(seed ^ 4, 4) as usize]]);
    let n_kills = 1 + draw(seed ^ 0xabcd, N_KILLS);
    let killed =
        (0..n_kills).map(|n| DEATHS.kill_one(folder.path(), &simulator.url(), seed * 10 + n));
    let context = format!("seed {seed}: {:?}", killed.collect::<Vec<_>>());
    (simulator, folder, context)
}

/// The deliveries that were accepted, each as often as it was.
fn accepted(simulator: &Simulator) -> Vec<String> {
    let log = simulator.accepted().into_iter();
    log.map(|message| message.tags["delivery_id"].clone()).collect()
}

fn no_duplicates(simulator: &Simulator, context: &str) -> BTreeSet<String> {
    let list = accepted(simulator);
    let set = list.iter().cloned().collect::<BTreeSet<_>>();
    assert_eq!(list.len(), set.len(), "{context}: accepted twice: {list:?}");
    set
}

#[test]
fn row_02_with_events_each_mail_is_accepted_exactly_once() {
    each_seed(N_SEEDS, |seed| {
        let (simulator, folder, context) = crashed(seed);
        // The first run after the kills turns what was in flight into doubts. The queue of events is
        // read to its end; whatever nothing was seen of was not sent, and goes again.
        run(folder.path(), &simulator.url(), InDoubt::Hold, &|_| {});
        let mut outbox = Outbox::open(folder.path()).unwrap();
        let events = simulator.accepted().into_iter().map(|m| m.event(Happening::Send, ""));
        let events = events.collect::<Vec<_>>();
        consume(&mut outbox, events.iter().map(String::as_bytes), now()).unwrap();
        drop(outbox);
        let report = run(folder.path(), &simulator.url(), InDoubt::Resend, &|_| {});
        let accepted = no_duplicates(&simulator, &context);
        let outbox = Outbox::open(folder.path()).unwrap();
        let rows = outbox.deliveries().unwrap();
        assert!(rows.iter().all(|row| row.state == State::Accepted), "{context}: {rows:?}");
        let ids = rows.iter().filter(|row| !row.is_audit()).map(|row| row.id.to_string());
        assert_eq!(accepted, ids.collect(), "{context}: none is lost");
        assert_eq!(report.outcome().exit_code(), 0, "{context}");
        outbox.verify().unwrap();
    });
}

#[test]
fn row_03_without_events_no_mail_is_accepted_twice_and_every_doubt_is_listed() {
    each_seed(N_SEEDS, |seed| {
        let (simulator, folder, context) = crashed(seed);
        let report = run(folder.path(), &simulator.url(), InDoubt::Hold, &|_| {});
        let again = run(folder.path(), &simulator.url(), InDoubt::Hold, &|_| {});
        let accepted = no_duplicates(&simulator, &context);
        let outbox = Outbox::open(folder.path()).unwrap();
        let mut n_doubts = 0;
        for row in outbox.deliveries().unwrap().iter().filter(|row| !row.is_audit()) {
            match row.state {
                State::Accepted => {
                    assert!(accepted.contains(row.id.as_str()), "{context}: {row:?}")
                }
                State::InDoubt => {
                    n_doubts += 1;
                    let is_listed = |report: &SendReport| {
                        report.entries.iter().any(|entry| entry.delivery.id == row.id)
                    };
                    assert!(is_listed(&report) && is_listed(&again), "{context}: {row:?}");
                }
                state => panic!("{context}: {state}"),
            }
        }
        // What was accepted is known to be, or in doubt; nothing is both lost and unlisted.
        let exit = if n_doubts > 0 { 5 } else { 0 };
        assert_eq!(again.outcome().exit_code(), exit, "{context}");
        outbox.verify().unwrap();
    });
}
