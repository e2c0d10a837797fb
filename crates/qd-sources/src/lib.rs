//! qd-sources
