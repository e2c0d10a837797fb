//! Measures: a metric's value for an entity and a period.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::{Decimal, EntityKey, MetricId, Period, Value};

/// What a number stands for in IBCS notation.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Scenario {
    /// What happened.
    #[default]
    Actual,
    /// What was planned.
    Plan,
    /// What is expected.
    Forecast,
}

impl Scenario {
    /// The word in keys and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Plan => "plan",
            Self::Forecast => "forecast",
        }
    }
}

/// How sure a number is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Rows of sources, summed or counted.
    Measured,
    /// Computed from measured numbers.
    Derived,
    /// Rests on a declared assumption.
    Assumed,
}

impl Basis {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Derived => "derived",
            Self::Assumed => "assumed",
        }
    }
}

/// What names a measure.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct MeasureKey {
    /// The metric.
    pub metric: MetricId,
    /// The entity.
    pub entity: EntityKey,
    /// The period.
    pub period: Period,
    /// Actual, plan or forecast.
    pub scenario: Scenario,
    /// Empty for the total, else `channel=sailo` or several joined by `;`.
    pub dimension: String,
}

impl fmt::Display for MeasureKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.entity.short(), self.metric, self.period)?;
        if !self.dimension.is_empty() {
            write!(f, "/{}", self.dimension)?;
        }
        match self.scenario {
            Scenario::Actual => Ok(()),
            other => write!(f, "/{}", other.as_str()),
        }
    }
}

/// A metric's value for an entity and a period.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Measure {
    /// The number, or why there is none.
    pub value: Value,
    /// The lower end of its interval.
    pub low: Option<Decimal>,
    /// The upper end of its interval.
    pub high: Option<Decimal>,
    /// The size of the sample behind a rate.
    pub n: Option<u64>,
    /// The unit's word; the ISO code for money.
    #[serde(serialize_with = "as_text")]
    pub unit: Arc<str>,
    /// How sure it is.
    pub basis: Basis,
    /// How many source rows it rests on, inputs included.
    pub evidence_count: u64,
    /// Claims that the period had not ended by `as_of`.
    pub is_partial: bool,
}

fn as_text<S: Serializer>(unit: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(unit)
}

/// Every measure of one evaluation, by key. Clones share what they hold until one is changed, and
/// a measure is shared with whoever computed it: there are tens of thousands.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    whole: Arc<BTreeMap<MeasureKey, Arc<Measure>>>,
    same_days: Arc<BTreeMap<MeasureKey, Arc<Measure>>>,
}

impl Measures {
    /// Puts a measure in place, and returns the one it replaces.
    pub fn insert(
        &mut self,
        key: MeasureKey,
        measure: impl Into<Arc<Measure>>,
    ) -> Option<Arc<Measure>> {
        Arc::make_mut(&mut self.whole).insert(key, measure.into())
    }

    /// Puts the part of an earlier period in place that a partial one is compared with.
    pub fn insert_same_days(&mut self, key: MeasureKey, measure: impl Into<Arc<Measure>>) {
        Arc::make_mut(&mut self.same_days).insert(key, measure.into());
    }

    /// An earlier period's measure over the days that as_of's partial period has run; `None` if
    /// that period is whole, or the metric says nothing about the earlier one.
    pub fn same_days(&self, key: &MeasureKey) -> Option<&Measure> {
        self.same_days.get(key).map(Arc::as_ref)
    }

    /// Looks one up.
    pub fn get(&self, key: &MeasureKey) -> Option<&Measure> {
        self.whole.get(key).map(Arc::as_ref)
    }

    /// Every measure in order of its key.
    pub fn iter(&self) -> impl Iterator<Item = (&MeasureKey, &Measure)> {
        self.whole.iter().map(|(key, measure)| (key, measure.as_ref()))
    }

    /// The members of a metric's dimensions for an entity and period (actual), the total left out.
    pub fn members<'a>(
        &'a self,
        metric: &MetricId,
        entity: &EntityKey,
        period: Period,
    ) -> impl Iterator<Item = (&'a MeasureKey, &'a Measure)> + use<'a> {
        self.members_beside(&MeasureKey {
            metric: metric.clone(),
            entity: entity.clone(),
            period,
            scenario: Scenario::Actual,
            dimension: String::new(),
        })
    }

    /// The members that stand beside a total, in its scenario.
    pub fn members_beside<'a>(
        &'a self,
        total: &MeasureKey,
    ) -> impl Iterator<Item = (&'a MeasureKey, &'a Measure)> + use<'a> {
        let start = MeasureKey { dimension: String::new(), ..total.clone() };
        let total = total.clone();
        self.whole
            .range(start..)
            .take_while(move |(key, _)| {
                key.metric == total.metric
                    && key.entity == total.entity
                    && key.period == total.period
                    && key.scenario == total.scenario
            })
            .filter(|(key, _)| !key.dimension.is_empty())
            .map(|(key, measure)| (key, measure.as_ref()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.whole.len()
    }

    /// Claims that there are none.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }
}
