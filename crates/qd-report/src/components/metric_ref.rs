//! How components name a metric: `"cash"`, or a table that says more.

use std::fmt;

use qd_model::report::RowStyle;
use qd_model::{MeasureKey, MetricId};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::assemble::Builder;
use crate::template::{Checker, Target};

/// A metric, with where and how a component shows it.
#[derive(Clone, Debug)]
pub(super) struct MetricRef {
    pub(super) metric: MetricId,
    label: Option<String>,
    entity: Option<String>,
    period: Option<String>,
    dimension: String,
    style: Style,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Style {
    #[default]
    Plain,
    Sub,
    Total,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Full {
    metric: MetricId,
    label: Option<String>,
    entity: Option<String>,
    period: Option<String>,
    #[serde(default)]
    dimension: String,
    #[serde(default)]
    style: Style,
}

impl MetricRef {
    pub(super) fn check(&self, checker: &mut Checker<'_>) {
        checker.metric(&self.metric);
        checker.dimension(&self.metric, &self.dimension);
    }

    /// The name for people.
    pub(super) fn label(&self, builder: &Builder<'_>) -> String {
        self.label.clone().unwrap_or_else(|| builder.metric_title(&self.metric))
    }

    /// The measure in this document.
    pub(super) fn key(&self, builder: &Builder<'_>) -> MeasureKey {
        builder.key(&Target {
            entity: self.entity.clone(),
            period: self.period.clone(),
            dimension: self.dimension.clone(),
            ..Target::new(self.metric.clone())
        })
    }

    /// Claims that it is neither a subtotal nor a member of a dimension.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.style, Style::Plain) && self.dimension.is_empty()
    }

    pub(super) fn row_style(&self) -> RowStyle {
        match self.style {
            Style::Plain => RowStyle::Plain,
            Style::Sub => RowStyle::Sub,
            Style::Total => RowStyle::Total,
        }
    }
}

impl<'de> Deserialize<'de> for MetricRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = MetricRef;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a metric's id, or a table with `metric`")
            }

            fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<MetricRef, E> {
                let metric = MetricId::new(id).map_err(E::custom)?;
                let (label, entity, period) = (None, None, None);
                let (dimension, style) = (String::new(), Style::Plain);
                Ok(MetricRef { metric, label, entity, period, dimension, style })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MetricRef, A::Error> {
                let full = Full::deserialize(MapAccessDeserializer::new(map))?;
                let Full { metric, label, entity, period, dimension, style } = full;
                Ok(MetricRef { metric, label, entity, period, dimension, style })
            }
        }
        deserializer.deserialize_any(Read)
    }
}
