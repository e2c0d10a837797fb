//! Secrets by the format they stand in: assignments, configuration files of tools, private keys.
//!
//! The best pattern scanner finds 41 % of what a small company leaks (engineering.md section 1);
//! the rest has no prefix and is known by its place. Each file of this folder knows one kind of
//! place and answers with ranges; whether a value is secret is for [`crate::seen`] to say.

mod assignments;
mod credentials;
mod kind;
mod pem;

use std::ops::Range;

use crate::key::RuleName;
pub(crate) use assignments::is_secret_key_before;
pub(crate) use kind::Kind;

/// A secret's place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) rule: RuleName,
    /// What a mask must cover: the secret, or the block round it.
    pub(crate) span: Range<usize>,
    /// The secret's own bytes.
    pub(crate) secret: Range<usize>,
    /// Whether it is a word so common that it is registered but not reported.
    pub(crate) is_common: bool,
}

impl Place {
    fn new(rule: &str, secret: Range<usize>) -> Self {
        Self { rule: RuleName::new(rule), span: secret.clone(), secret, is_common: false }
    }
}

/// All places of a text, in no particular order and possibly overlapping.
pub(crate) fn places(kind: Kind, text: &[u8]) -> Vec<Place> {
    let mut found = Vec::new();
    pem::find(text, &mut found);
    match kind {
        Kind::Lock => return found,
        Kind::Netrc => credentials::netrc(text, &mut found),
        Kind::Pgpass => credentials::pgpass(text, &mut found),
        Kind::Config | Kind::Lines | Kind::Code | Kind::Outgoing => {}
    }
    credentials::docker_auth(text, &mut found);
    assignments::find(kind, text, &mut found);
    found
}
