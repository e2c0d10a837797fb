//! Rows 2 and 3 of the fault table: a sender through SES that is killed at any point. With events each
//! mail is accepted exactly once in the end; without them none is accepted twice, and every mail that
//! may or may not have left is listed.
//!
//! The test runs itself as the sender; SES is the simulator, which lives on in the parent.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../qd-delivery/tests/crash_harness/mod.rs"]
mod crash_harness;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use qd_aws::events::consume;
use qd_aws::simulator::{Fault, Happening, Simulator};
use qd_aws::{SesOptions, SesTransport};
use qd_delivery::{
    Delivery, InDoubt, Outbox, PlanOptions, SendOptions, SendReport, State, Step, StopSignal, plan,
    send,
};

use crash_harness::{
    AT, Deaths, FOLDER, URL, document, draw, dying, each_seed, folder, given, now, step_name,
};

const N_SEEDS: u64 = 200;
const N_KILLS: u64 = 2;
const N_RECIPIENTS: usize = 4;
const FAILPOINTS: [&str; 6] =
    ["after-plan", "before-intent", "after-intent", "begin", "after-reply", "after-record"];

/// A child's own work with the client takes longer than that with a folder.
const DEATHS: Deaths<'_> = Deaths {
    child: "child",
    failpoints: &FAILPOINTS,
    n_recipients: N_RECIPIENTS,
    anywhere: 5_000..65_000,
};

/// Ten messages in groups of four, four and two: each has an audit copy.
const N_IN_GROUPS: usize = 10;
const MAX_GROUP: usize = 4;
const DEATHS_IN_GROUPS: Deaths<'_> =
    Deaths { child: "child_in_groups", n_recipients: N_IN_GROUPS, ..DEATHS };

/// A run's way of sending: alone as small runs do, or in groups from the first message on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Alone,
    InGroups,
}

