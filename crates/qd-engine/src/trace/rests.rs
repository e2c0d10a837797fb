//! What a figure rests on: rows of SELECTs, declared numbers, rows of facts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use qd_facts::tables;
use qd_model::{
    Decimal, EntityKey, Evidence, EvidenceRows, MeasureKey, MetricId, MetricKind, Period, Role,
    Scenario, TraceRow,
};

use super::Tracer;
use super::rows::SourceRow;
use crate::EngineError;
use crate::catalog::{Body, Metric};
use crate::expression::Expression;
use crate::session::Columns;

/// Everything that a figure rests on, each once.
pub(crate) type Rests = BTreeSet<Rest>;

/// One thing that a figure rests on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Rest {
    /// Rows of a metric's SELECT.
    Rows(Bucket, Span),
    /// A number that somebody declared.
    Declared(Evidence, Decimal),
    /// An entity's rows of a fact table up to a day, where a SELECT tells no places.
    Facts(&'static str, EntityKey, NaiveDate),
}

/// Which rows of a SELECT.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Bucket {
    metric: MetricId,
    entity: EntityKey,
    scenario: Scenario,
    /// Empty for all rows of a flow or stock.
    member: String,
    /// The currency of the figure.
    currency: String,
}

/// Which days of a bucket's rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Span {
    /// Those in `[start, end)`.
    Within(NaiveDate, NaiveDate),
    /// Those before a day, and those without a date.
    Before(NaiveDate),
    /// The row of a `query` for a period, else its snapshot.
    Of(Period),
}

