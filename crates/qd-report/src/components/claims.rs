//! `claims`: what people stated, beside what the sources say.

use qd_model::report::{Block, Cell, Component as Kind, FigureIndex, Place, Span, Spans, TableRow};
use qd_model::{Claim, ClaimVerdict, Display, Unit, Value};
use serde::Deserialize;

use super::{Component, entity_name};
use crate::assemble::{Builder, CellFigure, Draft, column, number_column};

/// Claims.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claims {
    title: Option<String>,
    #[serde(default)]
    verdicts: Vec<ClaimVerdict>,
    #[serde(default = "default_limit")]
    limit: usize,
}

fn default_limit() -> usize {
    10
}

impl Component for Claims {
    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let claims = builder
            .claims()
            .filter(|claim| self.verdicts.is_empty() || self.verdicts.contains(&claim.verdict));
        let claims = claims.collect::<Vec<_>>();
        let columns = vec![
            column("Verdict", None),
            number_column("Stated", None),
            number_column("Computed", None),
            column("Venture", Some(1)),
        ];
        let mut draft = Draft::new(Kind::Claims, self.title.as_deref(), columns);
        for claim in claims.iter().take(self.limit) {
            let row = row(claim, builder, &mut draft);
            draft.row(row);
        }
        draft.set_more(claims.len().saturating_sub(self.limit));
        draft.set_empty("no claims");
        vec![Block::Table(draft.without_empty_columns().finish())]
    }
}

fn row(claim: &Claim, builder: &mut Builder<'_>, draft: &mut Draft) -> TableRow {
    let stated = figure(claim, "stated", claim.stated.clone(), builder);
    let mut stated = draft.figure(builder, stated);
    if let (Some(high), qd_model::report::CellContent::Spans(spans)) =
        (claim.stated_high, &mut stated.content)
    {
        let high = figure(claim, "stated-high", Value::Number(high), builder);
        spans.extend([Span::text(" to "), Span::Figure(high)]);
    }
    let computed = figure(claim, "computed", claim.computed.clone(), builder);
    let is_wrong = claim.verdict == ClaimVerdict::Contradicted;
    let verdict = Cell::spans(vec![Span::text(claim.verdict.as_str())]);
    let mut cells = vec![Cell { is_good: is_wrong.then_some(false), ..verdict }, stated];
    cells.push(draft.figure(builder, computed));
    cells.push(if builder.subject.is_root() {
        Cell::spans(vec![entity_name(builder, &claim.entity)])
    } else {
        Cell::default()
    });
    TableRow { cells, detail: detail(claim), ..TableRow::default() }
}

fn figure(claim: &Claim, what: &str, value: Value, builder: &mut Builder<'_>) -> FigureIndex {
    let metric = claim.figure.as_ref().and_then(|id| builder.metric(&id.key().metric));
    let unit = match metric {
        Some(metric) => metric.unit.clone(),
        None if is_currency(&claim.unit) => Unit::Money,
        None => Unit::parse(&claim.unit),
    };
    let cell = CellFigure {
        place: format!("claim/{}/{}/{what}", claim.entity.short(), claim.id),
        label: format!("Claim, {what}"),
        value,
        commodity: (unit == Unit::Money).then(|| claim.unit.clone()),
        unit,
        is_exact: metric.is_some_and(|metric| metric.display == Display::Exact),
        evidence: claim.evidence.clone(),
    };
    builder.cell(cell, Place::Cell)
}

fn is_currency(unit: &str) -> bool {
    unit.len() == 3 && unit.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The sentence as it was written, why it does not hold, where it stands.
fn detail(claim: &Claim) -> Spans {
    let mut spans = vec![Span::text("“"), Span::Outside(claim.statement.clone()), Span::text("”")];
    if let Some(note) = &claim.note {
        spans.extend([Span::text(" "), Span::Outside(note.clone())]);
    }
    if let Some(evidence) = claim.evidence.first() {
        spans.extend([Span::text(" ["), Span::outside(evidence.to_string()), Span::text("]")]);
    }
    spans
}
