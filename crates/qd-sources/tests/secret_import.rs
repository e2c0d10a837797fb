//! Reports of other scanners become places; what they quote stays out of the facts.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

mod support;

use std::fs;

use qd_facts::SecretSink;
use support::{Read, Row, read_with, secrets};

const VALUE: &str = "q7Zt0Xv9LmPw3RbY8cKd2NfH";

fn check(report: &str, settings: &str) -> Read {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("scan.json"), report).unwrap();
    let run = secrets();
    let source = qd_sources::find("import").unwrap();
    let found = read_with(source, folder.path(), "scan.json", settings, &run);
    assert!(!found.everything().contains(VALUE), "{:?}", found.tables);
    found
}

fn cells<'a>(row: &'a Row, columns: &[&str]) -> Vec<&'a str> {
    columns.iter().map(|column| row[*column].as_str()).collect()
}

const COLUMNS: &[&str] = &["repository", "path", "rule", "in_head", "first_commit", "severity"];

#[test]
fn gitleaks_quotes_values_and_they_are_dropped() {
    let one = |file: &str, commit: &str| {
        format!(
            r#"{{"RuleID": "generic-api-key", "File": "{file}", "StartLine": 3, "Commit": "{commit}",
                "Match": "token = {VALUE}", "Secret": "{VALUE}", "Author": "Anna", "Fingerprint": "{file}:3"}}"#
        )
    };
    let report = format!("[{}, {}]", one("./a.env", ""), one("old.env", "3f786850e387"));
    let found = check(&report, "repository = 'api'");
    let rows = found.rows("secret_hit");
    assert_eq!(cells(&rows[0], COLUMNS), ["api", "a.env", "generic-api-key", "true", "", "high"]);
    assert_eq!(
        cells(&rows[1], COLUMNS),
        ["api", "old.env", "generic-api-key", "false", "3f786850e387", "high"]
    );
    assert_eq!(rows[0]["fingerprint"], rows[1]["fingerprint"], "one value, one name");
    // The same name that our own search gives it.
    let own = secrets().scanner().scan(".env", format!("API_TOKEN={VALUE}\n").as_bytes());
    assert_eq!(own[0].fingerprint, rows[0]["fingerprint"]);
}

#[test]
fn a_quoted_value_does_not_leave() {
    let folder = tempfile::tempdir().unwrap();
    let report = format!(r#"[{{"RuleID": "x", "File": "a", "Secret": "{VALUE}"}}]"#);
    fs::write(folder.path().join("scan.json"), report).unwrap();
    let run = secrets();
    read_with(qd_sources::find("import").unwrap(), folder.path(), "scan.json", "", &run);
    assert!(!run.mask(&format!("it was {VALUE}, says the scan")).contains(VALUE));
}

#[test]
fn detect_secrets_and_kingfisher() {
    let report = r#"{"version": "1.5.0", "results": {"b.py": [
        {"type": "Secret Keyword", "filename": "b.py", "hashed_secret": "15186de796d8", "line_number": 2},
        {"type": "AWS Access Key", "filename": "b.py", "hashed_secret": "9a373862d133", "line_number": 4}
    ]}}"#;
    let rows = check(report, "");
    let rows = rows.rows("secret_hit");
    assert_eq!(cells(&rows[0], COLUMNS), ["", "b.py", "secret-keyword", "true", "", "high"]);
    assert_eq!(rows[1]["rule"], "aws-access-key");
    assert!(rows[0]["fingerprint"] != rows[1]["fingerprint"]);
    assert!(!rows[0]["fingerprint"].contains("15186"), "their hash is of the value alone");
    let report = format!(
        r#"{{"findings": [{{"rule": {{"name": "github-pat"}}, "finding": {{"snippet": "{VALUE}", "path": "./b.py",
            "line": 1, "confidence": "medium", "validate_command": "x --var '{VALUE}'"}}}}]}}"#
    );
    let found = check(&report, "");
    let rows = found.rows("secret_hit");
    assert_eq!(cells(&rows[0], COLUMNS), ["", "b.py", "github-pat", "true", "", "medium"]);
}

#[test]
fn sarif_of_scanners_and_of_others() {
    let report = format!(
        r#"{{"version": "2.1.0", "runs": [
        {{"tool": {{"driver": {{"name": "Gitleaks", "rules": [{{"id": "aws"}}]}}}}, "results": [
            {{"ruleId": "aws", "level": "error", "message": {{"text": "found {VALUE}"}},
              "partialFingerprints": {{"commitSha": "3f786850"}},
              "locations": [{{"physicalLocation": {{"artifactLocation": {{"uri": "a.env"}},
                "region": {{"startLine": 7, "snippet": {{"text": "K={VALUE}"}}}}}}}}]}}]}},
        {{"tool": {{"driver": {{"name": "Semgrep", "rules": [
            {{"id": "r1", "properties": {{"tags": ["CWE-798: hard-coded"], "security-severity": "9.1"}}}},
            {{"id": "r2", "properties": {{"tags": ["CWE-79"]}}}}]}}}}, "results": [
            {{"ruleIndex": 0, "locations": []}}, {{"ruleId": "r2"}}]}}
        ]}}"#
    );
    let found = check(&report, "");
    let rows = found.rows("secret_hit");
    assert_eq!(cells(&rows[0], COLUMNS), ["", "a.env", "aws", "false", "3f786850", "high"]);
    assert_eq!(cells(&rows[1], COLUMNS), ["", "", "r1", "true", "", "critical"]);
    assert_eq!(found.codes(), ["other-results"]);
}

#[test]
fn what_is_no_report_is_said() {
    for (report, code) in [
        ("{\"a\": 1}", "unknown-report"),
        ("[{\"b\": 2}]", "unknown-report"),
        ("not json", "no-json"),
        ("", "no-json"),
    ] {
        let found = check(report, "");
        assert_eq!(found.codes(), [code], "{report}");
        assert!(found.is_missing && found.rows("secret_hit").is_empty());
    }
    let deep = "[".repeat(100_000);
    assert_eq!(check(&deep, "").codes(), ["no-json"]);
}
