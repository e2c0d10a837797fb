//! The patterns, as data: `rules.toml` read once, each rule with its keywords, and one automaton
//! over all keywords that says which rules to try where.
//!
//! A rule never runs over a whole file: its regex sees windows round its keywords, so that a line
//! of 200 MB costs what its keywords cost. The file is embedded and tested, hence the `expect`s.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::entropy::{Makeup, bits_per_byte};
use crate::key::RuleName;

/// Bytes before and after a keyword that a rule may read. The rules' longest lead is under 100
/// bytes; what is longer than the reach behind (a token of 2 kB) is matched up to it.
const REACH_BEFORE: usize = 160;
const REACH_AFTER: usize = 2200;

/// How much it matters that a secret of this kind is exposed, with no account asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Whoever holds it can spend money or take over an account.
    Critical,
    /// Whoever holds it can read or write private data.
    High,
    /// It grants little, or for a short time.
    Medium,
    /// It helps an attacker who has something else.
    Low,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// Returns the word for it in lower case, as rules and facts write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }
}

/// Describes one rule of the detector.
#[derive(Debug)]
pub struct Rule {
    /// Its id, as hits carry it.
    pub id: RuleName,
    /// What it finds, for people.
    pub title: String,
    /// How much a hit matters.
    pub severity: Severity,
    pattern: Option<Regex>,
    entropy: f64,
    is_mixed: bool,
    is_joined: bool,
    allow: Vec<String>,
}

/// The rule as the file writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    id: String,
    title: String,
    severity: Severity,
    regex: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    entropy: f64,
    #[serde(default)]
    mixed: bool,
    #[serde(default)]
    joined: bool,
    #[serde(default)]
    allow: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesText {
    rule: Vec<RuleText>,
}

/// Which bytes are searched, and so which exceptions hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A file of a repository: documented example values are inert.
    File,
    /// Outgoing bytes: nothing is.
    Outgoing,
    /// Outgoing bytes with white space removed: only rules whose prefix no prose forms.
    Joined,
}

/// A pattern's match.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    pub(crate) rule: &'static Rule,
    /// The whole match, which a mask must cover.
    pub(crate) span: Range<usize>,
    /// The secret within it.
    pub(crate) secret: Range<usize>,
}

pub(crate) struct RuleSet {
    rules: Vec<Rule>,
    keywords: AhoCorasick,
    /// Rules of each keyword, in the automaton's order.
    rules_of: Vec<Vec<usize>>,
}

static BUILT_IN: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::read(include_str!("rules.toml")));

impl RuleSet {
    /// The embedded rules, compiled at first use.
    pub(crate) fn built_in() -> &'static Self {
        &BUILT_IN
    }

    fn read(text: &str) -> Self {
        let texts: RulesText = toml::from_str(text).expect("the embedded rules are valid TOML");
        let mut rules_by_keyword: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut rules = Vec::new();
        for (n, rule) in texts.rule.into_iter().enumerate() {
            for keyword in rule.keywords {
                rules_by_keyword.entry(keyword).or_default().push(n);
            }
            let pattern = rule.regex.map(|regex| {
                RegexBuilder::new(&regex).unicode(false).build().expect("the rules are tested")
            });
            rules.push(Rule {
                id: RuleName::new(&rule.id),
                title: rule.title,
                severity: rule.severity,
                pattern,
                entropy: rule.entropy,
                is_mixed: rule.mixed,
                is_joined: rule.joined,
                allow: rule.allow,
            });
        }
        let keywords = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(rules_by_keyword.keys())
            .expect("a few hundred keywords fit an automaton");
        Self { rules, keywords, rules_of: rules_by_keyword.into_values().collect() }
    }

    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub(crate) fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id.as_str() == id)
    }

    /// Every match, ordered by place and then by rule.
    pub(crate) fn find(&'static self, bytes: &[u8], mode: Mode) -> Vec<Match> {
        let mut windows: Vec<Vec<Range<usize>>> = vec![Vec::new(); self.rules.len()];
        for keyword in self.keywords.find_overlapping_iter(bytes) {
            let start = keyword.start().saturating_sub(REACH_BEFORE);
            let end = (keyword.end() + REACH_AFTER).min(bytes.len());
            for &rule in &self.rules_of[keyword.pattern().as_usize()] {
                match windows[rule].last_mut() {
                    Some(last) if last.end >= start => last.end = end,
                    _ => windows[rule].push(start..end),
                }
            }
        }
        let mut found = Vec::new();
        for (rule, windows) in self.rules.iter().zip(windows) {
            if mode == Mode::Joined && !rule.is_joined {
                continue;
            }
            for window in windows {
                rule.find(bytes, window, mode, &mut found);
            }
        }
        found.sort_by(|a, b| {
            (a.span.start, a.span.end, &a.rule.id).cmp(&(b.span.start, b.span.end, &b.rule.id))
        });
        found
    }

    /// The rule that matches all of a value, but for a few bytes round it.
    pub(crate) fn whole_value(&'static self, value: &[u8]) -> Option<RuleName> {
        if value.len() > REACH_AFTER {
            return None;
        }
        let found = self.find(value, Mode::File);
        let whole = found.into_iter().find(|found| found.span.len() + 4 >= value.len())?;
        Some(whole.rule.id.clone())
    }
}

