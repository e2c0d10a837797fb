//! Claims: what a person stated, held against measures or a rule's findings.

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use qd_model::{
    Claim, ClaimVerdict, Decimal, EntityKey, FigureId, Finding, MeasureKey, MetricId, Month,
    Period, Reason, RuleId, Scenario, Untrusted, Value, Verdict,
};

use crate::EngineError;
use crate::evaluate::Frame;
use crate::session::Columns;

/// How many places of a rule's findings a claim shows.
const MAX_PLACES: usize = 20;

/// Reads and checks the claims of visible entities, contradicted first.
pub(crate) fn check(
    rows: Option<&RecordBatch>,
    frame: &Frame<'_>,
    sees: &dyn Fn(&EntityKey) -> bool,
    as_of: NaiveDate,
    is_rule: &dyn Fn(&RuleId) -> bool,
    findings: &[Finding],
) -> Result<Vec<Claim>, EngineError> {
    let stated = rows.and_then(|batch| read(Columns(batch), sees)).unwrap_or_default();
    let mut claims = Vec::new();
    for Stated { mut claim, metric, period, tolerance } in stated {
        match (&metric, claim.rule.clone()) {
            (Some(metric), _) => {
                against_measure(&mut claim, metric, period.as_deref(), tolerance, frame, as_of)?;
            }
            (None, Some(rule)) => against_rule(&mut claim, &rule, is_rule(&rule), findings),
            (None, None) => {
                claim.computed = Value::Missing(Reason::insufficient("nothing that checks it"));
            }
        }
        claims.push(claim);
    }
    claims.sort_by(|a, b| {
        (a.verdict, &a.entity, &a.evidence, &a.id).cmp(&(b.verdict, &b.entity, &b.evidence, &b.id))
    });
    Ok(claims)
}

struct Stated {
    claim: Claim,
    metric: Option<String>,
    period: Option<String>,
    tolerance: Decimal,
}

fn read(columns: Columns<'_>, sees: &dyn Fn(&EntityKey) -> bool) -> Option<Vec<Stated>> {
    let (entity, id) = (columns.texts("entity")?, columns.texts("id")?);
    let (statement, note) = (columns.texts("statement")?, columns.texts("note")?);
    let (stated, high) = (columns.numbers("stated")?, columns.numbers("stated_high")?);
    let (metric, period) = (columns.texts("metric")?, columns.texts("period")?);
    let (rule, tolerance) = (columns.texts("rule")?, columns.numbers("tolerance")?);
    let (file, line) = (columns.texts("file")?, columns.numbers("line")?);
    let mut found = Vec::new();
    for row in 0..columns.0.num_rows() {
        let Ok(key) = EntityKey::parse(entity.text(row)) else { continue };
        if !sees(&key) {
            continue;
        }
        let number = stated.get(row).map(Decimal::normalized);
        let absent = if statement.get(row).is_some() { "a number in it" } else { "the sentence" };
        let claim = Claim {
            id: id.text(row).to_owned(),
            entity: key,
            statement: Untrusted::new(statement.text(row).to_owned()),
            stated: number.map_or(Value::Missing(Reason::insufficient(absent)), Value::Number),
            stated_high: high.get(row).map(Decimal::normalized),
            figure: None,
            rule: rule.get(row).and_then(|rule| RuleId::new(rule).ok()),
            computed: Value::Missing(Reason::insufficient("nothing that checks it")),
            unit: String::new(),
            verdict: ClaimVerdict::CannotTell,
            note: note.get(row).map(|note| Untrusted::new(note.to_owned())),
            evidence: vec![crate::evidence::place(file.text(row), line.get(row))],
        };
        found.push(Stated {
            claim,
            metric: metric.get(row).map(str::to_owned),
            period: period.get(row).map(str::to_owned),
            tolerance: tolerance.get(row).unwrap_or(Decimal::ZERO).abs(),
        });
    }
    Some(found)
}

fn against_measure(
    claim: &mut Claim,
    metric: &str,
    period: Option<&str>,
    tolerance: Decimal,
    frame: &Frame<'_>,
    as_of: NaiveDate,
) -> Result<(), EngineError> {
    let absent = |what: String| Value::Missing(Reason::insufficient(what));
    let period = match period.map(Period::parse) {
        None => Period::Month(Month::of(as_of)),
        Some(Ok(period)) => period,
        Some(Err(error)) => {
            claim.computed = absent(error.to_string());
            return Ok(());
        }
    };
    let key = MetricId::new(metric).ok().map(|metric| MeasureKey {
        metric,
        entity: claim.entity.clone(),
        period,
        scenario: Scenario::Actual,
        dimension: String::new(),
    });
    let Some((key, slot)) = key.and_then(|key| Some((key.clone(), frame.slot(&key)?))) else {
        claim.computed = absent(format!("no metric {metric}"));
        return Ok(());
    };
    claim.figure = Some(FigureId::new(key));
    match frame.measure(&slot)? {
        None => claim.computed = absent(format!("{metric} in {period}")),
        Some(measure) => {
            (claim.computed, claim.unit) = (measure.value.clone(), measure.unit.to_string())
        }
    }
    let (Some(low), Some(computed)) = (claim.stated.number(), claim.computed.number()) else {
        return Ok(());
    };
    let high = claim.stated_high.unwrap_or(low).max(low);
    let is_within = low.min(high).sub(tolerance).is_ok_and(|least| computed >= least)
        && high.add(tolerance).is_ok_and(|most| computed <= most);
    claim.verdict = if is_within { ClaimVerdict::Confirmed } else { ClaimVerdict::Contradicted };
    Ok(())
}

/// A rule that failed for the claim's entity contradicts it; for the root's claims, for anybody.
fn against_rule(claim: &mut Claim, rule: &RuleId, is_known: bool, findings: &[Finding]) {
    if !is_known {
        claim.computed = Value::Missing(Reason::insufficient(format!("no rule {rule}")));
        return;
    }
    let concerns = |finding: &&Finding| {
        finding.rule == *rule && (claim.entity.is_root() || finding.entity == claim.entity)
    };
    let mut told = findings.iter().filter(concerns).collect::<Vec<_>>();
    told.sort_by_key(|finding| (finding.verdict, finding.identity()));
    let places = told.iter().flat_map(|finding| finding.evidence.iter().cloned());
    claim.verdict = match told.first().map(|finding| finding.verdict) {
        Some(Verdict::Fail) => ClaimVerdict::Contradicted,
        Some(Verdict::Unknown) => ClaimVerdict::CannotTell,
        None => ClaimVerdict::Confirmed,
    };
    claim.computed = match claim.verdict {
        ClaimVerdict::CannotTell => Value::Missing(Reason::insufficient(format!("rule {rule}"))),
        _ => Value::Missing(Reason::undefined(format!("checked by rule {rule}"))),
    };
    if let Some(detail) = told.first().and_then(|finding| finding.detail.clone())
        && claim.note.is_none()
    {
        claim.note = Some(detail);
    }
    let places = places.take(MAX_PLACES).collect::<Vec<_>>();
    claim.evidence.extend(places);
}
