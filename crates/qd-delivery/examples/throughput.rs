//! Measures planning and durable deliveries into an outbox folder, beside the disk's own syncs. Plan and
//! send are processes of their own, as they are for a user, so that each has its own peak of memory.
//!
//! `cargo run -p qd-delivery --example throughput -- FOLDER [DELIVERIES]`: the folder decides which disk
//! is measured.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement prints, and may fail")]

#[path = "../tests/documents/mod.rs"]
mod documents;
mod measure;

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, Utc};
use measure::{Measured, syncs};
use qd_delivery::{Document, Maildir, Outbox, PlanOptions, SendOptions, plan, send};

fn main() {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["plan", folder, n] => plan_all(Path::new(folder), n.parse().unwrap()),
        ["send", folder, n] => send_all(Path::new(folder), n.parse().unwrap()),
        ["verify", folder, n] => verify(Path::new(folder), n.parse().unwrap()),
        rest => {
            let parent = rest.first().map_or_else(std::env::temp_dir, PathBuf::from);
            let n = rest.get(1).map_or("10000", |n| n);
            let folder = tempfile::tempdir_in(parent).unwrap();
            println!("syncs of a small file: {:.0} a second", syncs(folder.path()));
            for verb in ["plan", "plan", "send", "verify"] {
                let mut child = Command::new(std::env::current_exe().unwrap());
                child.arg(verb).arg(folder.path()).arg(n);
                assert!(child.status().unwrap().success(), "{verb} failed");
            }
        }
    }
}

fn now() -> DateTime<Utc> {
    "2026-10-01T06:59:59Z".parse().unwrap()
}

fn outbox(folder: &Path) -> Outbox {
    Outbox::open(&folder.join("state")).unwrap()
}

fn plan_all(folder: &Path, n: usize) {
    let (mut outbox, documents) = (outbox(folder), [document(n)]);
    let options = PlanOptions { now: now(), is_dry_run: false, is_whole: true };
    let measured = Measured::begin();
    plan(&mut outbox, &documents, &|_: &[u8]| vec![], options).unwrap();
    println!("{}", measured.end("planned", n));
}

fn send_all(folder: &Path, n: usize) {
    let (mut outbox, maildir) = (outbox(folder), Maildir::new(folder.join("mail")));
    let options = SendOptions::new(now(), "throughput");
    let measured = Measured::begin();
    let report = send(&mut outbox, &maildir, &|_: &[u8]| vec![], &options).unwrap();
    assert_eq!(report.n_accepted(), n);
    println!("{}", measured.end("delivered", n));
}

fn verify(folder: &Path, n: usize) {
    let measured = Measured::begin();
    outbox(folder).verify().unwrap();
    println!("{}", measured.end("verified", n));
}

/// A report of 3 kB.
fn document(n: usize) -> Document {
    let mut document = documents::document((0..n).map(|n| format!("r{n}")));
    document.content.html = document.content.html.repeat(100);
    document.content.text = "Cash: $1\n".repeat(100);
    document
}
