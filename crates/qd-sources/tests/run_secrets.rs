//! What a run knows of the secrets that it met, and what a later run knows of them.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use qd_facts::SecretSink;
use qd_model::SourceId;
use qd_secrets::SecretKey;
use qd_sources::RunSecrets;

const SETTINGS: &[u8] = b"SLOT_SIGNING_SECRET=fake-demo-signing-7xKq9-planted-1mVb2\n";
const PAGE: &[u8] = b"Sign with fake-demo-signing-7xKq9-planted-1mVb2, says Ben.\n";

#[test]
fn a_scanner_knows_its_own_source_and_registers_with_the_run() {
    let run = RunSecrets::new(SecretKey::new([3; 32]));
    let scanner = run.scanner();
    let found = scanner.scan("config/.env", SETTINGS);
    assert_eq!(found.iter().map(|place| place.line).collect::<Vec<_>>(), [1]);
    assert!(scanner.scan("notes.md", PAGE).is_empty());
    assert!(scanner.holds_known(PAGE));
    let again = scanner.scan_again("notes.md", PAGE);
    assert_eq!(again[0].fingerprint, found[0].fingerprint);
    let other = run.scanner();
    assert!(!other.holds_known(PAGE), "another source's values");
    assert!(other.scan_again("notes.md", PAGE).is_empty(), "another source's values");
    assert!(!run.mask("it is fake-demo-signing-7xKq9-planted-1mVb2").contains("7xKq9"));
}

#[test]
fn a_documented_example_is_not_looked_for_elsewhere_but_does_not_leave() {
    let run = RunSecrets::new(SecretKey::new([3; 32]));
    let scanner = run.scanner();
    assert!(scanner.scan("a.md", b"key AKIAIOSFODNN7EXAMPLE of the manual").is_empty());
    assert!(!scanner.holds_known(b"again AKIAIOSFODNN7EXAMPLE"));
    assert!(!run.mask("again AKIAIOSFODNN7EXAMPLE").contains("AKIA"));
}

#[test]
fn a_later_run_knows_what_an_earlier_one_read() {
    let folder = tempfile::tempdir().unwrap();
    let source = SourceId::new("code").unwrap();
    let key = || SecretKey::new([3; 32]);
    let first = RunSecrets::new(key()).with_cache(folder.path());
    let scanner = first.scanner_of(&source);
    assert!(scanner.recall(b"1", ".env").is_none());
    let found = scanner.scan_as(b"1", ".env", SETTINGS);
    assert!(scanner.scan_as(b"2", "empty.txt", b"nothing here").is_empty());
    scanner.keep(b"state", Some(b"whole".to_vec()));
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let kept = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!kept.windows(5).any(|window| window == b"7xKq9"), "a value on the disk");
    }
    let later = RunSecrets::new(key()).with_cache(folder.path());
    let scanner = later.scanner_of(&source);
    assert_eq!(scanner.recall(b"1", "prod.env"), Some(found.clone()));
    assert_eq!(scanner.recall(b"2", "notes.md"), Some(Vec::new()));
    assert_eq!(scanner.recall(b"1", "a.md"), None, "another format reads otherwise");
    assert_eq!(scanner.recall_whole(b"other"), None);
    assert!(scanner.holds_known(PAGE));
    let whole = RunSecrets::new(key()).with_cache(folder.path());
    assert_eq!(whole.scanner_of(&source).recall_whole(b"state"), Some(b"whole".to_vec()));
    assert!(!whole.mask("fake-demo-signing-7xKq9-planted-1mVb2").contains("7xKq9"));
    let other_key = RunSecrets::new(SecretKey::new([4; 32])).with_cache(folder.path());
    assert_eq!(other_key.scanner_of(&source).recall(b"1", ".env"), None);
    let path = folder.path().join("secrets-code");
    let bytes = std::fs::read(&path).unwrap();
    for at in (0..bytes.len()).step_by(7) {
        let mut torn = bytes.clone();
        torn[at] ^= 4;
        std::fs::write(&path, torn).unwrap();
        let run = RunSecrets::new(key()).with_cache(folder.path());
        assert_eq!(run.scanner_of(&source).recall_whole(b"state"), None, "damage at {at}");
        std::fs::write(&path, &bytes[..at]).unwrap();
        let run = RunSecrets::new(key()).with_cache(folder.path());
        assert_eq!(run.scanner_of(&source).recall(b"1", ".env"), None, "cut at {at}");
    }
}
