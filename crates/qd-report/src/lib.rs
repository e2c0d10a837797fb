//! qd-report
