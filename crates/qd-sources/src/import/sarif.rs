//! SARIF 2.1.0 (OASIS): `runs[].results[]`, of which the results about secrets are taken.

use serde_json::Value;

use super::{Imported, kebab};

/// Programs whose every result is a secret.
const SCANNERS: &[&str] = &[
    "gitleaks",
    "betterleaks",
    "trufflehog",
    "detect-secrets",
    "kingfisher",
    "secretlint",
    "ggshield",
    "noseyparker",
    "whispers",
    "talisman",
];
/// Words in a rule's id or tags that mean a secret: hard-coded credentials have these CWE numbers.
const WORDS: &[&str] =
    &["secret", "password", "credential", "api-key", "token", "cwe-798", "cwe-259", "cwe-321"];

/// The results about secrets, and how many are about other things.
pub(super) fn results(report: &Value) -> (Vec<Imported>, usize) {
    let (mut found, mut n_others) = (Vec::new(), 0);
    for run in report["runs"].as_array().into_iter().flatten() {
        let driver = &run["tool"]["driver"];
        let name = driver["name"].as_str().unwrap_or_default().to_ascii_lowercase();
        let is_scanner = SCANNERS.iter().any(|scanner| name.contains(scanner));
        for result in run["results"].as_array().into_iter().flatten() {
            let id = rule_id(result, driver);
            let rule = driver["rules"]
                .as_array()
                .into_iter()
                .flatten()
                .find(|rule| rule["id"].as_str() == Some(id));
            if is_scanner || is_about_secrets(id, rule) {
                found.push(imported(result, id, rule));
            } else {
                n_others += 1;
            }
        }
    }
    (found, n_others)
}

fn rule_id<'a>(result: &'a Value, driver: &'a Value) -> &'a str {
    let by_index = || {
        let index = result["ruleIndex"].as_u64().or(result["rule"]["index"].as_u64())?;
        driver["rules"][usize::try_from(index).ok()?]["id"].as_str()
    };
    let id = result["ruleId"].as_str().or_else(|| result["rule"]["id"].as_str());
    id.or_else(by_index).unwrap_or_default()
}

fn is_about_secrets(id: &str, rule: Option<&Value>) -> bool {
    let tags = rule.and_then(|rule| rule["properties"]["tags"].as_array()).into_iter().flatten();
    let mut words = tags.filter_map(Value::as_str).chain([id]).map(str::to_ascii_lowercase);
    words.any(|word| WORDS.iter().any(|known| word.contains(known)))
}

fn imported(result: &Value, id: &str, rule: Option<&Value>) -> Imported {
    let place = &result["locations"][0]["physicalLocation"];
    let path = place["artifactLocation"]["uri"].as_str().unwrap_or_default().to_owned();
    let line = place["region"]["startLine"].as_u64().and_then(|line| u32::try_from(line).ok());
    let commit = result["partialFingerprints"]["commitSha"].as_str();
    let known = result["fingerprints"].as_object().or(result["partialFingerprints"].as_object());
    let mut identity: Vec<String> = vec![format!("sarif {id} {path}")];
    match known {
        Some(known) => identity.extend(known.iter().map(|(key, value)| format!("{key} {value}"))),
        None => identity.push(format!("{line:?}")),
    }
    Imported {
        rule: kebab(id),
        path,
        line,
        severity: severity(result, rule),
        identity: identity.join("\n"),
        value: None,
        commit: commit.filter(|commit| !commit.is_empty()).map(str::to_owned),
    }
}

/// By the rule's `security-severity`, as code hosts band it, else by the level.
fn severity(result: &Value, rule: Option<&Value>) -> &'static str {
    let score = rule.and_then(|rule| rule["properties"]["security-severity"].as_str());
    let level = result["level"]
        .as_str()
        .or_else(|| rule.and_then(|rule| rule["defaultConfiguration"]["level"].as_str()));
    match score.and_then(|score| score.parse::<f32>().ok()) {
        Some(score) if score >= 9.0 => "critical",
        Some(score) if score >= 7.0 => "high",
        Some(score) if score >= 4.0 => "medium",
        Some(_) => "low",
        None => match level {
            Some("error") => "high",
            Some("note" | "none") => "low",
            _ => "medium",
        },
    }
}
