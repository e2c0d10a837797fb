//! `findings`: what rules found, one line a rule and entity, worst first.

use std::collections::BTreeSet;

use qd_model::report::{Block, Cell, Component as Kind, Place, Span, Spans, TableRow};
use qd_model::{
    Decimal, EntityKey, Evidence, Finding, Reliability, RuleId, Severity, Unit, Value, Verdict,
};
use serde::Deserialize;

use super::{Component, currency, entity_name};
use crate::assemble::{Builder, CellFigure, Draft, column, number_column};
use crate::format;
use crate::template::Checker;

/// Subjects that a line names before it counts the rest.
const MAX_SUBJECTS: usize = 3;

/// Findings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Findings {
    title: Option<String>,
    severity: Option<Severity>,
    #[serde(default)]
    rules: Vec<RuleId>,
    entity: Option<String>,
    #[serde(default = "default_limit")]
    limit: usize,
}

fn default_limit() -> usize {
    8
}

/// The open findings of one rule and entity.
struct Group<'a> {
    rule: &'a RuleId,
    entity: &'a EntityKey,
    verdict: Verdict,
    findings: Vec<&'a Finding>,
}

impl Component for Findings {
    fn check(&self, checker: &mut Checker<'_>) {
        self.rules.iter().for_each(|rule| checker.rule(rule));
    }

    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let all = builder.findings().filter(|finding| self.includes(finding)).collect::<Vec<_>>();
        let n_accepted = all.iter().filter(|finding| finding.is_accepted).count();
        let groups = groups(all.into_iter().filter(|finding| !finding.is_accepted));
        let columns = vec![
            column("Severity", None),
            column("Finding", None),
            number_column("Count", None),
            number_column("At stake", Some(2)),
            number_column("Effort", Some(1)),
        ];
        let mut draft = Draft::new(Kind::Findings, self.title.as_deref(), columns);
        for group in groups.iter().take(self.limit) {
            let row = row(group, builder, &mut draft);
            draft.row(row);
        }
        draft.set_more(groups.len().saturating_sub(self.limit));
        draft.set_empty("no findings");
        draft.set_footer(self.footer(n_accepted, builder));
        vec![Block::Table(draft.without_empty_columns().finish())]
    }
}

impl Findings {
    fn includes(&self, finding: &Finding) -> bool {
        self.severity.is_none_or(|limit| finding.severity <= limit)
            && (self.rules.is_empty() || self.rules.contains(&finding.rule))
            && self.entity.as_ref().is_none_or(|id| finding.entity.short() == id)
    }

    /// What is counted apart: accepted findings, and those of the last edition that are gone.
    fn footer(&self, n_accepted: usize, builder: &Builder<'_>) -> Spans {
        let mut words = Vec::new();
        if n_accepted > 0 {
            words.push(format!("{n_accepted} accepted, not counted here"));
        }
        if let Some(previous) = &builder.ctx.previous {
            let current = builder.findings().map(Finding::identity).collect::<BTreeSet<_>>();
            let gone = previous.findings.iter().filter(|identity| {
                builder.is_about(&identity.1)
                    && (self.rules.is_empty() || self.rules.contains(&identity.0))
                    && !current.contains(*identity)
            });
            let n_gone = gone.count();
            if n_gone > 0 {
                words.push(format!("{n_gone} gone since edition {}", previous.edition));
            }
        }
        if words.is_empty() { Vec::new() } else { vec![Span::text(words.join("; "))] }
    }
}

/// Groups findings that are sorted worst first; a group stands where its first finding does.
fn groups<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Group<'a>> {
    let mut groups = Vec::<Group<'a>>::new();
    for finding in findings {
        let same = groups.iter_mut().find(|group| {
            *group.rule == finding.rule
                && *group.entity == finding.entity
                && group.verdict == finding.verdict
        });
        match same {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group {
                rule: &finding.rule,
                entity: &finding.entity,
                verdict: finding.verdict,
                findings: vec![finding],
            }),
        }
    }
    groups
}

