//! Tests a catalog.
