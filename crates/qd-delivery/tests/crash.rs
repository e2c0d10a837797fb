//! Row 1 of the fault table: a sender that is killed at any point, again and again, and still every
//! mail is in the folder exactly once, with the bytes that were frozen.
//!
//! The test runs itself as the sender. A child plans and sends, and either aborts at a named failpoint
//! or is killed by its parent in the middle of whatever it does.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use qd_delivery::{
    Address, Approval, Content, Delivery, Document, Maildir, MaildirStep, NewEdition, Outbox,
    PlanOptions, SendOptions, Series, Sha256Hex, State, Step, plan, send,
};
use qd_model::{EntityKey, Period, ReportId, Role};

const N_SEEDS: u64 = 200;
/// How often one outbox is killed before it may run to its end.
const N_KILLS: u64 = 3;
const N_RECIPIENTS: usize = 5;
const FAILPOINTS: [&str; 8] = [
    "after-plan",
    "before-intent",
    "after-intent",
    "after-reply",
    "after-record",
    "maildir-begin",
    "maildir-written",
    "maildir-renamed",
];

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

/// Plans and sends all of it. `reach` is told each failpoint that is passed.
fn run(folder: &Path, reach: &'static dyn Fn(&str)) {
    let mut outbox = Outbox::open(&folder.join("state")).unwrap();
    let check = |_: &[u8]| vec![];
    let options = PlanOptions { now: now(), is_dry_run: false, is_whole: true };
    plan(&mut outbox, &[document()], &check, options).unwrap();
    reach("after-plan");
    let maildir = Maildir::new(folder.join("mail")).observed(move |step| {
        reach(match step {
            MaildirStep::Begin => "maildir-begin",
            MaildirStep::Written => "maildir-written",
            MaildirStep::Renamed => "maildir-renamed",
        });
    });
    let observe = |step: Step, _: &Delivery| {
        reach(match step {
            Step::BeforeIntent => "before-intent",
            Step::AfterIntent => "after-intent",
            Step::AfterReply => "after-reply",
            Step::AfterRecord => "after-record",
        });
    };
    let options = SendOptions { observe: &observe, ..SendOptions::new(now(), "crash test") };
    let report = send(&mut outbox, &maildir, &check, &options).unwrap();
    assert_eq!(report.outcome().exit_code(), 0);
}

/// Where the child dies: the name and the number of a failpoint, such as `after-intent:2`.
#[expect(clippy::disallowed_methods, reason = "a child is told by its parent where to die")]
fn given(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Runs only as the child of the test below.
#[test]
fn child() {
    let Some(folder) = given("QUARTERDECK_CRASH_FOLDER") else { return };
    let at = given("QUARTERDECK_CRASH_AT").unwrap_or_default();
    let (name, number) = at.split_once(':').unwrap_or(("none", "0"));
    let (name, number) = (name.to_owned(), number.parse::<usize>().unwrap());
    let n_passed = AtomicUsize::new(0);
    let reach = move |passed: &str| {
        if passed == name && n_passed.fetch_add(1, Ordering::Relaxed) == number {
            std::process::abort();
        }
    };
    run(Path::new(&folder), Box::leak(Box::new(reach)));
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

/// Starts a child and sees it dead. Says where it died, for the message of a failure.
fn kill_one(folder: &Path, seed: u64) -> String {
    let point = FAILPOINTS[draw(seed, FAILPOINTS.len() as u64) as usize];
    let at = format!("{point}:{}", draw(seed ^ 1, N_RECIPIENTS as u64));
    // One in five dies wherever it happens to be, some 2 to 30 milliseconds from its start.
    let after = (seed % 5 == 4).then(|| Duration::from_micros(2_000 + draw(seed ^ 2, 28_000)));
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child"])
        .env("QUARTERDECK_CRASH_FOLDER", folder)
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

fn check_seed(seed: u64) {
    let folder = folder();
    let n_kills = 1 + draw(seed ^ 0xabcd, N_KILLS);
    let killed = (0..n_kills).map(|n| kill_one(folder.path(), seed * 10 + n)).collect::<Vec<_>>();
    run(folder.path(), &|_| {});
    let context = format!("seed {seed}: {killed:?}");
    let outbox = Outbox::open(&folder.path().join("state")).unwrap();
    let rows = outbox.deliveries().unwrap();
    assert_eq!(rows.len(), 2 * N_RECIPIENTS, "{context}");
    assert!(rows.iter().all(|row| row.state == State::Accepted), "{context}");
    let expected = rows.iter().filter(|row| !row.is_audit());
    let expected = expected
        .map(|row| (format!("{}.eml", row.id), row.sha256.clone().unwrap()))
        .collect::<BTreeMap<_, _>>();
    let files = |name: &str| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder.path().join("mail").join(name)).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let found = files("new").into_iter().map(|path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, Sha256Hex::of(&fs::read(path).unwrap()))
    });
    assert_eq!(found.collect::<BTreeMap<_, _>>(), expected, "{context}");
    assert!(files("tmp").is_empty() && files("cur").is_empty(), "{context}");
    outbox.verify().unwrap_or_else(|error| panic!("{context}: {error}"));
}

#[test]
fn row_01_killed_at_any_point_each_mail_is_in_the_folder_exactly_once() {
    let n_threads = 4;
    std::thread::scope(|scope| {
        for thread in 0..n_threads {
            scope.spawn(move || (thread..N_SEEDS).step_by(n_threads as usize).for_each(check_seed));
        }
    });
}

/// The harness would notice: every failpoint is reached by some child, and kills do kill.
#[test]
fn every_failpoint_is_reached() {
    for point in FAILPOINTS {
        let folder = folder();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child"])
            .env("QUARTERDECK_CRASH_FOLDER", folder.path())
            .env("QUARTERDECK_CRASH_AT", format!("{point}:0"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        assert!(!child.wait().unwrap().success(), "{point} was not reached");
    }
}
