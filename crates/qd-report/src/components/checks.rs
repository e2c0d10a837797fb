//! `checks`: every check of a list with what became of it, the quiet ones too, and a score.
//!
//! The score is the share of what was booked that no trusted check doubts: it weighs by money, never
//! by the number of findings.

use std::collections::BTreeSet;

use qd_model::report::{Block, Cell, Component as Kind, FigureIndex, Place, Span, Spans, TableRow};
use qd_model::{
    Decimal, Evidence, Finding, Reliability, Rounding, RuleId, RuleInfo, Unit, Value, Verdict,
};
use serde::Deserialize;

use super::metric_ref::MetricRef;
use super::{Component, currency};
use crate::assemble::{Builder, CellFigure, Draft, column, number_column};
use crate::template::Checker;

/// Checks of the books.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Checks {
    title: Option<String>,
    rules: Vec<RuleId>,
    /// What the money at stake is a share of: the metric of what was booked.
    against: Option<MetricRef>,
}

impl Component for Checks {
    fn check(&self, checker: &mut Checker<'_>) {
        self.rules.iter().for_each(|rule| checker.rule(rule));
        self.against.iter().for_each(|metric| metric.check(checker));
    }

    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let columns = vec![
            column("Check", None),
            column("Reliability", Some(1)),
            column("Result", None),
            number_column("Found", Some(2)),
            number_column("At stake", None),
        ];
        let mut draft = Draft::new(Kind::Findings, self.title.as_deref(), columns);
        let rows = self.rules.iter().filter_map(|id| {
            let info = builder.evaluation.rules.get(id)?;
            let found = builder.findings().filter(|f| f.rule == *id && !f.is_accepted);
            let found = found.collect::<Vec<_>>();
            Some((Outcome::of(info, &found), info, found))
        });
        let mut rows = rows.collect::<Vec<_>>();
        rows.sort_by_key(|(outcome, ..)| *outcome);
        for (outcome, info, found) in &rows {
            let row = row(*outcome, info, found, builder, &mut draft);
            draft.row(row);
        }
        draft.set_empty("no check is listed");
        let footer = self.score(&rows, builder);
        draft.set_footer(footer);
        vec![Block::Table(draft.finish())]
    }
}

/// What became of a check, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Found,
    CannotTell,
    Passed,
    Nothing,
}

impl Outcome {
    fn of(info: &RuleInfo, found: &[&Finding]) -> Self {
        let has = |verdict| found.iter().any(|finding| finding.verdict == verdict);
        if has(Verdict::Fail) {
            Self::Found
        } else if has(Verdict::Unknown) {
            Self::CannotTell
        } else if info.n_pass > 0 {
            Self::Passed
        } else {
            Self::Nothing
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::CannotTell => "cannot tell",
            Self::Passed => "passed",
            Self::Nothing => "nothing found",
        }
    }
}

fn row(
    outcome: Outcome,
    info: &RuleInfo,
    found: &[&Finding],
    builder: &mut Builder<'_>,
    draft: &mut Draft,
) -> TableRow {
    let failed = failed(found);
    let reliability = info.reliability.map_or("not said", Reliability::as_str);
    let is_good = (outcome == Outcome::Found).then_some(false);
    let mut cells = vec![
        Cell::spans(vec![Span::text(info.title.as_str())]),
        Cell::spans(vec![Span::text(reliability)]),
        Cell { is_good, ..Cell::spans(vec![Span::text(outcome.as_str())]) },
    ];
    let count = i64::try_from(failed.len()).ok().filter(|count| *count > 0).map(Decimal::from);
    let stake = stake(&failed, builder);
    for (what, value, unit) in [("count", count, Unit::Count), ("stake", stake, Unit::Money)] {
        cells.push(match value {
            None => Cell::default(),
            Some(value) => {
                let evidence = failed.iter().flat_map(|finding| finding.evidence.iter().cloned());
                let label = format!("{}, {what}", info.title);
                let place = format!("check/{}/{what}", info.id);
                let told = Told { place, label, value, unit };
                let index = told.figure(evidence.collect(), builder);
                draft.figure(builder, index)
            }
        });
    }
    // Why nothing can be told, of the first place.
    let why = found.iter().find(|finding| finding.verdict == Verdict::Unknown);
    let detail = why
        .filter(|_| outcome == Outcome::CannotTell)
        .map(|finding| Span::Outside(finding.detail.as_ref().unwrap_or(&finding.subject).clone()));
    TableRow { cells, detail: detail.into_iter().collect(), ..TableRow::default() }
}

fn failed<'a>(found: &[&'a Finding]) -> Vec<&'a Finding> {
    found.iter().filter(|finding| finding.verdict == Verdict::Fail).copied().collect()
}

/// The money at stake; `None` where nobody says any, or where it is of several currencies.
fn stake(failed: &[&Finding], builder: &Builder<'_>) -> Option<Decimal> {
    let own = currency(builder, builder.subject);
    let stakes = failed.iter().filter(|finding| finding.value_at_stake.is_some());
    let stakes = stakes.copied().collect::<Vec<_>>();
    let is_one = stakes.iter().all(|finding| currency(builder, &finding.entity) == own);
    let sum = Decimal::sum(stakes.iter().filter_map(|finding| finding.value_at_stake));
    sum.ok().filter(|_| is_one && !stakes.is_empty())
}

