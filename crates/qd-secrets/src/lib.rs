//! qd-secrets
