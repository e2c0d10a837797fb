//! qd-engine