/// A number of this table, before it is a figure.
struct Told {
    place: String,
    label: String,
    value: Decimal,
    unit: Unit,
}

impl Told {
    fn figure(self, evidence: Vec<Evidence>, builder: &mut Builder<'_>) -> FigureIndex {
        let Self { place, label, value, unit } = self;
        let is_money = unit == Unit::Money;
        let commodity = is_money.then(|| currency(builder, builder.subject)).flatten();
        let value = Value::Number(value);
        let cell = CellFigure { place, label, value, unit, commodity, is_exact: false, evidence };
        builder.cell(cell, Place::Cell)
    }
}

impl Checks {
    /// What of the money that was booked no trusted check doubts.
    fn score(
        &self,
        rows: &[(Outcome, &RuleInfo, Vec<&Finding>)],
        builder: &mut Builder<'_>,
    ) -> Spans {
        let Some(against) = &self.against else { return Spans::new() };
        let key = against.key(builder);
        let Some(booked) = builder.value(&key).number().filter(|n| *n > Decimal::ZERO) else {
            return Spans::new();
        };
        let (mut doubted, mut evidence) = (Decimal::ZERO, Vec::new());
        for (_, info, found) in rows {
            let failed = failed(found);
            let stake = stake(&failed, builder).unwrap_or(Decimal::ZERO);
            let counted = match info.reliability {
                Some(Reliability::Certain | Reliability::High) => Ok(stake),
                Some(Reliability::Medium) => stake.div(Decimal::from(2), 12, Rounding::HalfEven),
                Some(Reliability::Low) | None => Ok(Decimal::ZERO),
            };
            let Ok(sum) = counted.and_then(|counted| doubted.add(counted)) else {
                return Spans::new();
            };
            doubted = sum;
            evidence.extend(failed.iter().flat_map(|finding| finding.evidence.iter().cloned()));
        }
        let kept = booked.sub(doubted).map(|kept| kept.max(Decimal::ZERO));
        let Ok(score) = kept.and_then(|kept| kept.div(booked, 12, Rounding::HalfEven)) else {
            return Spans::new();
        };
        let unique = evidence.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
        let told = |what: &str, label: &str, value, unit| Told {
            place: format!("check/{what}"),
            label: label.to_owned(),
            value,
            unit,
        };
        let score = told("score", "Score of the books", score, Unit::Ratio);
        let score = score.figure(unique.clone(), builder);
        let doubted = told("doubted", "Money that checks doubt", doubted, Unit::Money);
        let doubted = doubted.figure(unique, builder);
        let booked = builder.measure(key, Place::Cell);
        vec![
            Span::text("Score: "),
            Span::Figure(score),
            Span::text(" of the money booked, "),
            Span::Figure(booked),
            Span::text(
                ", is beyond doubt; certain and reliable findings count in full, those of \
                 medium reliability by half, suggestions not at all: ",
            ),
            Span::Figure(doubted),
            Span::text(" in doubt."),
        ]
    }
}

#[cfg(test)]
mod tests {
    use qd_model::report::Block;
    use qd_model::{Reliability, RuleId};

    use crate::render::{Options, render};
    use crate::{DocumentContext, Template, assemble, zoo};

    fn text(body: &str, evaluation: &qd_model::Evaluation) -> String {
        let text = format!(
            "+++\ntitle = \"T\"\nrole = \"ceo\"\n\n[[message]]\ntext = \"So it is.\"\n+++\n```checks\n{body}\n```\n"
        );
        let template = Template::parse("reports/t.md", &text).unwrap();
        let report = assemble(&template, evaluation, &zoo::root(), &DocumentContext::default());
        assert!(report.blocks.iter().any(|block| matches!(block, Block::Table(_))));
        render(&report, Options::default()).text
    }

    const BODY: &str = r#"rules = ["lease-ends-soon", "unbilled-contract", "missing-backup"]
against = "revenue""#;

    #[test]
    fn every_check_is_listed_and_medium_doubt_counts_half() {
        let mut evaluation = zoo::evaluation();
        for (id, reliability) in
            [("unbilled-contract", Reliability::Medium), ("lease-ends-soon", Reliability::Certain)]
        {
            let rule = evaluation.rules.get_mut(&RuleId::new(id).unwrap()).unwrap();
            rule.reliability = Some(reliability);
        }
        let shown = text(BODY, &evaluation);
        let line = |word: &str| shown.lines().find(|line| line.contains(word)).unwrap_or_default();
        assert!(line("Contract without an invoice").contains("medium"), "{shown}");
        assert!(line("Contract without an invoice").contains("2,350"), "{shown}");
        // 1,450 + 900 by half.
        assert!(shown.contains("$1,175"), "{shown}");
    }

    #[test]
    fn a_check_that_nothing_fails_is_listed_as_passed() {
        let mut evaluation = zoo::evaluation();
        evaluation.findings.clear();
        let shown = text(BODY, &evaluation);
        assert_eq!(shown.matches("passed").count(), 3, "{shown}");
        assert!(shown.contains("100.0%"), "{shown}");
    }
}
