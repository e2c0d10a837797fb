//! qd-facts