impl Rule {
    fn find(&'static self, bytes: &[u8], window: Range<usize>, mode: Mode, found: &mut Vec<Match>) {
        let Some(pattern) = &self.pattern else { return };
        for captures in pattern.captures_iter(&bytes[window.clone()]) {
            let Some(whole) = captures.get(0) else { continue };
            let secret = captures.get(1).unwrap_or(whole);
            if self.accepts(secret.as_bytes(), mode) {
                let at = |range: Range<usize>| window.start + range.start..window.start + range.end;
                let (span, secret) = (at(whole.range()), at(secret.range()));
                found.push(Match { rule: self, span, secret });
            }
        }
    }

    fn accepts(&self, secret: &[u8], mode: Mode) -> bool {
        let must_mix = self.is_mixed || mode == Mode::Joined;
        let makeup = Makeup::of(secret);
        (!must_mix || (makeup.digits > 0 && makeup.letters() > 0))
            && (self.entropy == 0.0 || bits_per_byte(secret) >= self.entropy)
            && (mode != Mode::File || !self.allow.iter().any(|known| known.as_bytes() == secret))
            && (mode != Mode::File || makeup.distinct > 6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written in two halves, so that no scanner of this repository takes them for real.
    const POSITIVES: &[(&str, &[&str])] = &[
        ("aws-access-key-id", &["AKIA", "Q3EGRIXZ2ABCD7XY"]),
        ("aws-temporary-key-id", &["ASIA", "Q3EGRIXZ2ABCD7XY"]),
        (
            "aws-secret-access-key",
            &["aws_secret_access_key = ", "wJalrXUtnFEMI9K7MDENG2bPxRfiCYzzW1q9Lk0T"],
        ),
        ("github-token", &["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"]),
        ("gitlab-token", &["glpat-", "x9Kd82mPqL0zRt7Vw3Yb"]),
        ("slack-token", &["xoxb-", "263594206564-FGqddMF8t08v8N7Oq4i57vs1"]),
        ("stripe-secret-key", &["sk_live_", "51H8abcdEFGHijklMNOPqrst"]),
        ("google-api-key", &["AIza", "SyB4kP9xLm2QwErTyUiOpAsDfGhJkLzXcVb"]),
        (
            "sendgrid-key",
            &["SG.", "x9Kd82mPqL0zRt7Vw3YbAA.x9Kd82mPqL0zRt7Vw3YbAAx9Kd82mPqL0zRt7Vw3Yb"],
        ),
        ("mailgun-key", &["key-", "3f786850e387550fdab836ed7e6dc881"]),
        ("npm-token", &["npm_", "x9Kd82mPqL0zRt7Vw3Ybx9Kd82mPqL0zRt7V"]),
        ("anthropic-key", &["sk-ant-", "api03-x9Kd82mPqL0zRt7Vw3Ybx9Kd82mPqL0zRt7V"]),
        ("openai-key", &["sk-proj-", "x9Kd82mPqL0zRt7Vw3Ybx9Kd82mPqL0zRt7V"]),
        ("twilio-key", &["SK", "3f786850e387550fdab836ed7e6dc881"]),
        (
            "json-web-token",
            &["eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"],
        ),
        ("password-hash", &["$2y$", "10$x9Kd82mPqL0zRt7Vw3Ybx9Kd82mPqL0zRt7Vw3Ybx9Kd82"]),
        ("authorization-header", &["Authorization: Bearer ", "x9Kd82mPqL0zRt7Vw3Yb"]),
        (
            "slack-webhook",
            &["https://hooks.slack.com/services/", "T00A1B2C3/B00A1B2C3/x9Kd82mPqL0zRt7Vw3Ybx9Kd"],
        ),
    ];

    #[test]
    fn each_rule_is_complete() {
        let rules = RuleSet::built_in();
        assert!(rules.rules().len() >= 40);
        for rule in rules.rules() {
            let same = rules.rules().iter().filter(|other| other.id == rule.id).count();
            assert_eq!(same, 1, "{} is defined once", rule.id);
            assert!(!rule.title.is_empty(), "{}", rule.id);
        }
        for &n in rules.rules_of.iter().flatten() {
            assert!(rules.rules()[n].pattern.is_some());
        }
        let with_keyword: std::collections::BTreeSet<_> = rules.rules_of.iter().flatten().collect();
        let n_patterns = rules.rules().iter().filter(|rule| rule.pattern.is_some()).count();
        assert_eq!(with_keyword.len(), n_patterns, "each pattern has a keyword");
    }

    #[test]
    fn positives_in_files_and_outgoing() {
        for (id, halves) in POSITIVES {
            let text = format!("before {} after", halves.concat());
            for mode in [Mode::File, Mode::Outgoing] {
                let found = RuleSet::built_in().find(text.as_bytes(), mode);
                assert!(found.iter().any(|found| found.rule.id.as_str() == *id), "{id} {mode:?}");
            }
        }
    }

    #[test]
    fn any_access_key_id_is_outgoing_even_the_documented_one() {
        let documented = b"see AKIAIOSFODNN7EXAMPLE in the manual";
        assert!(RuleSet::built_in().find(documented, Mode::File).is_empty());
        for key in ["AKIAIOSFODNN7EXAMPLE", "AKIAAAAAAAAAAAAAAAAA", "AKIA0000000000000000"] {
            let text = format!("x{key}y");
            assert_eq!(RuleSet::built_in().find(text.as_bytes(), Mode::Outgoing).len(), 1, "{key}");
        }
    }

    #[test]
    fn a_match_far_into_a_long_line_is_found() {
        let mut line = vec![b'a'; 3_000_000];
        line.extend_from_slice(b" AKIAQ3EGRIXZ2ABCD7XY");
        assert_eq!(RuleSet::built_in().find(&line, Mode::File)[0].span.start, 3_000_001);
    }
}
