//! Pure numeric code: plain functions over slices, so that their tests link no engine.
//!
//! [`footing`] makes rounded rows add up to the rounded total; [`statistics`] holds the intervals
//! and tails that rates of small samples need. Money never passes through a float here.

pub mod footing;
pub mod statistics;
