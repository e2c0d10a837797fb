//! The demo's reports as programs that we did not write see them: HTML and mail checkers, a spam
//! filter, PDF tools, a spreadsheet reader, an accessibility checker in a browser.
//!
//! Each complaint that is let through stands in a list here with its reason. `QUARTERDECK_PEERS`
//! names the folder that `cargo xtask peers` makes; a tool that is not there is said and skipped,
//! except where `CI` is `true`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "a test finds its peers where the environment says")]
#![expect(clippy::print_stderr, reason = "this file is a test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

/// What html-validate may say: the beginning of its complaint, and why it is so.
const HTML_ALLOWED: [(&str, &str); 3] = [
    ("no-inline-style", "Gmail drops the head's styles of clipped mail: looks stand inline"),
    ("no-deprecated-attr", "Outlook lays out by attributes: width, align, valign, cellpadding"),
    ("prefer-tbody", "layout tables have no head to tell a body from, and bytes are counted"),
];

/// What doiuse-email may say likewise.
const MAIL_ALLOWED: [(&str, &str); 6] = [
    ("`@media`", "only dark colours and narrow screens; the light page stands inline"),
    ("`<body> element`", "replaced by a div that keeps the styles; the sheet repeats them"),
    ("`display:none`", "hides the preheader, which is also one pixel high"),
    ("`overflow`", "hides the preheader, which is also not displayed"),
    ("`role attribute`", "tells layout tables from data; nothing shows where it is dropped"),
    ("`white-space`", "keeps numbers whole; where it is dropped they may break"),
];

/// The score that SpamAssassin may give a mail.
const MAX_SPAM_SCORE: f64 = 0.8;

/// The demo, built once.
fn demo() -> &'static Path {
    static DEMO: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = DEMO.get_or_init(run_demo);
    path
}

fn run_demo() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo");
    let output = quarterdeck(&["demo", "--dir", path.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (folder, path)
}

/// Runs the binary in a cleared environment.
fn quarterdeck(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_quarterdeck"))
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .output()
        .unwrap()
}

/// The files of a folder of the demo with an extension, sorted.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(demo().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files = entries
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect::<Vec<_>>();
    files.sort();
    assert!(files.len() >= 10, "{folder} holds {} {extension}", files.len());
    files
}

fn reports(extension: &str) -> Vec<PathBuf> {
    files("out/2026-09-30", extension)
}

/// Says that a tool is not there; in CI that is a failure.
fn skip(what: &str) {
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{what} is not installed");
    eprintln!("skipped: {what} is not installed");
}

fn peers() -> Option<PathBuf> {
    let peers = std::env::var_os("QUARTERDECK_PEERS").map(PathBuf::from);
    if peers.is_none() {
        skip("the peers' folder (QUARTERDECK_PEERS)");
    }
    peers
}

/// The folder of the npm packages.
fn node() -> Option<PathBuf> {
    let node = peers()?.join("node");
    if node.join("node_modules").exists() && has("node") {
        return Some(node);
    }
    skip("node with the peers' packages");
    None
}

/// Claims that a program can be run.
fn has(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output()
        .unwrap()
        .status
        .success()
}

/// Runs a program that must be there, and returns what it says.
fn run(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let said = String::from_utf8_lossy(&stdout).into_owned();
    assert!(status.success(), "{command:?}: {said}\n{}", String::from_utf8_lossy(&stderr));
    said
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checkers").join(name)
}

/// Runs `mail.py` over files.
fn python(verb: &str, files: &[PathBuf]) -> Option<Value> {
    let mut command = Command::new(peers()?.join("bin/python"));
    let said = run(command.arg(script("mail.py")).arg(verb).args(files));
    Some(serde_json::from_str(&said).unwrap())
}

#[test]
fn row_22_html_is_valid_and_known_to_mail_programs() {
    let Some(node) = node() else { return };
    let files = reports("html");
    let mut command = Command::new("node");
    let said = run(command.arg(script("html.mjs")).args(&files).env("QUARTERDECK_NODE", node));
    let mut used = BTreeSet::new();
    for line in said.lines() {
        let [file, checker, complaint, count] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let allowed: &[(&str, &str)] =
            if checker == "html-validate" { &HTML_ALLOWED } else { &MAIL_ALLOWED };
        let entry = allowed.iter().find(|(begin, _)| complaint.starts_with(begin));
        let entry = entry.unwrap_or_else(|| panic!("{file}: {checker}: {complaint} ({count})"));
        used.insert(entry.0);
    }
    assert!(used.len() >= 5, "the checkers say something: {used:?}");
}

