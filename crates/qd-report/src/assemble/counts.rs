//! Counts of findings and claims as figures: derived from the items that they count.

use qd_model::{Claim, Decimal, Finding, Unit, Value};

use super::Builder;
use super::figures::CellFigure;
use crate::template::Query;

impl<'a> Builder<'a> {
    /// The findings of the document that its role may see, worst first, accepted ones included.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &'a Finding> + '_ {
        self.evaluation.findings.iter().filter(|finding| {
            let rule = self.evaluation.rules.get(&finding.rule);
            self.is_about(&finding.entity) && rule.is_some_and(|rule| self.may_see(&rule.roles))
        })
    }

    /// Of these, the ones that fail and that nobody accepted.
    pub(crate) fn open_findings(&self) -> impl Iterator<Item = &'a Finding> + '_ {
        self.findings()
            .filter(|finding| !finding.is_accepted && finding.verdict == qd_model::Verdict::Fail)
    }

    /// The claims of the document about what its role may see.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &'a Claim> + '_ {
        self.evaluation.claims.iter().filter(|claim| {
            let metric = claim.figure.as_ref().map(|id| self.metric(&id.key().metric));
            let rule = claim.rule.as_ref().map(|id| self.evaluation.rules.get(id));
            self.is_about(&claim.entity)
                && metric.is_none_or(|metric| metric.is_some_and(|m| self.may_see(&m.roles)))
                && rule.is_none_or(|rule| rule.is_some_and(|r| self.may_see(&r.roles)))
        })
    }

    /// The count that a query asks for.
    pub(crate) fn count_cell(&self, query: &Query) -> Option<CellFigure> {
        let (place, label, evidence, count) = match query {
            Query::FindingsOf(rule) => {
                let found = self.open_findings().filter(|finding| finding.rule == *rule);
                let found = found.collect::<Vec<_>>();
                let title =
                    self.evaluation.rules.get(rule).map_or(rule.as_str(), |rule| &rule.title);
                (format!("findings/{rule}"), title.to_owned(), evidence(&found), found.len())
            }
            Query::FindingsFrom(severity) => {
                let found = self.open_findings().filter(|finding| finding.severity <= *severity);
                let found = found.collect::<Vec<_>>();
                let label = format!("Findings, {severity} or worse");
                (format!("findings/severity/{severity}"), label, evidence(&found), found.len())
            }
            Query::Claims(verdict) => {
                let word = verdict.replace('-', " ");
                let found = self.claims().filter(|claim| claim.verdict.as_str() == word);
                let found = found.collect::<Vec<_>>();
                let evidence = found.iter().filter_map(|claim| claim.evidence.first().cloned());
                (
                    format!("claims/{verdict}"),
                    format!("Claims: {word}"),
                    evidence.collect(),
                    found.len(),
                )
            }
            Query::Measure(_) | Query::Change { .. } | Query::Rule(_) | Query::Word(_) => {
                return None;
            }
        };
        let value = Value::Number(Decimal::from(i64::try_from(count).unwrap_or(i64::MAX)));
        let (unit, commodity, is_exact) = (Unit::Count, None, false);
        Some(CellFigure { place, label, value, unit, commodity, is_exact, evidence })
    }
}

fn evidence(findings: &[&Finding]) -> Vec<qd_model::Evidence> {
    findings.iter().flat_map(|finding| finding.evidence.iter().cloned()).collect()
}
