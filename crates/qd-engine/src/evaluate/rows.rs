//! Measures of metrics with a SELECT: sums of an entity's rows, and their sum at the root.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use qd_model::{
    Basis, Commodity, Decimal, DecimalError, Measure, Month, Reason, Scenario, Unit, Value,
};

use super::{Frame, MONTHS_BACK, Raw, Reach, Slot};
use crate::catalog::{Body, Metric};
use crate::series::{QueryRow, Series};

impl Frame<'_> {
    pub(super) fn measure_of_rows(&self, slot: &Slot) -> Result<Option<Measure>, DecimalError> {
        let metric = self.metric(slot.metric);
        let entity = self.entity(slot.entity);
        if let Some(planned) = self.declared_plan(slot) {
            return Ok(Some(planned));
        }
        let rolls_up = matches!(metric.body, Body::Rows(_)) || metric.sums_at_root;
        let measure = if self.is_root(slot) && rolls_up {
            self.rolled_up(slot)?
        } else if self.is_root(slot) && !self.has_root_rows(slot) {
            None
        } else {
            self.own(slot, &entity.currency)?
        };
        Ok(measure.map(|measure| too_few(metric, measure)))
    }

    /// The entity's own rows, in a currency.
    fn own(&self, slot: &Slot, currency: &Commodity) -> Result<Option<Measure>, DecimalError> {
        let reach = self.reach(slot.metric, slot.entity);
        let (gaps, basis) = match &*reach {
            Reach::Excluded => return Ok(None),
            Reach::NoSource(_) if slot.scenario != Scenario::Actual => return Ok(None),
            Reach::NoSource(tables) => {
                let stands = self.is_current(slot.period) && slot.member.is_empty();
                return Ok(stands.then(|| self.missing(slot, no_source(tables))));
            }
            Reach::Ready { gaps, basis, .. } => (gaps, *basis),
        };
        let raw = self.raw(slot.metric);
        let sum = match raw.as_deref() {
            None => return Ok(None),
            Some(Raw::Queried(queried)) => {
                let row = queried.entities.get(&self.entity(slot.entity).key).and_then(|own| {
                    let at = |period| own.get(&(period, slot.scenario, Arc::clone(&slot.member)));
                    let snapshot = || self.is_current(slot.period).then(|| at(None)).flatten();
                    at(Some(slot.period)).or_else(snapshot)
                });
                let Some(row) = row else { return Ok(self.without_row(slot)) };
                return self.queried(slot, row, currency, basis).map(Some);
            }
            Some(Raw::Daily { daily, is_snapshot }) => {
                if *is_snapshot && !self.is_current(slot.period) {
                    return Ok(None);
                }
                let key = &self.entity(slot.entity).key;
                let series = daily.series(key, slot.scenario, &slot.member);
                if series.is_none()
                    && (slot.scenario != Scenario::Actual || !slot.member.is_empty())
                {
                    return Ok(None);
                }
                let fields = self.missing_fields(slot, gaps);
                if !fields.is_empty() && slot.scenario == Scenario::Actual {
                    return Ok(Some(self.missing(slot, Reason::Insufficient { fields })));
                }
                match self.is_stock(slot.metric) {
                    true => self.stock(slot, series, currency)?,
                    false => match self.flow(slot, series, currency)? {
                        Some(sum) => sum,
                        None => return Ok(None),
                    },
                }
            }
        };
        let (value, n) = sum;
        let value = match value {
            Ok(number) => Value::Number(number.normalized()),
            Err(reason) => Value::Missing(reason),
        };
        Ok(Some(Measure { basis, evidence_count: n, ..self.with_value(slot, value) }))
    }

    /// A plan that `target` or `budget` declares; the root's is the whole scope's.
    pub(super) fn declared_plan(&self, slot: &Slot) -> Option<Measure> {
        let is_hidden = self.is_root(slot) && !self.is_whole;
        if slot.scenario != Scenario::Plan || !slot.member.is_empty() || is_hidden {
            return None;
        }
        let (key, id) = (&self.entity(slot.entity).key, &self.metric(slot.metric).info.id);
        let planned = self.shared.plans.find(key, id, slot.period)?;
        Some(planned.measure(self.unit(slot.metric, slot.entity)))
    }

    /// Claims that a `query` gives rows for the root: its own are the whole scope's.
    fn has_root_rows(&self, slot: &Slot) -> bool {
        let is_seen = self.is_whole || self.metric(slot.metric).is_over_scope;
        is_seen && self.has_own_rows(slot)
    }

    /// Claims that a `query` gives rows for the entity.
    fn has_own_rows(&self, slot: &Slot) -> bool {
        let key = &self.entity(slot.entity).key;
        match self.raw(slot.metric).as_deref() {
            Some(Raw::Queried(queried)) => queried.entities.contains_key(key),
            _ => false,
        }
    }

    /// What a `query` that gives no row says of the periods that as_of falls in.
    fn without_row(&self, slot: &Slot) -> Option<Measure> {
        let stands = self.is_current(slot.period)
            && self.metric(slot.metric).info.dimensions.is_empty()
            && slot.scenario == Scenario::Actual
            && !self.has_own_rows(slot);
        stands.then(|| self.missing(slot, Reason::undefined("nothing to compute it from")))
    }

    /// The last day that counts for a slot, exclusive: as_of cuts what has happened.
    fn end(&self, slot: &Slot) -> NaiveDate {
        let (_, end) = self.span(slot);
        let sees_ahead = self.metric(slot.metric).is_future || slot.scenario != Scenario::Actual;
        if sees_ahead { end } else { end.min(self.shared.as_of + Days::new(1)) }
    }

    /// `None` where a plan or forecast does not have each month of the period.
    fn flow(
        &self,
        slot: &Slot,
        series: Option<&Series>,
        currency: &Commodity,
    ) -> Result<Option<Sum>, DecimalError> {
        let ((start, _), end) = (self.span(slot), self.end(slot));
        let Some(series) = series else { return Ok(Some((Ok(Decimal::ZERO), 0))) };
        if slot.scenario != Scenario::Actual && !self.has_every_month(slot, series) {
            return Ok(None);
        }
        let (mut total, mut n_rows, mut reasons) = (Decimal::ZERO, 0, Vec::new());
        for (commodity, running) in &series.commodities {
            if commodity.is_empty() || commodity == currency.as_str() {
                let (sum, n) = running.within(start, end)?;
                (total, n_rows) = (total.add(sum)?, n_rows + n);
                continue;
            }
            for (date, sum, n) in running.each(start, end)? {
                n_rows += n;
                match self.convert(slot, sum, commodity, currency, date)? {
                    Ok(converted) => total = total.add(converted)?,
                    Err(reason) => reasons.push(reason),
                }
            }
        }
        Ok(Some((Reason::join(reasons).map_or(Ok(total), Err), n_rows)))
    }

    fn has_every_month(&self, slot: &Slot, series: &Series) -> bool {
        let Some((first, last)) = slot.period.months(self.portfolio.calendar) else {
            let (start, end) = self.span(slot);
            return series.has_rows_within(start, end);
        };
        let mut month = first;
        while month <= last {
            if !series.has_rows_within(month.first(), month.plus(1).first()) {
                return false;
            }
            month = month.plus(1);
        }
        true
    }

    fn stock(
        &self,
        slot: &Slot,
        series: Option<&Series>,
        currency: &Commodity,
    ) -> Result<Sum, DecimalError> {
        let end = self.end(slot);
        let (mut total, mut n_rows, mut reasons) = (Decimal::ZERO, 0, Vec::new());
        for (commodity, running) in series.into_iter().flat_map(|series| &series.commodities) {
            let (sum, n) = running.to_date(end)?;
            n_rows += n;
            if self.metric(slot.metric).keeps_rate && commodity != currency.as_str() {
                for (date, moved, _) in running.each(NaiveDate::MIN, end)? {
                    match self.convert(slot, moved, commodity, currency, date)? {
                        Ok(converted) => total = total.add(converted)?,
                        Err(reason) => reasons.push(reason),
                    }
                }
                continue;
            }
            match self.convert(slot, sum, commodity, currency, end - Days::new(1))? {
                Ok(converted) => total = total.add(converted)?,
                Err(reason) => reasons.push(reason),
            }
        }
        Ok((Reason::join(reasons).map_or(Ok(total), Err), n_rows))
    }

    fn convert(
        &self,
        slot: &Slot,
        amount: Decimal,
        from: &str,
        to: &Commodity,
        on: NaiveDate,
    ) -> Result<Result<Decimal, Reason>, DecimalError> {
        if from.is_empty() || from == to.as_str() || amount.is_zero() {
            return Ok(Ok(amount));
        }
        match self.shared.rates.find(&self.entity(slot.entity).key, from, to.as_str(), on) {
            Some(rate) => rate.convert(amount).map(Ok),
            None => Ok(Err(Reason::insufficient(format!("no rate {from} to {to} on {on}")))),
        }
    }

    fn queried(
        &self,
        slot: &Slot,
        row: &QueryRow,
        currency: &Commodity,
        basis: Basis,
    ) -> Result<Measure, DecimalError> {
        let is_money = self.metric(slot.metric).info.unit == Unit::Money;
        let from = if is_money { row.commodity.as_str() } else { "" };
        let on = self.end(slot) - Days::new(1);
        let to = |number: Option<Decimal>| match number {
            None => Ok(Ok(None)),
            Some(number) => {
                self.convert(slot, number, from, currency, on).map(|done| done.map(Some))
            }
        };
        let absent = || match (&row.missing, &row.lacks) {
            (Some(why), _) => Reason::undefined(why.as_str()),
            (None, Some(field)) => Reason::insufficient(field.as_str()),
            (None, None) => Reason::insufficient(self.metric(slot.metric).info.title.as_str()),
        };
        let value = match to(row.value)? {
            Ok(Some(number)) => Value::Number(number.normalized()),
            Ok(None) => Value::Missing(absent()),
            Err(reason) => Value::Missing(reason),
        };
        let (low, high) = (to(row.low)?.ok().flatten(), to(row.high)?.ok().flatten());
        let basis = if basis == Basis::Assumed { basis } else { Basis::Derived };
        let plain = self.with_value(slot, value);
        Ok(Measure { low, high, n: row.n, basis, evidence_count: 1, ..plain })
    }

    /// The sum over visible entities and, in the whole scope, the root's own rows.
    fn rolled_up(&self, slot: &Slot) -> Result<Option<Measure>, DecimalError> {
        let mut total = self.with_value(slot, Value::Number(Decimal::ZERO));
        let (mut sum, mut reasons, mut lacking) = (Decimal::ZERO, Vec::new(), BTreeSet::new());
        let (mut n_members, mut n_present) = (0, 0);
        for place in self.entity_places() {
            let entity = self.entity(place);
            // What a SELECT over the scope gives for the root comes of visible rows alone.
            let is_seen = self.is_whole || self.metric(slot.metric).is_over_scope;
            if entity.key.is_root() && !is_seen {
                continue;
            }
            match &*self.reach(slot.metric, place) {
                Reach::Excluded => continue,
                Reach::NoSource(tables) => {
                    lacking.extend(tables.iter().cloned());
                    continue;
                }
                Reach::Ready { .. } => n_members += 1,
            }
            let own = Slot { entity: place, ..slot.clone() };
            let Some(measure) = self.member(&own)? else { continue };
            n_present += 1;
            match &measure.value {
                Value::Number(number) => sum = sum.add(*number)?,
                Value::Missing(Reason::Insufficient { fields }) => {
                    let named = fields.iter().map(|field| format!("{}: {field}", entity.name));
                    reasons.push(Reason::Insufficient { fields: named.collect() });
                }
                Value::Missing(reason) => reasons.push(reason.clone()),
            }
            total.evidence_count += measure.evidence_count;
            total.basis = worse(total.basis, measure.basis);
        }
        if n_members == 0 {
            let stands = !lacking.is_empty()
                && slot.scenario == Scenario::Actual
                && slot.member.is_empty()
                && self.is_current(slot.period);
            let tables = lacking.into_iter().collect::<Vec<_>>();
            return Ok(stands.then(|| self.missing(slot, no_source(&tables))));
        }
        // A plan is the root's only if every member that has the metric has one.
        let is_whole_plan = slot.scenario == Scenario::Actual || n_present == n_members;
        if n_present == 0 || !is_whole_plan {
            return Ok(None);
        }
        total.value = match Reason::join(reasons) {
            Some(reason) => Value::Missing(reason),
            None => Value::Number(sum.normalized()),
        };
        Ok(Some(total))
    }

    /// One member's part of the root, in the portfolio's currency.
    fn member(&self, own: &Slot) -> Result<Option<Arc<Measure>>, DecimalError> {
        let entity = self.entity(own.entity);
        let is_same = entity.currency == self.portfolio.currency;
        if !entity.key.is_root() && is_same {
            self.inner(own)
        } else {
            Ok(self.own(own, &self.portfolio.currency)?.map(Arc::new))
        }
    }

    fn missing_fields(&self, slot: &Slot, gaps: &BTreeMap<Month, Vec<String>>) -> Vec<String> {
        let (start, _) = self.span(slot);
        let end = self.end(slot);
        if start > self.shared.as_of {
            return Vec::new();
        }
        let last = Month::of((end - Days::new(1)).min(self.shared.as_of));
        let is_state = self.is_stock(slot.metric) || self.is_snapshot(slot.metric);
        let first = if is_state { last } else { Month::of(start) };
        let mut fields = BTreeSet::new();
        // Before the months that were looked at, the first of them says what begins when.
        let earliest = gaps.keys().next().filter(|month| **month > first);
        if let Some(month) = earliest
            && Month::of(self.shared.as_of).plus(-MONTHS_BACK) > first
        {
            fields.extend(gaps[month].iter().cloned());
        }
        fields.extend(gaps.range(first..=last).flat_map(|(_, fields)| fields.iter().cloned()));
        fields.into_iter().collect()
    }

    fn is_snapshot(&self, metric: u32) -> bool {
        matches!(self.raw(metric).as_deref(), Some(Raw::Daily { is_snapshot: true, .. }))
    }

    /// Whether and from when a metric with a SELECT can be computed for an entity's own rows.
    pub(super) fn reach(&self, metric: u32, entity: u32) -> Arc<Reach> {
        if let Some(known) = self.reaches.borrow().get(&(metric, entity)) {
            return Arc::clone(known);
        }
        let reach = Arc::new(self.find_reach(metric, entity));
        self.reaches.borrow_mut().insert((metric, entity), Arc::clone(&reach));
        reach
    }

    fn find_reach(&self, place: u32, entity_place: u32) -> Reach {
        let (metric, entity) = (self.metric(place), self.entity(entity_place));
        let (coverage, key) = (&self.shared.coverage, &entity.key);
        if !(metric.applies_to(entity.model) || key.is_root() && metric.is_over_scope) {
            return Reach::Excluded;
        }
        let raw = self.raw(place);
        let has_rows = match raw.as_deref() {
            Some(Raw::Queried(queried)) => queried.entities.contains_key(key),
            Some(Raw::Daily { daily, .. }) if metric.is_over_scope && key.is_root() => {
                daily.months(key, Scenario::Actual).is_some()
            }
            _ => false,
        };
        let lacking = coverage.without_source(key, &metric.needs);
        // What a SELECT over several entities gives for the root needs no source of the root's.
        if !lacking.is_empty() && !has_rows {
            return Reach::NoSource(lacking);
        }
        let (mut absent, is_assumed) = self.shared.parameters.check(key, &metric.parameters);
        if metric.needs_cash_account && coverage.lacks_cash_account(key) {
            absent.push("no [[account]] is declared as cash (`is_cash`)".to_owned());
        }
        let as_of = Month::of(self.shared.as_of);
        let rows = match raw.as_deref() {
            Some(Raw::Daily { daily, .. }) => daily.months(key, Scenario::Actual),
            _ => None,
        };
        let covered = coverage.first_month(key, &metric.needs);
        let first = [rows.map(|(first, _)| first), covered].into_iter().flatten().min();
        let first = first.map(|first| first.max(as_of.plus(-MONTHS_BACK)).min(as_of));
        let mut gaps = BTreeMap::new();
        for back in 0..=MONTHS_BACK + 12 {
            let month = as_of.plus(-back);
            let mut fields = coverage.gaps(key, &metric.needs, month);
            fields.extend(absent.iter().cloned());
            if !fields.is_empty() {
                gaps.insert(month, fields.into_iter().collect());
            }
        }
        let facts = metric.select().map(|select| &select.facts);
        let is_assumed = is_assumed
            || facts.is_some_and(|facts| {
                coverage.is_assumed(key, facts.iter().filter(|table| **table != "parameter"))
            });
        let basis = if is_assumed { Basis::Assumed } else { Basis::Measured };
        Reach::Ready { first, gaps, basis }
    }
}

/// A number or why there is none, and how many rows it rests on.
type Sum = (Result<Decimal, Reason>, u64);

fn no_source(tables: &[String]) -> Reason {
    let fields = tables.iter().map(|table| format!("no source of {table}"));
    Reason::Insufficient { fields: fields.collect() }
}

/// Assumed outweighs derived, derived outweighs measured.
pub(super) fn worse(a: Basis, b: Basis) -> Basis {
    let rank = |basis| match basis {
        Basis::Measured => 0,
        Basis::Derived => 1,
        Basis::Assumed => 2,
    };
    if rank(b) > rank(a) { b } else { a }
}

/// Suppresses a number that rests on fewer rows (or trials) than the header asks for.
fn too_few(metric: &Metric, mut measure: Measure) -> Measure {
    let n = measure.n.unwrap_or(measure.evidence_count);
    if metric.min_n.is_some_and(|min_n| n < min_n) && measure.value.number().is_some() {
        measure.value = Value::Missing(Reason::TooFew { n });
        (measure.low, measure.high) = (None, None);
    }
    measure
}
