//! qd-delivery
