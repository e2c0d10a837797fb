//! The lines of a statement: one a row, or one a member of the row's dimension.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use qd_model::report::{Cell, Place, Span, TableRow};
use qd_model::{Decimal, MeasureKey};

use super::Statement;
use crate::assemble::{Builder, Draft};
use crate::components::metric_ref::MetricRef;

impl Statement {
    /// Adds what a row stands for; a column without a key stays empty.
    pub(super) fn add_lines(
        &self,
        draft: &mut Draft,
        builder: &mut Builder<'_>,
        row: &MetricRef,
        keys: Vec<Option<MeasureKey>>,
    ) {
        let has_dimension = |dimension: &&String| {
            let info = builder.metric(&row.metric);
            info.is_some_and(|info| info.dimensions == [dimension.as_str()])
        };
        let Some(dimension) = self.by.as_ref().filter(|_| row.is_plain()).filter(has_dimension)
        else {
            let cells = keys.into_iter().map(|key| {
                let Some(key) = key else { return Cell::default() };
                let index = builder.measure(key, Place::Cell);
                draft.figure(builder, index)
            });
            let cells = cells.collect::<Vec<_>>();
            let label = Cell::spans(vec![Span::text(row.label(builder))]);
            let cells = std::iter::once(label).chain(cells).collect();
            draft.row(TableRow { style: row.row_style(), cells, ..TableRow::default() });
            return;
        };
        for member in self.members(builder, dimension, &keys) {
            let cells = keys.iter().map(|key| {
                let key = key.clone().map(|key| MeasureKey { dimension: member.clone(), ..key });
                // A line that a venture or a period does not have is an empty cell, not a gap.
                match key.filter(|key| builder.evaluation.measures.get(key).is_some()) {
                    None => Cell::default(),
                    Some(key) => {
                        let index = builder.measure(key, Place::Cell);
                        draft.figure(builder, index)
                    }
                }
            });
            let cells = cells.collect::<Vec<_>>();
            let label = Cell::spans(vec![Span::outside(name(&member, dimension))]);
            let cells = std::iter::once(label).chain(cells).collect();
            draft.row(TableRow { style: row.row_style(), cells, ..TableRow::default() });
        }
    }

    /// The members that any column has something of: first those in `order`, then the larger ones.
    fn members(
        &self,
        builder: &Builder<'_>,
        dimension: &str,
        keys: &[Option<MeasureKey>],
    ) -> Vec<String> {
        let mut members = BTreeSet::new();
        for key in keys.iter().flatten() {
            let found = builder.evaluation.measures.members_beside(key);
            members.extend(found.map(|(member, _)| member.dimension.clone()));
        }
        members.retain(|member| !member.is_empty());
        let sizes = |member: &String| {
            let member = |key: &MeasureKey| MeasureKey { dimension: member.clone(), ..key.clone() };
            let found = keys.iter().flatten().filter_map(|key| {
                let measure = builder.evaluation.measures.get(&member(key))?;
                // A figure that is missing keeps its line, so that its note is read.
                Some(measure.value.number().map_or(Decimal::from(1), Decimal::abs))
            });
            found.max().unwrap_or(Decimal::ZERO)
        };
        let mut sized = members.into_iter().map(|member| (sizes(&member), member));
        let mut shown = sized.by_ref().filter(|(size, _)| !size.is_zero()).collect::<Vec<_>>();
        shown.sort_by_key(|(size, member)| {
            let place = self.order.iter().position(|known| known == name(member, dimension));
            (place.unwrap_or(self.order.len()), Reverse(*size), member.clone())
        });
        shown.into_iter().map(|(_, member)| member).collect()
    }
}

fn name<'a>(member: &'a str, dimension: &str) -> &'a str {
    member.strip_prefix(dimension).and_then(|rest| rest.strip_prefix('=')).unwrap_or(member)
}
