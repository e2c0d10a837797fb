//! Measures planning and durable deliveries into an outbox folder, beside the disk's own syncs.
//!
//! `cargo run -p qd-delivery --example throughput -- FOLDER [DELIVERIES]`: the folder decides which disk
//! is measured.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement prints, and may fail")]

#[path = "../tests/documents/mod.rs"]
mod documents;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use qd_delivery::{Document, Maildir, Outbox, PlanOptions, SendOptions, plan, send};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let parent = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let n = arguments.next().map_or(10_000, |n| n.parse().unwrap());
    let folder = tempfile::tempdir_in(parent).unwrap();
    let folder = folder.path();
    println!("syncs of a small file: {:.0} a second", syncs(folder));

    let mut outbox = Outbox::open(&folder.join("state")).unwrap();
    let check = |_: &[u8]| vec![];
    let now = "2026-10-01T06:59:59Z".parse().unwrap();
    let options = PlanOptions { now, is_dry_run: false, is_whole: true };
    let documents = [document(n)];
    for what in ["planned", "planned again"] {
        let start = Instant::now();
        plan(&mut outbox, &documents, &check, options).unwrap();
        say(what, n, start);
    }
    let start = Instant::now();
    let maildir = Maildir::new(folder.join("mail"));
    let report = send(&mut outbox, &maildir, &check, &SendOptions::new(now, "throughput")).unwrap();
    assert_eq!(report.n_accepted(), n);
    say("delivered", n, start);
    let start = Instant::now();
    outbox.verify().unwrap();
    say("verified", n, start);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    println!("{peak}");
}

fn say(what: &str, n: usize, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!("{n} {what} in {seconds:.2} s: {:.0} a second", n as f64 / seconds);
}

fn syncs(folder: &Path) -> f64 {
    let (start, n) = (Instant::now(), 100);
    for index in 0..n {
        let mut file = File::create(folder.join(format!("probe{index}"))).unwrap();
        file.write_all(b"probe").unwrap();
        file.sync_all().unwrap();
    }
    f64::from(n) / start.elapsed().as_secs_f64()
}

/// A report of 3 kB.
fn document(n: usize) -> Document {
    let mut document = documents::document((0..n).map(|n| format!("r{n}")));
    document.content.html = document.content.html.repeat(100);
    document.content.text = "Cash: $1\n".repeat(100);
    document
}
