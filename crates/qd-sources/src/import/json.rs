//! The JSON of scanners that have a form of their own.

use serde_json::Value;

use super::{Imported, kebab};

/// What a scanner writes in place of a value that it hides.
const HIDDEN: &[&str] = &["REDACTED", "[REDACTED]", "***"];

/// The results of a report; `None` where its form is not known.
pub(super) fn results(value: &Value) -> Option<Vec<Imported>> {
    if let Some(list) = value.as_array() {
        let is_gitleaks = list.iter().all(|one| one.get("RuleID").is_some_and(Value::is_string));
        return is_gitleaks.then(|| list.iter().map(gitleaks).collect());
    }
    if let Some(files) = value.get("results").and_then(Value::as_object) {
        let all = files.iter().flat_map(|(path, list)| {
            list.as_array().into_iter().flatten().map(move |one| detect_secrets(path, one))
        });
        return Some(all.collect());
    }
    let findings = value.get("findings")?.as_array()?;
    Some(findings.iter().map(kingfisher).collect())
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn line(value: &Value, key: &str) -> Option<u32> {
    value.get(key).and_then(Value::as_u64).and_then(|line| u32::try_from(line).ok())
}

/// A quoted value, unless the scanner hid it.
fn quoted(value: String) -> Option<String> {
    let is_hidden = value.is_empty() || HIDDEN.iter().any(|hidden| value.ends_with(hidden));
    (!is_hidden).then_some(value)
}

/// `{"RuleID", "File", "StartLine", "Commit", "Secret", "Match", ...}`.
fn gitleaks(one: &Value) -> Imported {
    let commit = text(one, "Commit");
    Imported {
        rule: kebab(&text(one, "RuleID")),
        path: text(one, "File"),
        line: line(one, "StartLine"),
        severity: "high",
        identity: format!("gitleaks {}", text(one, "Fingerprint")),
        value: quoted(text(one, "Secret")),
        commit: (!commit.is_empty()).then_some(commit),
    }
}

/// `{"type", "filename", "hashed_secret", "line_number"}`: the hash is of the value alone, so it is
/// no fingerprint to keep; under our key it is.
fn detect_secrets(path: &str, one: &Value) -> Imported {
    Imported {
        rule: kebab(&text(one, "type")),
        path: path.to_owned(),
        line: line(one, "line_number"),
        severity: "high",
        identity: format!("detect-secrets {}", text(one, "hashed_secret")),
        ..Imported::default()
    }
}

/// `{"rule": {"id"}, "finding": {"snippet", "path", "line", ...}}`.
fn kingfisher(one: &Value) -> Imported {
    let (rule, finding) = (&one["rule"], &one["finding"]);
    let commit = finding["git_metadata"]["commit"].get("id").and_then(Value::as_str);
    let severity = match finding.get("confidence").and_then(Value::as_str) {
        Some("low") => "low",
        Some("medium") => "medium",
        _ => "high",
    };
    Imported {
        rule: kebab(&text(rule, "name")),
        path: text(finding, "path"),
        line: line(finding, "line"),
        severity,
        identity: format!("kingfisher {}", text(finding, "fingerprint")),
        value: quoted(text(finding, "snippet")),
        commit: commit.map(str::to_owned),
    }
}