impl Tracer<'_> {
    /// What a figure rests on, inputs of inputs included. One without a value rests on nothing.
    pub(crate) fn rests(&mut self, key: &MeasureKey) -> Result<Arc<Rests>, EngineError> {
        if let Some(known) = self.known.get(key) {
            return Ok(Arc::clone(known));
        }
        let has_value = self.measure(key)?.is_some_and(|measure| measure.value.number().is_some());
        let mut found = Rests::new();
        if let Some(metric) = self.metric(&key.metric).filter(|_| has_value) {
            found = self.direct(key, metric)?;
            for input in self.inputs_of(key, metric)? {
                found.extend(self.rests(&input)?.iter().cloned());
            }
            if !matches!(metric.body, Body::Rows(_)) {
                for name in self.parameters_of(key, metric) {
                    let parameter = self.engine.shared.parameters.find(&key.entity, &name);
                    found.extend(parameter.map(|p| Rest::Declared(p.place.clone(), p.value)));
                }
            }
        }
        let found = Arc::new(found);
        self.known.insert(key.clone(), Arc::clone(&found));
        Ok(found)
    }

    /// What a figure rests on without its inputs.
    pub(super) fn direct(
        &mut self,
        key: &MeasureKey,
        metric: &Metric,
    ) -> Result<Rests, EngineError> {
        if let Some(planned) = self.planned(key) {
            return Ok(Rests::from([planned]));
        }
        let mut found = Rests::new();
        for entity in self.contributors(key, metric) {
            let own = MeasureKey { entity, ..key.clone() };
            if let Some(planned) = self.planned(&own) {
                found.insert(planned);
                continue;
            }
            let span = match &metric.body {
                Body::Rows(_) => self.span(key, metric),
                Body::Query(_) => Span::Of(key.period),
                Body::Ratio(..) | Body::Derived(_) => continue,
            };
            let is_query = matches!(metric.body, Body::Query(_));
            let bucket = self.bucket(&own, key);
            if is_query && !self.has_place(&bucket, span)? {
                if metric.info.inputs.is_empty() {
                    found.extend(self.facts_of(&own, metric));
                }
                continue;
            }
            found.insert(Rest::Rows(bucket, span));
        }
        Ok(found)
    }

    /// The measures that a figure is computed from.
    pub(super) fn inputs_of(
        &mut self,
        key: &MeasureKey,
        metric: &Metric,
    ) -> Result<Vec<MeasureKey>, EngineError> {
        let Some(slot) = self.frame.slot(key) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        match &metric.body {
            _ if self.planned(key).is_some() => {}
            Body::Rows(_) => {}
            Body::Query(_) => {
                for entity in self.contributors(key, metric) {
                    let own = MeasureKey { entity, ..key.clone() };
                    let bucket = self.bucket(&own, key);
                    if !self.has_place(&bucket, Span::Of(key.period))? {
                        found.extend(self.read_by_query(&own, metric)?);
                    }
                }
            }
            Body::Derived(expression) => {
                found.extend(terms(expression).iter().flat_map(|t| self.frame.read_by(&slot, t)));
            }
            Body::Ratio(numerator, denominator) => {
                for side in [numerator, denominator] {
                    found.extend(terms(side).iter().flat_map(|t| self.frame.read_by(&slot, t)));
                }
            }
        }
        let mut seen = BTreeSet::from([key.clone()]);
        found.retain(|input| seen.insert(input.clone()));
        Ok(found)
    }

    /// The measures that a `query` may have read for a figure: its period's, and where the root's
    /// are not computed, those of the entities.
    fn read_by_query(
        &self,
        key: &MeasureKey,
        metric: &Metric,
    ) -> Result<Vec<MeasureKey>, EngineError> {
        let mut found = Vec::new();
        for input in &metric.info.inputs {
            let base = MeasureKey {
                metric: input.clone(),
                dimension: String::new(),
                scenario: Scenario::Actual,
                ..key.clone()
            };
            if self.measure(&base)?.is_some() || !key.entity.is_root() {
                found.push(base);
                continue;
            }
            let visible = self.scope.entities.iter().cloned();
            found.extend(visible.map(|entity| MeasureKey { entity, ..base.clone() }));
        }
        Ok(found)
    }

    /// The names of the parameters that a figure depends on.
    pub(super) fn parameters_of(&self, key: &MeasureKey, metric: &Metric) -> Vec<String> {
        match &metric.body {
            Body::Derived(expression) => expression.parameters(),
            Body::Ratio(numerator, denominator) => {
                let mut names = numerator.parameters();
                let more = denominator.parameters();
                names
                    .extend(more.into_iter().filter(|name| !numerator.parameters().contains(name)));
                names
            }
            Body::Rows(_) | Body::Query(_) => {
                let all = self.engine.shared.parameters.all(&key.entity);
                let fits = |name: &str| {
                    metric.parameters.iter().any(|pattern| match pattern.strip_suffix('*') {
                        Some(prefix) => name.starts_with(prefix),
                        None => name == pattern,
                    })
                };
                all.keys().filter(|name| fits(name)).map(|name| (*name).to_owned()).collect()
            }
        }
    }

    /// Whose rows make up a figure: its entity's, at the root those of everybody who has any.
    fn contributors(&self, key: &MeasureKey, metric: &Metric) -> Vec<EntityKey> {
        let rolls_up = matches!(metric.body, Body::Rows(_)) || metric.sums_at_root;
        if !key.entity.is_root() || !rolls_up {
            return vec![key.entity.clone()];
        }
        let entities = self.portfolio.entities.iter().filter(|entity| {
            let is_root = entity.key.is_root();
            let fits = metric.applies_to(entity.model) || (is_root && metric.is_over_scope);
            let coverage = &self.engine.shared.coverage;
            self.scope.sees(&entity.key)
                && fits
                && coverage.without_source(&entity.key, &metric.needs).is_empty()
        });
        entities.map(|entity| entity.key.clone()).collect()
    }

    fn bucket(&self, own: &MeasureKey, figure: &MeasureKey) -> Bucket {
        let currency = self.portfolio.entity(&figure.entity).map(|e| e.currency.to_string());
        Bucket {
            metric: own.metric.clone(),
            entity: own.entity.clone(),
            scenario: own.scenario,
            member: own.dimension.clone(),
            currency: currency.unwrap_or_default(),
        }
    }

    fn span(&self, key: &MeasureKey, metric: &Metric) -> Span {
        let (start, end) = key.period.span(self.portfolio.calendar);
        let sees_ahead = metric.is_future || key.scenario != Scenario::Actual;
        let tomorrow = self.engine.as_of() + Days::new(1);
        let end = if sees_ahead { end } else { end.min(tomorrow) };
        match metric.info.kind {
            MetricKind::Stock => Span::Before(end),
            // A period that begins after as_of has no days yet.
            _ => Span::Within(start.min(end), end),
        }
    }

    fn has_place(&mut self, bucket: &Bucket, span: Span) -> Result<bool, EngineError> {
        let rows = self.rows(&bucket.metric)?;
        let found = rows.of(&bucket.entity).iter();
        Ok(found.filter(|row| is_in(bucket, span, row)).any(|row| !row.place.file.is_empty()))
    }

    /// The row that declares a plan.
    fn planned(&self, key: &MeasureKey) -> Option<Rest> {
        if key.scenario != Scenario::Plan || !key.dimension.is_empty() {
            return None;
        }
        let find = |table: &str, metric: &str, value: &str| {
            let columns = Columns(self.engine.facts.get(table)?);
            let (entity, metric) = (columns.texts("entity")?, columns.texts(metric)?);
            let (period, value) = (columns.texts("period")?, columns.numbers(value)?);
            let (file, line) = (columns.texts("file")?, columns.numbers("line")?);
            // Of two rows for one period the later holds.
            let row = (0..columns.0.num_rows()).rev().find(|row| {
                entity.text(*row) == key.entity.as_str()
                    && metric.text(*row) == key.metric.as_str()
                    && Period::parse(period.text(*row)).is_ok_and(|period| period == key.period)
            })?;
            let place = crate::evidence::place(file.text(row), line.get(row));
            Some(Rest::Declared(place, value.get(row)?.normalized()))
        };
        find("target", "metric", "value").or_else(|| find("budget", "account", "amount"))
    }

    /// The facts that a SELECT without places reads.
    fn facts_of(&self, key: &MeasureKey, metric: &Metric) -> Vec<Rest> {
        let (_, end) = key.period.span(self.portfolio.calendar);
        let end = end.min(self.engine.as_of() + Days::new(1));
        let facts = metric.select().map(|select| &select.facts).into_iter().flatten();
        let facts = facts.filter(|table| **table != "parameter");
        facts.map(|table| Rest::Facts(table, key.entity.clone(), end)).collect()
    }

    /// The first rows of what a figure rests on, by date and place, and how many there are.
    pub(crate) fn gather(
        &mut self,
        rests: &Rests,
        limit: usize,
    ) -> Result<EvidenceRows, EngineError> {
        let (mut rows, mut count) = (Vec::new(), 0);
        let mut spans = BTreeMap::<&Bucket, Vec<Span>>::new();
        for rest in rests {
            match rest {
                Rest::Rows(bucket, span) => spans.entry(bucket).or_default().push(*span),
                Rest::Declared(place, value) => {
                    count += 1;
                    rows.push(TraceRow {
                        date: String::new(),
                        value: Some(*value),
                        commodity: None,
                        rate: None,
                        evidence: place.clone(),
                    });
                }
                Rest::Facts(table, entity, end) => {
                    count += self.fact_rows(table, entity, *end, limit, &mut rows);
                }
            }
        }
        for (bucket, spans) in spans {
            let source = self.rows(&bucket.metric)?;
            let own = source.of(&bucket.entity);
            for span in coalesced(spans) {
                let mut n = 0;
                for row in days(own, span).iter().filter(|row| is_in(bucket, span, row)) {
                    n += 1;
                    if n <= limit {
                        rows.push(self.shown(bucket, span, row));
                    }
                }
                count += n as u64;
            }
        }
        rows.sort_by(|a, b| {
            (&a.date, &a.evidence, a.value, &a.commodity).cmp(&(
                &b.date,
                &b.evidence,
                b.value,
                &b.commodity,
            ))
        });
        rows.truncate(limit);
        Ok(EvidenceRows { rows, count })
    }

    /// The rows at some places that figures rest on, as far as SELECTs of metrics give them that a role
    /// may see.
    pub(crate) fn rows_of_role(
        &mut self,
        rests: &Rests,
        role: &Role,
        is_wanted: &dyn Fn(&Evidence) -> bool,
    ) -> Result<Vec<TraceRow>, EngineError> {
        let mut rows = Vec::new();
        for rest in rests {
            match rest {
                Rest::Rows(bucket, span) => {
                    let metric = self.metric(&bucket.metric);
                    if metric.is_some_and(|metric| metric.info.roles.contains(role)) {
                        let source = self.rows(&bucket.metric)?;
                        let own = days(source.of(&bucket.entity), *span).iter();
                        let own = own.filter(|row| is_in(bucket, *span, row));
                        let own = own.filter(|row| is_wanted(&row.place));
                        rows.extend(own.map(|row| self.shown(bucket, *span, row)));
                    }
                }
                Rest::Declared(..) => {}
                Rest::Facts(table, entity, end) => {
                    let mut all = Vec::new();
                    self.fact_rows(table, entity, *end, usize::MAX, &mut all);
                    rows.extend(all.into_iter().filter(|row| is_wanted(&row.evidence)));
                }
            }
        }
        Ok(rows)
    }

    fn shown(&self, bucket: &Bucket, span: Span, row: &SourceRow) -> TraceRow {
        let on = match span {
            Span::Within(..) => row.date,
            Span::Before(end) => end.pred_opt(),
            Span::Of(period) => {
                let (_, end) = period.span(self.portfolio.calendar);
                Some(end.min(self.engine.as_of() + Days::new(1)) - Days::new(1))
            }
        };
        let is_foreign = !row.commodity.is_empty() && *row.commodity != *bucket.currency;
        let rate = on.filter(|_| is_foreign).and_then(|on| {
            let rates = &self.engine.shared.rates;
            rates.find(&bucket.entity, &row.commodity, &bucket.currency, on)
        });
        TraceRow {
            date: row.date.map(|date| date.to_string()).unwrap_or_default(),
            value: row.value,
            commodity: (!row.commodity.is_empty()).then(|| row.commodity.to_string()),
            rate: rate.map(|rate| rate.sentence()),
            evidence: row.place.clone(),
        }
    }

    fn fact_rows(
        &self,
        table: &str,
        owner: &EntityKey,
        end: NaiveDate,
        limit: usize,
        rows: &mut Vec<TraceRow>,
    ) -> u64 {
        let facts = self.facts.as_ref().unwrap_or(&self.engine.facts);
        let Some(batch) = facts.get(table) else { return 0 };
        let columns = Columns(batch);
        let (Some(entity), Some(file)) = (columns.texts("entity"), columns.texts("file")) else {
            return 0;
        };
        let line = columns.numbers("line");
        let business_date = tables::find(table).and_then(|table| table.business_date);
        let dates = business_date.and_then(|column| columns.dates(column));
        let date = |row: usize| dates.as_ref().and_then(|dates| dates.get(row));
        let own = (0..batch.num_rows())
            .filter(|row| entity.text(*row) == owner.as_str())
            .filter(|row| date(*row).is_none_or(|date| date < end));
        let mut own = own.map(|row| TraceRow {
            date: date(row).map(|date| date.to_string()).unwrap_or_default(),
            value: None,
            commodity: None,
            rate: None,
            evidence: crate::evidence::place(
                file.text(row),
                line.as_ref().and_then(|line| line.get(row)),
            ),
        });
        let mut own = own.by_ref().collect::<Vec<_>>();
        own.sort_by(|a, b| (&a.date, &a.evidence).cmp(&(&b.date, &b.evidence)));
        own.dedup();
        let n = own.len() as u64;
        rows.extend(own.into_iter().take(limit));
        n
    }
}