/// What Gmail shows before it cuts a mail, with room; and how much of `<style>` it reads.
const MAX_HTML_BYTES: usize = 95 * 1024;
const MAX_STYLE_BYTES: usize = 8_000;

#[test]
fn row_22_html_stays_within_what_mail_programs_show() {
    for file in reports("html") {
        let (html, name) = (fs::read_to_string(&file).unwrap(), file.display());
        assert!(html.len() <= MAX_HTML_BYTES, "{name}: {} bytes", html.len());
        let styles =
            html.split("<style").skip(1).map(|rest| rest.split("</style>").next().unwrap());
        let n_bytes = styles.map(str::len).sum::<usize>();
        assert!(n_bytes > 0 && n_bytes < MAX_STYLE_BYTES, "{name}: {n_bytes} bytes of styles");
        for never in ["<svg", "\"data:", "url(data:"] {
            assert!(!html.contains(never), "{name} has {never}");
        }
        for image in html.split("<img").skip(1) {
            let tag = image.split('>').next().unwrap();
            assert!(tag.contains("alt=\"") && !tag.contains("alt=\"\""), "{name}: <img{tag}>");
        }
        assert!(html.contains("<html lang=\""), "{name}");
    }
}

#[test]
fn row_21_mails_are_trees_that_every_program_reads() {
    let mails = files("outbox/new", "eml");
    let Some(read) = python("tree", &mails) else { return };
    for mail in &mails {
        let mail = &read[mail.to_str().unwrap()];
        assert_eq!(mail["defects"], serde_json::json!([]));
        let mut tree = &mail["tree"];
        assert_eq!(tree[0], "multipart/mixed", "{tree}");
        let attached = tree[1].as_array().unwrap()[1..].to_vec();
        assert_eq!(attached, ["application/pdf", "application/json"]);
        tree = &tree[1][0];
        let images = mail["images"].as_array().unwrap();
        if !images.is_empty() {
            assert_eq!(tree[0], "multipart/related", "{tree}");
            assert_eq!(tree[1].as_array().unwrap().len(), 1 + images.len());
            tree = &tree[1][0];
        }
        assert_eq!(
            *tree,
            serde_json::json!(["multipart/alternative", ["text/plain", "text/html"]])
        );
        let html = mail["html"].as_str().unwrap();
        for image in images {
            assert!(html.contains(&format!("\"cid:{}\"", image.as_str().unwrap())), "{image}");
        }
        assert_eq!(html.matches("\"cid:").count(), images.len());
    }
}

#[test]
fn row_21_no_mail_looks_like_spam() {
    if !has("spamassassin") {
        return skip("spamassassin");
    }
    let mails = files("outbox/new", "eml");
    let said = run(Command::new("perl").arg(script("spam.pl")).args(&mails));
    let lines = said.lines().collect::<Vec<_>>();
    assert_eq!(lines.len(), mails.len());
    for line in lines {
        let score = line.split('\t').nth(1).unwrap().parse::<f64>().unwrap();
        assert!(score <= MAX_SPAM_SCORE, "{line}");
    }
}

#[test]
fn row_22_pages_are_sound_accessible_and_say_what_the_mail_says() {
    if !has("qpdf") || !has("pdftotext") {
        return skip("qpdf and pdftotext (poppler)");
    }
    for pdf in reports("pdf") {
        let said = run(Command::new("qpdf").arg("--check").arg(&pdf));
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
        let info = run(Command::new("pdfinfo").arg(&pdf));
        let field = |name: &str| {
            let line = info.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("{name} in {info}")).trim().to_owned()
        };
        assert_eq!(field("Tagged:"), "yes");
        assert_eq!(field("Page size:"), "612 x 792 pts (letter)");
        assert!(field("Title:").contains("2026") && !field("Author:").is_empty());
        assert!(field("CreationDate:").contains("Sep 30"), "{info}");
        let subtype = run(Command::new("pdfinfo").args(["-meta"]).arg(&pdf));
        assert!(subtype.contains("<pdfuaid:part>1</pdfuaid:part>"), "PDF/UA-1");
        let text = run(Command::new("pdftotext").arg("-raw").arg(&pdf).arg("-"));
        let text = plain(&text);
        let json = fs::read_to_string(pdf.with_extension("json")).unwrap();
        let missed = figures(&json).into_iter().filter(|figure| !text.contains(figure));
        let missed = missed.collect::<Vec<_>>();
        assert_eq!(missed, Vec::<String>::new(), "{}", pdf.display());
    }
}

