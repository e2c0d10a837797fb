//! A figure's id: `ENTITY/METRIC/PERIOD[/DIMENSION][/plan|forecast]`, alike in `trace`, JSON and URLs.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{EntityKey, MeasureKey, MetricId, Period, Scenario};

/// A measure as people name it, in one portfolio.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FigureId(MeasureKey);

/// Why a text is not a figure's id.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FigureIdError {
    /// Too few parts.
    #[error("expected ENTITY/METRIC/PERIOD such as `jada/charters/2026-09`, found: {0}")]
    Shape(String),
    /// A part is wrong.
    #[error("{part} of the figure `{figure}`: {why}")]
    Part {
        /// Which part.
        part: &'static str,
        /// The whole id.
        figure: String,
        /// What is wrong.
        why: String,
    },
}

impl FigureId {
    /// Names a measure.
    pub fn new(key: MeasureKey) -> Self {
        Self(key)
    }

    /// The measure that it names.
    pub fn key(&self) -> &MeasureKey {
        &self.0
    }

    /// Reads an id within a portfolio, whose root's key is given.
    pub fn parse(text: &str, root: &EntityKey) -> Result<Self, FigureIdError> {
        let part = |part, why: String| FigureIdError::Part { part, figure: text.into(), why };
        let mut parts = text.splitn(4, '/');
        let (Some(entity), Some(metric), Some(period)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(FigureIdError::Shape(text.into()));
        };
        let rest = parts.next().unwrap_or_default();
        let (dimension, scenario) = match rest.rsplit_once('/').unwrap_or(("", rest)) {
            (before, "plan") => (before, Scenario::Plan),
            (before, "forecast") => (before, Scenario::Forecast),
            _ => (rest, Scenario::Actual),
        };
        Ok(Self(MeasureKey {
            entity: root.member(entity).map_err(|error| part("the entity", error.to_string()))?,
            metric: MetricId::new(metric).map_err(|error| part("the metric", error.to_string()))?,
            period: Period::parse(period).map_err(|error| part("the period", error.to_string()))?,
            scenario,
            dimension: dimension.to_owned(),
        }))
    }
}

impl fmt::Display for FigureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for FigureId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FigureId {
    /// Reads an id of kept state; its portfolio is not written, so `kept` stands for it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let root = EntityKey::root("kept").expect("a kebab word");
        Self::parse(&String::deserialize(deserializer)?, &root).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::FigureId;
    use crate::EntityKey;

    #[test]
    fn ids_read_back() {
        let root = EntityKey::root("example-holdings").unwrap();
        for id in [
            "jada/charters/2026-09",
            "portfolio/cash/2026-09-30",
            "jada/bookings/2026-09/channel=sailo",
            "jada/bookings/2026-09/channel=a/b;x=y/forecast",
            "jada/cash/FY2026/plan",
        ] {
            assert_eq!(FigureId::parse(id, &root).unwrap().to_string(), id);
        }
        for id in [
            "",
            "jada",
            "jada/cash",
            "jada/cash/yesterday",
            "JADA/cash/2026-09",
            "jada/net-burn/2026-09",
        ] {
            assert!(FigureId::parse(id, &root).is_err(), "{id}");
        }
    }
}
