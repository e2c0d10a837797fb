//! qd-model
