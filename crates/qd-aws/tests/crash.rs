//! Rows 2 and 3 of the fault table: a sender through SES that is killed at any point. With events each
//! mail is accepted exactly once in the end; without them none is accepted twice, and every mail that
//! may or may not have left is listed.
//!
//! The test runs itself as the sender; SES is the simulator, which lives on in the parent.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use qd_aws::events::consume;
use qd_aws::simulator::{Fault, Happening, Simulator};
use qd_aws::{SesOptions, SesTransport};
use qd_delivery::{
    Address, Approval, Content, Delivery, Document, InDoubt, NewEdition, Outbox, PlanOptions,
    SendOptions, SendReport, Series, State, Step, plan, send,
};
use qd_model::{EntityKey, Period, ReportId, Role};

const N_SEEDS: u64 = 100;
const N_KILLS: u64 = 2;
const N_RECIPIENTS: usize = 4;
const FAILPOINTS: [&str; 5] =
    ["after-plan", "before-intent", "after-intent", "after-reply", "after-record"];

fn now() -> DateTime<Utc> {
    "2026-10-01T06:59:59Z".parse().unwrap()
}

fn document() -> Document {
    let address = |name: &str| Address::parse(&format!("{name}@example.com")).unwrap();
    Document {
        edition: NewEdition {
            series: Series::of_entity(
                ReportId::new("ceo").unwrap(),
                &EntityKey::root("example-holdings").unwrap(),
            ),
            period: Period::parse("2026-09").unwrap(),
            number: 1,
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
        to: (0..N_RECIPIENTS).map(|n| address(&format!("r{n}"))).collect(),
        bcc: vec![address("audit")],
        approval: Approval::Auto,
        expires_at: None,
    }
}

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
    plan(&mut outbox, &[document()], &check, options).unwrap();
    reach("after-plan");
    let observe = |step: Step, _: &Delivery| {
        reach(match step {
            Step::BeforeIntent => "before-intent",
            Step::AfterIntent => "after-intent",
            Step::AfterReply => "after-reply",
            Step::AfterRecord => "after-record",
        });
    };
    let options =
        SendOptions { observe: &observe, in_doubt, ..SendOptions::new(now(), "crash test") };
    send(&mut outbox, &transport(url), &check, &options).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a child is told by its parent where to die")]
fn given(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Runs only as the child of the tests below.
#[test]
fn child() {
    let Some(folder) = given("QUARTERDECK_CRASH_FOLDER") else { return };
    let at = given("QUARTERDECK_CRASH_AT").unwrap();
    let (name, number) = at.split_once(':').unwrap();
    let number = number.parse::<usize>().unwrap();
    let n_passed = AtomicUsize::new(0);
    let reach = |passed: &str| {
        if passed == name && n_passed.fetch_add(1, Ordering::Relaxed) == number {
            std::process::abort();
        }
    };
    run(Path::new(&folder), &given("QUARTERDECK_CRASH_URL").unwrap(), InDoubt::Hold, &reach);
}

/// A folder in memory where there is one: a kill needs no disk, and syncs cost nothing there.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// A number below `n` from a seed (splitmix64), the same on every machine.
fn draw(seed: u64, n: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % n
}

fn kill_one(folder: &Path, url: &str, seed: u64) -> String {
    let point = FAILPOINTS[draw(seed, FAILPOINTS.len() as u64) as usize];
    let at = format!("{point}:{}", draw(seed ^ 1, N_RECIPIENTS as u64));
    // One in five dies wherever it happens to be, the client's own work included.
    let after = (seed % 5 == 4).then(|| Duration::from_micros(5_000 + draw(seed ^ 2, 60_000)));
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child"])
        .env("QUARTERDECK_CRASH_FOLDER", folder)
        .env("QUARTERDECK_CRASH_URL", url)
        .env("QUARTERDECK_CRASH_AT", if after.is_some() { "none:0" } else { &at })
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    if let Some(after) = after {
        std::thread::sleep(after);
        child.kill().unwrap();
    }
    child.wait().unwrap();
    after.map_or(at, |after| format!("killed after {after:?}"))
}

/// A simulator whose network is bad too, and an outbox after some kills.
fn crashed(seed: u64) -> (Simulator, tempfile::TempDir, String) {
    let (simulator, folder) = (Simulator::start().unwrap(), folder());
    let faults = [Fault::Accept, Fault::CloseAfterAccept, Fault::ErrorAfterAccept, Fault::Accept];
    simulator.script([faults[draw(seed ^ 3, 4) as usize], faults[draw(seed ^ 4, 4) as usize]]);
    let n_kills = 1 + draw(seed ^ 0xabcd, N_KILLS);
    let killed = (0..n_kills).map(|n| kill_one(folder.path(), &simulator.url(), seed * 10 + n));
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

fn each_seed(check: impl Fn(u64) + Sync) {
    let n_threads = 4;
    std::thread::scope(|scope| {
        for thread in 0..n_threads {
            let check = &check;
            scope.spawn(move || (thread..N_SEEDS).step_by(n_threads as usize).for_each(check));
        }
    });
}

#[test]
fn row_02_with_events_each_mail_is_accepted_exactly_once() {
    each_seed(|seed| {
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
    each_seed(|seed| {
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
