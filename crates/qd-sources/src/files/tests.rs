use std::fs;

use qd_facts::{Chart, CollectContext, NoSecrets, SourceSpec};
use qd_model::{Commodity, EntityKey, SourceId};

use super::{decode, find, stays_inside};

fn check(path: &str, folder: &std::path::Path, files: &[&str], codes: &[&str]) {
    let root = EntityKey::root("p").unwrap();
    let currency = Commodity::new("USD");
    let context = CollectContext {
        folder,
        root: &root,
        timezone: chrono_tz::UTC,
        currency: &currency,
        chart: &Chart::default(),
        as_of: "2026-09-30".parse().unwrap(),
        secrets: &NoSecrets,
    };
    let spec = SourceSpec {
        id: SourceId::new("s").unwrap(),
        kind: "ledger".into(),
        entity: root.clone(),
        path: path.into(),
        covers: None,
        is_assumed: false,
        settings: toml::Table::new(),
    };
    let (found, diagnostics) = find(&spec, &context);
    let names = found.iter().map(|file| file.relative.as_str()).collect::<Vec<_>>();
    assert_eq!(names, files, "{path}");
    let found_codes = diagnostics.iter().map(|diagnostic| diagnostic.code.as_str());
    assert_eq!(found_codes.collect::<Vec<_>>(), codes, "{path}");
}

#[test]
fn files_folders_globs_and_what_leads_out() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.csv"), "x").unwrap();
    fs::create_dir_all(folder.path().join("books/old")).unwrap();
    for name in ["books/b.csv", "books/a.csv", "books/old/c.csv", "books/notes.md"] {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    let at = folder.path();
    check("books/a.csv", at, &["books/a.csv"], &[]);
    check("books", at, &["books/a.csv", "books/b.csv", "books/notes.md", "books/old/c.csv"], &[]);
    check("books/*.csv", at, &["books/a.csv", "books/b.csv"], &[]);
    check("books/**/*.csv", at, &["books/a.csv", "books/b.csv", "books/old/c.csv"], &[]);
    check("./books/a.csv", at, &["books/a.csv"], &[]);
    check("books/x.csv", at, &[], &["missing-source"]);
    check("books/*.ofx", at, &[], &["missing-source"]);
    check("../x.csv", at, &[], &["path-outside-portfolio"]);
    check("/etc/passwd", at, &[], &["path-outside-portfolio"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(outside.path().join("secret.csv"), at.join("books/out.csv")).unwrap();
        symlink(at.join("books"), at.join("books/old/loop")).unwrap();
        check("books/out.csv", at, &[], &["path-outside-portfolio"]);
        check(
            "books/old",
            at,
            &[
                "books/old/c.csv",
                "books/old/loop/a.csv",
                "books/old/loop/b.csv",
                "books/old/loop/notes.md",
                "books/old/loop/old/c.csv",
            ],
            &["link-loop", "path-outside-portfolio"],
        );
    }
}

#[test]
fn paths_as_written() {
    assert!(stays_inside("a/b.csv") && stays_inside("./a"));
    assert!(!stays_inside("a/../../b") && !stays_inside("/a") && !stays_inside(""));
}

#[test]
fn bytes_become_text() {
    assert_eq!(decode(b"\xef\xbb\xbfa\n").text, "a\n");
    let latin = decode(b"a\nb\xe9\n");
    assert_eq!((latin.text.as_str(), latin.first_invalid_line), ("a\nb\u{fffd}\n", Some(2)));
}
