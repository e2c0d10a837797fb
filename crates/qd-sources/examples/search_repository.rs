//! Searches one repository as a source of kind `git` does: `search_repository FOLDER PATH [CACHE]`.
//!
//! What `cargo xtask bench secrets` measures: the whole reading of the source, its commits and
//! branches too, with the run's own detector.

#![expect(clippy::print_stdout, reason = "a benchmark")]

mod cold;

use std::path::Path;
use std::time::Instant;

fn main() {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let [folder, path, rest @ ..] = &arguments[..] else {
        println!("usage: search_repository FOLDER PATH [CACHE]");
        std::process::exit(2);
    };
    let mut secrets = cold::secrets();
    if let Some(cache) = rest.first() {
        secrets = secrets.with_cache(Path::new(cache));
    }
    let started = Instant::now();
    let collected = cold::collect("git", folder, path, &secrets);
    let (n_diagnostics, n_skipped) = (collected.diagnostics.len(), collected.n_skipped);
    let tables = collected.facts.finish();
    let ms = started.elapsed().as_secs_f64() * 1_000.0;
    let n_rows = |table: &str| tables.get(table).map_or(0, |batch| batch.num_rows());
    println!(
        "{} commits, {} places of secrets, {} values known, {n_diagnostics} diagnostics, {n_skipped} skipped, {ms:.0} ms",
        n_rows("git_commit"),
        n_rows("secret_hit"),
        secrets.seen().len(),
    );
}
