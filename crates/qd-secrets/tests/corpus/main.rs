//! A generated corpus of planted credentials, in more than forty formats: how many of them are
//! found, beside what other scanners find, and that code without any is quiet.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]
#![allow(unreachable_pub, reason = "modules of a test")]
#![allow(clippy::print_stdout, reason = "a test says what it measured")]

mod formats;
mod peers;
mod plants;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use formats::FORMATS;
use plants::{Plant, plants};
use qd_secrets::{Detector, SecretKey, Severity};

/// The share of plants that must be found.
const RECALL: f64 = 0.95;

fn detector() -> Detector {
    Detector::new(&SecretKey::new([9; 32]))
}

fn is_found(detector: &Detector, plant: &Plant) -> bool {
    let hits = detector.scan(&plant.path, plant.text.as_bytes(), None);
    hits.iter().any(|hit| hit.span.start < plant.value.end && plant.value.start < hit.span.end)
}

#[test]
fn planted_credentials_are_found() {
    let formats: BTreeSet<&str> = FORMATS.iter().map(|format| format.path).collect();
    assert!(formats.len() >= 40 && formats.len() == FORMATS.len());
    let (detector, plants) = (detector(), plants());
    let mut missed: BTreeMap<&str, usize> = BTreeMap::new();
    for plant in plants.iter().filter(|plant| !is_found(&detector, plant)) {
        *missed.entry(plant.path.as_str()).or_default() += 1;
    }
    let n_missed: usize = missed.values().sum();
    let recall = 1.0 - n_missed as f64 / plants.len() as f64;
    println!("{} plants in {} formats, recall {recall:.3}", plants.len(), formats.len());
    assert!(recall >= RECALL, "recall {recall:.3}, missed: {missed:?}");
    // No format may be blind as a whole.
    let per_format = plants.len() / formats.len();
    let blind = missed.iter().filter(|(_, n)| **n > per_format / 2);
    assert_eq!(blind.collect::<Vec<_>>(), Vec::<(&&str, &usize)>::new());
}

#[test]
fn what_is_found_is_named_alike_wherever_it_stands() {
    let detector = detector();
    let fingerprints = |path: &str, text: &str| {
        let hits = detector.scan(path, text.as_bytes(), None);
        hits.into_iter().map(|hit| hit.fingerprint.to_hex()).collect::<BTreeSet<_>>()
    };
    let value = "Tideline482-harbor";
    let first = fingerprints(".env", &format!("DB_PASSWORD={value}\n"));
    for format in FORMATS.iter().filter(|format| format.text.contains("{v}")) {
        let text = format.text.replace("{v}", value);
        let found = fingerprints(format.path, &text);
        assert!(found.is_superset(&first), "{}: {text}", format.path);
    }
}

#[test]
fn other_scanners_find_fewer() {
    let plants = plants();
    let folder = tempfile_folder("corpus");
    for plant in &plants {
        let path = folder.join(&plant.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &plant.text).unwrap();
    }
    let detector = detector();
    let ours = plants.iter().filter(|plant| is_found(&detector, plant)).count();
    for peer in peers::ALL {
        let Some(found) = peers::lines_of(peer, &folder) else { continue };
        let theirs = plants.iter().filter(|plant| {
            let lines = plant.lines();
            found.get(&plant.path).is_some_and(|at| at.iter().any(|line| lines.contains(line)))
        });
        let theirs = theirs.count();
        println!("of {} plants: ours {ours}, {peer} {theirs}", plants.len());
        assert!(theirs > 5, "{peer} found nothing: is it run as it should be?");
        assert!(ours >= theirs, "{peer} finds more");
    }
    fs::remove_dir_all(folder).unwrap();
}

/// A folder of this process below the target's, so that two runs do not meet.
fn tempfile_folder(name: &str) -> PathBuf {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Crates whose tests or pages publish credentials, so that their code is not clean.
const WITH_EXAMPLES: [&str; 2] = ["object_store", "url"];
/// The token of a badge, which its owner publishes.
const PUBLISHED: [&str; 1] = ["time-0.3.55/README.md:6 url-password"];
/// Of so many files one is read; which one follows from its path, so that every machine reads the
/// same ones.
const ONE_OF: u32 = 24;

/// The folders in which cargo keeps the crates that the lock file names.
fn crates() -> BTreeSet<String> {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    let lock = fs::read_to_string(lock).unwrap();
    let packages = lock.split("[[package]]").filter(|package| package.contains("registry+"));
    let field = |package: &str, name: &str| {
        let line = package.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.trim_matches([' ', '=', '"']).to_owned())
    };
    let folders = packages.filter_map(|package| {
        let name = field(package, "name")?;
        let is_clean = !WITH_EXAMPLES.contains(&name.as_str());
        is_clean.then_some(format!("{name}-{}", field(package, "version")?))
    });
    folders.collect()
}

fn is_sampled(path: &Path) -> bool {
    let sum = |sum: u32, byte: &u8| (sum ^ u32::from(*byte)).wrapping_mul(16_777_619);
    path.as_os_str().as_encoded_bytes().iter().fold(2_166_136_261, sum) % ONE_OF == 0
}

/// The sources of the crates that this workspace is built from: code of hundreds of authors, read
/// where they lie; a sample, each file with its path below the registry.
fn clean_files() -> Vec<(PathBuf, PathBuf)> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let registries = home.map(|home| home.join("registry/src"));
    let registries = registries.and_then(|folder| fs::read_dir(folder).ok());
    let crates = crates();
    let mut files = BTreeMap::new();
    for registry in registries.into_iter().flatten().flatten().map(|entry| entry.path()) {
        let mut waiting = crates.iter().map(|name| registry.join(name)).collect::<Vec<_>>();
        while let Some(folder) = waiting.pop() {
            for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()) {
                let below = path.strip_prefix(&registry).unwrap().to_owned();
                if path.is_dir() {
                    waiting.push(path);
                } else if is_sampled(&below) {
                    files.insert(below, path);
                }
            }
        }
    }
    files.into_iter().collect()
}

#[test]
fn clean_code_is_quiet() {
    let files = clean_files();
    if files.is_empty() {
        println!("no sources of crates on this machine; generated code is in the test above");
    }
    let detector = detector();
    let (mut n_bytes, mut n_hits, mut loud) = (0, 0, Vec::new());
    for (below, path) in &files {
        let Ok(bytes) = fs::read(path) else { continue };
        n_bytes += bytes.len();
        let name = below.to_string_lossy();
        for hit in detector.scan(&name, &bytes, None) {
            n_hits += 1;
            if hit.severity <= Severity::High {
                loud.push(format!("{name}:{} {}", hit.line, hit.rule));
            }
        }
    }
    println!("{} MB of code: {n_hits} hits, {} rated high", n_bytes >> 20, loud.len());
    assert!(files.is_empty() || loud == PUBLISHED, "{loud:?}");
}

#[test]
fn generated_code_and_records_are_quiet() {
    let detector = detector();
    for plant in plants::clean() {
        let hits = detector.scan(&plant.path, plant.text.as_bytes(), None);
        let loud = hits.iter().filter(|hit| hit.severity <= Severity::High);
        assert_eq!(loud.count(), 0, "{}: {hits:?}\n{}", plant.path, plant.text);
    }
}
