//! Measures deliveries through the simulator of SES with no limit of rate: intents and answers on the
//! disk, beside the disk's own syncs. The simulator is part of the process, and of its CPU time.
//!
//! `cargo run -p qd-aws --example ses_throughput -- FOLDER [DELIVERIES]`: the folder decides which disk
//! is measured.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement prints, and may fail")]

#[path = "../../qd-delivery/tests/documents/mod.rs"]
mod documents;
#[path = "../../qd-delivery/examples/measure/mod.rs"]
mod measure;

use std::path::PathBuf;

use measure::{Measured, syncs};
use qd_aws::simulator::{Account, Simulator};
use qd_aws::{SesOptions, SesTransport};
use qd_delivery::{Document, Outbox, PlanOptions, SendOptions, plan, send};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let parent = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let n = arguments.next().map_or(2_000, |n| n.parse().unwrap());
    let folder = tempfile::tempdir_in(parent).unwrap();
    let simulator = Simulator::start().unwrap();
    let unlimited = Account { max_send_rate: 1e9, max_24_hour_send: -1.0, ..Account::default() };
    simulator.set_account(unlimited);
    let transport = SesTransport::new(SesOptions {
        region: Some("eu-west-1".into()),
        endpoint_url: Some(simulator.url()),
        static_credentials: Some(("AKIDEXAMPLE".into(), "secret".into())),
        control_interval_ms: 0,
        ..SesOptions::default()
    })
    .unwrap();
    let mut outbox = Outbox::open(folder.path()).unwrap();
    let check = |_: &[u8]| vec![];
    let now = "2026-10-01T06:59:59Z".parse().unwrap();
    let options = PlanOptions { now, is_dry_run: false, is_whole: true };
    plan(&mut outbox, &[document(n)], &check, options).unwrap();
    println!("syncs of a small file: {:.0} a second", syncs(folder.path()));
    let measured = Measured::begin();
    let report =
        send(&mut outbox, &transport, &check, &SendOptions::new(now, "throughput")).unwrap();
    assert_eq!((report.n_accepted(), simulator.n_send_requests()), (n, n));
    println!("{}", measured.end("sent to the simulator", n));
}

/// A report of 3 kB, without copies: each recipient is one message.
fn document(n: usize) -> Document {
    let mut document = documents::document((0..n).map(|n| format!("r{n}")));
    document.content.html = document.content.html.repeat(100);
    document.content.text = "Cash: $1\n".repeat(100);
    document.bcc.clear();
    document
}