/// The rows of some days, in order of date.
fn days(own: &[SourceRow], span: Span) -> &[SourceRow] {
    match span {
        Span::Of(_) => own,
        Span::Before(end) => &own[..own.partition_point(|row| row.date < Some(end))],
        Span::Within(start, end) => {
            let from = own.partition_point(|row| row.date < Some(start));
            &own[from..own.partition_point(|row| row.date < Some(end))]
        }
    }
}

fn is_in(bucket: &Bucket, span: Span, row: &SourceRow) -> bool {
    let fits_member = match span {
        Span::Of(_) => *row.member == *bucket.member,
        _ => bucket.member.is_empty() || *row.member == *bucket.member,
    };
    let fits_period = match span {
        Span::Of(period) => row.period.is_none_or(|own| own == period),
        _ => true,
    };
    row.scenario == bucket.scenario && fits_member && fits_period
}

/// Joins spans that overlap, so that no row counts twice.
fn coalesced(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined = Vec::<Span>::new();
    for span in spans {
        match (joined.last_mut(), span) {
            (Some(Span::Within(_, last)), Span::Within(start, end)) if start <= *last => {
                *last = end.max(*last);
            }
            (Some(Span::Before(last)), Span::Before(end)) => *last = end.max(*last),
            _ => joined.push(span),
        }
    }
    joined
}

/// The metrics, windows and parameters of an expression, each once.
fn terms(expression: &Expression) -> Vec<Expression> {
    let mut found = Vec::new();
    expression.visit(&mut |part| {
        if matches!(part, Expression::Metric(_) | Expression::Through(..)) && !found.contains(part)
        {
            found.push(part.clone());
        }
    });
    found
}
