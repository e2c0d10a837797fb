//! Row 1 of the fault table: a sender that is killed at any point, again and again, and still every
//! mail is in the folder exactly once, with the bytes that were frozen.
//!
//! The test runs itself as the sender. A child plans and sends, and either aborts at a named failpoint
//! or is killed by its parent in the middle of whatever it does.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod crash_harness;
mod disk;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use qd_delivery::{
    Delivery, Maildir, MaildirStep, Outbox, PlanOptions, SendOptions, Sha256Hex, State, Step, plan,
    send,
};

use crash_harness::{Deaths, document, draw, dying, each_seed, folder, now, step_name};

const N_SEEDS: u64 = 200;
/// How often one outbox is killed before it may run to its end.
const N_KILLS: u64 = 3;
const N_RECIPIENTS: usize = 5;
const FAILPOINTS: [&str; 9] = [
    "after-plan",
    "before-intent",
    "after-intent",
    "begin",
    "after-reply",
    "after-record",
    "maildir-begin",
    "maildir-written",
    "maildir-renamed",
];

const DEATHS: Deaths<'_> = Deaths {
    child: "child",
    failpoints: &FAILPOINTS,
    n_recipients: N_RECIPIENTS,
    anywhere: 2_000..30_000,
};

/// Plans and sends all of it. `reach` is told each failpoint that is passed.
fn run(folder: &Path, reach: &'static dyn Fn(&str)) {
    let mut outbox = Outbox::open(&folder.join("state")).unwrap();
    let check = |_: &[u8]| vec![];
    let options = PlanOptions { now: now(), is_dry_run: false, is_whole: true };
    plan(&mut outbox, &[document(N_RECIPIENTS)], &check, options).unwrap();
    reach("after-plan");
    let maildir = Maildir::new(folder.join("mail")).observed(move |step| {
        reach(match step {
            MaildirStep::Begin => "maildir-begin",
            MaildirStep::Written => "maildir-written",
            MaildirStep::Renamed => "maildir-renamed",
        });
    });
    let observe = |step: Step, _: &Delivery| reach(step_name(step));
    let options = SendOptions { observe: &observe, ..SendOptions::new(now(), "crash test") };
    let report = send(&mut outbox, &maildir, &check, &options).unwrap();
    assert_eq!(report.outcome().exit_code(), 0);
}

/// Runs only as the child of the tests below.
#[test]
fn child() {
    if let Some((folder, reach)) = dying() {
        run(&folder, Box::leak(Box::new(reach)));
    }
}

fn check_seed(seed: u64) {
    let folder = folder();
    let n_kills = 1 + draw(seed ^ 0xabcd, N_KILLS);
    let killed = (0..n_kills).map(|n| DEATHS.kill_one(folder.path(), "", seed * 10 + n));
    let killed = killed.collect::<Vec<_>>();
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
    each_seed(N_SEEDS, check_seed);
}

/// The harness would notice: every failpoint is reached by some child, and kills do kill.
#[test]
fn every_failpoint_is_reached() {
    for point in FAILPOINTS {
        let folder = folder();
        let mut child = crash_harness::child("child", folder.path(), &format!("{point}:0"), "")
            .spawn()
            .unwrap();
        assert!(!child.wait().unwrap().success(), "{point} was not reached");
    }
}
