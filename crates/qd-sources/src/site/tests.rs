//! Two sites side by side, one with every fault of the catalogue and one with none; the demo's
//! sites; pages that mean harm; and the rule files, which must say what the checks say.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use qd_facts::{Collected, Source};

use super::Site;
use super::checks::ALL;
use crate::testing::{NoSecrets, Recording, codes, collect_demo, mutate, rows, spec, with_context};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A picture's head with its width and height, filled up to a size.
fn picture(width: u32, n_bytes: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.resize(n_bytes, 0);
    bytes
}

/// Reads one of the two sites, with pictures of the given sizes.
fn audit(name: &str, heavy: usize) -> Collected {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixtures().join(name), &folder.path().join("site"));
    fs::copy(fixtures().join("facts.toml"), folder.path().join("facts.toml")).unwrap();
    fs::create_dir_all(folder.path().join("site/img")).unwrap();
    fs::write(folder.path().join("site/img/heavy.png"), picture(20, heavy)).unwrap();
    fs::write(folder.path().join("site/img/small.png"), picture(20, 100)).unwrap();
    read(folder.path(), "path = \"site\"\nfacts = \"facts.toml\"")
}

fn read(folder: &Path, settings: &str) -> Collected {
    let spec = spec("site", settings);
    Site.check(&spec).unwrap();
    with_context(folder, &NoSecrets, |context| Site.collect(&spec, context))
}

/// What checks found, `rule page:line`, those that passed left out.
fn faults(collected: Collected) -> Vec<String> {
    let found = rows(collected, "page_check", "verdict rule page line");
    let found = found.iter().filter(|row| !row.starts_with("pass|"));
    found.map(|row| row.replacen("fail|", "", 1)).collect()
}

#[test]
fn every_seeded_fault_is_found() {
    let collected = audit("faulty", 300_001);
    assert_eq!(codes(&collected), Vec::<String>::new());
    let found = faults(collected);
    insta::assert_snapshot!(found.join("\n"));
    let rules = found.iter().filter_map(|row| row.split('|').next()).collect::<BTreeSet<_>>();
    let all = ALL.iter().map(|check| check.id).collect::<BTreeSet<_>>();
    // A sitemap that is stale is not missing; the next test is of the other.
    assert_eq!(all.difference(&rules).collect::<Vec<_>>(), [&"sitemap-missing"]);
}

#[test]
fn a_site_without_sitemap_lacks_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("site")).unwrap();
    let index = fixtures().join("clean/index.html");
    fs::copy(index, folder.path().join("site/index.html")).unwrap();
    let missing = |folder: &Path| {
        let found = faults(read(folder, "path = \"site\""));
        found.iter().any(|row| row.starts_with("sitemap-missing|site|"))
    };
    assert!(missing(folder.path()));
    let robots = "User-agent: *\nDisallow:\nSitemap: https://boats.example/map.xml\n";
    fs::write(folder.path().join("site/robots.txt"), robots).unwrap();
    assert!(!missing(folder.path()));
}

#[test]
fn the_clean_twin_has_no_fault() {
    let collected = audit("clean", 300_000);
    assert_eq!(codes(&collected), Vec::<String>::new());
    let passed = rows(audit("clean", 300_000), "page_check", "verdict rule");
    assert_eq!(faults(collected), Vec::<String>::new());
    assert_eq!(passed.len(), ALL.len());
}

#[test]
fn the_demo_s_sites_have_the_faults_that_were_put_in() {
    let found = |id: &str| faults(collect_demo(&Site, id));
    insta::assert_snapshot!(found("queen-site").join("\n"));
    insta::assert_snapshot!(found("quickdumpnow-site").join("\n"));
}

#[test]
fn facts_that_are_missing_make_checks_tell_nothing() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixtures().join("clean"), &folder.path().join("site"));
    let unknown = |collected: Collected| {
        let found = rows(collected, "page_check", "verdict rule page expected");
        found.into_iter().filter(|row| row.starts_with("unknown|")).collect::<Vec<_>>()
    };
    let none = unknown(read(folder.path(), "path = \"site\""));
    assert_eq!(none.len(), 8, "{none:#?}");
    assert!(none.contains(
        &"unknown|nap-conflict|site|needs the fact phone_e164, address.street, public_name".into()
    ));
    for (facts, expected) in [
        ("[other]\n", "facts-of-nobody"),
        ("[jada]\nphone = '1'\n", "unknown-fact:2"),
        ("[jada]\n\nphone_e164 = '555'\n", "wrong-fact:3"),
        ("[jada]\nhours = [{ days = ['Monday'], opens = '9', closes = '1' }]\n", "wrong-fact:2"),
        ("[jada]\ngeo = { latitude = 300.0, longitude = 1 }\n", "wrong-fact:2"),
        ("[jada]\nstorefront = 'yes'\n", "wrong-fact:2"),
        ("[jada]\nx = \n", "broken-facts:2"),
    ] {
        fs::write(folder.path().join("facts.toml"), facts).unwrap();
        let collected = read(folder.path(), "path = \"site\"\nfacts = \"facts.toml\"");
        assert_eq!(codes(&collected), [expected], "{facts}");
    }
    let collected = read(folder.path(), "path = \"site\"\nfacts = \"nowhere.toml\"");
    assert_eq!(codes(&collected), ["missing-source"]);
}