fn row(group: &Group<'_>, builder: &mut Builder<'_>, draft: &mut Draft) -> TableRow {
    let first = group.findings[0];
    let severity = match group.verdict {
        Verdict::Fail => Span::text(first.severity.as_str()),
        Verdict::Unknown => Span::text("cannot tell"),
    };
    let mut title = vec![Span::text(first.title.as_str())];
    title.extend(doubt(group, builder));
    if is_new(group, builder) {
        title.push(Span::text(" "));
        title.push(Span::Strong(vec![Span::text("new")]));
    }
    let count = i64::try_from(group.findings.len()).unwrap_or(i64::MAX);
    let is_urgent = group.verdict == Verdict::Fail && first.severity <= Severity::High;
    let severity = Cell { is_good: is_urgent.then_some(false), ..Cell::spans(vec![severity]) };
    let mut cells = vec![severity, Cell::spans(title)];
    let count = figure(group, "count", Some(Decimal::from(count)), Unit::Count, builder);
    cells.push(count.map_or_else(Cell::default, |index| draft.figure(builder, index)));
    let stake = Decimal::sum(group.findings.iter().filter_map(|finding| finding.value_at_stake));
    let has_stake = group.findings.iter().any(|finding| finding.value_at_stake.is_some());
    let stake = figure(group, "stake", stake.ok().filter(|_| has_stake), Unit::Money, builder);
    cells.push(stake.map_or_else(Cell::default, |index| draft.figure(builder, index)));
    let effort = Decimal::sum(group.findings.iter().filter_map(|finding| finding.effort_hours));
    let has_effort = group.findings.iter().any(|finding| finding.effort_hours.is_some());
    let effort = figure(group, "effort", effort.ok().filter(|_| has_effort), Unit::Hours, builder);
    cells.push(effort.map_or_else(Cell::default, |index| draft.figure(builder, index)));
    TableRow { cells, detail: detail(group, builder), ..TableRow::default() }
}

/// How far the rule can be trusted, where that is not far.
fn doubt(group: &Group<'_>, builder: &Builder<'_>) -> Option<Span> {
    let reliability = builder.evaluation.rules.get(group.rule)?.reliability?;
    let is_doubtful = reliability >= Reliability::Medium;
    is_doubtful.then(|| Span::text(format!(" (reliability: {})", reliability.as_str())))
}

fn is_new(group: &Group<'_>, builder: &Builder<'_>) -> bool {
    let previous = builder.ctx.previous.as_ref();
    previous.is_some_and(|previous| {
        group.findings.iter().all(|finding| !previous.findings.contains(&finding.identity()))
    })
}

fn figure(
    group: &Group<'_>,
    what: &str,
    value: Option<Decimal>,
    unit: Unit,
    builder: &mut Builder<'_>,
) -> Option<qd_model::report::FigureIndex> {
    let verdict = if group.verdict == Verdict::Unknown { "/unknown" } else { "" };
    let evidence = group.findings.iter().flat_map(|finding| finding.evidence.iter().cloned());
    let cell = CellFigure {
        place: format!("finding/{}/{}{verdict}/{what}", group.rule, group.entity.short()),
        label: format!("{}, {what}", group.findings[0].title),
        value: Value::Number(value?),
        commodity: (unit == Unit::Money).then(|| currency(builder, group.entity)).flatten(),
        unit,
        is_exact: false,
        evidence: evidence.collect::<Vec<Evidence>>(),
    };
    Some(builder.cell(cell, Place::Cell))
}

/// Whose it is, what offends, where it was seen.
fn detail(group: &Group<'_>, builder: &Builder<'_>) -> Spans {
    let mut spans = Spans::new();
    if builder.subject.is_root() {
        spans.push(entity_name(builder, group.entity));
        spans.push(Span::text(": "));
    }
    for (position, finding) in group.findings.iter().take(MAX_SUBJECTS).enumerate() {
        if position > 0 {
            spans.push(Span::text(", "));
        }
        spans.push(Span::Outside(finding.subject.clone()));
    }
    let n_more = group.findings.len().saturating_sub(MAX_SUBJECTS);
    if n_more > 0 {
        spans.push(Span::text(format!(
            " and {}",
            format::quantity(n_more, "more", "more", builder.ctx.locale)
        )));
    }
    let first = group.findings[0];
    if let Some(text) = first.detail.as_ref().filter(|_| group.findings.len() == 1) {
        spans.push(Span::text(". "));
        spans.push(Span::Outside(text.clone()));
    }
    if let Some(evidence) = first.evidence.first() {
        spans.push(Span::text(" ["));
        spans.push(Span::outside(evidence.to_string()));
        spans.push(Span::text("]"));
    }
    spans
}
