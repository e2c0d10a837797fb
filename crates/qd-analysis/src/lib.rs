//! qd-analysis