#[test]
fn settings_that_are_wrong_stop_at_once() {
    for (settings, key) in [
        ("path = \"https://queen.example/\"", "path"),
        ("path = \"sites/*\"", "path"),
        ("path = \"site\"\nfacts = 3", "facts"),
        ("path = \"site\"\nfacts = \"../facts.toml\"", "facts"),
        ("path = \"site\"\ndepth = 3", "depth"),
    ] {
        assert_eq!(Site.check(&spec("site", settings)).unwrap_err().key, key, "{settings}");
    }
}

#[test]
fn hostile_folders_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    fs::create_dir_all(&site).unwrap();
    assert_eq!(codes(&read(folder.path(), "path = \"site\"")), ["missing-source"]);
    fs::write(site.join("note.txt"), "x").unwrap();
    let collected = read(folder.path(), "path = \"site\"");
    assert_eq!(
        (codes(&collected), collected.is_missing),
        (vec!["site-without-pages".into()], true)
    );
    // A page of 200 MB that takes no room on the disk.
    fs::File::create(site.join("huge.html")).unwrap().set_len(200 << 20).unwrap();
    fs::write(site.join("deep.html"), "<div>".repeat(100_000)).unwrap();
    fs::write(site.join("index.html"), "<title>x</title><a href='../../etc/passwd'>y</a>").unwrap();
    fs::write(site.join("bytes.html"), b"<p>\xff\xfe</p>").unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&site, site.join("loop")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", site.join("out.html")).unwrap();
    }
    let collected = read(folder.path(), "path = \"site\"");
    let mut found = codes(&collected);
    found.sort();
    let expected = [
        "link-loop",
        "not-utf8:1",
        "page-too-complex:1",
        "page-too-large",
        "path-outside-portfolio",
    ];
    assert_eq!(found, expected);
    let pages = rows(collected, "page", "page");
    assert_eq!(pages, ["bytes.html", "deep.html", "index.html"]);
}

#[test]
fn a_credential_on_a_page_is_in_no_row() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("site")).unwrap();
    let page = "<title>hunter2-hunter2</title><p id=\"hunter2-hunter2\">hunter2-hunter2<img src=\"hunter2-hunter2\">";
    fs::write(folder.path().join("site/index.html"), page).unwrap();
    let sink = Recording::default();
    sink.0.lock().unwrap().push(("key".into(), "hunter2-hunter2".into()));
    let spec = spec("site", "path = \"site\"");
    let shown = with_context(folder.path(), &sink, |context| {
        let collect = || Site.collect(&spec, context);
        let mut shown = rows(collect(), "page", "title heading canonical");
        shown.extend(rows(collect(), "page_element", "selector attributes text"));
        shown.extend(rows(collect(), "page_check", "selector snippet expected"));
        shown
    });
    assert!(shown.iter().any(|row| row.contains("[secret]")));
    let leaks = shown.iter().filter(|row| row.contains("hunter2")).collect::<Vec<_>>();
    assert_eq!(leaks, Vec::<&String>::new());
}

/// What a fuzzer gives: any bytes as a page, robots.txt, sitemap and facts. Nothing may panic.
#[test]
fn mutations_of_a_site_never_break_the_reader() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    copy(&fixtures().join("faulty"), &site);
    let original = |path: &str| fs::read(fixtures().join(path)).unwrap();
    let dictionary = [
        "<",
        ">",
        "<table>",
        "<template>",
        "</p>",
        "<svg><title>",
        "<!--",
        "<script type=\"application/ld+json\">{",
        "<base href=\"//\">",
        " style=\"color:#",
        "href=\"%",
        "é",
        "\0",
        "&#x110000;",
        "<select><option>",
        "<form><form>",
        "<b><p></b>",
        "+1 (619) 555-0100",
        "12 North Quay",
        "${",
        "\u{2028}",
    ];
    let page = original("faulty/services/charter.html");
    mutate(&page, &dictionary, 300, |bytes| {
        fs::write(site.join("services/charter.html"), bytes).unwrap();
        let collected = read(folder.path(), "path = \"site\"");
        assert!(!collected.is_missing);
    });
    for (path, kept) in [
        ("faulty/index.html", "index.html"),
        ("faulty/robots.txt", "robots.txt"),
        ("faulty/sitemap.xml", "sitemap.xml"),
    ] {
        mutate(&original(path), &dictionary, 100, |bytes| {
            fs::write(site.join(kept), bytes).unwrap();
            read(folder.path(), "path = \"site\"");
        });
    }
    mutate(&original("facts.toml"), &["= ", "[", "\"", "\n"], 100, |bytes| {
        fs::write(folder.path().join("facts.toml"), bytes).unwrap();
        read(folder.path(), "path = \"site\"\nfacts = \"facts.toml\"");
    });
}

#[test]
fn rule_files_say_what_the_checks_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog/rules/site");
    for check in &ALL {
        let text = fs::read_to_string(folder.join(format!("{}.sql", check.id))).unwrap();
        let severity = format!("severity = \"{}\"\n", check.severity);
        assert!(text.contains(&severity), "{}: {severity}", check.id);
        let hours = text.lines().find_map(|line| line.strip_prefix("effort_hours = ")).unwrap();
        let hours = hours.parse::<f64>().unwrap() * 100.0;
        assert!((hours - check.centihours as f64).abs() < 1e-6, "{}: {hours}", check.id);
    }
}
