//! Pure numeric code: plain functions over slices, so that their tests link no engine.
//!
//! Money is exact here and never passes through a float: [`allocation`], [`footing`],
//! [`break_even`], [`valuation`], [`capital`], [`receivables`], [`concentration`]. Floats are for
//! statistics and plans alone: [`forecast`], [`distributions`], [`statistics`], [`marketing`],
//! [`agenda`]. Nothing here reads a clock, a
//! file or a random source of the system: [`random`] is seeded by its caller.

pub mod agenda;
pub mod allocation;
pub mod break_even;
pub mod capital;
pub mod concentration;
pub mod distributions;
pub mod footing;
pub mod forecast;
pub mod goal_seek;
pub mod marketing;
pub mod random;
pub mod receivables;
pub mod root;
pub mod statistics;
pub mod valuation;
