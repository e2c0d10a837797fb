//! The patterns, as data: our rules (`own.toml`) and those of gitleaks (`gitleaks.toml`, with
//! `choices.toml`), each with its keywords, and one automaton over all keywords that says which
//! rules to try where.
//!
//! A rule never runs over a whole file: its regex sees windows round its keywords, so that a line
//! of 200 MB costs what its keywords cost.

mod text;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::entropy::{Makeup, bits_per_byte};
use crate::inert::is_inert;
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
    pattern: Option<Pattern>,
    secret_group: usize,
    entropy: f64,
    is_mixed: bool,
    is_joined: bool,
    is_wide: bool,
    allow: Vec<String>,
}

/// A regex that is compiled when a keyword first asks for it: all of them take longer than most
/// portfolios take to read.
#[derive(Debug)]
struct Pattern {
    text: String,
    regex: OnceLock<Regex>,
}

impl Pattern {
    fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| {
            RegexBuilder::new(&self.text).unicode(false).build().expect("the rules are tested")
        })
    }
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
    /// Claims that it counts in a file, where documented examples do not.
    pub(crate) is_reported: bool,
}

pub(crate) struct RuleSet {
    rules: Vec<Rule>,
    keywords: AhoCorasick,
    /// Rules of each keyword, in the automaton's order; with the keyword as it must be written, if
    /// its case matters.
    rules_of: Vec<Vec<(usize, Option<String>)>>,
}

static BUILT_IN: LazyLock<RuleSet> = LazyLock::new(RuleSet::read);

impl RuleSet {
    /// The embedded rules, read at first use.
    pub(crate) fn built_in() -> &'static Self {
        &BUILT_IN
    }

    fn read() -> Self {
        let mut rules_by_keyword: BTreeMap<String, Vec<(usize, Option<String>)>> = BTreeMap::new();
        let mut rules = Vec::new();
        for (n, rule) in text::all().into_iter().enumerate() {
            for keyword in rule.keywords {
                let exact = rule.is_exact.then(|| keyword.clone());
                rules_by_keyword.entry(keyword.to_ascii_lowercase()).or_default().push((n, exact));
            }
            rules.push(Rule {
                id: RuleName::new(&rule.id),
                title: rule.title,
                severity: rule.severity,
                pattern: rule.regex.map(|text| Pattern { text, regex: OnceLock::new() }),
                secret_group: rule.secret_group,
                entropy: rule.entropy,
                is_mixed: rule.is_mixed,
                is_joined: rule.is_joined,
                is_wide: rule.is_wide,
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

    /// What the rules are, as bytes: a cache made by others is of no use.
    pub(crate) fn texts() -> [&'static str; 3] {
        [text::OWN, text::GITLEAKS, text::CHOICES]
    }

    /// Every match, ordered by place and then by rule, ours first.
    pub(crate) fn find(&'static self, bytes: &[u8], mode: Mode) -> Vec<Match> {
        let mut windows: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
        for keyword in self.keywords.find_overlapping_iter(bytes) {
            let start = keyword.start().saturating_sub(REACH_BEFORE);
            let end = (keyword.end() + REACH_AFTER).min(bytes.len());
            for (rule, exact) in &self.rules_of[keyword.pattern().as_usize()] {
                let written = &bytes[keyword.range()];
                if exact.as_ref().is_some_and(|exact| exact.as_bytes() != written) {
                    continue;
                }
                // Nothing joined by chance is worth the other rules.
                if mode == Mode::Joined && !self.rules[*rule].is_joined {
                    continue;
                }
                let windows = windows.entry(*rule).or_default();
                match windows.last_mut() {
                    Some(last) if last.end >= start => last.end = end,
                    _ => windows.push(start..end),
                }
            }
        }
        let mut found = Vec::new();
        for (rule, windows) in windows {
            for window in windows {
                self.rules[rule].find(bytes, window, mode, &mut found);
            }
        }
        // A stable sort: of two rules that found the same bytes the first one names them.
        found.sort_by_key(|found| (found.secret.start, found.secret.end));
        found.dedup_by(|later, first| {
            first.is_reported |= later.secret == first.secret && later.is_reported;
            later.secret == first.secret
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
        for captures in pattern.regex().captures_iter(&bytes[window.clone()]) {
            let Some(whole) = captures.get(0) else { continue };
            let secret = match self.secret_group {
                // The first group that holds anything, as gitleaks has it.
                0 => captures.iter().skip(1).flatten().find(|group| !group.is_empty()),
                group => captures.get(group),
            };
            let secret = secret.unwrap_or(whole);
            let is_reported = self.accepts(secret.as_bytes(), Mode::File);
            if mode == Mode::File && is_reported
                || mode != Mode::File && self.accepts(secret.as_bytes(), mode)
            {
                let at = |range: Range<usize>| window.start + range.start..window.start + range.end;
                let (span, secret) = (at(whole.range()), at(secret.range()));
                found.push(Match { rule: self, span, secret, is_reported });
            }
        }
    }

    fn accepts(&self, secret: &[u8], mode: Mode) -> bool {
        let must_mix = self.is_mixed || mode == Mode::Joined;
        let makeup = Makeup::of(secret);
        if must_mix && (makeup.digits == 0 || makeup.letters() == 0)
            || self.entropy > 0.0 && bits_per_byte(secret) < self.entropy
            || self.is_wide && is_inert(secret)
        {
            return false;
        }
        // Documented examples are inert in files; outgoing bytes know no exceptions.
        let is_example = || {
            self.allow.iter().any(|known| known.as_bytes() == secret)
                || makeup.distinct <= 6
                || secret.windows(7).any(|window| window == b"EXAMPLE")
        };
        mode != Mode::File || !is_example()
    }
}

#[cfg(test)]
mod tests;
