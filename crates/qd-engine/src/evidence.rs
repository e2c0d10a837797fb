//! Places of rows, and the rows behind many figures at once.
//!
//! Evidence is not stored row by row: the SELECTs of the metrics run once more, over postings in
//! place of their sums by day, and their rows are dealt out to the figures that they are part of.

use std::collections::BTreeMap;

use qd_model::{Decimal, Evidence, EvidenceRows, FigureId, Scope};

use crate::EngineError;
use crate::engine::{Engine, on_large_stack, side_by_side};
use crate::trace::Tracer;

/// The place of a row: its file, and its line where there is one.
pub(crate) fn place(file: &str, line: Option<Decimal>) -> Evidence {
    let line = line.and_then(|line| u32::try_from(line.normalized().mantissa()).ok());
    Evidence { file: file.to_owned(), line }
}

impl Engine {
    /// The rows that figures of a scope rest on, inputs of inputs included: the first `limit` of
    /// each in order of date and place, and how many there are.
    ///
    /// A figure without a value, and one that nothing is known of, rests on no rows.
    pub fn evidence(
        &self,
        scope: &Scope,
        ids: &[FigureId],
        limit: usize,
    ) -> Result<BTreeMap<FigureId, EvidenceRows>, EngineError> {
        on_large_stack(|| {
            let mut tracer = Tracer::new(self, scope)?;
            let found = ids.iter().map(|id| {
                let rests = tracer.rests(id.key())?;
                Ok((id.clone(), tracer.gather(&rests, limit)?))
            });
            found.collect()
        })
    }

    /// The evidence of figures of several scopes, gathered side by side, in the order of the scopes.
    pub fn evidence_of_all(
        &self,
        figures: &[(&Scope, Vec<FigureId>)],
        limit: usize,
    ) -> Result<Vec<BTreeMap<FigureId, EvidenceRows>>, EngineError> {
        let gather = |(scope, ids): &(&Scope, Vec<FigureId>)| self.evidence(scope, ids, limit);
        side_by_side(figures, gather).into_iter().collect()
    }
}