fn transport(url: &str, way: Way) -> SesTransport {
    let alone = SesOptions::default();
    let (n_alone, max_group_recipients) = match way {
        Way::Alone => (alone.n_alone, alone.max_group_recipients),
        Way::InGroups => (0, 2 * MAX_GROUP as u64),
    };
    SesTransport::new(SesOptions {
        n_alone,
        max_group_recipients,
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
fn run(folder: &Path, url: &str, way: Way, in_doubt: InDoubt, reach: &dyn Fn(&str)) -> SendReport {
    let n_recipients = if way == Way::Alone { N_RECIPIENTS } else { N_IN_GROUPS };
    let mut outbox = Outbox::open(folder).unwrap();
    let check = |_: &[u8]| vec![];
    let options = PlanOptions { now: now(), is_dry_run: false, is_whole: true };
    plan(&mut outbox, &[document(n_recipients)], &check, options).unwrap();
    reach("after-plan");
    let observe = |step: Step, _: &Delivery| reach(step_name(step));
    let transport = transport(url, way);
    let signal = StopSignal::listen().unwrap();
    let is_stopping = || signal.is_asked();
    let options = SendOptions {
        observe: &observe,
        is_stopping: &is_stopping,
        in_doubt,
        ..SendOptions::new(now(), "crash test")
    };
    send(&mut outbox, &transport, &check, &options).unwrap()
}

/// Runs only as the child of the tests below.
#[test]
fn child() {
    if let Some((folder, reach)) = dying() {
        run(&folder, &given(URL).unwrap(), Way::Alone, InDoubt::Hold, &reach);
    }
}

/// As above, in groups.
#[test]
fn child_in_groups() {
    if let Some((folder, reach)) = dying() {
        run(&folder, &given(URL).unwrap(), Way::InGroups, InDoubt::Hold, &reach);
    }
}

/// Runs only as the child of the test of signals: at its failpoint it signals itself, once or twice.
#[test]
fn child_that_is_told_to_stop() {
    let Some(folder) = given(FOLDER).map(PathBuf::from) else { return };
    let at = given(AT).unwrap();
    let (point, n_signals) = at.split_once(':').unwrap();
    let n_begun = Cell::new(0);
    let reach = |passed: &str| {
        n_begun.set(n_begun.get() + usize::from(passed == "begin"));
        if passed == point && (passed != "begin" || n_begun.get() == 2) {
            for n in 0..n_signals.parse().unwrap() {
                let kill = ["-TERM".to_owned(), std::process::id().to_string()];
                assert!(Command::new("kill").args(kill).status().unwrap().success());
                // Until it was heard, or has ended the process.
                while n > 0 || !StopSignal::was_asked() {
                    std::thread::yield_now();
                }
            }
        }
    };
    run(&folder, &given(URL).unwrap(), Way::InGroups, InDoubt::Hold, &reach);
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

/// Ends what kills began, with events: each mail is accepted exactly once.
fn check_with_events(simulator: &Simulator, folder: &Path, way: Way, context: &str) {
    // What a killed child had written may still come to be accepted.
    simulator.wait_until_left().unwrap();
    // The first run after the kills turns what was in flight into doubts. The queue of events is
    // read to its end; whatever nothing was seen of was not sent, and goes again.
    run(folder, &simulator.url(), way, InDoubt::Hold, &|_| {});
    let mut outbox = Outbox::open(folder).unwrap();
    let events = simulator.accepted().into_iter().map(|m| m.event(Happening::Send, ""));
    let events = events.collect::<Vec<_>>();
    consume(&mut outbox, events.iter().map(String::as_bytes), now()).unwrap();
    drop(outbox);
    let report = run(folder, &simulator.url(), way, InDoubt::Resend, &|_| {});
    let accepted = no_duplicates(simulator, context);
    let outbox = Outbox::open(folder).unwrap();
    let rows = outbox.deliveries().unwrap();
    assert!(rows.iter().all(|row| row.state == State::Accepted), "{context}: {rows:?}");
    let ids = rows.iter().filter(|row| !row.is_audit()).map(|row| row.id.to_string());
    assert_eq!(accepted, ids.collect(), "{context}: none is lost");
    assert_eq!(report.outcome().exit_code(), 0, "{context}");
    outbox.verify().unwrap();
}

#[test]
fn row_02_with_events_each_mail_is_accepted_exactly_once() {
    each_seed(N_SEEDS, |seed| {
        let (simulator, folder, context) = crashed(seed);
        check_with_events(&simulator, folder.path(), Way::Alone, &context);
    });
}

/// The main rows in flight: their intents are on the disk, their answers are not.
fn in_flight(folder: &Path) -> BTreeSet<String> {
    let rows = Outbox::open(folder).unwrap().deliveries_in(State::InFlight).unwrap();
    rows.iter().filter(|row| !row.is_audit()).map(|row| row.id.to_string()).collect()
}

/// An outbox after some kills in the middle of groups, over a network without faults; and what was in
/// flight after each.
fn crashed_in_groups(seed: u64) -> (Simulator, tempfile::TempDir, BTreeSet<String>, String) {
    let (simulator, folder) = (Simulator::start().unwrap(), folder());
    let (mut context, mut intended) = (format!("seed {seed}:"), BTreeSet::new());
    for n in 0..1 + draw(seed ^ 0xabcd, N_KILLS) {
        let killed = DEATHS_IN_GROUPS.kill_one(folder.path(), &simulator.url(), seed * 10 + n);
        let left = in_flight(folder.path());
        context = format!("{context} {killed} ({} in flight)", left.len());
        assert!(left.len() <= MAX_GROUP, "{context}: no more than a group");
        intended.extend(left);
    }
    (simulator, folder, intended, context)
}

#[test]
fn row_02_in_groups_with_events_each_mail_is_accepted_exactly_once() {
    each_seed(N_SEEDS, |seed| {
        let (simulator, folder, _, context) = crashed_in_groups(seed);
        check_with_events(&simulator, folder.path(), Way::InGroups, &context);
    });
}

#[test]
fn row_03_in_groups_exactly_what_had_an_intent_and_no_answer_is_in_doubt() {
    let n_doubts = AtomicUsize::new(0);
    each_seed(N_SEEDS, |seed| {
        let (simulator, folder, intended, context) = crashed_in_groups(seed);
        run(folder.path(), &simulator.url(), Way::InGroups, InDoubt::Hold, &|_| {});
        let again = run(folder.path(), &simulator.url(), Way::InGroups, InDoubt::Hold, &|_| {});
        let outbox = Outbox::open(folder.path()).unwrap();
        let rows = outbox.deliveries().unwrap();
        let in_state = |state| {
            let rows = rows.iter().filter(move |row| !row.is_audit() && row.state == state);
            rows.map(|row| row.id.to_string()).collect::<BTreeSet<_>>()
        };
        let (known, doubts) = (in_state(State::Accepted), in_state(State::InDoubt));
        assert_eq!(doubts, intended, "{context}");
        assert_eq!(known.len() + doubts.len(), N_IN_GROUPS, "{context}: none is lost");
        simulator.wait_until_left().unwrap();
        let accepted = no_duplicates(&simulator, &context);
        assert!(known.is_subset(&accepted), "{context}");
        assert!(accepted.is_subset(&known.union(&doubts).cloned().collect()), "{context}");
        let exit = if doubts.is_empty() { 0 } else { 5 };
        assert_eq!(again.outcome().exit_code(), exit, "{context}");
        outbox.verify().unwrap();
        n_doubts.fetch_add(doubts.len(), Ordering::Relaxed);
    });
    assert!(n_doubts.into_inner() > N_SEEDS as usize, "the kills hit groups under way");
}

#[test]
fn row_03_without_events_no_mail_is_accepted_twice_and_every_doubt_is_listed() {
    each_seed(N_SEEDS, |seed| {
        let (simulator, folder, context) = crashed(seed);
        let report = run(folder.path(), &simulator.url(), Way::Alone, InDoubt::Hold, &|_| {});
        let again = run(folder.path(), &simulator.url(), Way::Alone, InDoubt::Hold, &|_| {});
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

/// Signals a child at a point, so many times. Returns by which signal it died, if it did, and the
/// states of its deliveries.
fn signalled(point: &str, n_signals: usize) -> (Option<i32>, Vec<State>, usize) {
    let (simulator, folder) = (Simulator::start().unwrap(), folder());
    let at = format!("{point}:{n_signals}");
    let test = "child_that_is_told_to_stop";
    let mut child = crash_harness::child(test, folder.path(), &at, &simulator.url());
    let status = child.status().unwrap();
    assert!(status.success() || status.signal().is_some(), "{status}");
    simulator.wait_until_left().unwrap();
    let rows = Outbox::open(folder.path()).unwrap().deliveries().unwrap();
    let states = rows.iter().filter(|row| !row.is_audit()).map(|row| row.state).collect();
    (status.signal(), states, simulator.accepted().len())
}

#[test]
fn a_signal_in_the_middle_of_a_group_leaves_nothing_in_doubt() {
    let (accepted, approved, planned) = (State::Accepted, State::Approved, State::Planned);
    let (signal, states, n_accepted) = signalled("begin", 1);
    assert_eq!((signal, n_accepted), (None, 2));
    let expected = [&[accepted; 2][..], &[approved; 2], &[planned; 6]].concat();
    assert_eq!(states, expected, "the rest of the group is handed back, no other was begun");

    // One who insists is obeyed at once, and so is one who signals before anything is sent.
    let (signal, states, _) = signalled("begin", 2);
    assert_eq!(signal, Some(15));
    assert_eq!(states, [&[State::InFlight; 4][..], &[planned; 6]].concat());
    let (signal, states, n_accepted) = signalled("after-plan", 1);
    assert_eq!((signal, states, n_accepted), (Some(15), vec![planned; 10], 0));
}
