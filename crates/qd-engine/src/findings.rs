//! Findings: the rows of rules, one finding for each entity and subject.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qd_model::{Decimal, EntityKey, Evidence, Finding, RuleId, Severity, Untrusted, Verdict};

use crate::actions::{Pricing, PricingColumns, pricing};
use crate::catalog::{Rule, did_you_mean};
use crate::input::PortfolioRun;
use crate::session::{Planned, Rows};

/// What a rule's SELECT may give.
const COLUMNS: [&str; 28] = [
    "rule",
    "entity",
    "subject",
    "detail",
    "verdict",
    "severity",
    "value_at_stake",
    "commodity",
    "effort_hours",
    "hours",
    "cash",
    "gain",
    "per_day",
    "hazard_per_year",
    "loss",
    "averts",
    "once",
    "decay_per_day",
    "p",
    "owner",
    "from",
    "due",
    "needs",
    "id",
    "date",
    "file",
    "line",
    "evidence",
];

/// Checks the columns of a rule's SELECT; the message says what is wrong and the mend.
pub(crate) fn check(planned: &Planned) -> Result<(), (String, Option<String>)> {
    for required in ["entity", "subject"] {
        if planned.column(required).is_none() {
            return Err((
                format!("a rule selects `entity` and `subject`, not found: {required}"),
                None,
            ));
        }
    }
    for (column, _) in planned.columns() {
        let end = ["_low", "_high"].iter().find_map(|end| column.strip_suffix(end));
        let is_range = end.is_some_and(|name| pricing::NUMBERS.contains(&name));
        if !COLUMNS.contains(&column) && !is_range {
            let message = format!("a rule has no use for the column `{column}`");
            return Err((message, did_you_mean(column, COLUMNS)));
        }
    }
    Ok(())
}

/// What became of one rule: its findings, and how many subjects passed, by entity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) findings: Vec<Finding>,
    pub(crate) n_pass: BTreeMap<EntityKey, u64>,
    /// What the remedy of a finding brings, by entity and subject, where the rule says so.
    pub(crate) pricing: BTreeMap<(EntityKey, String), Pricing>,
}

/// Reads a rule's rows; where the SELECT gives `rule`, those with its id. Editions and acceptance
/// are filled in per portfolio.
pub(crate) fn read(rule: &Rule, rows: &Rows) -> Found {
    let columns = rows.columns();
    let (Some(entity), Some(subject)) = (columns.texts("entity"), columns.texts("subject")) else {
        return Found::default();
    };
    let of_rule = columns.texts("rule");
    let (detail, verdict) = (columns.texts("detail"), columns.texts("verdict"));
    let severity = columns.texts("severity");
    let value = columns.numbers("value_at_stake");
    let hours = columns.numbers("effort_hours").or_else(|| columns.numbers("hours"));
    let (file, line) = (columns.texts("file"), columns.numbers("line"));
    let prices = PricingColumns::new(columns);
    let mut found = Found::default();
    let mut by_subject = BTreeMap::<(EntityKey, String), Finding>::new();
    for row in 0..rows.len() {
        if of_rule.as_ref().is_some_and(|of| of.text(row) != rule.info.id.as_str()) {
            continue;
        }
        let Ok(key) = EntityKey::parse(entity.text(row)) else { continue };
        let verdict = match verdict.as_ref().and_then(|column| column.get(row)) {
            Some("pass") => {
                *found.n_pass.entry(key).or_default() += 1;
                continue;
            }
            Some("unknown") => Verdict::Unknown,
            _ => Verdict::Fail,
        };
        let severity = severity.as_ref().and_then(|column| column.get(row));
        let severity = severity.and_then(Severity::parse).unwrap_or(rule.info.severity);
        let number = |column: &Option<crate::session::Numbers>| {
            column.as_ref().and_then(|column| column.get(row)).map(Decimal::normalized)
        };
        let detail = detail.as_ref().and_then(|column| column.get(row));
        let detail = detail.map(|text| Untrusted::new(text.to_owned()));
        let place = file.as_ref().and_then(|column| column.get(row)).map(|file| {
            crate::evidence::place(file, line.as_ref().and_then(|column| column.get(row)))
        });
        let subject = subject.text(row).to_owned();
        let pricing = prices.get(row);
        if verdict == Verdict::Fail && pricing.is_priced() {
            found.pricing.entry((key.clone(), subject.clone())).or_insert(pricing);
        }
        let finding = by_subject.entry((key.clone(), subject.clone())).or_insert_with(|| Finding {
            rule: rule.info.id.clone(),
            entity: key,
            subject: Untrusted::new(subject),
            severity,
            verdict,
            title: rule.info.title.clone(),
            detail: None,
            evidence: Vec::new(),
            value_at_stake: None,
            effort_hours: None,
            first_edition: None,
            is_accepted: false,
        });
        finding.severity = finding.severity.min(severity);
        finding.verdict = finding.verdict.min(verdict);
        finding.detail = finding.detail.take().or(detail);
        finding.value_at_stake = finding.value_at_stake.or(number(&value));
        finding.effort_hours = finding.effort_hours.or(number(&hours)).or(rule.info.effort_hours);
        finding.evidence.extend(place);
    }
    for finding in by_subject.values_mut() {
        finding.evidence.sort();
        finding.evidence.dedup();
    }
    found.findings = by_subject.into_values().collect();
    found
}

/// Orders findings: worst first, failures before what cannot be told, then by rule and place.
pub(crate) fn sort(findings: &mut [Finding]) {
    let key = |finding: &Finding| {
        let value = finding.value_at_stake.unwrap_or(Decimal::ZERO).neg();
        let first = finding.evidence.first().cloned().unwrap_or(Evidence::place(""));
        (finding.severity, finding.verdict, value, finding.identity(), first)
    };
    findings.sort_by_cached_key(key);
}

/// Claims that somebody accepted a finding until a date that has not passed.
pub(crate) fn is_accepted(
    portfolio: &PortfolioRun,
    as_of: NaiveDate,
    rule: &RuleId,
    subject: &str,
) -> bool {
    portfolio.accepts.iter().any(|accept| {
        accept.rule == *rule
            && accept.subject == subject
            && accept.until.is_none_or(|until| as_of <= until)
    })
}
