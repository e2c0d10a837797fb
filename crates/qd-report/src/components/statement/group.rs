//! The consolidated statement: a column a venture, the portfolio's own books, eliminations, the group.
//!
//! The columns are measures that the catalog computes; row by row they add up to the group's.

use qd_model::{MeasureKey, MetricId};
use serde::Deserialize;

use super::{Statement, entities, heading};
use crate::assemble::{Builder, Draft};
use crate::template::Checker;

/// Which metrics stand beside the ventures' columns of a metric.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Companion {
    pub(super) metric: MetricId,
    pub(super) own: Option<MetricId>,
    eliminations: Option<MetricId>,
    total: Option<MetricId>,
}

impl Companion {
    pub(super) fn check(&self, checker: &mut Checker<'_>) {
        let others = [&self.own, &self.eliminations, &self.total];
        let named = others.into_iter().flatten();
        std::iter::once(&self.metric).chain(named).for_each(|id| checker.metric(id));
    }
}

impl Statement {
    /// A document about one venture has its column alone.
    pub(super) fn by_group(&self, builder: &mut Builder<'_>) -> Draft {
        let is_whole = builder.subject.is_root();
        let ventures = entities(builder).into_iter().filter(|key| is_whole && !key.is_root());
        let ventures = ventures.collect::<Vec<_>>();
        let mut headings = ventures.iter().map(|key| heading(builder, key)).collect::<Vec<_>>();
        if is_whole {
            headings.push("Own books".into());
            headings.push("Eliminations".into());
        }
        headings.push("Group".into());
        let mut draft = self.group_draft(headings);
        for row in &self.rows {
            let key = row.key(builder);
            let companion = self.group.iter().find(|companion| companion.metric == row.metric);
            let beside = |id: Option<&MetricId>| {
                id.map(|id| MeasureKey { metric: id.clone(), ..key.clone() })
            };
            let ventures = ventures.iter().map(|entity| {
                // What is the group's alone has no venture's column.
                companion.map(|_| MeasureKey { entity: entity.clone(), ..key.clone() })
            });
            let mut keys = ventures.collect::<Vec<_>>();
            if is_whole {
                keys.push(beside(companion.and_then(|companion| companion.own.as_ref())));
                keys.push(beside(companion.and_then(|companion| companion.eliminations.as_ref())));
            }
            let total = companion.and_then(|companion| companion.total.as_ref());
            keys.push(Some(beside(total).unwrap_or_else(|| key.clone())));
            self.add_lines(&mut draft, builder, row, keys);
        }
        draft
    }
}
