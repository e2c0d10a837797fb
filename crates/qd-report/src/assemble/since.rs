//! What is different since the last edition.

use std::collections::BTreeSet;

use qd_model::Evaluation;
use qd_model::report::{Report, Since};

use super::DocumentContext;

/// Compares a document with the edition before it.
pub(super) fn since(
    report: &Report,
    evaluation: &Evaluation,
    ctx: &DocumentContext,
) -> Option<Since> {
    let previous = ctx.previous.as_ref()?;
    let printed = report.printed().into_iter().map(|index| report.figure(index));
    let changed = printed
        .filter(|figure| {
            let earlier = previous.figures.get(&figure.id.to_string());
            earlier.is_some_and(|value| *value != figure.value)
        })
        .map(|figure| &figure.id)
        .collect::<BTreeSet<_>>();
    let is_about =
        |entity: &qd_model::EntityKey| report.subject.is_root() || *entity == report.subject;
    let current = evaluation
        .findings
        .iter()
        .filter(|finding| is_about(&finding.entity))
        .filter(|finding| {
            let rule = evaluation.rules.get(&finding.rule);
            rule.is_some_and(|rule| rule.roles.contains(&report.role))
        })
        .map(|finding| finding.identity())
        .collect::<BTreeSet<_>>();
    Some(Since {
        edition: previous.edition,
        n_changed_figures: changed.len(),
        n_new_findings: current.difference(&previous.findings).count(),
        n_gone_findings: previous.findings.difference(&current).count(),
    })
}
