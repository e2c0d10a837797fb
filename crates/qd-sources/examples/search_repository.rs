//! Searches one repository as a source of kind `git` does: `search_repository FOLDER PATH [CACHE]`.
//!
//! What `cargo xtask bench secrets` measures: the whole reading of the source, its commits and
//! branches too, with the run's own detector.

#![expect(clippy::print_stdout, reason = "a benchmark")]

use std::path::Path;
use std::time::Instant;

use qd_facts::{Chart, CollectContext, SourceSpec};
use qd_model::{Commodity, EntityKey, SourceId};
use qd_secrets::SecretKey;
use qd_sources::RunSecrets;

fn main() {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let [folder, path, rest @ ..] = &arguments[..] else {
        println!("usage: search_repository FOLDER PATH [CACHE]");
        std::process::exit(2);
    };
    let root = EntityKey::root("p").expect("a kebab word");
    let mut secrets = RunSecrets::new(SecretKey::new([7; 32]));
    if let Some(cache) = rest.first() {
        secrets = secrets.with_cache(Path::new(cache));
    }
    let context = CollectContext {
        folder: Path::new(folder),
        root: &root,
        timezone: chrono_tz::UTC,
        currency: &Commodity::new("USD"),
        chart: &Chart::default(),
        as_of: "2026-09-30".parse().expect("a date"),
        secrets: &secrets,
    };
    let spec = SourceSpec {
        id: SourceId::new("code").expect("a kebab word"),
        kind: "git".into(),
        entity: root.member("boats").expect("a kebab word"),
        path: path.clone(),
        covers: None,
        is_assumed: false,
        settings: toml::Table::new(),
    };
    let started = Instant::now();
    let collected = qd_sources::find("git").expect("a kind").collect(&spec, &context);
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
