//! Every `.slt` of the catalog, read from its folder at run time: a change of SQL compiles nothing.
//!
//! `CATALOG_FILTER=cash cargo test --test catalog` runs the files whose path contains the word.

use std::path::{Path, PathBuf};

use qd_engine::{Catalog, CatalogFile, slt};

fn folder() -> PathBuf {
    // A test's own settings, not a run's: reading them here touches no product code.
    #[expect(clippy::disallowed_methods, reason = "the folder and filter of a test run")]
    let given = std::env::var("CATALOG_DIR").ok();
    given.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog"), PathBuf::from)
}

fn files(folder: &Path) -> Vec<CatalogFile> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let inside = path.strip_prefix(folder).expect("below the folder");
                let path = inside.to_string_lossy().replace('\\', "/");
                found.push(CatalogFile { layer: "catalog".into(), path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

#[test]
fn every_case_of_the_catalog_holds() {
    let files = files(&folder());
    if files.is_empty() {
        return;
    }
    let catalog = Catalog::load(&[files]).unwrap_or_else(|errors| {
        let errors = errors.iter().map(ToString::to_string).collect::<Vec<_>>();
        panic!("{} errors\n{}", errors.len(), errors.join("\n"))
    });
    #[expect(clippy::disallowed_methods, reason = "the folder and filter of a test run")]
    let filter = std::env::var("CATALOG_FILTER").ok();
    let started = std::time::Instant::now();
    let report = slt::run(&catalog, filter.as_deref());
    let seconds = started.elapsed().as_secs_f32();
    println!("{} files, {} records in {seconds:.1} s", report.n_files, report.n_passed);
    let failures = report.failures.join("\n\n");
    assert!(report.failures.is_empty(), "{} failed\n{failures}", report.failures.len());
    assert!(report.untested.is_empty(), "no .slt for {}", report.untested.join(", "));
}
