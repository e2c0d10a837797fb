//! Plans: rows of `target`, and rows of `budget` whose account is a metric's id.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use qd_model::{Basis, Decimal, EntityKey, Measure, MetricId, Period, Value};

use crate::catalog::Catalog;
use crate::session::Columns;

/// A planned value, in the metric's unit and the entity's currency.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Planned(Decimal);

impl Planned {
    /// The plan as a measure.
    pub(super) fn measure(self, unit: Arc<str>) -> Measure {
        Measure {
            value: Value::Number(self.0),
            low: None,
            high: None,
            n: None,
            unit,
            basis: Basis::Measured,
            evidence_count: 1,
            is_partial: false,
        }
    }
}

/// Every planned value of a run.
#[derive(Debug, Default)]
pub(crate) struct Plans(BTreeMap<(EntityKey, MetricId), BTreeMap<Period, Planned>>);

impl Plans {
    /// Reads `target` and `budget`.
    pub(crate) fn new(catalog: &Catalog, facts: &BTreeMap<&'static str, RecordBatch>) -> Self {
        let mut plans = Self::default();
        for (table, metric, value) in
            [("budget", "account", "amount"), ("target", "metric", "value")]
        {
            if let Some(batch) = facts.get(table) {
                plans.read(catalog, Columns(batch), metric, value);
            }
        }
        plans
    }

    fn read(
        &mut self,
        catalog: &Catalog,
        columns: Columns<'_>,
        metric: &str,
        value: &str,
    ) -> Option<()> {
        let (entity, metric) = (columns.texts("entity")?, columns.texts(metric)?);
        let (period, value) = (columns.texts("period")?, columns.numbers(value)?);
        for row in 0..columns.0.num_rows() {
            let key = EntityKey::parse(entity.text(row)).ok();
            let metric = MetricId::new(metric.text(row)).ok();
            let period = Period::parse(period.text(row)).ok();
            let (Some(key), Some(metric), Some(period)) = (key, metric, period) else { continue };
            let Some(value) = value.get(row) else { continue };
            if catalog.metrics.contains_key(&metric) {
                let own = self.0.entry((key, metric)).or_default();
                own.insert(period, Planned(value.normalized()));
            }
        }
        Some(())
    }

    /// The plan of a metric for an entity and period: as declared, else the sum of its months.
    pub(super) fn find(
        &self,
        entity: &EntityKey,
        metric: &MetricId,
        period: Period,
    ) -> Option<Planned> {
        self.0.get(&(entity.clone(), metric.clone()))?.get(&period).copied()
    }

    /// The periods that a metric has a plan for.
    pub(super) fn periods(&self, entity: &EntityKey, metric: &MetricId) -> Vec<Period> {
        let own = self.0.get(&(entity.clone(), metric.clone()));
        own.into_iter().flatten().map(|(period, _)| *period).collect()
    }
}
