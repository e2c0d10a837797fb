//! Reads one journal from cold to fact batches, and says how long it took: `read_journal FOLDER FILE`.
//!
//! What `cargo xtask bench ledgers` measures. The run's own detector of secrets is at work, as in a
//! report; the clock stands around reading, booking and the making of the tables.

#![expect(clippy::print_stdout, reason = "a benchmark")]

mod cold;

use std::time::Instant;

fn main() {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let [folder, path] = &arguments[..] else {
        println!("usage: read_journal FOLDER FILE");
        std::process::exit(2);
    };
    let started = Instant::now();
    let collected = cold::collect("ledger", folder, path, &cold::secrets());
    let (n_diagnostics, n_skipped) = (collected.diagnostics.len(), collected.n_skipped);
    let first = collected.diagnostics.first().map_or(String::new(), ToString::to_string);
    let read_ms = started.elapsed().as_secs_f64() * 1_000.0;
    let tables = collected.facts.finish();
    let total_ms = started.elapsed().as_secs_f64() * 1_000.0;
    let n_postings = tables.get("posting").map_or(0, |batch| batch.num_rows());
    println!(
        "{n_postings} postings, {n_diagnostics} diagnostics, {n_skipped} skipped, {read_ms:.0} ms read, {total_ms:.0} ms {first}"
    );
}
