//! How much of a document is measured, and how much is not there.

use super::Figure;
use crate::{Basis, Value};

/// Counts of printed figures. The three bases add up to `n_figures`; missing ones stand apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// Figures that have a number.
    pub n_figures: usize,
    /// Of these, sums and counts of source rows.
    pub n_measured: usize,
    /// Of these, computed from measured numbers.
    pub n_derived: usize,
    /// Of these, resting on a declared assumption.
    pub n_assumed: usize,
    /// Figures that have none.
    pub n_missing: usize,
}

impl Coverage {
    /// Counts figures.
    pub fn count<'a>(figures: impl Iterator<Item = &'a Figure>) -> Self {
        let mut coverage = Self::default();
        for figure in figures {
            match (&figure.value, figure.basis) {
                (Value::Missing(_), _) => coverage.n_missing += 1,
                (Value::Number(_), Basis::Measured) => coverage.n_measured += 1,
                (Value::Number(_), Basis::Derived) => coverage.n_derived += 1,
                (Value::Number(_), Basis::Assumed) => coverage.n_assumed += 1,
            }
        }
        coverage.n_figures = coverage.n_measured + coverage.n_derived + coverage.n_assumed;
        coverage
    }
}
