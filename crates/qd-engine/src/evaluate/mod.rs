//! Measures of one scope: every metric for every visible entity and period, and the root's roll-up.
//!
//! A [`Frame`] sees one portfolio through one scope. It computes any measure on demand
//! ([`Frame::measure`]), and all that reports may ask for ([`Frame::all`]). SQL has already run:
//! what is here is exact arithmetic over daily sums.

mod computed;
mod grid;
mod plan;
mod rows;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use qd_model::{
    Basis, DecimalError, Entity, Measure, MeasureKey, Measures, MetricId, MetricKind, Month,
    Period, Reason, Scenario, Scope, Unit, Value,
};

use crate::EngineError;
use crate::catalog::{Body, Catalog, Metric};
use crate::coverage::Coverage;
use crate::input::PortfolioRun;
use crate::parameters::Parameters;
use crate::rates::Rates;
use crate::series::{Daily, Queried};

pub(crate) use plan::Plans;

/// What every frame of a run shares.
pub(crate) struct Shared {
    pub(crate) catalog: Catalog,
    pub(crate) as_of: NaiveDate,
    pub(crate) parameters: Parameters,
    pub(crate) rates: Rates,
    pub(crate) coverage: Coverage,
    pub(crate) plans: Plans,
    /// The types of the resources that the facts hold.
    pub(crate) types: BTreeSet<String>,
}

/// What a metric's SELECT gave.
#[derive(Debug)]
pub(crate) enum Raw {
    /// Sums by day; whether the SELECT has no `date`, so that it stands at as_of alone.
    Daily { daily: Daily, is_snapshot: bool },
    /// Measures.
    Queried(Queried),
}

/// A measure's name inside a frame.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Slot {
    /// The metric's place in the catalog's order.
    metric: u32,
    /// The entity's place among the visible ones.
    entity: u32,
    period: Period,
    scenario: Scenario,
    member: Arc<str>,
    /// Only the first days of the period count, to compare with a partial one.
    cut: Option<u32>,
}

/// One portfolio through one scope.
pub(crate) struct Frame<'a> {
    shared: &'a Shared,
    portfolio: &'a PortfolioRun,
    is_whole: bool,
    /// The visible entities; the root among them.
    entities: Vec<&'a Entity>,
    raws: RefCell<BTreeMap<MetricId, Arc<Raw>>>,
    metrics: Vec<&'a Metric>,
    /// The unit's word of each metric; `None` for money, which is in the entity's currency.
    units: Vec<Option<Arc<str>>>,
    currencies: Vec<Arc<str>>,
    places: BTreeMap<&'a MetricId, u32>,
    known: RefCell<HashMap<Slot, Option<Arc<Measure>>>>,
    reaches: RefCell<BTreeMap<(u32, u32), Arc<Reach>>>,
    #[expect(clippy::type_complexity, reason = "a cache by first and last month")]
    grids: RefCell<BTreeMap<(u32, u32), Arc<BTreeSet<Period>>>>,
    existing: RefCell<BTreeMap<(u32, u32), bool>>,
}

/// Whether a metric with a SELECT can be computed for an entity.
#[derive(Debug)]
enum Reach {
    /// Its operating model is left out.
    Excluded,
    /// No source gives these tables.
    NoSource(Vec<String>),
    /// The first month of its history, and what is missing in which month.
    Ready { first: Option<Month>, gaps: BTreeMap<Month, Vec<String>>, basis: Basis },
}

/// How far back months are computed.
const MONTHS_BACK: i32 = 36;
/// How far ahead of as_of rows of a `future` metric, and plans, are computed.
const MONTHS_AHEAD: i32 = 12;

impl<'a> Frame<'a> {
    /// Opens a portfolio for a scope.
    pub(crate) fn new(
        shared: &'a Shared,
        portfolio: &'a PortfolioRun,
        scope: &Scope,
        raws: BTreeMap<MetricId, Arc<Raw>>,
    ) -> Self {
        let sees = |entity: &&Entity| entity.key.is_root() || scope.entities.contains(&entity.key);
        let metrics = shared.catalog.order.iter().map(|id| &shared.catalog.metrics[id]);
        let metrics = metrics.collect::<Vec<_>>();
        let units = metrics.iter().map(|metric| match &metric.info.unit {
            Unit::Money => None,
            unit => Some(unit.to_string().into()),
        });
        let places = shared.catalog.order.iter().zip(0u32..);
        let entities = portfolio.entities.iter().filter(sees).collect::<Vec<_>>();
        Self {
            shared,
            portfolio,
            is_whole: scope.is_whole,
            currencies: entities.iter().map(|entity| entity.currency.as_str().into()).collect(),
            entities,
            raws: RefCell::new(raws),
            units: units.collect(),
            metrics,
            places: places.collect(),
            known: RefCell::default(),
            reaches: RefCell::default(),
            grids: RefCell::default(),
            existing: RefCell::default(),
        }
    }