#[test]
fn workbooks_open_elsewhere_with_the_same_figures() {
    let files = reports("xlsx");
    let Some(read) = python("workbook", &files) else { return };
    for file in &files {
        let book = &read[file.to_str().unwrap()];
        assert_eq!(book["formulas"], serde_json::json!([]));
        let found = book["figures"].as_array().unwrap().iter().map(|row| row[1].as_str().unwrap());
        let found = found.map(plain).collect::<BTreeSet<_>>();
        let json = fs::read_to_string(file.with_extension("json")).unwrap();
        let printed = figures(&json).into_iter().collect::<BTreeSet<_>>();
        // Rows that a mail has no room for, and says so, stand in the workbook all the same.
        let document = serde_json::from_str::<serde_json::Value>(&json).unwrap();
        let has_shed = document["blocks"]
            .as_array()
            .unwrap()
            .iter()
            .any(|block| block["shed"].as_u64() > Some(0));
        if has_shed {
            let missed = printed.difference(&found).collect::<Vec<_>>();
            assert!(missed.is_empty(), "{}: {missed:?}", file.display());
        } else {
            assert_eq!(found, printed, "{}", file.display());
        }
    }
}

#[test]
fn a_planted_key_is_on_no_page_and_in_no_workbook() {
    if !has("pdftotext") {
        return skip("pdftotext (poppler)");
    }
    let Some(peers) = peers() else { return };
    let (_folder, path) = run_demo();
    let planted = ["AK", "IA", "Q3EGRZX7NMLKJ2PW"].concat();
    let handoff = path.join("handoffs/portfolio.md");
    let text = fs::read_to_string(&handoff).unwrap();
    let task =
        format!("\n## Next\n\n- [ ] revoke the key {planted} at once (kai, due: 2026-10-01)\n");
    fs::write(&handoff, text + &task).unwrap();
    let portfolio = path.to_str().unwrap();
    let build = quarterdeck(&["build", "--as-of", "2026-10-01", "--portfolio", portfolio]);
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
    // Packed bytes cannot be searched: the words are read back by other programs.
    let (mut n_pages, mut n_masks) = (0, 0);
    for entry in fs::read_dir(path.join("out/2026-10-01")).unwrap() {
        let file = entry.unwrap().path();
        let words = match file.extension().and_then(|extension| extension.to_str()) {
            Some("pdf") => run(Command::new("pdftotext").arg(&file).arg("-")),
            Some("xlsx") => {
                let unpack = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(*(z.read(n).decode('utf-8', 'replace') for n in z.namelist()))";
                run(Command::new(peers.join("bin/python")).args(["-c", unpack]).arg(&file))
            }
            _ => continue,
        };
        n_pages += 1;
        n_masks += usize::from(words.contains("[secret:"));
        assert!(!words.contains(&planted), "{} holds the key", file.display());
    }
    assert!(n_pages >= 20 && n_masks >= 2, "{n_pages} files, {n_masks} with a mask");
}

#[test]
fn a_speaking_browser_finds_its_way() {
    let Some(node) = node() else { return };
    let browser =
        ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| has(name));
    let Some(browser) = browser else { return skip("chromium") };
    let axe = fs::read_to_string(node.join("node_modules/axe-core/axe.min.js")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for file in reports("html") {
        let html = fs::read_to_string(&file).unwrap();
        let run = "<script>axe.run({runOnly:['wcag2a','wcag2aa','wcag21aa','wcag22aa']}).then(r=>{document.title='axe '+JSON.stringify(r.violations.map(v=>[v.id,v.nodes.length,v.nodes[0].html]))})</script>";
        let page = html.replace("</body>", &format!("<script>{axe}</script>{run}</body>"));
        let page_file = folder.path().join(file.file_name().unwrap());
        fs::write(&page_file, page).unwrap();
        let said = run_browser(browser, folder.path(), &page_file);
        let found =
            said.split_once("<title>axe ").and_then(|(_, rest)| rest.split_once("</title>"));
        let found = found.unwrap_or_else(|| panic!("axe said nothing of {}", file.display())).0;
        assert_eq!(found, "[]", "{}", file.display());
    }
}

fn run_browser(browser: &str, folder: &Path, page: &Path) -> String {
    run(Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}", page.display())))
}

/// The printed figures of a report's JSON, plain.
fn figures(json: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(json).unwrap();
    let figures = report["figures"].as_array().unwrap().iter();
    figures.map(|figure| plain(figure["display"].as_str().unwrap())).collect()
}

/// One blank for every run of blanks, `-` for minus, no daggers: a row of assumptions carries one
/// beside its name.
fn plain(text: &str) -> String {
    let text = text.replace('\u{2212}', "-").replace('†', "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
