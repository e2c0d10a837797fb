//! Bank rows: what CSV and OFX readers share.

pub(crate) mod legs;