    /// Adds what a SELECT gave after the frame was opened.
    pub(crate) fn put(&self, metric: &MetricId, raw: Arc<Raw>) {
        self.raws.borrow_mut().insert(metric.clone(), raw);
        let (mut known, mut reaches) = (self.known.borrow_mut(), self.reaches.borrow_mut());
        self.grids.borrow_mut().clear();
        if known.is_empty() && reaches.is_empty() {
            return;
        }
        // What was found without the rows no longer holds, nor what rests on it.
        let mut stale = BTreeSet::from([self.places[metric]]);
        for (reader, place) in self.metrics.iter().zip(0u32..) {
            if reader.info.inputs.iter().any(|id| stale.contains(&self.places[id])) {
                stale.insert(place);
            }
        }
        known.retain(|slot, _| !stale.contains(&slot.metric));
        reaches.retain(|(place, _), _| !stale.contains(place));
    }

    /// The metric of a place.
    fn metric(&self, place: u32) -> &'a Metric {
        self.metrics[place as usize]
    }

    fn entity(&self, place: u32) -> &'a Entity {
        self.entities[place as usize]
    }

    fn raw(&self, metric: u32) -> Option<Arc<Raw>> {
        self.raws.borrow().get(&self.metric(metric).info.id).cloned()
    }

    fn entity_places(&self) -> std::ops::Range<u32> {
        0..self.entities.len() as u32
    }

    /// The slot of a measure's key, if the frame sees its entity and knows its metric.
    pub(crate) fn slot(&self, key: &MeasureKey) -> Option<Slot> {
        let entity = self.entities.iter().position(|entity| entity.key == key.entity)?;
        Some(Slot {
            metric: *self.places.get(&key.metric)?,
            entity: entity as u32,
            period: key.period,
            scenario: key.scenario,
            member: key.dimension.as_str().into(),
            cut: None,
        })
    }

    fn key(&self, slot: &Slot) -> MeasureKey {
        MeasureKey {
            metric: self.metric(slot.metric).info.id.clone(),
            entity: self.entity(slot.entity).key.clone(),
            period: slot.period,
            scenario: slot.scenario,
            dimension: slot.member.to_string(),
        }
    }

    /// One measure; `None` where the metric says nothing about the entity and period.
    pub(crate) fn measure(&self, slot: &Slot) -> Result<Option<Arc<Measure>>, EngineError> {
        if let Some(known) = self.known.borrow().get(slot) {
            return Ok(known.clone());
        }
        let metric = self.metric(slot.metric);
        let computed = match &metric.body {
            Body::Rows(_) | Body::Query(_) => self.measure_of_rows(slot),
            Body::Ratio(..) | Body::Derived(_) => self.measure_of_inputs(slot),
        };
        let computed = computed.map_err(|source| EngineError::Number {
            metric: metric.info.id.to_string(),
            entity: self.entity(slot.entity).key.to_string(),
            source,
        })?;
        let computed = computed.map(Arc::new);
        self.known.borrow_mut().insert(slot.clone(), computed.clone());
        Ok(computed)
    }

    /// As [`Self::measure`], for use inside arithmetic.
    fn inner(&self, slot: &Slot) -> Result<Option<Arc<Measure>>, DecimalError> {
        self.measure(slot).map_err(|error| match error {
            EngineError::Number { source, .. } => source,
            _ => DecimalError::Overflow,
        })
    }

    /// Every measure that reports may ask for, and the same-days measures of partial periods.
    pub(crate) fn all(&self) -> Result<Measures, EngineError> {
        let mut measures = Measures::default();
        for metric in 0..self.metrics.len() as u32 {
            for entity in self.entity_places() {
                self.add(metric, entity, &mut measures)?;
            }
        }
        Ok(measures)
    }

    /// Every measure of some metrics.
    pub(crate) fn of(&self, metrics: &[MetricId]) -> Result<Measures, EngineError> {
        let mut measures = Measures::default();
        for id in metrics {
            let Some(metric) = self.places.get(id) else { continue };
            for entity in self.entity_places() {
                self.add(*metric, entity, &mut measures)?;
            }
        }
        Ok(measures)
    }

    /// Every measure of some periods, members of dimensions included.
    pub(crate) fn at(&self, periods: &BTreeSet<Period>) -> Result<Measures, EngineError> {
        let mut measures = Measures::default();
        let total = Arc::<str>::from("");
        for metric in 0..self.metrics.len() as u32 {
            for entity in self.entity_places() {
                let members = self.members(metric, entity);
                for member in std::iter::once(&total).chain(&members) {
                    for period in periods {
                        let slot = Slot {
                            metric,
                            entity,
                            period: *period,
                            scenario: Scenario::Actual,
                            member: Arc::clone(member),
                            cut: None,
                        };
                        if let Some(measure) = self.measure(&slot)? {
                            measures.insert(self.key(&slot), measure);
                        }
                    }
                }
            }
        }
        Ok(measures)
    }

    fn add(&self, metric: u32, entity: u32, measures: &mut Measures) -> Result<(), EngineError> {
        let members = self.members(metric, entity);
        for (scenario, periods) in self.periods_by_scenario(metric, entity) {
            for period in periods {
                let total = Arc::<str>::from("");
                for member in std::iter::once(&total).chain(&members) {
                    let member = Arc::clone(member);
                    let slot = Slot { metric, entity, period, scenario, member, cut: None };
                    if let Some(measure) = self.measure(&slot)? {
                        if measure.is_partial && scenario == Scenario::Actual {
                            self.add_same_days(&slot, measures)?;
                        }
                        measures.insert(self.key(&slot), measure);
                    }
                }
            }
        }
        Ok(())
    }

    /// The earlier periods that a partial one is compared with, cut to the days that it has run.
    fn add_same_days(&self, partial: &Slot, measures: &mut Measures) -> Result<(), EngineError> {
        let (start, _) = partial.period.span(self.portfolio.calendar);
        if start > self.shared.as_of {
            return Ok(());
        }
        let cut = u32::try_from((self.shared.as_of - start).num_days() + 1).unwrap_or(0);
        for period in [partial.period.prior(), partial.period.prior_year()] {
            let slot = Slot { period, cut: Some(cut), ..partial.clone() };
            if let Some(measure) = self.measure(&slot)? {
                measures.insert_same_days(self.key(&slot), measure);
            }
        }
        Ok(())
    }

    /// The days of a slot that count, `[start, end)`, before anything is cut by as_of.
    fn span(&self, slot: &Slot) -> (NaiveDate, NaiveDate) {
        let (start, end) = slot.period.span(self.portfolio.calendar);
        match slot.cut {
            Some(days) => (start, end.min(start + Days::new(u64::from(days)))),
            None => (start, end),
        }
    }

    fn is_partial(&self, slot: &Slot) -> bool {
        slot.cut.is_some() || slot.period.is_partial(self.shared.as_of, self.portfolio.calendar)
    }

    /// Claims that as_of falls into a period.
    fn is_current(&self, period: Period) -> bool {
        let (start, end) = period.span(self.portfolio.calendar);
        start <= self.shared.as_of && self.shared.as_of < end
    }

    fn unit(&self, metric: u32, entity: u32) -> Arc<str> {
        let unit = self.units[metric as usize].as_ref();
        Arc::clone(unit.unwrap_or(&self.currencies[entity as usize]))
    }

    fn missing(&self, slot: &Slot, reason: Reason) -> Measure {
        self.with_value(slot, Value::Missing(reason))
    }

    /// A measure of a slot that knows nothing but its value.
    fn with_value(&self, slot: &Slot, value: Value) -> Measure {
        Measure {
            value,
            low: None,
            high: None,
            n: None,
            unit: self.unit(slot.metric, slot.entity),
            basis: Basis::Measured,
            evidence_count: 0,
            is_partial: self.is_partial(slot),
        }
    }

    fn is_root(&self, slot: &Slot) -> bool {
        self.entity(slot.entity).key.is_root()
    }

    /// Claims that a metric says anything about an entity at all.
    pub(crate) fn exists(&self, metric: u32, entity: u32) -> bool {
        if let Some(known) = self.existing.borrow().get(&(metric, entity)) {
            return *known;
        }
        let exists = self.find_exists(metric, entity);
        self.existing.borrow_mut().insert((metric, entity), exists);
        exists
    }

    fn find_exists(&self, metric: u32, entity: u32) -> bool {
        let declared = self.metric(metric);
        let fits = match self.entity(entity).key.is_root() {
            false => declared.applies_to(self.entity(entity).model),
            true => self.entities.iter().any(|visible| declared.applies_to(visible.model)),
        };
        let inputs = || declared.info.inputs.iter().all(|id| self.exists(self.places[id], entity));
        match &declared.body {
            Body::Rows(_) | Body::Query(_) => fits,
            Body::Ratio(..) | Body::Derived(_) if declared.info.inputs.is_empty() => {
                let names = self.parameter_names(declared);
                let key = &self.entity(entity).key;
                fits && names.iter().any(|name| self.shared.parameters.is_own(key, name))
            }
            Body::Ratio(..) | Body::Derived(_) => fits && inputs(),
        }
    }

    fn parameter_names(&self, metric: &Metric) -> Vec<String> {
        match &metric.body {
            Body::Derived(expression) => expression.parameters(),
            Body::Ratio(numerator, denominator) => {
                let mut names = numerator.parameters();
                names.extend(denominator.parameters());
                names
            }
            Body::Rows(_) | Body::Query(_) => Vec::new(),
        }
    }

    /// Claims that a metric's value at a period's end is what counts.
    fn is_stock(&self, metric: u32) -> bool {
        self.metric(metric).info.kind == MetricKind::Stock
    }
}
