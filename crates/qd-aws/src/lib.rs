//! qd-aws
