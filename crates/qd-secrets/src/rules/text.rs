//! The rules as their files write them: ours in `own.toml`, those of gitleaks in `gitleaks.toml`
//! with what `choices.toml` makes of them.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::Severity;

/// One rule, whatever file it stands in.
pub(super) struct RuleText {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) severity: Severity,
    pub(super) regex: Option<String>,
    pub(super) keywords: Vec<String>,
    pub(super) entropy: f64,
    pub(super) secret_group: usize,
    pub(super) is_exact: bool,
    pub(super) is_mixed: bool,
    pub(super) is_joined: bool,
    /// Claims that harmless values are to be told apart, because the regex is wide.
    pub(super) is_wide: bool,
    pub(super) allow: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    rule: Vec<OwnRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnRule {
    id: String,
    title: String,
    severity: Severity,
    regex: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    entropy: f64,
    #[serde(default)]
    exact: bool,
    #[serde(default)]
    mixed: bool,
    #[serde(default)]
    joined: bool,
    #[serde(default)]
    allow: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gitleaks {
    rules: Vec<GitleaksRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct GitleaksRule {
    id: String,
    regex: String,
    #[serde(default)]
    secret_group: usize,
    #[serde(default)]
    entropy: f64,
    keywords: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choices {
    skip: BTreeSet<String>,
    critical: BTreeSet<String>,
    medium: BTreeSet<String>,
    low: BTreeSet<String>,
}

/// Every rule in use, ours first. The files are embedded and tested, hence the `expect`s.
pub(super) fn all() -> Vec<RuleText> {
    let own: Own = toml::from_str(OWN).expect("the embedded rules are valid TOML");
    let mut rules: Vec<RuleText> = own.rule.into_iter().map(OwnRule::text).collect();
    let ids: BTreeSet<String> = rules.iter().map(|rule| rule.id.clone()).collect();
    let theirs: Gitleaks = toml::from_str(GITLEAKS).expect("the embedded rules are valid TOML");
    let choices: Choices = toml::from_str(CHOICES).expect("the embedded choices are valid TOML");
    let used = theirs
        .rules
        .into_iter()
        .filter(|rule| !ids.contains(&rule.id) && !choices.skip.contains(&rule.id));
    rules.extend(used.map(|rule| rule.text(&choices)));
    rules
}

pub(super) const OWN: &str = include_str!("own.toml");
pub(super) const GITLEAKS: &str = include_str!("gitleaks.toml");
pub(super) const CHOICES: &str = include_str!("choices.toml");

impl OwnRule {
    fn text(self) -> RuleText {
        RuleText {
            id: self.id,
            title: self.title,
            severity: self.severity,
            regex: self.regex,
            keywords: self.keywords,
            entropy: self.entropy,
            secret_group: 1,
            is_exact: self.exact,
            is_mixed: self.mixed,
            is_joined: self.joined,
            is_wide: false,
            allow: self.allow,
        }
    }
}

impl GitleaksRule {
    fn text(self, choices: &Choices) -> RuleText {
        let severity = if choices.critical.contains(&self.id) {
            Severity::Critical
        } else if choices.medium.contains(&self.id) {
            Severity::Medium
        } else if choices.low.contains(&self.id) {
            Severity::Low
        } else {
            Severity::High
        };
        let mut title = self.id.replace('-', " ");
        title[..1].make_ascii_uppercase();
        RuleText {
            id: self.id,
            title,
            severity,
            regex: Some(self.regex),
            keywords: self.keywords,
            entropy: self.entropy,
            secret_group: self.secret_group,
            is_exact: false,
            // A token of a vendor holds both but by rare chance; words and numbers do not.
            is_mixed: true,
            is_joined: false,
            is_wide: true,
            allow: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_names_a_rule() {
        let theirs: Gitleaks = toml::from_str(GITLEAKS).unwrap();
        let ids: BTreeSet<String> = theirs.rules.into_iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), 220);
        let choices: Choices = toml::from_str(CHOICES).unwrap();
        for id in [choices.skip, choices.critical, choices.medium, choices.low].iter().flatten() {
            assert!(ids.contains(id), "{id}");
        }
        assert!(all().len() > 260);
    }
}
